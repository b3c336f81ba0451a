//! Words that look like values and are none, or may be something else.

use super::{
    WhyNot,
    known::{FILE_ENDINGS, MORE_FILE_ENDINGS, PLAIN_FILE_ENDINGS},
};
use statement::observable::{Kind, NotAnObservable, Observable, Read, Step, refang};

/// Why a word that is no value is told all the same; none where nobody would take it for one.
pub(super) fn refused(text: &str, fault: NotAnObservable) -> Option<WhyNot> {
    let restored = refang(text);
    let fault = restored.as_deref().and_then(|restored| Observable::read(restored).err()).unwrap_or(fault);
    let text = restored.as_deref().unwrap_or(text);
    let is_marked = restored.is_some();
    let dots = text.bytes().filter(|&byte| byte == b'.').count();
    let ending = text.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match fault {
        NotAnObservable::Address if dots >= 3 => Some(fault.into()),
        NotAnObservable::Cidr(_) | NotAnObservable::Digits(_) => Some(fault.into()),
        NotAnObservable::Host if text.contains("://") && !text.ends_with("://") => Some(fault.into()),
        NotAnObservable::Suffix | NotAnObservable::Unknown if is_file(text, &ending) => {
            Some(WhyNot::FileName)
        }
        NotAnObservable::Suffix if is_marked || text.contains('@') || dots >= 2 && is_name(text) => {
            Some(fault.into())
        }
        NotAnObservable::Email
            if is_marked || text.split_once('@').is_some_and(|(_, host)| host.contains('.')) =>
        {
            Some(fault.into())
        }
        NotAnObservable::Unknown if is_marked || is_range(text) => Some(fault.into()),
        _ => None,
    }
}

fn is_file(text: &str, ending: &str) -> bool {
    PLAIN_FILE_ENDINGS.contains(&ending) && text.len() > ending.len() + 1 && !text.contains("://")
}

fn is_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
        && !text.contains("..")
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// A range of addresses: `192.0.2.1-192.0.2.9`.
fn is_range(text: &str) -> bool {
    text.bytes().filter(|&byte| byte == b'.').count() >= 3
        && text.bytes().all(|byte| byte.is_ascii_digit() || b".-/:".contains(&byte))
}

/// Whether a name is the end of a sentence with the next word behind it: `done.In`.
pub(super) fn is_full_stop(text: &str, read: &Read) -> bool {
    if read.observable.kind() != Kind::Domain || read.steps.contains(Step::Defanged) {
        return false;
    }
    let Some((first, last)) = text.split_once('.') else { return false };
    let mut letters = last.chars();
    first.ends_with(|letter: char| letter.is_lowercase())
        && letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some_and(char::is_lowercase)
        && !last.contains('.')
}

/// The ending of a bare name of two labels that may be a file's.
pub(super) fn file_ending(text: &str, read: &Read) -> Option<&'static str> {
    if read.observable.kind() != Kind::Domain
        || read.steps.contains(Step::Defanged)
        || text.matches('.').count() != 1
    {
        return None;
    }
    let (_, ending) = read.observable.value().rsplit_once('.')?;
    FILE_ENDINGS.iter().chain(&MORE_FILE_ENDINGS).find(|known| **known == ending).copied()
}
