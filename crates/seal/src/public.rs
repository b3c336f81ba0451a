//! The public part of a seal: what is published, and all that is.

use crate::declaration::Declaration;
use crate::digest::Digest;
use crate::error::SealError;

/// Declaration, number of rows and root. A text of a few lines; one seal has one spelling.
///
/// It holds no digest that a guess could be tested against: the root depends on a secret nonce per row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicPart {
    declaration: Declaration,
    rows: u64,
    root: Digest,
}

impl PublicPart {
    pub(crate) fn new(declaration: Declaration, rows: u64, root: Digest) -> Self {
        PublicPart { declaration, rows, root }
    }

    /// Reads a public part.
    ///
    /// # Errors
    /// [`SealError::Malformed`]: any byte differs from how this crate would write it.
    pub fn parse(text: &str) -> Result<Self, SealError> {
        let (head, root) = Self::split(text)
            .ok_or(SealError::Malformed { what: "seal", line: text.lines().count() as u64 })?;
        let (declaration, rows) = Declaration::parse(head)?;
        Ok(PublicPart { declaration, rows, root })
    }

    fn split(text: &str) -> Option<(&str, Digest)> {
        let (head, root) = text.strip_suffix('\n')?.rsplit_once("\nroot ")?;
        Some((text.get(..=head.len())?, Digest::parse(root)?))
    }

    /// The file's content.
    pub fn to_text(&self) -> String {
        format!("{}root {}\n", self.declaration.to_text(self.rows), self.root)
    }

    /// The columns, types, normalisation and key.
    pub fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    /// The number of rows.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The root of the tree. It commits to everything else in the public part.
    pub fn root(&self) -> Digest {
        self.root
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling() {
        let declaration = Declaration::table(&["id".to_owned()], &["id"]).expect("declares");
        let text = PublicPart::new(declaration, 3, Digest::of(&[])).to_text();
        assert_eq!(PublicPart::parse(&text).expect("parses").to_text(), text);
        for bad in [
            text.to_uppercase(),
            text.replace('\n', "\r\n"),
            format!("{text}\n"),
            format!(" {text}"),
            text.replace("rows 3\n", ""),
        ] {
            assert!(PublicPart::parse(&bad).is_err(), "{bad}");
        }
        assert!(PublicPart::parse(text.trim_end()).is_err());
        assert!(PublicPart::parse("").is_err());
    }
}
