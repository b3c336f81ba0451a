//! Undoes what people do to values so that nobody clicks on them: `hxxp://evil[.]example`, `anna (at) evil (dot) example`.

/// Schemes as they are written to be harmless, and what they stand for. Only at the start, before a colon.
const SCHEMES: [(&str, &str); 12] = [
    ("hxxps", "https"),
    ("hxxp", "http"),
    ("hxtps", "https"),
    ("hxtp", "http"),
    ("htxps", "https"),
    ("htxp", "http"),
    ("h**ps", "https"),
    ("h**p", "http"),
    ("fxps", "ftps"),
    ("fxp", "ftp"),
    ("fxtp", "ftp"),
    ("f*p", "ftp"),
];

/// What stands in brackets of any kind, and what it stands for. Spaces within the brackets and around them go.
const BRACKETED: [(&str, &str); 9] = [
    (".", "."),
    ("dot", "."),
    ("@", "@"),
    ("at", "@"),
    (":", ":"),
    ("://", "://"),
    ("//", "//"),
    ("/", "/"),
    ("::", "::"),
];

/// The longest text in brackets that is looked at.
const MAX_BRACKETED: usize = 8;

/// Which marks of defanging are undone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    /// Signs in brackets, and no schemes: a file may be called `hxxp:`.
    Brackets,
    /// Those that stand in nothing else: schemes, and signs in brackets.
    Plain,
    /// Also those that ordinary texts have: ` dot `, a single bracket beside a dot, a backslash before one. And ` at `, where there is
    /// another mark.
    Doubtful,
}

/// The text as it was before somebody made it harmless; none if nobody did.
///
/// It takes the marks for what they are without asking what the text is. [`Observable::read`](super::Observable::read) uses the
/// result only if that is an observable.
///
/// ```
/// use statement::observable::refang;
/// assert_eq!(refang("hxxp[://]evil[.]example/a").as_deref(), Some("http://evil.example/a"));
/// assert_eq!(refang("http://[2001:db8::1]/a"), None);
/// ```
pub fn refang(text: &str) -> Option<String> {
    with(Marks::Plain, text).or_else(|| with(Marks::Doubtful, text))
}

/// The text without these marks; none if it has none of them. What is uncovered by undoing one is undone too.
pub(super) fn with(marks: Marks, text: &str) -> Option<String> {
    let mut now = once(marks, text)?;
    // Each round makes the text shorter, so this ends; the rounds are limited all the same, for each reads the whole text.
    for _ in 0..MAX_BRACKETED {
        match once(marks, &now) {
            Some(shorter) => now = shorter,
            None => return Some(now),
        }
    }
    None
}

fn once(marks: Marks, text: &str) -> Option<String> {
    if !may_be_marked(marks, text) {
        return None;
    }
    let restored = match marks {
        Marks::Brackets => brackets(text),
        Marks::Plain => brackets(&scheme(text)),
        Marks::Doubtful => doubtful(text, brackets(&scheme(text))),
    };
    (restored != text).then_some(restored)
}

/// Most texts are not defanged, and there are millions: this is asked of each, and is no more than a glance.
fn may_be_marked(marks: Marks, text: &str) -> bool {
    let starts = text.starts_with(['h', 'H', 'f', 'F']) && text.contains(':');
    starts
        || text.contains(['[', '(', '{', '<'])
        || (marks == Marks::Doubtful && text.contains([' ', '\\', ']']))
}

fn scheme(text: &str) -> String {
    let found = SCHEMES.iter().find_map(|(marked, plain)| {
        let (start, rest) = text.split_at_checked(marked.len())?;
        let is_scheme = start.eq_ignore_ascii_case(marked) && rest.starts_with([':', '[', '(', '{']);
        is_scheme.then(|| format!("{plain}{rest}"))
    });
    found.unwrap_or_else(|| text.to_owned())
}

fn brackets(text: &str) -> String {
    let mut restored = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find(['[', '(', '{', '<']) {
        let (before, from) = rest.split_at(open);
        restored.push_str(before);
        rest = match bracketed(from) {
            Some((plain, after)) => {
                restored.truncate(restored.trim_end_matches(' ').len());
                restored.push_str(plain);
                after.trim_start_matches(' ')
            }
            None => {
                let (bracket, after) = from.split_at(1);
                restored.push_str(bracket);
                after
            }
        };
    }
    restored + rest
}

/// What a sign in brackets at the start stands for, and what follows the brackets.
fn bracketed(text: &str) -> Option<(&'static str, &str)> {
    let close = match text.chars().next()? {
        '[' => ']',
        '(' => ')',
        '{' => '}',
        _ => '>',
    };
    let inner = text.get(1..)?;
    let (end, _) = inner.char_indices().take(MAX_BRACKETED + 1).find(|&(_, letter)| letter == close)?;
    let (inside, after) = (inner.get(..end)?.trim(), inner.get(end + 1..)?);
    let (_, plain) = BRACKETED.iter().find(|(marked, _)| inside.eq_ignore_ascii_case(marked))?;
    Some((plain, after))
}

fn doubtful(text: &str, restored: String) -> String {
    let dotted = [" dot ", " DOT ", " Dot "].iter().fold(restored, |text, word| text.replace(word, "."));
    let dotted = ["[.", ".]", "(.", ".)", "\\."].iter().fold(dotted, |text, mark| text.replace(mark, "."));
    match dotted != text {
        true => [" at ", " AT ", " At "].iter().fold(dotted, |text, word| text.replace(word, "@")),
        false => dotted,
    }
}
