//! The readable text: lines in light Markdown, each with the zone that it stands in, and what was told apart.

use sha2::{Digest, Sha256};
use std::{collections::BTreeSet, fmt::Write};
use thiserror::Error;

/// How many remarks are kept.
const MAX_REMARKS: usize = 100;

/// How many links are kept. A page of advice has some hundred.
const MAX_LINKS: usize = 20_000;

/// How many attachments are named.
pub(super) const MAX_ATTACHMENTS: usize = 1000;

/// The longest title, in bytes.
const MAX_TITLE: usize = 500;

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Zone {
    /// In what people read.
    Article,
    /// In the head of a mail.
    Header,
    /// In the frame around it.
    Navigation,
    /// In what a page has and does not show.
    Hidden,
}

/// A line of the text, without its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) zone: Zone,
}

/// What made a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// `<a href>`.
    Link,
    /// `<form action>`: where what somebody enters is sent.
    Form,
    /// What a page loads or goes to by itself: a frame, a refresh.
    Load,
}

/// Where a link goes.
#[derive(Clone, Debug)]
pub(super) struct Link {
    /// The line of the text, counted from 0.
    pub(super) line: usize,
    /// Where its text starts in the line, in bytes.
    pub(super) offset: usize,
    pub(super) target: String,
    pub(super) text: String,
    pub(super) origin: Origin,
    pub(super) zone: Zone,
}

/// A part of a mail whose text was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its number, as IMAP numbers parts: `1.2`.
    pub number: String,
    /// Its media type.
    pub media_type: String,
    /// The first line of the readable text that is of it, counted from 1.
    pub line: usize,
}

/// A file that came with a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The number of its part.
    pub number: String,
    /// What the mail calls it.
    pub name: String,
    /// The media type that the mail says.
    pub media_type: String,
    /// Its length in bytes.
    pub bytes: usize,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Whether its text was read, too.
    pub is_read: bool,
}

/// What there is to say of the document. Words of the document in it are not escaped.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Remark {
    /// Parts in parts in parts.
    #[error("part {0} lies too deep in others and was not read")]
    TooDeep(String),
    /// Too many of them.
    #[error("more than {0} parts; the rest were not read")]
    Parts(usize),
    /// A multipart that cannot be taken apart.
    #[error("part {0} says that it has parts, but {1}; it was read as text")]
    Boundary(String, &'static str),
    /// A head that is too long.
    #[error("the head of part {0} is longer than {1} bytes; the rest of it was not read")]
    Head(String, usize),
    /// A field that stands twice.
    #[error("part {0} has the field {1} twice; the first counts here, and other programs may take the other")]
    Twice(String, &'static str),
    /// A field that is too long.
    #[error("the field {1} of part {0} is longer than {2} bytes and was cut")]
    Field(String, &'static str, usize),
    /// Base64 with what is none.
    #[error("part {0} is broken base64: {1} characters that are none were skipped")]
    Base64(String, usize),
    /// A transfer encoding that is none.
    #[error("part {0} has an unknown transfer encoding and was read as it stands")]
    Encoding(String),
    /// A charset that is not what it says.
    #[error("part {0} says {1}, but is UTF-8")]
    CharsetLie(String, String),
    /// A charset that is unknown.
    #[error("part {0} has the unknown charset {1} and was read as Windows-1252")]
    Charset(String, String),
    /// Bytes that are no text in the charset.
    #[error("part {0} has bytes that are no text in {1}")]
    Bytes(String, &'static str),
    /// What a page has and nobody reads.
    #[error("{0} scripts, styles and the like and {1} comments of the page were left out")]
    LeftOut(usize, usize),
    /// Links in the frame of a page.
    #[error("{0} links in the navigation of the page were left out")]
    NavigationLinks(usize),
    /// Images and the like.
    #[error(
        "the page loads {0} images, scripts and the like; nothing was fetched, and where they lie was not read"
    )]
    Loads(usize),
    /// Links that hold what they go to.
    #[error("{0} links hold data or a script in themselves and were not read")]
    DataLinks(usize),
    /// The base of relative links.
    #[error("the page says that its relative links go to {0}")]
    Base(String),
    /// A page that goes elsewhere by itself.
    #[error("the page would go to another by itself; it was not followed")]
    Refresh,
    /// Too many links.
    #[error("more than {MAX_LINKS} links; the rest were not read")]
    Links,
    /// More than is kept.
    #[error("more candidates than are kept; the text was read no further than line {0}")]
    Candidates(usize),
    /// Elements in elements.
    #[error(
        "elements of the page lie in one another more than {0} deep; what is deeper is taken to be where that is"
    )]
    Elements(usize),
}

/// A document as it is read: its text, and what was told apart.
#[derive(Debug, Default)]
pub(super) struct Readable {
    pub(super) text: String,
    pub(super) lines: Vec<Line>,
    pub(super) links: Vec<Link>,
    pub(super) parts: Vec<Part>,
    pub(super) attachments: Vec<Attachment>,
    pub(super) remarks: Vec<Remark>,
    /// Hosts that the document says are its publisher's.
    pub(super) sites: BTreeSet<String>,
    pub(super) title: Option<String>,
    pub(super) published: Option<String>,
}

impl Readable {
    /// Appends a line. What ends a line within it becomes a space.
    pub(super) fn push_line(&mut self, line: &str, zone: Zone) {
        let start = self.text.len();
        let line = line.trim_end();
        if line.contains(['\n', '\r']) {
            self.text.extend(
                line.chars().map(|letter| if letter == '\n' || letter == '\r' { ' ' } else { letter }),
            );
        } else {
            self.text.push_str(line);
        }
        self.lines.push(Line { start, end: self.text.len(), zone });
        self.text.push('\n');
    }

    /// An empty line, unless the last one is or there is none.
    pub(super) fn push_gap(&mut self, zone: Zone) {
        if self.lines.last().is_some_and(|line| line.start < line.end) {
            self.push_line("", zone);
        }
    }

    pub(super) fn push_link(&mut self, link: Link) {
        match self.links.len() {
            MAX_LINKS => self.remark(Remark::Links),
            _ => self.links.push(link),
        }
    }

    /// Keeps a remark, once.
    pub(super) fn remark(&mut self, remark: Remark) {
        if self.remarks.len() < MAX_REMARKS && !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }

    /// Takes the title, if there is none yet.
    pub(super) fn title(&mut self, text: &str) {
        let title = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if self.title.is_none() && !title.is_empty() {
            self.title =
                Some(title.get(..title.floor_char_boundary(MAX_TITLE)).unwrap_or_default().to_owned());
        }
    }

    pub(super) fn line(&self, line: Line) -> &str {
        self.text.get(line.start..line.end).unwrap_or_default()
    }
}

/// The SHA-256 of some bytes in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
