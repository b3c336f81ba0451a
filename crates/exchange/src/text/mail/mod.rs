//! Mails: RFC 5322 and MIME (RFC 2045 to 2049, 2183, 2231), part by part.
//!
//! Why not a library: the one that is kept best, `mail-parser` (0.11; 1.0 wants a newer compiler), searches the whole rest of a mail for each
//! multipart whose boundary never comes, which a stranger makes quadratic; gives nested mails as values in values, whose end is a
//! recursion as deep as the mail likes; takes a boundary in the middle of a line for one; and does not tell what was odd. What is read
//! here is little: the structure, five fields, two transfer encodings. Character sets are `encoding_rs`'s.
//!
//! Each level of parts is one pass over the bytes of its multipart, and there are at most [`MAX_DEPTH`] levels, so the whole is linear.

mod boundary;
mod charset;
mod field;
mod media_type;
mod transfer;
mod word;

use super::{
    document::moment,
    html, plain,
    readable::{Attachment, MAX_ATTACHMENTS, Part, Readable, Remark, Zone, sha256},
};
use boundary::parts;
pub(super) use charset::decode as decode_text;
pub(super) use field::is_known as is_known_field;
use field::{Field, Head, split};
use media_type::{MediaType, parameter};
use statement::observable::email;
use transfer::decoded;

/// How deep parts may lie in parts. Forwarded ten times, with attachments each time, is 20.
pub(super) const MAX_DEPTH: usize = 32;

/// How many parts are read.
const MAX_PARTS: usize = 1000;

/// Appends what the mail says: the fields that say who and when, the texts, the names of what is attached.
pub(super) fn read(bytes: &[u8], to: &mut Readable) {
    let bytes = match bytes.strip_prefix(b"From ") {
        // The line that mailboxes put before each mail.
        Some(_) => memchr::memchr(b'\n', bytes).and_then(|end| bytes.get(end + 1..)).unwrap_or_default(),
        None => bytes,
    };
    Mail { to, parts: 0 }.message(bytes, "", 0);
}

struct Mail<'r> {
    to: &'r mut Readable,
    parts: usize,
}

/// One part: its number, and how deep it lies.
#[derive(Clone, Copy)]
struct At<'n> {
    number: &'n str,
    depth: usize,
}

impl Mail<'_> {
    /// A mail, the whole or one within it.
    fn message(&mut self, bytes: &[u8], number: &str, depth: usize) {
        let (head, body) = split(bytes);
        self.told(&head);
        let at = At { number: if number.is_empty() { "1" } else { number }, depth };
        self.odd(&head, at.number);
        self.body(&head, body, at);
    }

    /// The fields that people read.
    fn told(&mut self, head: &Head) {
        self.to.push_gap(Zone::Header);
        for field in Field::SHOWN {
            let Some(text) = head.text(field) else { continue };
            self.to.push_line(&format!("{}: {text}", field.name()), Zone::Header);
            match field {
                Field::Subject => self.to.title(&text),
                Field::From => self.site(&text),
                Field::Date if self.to.published.is_none() => self.to.published = moment(&text),
                _ => {}
            }
        }
        self.to.push_line("", Zone::Header);
    }

    /// Takes the host of whoever sent it for the publisher's. The last address counts: what stands before it may be a name that looks like one.
    fn site(&mut self, from: &str) {
        let mut scratch = String::new();
        let address = from
            .rsplit(['<', ' ', ','])
            .find_map(|word| Some(email(word.trim_end_matches('>'), &mut scratch)?.text.to_owned()));
        if let Some((_, host)) = address.as_deref().and_then(|address| address.split_once('@')) {
            self.to.sites.insert(host.to_owned());
        }
    }

    fn odd(&mut self, head: &Head, number: &str) {
        if head.is_cut {
            self.to.remark(Remark::Head(number.to_owned(), field::MAX_HEAD));
        }
        for field in head.twice() {
            self.to.remark(Remark::Twice(number.to_owned(), field.name()));
        }
        for field in head.cut() {
            self.to.remark(Remark::Field(number.to_owned(), field.name(), field::MAX_FIELD));
        }
    }

    fn part(&mut self, bytes: &[u8], at: At<'_>, default: &str) {
        if self.parts == MAX_PARTS {
            return self.to.remark(Remark::Parts(MAX_PARTS));
        }
        self.parts += 1;
        let (mut head, body) = split(bytes);
        self.odd(&head, at.number);
        head.default_type(default);
        self.body(&head, body, at);
    }

    fn body(&mut self, head: &Head, body: &[u8], at: At<'_>) {
        let media_type = head.media_type();
        match media_type.kind() {
            "multipart" => self.multipart(&media_type, body, at),
            "message" if media_type.is_message() => {
                let bytes = decoded(head, body, at.number, self.to);
                if at.depth >= MAX_DEPTH {
                    return self.to.remark(Remark::TooDeep(at.number.to_owned()));
                }
                self.message(&bytes, at.number, at.depth + 1);
            }
            "text" => self.text(head, &media_type, body, at),
            _ => {
                let bytes = decoded(head, body, at.number, self.to);
                self.attach(head, &media_type, &bytes, at.number, false);
            }
        }
    }

    fn multipart(&mut self, media_type: &MediaType, body: &[u8], at: At<'_>) {
        if at.depth >= MAX_DEPTH {
            return self.to.remark(Remark::TooDeep(at.number.to_owned()));
        }
        let fault = match parameter(media_type, "boundary") {
            None => "no boundary",
            Some(boundary) if boundary.is_empty() || boundary.len() > boundary::MAX_BOUNDARY => {
                "no possible boundary"
            }
            Some(boundary) => {
                let default = if media_type.subtype() == "digest" { "message/rfc822" } else { "text/plain" };
                let mut count = 0;
                for part in parts(body, boundary.as_bytes()) {
                    count += 1;
                    let number = format!("{}.{count}", at.number);
                    self.part(part, At { number: &number, depth: at.depth + 1 }, default);
                    if self.parts == MAX_PARTS {
                        break;
                    }
                }
                if count > 0 {
                    return;
                }
                "the boundary never comes"
            }
        };
        self.to.remark(Remark::Boundary(at.number.to_owned(), fault));
        let text = decode_text(body, None, at.number, self.to);
        plain::read(&text, self.to);
    }

    fn text(&mut self, head: &Head, media_type: &MediaType, body: &[u8], at: At<'_>) {
        let bytes = decoded(head, body, at.number, self.to);
        let is_attached = head.is_attachment();
        if is_attached {
            self.attach(head, media_type, &bytes, at.number, true);
        }
        self.to.push_gap(Zone::Article);
        let line = self.to.lines.len() + 1;
        self.to.parts.push(Part { number: at.number.to_owned(), media_type: media_type.essence(), line });
        let text = decode_text(&bytes, parameter(media_type, "charset").as_deref(), at.number, self.to);
        match media_type.subtype() {
            "html" => html::read(&text, self.to),
            _ => plain::read(&text, self.to),
        }
    }

    fn attach(&mut self, head: &Head, media_type: &MediaType, bytes: &[u8], number: &str, is_read: bool) {
        if self.to.attachments.len() == MAX_ATTACHMENTS {
            return;
        }
        let name = head.file_name().or_else(|| parameter(media_type, "name")).unwrap_or_default();
        self.to.attachments.push(Attachment {
            number: number.to_owned(),
            name,
            media_type: media_type.essence(),
            bytes: bytes.len(),
            sha256: sha256(bytes),
            is_read,
        });
    }
}
