//! Indicators inside comments, written as a word, a colon and the value: `FILENAME:a.dll|SHA1:8ccaa941...`.
//!
//! Only these words are looked for, and a comment is otherwise left alone: what is written to people names many addresses that are
//! no indicators.

use crate::{
    Context, Reason,
    label::labelled,
    outcome::{Place, Sink, Stood},
};

/// The words, longest first where one starts like another.
const WORDS: [&str; 9] =
    ["FILENAME", "FILE NAME", "FILE_NAME", "SHA256", "SHA-256", "SHA1", "SHA-1", "MD5", "USER-AGENT"];

/// How many values are taken from one comment. One that has more is a list in the wrong place.
const MAX_VALUES: usize = 100;

/// Hands on what the comment holds, but for what the row says already.
pub(crate) fn take(comment: &str, said: Option<&str>, place: Place<'_>, context: Context<'_>, sink: &mut Sink<'_>) {
    for (number, (word, value)) in (Values { rest: comment }).enumerate() {
        if number == MAX_VALUES {
            return sink.refuse(place, value, Reason::Crowded(MAX_VALUES));
        }
        if said.is_some_and(|said| said.trim().eq_ignore_ascii_case(value)) {
            continue;
        }
        sink.put(labelled(word, value), false, Stood { place, text: value, label: None, context });
    }
}

/// The words and values of a comment.
struct Values<'c> {
    rest: &'c str,
}

impl<'c> Iterator for Values<'c> {
    type Item = (&'static str, &'c str);

    fn next(&mut self) -> Option<Self::Item> {
        let (_, word, after) = next_word(self.rest)?;
        let end = after.find(['|', ';', ',', '\n', '\r']).unwrap_or(after.len());
        let (value, rest) = after.split_at(end);
        // A value that nothing ends goes to the next word.
        let value = next_word(value).map_or(value, |(start, ..)| value.get(..start).unwrap_or(value));
        self.rest = after.get(value.len()..).unwrap_or(rest);
        let is_file = word.starts_with("FILE") || word == "USER-AGENT";
        let value = if is_file { value } else { value.split_whitespace().next().unwrap_or_default() };
        Some((word, value.trim()))
    }
}

/// The first of the words that starts a word of the text and is followed by a colon: where it starts, it, what is behind the colon.
fn next_word(text: &str) -> Option<(usize, &'static str, &str)> {
    let mut behind = 0;
    while let Some(colon) = text.get(behind..)?.find(':').map(|place| behind + place) {
        let (before, after) = (text.get(..colon)?.trim_end(), text.get(colon + 1..)?);
        if let Some((start, word)) = WORDS.iter().find_map(|word| Some((ends_with(before, word)?, *word))) {
            return Some((start, word, after));
        }
        behind = colon + 1;
    }
    None
}

/// Where the word starts, if the text ends with it as a word of its own.
fn ends_with(text: &str, word: &str) -> Option<usize> {
    let start = text.len().checked_sub(word.len())?;
    let (before, end) = text.split_at_checked(start)?;
    let is_apart =
        !before.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_' || letter == '-');
    (end.eq_ignore_ascii_case(word) && is_apart).then_some(start)
}
