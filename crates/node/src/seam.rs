//! Where the core of the node will be: what the client listener asks of it, until it is there.

use crate::{Alarms, Clock, LogStatus, Node, Papers, Refusal, Said, Status};
use home::{Draft, Home, Shelf};
use statement::StatementId;
use std::{collections::BTreeMap, sync::RwLock};
use store::Store;
use tokio::sync::broadcast;

impl Node {
    /// A node that does nothing by itself.
    ///
    /// # Errors
    /// Papers that do not hold.
    pub fn still(home: Home, store: Store) -> anyhow::Result<Self> {
        let papers = Papers::load(&home, BTreeMap::new())?;
        let (changes, _) = broadcast::channel(crate::node::MAX_BEHIND);
        let heads = RwLock::default();
        Ok(Node { home, clock: Clock::of_system(), papers, alarms: Alarms::default(), store, changes, heads })
    }

    /// Says something.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn say(&self, _: Draft, _: Option<&str>) -> Result<Said, Refusal> {
        Err(Refusal::Stopping)
    }

    /// How the node does.
    pub async fn status(&self) -> Status {
        let logs = self.store.cache().read("status", |view| view.logs()).unwrap_or_default();
        let logs = logs.into_iter().map(|log| LogStatus {
            owner: log.member,
            size: log.noted,
            on_record: log.on_record,
            needed: 0,
            cosigned: Vec::new(),
            waiting_for: Vec::new(),
        });
        Status {
            time: self.clock.now(),
            logs: logs.collect(),
            alarms: self.alarms.standing(),
            ..Status::default()
        }
    }

    /// The body of a statement, opened if it is sealed to this member.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn body(&self, _: StatementId) -> Result<Option<Vec<u8>>, Refusal> {
        Ok(None)
    }

    /// The proof that a statement is on record.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn proof(&self, _: StatementId) -> Result<String, Refusal> {
        Err(Refusal::Stopping)
    }

    /// What lies where.
    pub fn shelf(&self) -> &Shelf {
        self.home.shelf()
    }
}
