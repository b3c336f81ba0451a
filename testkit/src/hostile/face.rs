//! A listener that shows one history, honestly but for its faults, and a way to push that history.

use super::{Fault, History, Hostile, reply};
use home::Keys;
use log::{AddCheckpoint, Head};
use logdir::Tiles;
use node::{
    Alarm, AlarmKind, Known, Refusal,
    peers::{About, Answer, Ask, Asked, Desk, Identity, PROTOCOL, Peer, PeerError, write_heads},
};
use note::{Note, Signature};
use rcgen::{CertificateParams, KeyPair, PKCS_ED25519};
use statement::{MemberName, Role};
use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    net::{TcpListener, TcpStream},
    runtime::Handle,
    task::JoinHandle,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

/// How long a push may take.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// How long a request may be that is read here.
const MAX_REQUEST: u64 = 1 << 20;

/// A listener. It ends with this.
pub struct Face {
    shared: Arc<Shared>,
    identity: Identity,
    runtime: Handle,
    task: JoinHandle<()>,
}

impl Drop for Face {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Shared {
    known: Arc<Known>,
    member: MemberName,
    address: String,
    history: Mutex<History>,
    /// Heads of other logs that are shown too.
    others: Mutex<BTreeMap<MemberName, Head>>,
    faults: Mutex<Vec<(String, Fault)>>,
    /// What was asked for, in its order.
    asked: Mutex<Vec<String>>,
}

impl Face {
    pub(super) fn new(hostile: &Hostile, address: &str, history: &History, keys: &Keys) -> Self {
        let shared = Arc::new(Shared {
            known: hostile.known.clone(),
            member: hostile.member.clone(),
            address: address.to_owned(),
            history: Mutex::new(history.clone()),
            others: Mutex::default(),
            faults: Mutex::default(),
            asked: Mutex::default(),
        });
        let acceptor = acceptor(&hostile.member, keys);
        let runtime = hostile.runtime.handle().clone();
        let listener = runtime.block_on(listen(address));
        let task = runtime.spawn(accept(listener, acceptor, shared.clone()));
        Face { shared, identity: hostile.identity.clone(), runtime, task }
    }

    /// Answers what begins with this path with a fault from now on.
    pub fn fault(&self, path: &str, fault: Fault) {
        lock(&self.shared.faults).push((path.to_owned(), fault));
    }

    /// Is honest again about what it shows.
    pub fn mend(&self) {
        lock(&self.shared.faults).clear();
    }

    /// Shows another history from now on.
    pub fn turn(&self, history: &History) {
        *lock(&self.shared.history) = history.clone();
    }

    /// Shows a head of somebody else's log too.
    pub fn also_shows(&self, owner: &str, note: &Note) {
        let owner: MemberName = owner.parse().expect("a name");
        let keys = self.shared.known.sheets.keys(&owner, Role::Log);
        let head = keys.into_iter().find_map(|key| Head::open(note.clone(), key).ok());
        lock(&self.shared.others).insert(owner, head.expect("a head of this log"));
    }

    /// What it was asked for until now.
    pub fn asked(&self) -> Vec<String> {
        lock(&self.shared.asked).clone()
    }

    /// A way to a member whose node listens there.
    pub fn peer(&self, member: &str, address: &str) -> Peer {
        let member: MemberName = member.parse().expect("a name");
        let mut known = Known::clone(&self.shared.known);
        known.addresses.insert(member.clone(), address.to_owned());
        let desk = Dialling { member: self.shared.member.clone(), known: Arc::new(known) };
        Peer::new(Arc::new(desk), self.identity.clone(), member)
    }

    /// Asks for a cosignature on a head, with the proof from `old` that the history has.
    ///
    /// # Errors
    /// No answer in time.
    pub fn push(&self, peer: &Peer, old: u64, head: &Head) -> Result<Answer, PeerError> {
        let history = lock(&self.shared.history).clone();
        let proof = history.consistency(old, head.checkpoint().size);
        let request = AddCheckpoint { old, proof, note: head.note().clone() };
        self.ask(async move { peer.add_checkpoint(&request).await })
    }

    /// As [`Face::push`], and gives the head with the cosignature under it.
    pub fn cosigned(&self, peer: &Peer, old: u64, head: &Head) -> Head {
        let until = std::time::Instant::now() + PATIENCE;
        loop {
            match self.push(peer, old, head) {
                Ok(Answer::Cosigned(signatures)) => {
                    return signatures.into_iter().fold(head.clone(), Head::with);
                }
                // A node that has just started waits for the others.
                other => assert!(std::time::Instant::now() < until, "{}: {other:?}", peer.member()),
            }
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    /// Waits for something that is asked of a peer.
    ///
    /// # Errors
    /// Those of what is waited for; no answer in time.
    pub fn ask<T>(&self, asked: impl Future<Output = Result<T, PeerError>>) -> Result<T, PeerError> {
        let late = |_| PeerError::Here("no answer in time".to_owned());
        self.runtime.block_on(async { tokio::time::timeout(PATIENCE, asked).await }).map_err(late)?
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Listens there, as soon as whoever did before is gone.
async fn listen(address: &str) -> TcpListener {
    for _ in 0..50 {
        if let Ok(listener) = TcpListener::bind(address).await {
            return listener;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{address} is in use");
}

fn acceptor(member: &MemberName, keys: &Keys) -> TlsAcceptor {
    let der = PrivatePkcs8KeyDer::from(keys.transport().pkcs8().to_vec());
    let pair = KeyPair::from_pkcs8_der_and_sign_algo(&der, &PKCS_ED25519).expect("a key");
    let certificate = CertificateParams::new(vec![member.to_string()]).expect("a name").self_signed(&pair);
    let chain = vec![certificate.expect("a certificate").der().clone()];
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(chain, PrivateKeyDer::from(der))
        .expect("a certificate");
    TlsAcceptor::from(Arc::new(config))
}

async fn accept(listener: TcpListener, acceptor: TlsAcceptor, shared: Arc<Shared>) {
    let mut connections = tokio::task::JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let Ok((stream, _)) = listener.accept().await else { continue };
        let (acceptor, shared) = (acceptor.clone(), shared.clone());
        connections.spawn(async move {
            // Whoever leaves is gone.
            drop(speak(stream, &acceptor, &shared).await);
        });
    }
}

async fn speak(stream: TcpStream, acceptor: &TlsAcceptor, shared: &Shared) -> std::io::Result<()> {
    let mut stream = BufReader::new(acceptor.accept(stream).await?);
    while let Some(path) = request(&mut stream).await? {
        lock(&shared.asked).push(path.clone());
        let fault = lock(&shared.faults).iter().rev().find(|(at, _)| path.starts_with(at)).cloned();
        match fault {
            Some((_, fault)) => fault.write(&mut stream).await?,
            None => match shared.answer(&path) {
                Some(body) => reply::answer(&mut stream, 200, &body).await?,
                None if path == "/add-checkpoint" => {
                    reply::answer(&mut stream, 503, b"not now\n").await?;
                }
                None => reply::answer(&mut stream, 404, b"not here\n").await?,
            },
        }
    }
    Ok(())
}

/// The path of the next request, whose body is read over. `None` where there is none.
async fn request(
    stream: &mut BufReader<impl tokio::io::AsyncRead + Unpin>,
) -> std::io::Result<Option<String>> {
    let (mut path, mut length) = (None, 0);
    loop {
        let mut line = String::new();
        if stream.take(MAX_REQUEST).read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        path = path.or_else(|| line.split(' ').nth(1).map(str::to_owned));
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; usize::try_from(length.min(MAX_REQUEST)).unwrap_or(0)];
    stream.read_exact(&mut body).await?;
    Ok(path)
}

impl Shared {
    /// What an honest node with this history answers.
    fn answer(&self, path: &str) -> Option<Vec<u8>> {
        let history = lock(&self.history).clone();
        Some(match path.parse::<Ask>().ok()? {
            Ask::About => self.about().to_json().into_bytes(),
            Ask::Heads => {
                let mut heads = lock(&self.others).clone();
                heads.insert(self.member.clone(), history.shown());
                write_heads(&heads).into_bytes()
            }
            Ask::Checkpoint(owner) if owner == self.member => history.shown().note().to_string().into_bytes(),
            Ask::Tile(owner, id) if owner == self.member => history.tile(id.level, id.index, id.width)?,
            Ask::Bundle(owner, id) if owner == self.member => {
                history.bundle(usize::try_from(id.index).ok()?, id.width.into())?
            }
            Ask::Body(_) => history.body(path.strip_prefix("/body/")?)?,
            Ask::Charter(number) => {
                let at = usize::try_from(number.checked_sub(1)?).ok()?;
                self.known.charters.signed().get(at)?.note().to_string().into_bytes()
            }
            Ask::Sheet(member, number) => {
                let mut notes = self.known.sheets.notes(&member);
                notes.find(|(at, _)| *at == number)?.1.to_string().into_bytes()
            }
            Ask::Checkpoint(_) | Ask::Tile(..) | Ask::Bundle(..) | Ask::AddCheckpoint => return None,
        })
    }

    fn about(&self) -> About {
        let charter = self.known.charters.last().expect("a charter");
        let sheets = self.known.sheets.members();
        let count = |member: &MemberName| (member.clone(), self.known.sheets.chain(member).count() as u64);
        About {
            protocol: PROTOCOL.to_owned(),
            program: "hostile/1".to_owned(),
            member: self.member.clone(),
            unit: charter.unit(),
            charter: (charter.number, charter.id),
            in_force: Some((charter.number, charter.id)),
            address: Some(self.address.clone()),
            sheets: sheets.map(count).collect(),
        }
    }
}

/// All that dialling needs of a node.
struct Dialling {
    member: MemberName,
    known: Arc<Known>,
}

impl Desk for Dialling {
    fn member(&self) -> &MemberName {
        &self.member
    }

    fn now(&self) -> i64 {
        super::now()
    }

    fn known(&self) -> Arc<Known> {
        self.known.clone()
    }

    fn head(&self, _: &MemberName) -> Option<Head> {
        None
    }

    fn heads(&self) -> BTreeMap<MemberName, Head> {
        BTreeMap::new()
    }

    fn tiles(&self, _: &MemberName) -> Option<Tiles> {
        None
    }

    fn witness<'a>(
        &'a self,
        _: &'a MemberName,
        _: &'a MemberName,
        _: AddCheckpoint,
    ) -> Asked<'a, Vec<Signature>> {
        Box::pin(async { Err(Refusal::Stopping) })
    }

    fn body_for(&self, _: &MemberName, _: &[u8; 32]) -> Result<Option<PathBuf>, Refusal> {
        Ok(None)
    }

    fn raise(&self, _: Alarm) {}

    fn heard(&self, _: &MemberName) {}

    fn lower(&self, _: AlarmKind, _: &MemberName) {}
}
