//! How a node does: what `unit status` prints and `/api/v1/status` answers. Unlike the record it is of this node alone, at one moment.

use crate::Alarm;
use serde::Serialize;
use statement::MemberName;
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
