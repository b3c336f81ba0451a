//! A document: bytes of a mail, a page or a text, read.

use super::{
    Candidate, NotOne, collect, html, mail, plain,
    readable::{Attachment, Part, Readable, Remark, sha256},
    sniff::{no_text, sniff},
};
use jiff::{Timestamp, civil, fmt::rfc2822, tz::TimeZone};
use statement::Tlp;
use std::borrow::Cow;
use thiserror::Error;

/// The longest document, in bytes. Mail servers stop at 25 to 50 MB, and most of that is what is attached.
pub const MAX_DOCUMENT: usize = 32 << 20;

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// A mail, as programs save it (`.eml`).
    Mail,
    /// A page in HTML.
    Page,
    /// Markdown or plain text.
    Text,
}

impl DocumentKind {
    /// The name, as outputs show it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Page => "page",
            Self::Text => "text",
        }
    }
}

/// What may be said of a document that it does not say itself.
#[derive(Clone, Debug, Default)]
pub struct TextOptions {
    /// Hosts of the publisher, besides those that the document names.
    pub sites: Vec<String>,
    /// The document is itself hostile, such as a lure mail: its sender, its own sites and where its links go are what to look for.
    pub is_lure: bool,
}

/// Why a document is not read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotRead {
    /// It is too long.
    #[error(
        "{0} bytes are more than the {MAX_DOCUMENT} that are read of a document; split it, or take what matters"
    )]
    TooLong(usize),
    /// It is no text.
    #[error("{0}, not a text; save it as text, HTML or mail (.eml) first")]
    NoText(&'static str),
    /// There is nothing.
    #[error("there is no text in it")]
    Empty,
}

/// A document that was read.
#[derive(Clone, Debug)]
pub struct Document {
    /// What it is.
    pub kind: DocumentKind,
    /// What it calls itself: the subject, the title, the first heading.
    pub title: Option<String>,
    /// When it says that it was published, in UTC as RFC 3339 writes it.
    pub published: Option<String>,
    /// Who may be told, as it marks itself first (TLP).
    pub tlp: Option<Tlp>,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// The readable text, line by line, in light Markdown: headings behind `#`, items behind `-`, rows of tables between bars. What
    /// strangers wrote is not escaped.
    pub text: String,
    /// The parts of a mail whose text was read.
    pub parts: Vec<Part>,
    /// What came with a mail.
    pub attachments: Vec<Attachment>,
    /// Hosts that are taken for the publisher's.
    pub sites: Vec<String>,
    /// What the text holds, in the order in which it stands first.
    pub candidates: Vec<Candidate>,
    /// What looks like a value and is none, in that order.
    pub not_ones: Vec<NotOne>,
    /// What there is to say of it.
    pub remarks: Vec<Remark>,
}

/// Reads a document. What it is, is told from its start.
///
/// ```
/// use exchange::text::{Judgement, TextOptions, read};
/// let text = "# Indicators\n- evil[.]example[.]com\n\nSee https://www.example.org/more.";
/// let document = read(text.as_bytes(), &TextOptions::default()).unwrap();
/// let told: Vec<_> = document.candidates.iter().map(|one| (one.value.text(), one.judgement)).collect();
/// assert_eq!(told, [("evil.example.com", Judgement::Indicator), ("www.example.org/more", Judgement::Context)]);
/// ```
///
/// # Errors
/// If it is too long, no text, or nothing. What is broken within it is told in its remarks.
pub fn read(bytes: &[u8], options: &TextOptions) -> Result<Document, NotRead> {
    if bytes.len() > MAX_DOCUMENT {
        return Err(NotRead::TooLong(bytes.len()));
    }
    if let Some(what) = no_text(bytes) {
        return Err(NotRead::NoText(what));
    }
    let plain = without_marks(bytes)?;
    let kind = sniff(&plain);
    let mut readable = Readable::default();
    match kind {
        DocumentKind::Mail => mail::read(&plain, &mut readable),
        DocumentKind::Page => {
            let text = mail::decode_text(&plain, charset_of_page(&plain).as_deref(), "1", &mut readable);
            html::read(&text, &mut readable);
        }
        DocumentKind::Text => {
            plain::read(&mail::decode_text(&plain, None, "1", &mut readable), &mut readable)
        }
    }
    if readable.text.trim().is_empty() && readable.attachments.is_empty() && readable.links.is_empty() {
        return Err(NotRead::Empty);
    }
    Ok(finish(kind, bytes, readable, options))
}

fn finish(kind: DocumentKind, bytes: &[u8], mut readable: Readable, options: &TextOptions) -> Document {
    let own = options.sites.iter().map(|site| site.trim().trim_start_matches("www.").to_ascii_lowercase());
    readable.sites.extend(own);
    let collected = collect::collect(&mut readable, options.is_lure);
    if readable.title.is_none() {
        let first = readable
            .text
            .lines()
            .map(|line| line.trim_start_matches(['#', '=', ' ', '*']))
            .find(|line| !line.trim().is_empty());
        let first = first.unwrap_or_default().to_owned();
        readable.title(&first);
    }
    let tlp = readable.title.as_deref().and_then(marking).or_else(|| marking(&readable.text));
    Document {
        kind,
        tlp,
        title: readable.title,
        published: readable.published,
        sha256: sha256(bytes),
        text: readable.text,
        parts: readable.parts,
        attachments: readable.attachments,
        sites: readable.sites.into_iter().collect(),
        candidates: collected.candidates,
        not_ones: collected.not_ones,
        remarks: readable.remarks,
    }
}

/// How much is looked at to tell UTF-16 without a mark from what is no text.
const ZEROS: usize = 4 << 10;

/// UTF-16 in UTF-8, and anything else as it is.
fn without_marks(bytes: &[u8]) -> Result<Cow<'_, [u8]>, NotRead> {
    let encoding = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => return Ok(Cow::Borrowed(rest)),
        [0xFF, 0xFE, ..] => encoding_rs::UTF_16LE,
        [0xFE, 0xFF, ..] => encoding_rs::UTF_16BE,
        _ => {
            let start = bytes.get(..ZEROS).unwrap_or(bytes);
            let zeros = |rest: usize| start.iter().skip(rest).step_by(2).filter(|&&byte| byte == 0).count();
            match (zeros(0), zeros(1)) {
                (0, 0) => return Ok(Cow::Borrowed(bytes)),
                (even, odd) if odd > start.len() / 5 && even < odd / 10 => encoding_rs::UTF_16LE,
                (even, odd) if even > start.len() / 5 && odd < even / 10 => encoding_rs::UTF_16BE,
                _ => return Err(NotRead::NoText("it has zero bytes")),
            }
        }
    };
    Ok(Cow::Owned(encoding.decode(bytes).0.into_owned().into_bytes()))
}

/// How much of a page is searched for its charset (HTML standard, 13.2.3.2).
const CHARSET: usize = 1024;

/// The charset that a page says it is in.
fn charset_of_page(bytes: &[u8]) -> Option<String> {
    let start = bytes.get(..CHARSET).unwrap_or(bytes).to_ascii_lowercase();
    let behind = start.get(memchr::memmem::find(&start, b"charset=")? + 8..)?;
    let quoted = behind.strip_prefix(b"\"").or_else(|| behind.strip_prefix(b"'")).unwrap_or(behind);
    let end = quoted.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"-_:.".contains(byte))?;
    Some(String::from_utf8_lossy(quoted.get(..end)?).into_owned())
        .filter(|label| !label.starts_with("utf-16"))
}

/// Words of TLP 2.0, and of 1.0 where it differs, the longer first where one starts like another.
const TLP: [(&str, Tlp); 6] = [
    ("RED", Tlp::Red),
    ("AMBER+STRICT", Tlp::AmberStrict),
    ("AMBER", Tlp::Amber),
    ("GREEN", Tlp::Green),
    ("CLEAR", Tlp::Clear),
    ("WHITE", Tlp::Clear),
];

/// The first marking in a text.
fn marking(text: &str) -> Option<Tlp> {
    memchr::memmem::find_iter(text.as_bytes(), b"TLP").find_map(|place| {
        let behind = text.get(place + 3..)?.trim_start_matches([' ', '\u{a0}', ':', '-', '*', '_']);
        let start = behind.get(..behind.floor_char_boundary(12))?.to_ascii_uppercase();
        TLP.iter().find(|(word, _)| start.starts_with(word)).map(|&(_, tlp)| tlp)
    })
}

/// A time of RFC 3339 or RFC 5322, or a date, as RFC 3339 writes it in UTC.
pub(super) fn moment(text: &str) -> Option<String> {
    let text = text.trim();
    let parsed =
        text.parse::<Timestamp>().ok().or_else(|| rfc2822::DateTimeParser::new().parse_timestamp(text).ok());
    let of_day = || {
        text.get(..10)?.parse::<civil::Date>().ok()?.to_zoned(TimeZone::UTC).ok().map(|day| day.timestamp())
    };
    let seconds = parsed.or_else(of_day)?.as_second();
    Some(Timestamp::from_second(seconds).ok()?.to_string())
}
