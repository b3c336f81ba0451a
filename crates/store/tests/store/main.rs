//! The store as its users see it, and as its enemies and the power supply do.

mod audit;
mod backup;
mod cache;
mod damage;
mod disk;
mod finding;
mod keep;
mod killed;
mod levels;
mod list;
mod position;
mod process;
mod versions;

use statement::{Audience, BodyRef, Digest, Kind, MemberName, Stamp, StatementId};
use store::{Noted, Said, Store};

/// A store in a folder that removes itself.
fn fresh() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("a store");
    (folder, store)
}

fn member(name: &str) -> MemberName {
    name.parse().expect("a name")
}

/// A statement like no other.
fn noted(number: u64, kind: Kind) -> Noted {
    let seed = format!("{kind} {number}");
    let body = BodyRef {
        hash: Digest::of(seed.as_bytes()),
        bytes: number + 1,
        media_type: "application/stix+json;version=2.1".parse().expect("a media type"),
    };
    let said = Said {
        kind,
        made: Stamp::from_seconds(1_795_000_000 + number as i64).expect("a time"),
        until: None,
        marking: "TLP:AMBER PAP:GREEN".parse().expect("a marking"),
        audience: Audience::Unit,
        body: Some(body),
        sealed: None,
        charter: Digest::of(b"charter"),
        operator: None,
        text: Digest::of(format!("text of {seed}").as_bytes()),
        refs: Vec::new(),
    };
    Noted { id: id(&seed), said: Some(said), void: None }
}

fn id(seed: &str) -> StatementId {
    Digest::of(format!("id of {seed}").as_bytes())
}
