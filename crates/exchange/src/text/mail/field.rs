//! The head of a mail or part: the few fields that are read, unfolded (RFC 5322, 2.2.3).

use super::{
    media_type::{MediaType, parameter},
    word,
};

/// The longest head that is read, in bytes. Some hundred lines of routing make 100 KiB.
pub(super) const MAX_HEAD: usize = 1 << 20;

/// The longest field that is kept, in bytes.
pub(super) const MAX_FIELD: usize = 64 << 10;

/// A field that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    From,
    Sender,
    ReplyTo,
    ReturnPath,
    Date,
    Subject,
    ContentType,
    TransferEncoding,
    Disposition,
}

/// The fields of [`Head`], in the order of their slots, and their names.
const FIELDS: [(Field, &str); 9] = [
    (Field::From, "From"),
    (Field::Sender, "Sender"),
    (Field::ReplyTo, "Reply-To"),
    (Field::ReturnPath, "Return-Path"),
    (Field::Date, "Date"),
    (Field::Subject, "Subject"),
    (Field::ContentType, "Content-Type"),
    (Field::TransferEncoding, "Content-Transfer-Encoding"),
    (Field::Disposition, "Content-Disposition"),
];

/// Fields by which a mail is told from other texts that start with a word and a colon.
const TELLING: [&[u8]; 15] = [
    b"from",
    b"to",
    b"cc",
    b"subject",
    b"date",
    b"received",
    b"return-path",
    b"delivered-to",
    b"message-id",
    b"mime-version",
    b"content-type",
    b"content-transfer-encoding",
    b"dkim-signature",
    b"reply-to",
    b"authentication-results",
];

/// Whether a mail has a field of this name.
pub(in crate::text) fn is_known(name: &[u8]) -> bool {
    TELLING.contains(&&*name.to_ascii_lowercase())
}

impl Field {
    /// Those that people read, in the order in which they are shown. To whom it went is nobody's business here.
    pub(super) const SHOWN: [Self; 6] =
        [Self::From, Self::Sender, Self::ReplyTo, Self::ReturnPath, Self::Date, Self::Subject];

    pub(super) fn name(self) -> &'static str {
        FIELDS.iter().find(|(field, _)| *field == self).map_or("", |(_, name)| name)
    }
}

/// A field as it stood.
#[derive(Debug, Default)]
struct Slot {
    value: Option<Vec<u8>>,
    is_twice: bool,
    is_cut: bool,
}

/// The fields of a head that are read.
#[derive(Debug, Default)]
pub(super) struct Head {
    slots: [Slot; FIELDS.len()],
    default_type: Option<String>,
    /// Whether there was more of it than is read.
    pub(super) is_cut: bool,
}

/// Parts the head, down to the first empty line, from the body.
pub(super) fn split(bytes: &[u8]) -> (Head, &[u8]) {
    let mut head = Head::default();
    let (mut next, mut open) = (0, None);
    while next < bytes.len() {
        let rest = bytes.get(next..).unwrap_or_default();
        let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        let line = rest.get(..end).unwrap_or_default();
        let bare = line.strip_suffix(b"\n").unwrap_or(line);
        let bare = bare.strip_suffix(b"\r").unwrap_or(bare);
        next += end;
        match bare {
            [] => break,
            _ if next > MAX_HEAD => head.is_cut = true,
            [b' ' | b'\t', ..] => head.go_on(open, bare),
            line => open = head.begin(line),
        }
    }
    (head, bytes.get(next..).unwrap_or_default())
}

impl Head {
    /// Takes the first line of a field; the slot that its next lines belong to.
    fn begin(&mut self, line: &[u8]) -> Option<usize> {
        let colon = memchr::memchr(b':', line.get(..100).unwrap_or(line))?;
        let (name, value) = line.split_at_checked(colon)?;
        let number = FIELDS
            .iter()
            .position(|(_, field)| field.as_bytes().eq_ignore_ascii_case(name.trim_ascii_end()))?;
        let slot = self.slots.get_mut(number)?;
        if slot.value.is_some() {
            slot.is_twice = true;
            return None;
        }
        slot.value = Some(Vec::new());
        slot.push(value.get(1..).unwrap_or_default().trim_ascii_start());
        Some(number)
    }

    fn go_on(&mut self, open: Option<usize>, line: &[u8]) {
        if let Some(slot) = open.and_then(|number| self.slots.get_mut(number)) {
            slot.push(line);
        }
    }

    fn slot(&self, field: Field) -> Option<&Slot> {
        FIELDS.iter().zip(&self.slots).find(|((known, _), _)| *known == field).map(|(_, slot)| slot)
    }

    /// The value as it stands, without what is no text.
    pub(super) fn raw(&self, field: Field) -> Option<String> {
        Some(String::from_utf8_lossy(self.slot(field)?.value.as_ref()?).trim().to_owned())
    }

    /// The value for people: encoded words are read.
    pub(super) fn text(&self, field: Field) -> Option<String> {
        let text = word::decode(self.slot(field)?.value.as_ref()?);
        Some(text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
    }

    /// The fields that stand twice and where it matters which counts.
    pub(super) fn twice(&self) -> impl Iterator<Item = Field> {
        FIELDS.iter().zip(&self.slots).filter(|(_, slot)| slot.is_twice).map(|((field, _), _)| *field)
    }

    /// The fields that were cut.
    pub(super) fn cut(&self) -> impl Iterator<Item = Field> {
        FIELDS.iter().zip(&self.slots).filter(|(_, slot)| slot.is_cut).map(|((field, _), _)| *field)
    }

    /// Says what the part is where it does not.
    pub(super) fn default_type(&mut self, media_type: &str) {
        self.default_type = Some(media_type.to_owned());
    }

    pub(super) fn media_type(&self) -> MediaType {
        let said = self.raw(Field::ContentType).and_then(|value| MediaType::read(&value));
        let default = self.default_type.as_deref().unwrap_or("text/plain");
        said.unwrap_or_else(|| MediaType::read(default).unwrap_or_default())
    }

    fn disposition(&self) -> Option<MediaType> {
        MediaType::read_word(&self.raw(Field::Disposition)?)
    }

    /// Whether the mail calls the part an attachment.
    pub(super) fn is_attachment(&self) -> bool {
        self.disposition().is_some_and(|disposition| {
            disposition.kind() == "attachment" || parameter(&disposition, "filename").is_some()
        })
    }

    /// The name that the mail gives the part.
    pub(super) fn file_name(&self) -> Option<String> {
        parameter(&self.disposition()?, "filename")
    }
}

impl Slot {
    fn push(&mut self, text: &[u8]) {
        let value = self.value.get_or_insert_default();
        let room = MAX_FIELD.saturating_sub(value.len());
        value.extend_from_slice(text.get(..room).unwrap_or(text));
        self.is_cut |= text.len() > room;
    }
}
