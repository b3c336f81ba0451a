//! From any format of intelligence to STIX 2.1 or to MISP, with what is lost by name.
//!
//! | from | to STIX | to MISP |
//! |---|---|---|
//! | STIX | each object as it came, byte for byte | [`FromStix`](crate::misp::FromStix) |
//! | MISP | [`misp::to_stix`](crate::misp::to_stix) | as it came, byte for byte |
//! | tables, lists | an indicator for each value | the same, as attributes |

mod misp;
mod source;
mod values;

pub use misp::{Joined, to_misp};
pub use source::Source;
pub use values::MAX_VALUES;

use crate::{
    Media,
    misp::{Converted, Takers},
    stix::{Item, Reader},
};
use std::io::{self, Read};

/// Makes objects of STIX of a text in the format `media`. `source` says what the text does not say itself.
///
/// `open` gives the text from its start, and may be called twice.
///
/// ```
/// use exchange::{Media, Moment, convert::{self, Source}, misp::Takers, stix::make::Terms};
/// let terms = Terms { created: Moment::read("2026-11-22").unwrap(), source: "list", author: None, tlp: None };
/// let source = Source { terms, until: None, called: "a list" };
/// let mut ids = Vec::new();
/// let done = convert::to_stix(&mut || Ok(&b"value,tlp\n192.0.2.7,TLP:GREEN\n"[..]), Media::Csv, &source, Takers {
///     object: &mut |object| Ok(ids.push(object.len())),
///     loss: &mut |loss| panic!("{loss}"),
/// }).unwrap();
/// assert_eq!((done.objects["indicator"], done.objects["marking-definition"]), (1, 1));
/// ```
///
/// # Errors
/// If the text cannot be read, or an object not be taken. What cannot be understood is a loss.
pub fn to_stix<R: Read>(
    open: &mut dyn FnMut() -> io::Result<R>,
    media: Media,
    source: &Source<'_>,
    takers: Takers<'_>,
) -> io::Result<Converted> {
    match media {
        Media::Stix => as_it_came(open()?, takers),
        Media::Misp => crate::misp::to_stix(open, source.terms.tlp, takers),
        Media::Csv | Media::Json | Media::Text => values::to_stix(open()?, source, takers),
    }
}

/// Objects of STIX byte for byte. What is refused is a loss.
fn as_it_came(input: impl Read, takers: Takers<'_>) -> io::Result<Converted> {
    let mut converted = Converted::default();
    let mut outcome = Ok(());
    Reader::new().read(input, &mut |item| match item {
        Item::Kept(kept) if outcome.is_ok() => {
            *converted.objects.entry(kept.object.kind().to_owned()).or_default() += 1;
            outcome = (takers.object)(kept.object.bytes());
        }
        Item::Kept(_) => {}
        Item::Refused(refused) => {
            converted.losses += 1;
            converted.refused += 1;
            let what = format!("{}: {}", refused.text, refused.why);
            (takers.loss)(crate::Loss::new(refused.place.to_string(), what, "it cannot be read"));
        }
    })?;
    outcome.map(|()| converted)
}
