//! How a node does: what `unit status` prints and `/api/v1/status` answers. Unlike the record it is of this node alone, at one moment.

use crate::{Alarm, Node, blocking};
use serde::Serialize;
use statement::MemberName;
use std::path::Path;
use utoipa::ToSchema;

/// How a node does.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Status {
    /// When this was so, in seconds since 1970.
    pub time: i64,
    /// The logs that are here, by their owners' names.
    pub logs: Vec<LogStatus>,
    /// The nodes of the others, by their members' names.
    pub peers: Vec<PeerStatus>,
    /// What keeps this node from signing.
    pub gates: Vec<Gate>,
    /// How many bytes are free where the home is, if the system says.
    pub disk_free: Option<u64>,
    /// The hunt: the watches of the configuration, and the doors by which telemetry came.
    pub watches: Vec<crate::WatchStatus>,
    /// How many messages of syslog came by UDP while there was no room for them.
    pub syslog_dropped: u64,
    /// How many rules are hunted with.
    pub rules: usize,
    /// How many indicators.
    pub indicators: usize,
    /// What a person has to know.
    #[schema(value_type = Vec<Object>)]
    pub alarms: Vec<Alarm>,
}

/// How far a log is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LogStatus {
    /// Whose.
    #[schema(value_type = String)]
    pub owner: MemberName,
    /// How many entries are here.
    pub size: u64,
    /// How many of them are on record.
    pub on_record: u64,
    /// How many cosignatures from outside the owner's bloc it takes.
    pub needed: u32,
    /// Who has cosigned how far, by name.
    pub cosigned: Vec<Cosigned>,
    /// Whose cosignatures the rest waits for; nobody's if all is on record.
    #[schema(value_type = Vec<String>)]
    pub waiting_for: Vec<MemberName>,
}

/// How far a witness has cosigned.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Cosigned {
    /// Who.
    #[schema(value_type = String)]
    pub witness: MemberName,
    /// How many entries.
    pub size: u64,
    /// When, in seconds since 1970, by the witness's clock.
    pub time: u64,
}

/// Whether a peer can be reached.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PeerStatus {
    /// Who.
    #[schema(value_type = String)]
    pub member: MemberName,
    /// Where its node is said to listen.
    pub address: Option<String>,
    /// Since when it answers, in seconds since 1970.
    pub reachable_since: Option<i64>,
    /// Since when it does not.
    pub unreachable_since: Option<i64>,
    /// What went wrong last.
    pub last_error: Option<String>,
}

/// Something that this node signs nothing for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Gate {
    /// Whose log.
    #[schema(value_type = String)]
    pub log: MemberName,
    /// Why, in words.
    pub why: String,
}

impl Node {
    /// How the node does, now.
    pub async fn status(&self) -> Status {
        blocking(|| self.look())
    }

    fn look(&self) -> Status {
        let (known, now) = (self.papers.known(), self.clock.now());
        let charter = known.in_force(now);
        let mut owners: Vec<MemberName> =
            charter.iter().flat_map(|charter| &charter.seats).map(|seat| seat.name.clone()).collect();
        owners.sort();
        let gates = owners
            .iter()
            .filter_map(|log| Some(Gate { log: log.clone(), why: self.may_sign(log).err()?.to_string() }));
        Status {
            time: now,
            logs: owners.iter().map(|owner| self.log_status(owner)).collect(),
            peers: self.peer_statuses(now),
            gates: gates.collect(),
            disk_free: free(self.home.path()),
            watches: self.hunting.watches(),
            syslog_dropped: self.hunting.dropped(),
            rules: self.hunting.arms().0,
            indicators: self.hunting.arms().1,
            alarms: self.alarms.standing(),
        }
    }

    fn log_status(&self, owner: &MemberName) -> LogStatus {
        let known = self.papers.known();
        let charter = known.in_force(self.clock.now());
        let quorum = charter.and_then(|charter| charter.logs().find(|quorum| quorum.owner.name == *owner));
        let head = self.head(owner);
        let size = head.as_ref().map_or(0, |head| head.checkpoint().size);
        let noted = self.store.cache().read("how far a log is on record", |view| view.log(owner));
        let cosigned: Vec<Cosigned> = match (&head, owner == self.member()) {
            // Of the own log it is the round that counts: the log may have grown since.
            (_, true) => self
                .rounds
                .standing()
                .into_iter()
                .flat_map(|(size, _, by)| {
                    by.into_iter().map(move |(witness, time)| Cosigned { witness, size, time })
                })
                .collect(),
            (Some(head), false) => self
                .cosigners(owner, head)
                .into_iter()
                .map(|(witness, time)| Cosigned { witness, size, time })
                .collect(),
            (None, false) => Vec::new(),
        };
        let on_record = noted.map_or(0, |log| log.on_record);
        let bloc = quorum.map(|quorum| &quorum.owner.bloc);
        let outside =
            charter.into_iter().flat_map(|charter| &charter.seats).filter(|seat| Some(&seat.bloc) != bloc);
        let late = outside
            .map(|seat| seat.name.clone())
            .filter(|name| !cosigned.iter().any(|by| by.witness == *name));
        LogStatus {
            owner: owner.clone(),
            size,
            on_record,
            needed: quorum.map_or(0, |quorum| quorum.cosignatures),
            // The last quote itself needs none.
            waiting_for: if size > on_record + 1 { late.collect() } else { Vec::new() },
            cosigned,
        }
    }

    fn peer_statuses(&self, now: i64) -> Vec<PeerStatus> {
        let known = self.papers.known();
        let contacts = self.peers.contacts();
        let ago = |span: std::time::Duration| now.saturating_sub_unsigned(span.as_secs());
        let status = |(member, contact): (MemberName, crate::Contact)| PeerStatus {
            address: known.addresses.get(&member).cloned(),
            reachable_since: contact.worked.filter(|_| contact.error.is_none()).map(ago),
            unreachable_since: contact.error.is_some().then(|| contact.worked.map(ago)).flatten(),
            last_error: contact.error,
            member,
        };
        contacts.into_iter().map(status).collect()
    }
}

/// How many bytes are free for this process where a folder is.
fn free(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}
