//! The sentence of the house as code: telemetry is hunted through; what a member says is recorded, published, witnessed, gathered.
//!
//! Data goes forward only. Each stage is one job, which waits for what the stage before it leaves: a log that has grown, a head with its quorum, an
//! entry that was noted down. No stage calls another, and each does the same after a restart as it does while the node runs, so that a crash
//! anywhere costs time and nothing else. (Deciding and defending come behind the last stage; they are not here yet.)

use crate::{
    Client, Node,
    hunting::Doors,
    jobs, notify,
    peers::{Peer, PeerLimits, Server},
};
use statement::MemberName;
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use tokio::{net::TcpListener, task::JoinSet};

/// How often is looked whether there are new members.
const LOOK: Duration = Duration::from_secs(2);

/// Starts all stages.
pub(crate) fn start(node: &Arc<Node>, peers: TcpListener, client: Client, doors: Doors) -> JoinSet<()> {
    let mut stages = JoinSet::new();
    hunt(node, &mut stages, doors);
    receive(node, &mut stages, peers, client);
    record(node, &mut stages);
    publish(node, &mut stages);
    gather(node, &mut stages);
    tell(node, &mut stages);
    watch_over(node, &mut stages);
    stages
}

/// Telemetry meets rules and indicators, and becomes findings: `hunting/`. It waits for files and for the disk, in threads of its own that `start.rs`
/// runs; here are the doors by which it comes from the network.
fn hunt(node: &Arc<Node>, stages: &mut JoinSet<()>, doors: Doors) {
    doors.open(node, stages);
}

/// People say something, and peers ask and show: `http/` and `peers/`. What is said goes to the writer of the own log (`own.rs`), which `start.rs` runs.
fn receive(node: &Arc<Node>, stages: &mut JoinSet<()>, peers: TcpListener, client: Client) {
    let server = Server {
        desk: Arc::new(node.clone()),
        identity: node.identity.clone(),
        limits: PeerLimits::of(node.config().limits.connections),
        counts: node.peer_counts.clone(),
    };
    let stop = node.until_stop();
    stages.spawn(async move {
        if let Err(error) = server.run(peers, stop).await {
            tracing::error!(error = format!("{error:#}"), "peers are not answered");
        }
    });
    let of_people = node.clone();
    stages.spawn(async move { client.serve(async { of_people.stopping().await }).await });
}

/// The own log goes on record: rounds for its witnesses, and a quote for each quorum.
fn record(node: &Arc<Node>, stages: &mut JoinSet<()>) {
    stages.spawn(jobs::rounds::run(node.clone()));
}

/// Each witness is shown each round; each peer is asked what it knows of all logs, and what is longer there is mirrored.
fn publish(node: &Arc<Node>, stages: &mut JoinSet<()>) {
    stages.spawn(with_each_member(node.clone()));
}

/// What all logs say, judged, and the bodies that it commits to.
fn gather(node: &Arc<Node>, stages: &mut JoinSet<()>) {
    stages.spawn(jobs::noting::run(node.clone()));
    stages.spawn(jobs::bodies::run(node.clone()));
}

/// What this node has to say by itself, and what a person has to know.
fn watch_over(node: &Arc<Node>, stages: &mut JoinSet<()>) {
    stages.spawn(jobs::papers::run(node.clone()));
    stages.spawn(jobs::receipts::run(node.clone()));
    stages.spawn(jobs::evidence::run(node.clone()));
    stages.spawn(jobs::freshness::run(node.clone()));
}

/// Findings go to people: to those whom the configuration names, and, where a rule of an officer's says so, to the unit.
fn tell(node: &Arc<Node>, stages: &mut JoinSet<()>) {
    stages.spawn(jobs::releases::run(node.clone()));
    stages.spawn(notify::run(node.clone()));
}

/// Pushes to and asks each member, whoever that is by the charter in force.
async fn with_each_member(node: Arc<Node>) {
    let mut running: JoinSet<MemberName> = JoinSet::new();
    let mut known: BTreeSet<MemberName> = BTreeSet::new();
    let make = |member: &MemberName| Peer::new(Arc::new(node.clone()), node.identity.clone(), member.clone());
    while !node.is_stopping() {
        let others = node.papers.known().others(node.member(), node.clock.now());
        node.peers.set(&others, make);
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
    node.peers.set(&[], make);
}
