//! The values of telemetry: what is between the signs that separate fields, of text in lines.

use std::collections::BTreeSet;

/// How long a word of letters alone has to be to count: shorter ones are the words of protocols and field names.
const LEAST_WORD: usize = 12;

/// How long a value may be; what is longer is looked for by its beginning.
const MOST: usize = 200;

/// What stands in lines of telemetry and is told from common words: what has a digit, a dot, a hyphen, an at sign or a slash inside, and long words.
/// Numbers alone and times are none: counts and days may be told.
pub fn values(text: &str) -> BTreeSet<String> {
    let is_between = |c: char| c.is_whitespace() || c.is_control() || "\"'{}[](),;|<>=".contains(c);
    let words = text.split(is_between).map(|word| word.trim_matches([':', '.', '-', '/', '\\']));
    words
        .filter(|word| is_telling(word))
        .map(|word| word.chars().take(MOST).collect::<String>().to_lowercase())
        .collect()
}

fn is_telling(word: &str) -> bool {
    let has = |what: fn(&char) -> bool| word.chars().filter(what).count();
    let (letters, digits) = (has(|c| c.is_alphabetic()), has(|c| c.is_ascii_digit()));
    let marks = has(|c| ".-@/\\:_".contains(*c));
    match (letters, digits, marks) {
        _ if word.len() < super::LEAST || is_time(word) => false,
        // Numbers, and numbers with a dot or a sign.
        (0, _, 0) => false,
        (0, _, 1) => false,
        // An address.
        (0, _, _) => true,
        (_, 0, 0) => letters >= LEAST_WORD,
        _ => true,
    }
}

/// `2026-11-22...`
fn is_time(word: &str) -> bool {
    let digits = word.as_bytes();
    digits.len() >= 10 && digits[..4].iter().all(u8::is_ascii_digit) && digits[4] == b'-' && digits[7] == b'-'
}

#[cfg(test)]
mod tests {
    use super::values;

    #[test]
    fn hosts_users_and_addresses_count_and_words_and_times_do_not() {
        let text = "{\"time\":\"2026-11-22T12:00:00Z\",\"host\":\"WS-017.corp\",\"user\":\"m.keller\",\"proto\":\"tcp\",\"bytes\":123456,\"ratio\":0.123456}\n\
            1795348800.123456\tCxT8Q43\t10.1.2.3\t49152\tsuccess\tadministrator\n";
        let found: Vec<String> = values(text).into_iter().collect();
        assert_eq!(found, ["10.1.2.3", "administrator", "cxt8q43", "m.keller", "ws-017.corp"]);
    }
}
