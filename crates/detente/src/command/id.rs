//! Statement ids on the command line. One in sixty-four begins with a hyphen, where flags do.

use note::Malformed;
use statement::StatementId;
use std::{ffi::OsString, str::FromStr};

/// What may stand before an id, so that it is no flag.
const PREFIX: &str = "id:";

/// An id, as `ID` or `id:ID`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdArg(pub StatementId);

impl FromStr for IdArg {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        text.strip_prefix(PREFIX).unwrap_or(text).parse().map(IdArg)
    }
}

/// The arguments of the program, with `id:` before every id that begins with a hyphen. No flag is 43 characters long and base64url.
pub fn named(arguments: impl Iterator<Item = OsString>) -> impl Iterator<Item = OsString> {
    arguments.map(|argument| match argument.to_str() {
        Some(text) if text.starts_with('-') && text.parse::<StatementId>().is_ok() => {
            format!("{PREFIX}{text}").into()
        }
        _ => argument,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_with_a_hyphen_before_it_is_no_flag() {
        let id = "-".to_owned() + &"A".repeat(42);
        let seen: Vec<OsString> =
            named(["show", &id, "--json", "-o", "A"].into_iter().map(OsString::from)).collect();
        assert_eq!(seen, ["show", &format!("id:{id}"), "--json", "-o", "A"].map(OsString::from));
        let IdArg(parsed) = seen[1].to_str().expect("text").parse().expect("an id");
        assert_eq!(parsed.to_string(), id);
    }
}
