//! Names in the DNS.

use super::{Form, Step, Steps};

/// The longest name, in bytes, without a final dot (RFC 1035, 3.1: 255 with lengths and root).
pub const MAX_DOMAIN: usize = 253;

/// The longest label (RFC 1035, 2.3.4).
const MAX_LABEL: usize = 63;

/// How much Unicode is looked at: a character takes at most four bytes, and a label of punycode is longer than its name in characters.
const MAX_UNICODE: usize = 4 * MAX_DOMAIN;

/// A domain in lower case and A-labels, without a final dot.
///
/// Two labels or more, each of 1 to 63 letters, digits, hyphens (not first or last) and underscores (which the real DNS has); the
/// last one is no number, so no address and no version number is a domain. Whether the name can exist is not asked: `setup.exe` is
/// one here.
///
/// Unicode goes through UTS 46 (non-transitional, as browsers do), so `bücher.example` and `xn--bcher-kva.example` are one. A
/// label that starts with `xn--` and decodes to nothing valid stays as it is: such names can be registered and looked up.
///
/// ```
/// use statement::observable::domain;
/// let mut scratch = String::new();
/// assert_eq!(domain("Bücher.Example.", &mut scratch).unwrap().text, "xn--bcher-kva.example");
/// assert!(domain("1.2.3", &mut scratch).is_none());
/// ```
pub fn domain<'t>(text: &'t str, scratch: &'t mut String) -> Option<Form<'t>> {
    let (name, steps) = without_dot(text);
    let spelling = spelling(name)?;
    if spelling == Spelling::Canonical {
        return Some(Form { text: name, steps });
    }
    scratch.clear();
    let done = push_spelled(name, spelling, scratch)?;
    Some(Form { text: scratch, steps: steps.and(done) })
}

/// Appends the canonical form of a domain to a text. What was appended before it was refused stays there.
pub(super) fn push_domain(text: &str, to: &mut String) -> Option<Steps> {
    let (name, steps) = without_dot(text);
    Some(steps.and(push_spelled(name, spelling(name)?, to)?))
}

fn without_dot(text: &str) -> (&str, Steps) {
    text.strip_suffix('.').map_or((text, Steps::NONE), |name| (name, Steps::NONE.with(Step::TrailingDot)))
}

fn push_spelled(name: &str, spelled: Spelling, to: &mut String) -> Option<Steps> {
    let start = to.len();
    let steps = match spelled {
        Spelling::Canonical => {
            to.push_str(name);
            return Some(Steps::NONE);
        }
        Spelling::Capitals => {
            to.push_str(name);
            to.get_mut(start..)?.make_ascii_lowercase();
            return Some(Steps::NONE.with(Step::Case));
        }
        Spelling::Encoded => push_encoded(name, to),
        Spelling::Unicode => push_unicode(name, to)?,
    };
    let written = spelling(to.get(start..)?)?;
    matches!(written, Spelling::Canonical | Spelling::Encoded).then_some(steps)
}

/// How a name is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spelling {
    /// In small ASCII letters.
    Canonical,
    /// In ASCII with capitals.
    Capitals,
    /// In ASCII, with a label that starts with `xn--`.
    Encoded,
    /// With characters beyond ASCII, so that nothing else is known of it.
    Unicode,
}

/// How the name is written, if it is one. The one pass over every token that has a dot.
fn spelling(name: &str) -> Option<Spelling> {
    if name.len() > MAX_DOMAIN {
        return (name.len() <= MAX_UNICODE && !name.is_ascii()).then_some(Spelling::Unicode);
    }
    let mut labels = Labels::default();
    for byte in name.bytes() {
        match byte {
            b'.' => labels.end()?,
            b'0'..=b'9' => labels.add(byte),
            b'a'..=b'z' | b'_' | b'-' => labels.add_other(byte)?,
            b'A'..=b'Z' => {
                labels.capitals = true;
                labels.add_other(byte)?;
            }
            0x80.. => return Some(Spelling::Unicode),
            _ => return None,
        }
    }
    let is_number = labels.is_number;
    labels.end()?;
    if labels.count < 2 || is_number || (labels.first == b'0' && is_hexadecimal(name)) {
        return None;
    }
    Some(match (labels.hyphens && has_encoded_label(name), labels.capitals) {
        (true, _) => Spelling::Encoded,
        (false, true) => Spelling::Capitals,
        (false, false) => Spelling::Canonical,
    })
}

/// The labels of a name, as far as they were read.
#[derive(Default)]
struct Labels {
    count: usize,
    /// The length of the label that is being read.
    length: usize,
    /// Whether that is a number so far.
    is_number: bool,
    first: u8,
    last: u8,
    capitals: bool,
    /// Two hyphens stand where `xn--` has them, in some label.
    hyphens: bool,
}

impl Labels {
    fn add(&mut self, byte: u8) {
        if self.length == 0 {
            self.is_number = true;
            self.first = byte;
        }
        self.length += 1;
        self.last = byte;
    }

    fn add_other(&mut self, byte: u8) -> Option<()> {
        if byte == b'-' && self.length == 0 {
            return None;
        }
        self.hyphens |= byte == b'-' && self.last == b'-' && self.length == 3;
        self.add(byte);
        self.is_number = false;
        Some(())
    }

    fn end(&mut self) -> Option<()> {
        let fits = (1..=MAX_LABEL).contains(&self.length) && self.last != b'-';
        self.count += 1;
        self.length = 0;
        self.is_number = false;
        fits.then_some(())
    }
}

/// Whether the last label is a number to base 16, which the URL standard reads as part of an address.
fn is_hexadecimal(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    let digits = last.strip_prefix("0x").or_else(|| last.strip_prefix("0X"));
    digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn has_encoded_label(name: &str) -> bool {
    name.split('.').any(|label| label.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("xn--")))
}

/// A name with A-labels. Only what they decode to can tell whether they are canonical.
fn push_encoded(name: &str, to: &mut String) -> Steps {
    let small = name.to_ascii_lowercase();
    let steps = Steps::NONE.with_if(small != name, Step::Case);
    match to_ascii(&small) {
        Some(ascii) if ascii != small && spelling(&ascii).is_some() => {
            to.push_str(&ascii);
            steps.with(Step::Idna)
        }
        _ => {
            to.push_str(&small);
            steps
        }
    }
}

fn push_unicode(name: &str, to: &mut String) -> Option<Steps> {
    let ascii = to_ascii(name)?;
    // A full stop of another script may be the final dot.
    let cut = ascii.strip_suffix('.').unwrap_or(&ascii);
    let dotless = cut.len() < ascii.len();
    to.push_str(cut);
    Some(Steps::NONE.with(Step::Idna).with_if(dotless, Step::TrailingDot))
}

fn to_ascii(name: &str) -> Option<String> {
    let ascii = idna::domain_to_ascii_cow(name.as_bytes(), idna::AsciiDenyList::EMPTY).ok()?;
    Some(ascii.into_owned())
}

/// A canonical domain, then what is above it, down to two labels: `a.b.example`, `b.example`. These are the names under which an
/// indicator for it and its subdomains can stand.
///
/// ```
/// use statement::observable::domain_and_parents;
/// let names: Vec<_> = domain_and_parents("a.b.example").collect();
/// assert_eq!(names, ["a.b.example", "b.example"]);
/// ```
pub fn domain_and_parents(domain: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(domain), |name| parent(name))
}

/// What is above a name, if that has two labels.
fn parent(name: &str) -> Option<&str> {
    name.split_once('.').map(|(_, parent)| parent).filter(|parent| parent.contains('.'))
}
