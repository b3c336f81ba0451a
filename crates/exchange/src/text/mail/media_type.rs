//! Media types and their parameters (RFC 2045, 5.1; RFC 2231 for long and for foreign ones).

use super::{charset, word};

/// How many parameters are read.
const MAX_PARAMETERS: usize = 50;

/// A media type, or another value with parameters.
#[derive(Debug, Default)]
pub(super) struct MediaType {
    kind: String,
    subtype: String,
    /// In the order in which they stand, names in lower case.
    parameters: Vec<(String, String)>,
}

impl MediaType {
    /// Reads `text/plain; charset=utf-8`.
    pub(super) fn read(value: &str) -> Option<Self> {
        let (essence, _) = value.split_once(';').unwrap_or((value, ""));
        let (kind, subtype) = essence.trim().split_once('/')?;
        let subtype = subtype.split_whitespace().next()?;
        Some(Self {
            kind: kind.trim().to_ascii_lowercase(),
            subtype: subtype.to_ascii_lowercase(),
            parameters: parameters(value),
        })
    }

    /// Reads `attachment; filename=a`.
    pub(super) fn read_word(value: &str) -> Option<Self> {
        let word = value.split(';').next()?.trim();
        Some(Self { kind: word.to_ascii_lowercase(), subtype: String::new(), parameters: parameters(value) })
    }

    pub(super) fn kind(&self) -> &str {
        &self.kind
    }

    pub(super) fn subtype(&self) -> &str {
        &self.subtype
    }

    /// Type and subtype.
    pub(super) fn essence(&self) -> String {
        format!("{}/{}", self.kind, self.subtype)
    }

    /// Whether it is a mail within a mail.
    pub(super) fn is_message(&self) -> bool {
        matches!(&*self.subtype, "rfc822" | "global")
    }
}

/// The value of a parameter, put together where it is cut into `name*0`, `name*1`, and with its charset undone where it has one.
pub(super) fn parameter(of: &MediaType, name: &str) -> Option<String> {
    let find =
        |name: &str| of.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    if let Some(value) = find(&format!("{name}*")) {
        return Some(extended(value.as_bytes(), None));
    }
    if let Some(value) = find(name) {
        return Some(word::decode(value.as_bytes()));
    }
    let mut whole = Vec::new();
    let mut label = None;
    for number in 0..MAX_PARAMETERS {
        match (find(&format!("{name}*{number}*")), find(&format!("{name}*{number}"))) {
            (Some(value), _) => {
                let value = if number == 0 { charset_of(value, &mut label) } else { value };
                whole.extend(percent(value.as_bytes()));
            }
            (None, Some(value)) => whole.extend_from_slice(value.as_bytes()),
            (None, None) => break,
        }
    }
    (!whole.is_empty()).then(|| charset::text(&whole, label.as_deref()))
}

/// `charset'language'text`, percent-encoded.
fn extended(value: &[u8], charset: Option<String>) -> String {
    let mut label = charset;
    let text = String::from_utf8_lossy(value);
    charset::text(&percent(charset_of(&text, &mut label).as_bytes()), label.as_deref())
}

fn charset_of<'v>(value: &'v str, label: &mut Option<String>) -> &'v str {
    let mut pieces = value.splitn(3, '\'');
    match (pieces.next(), pieces.next(), pieces.next()) {
        (Some(charset), Some(_), Some(text)) => {
            *label = Some(charset.to_owned()).filter(|charset| !charset.is_empty());
            text
        }
        _ => value,
    }
}

fn percent(value: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value;
    while let [first, after @ ..] = rest {
        let escaped = after.get(..2).filter(|_| *first == b'%').and_then(hexadecimal);
        bytes.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    bytes
}

/// The byte that two hexadecimal digits are.
pub(super) fn hexadecimal(digits: &[u8]) -> Option<u8> {
    let [high, low] = digits else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(*high)? << 4 | digit(*low)?)
}

fn parameters(value: &str) -> Vec<(String, String)> {
    let mut parameters = Vec::new();
    let mut rest = value.find(';').and_then(|start| value.get(start + 1..)).unwrap_or_default();
    while !rest.is_empty() && parameters.len() < MAX_PARAMETERS {
        let end = rest.find(['=', ';']).unwrap_or(rest.len());
        let (name, behind) = rest.split_at(end);
        let Some(behind) = behind.strip_prefix('=') else {
            rest = behind.get(1..).unwrap_or_default();
            continue;
        };
        let (text, behind) = text_of(behind.trim_start());
        parameters.push((name.trim().to_ascii_lowercase(), text));
        rest = behind.find(';').and_then(|end| behind.get(end + 1..)).unwrap_or_default();
    }
    parameters
}

/// A token or a quoted string, and what stands behind it.
fn text_of(value: &str) -> (String, &str) {
    let Some(quoted) = value.strip_prefix('"') else {
        let (text, rest) = value.split_at(value.find(';').unwrap_or(value.len()));
        return (text.trim_end().to_owned(), rest);
    };
    let mut text = String::new();
    let mut letters = quoted.char_indices();
    while let Some((place, letter)) = letters.next() {
        match letter {
            '"' => return (text, quoted.get(place + 1..).unwrap_or_default()),
            '\\' => text.extend(letters.next().map(|(_, letter)| letter)),
            letter => text.push(letter),
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_in_all_their_forms() {
        for (value, name, expected) in [
            ("text/plain; charset=utf-8", "charset", Some("utf-8")),
            ("Text/HTML ; Charset = \"utf-8\" ; x=y", "charset", Some("utf-8")),
            ("multipart/mixed; boundary=\"a\\\"b;c=d\"", "boundary", Some("a\"b;c=d")),
            ("multipart/mixed;boundary=;x", "boundary", Some("")),
            ("text/plain", "charset", None),
            ("a/b; name*=UTF-8''%E2%82%AC.exe", "name", Some("\u{20ac}.exe")),
            ("a/b; name*0=\"one \"; name*1=two", "name", Some("one two")),
            ("a/b; name*0*=iso-8859-1'de'b%FC; name*1=cher", "name", Some("b\u{fc}cher")),
            ("a/b; name=\"=?utf-8?q?b=C3=BCcher?=\"", "name", Some("b\u{fc}cher")),
        ] {
            let media_type = MediaType::read(value).expect("a media type");
            assert_eq!(parameter(&media_type, name).as_deref(), expected, "{value}");
        }
        assert_eq!(
            MediaType::read("Text/HTML ; x").map(|media_type| media_type.essence()).as_deref(),
            Some("text/html")
        );
        assert!(MediaType::read("text").is_none());
    }
}
