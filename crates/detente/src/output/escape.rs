//! Text from strangers, made safe for where it goes. Telemetry and rules are written by whoever attacks.

use std::fmt::Write;

/// Characters that move a cursor, colour a screen, reverse the reading order or end a line in disguise.
pub fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Appends `text` as a JSON string, quotes included. Everything hostile is escaped, so that even a terminal that
/// shows the file as it is comes to no harm.
pub fn json_string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let mut plain_from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' && byte < 0x7F {
            continue;
        }
        if byte >= 0x80 {
            return json_rest(out, text.get(plain_from..).unwrap_or_default());
        }
        out.extend_from_slice(text.as_bytes().get(plain_from..at).unwrap_or_default());
        json_char(out, char::from(byte));
        plain_from = at + 1;
    }
    out.extend_from_slice(text.as_bytes().get(plain_from..).unwrap_or_default());
    out.push(b'"');
}

/// The rest of a text that is not ASCII, and the closing quote.
fn json_rest(out: &mut Vec<u8>, text: &str) {
    for c in text.chars() {
        if c == '"' || c == '\\' || is_hostile(c) {
            json_char(out, c);
        } else {
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    out.push(b'"');
}

fn json_char(out: &mut Vec<u8>, c: char) {
    match c {
        '"' => out.extend_from_slice(b"\\\""),
        '\\' => out.extend_from_slice(b"\\\\"),
        '\n' => out.extend_from_slice(b"\\n"),
        '\r' => out.extend_from_slice(b"\\r"),
        '\t' => out.extend_from_slice(b"\\t"),
        c => out.extend_from_slice(format!("\\u{:04x}", u32::from(c)).as_bytes()),
    }
}

/// JSON in which nothing can harm a terminal. What could stands inside of strings, where it may as well be spelt by its number.
pub fn plain_json(json: &str) -> String {
    let mut plain = String::with_capacity(json.len());
    for c in json.chars() {
        match is_hostile(c) {
            true => {
                c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| plain.push_str(&format!("\\u{unit:04x}")))
            }
            false => plain.push(c),
        }
    }
    plain
}

/// `text` for a terminal, in one line: what is hostile is shown as its code.
pub fn terminal(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => shown.push(' '),
            c if is_hostile(c) => drop(write!(shown, "\\u{{{:x}}}", u32::from(c))),
            c => shown.push(c),
        }
    }
    shown
}

/// Appends a CSV cell (RFC 4180). One that a spreadsheet would run as a formula gets an apostrophe in front, and what is
/// hostile is shown as its code.
pub fn csv_cell(out: &mut Vec<u8>, text: &str) {
    let formula = text.trim_start().starts_with(['=', '+', '-', '@']) || text.starts_with(['\t', '\r', '\n']);
    let quoted = formula || text.contains(['"', ',', '\n', '\r', ';']) || text.contains(is_hostile);
    if !quoted {
        return out.extend_from_slice(text.as_bytes());
    }
    out.push(b'"');
    if formula {
        out.push(b'\'');
    }
    let mut shown = terminal(text);
    if shown.contains('"') {
        shown = shown.replace('"', "\"\"");
    }
    out.extend_from_slice(shown.as_bytes());
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(write: impl Fn(&mut Vec<u8>, &str), text: &str) -> String {
        let mut out = Vec::new();
        write(&mut out, text);
        String::from_utf8(out).expect("text stays text")
    }

    #[test]
    fn json_round_trips_and_holds_nothing_hostile() {
        for text in
            ["", "plain", "a\"b\\c", "\u{1b}[31mred", "é\u{202e}exe.txt", "tab\tline\n\u{7f}\u{9b}2J", "日本"]
        {
            let json = shown(json_string, text);
            assert_eq!(serde_json::from_str::<String>(&json).expect("it is JSON"), text);
            assert!(!json.contains(is_hostile), "{json:?}");
        }
    }

    #[test]
    fn a_terminal_gets_no_control_characters() {
        assert_eq!(terminal("\u{1b}]0;x\u{7}\ny"), "\\u{1b}]0;x\\u{7} y");
    }

    #[test]
    fn a_spreadsheet_gets_no_formula() {
        assert_eq!(shown(csv_cell, "=cmd|' /C calc'!A0"), "\"'=cmd|' /C calc'!A0\"");
        assert_eq!(shown(csv_cell, "a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(shown(csv_cell, " @SUM(1)"), "\"' @SUM(1)\"");
        assert_eq!(shown(csv_cell, "plain text"), "plain text");
    }
}
