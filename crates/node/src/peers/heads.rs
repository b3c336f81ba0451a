//! The newest heads of several logs in one answer: a first line, then each head behind a line with the member's name and the head's length.
//!
//! ```text
//! detente/heads/v1
//! alpha 312
//! (312 bytes of a note)
//! bravo 298
//! (298 bytes of a note)
//! ```

use log::Head;
use note::{MAX_NOTE, Malformed, Note, encoding};
use statement::{MAX_MEMBERS, MemberName};
use std::collections::BTreeMap;

/// The first line.
const VERSION: &str = "detente/heads/v1\n";

/// How long a head may be: a checkpoint under the hundred signatures that a note may have, of keys with long names.
const MAX_HEAD: usize = 64 << 10;

/// How long the answer may be.
pub const MAX_HEADS: usize = MAX_MEMBERS * (MAX_HEAD + 128);

const WHAT: &str = "list of heads";

const _: () = assert!(MAX_HEAD <= MAX_NOTE);

/// Writes heads in the order of the members' names; one too long to be sent is left out.
pub fn write_heads(heads: &BTreeMap<MemberName, Head>) -> String {
    let mut text = VERSION.to_owned();
    for (member, head) in heads.iter().take(MAX_MEMBERS) {
        let note = head.note().to_string();
        if note.len() <= MAX_HEAD {
            text.push_str(&format!("{member} {}\n{note}", note.len()));
        }
    }
    text
}

/// Reads heads: members in the order of their names, none twice. No signature is checked.
///
/// # Errors
/// Any other bytes; more than 64 heads; a head that is too long or no note.
pub fn parse_heads(bytes: &[u8]) -> Result<Vec<(MemberName, Note)>, Malformed> {
    let refused = |why: &'static str| Malformed::new(WHAT, why);
    let text = std::str::from_utf8(bytes).map_err(|_| refused("it is not UTF-8"))?;
    let mut rest =
        text.strip_prefix(VERSION).ok_or_else(|| refused("its first line is not detente/heads/v1"))?;
    let mut heads: Vec<(MemberName, Note)> = Vec::new();
    while !rest.is_empty() {
        let (head, behind) = next(rest)?;
        if heads.last().is_some_and(|(before, _)| *before >= head.0) || heads.len() == MAX_MEMBERS {
            return Err(refused("its members are not in order, or more than 64"));
        }
        heads.push(head);
        rest = behind;
    }
    Ok(heads)
}

fn next(text: &str) -> Result<((MemberName, Note), &str), Malformed> {
    let refused = || Malformed::new(WHAT, "a head does not begin with its member's name and its length");
    let (line, rest) = text.split_once('\n').ok_or_else(refused)?;
    let (member, length) = line.split_once(' ').ok_or_else(refused)?;
    let length = usize::try_from(encoding::decimal(WHAT, length)?).ok().filter(|length| *length <= MAX_HEAD);
    let (note, rest) = rest.split_at_checked(length.ok_or_else(refused)?).ok_or_else(refused)?;
    Ok(((member.parse()?, Note::parse(note.as_bytes())?), rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use log::{Checkpoint, Hash};
    use note::{Algorithm, SigningKey};

    fn head(name: &str) -> Head {
        let name: note::KeyName = format!("unit/{name}/log").parse().expect("a name");
        let key = SigningKey::from_seed(name.clone(), Algorithm::Ed25519, &[7; 32]).expect("a key");
        Head::sign(Checkpoint { origin: name, size: 0, root: Hash::empty() }, &key).expect("a head")
    }

    fn heads(names: &[&str]) -> BTreeMap<MemberName, Head> {
        names.iter().map(|name| (name.parse().expect("a name"), head(name))).collect()
    }

    #[test]
    fn heads_are_read_as_they_were_written() {
        for names in [vec![], vec!["alpha"], vec!["alpha", "bravo", "charlie"]] {
            let heads = heads(&names);
            let read = parse_heads(write_heads(&heads).as_bytes()).expect("heads");
            let notes: Vec<_> =
                heads.iter().map(|(name, head)| (name.clone(), head.note().clone())).collect();
            assert_eq!(read, notes);
        }
    }

    #[test]
    fn other_bytes_are_no_heads() {
        let one = write_heads(&heads(&["alpha"]));
        let two = write_heads(&heads(&["alpha", "bravo"]));
        let twice = format!("{one}{}", &one[VERSION.len()..]);
        let swapped = format!("{}{}", write_heads(&heads(&["bravo"])), &one[VERSION.len()..]);
        let endless = format!("{VERSION}alpha 9223372036854775807\n");
        let long = format!("{VERSION}alpha {}\n{}", MAX_HEAD + 1, "a".repeat(MAX_HEAD + 1));
        let bad = [
            String::new(),
            "detente/heads/v2\n".to_owned(),
            one[..one.len() - 1].to_owned(),
            format!("{two}\n"),
            one.replacen("alpha ", "alpha 0", 1),
            one.replacen("alpha ", "Alpha ", 1),
            twice,
            swapped,
            endless,
            long,
        ];
        for text in bad {
            assert!(parse_heads(text.as_bytes()).is_err(), "{text:?}");
        }
    }
}
