//! Plain text and Markdown: the lines are the lines.

use super::readable::{Readable, Zone};

/// Appends the lines of a text.
pub(super) fn read(text: &str, to: &mut Readable) {
    let end = if text.contains('\n') { '\n' } else { '\r' };
    for line in text.strip_suffix(end).unwrap_or(text).split(end) {
        to.push_line(line, Zone::Article);
    }
}
