//! SHA-1 (FIPS 180-4), for names only: UUIDs of version 5 are made with it (RFC 9562, 5.5).
//!
//! Nothing here is safe because SHA-1 is: whoever wants two values with one id can have them.

/// SHA-1 over bytes that come piece by piece.
#[derive(Clone, Debug)]
pub(crate) struct Sha1 {
    state: [u32; 5],
    /// The start of a block that is not full.
    block: [u8; 64],
    length: u64,
}

impl Sha1 {
    pub(crate) fn new() -> Self {
        let state = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0];
        Self { state, block: [0; 64], length: 0 }
    }

    /// Takes the next bytes.
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let filled = (self.length % 64) as usize;
            let (part, behind) = rest.split_at(rest.len().min(64 - filled));
            for (to, from) in self.block.iter_mut().skip(filled).zip(part) {
                *to = *from;
            }
            self.length += part.len() as u64;
            if self.length.is_multiple_of(64) {
                compress(&mut self.state, &self.block);
            }
            rest = behind;
        }
    }

    /// The digest of all bytes.
    pub(crate) fn finish(mut self) -> [u8; 20] {
        let bits = self.length * 8;
        self.update(&[0x80]);
        while self.length % 64 != 56 {
            self.update(&[0]);
        }
        self.update(&bits.to_be_bytes());
        let mut digest = [0; 20];
        for (to, word) in digest.chunks_exact_mut(4).zip(self.state) {
            to.copy_from_slice(&word.to_be_bytes());
        }
        digest
    }
}

/// Section 6.1.2.
fn compress(state: &mut [u32; 5], block: &[u8; 64]) {
    let [mut a, mut b, mut c, mut d, mut e] = *state;
    for (round, word) in schedule(block).into_iter().enumerate() {
        let (mix, constant) = match round {
            0..20 => ((b & c) | (!b & d), 0x5A82_7999),
            20..40 => (b ^ c ^ d, 0x6ED9_EBA1),
            40..60 => ((b & c) | (b & d) | (c & d), 0x8F1B_BCDC),
            _ => (b ^ c ^ d, 0xCA62_C1D6_u32),
        };
        let next =
            a.rotate_left(5).wrapping_add(mix).wrapping_add(e).wrapping_add(constant).wrapping_add(word);
        (e, d, c, b, a) = (d, c, b.rotate_left(30), a, next);
    }
    for (sum, part) in state.iter_mut().zip([a, b, c, d, e]) {
        *sum = sum.wrapping_add(part);
    }
}

/// The eighty words of a block.
fn schedule(block: &[u8; 64]) -> [u32; 80] {
    let mut words = [0; 80];
    for (word, bytes) in words.iter_mut().zip(block.chunks_exact(4)) {
        *word = bytes.iter().fold(0, |word, byte| word << 8 | u32::from(*byte));
    }
    for place in 16..80 {
        let back = |steps: usize| words.get(place - steps).copied().unwrap_or_default();
        let word = (back(3) ^ back(8) ^ back(14) ^ back(16)).rotate_left(1);
        if let Some(to) = words.get_mut(place) {
            *to = word;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::Sha1;

    fn digest(bytes: &[u8]) -> String {
        let mut sha = Sha1::new();
        bytes.chunks(7).for_each(|part| sha.update(part));
        sha.finish().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Values of FIPS 180 and RFC 3174.
    #[test]
    fn it_is_sha1() {
        assert_eq!(digest(b""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
        assert_eq!(digest(b"abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(
            digest(b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
        );
        assert_eq!(digest(&[b'a'; 1_000_000]), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
    }
}
