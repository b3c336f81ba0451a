//! The forms in which a value can stand among bytes.

use note::encoding::base64;

/// All forms of a value in lower case; base64 as it is, the others in lower case too.
pub fn of(value: &str) -> Vec<Vec<u8>> {
    let bytes = value.as_bytes();
    let mut forms = vec![
        bytes.to_vec(),
        bytes.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect(),
        marked(value, |byte| format!("%{byte:02x}")),
        marked(value, |byte| format!("\\u{byte:04x}")),
        value.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        value.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    ];
    for shift in 0..3 {
        forms.push(based(bytes, shift));
        forms.push(forms.last().expect("just now").iter().map(|digit| url(*digit)).collect());
    }
    forms.sort();
    forms.dedup();
    forms
}

/// With everything but letters and digits written out.
fn marked(value: &str, write: impl Fn(u8) -> String) -> Vec<u8> {
    let one =
        |byte: u8| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { write(byte) };
    value.bytes().map(one).collect::<String>().into_bytes()
}

/// Base64 of it behind so many other bytes, as far as these do not show.
fn based(bytes: &[u8], shift: usize) -> Vec<u8> {
    let text = base64(&[&vec![0; shift][..], bytes].concat());
    let skip = [0, 2, 3][shift];
    // The last digits depend on what follows.
    let whole = (shift + bytes.len()) / 3 * 4;
    text.into_bytes().get(skip..whole).unwrap_or_default().to_vec()
}

fn url(digit: u8) -> u8 {
    match digit {
        b'+' => b'-',
        b'/' => b'_',
        other => other,
    }
}
