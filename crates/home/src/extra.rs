//! What a proof file carries besides the proof (the `extra` line of C2SP tlog-proof), so that it can be verified with nothing but charters:
//! the entry, the quote that gives its record time, and key sheets. Nothing vouches for it; everything in it is signed.
//! The format is in docs/spec/log-proof.md.

use anyhow::{Context, bail};
use note::{MAX_NOTE, Note, encoding};

/// The first line.
const VERSION: &str = "detente/proof/v1";

/// How many sheets a proof may carry.
const MAX_SHEETS: usize = 1024;

/// What a proof of ours carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extra {
    /// The bytes of the entry.
    pub entry: Vec<u8>,
    /// The quote whose checkpoint is that of the proof: its number, and its bytes.
    pub quote: Option<(u64, Vec<u8>)>,
    /// The quote before it.
    pub before: Option<(u64, Vec<u8>)>,
    /// Key sheets, each member's in their order.
    pub sheets: Vec<Note>,
}

impl Extra {
    /// As lines.
    pub fn to_text(&self) -> String {
        let mut text = format!("{VERSION}\nentry {}\n", encoding::base64(&self.entry));
        for (name, quote) in [("quote", &self.quote), ("before", &self.before)] {
            if let Some((index, bytes)) = quote {
                text.push_str(&format!("{name} {index} {}\n", encoding::base64(bytes)));
            }
        }
        for sheet in &self.sheets {
            text.push_str(&format!("sheet {}\n", encoding::base64(sheet.to_string().as_bytes())));
        }
        text
    }

    /// Reads what [`Extra::to_text`] writes.
    ///
    /// # Errors
    /// Any other text.
    pub fn parse(bytes: &[u8]) -> anyhow::Result<Self> {
        let text = std::str::from_utf8(bytes).context("what the proof carries is not UTF-8")?;
        let text = text.strip_suffix('\n').context("what the proof carries breaks off")?;
        let mut lines = text.split('\n').peekable();
        if lines.next() != Some(VERSION) {
            bail!("what the proof carries does not begin with {VERSION}");
        }
        let entry = lines.next().and_then(|line| line.strip_prefix("entry "));
        let entry = encoding::unbase64("entry", entry.context("the proof does not carry the entry")?)?;
        if entry.len() > MAX_NOTE {
            bail!("the entry is too long");
        }
        let mut quoted = |name: &str| {
            let line =
                lines.next_if(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(' ')));
            line.and_then(|line| line.strip_prefix(name)?.strip_prefix(' ')).map(numbered).transpose()
        };
        let (quote, before) = (quoted("quote")?, quoted("before")?);
        let mut sheets = Vec::new();
        for line in lines {
            let sheet = line.strip_prefix("sheet ").context("the proof carries a line that it should not")?;
            if sheets.len() == MAX_SHEETS {
                bail!("the proof carries more than {MAX_SHEETS} key sheets");
            }
            sheets.push(Note::parse(&encoding::unbase64("key sheet", sheet)?)?);
        }
        Ok(Extra { entry, quote, before, sheets })
    }
}

fn numbered(text: &str) -> anyhow::Result<(u64, Vec<u8>)> {
    let (index, bytes) = text.split_once(' ').context("a quote is not a number and an entry")?;
    Ok((encoding::decimal("number of an entry", index)?, encoding::unbase64("quote", bytes)?))
}
