//! Bundles: the entries under a tile of level 0 (C2SP tlog-tiles, "Log entries").

use note::Malformed;

/// How long an entry may be: its length stands in two bytes.
pub const MAX_ENTRY: usize = u16::MAX as usize;

const WHAT: &str = "bundle of entries";

/// Entries one after another, each behind its length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bundle(Vec<u8>);

impl Bundle {
    /// Reads a bundle of exactly `width` entries.
    ///
    /// # Errors
    /// More, fewer, or bytes that are left over.
    pub fn parse(bytes: Vec<u8>, width: u16) -> Result<Self, Malformed> {
        let bundle = Bundle(bytes);
        let mut entries = bundle.entries();
        let found = entries.by_ref().count();
        match found == usize::from(width) && entries.rest.is_empty() {
            true => Ok(bundle),
            false => Err(Malformed::new(WHAT, format!("it does not have {width} whole entries"))),
        }
    }

    /// Appends an entry.
    ///
    /// # Errors
    /// One that is too long.
    pub fn push(&mut self, entry: &[u8]) -> Result<(), Malformed> {
        let length = u16::try_from(entry.len())
            .map_err(|_| Malformed::new("entry", "it is longer than 65,535 bytes"))?;
        self.0.extend_from_slice(&length.to_be_bytes());
        self.0.extend_from_slice(entry);
        Ok(())
    }

    /// Its first `width` entries: what it was in a smaller tree.
    pub fn narrowed(&self, width: u16) -> Self {
        let long: usize = self.entries().take(usize::from(width)).map(|entry| 2 + entry.len()).sum();
        Bundle(self.0.get(..long).unwrap_or_default().to_vec())
    }

    /// The entries in their order.
    pub fn entries(&self) -> Entries<'_> {
        Entries { rest: &self.0 }
    }

    /// Its bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Goes through the entries of a bundle.
#[derive(Clone, Debug)]
pub struct Entries<'b> {
    rest: &'b [u8],
}

impl<'b> Iterator for Entries<'b> {
    type Item = &'b [u8];

    fn next(&mut self) -> Option<&'b [u8]> {
        let (length, rest) = self.rest.split_first_chunk()?;
        let (entry, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        self.rest = rest;
        Some(entry)
    }
}
