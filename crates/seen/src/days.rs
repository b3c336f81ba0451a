//! Sets of days.

use crate::bytes::{push_number, take, take_number};
use std::mem;

/// Days that are not one unbroken stretch take a bit each, this many in a byte.
const BITS: u16 = 8;

/// A set of days, never empty: the first, the last, and which between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Days {
    first: u16,
    last: u16,
    /// Empty where no day is missing between the first and the last. Else bit `n` of byte `m` is the day `first + 8m + n`.
    bits: Vec<u8>,
}

impl Days {
    /// All days from the first to the last, which is not before it.
    pub(crate) fn stretch(first: u16, last: u16) -> Self {
        Days { first, last: last.max(first), bits: Vec::new() }
    }

    pub(crate) fn first(&self) -> u16 {
        self.first
    }

    pub(crate) fn last(&self) -> u16 {
        self.last
    }

    /// Whether no day is missing between the first and the last.
    pub(crate) fn is_stretch(&self) -> bool {
        self.bits.is_empty()
    }

    /// The days, ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u16> {
        (self.first..=self.last).filter(|day| self.has(*day))
    }

    pub(crate) fn has(&self, day: u16) -> bool {
        let Some(place) = day.checked_sub(self.first) else { return false };
        let bit =
            || self.bits.get(usize::from(place / BITS)).is_some_and(|byte| byte >> (place % BITS) & 1 == 1);
        day <= self.last && (self.bits.is_empty() || bit())
    }

    /// Adds the days of another set; whether any is new.
    pub(crate) fn join(&mut self, other: &Days) -> bool {
        let touching = u32::from(other.first) <= u32::from(self.last) + 1
            && u32::from(self.first) <= u32::from(other.last) + 1;
        if self.bits.is_empty() && other.bits.is_empty() && touching {
            let joined = Days::stretch(self.first.min(other.first), self.last.max(other.last));
            return mem::replace(self, joined.clone()) != joined;
        }
        if other.iter().all(|day| self.has(day)) {
            return false;
        }
        let (first, last) = (self.first.min(other.first), self.last.max(other.last));
        *self = Days::from(first, last, |day| self.has(day) || other.has(day));
        true
    }

    /// The days from `horizon` on, if there are any.
    pub(crate) fn since(self, horizon: u16) -> Option<Self> {
        if self.first >= horizon {
            return Some(self);
        }
        let first = self.iter().find(|day| *day >= horizon)?;
        Some(Days::from(first, self.last, |day| self.has(day)))
    }

    /// The days from first to last, both of which are in the set, that `has` says.
    fn from(first: u16, last: u16, has: impl Fn(u16) -> bool) -> Self {
        if (first..=last).all(&has) {
            return Days::stretch(first, last);
        }
        let mut bits = vec![0; usize::from((last - first) / BITS) + 1];
        for place in (0..=last - first).filter(|place| has(first + place)) {
            bits.iter_mut()
                .skip(usize::from(place / BITS))
                .take(1)
                .for_each(|byte| *byte |= 1 << (place % BITS));
        }
        Days { first, last, bits }
    }

    /// How the set is written.
    pub(crate) fn form(&self) -> Form {
        match (self.first == self.last, self.bits.is_empty()) {
            (true, _) => Form::One,
            (false, true) => Form::Stretch,
            (false, false) => Form::Bits,
        }
    }

    pub(crate) fn push(&self, to: &mut Vec<u8>) {
        to.extend(self.first.to_be_bytes());
        if self.first < self.last {
            push_number(to, (self.last - self.first).into());
        }
        to.extend_from_slice(&self.bits);
    }

    /// Takes a set that is written in this form; `None` where there is none, or it is not written as [`Days::push`] writes it.
    pub(crate) fn take(form: Form, bytes: &mut &[u8]) -> Option<Self> {
        let (first, last) = bounds(form, bytes)?;
        let length = length(form, first, last);
        let days = Days { first, last, bits: take(bytes, length)?.to_vec() };
        days.is_canonical(form).then_some(days)
    }

    fn is_canonical(&self, form: Form) -> bool {
        let broken = || (self.first..=self.last).any(|day| !self.has(day));
        let spare = (BITS - (self.last - self.first) % BITS - 1) as u32;
        let ended = || self.bits.last().is_some_and(|byte| byte.leading_zeros() == spare);
        form == self.form() && (form != Form::Bits || self.has(self.first) && ended() && broken())
    }
}

/// How a set of days is written: one day; an unbroken stretch of them; a bit for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    One = 0,
    Stretch = 1,
    Bits = 2,
}

impl Form {
    #[inline]
    pub(crate) fn of(number: u8) -> Option<Self> {
        [Form::One, Form::Stretch, Form::Bits].get(usize::from(number)).copied()
    }
}

/// Takes what all forms begin with: the first day and the last.
#[inline]
pub(crate) fn bounds(form: Form, bytes: &mut &[u8]) -> Option<(u16, u16)> {
    let first = u16::from_be_bytes(crate::bytes::take_array(bytes)?);
    let more = if form == Form::One { 0 } else { take_number(bytes)? };
    Some((first, u16::try_from(u32::from(first) + more).ok()?))
}

/// How many bytes follow on that.
#[inline]
pub(crate) fn length(form: Form, first: u16, last: u16) -> usize {
    if form == Form::Bits { usize::from((last - first) / BITS) + 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn days(set: &BTreeSet<u16>) -> Days {
        let mut each = set.iter().map(|day| Days::stretch(*day, *day));
        let first = each.next().expect("not empty");
        each.fold(first, |mut days, day| {
            assert!(days.join(&day));
            days
        })
    }

    fn written(days: &Days) -> Vec<u8> {
        let mut bytes = Vec::new();
        days.push(&mut bytes);
        bytes
    }

    fn sets() -> impl Strategy<Value = BTreeSet<u16>> {
        let near = proptest::collection::btree_set(20_000_u16..20_030, 1..20);
        let far = proptest::collection::btree_set(0_u16..=u16::MAX, 1..4);
        prop_oneof![near, far]
    }

    proptest! {
        #[test]
        fn they_are_sets(one in sets(), other in sets(), horizon in 20_000_u16..20_035) {
            let mut both = days(&one);
            prop_assert_eq!(both.join(&days(&other)), !other.is_subset(&one));
            let union: BTreeSet<u16> = one.union(&other).copied().collect();
            prop_assert_eq!(both.iter().collect::<BTreeSet<u16>>(), union.clone());
            prop_assert_eq!(&both, &days(&union));
            let bytes = written(&both);
            prop_assert_eq!(Days::take(both.form(), &mut &bytes[..]), Some(both.clone()));
            let late: BTreeSet<u16> = union.into_iter().filter(|day| *day >= horizon).collect();
            let since = both.since(horizon).map(|days| days.iter().collect());
            prop_assert_eq!(since, Some(late).filter(|late| !late.is_empty()));
        }
    }

    #[test]
    fn a_set_has_one_spelling() {
        for (form, bytes) in [
            (Form::Stretch, &[0, 5, 0][..]),
            (Form::Stretch, &[255, 255, 1]),
            (Form::Bits, &[0, 5, 0, 1]),
            (Form::Bits, &[0, 5, 2, 0b111]),
            (Form::Bits, &[0, 5, 2, 0b100]),
            (Form::Bits, &[0, 5, 2, 0b1101]),
            (Form::Bits, &[0, 5, 2]),
        ] {
            assert_eq!(Days::take(form, &mut &bytes[..]), None, "{bytes:?}");
        }
        assert!(Days::take(Form::Bits, &mut &[0, 5, 2, 0b101][..]).is_some());
    }
}
