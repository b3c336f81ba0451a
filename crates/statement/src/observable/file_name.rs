//! Names of files.

use super::{Form, Step, Steps, form::lower};

/// The longest name of a file, in bytes: 255 units of UTF-16, as NTFS has it, in UTF-8.
pub const MAX_FILE_NAME: usize = 765;

/// The canonical form of a file name or path: the last component, in lower case.
///
/// Both slashes part components. A name with control characters, with a wildcard, or of nothing is refused. Whether a text is a
/// file name at all cannot be seen in it: ask only where a label or the field of an event says so.
///
/// ```
/// use statement::observable::file_name;
/// let mut scratch = String::new();
/// assert_eq!(file_name(r"C:\Users\Public\Update.EXE", &mut scratch).unwrap().text, "update.exe");
/// ```
pub fn file_name<'t>(path: &'t str, scratch: &'t mut String) -> Option<Form<'t>> {
    let last = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = last.trim();
    let refused = name.contains(|letter: char| letter.is_control() || letter == '*' || letter == '?');
    if refused || name.len() > MAX_FILE_NAME || name.trim_matches('.').is_empty() {
        return None;
    }
    let steps = Steps::NONE
        .with_if(last.len() < path.len(), Step::Folder)
        .with_if(name.len() < last.len(), Step::Space);
    let form = lower(name, steps, scratch);
    // A small letter may take more bytes than its capital.
    (form.text.len() <= MAX_FILE_NAME).then_some(form)
}
