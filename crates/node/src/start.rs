//! Starting and stopping: a home becomes a node.

use crate::{
    Alarm, AlarmKind, Client, Clock, Node, Papers,
    config::Config,
    crash::point,
    hunting, jobs,
    node::Parts,
    own::{Own, Writer},
    peers::Identity,
    pipeline,
    roster::Roster,
};
use anyhow::Context;
use home::{Home, Keys};
use statement::Role;
use std::{
    io::{self, ErrorKind},
    net::SocketAddr,
    path::Path,
    sync::{Arc, mpsc::Receiver},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};
use store::Store;
use tokio::{net::TcpListener, sync::mpsc};

/// How long requests that are being answered may take when the node stops.
const GRACE: Duration = Duration::from_secs(10);

/// How long the port and the store may still be held by the node before this one, and how often is looked.
const PATIENCE: Duration = Duration::from_secs(5);
const AGAIN: Duration = Duration::from_millis(50);

/// Runs the node of a home until `stop` comes. What comes by `reload` replaces what of the configuration can change while it
/// runs. Returns when everything has come to its end and lies on the disk.
///
/// # Errors
/// A home without a charter in force or a key sheet; a port that is taken; a disk that does not write.
pub async fn run(
    home: Home,
    config: Config,
    keys: Keys,
    reload: mpsc::Receiver<Config>,
    stop: impl Future<Output = ()>,
) -> anyhow::Result<()> {
    let peers = bind(config.peers.listen).await;
    let peers = peers.with_context(|| format!("cannot listen for peers on {}", config.peers.listen))?;
    let (node, writer) = open(home, config, keys)?;
    let client = Client::bind(node.clone(), node.config().client.clone()).await?;
    tracing::info!(
        member = %node.member(),
        peers = %peers.local_addr()?,
        client = %client.address()?,
        version = env!("CARGO_PKG_VERSION"),
        "the node runs"
    );
    let doors = hunting::Doors::bind(&node.config()).await?;
    let hunt = hunting::start(&node)?;
    let mut stages = pipeline::start(&node, peers, client, doors);
    stages.spawn(jobs::reload::run(node.clone(), reload));
    stop.await;
    tracing::info!("the node stops");
    node.stop();
    let ended = tokio::time::timeout(GRACE, async { while stages.join_next().await.is_some() {} }).await;
    if ended.is_err() {
        tracing::warn!("something still ran after {} seconds and is broken off", GRACE.as_secs());
    }
    stages.shutdown().await;
    tokio::task::spawn_blocking(move || hunt.join())
        .await?
        .map_err(|_| anyhow::anyhow!("a thread of the hunt panicked"))?;
    // The thread works off what waits; nothing that was acknowledged depends on it.
    tokio::task::spawn_blocking(move || writer.join())
        .await?
        .map_err(|_| anyhow::anyhow!("the writer of the log panicked"))?;
    Ok(())
}

/// Listens, as soon as nobody else does.
async fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let begun = Instant::now();
    loop {
        match TcpListener::bind(address).await {
            Err(error) if error.kind() == ErrorKind::AddrInUse && begun.elapsed() < PATIENCE => {
                tokio::time::sleep(AGAIN).await
            }
            bound => return bound,
        }
    }
}

/// Opens everything that is on the disk, finishing what a crash interrupted, and starts the writer of the own log.
pub(crate) fn open(home: Home, config: Config, keys: Keys) -> anyhow::Result<(Arc<Node>, JoinHandle<()>)> {
    let clock = Clock::of_system();
    let store = open_store(&home.memory())?;
    let papers = Papers::load(&home, Default::default())?;
    let known = papers.known();
    let unit = known.unit()?;
    store.keep().transact("belong to a unit", move |tx| tx.belong_to(&unit))?;
    store.take_over_held(&home.witness_files())?;
    home.acts_under(&known.charters, clock.now())?;
    let sheet = home.sheet(&known.sheets)?.clone();
    let log = home.own_log(&known.sheets, &sheet, &keys)?;
    let identity = Identity::new(home.member(), &keys)?;
    let (own, requests) = Own::channel();
    let node = Arc::new(Node::of(Parts {
        cosigner: keys.cosigner(&unit, home.member())?,
        statement_key: keys.signing(&unit, home.member(), Role::Statement)?,
        identity,
        peers: Roster::new(),
        openers: vec![keys.age().clone()],
        home,
        config,
        clock,
        papers,
        store,
        own,
    }));
    let whose = node.store.keep().transact("say whose it is", move |tx| tx.belong_to(&unit));
    whose.context("what this node remembers is of another unit")?;
    point("start.opened");
    recall(&node)?;
    node.say_if_restored()?;
    node.set_head(node.member(), log.head().clone(), log.tiles());
    node.recall_quotes()?;
    let signer = keys.signing(&unit, node.member(), Role::Log)?;
    let writer = spawn_writer(Writer::new(node.clone(), signer, log), requests)?;
    Ok((node, writer))
}

/// Waits for a program that is about to end, such as the node before this one or a command at work: it holds the store until its last transaction.
fn open_store(folder: &Path) -> Result<Store, store::Error> {
    let begun = Instant::now();
    loop {
        match Store::open(folder) {
            Err(store::Error::InUse(_)) if begun.elapsed() < PATIENCE => thread::sleep(AGAIN),
            opened => return opened,
        }
    }
}

/// What was known before the restart: addresses, alarms that a person has to lower, the mirrors.
fn recall(node: &Arc<Node>) -> anyhow::Result<()> {
    node.reload_papers()?;
    for kept in node.store.keep().read("alarms that stand", |view| view.standing_alarms())? {
        let Some(alarm) = Alarm::of_kept(kept) else { continue };
        if let (AlarmKind::Equivocation, Some(member)) = (alarm.kind, &alarm.member) {
            node.gates.bar(member, &alarm.text);
        }
        node.alarms.raise(alarm);
    }
    if node.store.keep().read("whether it was restored", |view| view.restored_at())?.is_some() {
        let words = "what this node remembers was restored from a backup; nothing is signed for a log before enough of the others have said how long it is";
        node.alarm(AlarmKind::Restored, None, words.to_owned());
    }
    let known = node.papers.known();
    for owner in node.home.shelf().logs()?.iter().filter(|owner| *owner != node.member()) {
        // Opened once, so that what a crash left is finished.
        if let Some(log) = node.home.log(&known.sheets, owner)? {
            node.set_head(owner, log.head().clone(), log.tiles());
        }
    }
    Ok(())
}

fn spawn_writer(writer: Writer, requests: Receiver<crate::own::Request>) -> anyhow::Result<JoinHandle<()>> {
    let thread = thread::Builder::new().name("own-log".to_owned());
    thread.spawn(move || writer.run(&requests)).context("cannot start the writer of the log")
}
