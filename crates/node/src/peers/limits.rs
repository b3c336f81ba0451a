//! What there may be of connections and how long they may take, and who has taken which place.
//!
//! A stranger gets no further than the handshake, which is short; so the limit on addresses is what keeps one machine from taking all places.

use statement::MemberName;
use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// What a listener for peers allows.
#[derive(Clone, Debug)]
pub struct PeerLimits {
    /// Connections in all. Each may hold some 100 KiB of buffers.
    pub connections: usize,
    /// Connections from one address. Several members may be behind one, and on one machine all are.
    pub per_address: usize,
    /// Connections of one member: more than a peer of this program opens. HTTP/1.1 without pipelining has one request at a time in each, so this is also
    /// how many requests of a member are answered at a time.
    pub per_member: usize,
    /// How many tiles and bundles of entries a member may have in memory here, read and not yet taken; each has 16 MiB at most.
    pub held: usize,
    /// How long a handshake may take: three packets.
    pub handshake: Duration,
    /// How long the head of a request may take, and how long a connection may be idle before it.
    pub head: Duration,
    /// How long a request may take until its answer begins. A witness may have to fetch many entries first; what takes longer is asked for again.
    pub request: Duration,
    /// How long a member may take nothing of an answer.
    pub patience: Duration,
    /// How often an open connection is held against the papers. Each request is too.
    pub recheck: Duration,
}

impl PeerLimits {
    /// The usual, with so many connections in all. One address gets a quarter of them, so that no one machine takes all.
    pub fn of(connections: usize) -> Self {
        PeerLimits {
            connections,
            per_address: connections.div_ceil(4),
            per_member: 16,
            held: 4,
            handshake: Duration::from_secs(5),
            head: Duration::from_secs(60),
            request: Duration::from_secs(60),
            patience: Duration::from_secs(30),
            recheck: Duration::from_secs(2),
        }
    }
}

impl Default for PeerLimits {
    fn default() -> Self {
        PeerLimits::of(1024)
    }
}

/// Whose place it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Whose {
    Address(IpAddr),
    Member(MemberName),
}

/// The places that are taken.
#[derive(Debug)]
pub(super) struct Places {
    limits: PeerLimits,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    connections: usize,
    by: BTreeMap<Whose, usize>,
}

/// A place, until it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    places: Arc<Places>,
    whose: Whose,
}

impl Places {
    /// All are free.
    pub(super) fn new(limits: &PeerLimits) -> Self {
        Places { limits: limits.clone(), taken: Mutex::default() }
    }

    /// A place for a connection that has just come. IPv6 addresses of one network of 64 bits are one: that is what one machine is given.
    pub(super) fn for_address(self: &Arc<Self>, address: IpAddr) -> Option<Place> {
        self.take(Whose::Address(network_of(address)), self.limits.per_address)
    }

    /// A place for a connection that has shown to be a member's.
    pub(super) fn for_member(self: &Arc<Self>, member: &MemberName) -> Option<Place> {
        self.take(Whose::Member(member.clone()), self.limits.per_member)
    }

    fn take(self: &Arc<Self>, whose: Whose, most: usize) -> Option<Place> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = matches!(whose, Whose::Address(_));
        let has = taken.by.get(&whose).copied().unwrap_or(0);
        if has == most || is_new && taken.connections == self.limits.connections {
            return None;
        }
        taken.connections += usize::from(is_new);
        taken.by.insert(whose.clone(), has + 1);
        drop(taken);
        Some(Place { places: self.clone(), whose })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.connections -= usize::from(matches!(self.whose, Whose::Address(_)));
        let left = taken.by.get(&self.whose).map_or(0, |has| has - 1);
        match left {
            0 => drop(taken.by.remove(&self.whose)),
            left => drop(taken.by.insert(self.whose.clone(), left)),
        }
    }
}

fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threat_30_one_address_and_one_member_get_their_share_and_no_more() {
        let limits = PeerLimits::default();
        let places = Arc::new(Places::new(&limits));
        let near: IpAddr = "2001:db8::1".parse().expect("an address");
        let mut held: Vec<_> =
            (0..limits.per_address).map(|_| places.for_address(near).expect("a place")).collect();
        assert!(places.for_address("2001:db8::2".parse().expect("an address")).is_none());
        let other = places.for_address("192.0.2.1".parse().expect("an address"));
        assert!(other.is_some());
        held.pop();
        assert!(places.for_address("2001:db8::2".parse().expect("an address")).is_some());
        let alpha: MemberName = "alpha".parse().expect("a name");
        let of_alpha: Vec<_> = (0..limits.per_member).filter_map(|_| places.for_member(&alpha)).collect();
        assert_eq!((of_alpha.len(), places.for_member(&alpha).is_none()), (limits.per_member, true));
        drop((held, other, of_alpha));
        let taken = places.taken.lock().expect("no panic");
        assert_eq!((taken.connections, taken.by.len()), (0, 0));
    }

    #[test]
    fn threat_30_many_addresses_do_not_take_more_than_all_places() {
        let limits = PeerLimits::default();
        let places = Arc::new(Places::new(&limits));
        let addresses = (0..limits.connections as u32 + 1).map(|number| IpAddr::V4(number.into()));
        let held: Vec<_> = addresses.filter_map(|address| places.for_address(address)).collect();
        assert_eq!(held.len(), limits.connections);
    }
}
