//! What a text is, told from how it starts.

use super::{DocumentKind, mail::is_known_field};

/// How much is looked at to tell a page or a mail.
const SNIFF: usize = 8 << 10;

/// How many fields of the head of a mail are asked for. One alone may be the first line of any text.
const ENOUGH_FIELDS: usize = 2;

/// What starts like this is no text, and what it is.
const NO_TEXTS: [(&[u8], &str); 9] = [
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a zip archive, as documents of office programs are"),
    (b"\xD0\xCF\x11\xE0", "a document or mail of Microsoft Office in its binary form"),
    (b"{\\rtf", "a document in RTF"),
    (b"\x1F\x8B", "compressed with gzip"),
    (b"\x28\xB5\x2F\xFD", "compressed with Zstandard"),
    (b"\x89PNG", "an image"),
    (b"\xFF\xD8\xFF", "an image"),
    (b"MZ", "a program"),
];

/// What the bytes are that no reader here can make a text of, if they are that.
pub(super) fn no_text(bytes: &[u8]) -> Option<&'static str> {
    NO_TEXTS.iter().find(|(start, _)| bytes.starts_with(start)).map(|&(_, what)| what)
}

/// What the text is.
pub(super) fn sniff(bytes: &[u8]) -> DocumentKind {
    let start = bytes.get(..SNIFF).unwrap_or(bytes);
    match () {
        () if is_mail(start) => DocumentKind::Mail,
        () if is_page(start) => DocumentKind::Page,
        () => DocumentKind::Text,
    }
}

/// Whether it starts with fields of a mail, down to an empty line or as far as is looked.
fn is_mail(start: &[u8]) -> bool {
    let mut known = 0;
    for (number, line) in start.split(|&byte| byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match line {
            [] => break,
            [b' ' | b'\t', ..] if number > 0 => {}
            line if number == 0 && line.starts_with(b"From ") => {}
            line => match field_name(line) {
                Some(name) => known += usize::from(is_known_field(name)),
                None => break,
            },
        }
    }
    known >= ENOUGH_FIELDS
}

fn field_name(line: &[u8]) -> Option<&[u8]> {
    let colon = line.iter().position(|&byte| byte == b':')?;
    let name = line.get(..colon)?;
    (!name.is_empty() && name.iter().all(|&byte| byte.is_ascii_graphic())).then_some(name)
}

/// Tags that a page starts with, or has in its first part where a fragment was saved.
const TAGS: [&[u8]; 12] = [
    b"<!doctype html",
    b"<html",
    b"<head>",
    b"<body",
    b"<meta ",
    b"<title>",
    b"<div",
    b"</p>",
    b"<table",
    b"</a>",
    b"<br>",
    b"<br/>",
];

fn is_page(start: &[u8]) -> bool {
    let lower = start.to_ascii_lowercase();
    let text = lower.trim_ascii_start();
    let (begins, has) = TAGS.split_at(6);
    if begins.iter().any(|tag| text.starts_with(tag))
        || text.starts_with(b"<!--")
        || text.starts_with(b"<?xml")
    {
        return true;
    }
    // Markdown may have a tag here and there. A page that starts in the middle has them from the start.
    text.starts_with(b"<") && has.iter().any(|tag| memchr::memmem::find(text, tag).is_some())
}
