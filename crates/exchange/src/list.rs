//! One value a line.
//!
//! A line that starts with `#`, `;` or `//` is a comment, and so is what follows ` #`. A word for a kind may stand before a value
//! (`filename: a.dll`, `user-agent: Mozilla/4.0`), which is the only way to list what has no shape of its own. `=` before a name or URL
//! says that nothing below it counts. A hosts file (`0.0.0.0 example.com`) names domains that are exact.

use crate::{
    Reason,
    label::{Label, label, labelled},
    lines::{Line, Lines},
    outcome::{Place, Sink, Stood},
};
use statement::observable::{Kind, Observable};
use std::io::{self, BufRead};

pub(crate) fn read(input: impl BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut lines = Lines::new(input);
    while let Some(line) = lines.next()? {
        read_line(&line, sink);
    }
    Ok(())
}

fn read_line(line: &Line<'_>, sink: &mut Sink<'_>) {
    let place = Place::Line(line.number);
    let Ok(text) = str::from_utf8(line.bytes) else {
        let reason = if line.is_cut { Reason::LineTooLong } else { Reason::NotUtf8 };
        return sink.refuse(place, &String::from_utf8_lossy(line.bytes), reason);
    };
    let text = text.trim();
    if is_comment(text) {
        return;
    }
    if line.is_cut {
        return sink.refuse(place, text, Reason::LineTooLong);
    }
    let (text, label) = match text.split_once(" #").or_else(|| text.split_once("\t#")) {
        Some((text, comment)) => (text.trim_end(), Some(comment)),
        None => (text, None),
    };
    read_value(Stood { place, text: unquoted(text), label, context: Default::default() }, sink);
}

/// Whether there is nothing to read on the line.
pub(crate) fn is_comment(line: &str) -> bool {
    line.is_empty() || line.starts_with(['#', ';']) || line.starts_with("//")
}

/// A value as other lists write it: in quotes, with a comma behind.
fn unquoted(text: &str) -> &str {
    let text = text.strip_suffix(',').unwrap_or(text);
    let inside = ['"', '\'', '`'].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote));
    inside.unwrap_or(text)
}

fn read_value(stood: Stood<'_>, sink: &mut Sink<'_>) {
    let (text, exact) = match stood.text.strip_prefix('=') {
        Some(text) => (text.trim_start(), true),
        None => (stood.text, false),
    };
    if let Some((word, value)) = keyed(text) {
        return sink.put(labelled(word, value), exact, stood);
    }
    match Observable::read(text) {
        Err(_) if hosts(text).is_some() => take_hosts(stood, sink),
        Err(fault) if text.split_whitespace().nth(1).is_some() => {
            let holds_one = text.split([' ', '\t', ',', ';', '|']).any(|part| Observable::read(part).is_ok());
            sink.refuse(stood.place, stood.text, if holds_one { Reason::Several } else { fault.into() });
        }
        outcome => sink.put(outcome, exact, stood),
    }
}

/// A word for a kind, and the value behind its colon. `file://` is no such thing, and neither is the port of a host.
fn keyed(text: &str) -> Option<(&str, &str)> {
    let (word, value) = text.split_once(':')?;
    let word = word.trim_end();
    let is_word = word.len() <= 20 && label(word) != Label::None && !value.starts_with("//");
    is_word.then(|| (word, value.trim_start()))
}

/// The names on a line of a hosts file that sends them nowhere.
fn hosts(text: &str) -> Option<impl Iterator<Item = &str>> {
    let mut words = text.split_whitespace();
    let nowhere = matches!(words.next()?, "0.0.0.0" | "127.0.0.1" | "::" | "::1");
    (nowhere && words.clone().next().is_some()).then_some(words)
}

fn take_hosts(stood: Stood<'_>, sink: &mut Sink<'_>) {
    for name in hosts(stood.text).into_iter().flatten() {
        sink.put(Observable::read_as(Kind::Domain, name), true, Stood { text: name, ..stood });
    }
}
