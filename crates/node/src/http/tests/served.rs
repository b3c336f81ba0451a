//! A node's client listener that runs, with operators of each role.

use super::wire::{Answer, by_socket, exchange, request, tcp};
use crate::{
    Client, Node, SOCKET,
    config::{ClientConfig, Config},
    jobs,
    people::{Bearer, Caller, Desk, NewToken, Scope, hash},
};
use home::{Home, Keys, draw_root};
use note::{Note, SigningKey};
use serde_json::Value;
use statement::{KeySheet, MemberName, OperatorName, Role as KeyRole, SignedCharter, Stamp};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
    thread::JoinHandle,
    time::Duration,
};
use store::{PasswordHash, Role, Token};
use tokio::sync::oneshot;

/// The password of every operator here.
pub const PASSWORD: &str = "correct horse battery staple";

/// A listener that runs until it is dropped.
pub struct Served {
    pub address: SocketAddr,
    pub node: Arc<Node>,
    _folder: tempfile::TempDir,
    stop: Option<oneshot::Sender<()>>,
    threads: Vec<JoinHandle<()>>,
}

impl Served {
    pub fn start() -> Self {
        Served::with(|_| {})
    }

    pub fn with(change: impl FnOnce(&mut ClientConfig)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (node, writer) = node(&folder.path().join("home"));
        let mut config =
            ClientConfig { listen: SocketAddr::from(([127, 0, 0, 1], 0)), ..ClientConfig::default() };
        change(&mut config);
        let (stop, stopped) = oneshot::channel::<()>();
        let (bound, address) = std::sync::mpsc::channel();
        let runs = node.clone();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
            runtime.expect("a runtime").block_on(async {
                let noting = tokio::spawn(jobs::noting::run(runs.clone()));
                let client = Client::bind(runs.clone(), config).await.expect("a port");
                bound.send(client.address().expect("an address")).expect("a test waits");
                client.serve(async { drop(stopped.await) }).await;
                runs.stop();
                noting.abort();
            });
        });
        let address = address.recv().expect("the listener runs");
        Served { address, node, _folder: folder, stop: Some(stop), threads: vec![thread, writer] }
    }

    pub fn socket(&self) -> PathBuf {
        self.node.home.path().join(SOCKET)
    }

    pub fn desk(&self) -> Desk<'_> {
        Desk::new(&self.node.store, self.node.clock.now())
    }

    /// An operator of this role, who is called as the role is.
    pub fn operator(&self, role: Role) -> OperatorName {
        let name: OperatorName = role.as_str().parse().expect("a name");
        // It may be there already.
        drop(self.desk().add(&Caller::local(), name.clone(), role, hashed()));
        name
    }

    /// A token of an operator of this role, for these scopes.
    pub fn token(&self, role: Role, scopes: &[Scope]) -> String {
        let new =
            NewToken { operator: self.operator(role), scopes: scopes.iter().copied().collect(), days: 1 };
        self.desk().new_token(&Caller::local(), &new).expect("a token").text.to_string()
    }

    /// A token that is kept as `change` makes it.
    pub fn odd_token(&self, change: impl FnOnce(&mut Token)) -> String {
        let bearer = Bearer::draw().expect("chance");
        let mut token = Token {
            id: bearer.id.clone(),
            secret: bearer.digest(),
            operator: self.operator(Role::Admin),
            scopes: Scope::GIVEN.iter().map(|scope| scope.as_str().parse().expect("a scope")).collect(),
            created: 1,
            expires: u64::MAX >> 1,
            revoked: None,
            used_day: None,
        };
        change(&mut token);
        self.node.store.keep().transact("a test's token", move |tx| tx.add_token(&token)).expect("a token");
        bearer.text().to_string()
    }

    pub fn send(&self, bytes: &[u8]) -> Option<Answer> {
        exchange(tcp(self.address), bytes)
    }

    pub fn ask(&self, method: &str, path: &str, token: &str, body: Option<&Value>) -> Answer {
        let bearer = format!("Bearer {token}");
        let mut headers = vec![("Authorization", bearer.as_str())];
        if token.is_empty() {
            headers.clear();
        }
        let body = body.map(Value::to_string);
        if body.is_some() {
            headers.push(("Content-Type", "application/json"));
        }
        let bytes = request(method, path, &headers, body.unwrap_or_default().as_bytes());
        self.send(&bytes).expect("an answer")
    }

    /// As the owner of the home.
    pub fn local(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let headers: &[_] = if body.is_some() { &[("Content-Type", "application/json")] } else { &[] };
        let body = body.map(Value::to_string).unwrap_or_default();
        by_socket(&self.socket(), &request(method, path, headers, body.as_bytes()))
    }

    /// Waits until so many entries of the own log are noted down.
    pub fn noted(&self, entries: u64) {
        let noted = || {
            let log = self.node.store.cache().read("a test waits", |view| view.log(self.node.member()));
            log.expect("a log").noted
        };
        while noted() < entries {
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// The audit log, oldest first, as `who act object`.
    pub fn audit(&self) -> Vec<String> {
        let rows =
            self.node.store.keep().read("a test looks", |view| view.audit_rows(None, 1_000)).expect("rows");
        rows.into_iter().rev().map(|row| format!("{} {} {}", row.who, row.act, row.object)).collect()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.stop.take());
        self.threads.drain(..).for_each(|thread| drop(thread.join()));
    }
}

/// Hashing is slow on purpose; one hash serves all operators.
fn hashed() -> PasswordHash {
    static HASH: OnceLock<PasswordHash> = OnceLock::new();
    HASH.get_or_init(|| hash(PASSWORD).expect("a password")).clone()
}

/// A node of `alpha`, in a unit of `alpha`, `beta` and `gamma`, who have said that they know no longer log than is here.
fn node(path: &Path) -> (Arc<Node>, JoinHandle<()>) {
    let home = founded(path);
    let keys = Keys::read(&home, 1, &mut None).expect("keys");
    let (node, writer) = crate::start::open(home, Config::default(), keys).expect("a node");
    for other in ["beta", "gamma"] {
        node.gates.answered(node.member(), &other.parse().expect("a name"));
    }
    (node, writer)
}

fn founded(path: &Path) -> Home {
    let names = ["alpha", "beta", "gamma"].map(|name| name.parse::<MemberName>().expect("a name"));
    let home = Home::begin(path, &names[0]).expect("a home");
    let root = draw_root(&path.join("root.key"), &names[0], None).expect("a root");
    let keys = Keys::draw().expect("keys");
    keys.write(&home, 1, None).expect("a key file");
    home.finish(&root).expect("a home");
    let mut passphrase = None;
    let signer = home::Root::open(&home, None, &mut passphrase).expect("a root");
    let others = [1u8, 2].map(|seed| {
        let name = format!("{}/root", names[usize::from(seed)]);
        SigningKey::from_seed(name.parse().expect("a name"), note::Algorithm::Ed25519, &[seed; 32])
            .expect("a key")
    });
    let seat = |name: &MemberName, root: &note::VerifierKey| {
        format!("[[member]]\nname = \"{name}\"\ntitle = \"{name}\"\nbloc = \"{name}\"\nroot = \"{root}\"\n")
    };
    let text = format!(
        "charter = 1\nname = \"A unit\"\nstarts = \"2020-01-01T00:00:00Z\"\nrules = 1\n{}{}{}",
        seat(&names[0], &root),
        seat(&names[1], others[0].verifier()),
        seat(&names[2], others[1].verifier())
    );
    let charter = SignedCharter::unsigned(&text).expect("a charter");
    let note = signer.sign(charter.note().clone()).expect("a signature");
    let note = others.iter().fold(note, |note, key| key.sign(note));
    home::make_folder(&home.shelf().charters()).expect("a folder");
    home::write_new(&home.shelf().charter(1), note.to_string().as_bytes()).expect("a charter");
    sheet(&home, &keys, &signer);
    home
}

/// The first key sheet of the home's member.
fn sheet(home: &Home, keys: &Keys, root: &home::Root) {
    let (charters, member) = (home.charters().expect("a charter"), home.member());
    let unit = charters.unit().expect("a unit");
    let key = |role| keys.signing(&unit, member, role).expect("a key").verifier().clone();
    let sheet = KeySheet {
        id: statement::Digest([0; 32]),
        unit,
        member: member.clone(),
        number: 1,
        previous: None,
        made: Stamp::from_seconds(1_600_000_000).expect("a time"),
        statement: key(KeyRole::Statement),
        log: key(KeyRole::Log),
        witness: keys.cosigner(&unit, member).expect("a key").verifier().clone(),
        age: Some(keys.age().to_public().to_string()),
        transport: Some(keys.transport().pin().expect("a pin")),
        voids: Vec::new(),
    };
    let note = root.sign(Note::unsigned(&sheet.to_string()).expect("a note")).expect("a signature");
    home::make_folder(&home.shelf().sheets(member)).expect("a folder");
    home::write_new(&home.shelf().sheet(member, 1), note.to_string().as_bytes()).expect("a sheet");
}
