//! Numbers and pieces in bytes.

/// Appends a number: seven bits a byte, the low ones first; the eighth bit says that there is more.
pub(crate) fn push_number(to: &mut Vec<u8>, mut number: u32) {
    while number > 0x7F {
        to.push(number as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

/// Takes a number from the front; `None` where there is none, or one that is not in its shortest form.
#[inline]
pub(crate) fn take_number(bytes: &mut &[u8]) -> Option<u32> {
    let (&first, rest) = bytes.split_first()?;
    if first < 0x80 {
        *bytes = rest;
        return Some(first.into());
    }
    take_long(bytes)
}

fn take_long(bytes: &mut &[u8]) -> Option<u32> {
    let mut number = 0_u64;
    for (place, &byte) in bytes.iter().enumerate().take(5) {
        number |= u64::from(byte & 0x7F) << (7 * place);
        if byte & 0x80 == 0 {
            *bytes = bytes.get(place + 1..)?;
            return u32::try_from(number).ok().filter(|_| byte > 0);
        }
    }
    None
}

/// Takes so many bytes from the front.
#[inline]
pub(crate) fn take<'b>(bytes: &mut &'b [u8], length: usize) -> Option<&'b [u8]> {
    let (front, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(front)
}

/// Takes a fixed number of bytes from the front.
#[inline]
pub(crate) fn take_array<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (front, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*front)
}

/// Takes a piece that stands behind its length.
#[inline]
pub(crate) fn take_piece<'b>(bytes: &mut &'b [u8]) -> Option<&'b [u8]> {
    let length = take_number(bytes)?;
    take(bytes, length as usize)
}

/// Appends a piece behind its length.
pub(crate) fn push_piece(to: &mut Vec<u8>, piece: &[u8]) {
    push_number(to, piece.len() as u32);
    to.extend_from_slice(piece);
}

/// How many bytes two texts have in common at their start.
#[inline]
pub(crate) fn common(one: &[u8], other: &[u8]) -> usize {
    let (ones, others) = (one.as_chunks::<8>().0, other.as_chunks::<8>().0);
    let words = ones.iter().zip(others).take_while(|(one, other)| one == other).count();
    let start = 8 * words;
    let rest = |text: &[u8]| text.len().min(start);
    let (one, other) = (one.split_at(rest(one)).1, other.split_at(rest(other)).1);
    start + one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_in_one_spelling() {
        for number in [0, 1, 127, 128, 300, 16_383, 16_384, u32::MAX] {
            let mut bytes = Vec::new();
            push_number(&mut bytes, number);
            let mut rest = &bytes[..];
            assert_eq!((take_number(&mut rest), rest.len()), (Some(number), 0));
            assert_eq!(take_number(&mut &bytes[..bytes.len() - 1]), None);
        }
        for bad in [&[0x80, 0][..], &[0xFF; 6], &[0xFF, 0xFF, 0xFF, 0xFF, 0x1F]] {
            assert_eq!(take_number(&mut &bad[..]), None, "{bad:?}");
        }
    }

    #[test]
    fn what_is_common_is_the_longest_start() {
        let long = b"0123456789abcdef0123";
        for place in 0..=long.len() {
            let mut other = long.to_vec();
            if let Some(byte) = other.get_mut(place) {
                *byte = b'x';
            }
            assert_eq!(common(long, &other), place);
            assert_eq!(common(&long[..place], long), place);
        }
    }
}
