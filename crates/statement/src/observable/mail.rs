//! E-mail addresses.

use super::{Form, Step, Steps, domain::push_domain, form::push_lower};

/// The longest local part, in bytes (RFC 5321, 4.5.3.1.1).
pub const MAX_LOCAL: usize = 64;

/// An e-mail address in canonical form: the local part in lower case, the domain as [`domain`](super::domain) has it.
///
/// The standard lets a server tell `Anna` from `anna`; those in use do not. Quoted local parts, comments and display names are
/// refused.
///
/// ```
/// use statement::observable::email;
/// let mut scratch = String::new();
/// assert_eq!(email("Anna@Example.ORG", &mut scratch).unwrap().text, "anna@example.org");
/// ```
pub fn email<'t>(text: &str, scratch: &'t mut String) -> Option<Form<'t>> {
    let (local, domain) = text.split_once('@')?;
    if !is_local(local) {
        return None;
    }
    scratch.clear();
    let changed = push_lower(local, scratch);
    // A small letter may be two characters, one of which is none that may stand here.
    if !is_local(scratch) {
        return None;
    }
    scratch.push('@');
    let steps = push_domain(domain, scratch)?;
    Some(Form { text: scratch, steps: steps.with_if(changed, Step::Case) })
}

/// RFC 5322's dot-atom, and letters beyond ASCII (RFC 6531).
fn is_local(local: &str) -> bool {
    let fits = (1..=MAX_LOCAL).contains(&local.len());
    fits && local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atom))
}

fn is_atom(letter: char) -> bool {
    letter.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(letter)
}

/// Nothing was done to a mail address but to its scheme.
pub(super) fn without_scheme(text: &str) -> (&str, Steps) {
    let start = text.get(..7).filter(|start| start.eq_ignore_ascii_case("mailto:"));
    match start.and_then(|start| text.get(start.len()..)) {
        Some(address) => (address.split('?').next().unwrap_or_default(), Steps::NONE.with(Step::Scheme)),
        None => (text, Steps::NONE),
    }
}
