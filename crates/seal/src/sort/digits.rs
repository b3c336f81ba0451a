//! Values of digits and what stands between them (numbers, dates, times), two characters to a byte.

/// The characters that take up half a byte.
const CHARACTERS: [u8; 16] = *b"0123456789-:./ T";
/// No half byte stands for a character.
const NONE: u8 = 0xff;
const CODES: [u8; 256] = codes();
const PAIRS: [[u8; 2]; 256] = pairs();
/// Longer values are not packed: their length would not fit beside their mark.
pub(crate) const MAX: usize = 31;

const fn codes() -> [u8; 256] {
    let mut codes = [NONE; 256];
    let mut code = 0;
    while code < CHARACTERS.len() {
        codes[CHARACTERS[code] as usize] = code as u8;
        code += 1;
    }
    codes
}

const fn pairs() -> [[u8; 2]; 256] {
    let mut pairs = [[0; 2]; 256];
    let mut pair = 0;
    while pair < pairs.len() {
        pairs[pair] = [CHARACTERS[pair >> 4], CHARACTERS[pair & 15]];
        pair += 1;
    }
    pairs
}

/// Whether `value` can be packed.
pub(crate) fn fits(value: &[u8]) -> bool {
    value.len() <= MAX && value.iter().all(|byte| code(*byte) != NONE)
}

/// Appends a value that [`fits`].
pub(crate) fn pack(value: &[u8], to: &mut Vec<u8>) {
    let (pairs, rest) = value.as_chunks::<2>();
    to.extend(pairs.iter().map(|[first, second]| code(*first) << 4 | code(*second)));
    to.extend(rest.first().map(|last| code(*last) << 4));
}

/// Takes a value of `length` characters off the front and appends it. `None`: it is cut short.
pub(crate) fn unpack(length: usize, from: &mut &[u8], to: &mut Vec<u8>) -> Option<()> {
    let (packed, rest) = from.split_at_checked(length.div_ceil(2))?;
    let mut text = [[0; 2]; MAX.div_ceil(2)];
    for (pair, byte) in text.iter_mut().zip(packed) {
        *pair = *PAIRS.get(usize::from(*byte))?;
    }
    to.extend_from_slice(text.as_flattened().get(..length)?);
    *from = rest;
    Some(())
}

fn code(byte: u8) -> u8 {
    CODES.get(usize::from(byte)).copied().unwrap_or(NONE)
}
