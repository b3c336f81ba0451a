//! A canonical text that may still be the one it was read from.

use super::{Step, Steps};

/// The canonical form of a token: borrowed from the token where that was canonical already, else from the scratch space that the
/// caller lent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form<'t> {
    /// The canonical text.
    pub text: &'t str,
    /// What it took to get there.
    pub steps: Steps,
}

/// A text in lower case: as it is where it was so already. `scratch` is for where it was not.
pub(super) fn lower<'t>(text: &'t str, steps: Steps, scratch: &'t mut String) -> Form<'t> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Form { text, steps };
    }
    scratch.clear();
    let changed = push_lower(text, scratch);
    Form { text: scratch, steps: steps.with_if(changed, Step::Case) }
}

/// Appends the text in lower case; whether that is another text.
pub(super) fn push_lower(text: &str, to: &mut String) -> bool {
    let start = to.len();
    if text.is_ascii() {
        to.extend(text.chars().map(|letter| letter.to_ascii_lowercase()));
    } else {
        to.push_str(&text.to_lowercase());
    }
    to.get(start..) != Some(text)
}
