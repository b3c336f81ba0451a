//! Reading a note.

use crate::{KeyId, MAX_NOTE, MAX_SIGNATURES, Malformed, Note, Signature, encoding};

const WHAT: &str = "signed note";

/// Where a signature line begins: an em dash and a space.
const DASH: &str = "\u{2014} ";

impl Note {
    /// Reads a note. Nothing that it says is to be believed before [`Note::verify`].
    ///
    /// # Errors
    /// Everything that C2SP signed-note forbids, and a note that is too large.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        let refused = |why: &'static str| Malformed::new(WHAT, why);
        if bytes.len() > MAX_NOTE {
            return Err(refused("it is larger than 256 KiB"));
        }
        let note = std::str::from_utf8(bytes).map_err(|_| refused("it is not UTF-8"))?;
        if note.chars().any(|c| c < ' ' && c != '\n') {
            return Err(refused("it has a control character"));
        }
        let end = note.rfind("\n\n").ok_or_else(|| refused("no empty line parts text and signatures"))?;
        let (text, lines) = note.split_at_checked(end + 1).unwrap_or_default();
        let lines = lines.strip_prefix('\n').unwrap_or_default();
        let lines = lines.strip_suffix('\n').ok_or_else(|| refused("its last line has no end"))?;
        let signatures = lines.split('\n').map(signature).collect::<Result<Vec<_>, _>>()?;
        if signatures.len() > MAX_SIGNATURES {
            return Err(refused("it has more than a hundred signatures"));
        }
        Ok(Note { text: text.to_owned(), signatures })
    }

    /// A note that nobody has signed yet.
    ///
    /// # Errors
    /// A text that no note can have: one that does not end with its only last newline, has control characters, or is too large.
    pub fn unsigned(text: &str) -> Result<Self, Malformed> {
        let refused = |why: &'static str| Err(Malformed::new(WHAT, why));
        if text.len() > MAX_NOTE {
            return refused("it is larger than 256 KiB");
        }
        if text.chars().any(|c| c < ' ' && c != '\n') {
            return refused("it has a control character");
        }
        if !text.ends_with('\n') {
            return refused("its text does not end with a newline");
        }
        Ok(Note { text: text.to_owned(), signatures: Vec::new() })
    }
}

impl Signature {
    /// Reads signature lines, such as a witness answers with; each has its newline.
    ///
    /// # Errors
    /// Anything else, or more than a note may have.
    pub fn parse_lines(text: &str) -> Result<Vec<Self>, Malformed> {
        let lines =
            text.strip_suffix('\n').ok_or_else(|| Malformed::new(WHAT, "its last line has no end"))?;
        if lines.split('\n').count() > MAX_SIGNATURES {
            return Err(Malformed::new(WHAT, "it has more than a hundred signatures"));
        }
        lines.split('\n').map(signature).collect()
    }
}

/// Reads a signature line without its newline.
fn signature(line: &str) -> Result<Signature, Malformed> {
    let refused = || Malformed::new(WHAT, "a signature line is not a dash, a name and a signature");
    let (name, encoded) =
        line.strip_prefix(DASH).and_then(|rest| rest.split_once(' ')).ok_or_else(refused)?;
    let bytes = encoding::unbase64(WHAT, encoded)?;
    match bytes.split_first_chunk() {
        Some((id, signature)) if !signature.is_empty() => {
            Ok(Signature { name: name.parse()?, id: KeyId(*id), bytes: signature.to_vec() })
        }
        _ => Err(refused()),
    }
}
