//! What happens without being asked.

pub(crate) mod bodies;
pub(crate) mod evidence;
pub(crate) mod freshness;
pub(crate) mod gossip;
pub(crate) mod noting;
pub(crate) mod papers;
pub(crate) mod push;
pub(crate) mod receipts;
pub(crate) mod releases;
pub(crate) mod reload;
pub(crate) mod rounds;
