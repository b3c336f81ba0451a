//! A member at home: the folder in which its keys, charters, key sheets, logs and bodies lie.
//!
//! | below the home | what | may it be lost? |
//! |---|---|---|
//! | `member` | the member's name | it can be written again |
//! | `root.key`, `root.vkey`, `root.agent` | the root key, its public half, or that ssh-agent has it | see docs/UNIT.md |
//! | `keys/N.key` | the secret keys of the member's key sheet N | the current one: a new sheet replaces it. Old ones open old bodies |
//! | `charters/N.charter` | the charters, from the first | any member has them |
//! | `sheets/MEMBER/N.keys` | everybody's key sheets | any member has them |
//! | `logs/MEMBER/` | the member's own log, and mirrors | see the crate `logdir` |
//! | `heads/MEMBER/SIZE` | heads with the cosignatures that were seen | they are gathered again |
//! | `bodies/` | bodies by their hash | any mirror in the audience has them |
//! | `node/keep.sqlite` | what was cosigned last, and more (crate `store`) | never |
//! | `node/cache.sqlite` | what the logs say, to be found fast | it is made anew out of the logs |
//! | `witness/MEMBER/` | what was cosigned last, before there was `node/`; put aside as `held.taken` once it is taken over | once it is taken over |
//! | `signed/` | which charters the root has signed | the home no longer refuses to sign a rival |
//! | `round` | the papers of a charter that lacks signatures | `detente unit join` takes them again |
//! | `addresses` | where nodes listen, as people said | nodes tell one another |
//! | `evidence/` | evidence that was found | only if another has it |
//!
//! A folder that travels ([`Carried`]) has the same shape, without secrets and without what a witness remembers.

mod address;
mod agent;
mod carried;
mod charters;
mod draft;
mod extra;
mod files;
mod heads;
mod home;
mod issue;
mod judge;
mod keys;
mod packet;
mod passphrase;
mod promise;
mod quorum;
mod record;
mod root;
mod round;
mod sealed;
mod secret;
mod sheets;
mod shelf;
mod transport;
mod tree;

pub use address::Address;
pub use carried::{Carried, Path as CarriedPath};
pub use charters::{Charters, Taken};
pub use draft::{Composed, Draft};
pub use extra::Extra;
pub use files::{make_folder, read as read_file, replace_public, write_new, write_public, write_replacing};
pub use heads::{Heads, opened};
pub use home::Home;
pub use issue::next_sheet;
pub use judge::{Judge, Judged, SAID_TWICE, authentic, over_quota, timely};
pub use keys::{Keys, Replaced};
pub use packet::{CarriedSheet, MAX_PACKET, Packet};
pub use passphrase::Passphrase;
pub use quorum::policy;
pub use record::{Quote, quorum, quotes};
pub use root::{Root, draw_root, use_agent};
pub use round::{Missing, Round};
pub use sealed::{recipient, seal, unseal};
pub use secret::Seed;
pub use sheets::Sheets;
pub use shelf::Shelf;
pub use transport::{TransportKey, pin_of};
pub use tree::{check_tree, each_entry, each_entry_from, entry_parts, root_at, tile_ids};
