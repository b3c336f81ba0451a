//! A unit of three members, each with a desk in place of a node, and listeners that end with the test.

use home::{Charters, Keys, Sheets};
use log::{AddCheckpoint, Checkpoint, Edge, Head};
use logdir::{Bodies, LogDir, Tiles};
use node::{
    Alarm, AlarmKind, Known, Refusal,
    peers::{Asked, Desk, Identity, Peer, PeerCounts, PeerLimits, Server},
};
use note::{Algorithm, Note, Signature, SigningKey};
use statement::{Digest, KeySheet, MemberName, Role, SignedCharter, Stamp, UnitId};
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

/// Long after all papers here have started.
pub const NOW: i64 = 1_800_000_000;

/// The members.
pub const MEMBERS: [&str; 3] = ["alpha", "bravo", "charlie"];

pub fn name(text: &str) -> MemberName {
    text.parse().expect("a member's name")
}

/// The papers of a unit, and all secrets.
pub struct Unit {
    pub charters: Charters,
    pub sheets: Sheets,
    keys: BTreeMap<MemberName, Keys>,
}

fn root(member: &str) -> SigningKey {
    let seed = Digest::of(member.as_bytes()).0;
    SigningKey::from_seed(format!("{member}/root").parse().expect("a name"), Algorithm::Ed25519, &seed)
        .expect("a key")
}

fn charter(number: u64, before: Option<(UnitId, Digest)>, members: &[&str]) -> SignedCharter {
    let succeeds = before
        .map_or_else(String::new, |(unit, before)| format!("unit = \"{unit}\"\nprevious = \"{before}\"\n"));
    let mut text = format!(
        "charter = {number}\nname = \"Test\"\n{succeeds}starts = \"2026-01-0{number}T00:00:00Z\"\nrules = 1\n"
    );
    for member in members {
        let root = root(member);
        text.push_str(&format!(
            "[[member]]\nname = \"{member}\"\ntitle = \"T\"\nbloc = \"of-{member}\"\nroot = \"{}\"\n",
            root.verifier()
        ));
    }
    let note = Note::unsigned(&text).expect("a note");
    let note = MEMBERS
        .iter()
        .filter(|member| members.contains(member))
        .fold(note, |note, member| root(member).sign(note));
    SignedCharter::parse(note.to_string().as_bytes()).expect("a charter")
}

impl Unit {
    pub fn found() -> Self {
        let mut charters = Charters::default();
        charters.push(charter(1, None, &MEMBERS)).expect("it holds");
        let keys = MEMBERS.map(|member| (name(member), Keys::draw().expect("keys")));
        let mut unit = Unit { charters, sheets: Sheets::default(), keys: keys.into() };
        for member in MEMBERS {
            unit.sheet(member, unit.pin(member));
        }
        unit
    }

    pub fn id(&self) -> UnitId {
        self.charters.unit().expect("a charter")
    }

    pub fn pin(&self, member: &str) -> Digest {
        self.keys[&name(member)].transport().pin().expect("a pin")
    }

    /// Makes the next key sheet of a member, with this key for its node.
    pub fn sheet(&mut self, member: &str, pin: Digest) {
        let (unit, member) = (self.id(), name(member));
        let before = self.sheets.newest(&member).cloned();
        let keys = &self.keys[&member];
        let key = |role| keys.signing(&unit, &member, role).expect("a key").verifier().clone();
        let sheet = KeySheet {
            id: Digest([0; 32]),
            unit,
            member: member.clone(),
            number: before.as_ref().map_or(1, |before| before.number + 1),
            previous: before.map(|before| before.id),
            made: Stamp::from_seconds(NOW).expect("a time"),
            statement: key(Role::Statement),
            log: key(Role::Log),
            witness: keys.cosigner(&unit, &member).expect("a key").verifier().clone(),
            age: None,
            transport: Some(pin),
            voids: Vec::new(),
        };
        let note = root(member.as_str()).sign(Note::unsigned(&sheet.to_string()).expect("a note"));
        self.sheets.add(note, &self.charters).expect("it holds");
    }

    /// Draws a new key for a member's node, which no sheet names yet.
    pub fn rotate(&mut self, member: &str) {
        let keys = self.keys.remove(&name(member)).expect("keys");
        let keys = keys.rotated(&[home::Replaced::Transport]).expect("keys");
        self.keys.insert(name(member), keys);
    }

    /// A charter without this member.
    pub fn expel(&mut self, member: &str) {
        let left: Vec<&str> = MEMBERS.into_iter().filter(|other| *other != member).collect();
        let before = self.charters.last().expect("a charter").id;
        self.charters.push(charter(2, Some((self.id(), before)), &left)).expect("it holds");
    }

    pub fn keys(&self, member: &MemberName) -> &Keys {
        &self.keys[member]
    }

    pub fn identity(&self, member: &str) -> Identity {
        Identity::new(&name(member), &self.keys[&name(member)]).expect("an identity")
    }

    pub fn log_key(&self, member: &str) -> SigningKey {
        self.keys[&name(member)].signing(&self.id(), &name(member), Role::Log).expect("a key")
    }

    /// What somebody knows of it.
    pub fn known(&self, addresses: &[(&str, SocketAddr)]) -> Known {
        let addresses = addresses.iter().map(|(member, address)| (name(member), address.to_string()));
        Known { charters: self.charters.clone(), sheets: self.sheets.clone(), addresses: addresses.collect() }
    }

    pub fn desk(&self, member: &str) -> Arc<TestDesk> {
        Arc::new(TestDesk {
            member: name(member),
            known: Mutex::new(Arc::new(self.known(&[]))),
            witnessing: Mutex::new(Err(Refusal::Stopping)),
            heads: Mutex::default(),
            folder: tempfile::tempdir().expect("a folder"),
            heard: Mutex::default(),
            raised: Mutex::default(),
            lowered: Mutex::default(),
        })
    }
}

/// What stands in place of a node.
pub struct TestDesk {
    member: MemberName,
    known: Mutex<Arc<Known>>,
    /// What a witness says.
    pub witnessing: Mutex<Result<Vec<Signature>, Refusal>>,
    heads: Mutex<BTreeMap<MemberName, Head>>,
    folder: tempfile::TempDir,
    /// Whose connections came, in their order.
    pub heard: Mutex<Vec<MemberName>>,
    raised: Mutex<Vec<Alarm>>,
    lowered: Mutex<Vec<AlarmKind>>,
}

impl TestDesk {
    pub fn knows(&self, known: Known) {
        *self.known.lock().expect("no panic") = Arc::new(known);
    }

    /// The alarms that were raised.
    pub fn alarms(&self) -> Vec<AlarmKind> {
        self.raised.lock().expect("no panic").iter().map(|alarm| alarm.kind).collect()
    }

    pub fn lowered(&self) -> Vec<AlarmKind> {
        self.lowered.lock().expect("no panic").clone()
    }

    pub fn bodies(&self) -> Bodies {
        Bodies::new(&self.folder.path().join("bodies"))
    }

    /// A log of so many entries here, `length` bytes each at least.
    pub fn has_log(&self, unit: &Unit, owner: &str, count: u64, length: usize) -> Head {
        let key = unit.log_key(owner);
        let origin = key.verifier().name().clone();
        let empty = Checkpoint { origin, size: 0, root: log::Hash::empty() };
        let head = Head::sign(empty, &key).expect("a head");
        let folder = self.log(&name(owner));
        std::fs::create_dir_all(&folder).expect("a folder");
        let mut log = LogDir::create(&folder, key.verifier(), head.note().clone()).expect("a log");
        let entries: Vec<Vec<u8>> = (0..count).map(|number| entry(owner, number, length)).collect();
        for some in entries.chunks(1000) {
            let sign = |checkpoint: &Checkpoint| {
                Ok::<_, logdir::Error>(Head::sign(checkpoint.clone(), &key).expect("a head").note().clone())
            };
            log.append(some, sign).expect("appended");
        }
        log.settle().expect("settled");
        let head = log.head().clone();
        self.heads.lock().expect("no panic").insert(name(owner), head.clone());
        head
    }

    fn log(&self, owner: &MemberName) -> PathBuf {
        self.folder.path().join("logs").join(owner.as_str())
    }
}

/// The entry that the log of `owner` has under a number.
pub fn entry(owner: &str, number: u64, length: usize) -> Vec<u8> {
    let mut entry = format!("{owner} {number} ").into_bytes();
    entry.resize(entry.len().max(length), b'.');
    entry
}

/// The root of the first entries.
pub fn root_of(owner: &str, count: u64, length: usize) -> log::Hash {
    let mut edge = Edge::default();
    (0..count).for_each(|number| edge.append(log::Hash::leaf(&entry(owner, number, length)), |_, _| {}));
    edge.root()
}

impl Desk for TestDesk {
    fn member(&self) -> &MemberName {
        &self.member
    }

    fn now(&self) -> i64 {
        NOW
    }

    fn known(&self) -> Arc<Known> {
        self.known.lock().expect("no panic").clone()
    }

    fn head(&self, owner: &MemberName) -> Option<Head> {
        self.heads.lock().expect("no panic").get(owner).cloned()
    }

    fn heads(&self) -> BTreeMap<MemberName, Head> {
        self.heads.lock().expect("no panic").clone()
    }

    fn tiles(&self, owner: &MemberName) -> Option<Tiles> {
        let size = self.head(owner)?.checkpoint().size;
        Some(Tiles::new(&self.log(owner), size))
    }

    fn witness<'a>(
        &'a self,
        _from: &'a MemberName,
        _owner: &'a MemberName,
        _request: AddCheckpoint,
    ) -> Asked<'a, Vec<Signature>> {
        let said = self.witnessing.lock().expect("no panic").clone();
        Box::pin(async { said })
    }

    /// Charlie reads nothing here.
    fn body_for(&self, reader: &MemberName, hash: &[u8; 32]) -> Result<Option<PathBuf>, Refusal> {
        if reader.as_str() == "charlie" {
            return Ok(None);
        }
        let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let path = self.folder.path().join("bodies").join(&hex[..2]).join(hex);
        Ok(Some(path).filter(|path| path.exists()))
    }

    fn heard(&self, member: &MemberName) {
        self.heard.lock().expect("no panic").push(member.clone());
    }

    fn raise(&self, alarm: Alarm) {
        self.raised.lock().expect("no panic").push(alarm);
    }

    fn lower(&self, kind: AlarmKind, _member: &MemberName) {
        self.lowered.lock().expect("no panic").push(kind);
    }
}

/// A listener that runs.
pub struct Running {
    pub address: SocketAddr,
    pub counts: Arc<PeerCounts>,
    stop: watch::Sender<bool>,
    task: JoinHandle<anyhow::Result<()>>,
}

impl Running {
    pub async fn stop(self) {
        self.stop.send(true).expect("it runs");
        self.task.await.expect("no panic").expect("it ended well");
    }
}

/// Limits that a test can wait for.
pub fn quick() -> PeerLimits {
    PeerLimits {
        handshake: Duration::from_millis(500),
        head: Duration::from_millis(500),
        request: Duration::from_millis(700),
        patience: Duration::from_millis(500),
        recheck: Duration::from_millis(100),
        ..PeerLimits::default()
    }
}

pub async fn listen(desk: Arc<TestDesk>, identity: Identity, limits: PeerLimits) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = watch::channel(false);
    let counts = Arc::new(PeerCounts::default());
    let server = Server { desk, identity, limits, counts: counts.clone() };
    let task = tokio::spawn(server.run(listener, stopped));
    Running { address, counts, stop, task }
}

/// Bravo listens, and alpha knows where.
pub struct Pair {
    pub unit: Unit,
    pub alpha: Arc<TestDesk>,
    pub bravo: Arc<TestDesk>,
    pub running: Running,
}

impl Pair {
    pub async fn of(limits: PeerLimits) -> Self {
        let unit = Unit::found();
        let (alpha, bravo) = (unit.desk("alpha"), unit.desk("bravo"));
        let running = listen(bravo.clone(), unit.identity("bravo"), limits).await;
        alpha.knows(unit.known(&[("bravo", running.address)]));
        Pair { unit, alpha, bravo, running }
    }

    /// The way from alpha to bravo.
    pub fn peer(&self) -> Peer {
        Peer::new(self.alpha.clone(), self.unit.identity("alpha"), name("bravo"))
    }

    /// The way from another member to bravo.
    pub fn peer_of(&self, member: &str) -> Peer {
        let desk = self.unit.desk(member);
        desk.knows(self.unit.known(&[("bravo", self.running.address)]));
        Peer::new(desk, self.unit.identity(member), name("bravo"))
    }
}
