//! One event that met a rule, cut down to what correlations need of it, and its form as bytes for the time that it is sorted.

use event::{Position, Time};

/// How long a key is, in bytes.
pub const KEY_BYTES: usize = 20;

/// How much of a value counts, in bytes. Names, addresses and hashes are shorter; a stranger can make values of any length, and
/// every one is held as long as its window.
pub const MAX_TEXT: usize = 1024;

/// An event that met a rule to which a correlation refers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hit {
    /// The place of the rule in the ruleset.
    pub rule: u32,
    /// When the event happened. Hits without a time take no part in correlations; see [`Correlator::untimed`](super::Correlator::untimed).
    pub time: Option<Time>,
    /// The number of the event among those with hits, in the order of the input: one event that met several rules has one.
    pub event: u64,
    /// The number of the input, as whoever keeps the list of inputs gave it.
    pub file: u32,
    /// Where in the input the record stood.
    pub position: Position,
    /// The computer that the event is about.
    pub host: Option<String>,
    /// The account that the event is about.
    pub user: Option<String>,
    /// The values of the fields that correlations want of this rule, in the order of the ruleset's plan.
    pub values: Vec<Option<String>>,
}

impl Hit {
    /// Bytes that sort as hits are to be looked at: by time, then in the order of the input, then in that of the rules. `None` without
    /// a time.
    pub fn key(&self) -> Option<[u8; KEY_BYTES]> {
        let mut key = [0; KEY_BYTES];
        // With the sign turned over, earlier times are smaller bytes.
        let time = (self.time?.nanos() as u64) ^ (1 << 63);
        let bytes = time.to_be_bytes().into_iter().chain(self.event.to_be_bytes());
        key.iter_mut().zip(bytes.chain(self.rule.to_be_bytes())).for_each(|(to, from)| *to = from);
        Some(key)
    }

    /// Appends everything that the key does not say.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.file.to_le_bytes());
        out.extend(self.position.record.to_le_bytes());
        out.extend(self.position.offset.to_le_bytes());
        text(out, self.host.as_deref());
        text(out, self.user.as_deref());
        self.values.iter().for_each(|value| text(out, value.as_deref()));
    }

    /// Reads what [`Hit::key`] and [`Hit::write`] have made. `None` for other bytes.
    pub fn read(key: &[u8], payload: &[u8]) -> Option<Hit> {
        let (mut key, mut rest) = (Reader(key), Reader(payload));
        let time = Time::from_nanos((u64::from_be_bytes(key.take()?) ^ (1 << 63)) as i64);
        let mut hit = Hit {
            time: Some(time),
            event: u64::from_be_bytes(key.take()?),
            rule: u32::from_be_bytes(key.take()?),
            file: u32::from_le_bytes(rest.take()?),
            position: Position {
                record: u64::from_le_bytes(rest.take()?),
                offset: u64::from_le_bytes(rest.take()?),
            },
            host: rest.text()?,
            user: rest.text()?,
            values: Vec::new(),
        };
        while !rest.0.is_empty() {
            hit.values.push(rest.text()?);
        }
        key.0.is_empty().then_some(hit)
    }
}

/// A text of at most [`MAX_TEXT`] bytes, cut between characters.
pub(crate) fn cut(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(MAX_TEXT));
    text
}

/// The length, one more than it is, and the bytes; 0 for no text.
fn text(out: &mut Vec<u8>, text: Option<&str>) {
    let length = text.map_or(0, |text| text.len() as u32 + 1);
    out.extend(length.to_le_bytes());
    out.extend(text.unwrap_or_default().as_bytes());
}

struct Reader<'b>(&'b [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*first)
    }

    fn text(&mut self) -> Option<Option<String>> {
        let Some(length) = u32::from_le_bytes(self.take()?).checked_sub(1) else { return Some(None) };
        let (text, rest) = self.0.split_at_checked(length as usize)?;
        self.0 = rest;
        Some(Some(String::from_utf8(text.to_vec()).ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(time: i64, event: u64, rule: u32) -> Hit {
        Hit {
            rule,
            time: Some(Time::from_nanos(time)),
            event,
            file: 7,
            position: Position { record: 3, offset: u64::MAX },
            host: None,
            user: Some(String::new()),
            values: vec![Some("é".to_owned()), None],
        }
    }

    #[test]
    fn a_hit_is_read_as_it_was_written() {
        for time in [i64::MIN, -1, 0, 1, i64::MAX] {
            let hit = hit(time, u64::MAX, 9);
            let mut payload = Vec::new();
            hit.write(&mut payload);
            assert_eq!(Hit::read(&hit.key().expect("a time"), &payload), Some(hit));
            assert_eq!(Hit::read(&[0; KEY_BYTES], &payload[..payload.len() - 1]), None);
        }
    }

    #[test]
    fn keys_sort_by_time_then_input_then_rule() {
        let sorted =
            [hit(i64::MIN, 9, 9), hit(-1, 9, 9), hit(0, 1, 9), hit(0, 2, 1), hit(0, 2, 300), hit(5, 0, 0)];
        assert!(sorted.windows(2).all(|two| two[0].key() < two[1].key()));
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(cut("é".repeat(600)).len(), 1024);
        assert_eq!(cut(format!("x{}", "é".repeat(600))).len(), 1023);
    }
}
