//! Bodies, for this member's own people and for the nodes of others.

use crate::{Node, Refusal, blocking};
use home::unseal;
use statement::{Body, Digest, MAX_BODY, MemberName, StatementId};
use std::path::PathBuf;

impl Node {
    /// The body of a statement, opened if it is sealed to this member. `None` where it is not here, not for this member, or where there is none.
    ///
    /// # Errors
    /// A statement that is not here; a body that is not what the statement commits to; the disk.
    pub async fn body(&self, id: StatementId) -> Result<Option<Vec<u8>>, Refusal> {
        blocking(|| self.open_body(&id))
    }

    pub(crate) fn open_body(&self, id: &StatementId) -> Result<Option<Vec<u8>>, Refusal> {
        let disk = |error: &dyn std::fmt::Display| Refusal::Disk(error.to_string());
        let found = self
            .store
            .cache()
            .read("a statement", |view| view.statement(id))
            .map_err(|error| disk(&error))?;
        let found =
            found.ok_or_else(|| Refusal::Missing(format!("no log that is here has the statement {id}")))?;
        let Some(said) = found.noted.said else { return Ok(None) };
        let Some(header) = said.body else { return Ok(None) };
        let bodies = self.home.shelf().bodies();
        let hash = said.sealed.map_or(header.hash, |sealed| sealed.hash);
        let stored = bodies.get(&hash.0, 2 * MAX_BODY as usize).map_err(|error| disk(&error))?;
        let Some(stored) = stored else { return Ok(None) };
        let body = match said.sealed {
            None => Some(Body::open(stored, &header).map_err(|error| Refusal::Malformed(error.to_string()))?),
            Some(_) => unseal(&stored, &header, &self.openers)
                .map_err(|error| Refusal::Malformed(format!("{error:#}")))?,
        };
        Ok(body.map(|body| body.bytes().to_vec()))
    }

    /// The file of a body, if it is here and `reader` may have it: sealed ones any member, which mirrors them, others only whom they are for.
    ///
    /// # Errors
    /// The disk.
    pub fn body_for(&self, reader: &MemberName, hash: &[u8; 32]) -> Result<Option<PathBuf>, Refusal> {
        let disk = |error: store::Error| Refusal::Disk(error.to_string());
        let digest = Digest(*hash);
        let states =
            self.store.cache().read("who commits to a body", |view| view.body(&digest)).map_err(disk)?;
        if states.is_empty() || !self.is_member(reader) {
            return Ok(None);
        }
        // What is kept in rows is sealed, or for the whole unit: nothing else is ever kept.
        Ok(self.home.shelf().bodies().find(hash))
    }
}
