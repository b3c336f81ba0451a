//! HMAC-SHA-256 (RFC 2104) with the two padded key blocks hashed once, because a seal computes one per row.

use sha2::{Digest as _, Sha256};

const BLOCK: usize = 64;

/// A key, ready to authenticate any number of messages.
#[derive(Clone)]
pub(crate) struct Mac {
    inner: Sha256,
    outer: Sha256,
}

impl Mac {
    /// Every key of a seal has 32 bytes, so that keys longer than a block need no rule.
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        let padded = |pad: u8| {
            let mut block = [pad; BLOCK];
            for (byte, key) in block.iter_mut().zip(key) {
                *byte ^= key;
            }
            Sha256::new_with_prefix(block)
        };
        Mac { inner: padded(0x36), outer: padded(0x5c) }
    }

    /// The authentication code of `parts`, one after another.
    pub(crate) fn of(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut inner = self.inner.clone();
        for part in parts {
            inner.update(part);
        }
        let mut outer = self.outer.clone();
        outer.update(inner.finalize());
        outer.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::to_hex;

    /// RFC 4231 test cases 1 and 2. HMAC pads short keys with zeros, so that their keys fit into 32 bytes.
    #[test]
    fn agrees_with_rfc_4231() {
        let case = |key: &[u8], data: &[u8]| {
            let mut padded = [0; 32];
            for (to, from) in padded.iter_mut().zip(key) {
                *to = *from;
            }
            to_hex(&Mac::new(&padded).of(&[data]))
        };
        assert_eq!(
            case(&[0x0b; 20], b"Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        );
        assert_eq!(
            case(b"Jefe", b"what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
