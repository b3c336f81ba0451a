//! By which way a request came. The listener puts it into each request; nothing that a client sends can change it.

use crate::people::Source;
use std::net::{IpAddr, SocketAddr};

/// The way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    /// The socket in the home, by the home's owner.
    Local,
    /// The network, or loopback.
    Tcp {
        /// From where.
        from: SocketAddr,
        /// Where the node listens.
        to: IpAddr,
    },
}

impl Door {
    /// Whether both ends are this machine.
    pub(super) fn is_this_machine(self) -> bool {
        match self {
            Door::Local => true,
            Door::Tcp { from, to } => {
                from.ip().to_canonical().is_loopback() && to.to_canonical().is_loopback()
            }
        }
    }

    /// The address that failures are counted by.
    pub(super) fn source(self) -> Option<Source> {
        match self {
            Door::Local => None,
            Door::Tcp { from, .. } => Some(from.ip().into()),
        }
    }
}
