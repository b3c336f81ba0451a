//! Texts of MISP, as they came, put together.

use super::{Source, to_stix};
use crate::{
    Media,
    misp::{Converted, FromStix, Takers},
};
use std::io::{self, Read, Write};

/// Makes events of MISP of a text in the format `media`, which is not MISP: what is MISP already is put out as it came, by [`Joined`].
///
/// # Errors
/// If the text cannot be read, or an event not be taken. What cannot be said is a loss.
pub fn to_misp<R: Read>(
    open: &mut dyn FnMut() -> io::Result<R>,
    media: Media,
    source: &Source<'_>,
    takers: Takers<'_>,
) -> io::Result<Converted> {
    let mut from = FromStix::new().called(source.called);
    let read = to_stix(open, media, source, Takers { object: &mut |object| { from.add(object); Ok(()) }, loss: &mut *takers.loss })?;
    let mut converted = from.finish(takers)?;
    converted.losses += read.losses;
    converted.refused += read.refused;
    Ok(converted)
}

/// Puts texts of MISP into one: `{"response":[...]}`, as MISP's interface answers. One alone stays as it is, byte for byte.
#[derive(Debug)]
pub struct Joined<W> {
    out: W,
    /// The first text, which may stay the only one.
    first: Option<Vec<u8>>,
    count: u64,
}

impl<W: Write> Joined<W> {
    /// Begins without texts.
    pub fn new(out: W) -> Self {
        Self { out, first: None, count: 0 }
    }

    /// Takes a text: an event, a list of events, an answer of MISP's interface.
    ///
    /// ```
    /// use exchange::convert::Joined;
    /// let mut joined = Joined::new(Vec::new());
    /// joined.add(br#"{"response": [{"Event":{"info":"one"}}]}"#).unwrap();
    /// joined.add(br#"{"Event":{"info":"two"}}"#).unwrap();
    /// let text = String::from_utf8(joined.end().unwrap()).unwrap();
    /// assert_eq!(text, "{\"response\":[\n{\"Event\":{\"info\":\"one\"}},\n{\"Event\":{\"info\":\"two\"}}\n]}\n");
    /// ```
    ///
    /// # Errors
    /// An output that takes no more.
    pub fn add(&mut self, text: &[u8]) -> io::Result<()> {
        match (&self.first, self.count) {
            (None, 0) => self.first = Some(text.to_vec()),
            _ => {
                if let Some(first) = self.first.take() {
                    self.out.write_all(b"{\"response\":[")?;
                    self.part(&first)?;
                }
                self.part(text)?;
            }
        }
        Ok(())
    }

    fn part(&mut self, text: &[u8]) -> io::Result<()> {
        for value in values(text) {
            let events = events(value);
            if events.is_empty() {
                continue;
            }
            if self.count > 0 {
                self.out.write_all(b",")?;
            }
            self.count += 1;
            self.out.write_all(b"\n")?;
            self.out.write_all(events)?;
        }
        Ok(())
    }

    /// Ends it.
    ///
    /// # Errors
    /// An output that takes no more.
    pub fn end(mut self) -> io::Result<W> {
        match self.first.take() {
            Some(only) => self.out.write_all(&only)?,
            None if self.count == 0 => self.out.write_all(b"{\"response\":[]}\n")?,
            None => self.out.write_all(b"\n]}\n")?,
        }
        Ok(self.out)
    }
}

/// The values of a text, which stand one behind the other.
fn values(text: &[u8]) -> Vec<&[u8]> {
    let mut values = Vec::new();
    let mut rest = text.trim_ascii();
    while !rest.is_empty() {
        let (value, after) = rest.split_at(end(rest));
        values.push(value);
        rest = after.trim_ascii_start();
    }
    values
}

/// Where the first value of a text ends.
fn end(text: &[u8]) -> usize {
    let (mut depth, mut in_string, mut is_escaped) = (0_u64, false, false);
    for (place, byte) in text.iter().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'[' | b'{' => depth += 1,
            b']' | b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return place + 1;
                }
            }
            _ => {}
        }
    }
    text.len()
}

/// The events of a value, with commas between, out of the box that they lie in.
fn events(value: &[u8]) -> &[u8] {
    listed(value).or_else(|| boxed(value)).unwrap_or(value)
}

fn listed(value: &[u8]) -> Option<&[u8]> {
    value.strip_prefix(b"[")?.strip_suffix(b"]").map(<[u8]>::trim_ascii)
}

/// What lies in `{"response": [...]}`, if that is all that the value is.
fn boxed(value: &[u8]) -> Option<&[u8]> {
    let members = value.strip_prefix(b"{")?.strip_suffix(b"}")?.trim_ascii();
    let list = members.strip_prefix(b"\"response\"")?.trim_ascii().strip_prefix(b":")?.trim_ascii();
    // Where the list ends and the object does not, there is another member, which would be lost.
    if end(list) == list.len() { listed(list) } else { None }
}
