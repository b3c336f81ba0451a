//! Bundles of ours around objects of others: the way out.
//!
//! The objects' bytes are as they came. The id of the bundle follows from them, so that the same objects in the same order are the same
//! bundle, byte for byte. It stands behind the objects: a bundle of any size is written as it comes, and nothing of it is held.

use crate::{Uuid, uuid::Namer};
use std::io::{self, Write};

/// The media type of a bundle (STIX 2.1, 8).
pub const MEDIA_TYPE: &str = "application/stix+json;version=2.1";

/// How large a bundle gets before the next one is begun, in bytes: a statement of this size is carried and read in one piece
/// everywhere, and a bundle of a million objects becomes a hundred of them.
pub const CUT: usize = 4 << 20;

/// The namespace of the ids of our bundles. It was drawn once and means nothing.
const NAMESPACE: Uuid = Uuid(0x8d1f3c5e_6a70_4b92_9c35_e2b4d7a81f06_u128.to_be_bytes());

const START: &str = "{\"type\":\"bundle\",\"objects\":[";

/// A bundle that is being written.
#[derive(Debug)]
pub struct Bundle<W> {
    out: W,
    namer: Namer,
    count: u64,
}

impl<W: Write> Bundle<W> {
    /// Begins a bundle.
    ///
    /// ```
    /// let mut bundle = exchange::stix::Bundle::new(Vec::new());
    /// bundle.add(b"{}").unwrap();
    /// let text = String::from_utf8(bundle.end().unwrap()).unwrap();
    /// assert!(text.starts_with("{\"type\":\"bundle\",\"objects\":[\n{}\n],\"id\":\"bundle--"));
    /// ```
    pub fn new(out: W) -> Self {
        Self { out, namer: Namer::new(NAMESPACE), count: 0 }
    }

    /// Writes an object, which is one JSON value.
    ///
    /// # Errors
    /// An output that takes no more.
    pub fn add(&mut self, object: &[u8]) -> io::Result<()> {
        self.out.write_all(if self.count == 0 { START.as_bytes() } else { b"," })?;
        self.out.write_all(b"\n")?;
        self.out.write_all(object)?;
        self.namer.add(object);
        self.namer.add(b"\n");
        self.count += 1;
        Ok(())
    }

    /// How many objects are in it.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Ends it. A bundle without objects has no list of them (STIX 2.1, 2.12: lists are never empty).
    ///
    /// # Errors
    /// An output that takes no more.
    pub fn end(mut self) -> io::Result<W> {
        let start = if self.count == 0 { "{\"type\":\"bundle\"" } else { "\n]" };
        writeln!(self.out, "{start},\"id\":\"bundle--{}\"}}", self.namer.finish())?;
        Ok(self.out)
    }
}

/// Cuts a stream of objects into bundles of about [`CUT`] bytes.
#[derive(Debug)]
pub struct Cutter {
    bundle: Bundle<Vec<u8>>,
}

impl Cutter {
    /// Begins the first bundle.
    pub fn new() -> Self {
        Self { bundle: Bundle::new(Vec::new()) }
    }

    /// Takes the next object. If the bundle at hand is full without it, that one is given back and the next begun.
    ///
    /// # Errors
    /// None that memory makes.
    pub fn add(&mut self, object: &[u8]) -> io::Result<Option<Vec<u8>>> {
        let is_full = self.bundle.count > 0 && self.bundle.out.len() + object.len() > CUT;
        let full = if is_full { Some(std::mem::take(self).end()?) } else { None };
        self.bundle.add(object)?;
        Ok(full.flatten())
    }

    /// The last bundle, unless it would have no objects.
    ///
    /// # Errors
    /// None that memory makes.
    pub fn end(self) -> io::Result<Option<Vec<u8>>> {
        if self.bundle.count == 0 { Ok(None) } else { self.bundle.end().map(Some) }
    }
}

impl Default for Cutter {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_follows_from_its_objects() {
        let bundle = |objects: &[&str]| {
            let mut bundle = Bundle::new(Vec::new());
            objects.iter().for_each(|object| bundle.add(object.as_bytes()).expect("memory"));
            String::from_utf8(bundle.end().expect("memory")).expect("UTF-8")
        };
        let one = bundle(&[r#"{"a":1}"#, "{}"]);
        assert_eq!(one, bundle(&[r#"{"a":1}"#, "{}"]));
        let id = |text: &str| text.rsplit_once("bundle--").expect("an id").1.to_owned();
        assert_ne!(id(&one), id(&bundle(&["{}", r#"{"a":1}"#])));
        assert!(bundle(&[]).starts_with("{\"type\":\"bundle\",\"id\":\"bundle--"));
        for text in [one, bundle(&[]), bundle(&["{}"])] {
            crate::json::Json::read(text.trim().as_bytes()).expect("it is JSON");
        }
    }

    #[test]
    fn what_is_cut_is_all_there() {
        let object = format!("\"{}\"", "a".repeat(CUT / 3));
        let (mut cutter, mut bundles) = (Cutter::new(), Vec::new());
        for _ in 0..7 {
            bundles.extend(cutter.add(object.as_bytes()).expect("memory"));
        }
        bundles.extend(cutter.end().expect("memory"));
        assert_eq!(bundles.len(), 4);
        let count = |bundle: &Vec<u8>| bundle.windows(2).filter(|pair| pair == b"\"a").count();
        assert_eq!(bundles.iter().map(count).collect::<Vec<_>>(), [2, 2, 2, 1]);
        assert!(bundles.iter().all(|bundle| bundle.len() < CUT + 1000));
        assert_eq!(Cutter::new().end().expect("memory"), None);
    }
}
