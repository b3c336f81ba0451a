//! Who is at the other end of a connection, and whether it still may be.

use crate::Known;
use statement::{Digest, MemberName};

/// A member, by the key that its connection has shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Admitted {
    pub(super) member: MemberName,
    pub(super) pin: Digest,
}

impl Admitted {
    /// The member of the charter in force whose newest key sheet names this key.
    ///
    /// Anybody can write another's key into a key sheet of its own, to be taken for it or have it taken for somebody else. So where several name the
    /// key, it is the one that the certificate names: only who has the key could have shown it.
    pub(super) fn by(known: &Known, pin: Digest, names: &[MemberName], now: i64) -> Option<Self> {
        let seats = known.in_force(now).into_iter().flat_map(|charter| &charter.seats);
        let claims: Vec<&MemberName> =
            seats.map(|seat| &seat.name).filter(|name| known.pin(name) == Some(pin)).collect();
        let member = match claims.as_slice() {
            [one] => *one,
            several => several.iter().find(|name| names.contains(name))?,
        };
        Some(Admitted { member: member.clone(), pin })
    }

    /// The key that `member` must show, if it is a member now.
    pub(super) fn expected(known: &Known, member: &MemberName, now: i64) -> Option<Self> {
        let admitted = Admitted { member: member.clone(), pin: known.pin(member)? };
        admitted.stands(known, now).then_some(admitted)
    }

    /// Whether papers that came since the connection began still let it in. One who was expelled is heard no more.
    pub(super) fn stands(&self, known: &Known, now: i64) -> bool {
        let has_seat = known.in_force(now).is_some_and(|charter| charter.seat(&self.member).is_some());
        has_seat && known.pin(&self.member) == Some(self.pin)
    }
}
