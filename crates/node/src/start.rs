//! Starting and stopping: a home becomes a node.

use crate::{
    Alarm, AlarmKind, Client, Clock, Node, Papers,
    config::Config,
    jobs,
    node::Parts,
    own::{Own, Writer},
    peers::{Identity, Peer},
    roster::Roster,
};
use anyhow::Context;
use home::{Home, Keys};
use statement::{MemberName, Role};
use std::{
    collections::BTreeSet,
    sync::{Arc, mpsc::Receiver},
    thread::JoinHandle,
    time::Duration,
};
use store::Store;
use tokio::{net::TcpListener, task::JoinSet};

/// How long requests that are being answered may take when the node stops.
const GRACE: Duration = Duration::from_secs(10);

/// How often is looked whether there are new members.
const LOOK: Duration = Duration::from_secs(2);

/// Runs the node of a home until `stop` comes. Returns when everything has come to its end and lies on the disk.
///
/// # Errors
/// A home without a charter in force or a key sheet; a port that is taken; a disk that does not write.
pub async fn run(
    home: Home,
    config: Config,
    keys: Keys,
    stop: impl Future<Output = ()>,
) -> anyhow::Result<()> {
    let peers = TcpListener::bind(config.peers.listen).await;
    let peers = peers.with_context(|| format!("cannot listen for peers on {}", config.peers.listen))?;
    let (node, writer) = open(home, config, keys)?;
    let client = Client::bind(node.clone(), node.config.client.clone()).await?;
    tracing::info!(
        member = %node.member(),
        peers = %peers.local_addr()?,
        client = %client.address()?,
        version = env!("CARGO_PKG_VERSION"),
        "the node runs"
    );
    let mut jobs = JoinSet::new();
    jobs.spawn(serve_peers(node.clone(), peers));
    jobs.spawn(serve_people(node.clone(), client));
    jobs.spawn(jobs::noting::run(node.clone()));
    jobs.spawn(jobs::rounds::run(node.clone()));
    jobs.spawn(jobs::papers::run(node.clone()));
    jobs.spawn(jobs::bodies::run(node.clone()));
    jobs.spawn(jobs::receipts::run(node.clone()));
    jobs.spawn(jobs::freshness::run(node.clone()));
    jobs.spawn(jobs::evidence::run(node.clone()));
    jobs.spawn(with_each_member(node.clone()));
    stop.await;
    tracing::info!("the node stops");
    node.stop();
    let ended = tokio::time::timeout(GRACE, async { while jobs.join_next().await.is_some() {} }).await;
    if ended.is_err() {
        tracing::warn!("something still ran after {} seconds and is broken off", GRACE.as_secs());
    }
    jobs.shutdown().await;
    // The thread works off what waits; nothing that was acknowledged depends on it.
    tokio::task::spawn_blocking(move || writer.join())
        .await?
        .map_err(|_| anyhow::anyhow!("the writer of the log panicked"))?;
    Ok(())
}

async fn serve_peers(node: Arc<Node>, listener: TcpListener) {
    let (identity, counts) = (node.identity.clone(), node.peer_counts.clone());
    let stop = node.until_stop();
    if let Err(error) = crate::peers::serve(listener, Arc::new(node), &identity, counts, stop).await {
        tracing::error!(error = format!("{error:#}"), "peers are not answered");
    }
}

async fn serve_people(node: Arc<Node>, client: Client) {
    client.serve(async { node.stopping().await }).await;
}

/// Opens everything that is on the disk, finishing what a crash interrupted, and starts the writer of the own log.
fn open(home: Home, config: Config, keys: Keys) -> anyhow::Result<(Arc<Node>, JoinHandle<()>)> {
    let clock = Clock::of_system();
    let store = Store::open(&home.memory())?;
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
    recall(&node)?;
    node.say_if_restored()?;
    node.set_head(node.member(), log.head().clone(), log.tiles());
    node.recall_quotes()?;
    let signer = keys.signing(&unit, node.member(), Role::Log)?;
    let writer = spawn_writer(Writer::new(node.clone(), signer, log), requests)?;
    Ok((node, writer))
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
    let thread = std::thread::Builder::new().name("own-log".to_owned());
    thread.spawn(move || writer.run(&requests)).context("cannot start the writer of the log")
}

/// Pushes to and asks each member, whoever that is by the charter in force.
async fn with_each_member(node: Arc<Node>) {
    let mut running: JoinSet<MemberName> = JoinSet::new();
    let mut known: BTreeSet<MemberName> = BTreeSet::new();
    while !node.is_stopping() {
        let papers = node.papers.known();
        let others = papers.others(node.member(), node.clock.now());
        node.peers
            .set(&others, |member| Peer::new(Arc::new(node.clone()), node.identity.clone(), member.clone()));
        for member in others.into_iter().filter(|member| !known.contains(member)).collect::<Vec<_>>() {
            known.insert(member.clone());
            let node = node.clone();
            running.spawn(async move {
                tokio::join!(
                    jobs::push::run(node.clone(), member.clone()),
                    jobs::gossip::run(node, member.clone())
                );
                member
            });
        }
        tokio::select! {
            Some(ended) = running.join_next() => {
                if let Ok(member) = ended {
                    known.remove(&member);
                }
            }
            () = tokio::time::sleep(LOOK) => {}
            () = node.stopping() => {}
        }
    }
    while running.join_next().await.is_some() {}
    // They hold the node, and the node holds them.
    node.peers.set(&[], |member| Peer::new(Arc::new(node.clone()), node.identity.clone(), member.clone()));
}
