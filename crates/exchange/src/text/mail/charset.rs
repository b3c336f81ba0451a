//! Character sets: what a mail says, and what it is.

use crate::text::readable::{Readable, Remark};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// The text of bytes that are said to be in a charset. What is UTF-8 beyond ASCII is read as that, whatever it says: nothing else looks so
/// by chance, and programs that pass mails on change the bytes and leave the name.
pub(in crate::text) fn decode(bytes: &[u8], label: Option<&str>, number: &str, to: &mut Readable) -> String {
    let encoding = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    if let (Some(label), None) = (label, encoding) {
        to.remark(Remark::Charset(number.to_owned(), shown(label)));
    }
    let is_utf8 = !bytes.is_ascii() && str::from_utf8(bytes).is_ok();
    if let (true, Some(label), Some(said)) = (is_utf8, label, encoding)
        && said != UTF_8
        && said.is_ascii_compatible()
    {
        to.remark(Remark::CharsetLie(number.to_owned(), shown(label)));
    }
    let encoding = used(bytes, encoding);
    let (text, has_errors) = decoded(bytes, encoding);
    if has_errors {
        to.remark(Remark::Bytes(number.to_owned(), encoding.name()));
    }
    text
}

/// The text of a piece of a head, of which nothing is remarked.
pub(super) fn text(bytes: &[u8], label: Option<&str>) -> String {
    decoded(bytes, used(bytes, label.and_then(|label| Encoding::for_label(label.as_bytes())))).0
}

/// The charset that is used.
fn used(bytes: &[u8], said: Option<&'static Encoding>) -> &'static Encoding {
    match said {
        Some(said) if !said.is_ascii_compatible() => said,
        _ if str::from_utf8(bytes).is_ok() => UTF_8,
        Some(said) => said,
        None => WINDOWS_1252,
    }
}

/// A mark at the start says more than a label.
fn decoded(bytes: &[u8], encoding: &'static Encoding) -> (String, bool) {
    let (text, _, has_errors) = encoding.decode(bytes);
    (text.into_owned(), has_errors)
}

/// How much of a label is shown.
fn shown(label: &str) -> String {
    label.chars().take(40).collect()
}
