//! Keys whose bytes have the order of what they stand for.

/// The key of a number, such as nanoseconds since 1970; what has none comes after all that have one.
pub fn time(nanoseconds: Option<i64>) -> [u8; 9] {
    let mut key = [0xFF; 9];
    if let Some(nanoseconds) = nanoseconds {
        let [first, rest @ ..] = &mut key;
        *first = 0;
        // With the sign's bit turned round, negative numbers come first.
        *rest = (nanoseconds ^ i64::MIN).to_be_bytes();
    }
    key
}

#[cfg(test)]
mod tests {
    use super::time;

    #[test]
    fn keys_have_the_order_of_their_times() {
        let times = [i64::MIN, -1, 0, 1, 255, 256, i64::MAX];
        let keys: Vec<_> = times.map(Some).into_iter().chain([None]).map(time).collect();
        assert!(keys.is_sorted_by(|a, b| a < b), "{keys:?}");
    }
}
