//! Ways to put one thing wrong.

/// `from` becomes `to`, once.
pub fn swap(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from:?} is not in {text:?}");
    text.replacen(from, to, 1)
}

/// The last `from` becomes `to`.
pub fn swap_last(text: &str, from: &str, to: &str) -> String {
    let (before, after) = text.rsplit_once(from).expect("it is there");
    format!("{before}{to}{after}")
}

/// The last base64 in the text that ends with padding gets unused bits that are set: the bytes stay the same.
pub fn unused_bits(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let padding = bytes.windows(2).rposition(|pair| pair[0] != b'=' && pair[1] == b'=').expect("padding");
    bytes[padding] += 1;
    String::from_utf8(bytes).expect("ASCII stays ASCII")
}

/// One letter in the middle of the last line becomes another.
pub fn letter(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let place = bytes.len() - 30;
    bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
    String::from_utf8(bytes).expect("ASCII stays ASCII")
}

/// Without the line of this number, from 0.
pub fn without(text: &str, number: usize) -> String {
    text.split_inclusive('\n').enumerate().filter(|(at, _)| *at != number).map(|(_, line)| line).collect()
}
