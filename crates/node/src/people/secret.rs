//! Tokens as their owners have them: `dt_<id>_<secret>`, of which only the id and a digest are kept.

use sha2::{Digest as _, Sha256};
use statement::Digest;
use std::fmt;
use store::TokenId;
use zeroize::Zeroizing;

/// What every token begins with, so that scanners for leaked secrets can find it.
const PREFIX: &str = "dt_";

/// The bytes of chance in the public name of a token.
const ID_BYTES: usize = 8;

/// A token with its secret of 256 bits. It is wiped from memory when it goes, and is not printed for debugging.
pub struct Bearer {
    /// Its public name.
    pub id: TokenId,
    secret: Zeroizing<[u8; 32]>,
}

/// The text is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is no token")]
pub struct BadToken;

impl Bearer {
    /// Draws a new one.
    ///
    /// # Errors
    /// A system that has no chance to give.
    pub fn draw() -> Result<Self, getrandom::Error> {
        let (mut id, mut secret) = ([0; ID_BYTES], Zeroizing::new([0; 32]));
        getrandom::fill(&mut id)?;
        getrandom::fill(&mut *secret)?;
        let id = note::encoding::hex(&id);
        Ok(Bearer { id: id.parse().expect("16 hex digits are letters and digits"), secret })
    }

    /// Reads what somebody shows.
    ///
    /// # Errors
    /// [`BadToken`].
    pub fn parse(text: &str) -> Result<Self, BadToken> {
        let (id, secret) = text.strip_prefix(PREFIX).and_then(|rest| rest.split_once('_')).ok_or(BadToken)?;
        let secret: Digest = secret.parse().map_err(|_| BadToken)?;
        Ok(Bearer { id: id.parse().map_err(|_| BadToken)?, secret: Zeroizing::new(secret.0) })
    }

    /// What is kept of the secret. Guessing 256 bits needs no slow hash to be hopeless.
    pub fn digest(&self) -> Digest {
        Digest(Sha256::digest(*self.secret).into())
    }

    /// Whether this is the token of which `kept` was kept, in a time that does not tell how much of it is right.
    pub fn is(&self, kept: &Digest) -> bool {
        let differences = self.digest().0.iter().zip(kept.0).fold(0, |all, (one, other)| all | (one ^ other));
        differences == 0
    }

    /// The token as its owner is to write it down, once.
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{PREFIX}{}_{}", self.id, Digest(*self.secret)))
    }
}

impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bearer({})", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_one_spelling_and_is_not_printed() {
        let token = Bearer::draw().expect("chance");
        let text = token.text();
        let read = Bearer::parse(&text).expect("what was written is read");
        assert!(read.is(&token.digest()) && read.id == token.id);
        assert!(!format!("{token:?}").contains(text.rsplit('_').next().expect("a secret")));
        for bad in [
            "",
            "dt_",
            "dt__",
            "dt_a_b",
            &text[1..],
            &text[..text.len() - 1],
            &format!("{}=", *text),
            &format!("{} ", *text),
        ] {
            assert!(Bearer::parse(bad).is_err(), "{bad}");
        }
        assert!(!Bearer::draw().expect("chance").is(&token.digest()));
    }
}
