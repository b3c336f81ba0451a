//! A member's node that lies: it has its own home, its own keys and its seat in the charter, and speaks the peer protocol (docs/spec/peer.md)
//! as it is told to.
//!
//! A [`Hostile`] makes [`History`]s of its log, as many as it likes, each signed with the one log key; a [`Face`] is a listener with its
//! transport key that shows one of them, with [`Fault`]s. A member that dials one face and another that dials another see what it wants each
//! to see. It is as strong as any member can be: nothing here breaks a signature.

mod face;
mod flood;
mod history;
mod reply;

pub use face::{Face, PATIENCE};
pub use flood::Flood;
pub use history::History;
pub use reply::Fault;

use home::{Draft, Home, Keys};
use node::{Known, peers::Identity};
use note::Signature;
use statement::{
    Audience, Charter, Entry, Header, Kind, Line, Marking, MemberName, Role, Stamp, Tlp, UnitId,
};
use std::{
    path::Path,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};
use tokio::runtime::Runtime;

/// A member that lies.
pub struct Hostile {
    runtime: Runtime,
    known: Arc<Known>,
    member: MemberName,
    unit: UnitId,
    keys: Arc<Keys>,
    identity: Identity,
}

/// Seconds since 1970, by the system's clock.
pub fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64)
}

impl Hostile {
    /// The member whose home this is. No other node of it may run.
    ///
    /// # Panics
    /// A home that is not one of a unit's member, with keys that are not encrypted: a test that is wrong.
    pub fn of(home: &Path) -> Self {
        let home = Home::open(home).expect("a home");
        let charters = home.charters().expect("charters");
        let sheets = home.sheets(&charters).expect("sheets");
        let keys = home.keys(home.sheet(&sheets).expect("a sheet"), &mut None).expect("keys");
        let unit = charters.unit().expect("a charter");
        let known = Known { charters, sheets, addresses: Default::default() };
        Hostile {
            runtime: Runtime::new().expect("a runtime"),
            identity: Identity::new(home.member(), &keys).expect("an identity"),
            member: home.member().clone(),
            known: Arc::new(known),
            unit,
            keys: Arc::new(keys),
        }
    }

    /// Who it is.
    pub fn member(&self) -> &MemberName {
        &self.member
    }

    /// A history of its log without entries yet.
    pub fn history(&self) -> History {
        History::new(self.keys.signing(&self.unit, &self.member, Role::Log).expect("a key"))
    }

    /// A listener with its own key.
    pub fn face(&self, address: &str, history: &History) -> Face {
        Face::new(self, address, history, &self.keys)
    }

    /// A listener with the key of nobody.
    pub fn masked_face(&self, address: &str, history: &History) -> Face {
        Face::new(self, address, history, &Keys::draw().expect("keys"))
    }

    /// A statement that is in order: intel for all, without a body.
    pub fn statement(&self, number: u64) -> Vec<u8> {
        self.statement_made(number, now())
    }

    /// A statement made at another time, as it says.
    pub fn statement_made(&self, number: u64, made: i64) -> Vec<u8> {
        self.sign(&self.header(note(number), self.charter(), made))
    }

    /// A statement with a body, which it gives too, as it is stored.
    pub fn statement_with(&self, body: Vec<u8>) -> (Vec<u8>, Vec<u8>) {
        let mut draft = plain(Kind::Intel, Vec::new());
        draft.body = Some((body, "text/plain".parse().expect("a media type")));
        let made = Stamp::from_seconds(now()).expect("a time");
        let composed =
            draft.compose(&self.member, self.charter(), &self.known.sheets, made).expect("a statement");
        (self.sign(&composed.header), composed.stored.expect("a body"))
    }

    /// A statement of this member in a unit of the same keys, but with another id.
    pub fn statement_elsewhere(&self, number: u64) -> Vec<u8> {
        let mut header = self.header(note(number), self.charter(), now());
        header.common.unit = statement::Digest::of(b"another unit");
        header.common.charter = statement::Digest::of(b"its charter");
        let key = self.keys.signing(&header.common.unit, &self.member, Role::Statement).expect("a key");
        Entry::sign(&header, &key).expect("signed").note().to_string().into_bytes()
    }

    /// A quote of a head with its cosignatures.
    pub fn quote(&self, head: &log::Head) -> Vec<u8> {
        let head = note::encoding::base64(head.note().to_string().as_bytes());
        let line = Line::new("checkpoint", &head).expect("a line");
        self.sign(&self.header(plain(Kind::Quote, vec![line]), self.charter(), now()))
    }

    /// A statement of evidence against another member's log, with a key that is called as that log's is.
    pub fn forged_evidence(&self, against: &str) -> Vec<u8> {
        let against: MemberName = against.parse().expect("a name");
        let forged = Keys::draw().expect("keys").signing(&self.unit, &against, Role::Log).expect("a key");
        let key = forged.verifier().clone();
        let forged = History::new(forged);
        let other = forged.fork();
        let (one, two) = (forged.append([b"one".to_vec()]), other.append([b"two".to_vec()]));
        let evidence =
            log::Equivocation::new(key, one.note().clone(), two.note().clone(), None).expect("evidence");
        let evidence = note::encoding::base64(evidence.to_string().as_bytes());
        let lines = [("against", against.as_str()), ("evidence", &evidence)];
        let lines = lines.map(|(name, value)| Line::new(name, value).expect("a line"));
        self.sign(&self.header(plain(Kind::Evidence, lines.into()), self.charter(), now()))
    }

    /// A line that says it is a witness's cosignature of that time, and is not.
    pub fn line_of(&self, witness: &str, time: u64) -> Signature {
        let witness: MemberName = witness.parse().expect("a name");
        let key = self.known.sheets.keys(&witness, Role::Witness).into_iter().next().expect("a key").clone();
        let bytes = [&(now() as u64 + time).to_be_bytes()[..], &[7; 64]].concat();
        Signature { name: key.name().clone(), id: key.id(), bytes }
    }

    fn header(&self, draft: Draft, charter: &Charter, made: i64) -> Header {
        let made = Stamp::from_seconds(made).expect("a time");
        draft.compose(&self.member, charter, &self.known.sheets, made).expect("a statement").header
    }

    fn sign(&self, header: &Header) -> Vec<u8> {
        let key = self.keys.signing(&self.unit, &self.member, Role::Statement).expect("a key");
        Entry::sign(header, &key).expect("signed").note().to_string().into_bytes()
    }

    fn charter(&self) -> &Charter {
        self.known.charters.last().expect("a charter")
    }
}

/// A statement whose text differs by a number, which stands in a line that no kind knows.
fn note(number: u64) -> Draft {
    plain("note".parse().expect("a kind"), vec![Line::new("number", &number.to_string()).expect("a line")])
}

fn plain(kind: Kind, lines: Vec<Line>) -> Draft {
    let (marking, audience) = (Marking { tlp: Tlp::Amber, pap: None }, Audience::Unit);
    Draft { kind, lines, body: None, until: None, marking, audience, refs: Vec::new(), operator: None }
}
