//! Digests of files.

use super::{Form, Kind, Steps, form::lower};

/// What kind of digest a token of hexadecimal digits is, told from their number, and its canonical form: lower case.
///
/// A longer or shorter run of digits is none.
///
/// ```
/// use statement::observable::{Kind, hash};
/// let mut scratch = String::new();
/// let (kind, form) = hash("D41D8CD98F00B204E9800998ECF8427E", &mut scratch).unwrap();
/// assert_eq!((kind, form.text), (Kind::Md5, "d41d8cd98f00b204e9800998ecf8427e"));
/// ```
pub fn hash<'t>(token: &'t str, scratch: &'t mut String) -> Option<(Kind, Form<'t>)> {
    let kind = match token.len() {
        32 => Kind::Md5,
        40 => Kind::Sha1,
        64 => Kind::Sha256,
        _ => return None,
    };
    let is_hexadecimal = token.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hexadecimal.then(|| (kind, lower(token, Steps::NONE, scratch)))
}
