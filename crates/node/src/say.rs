//! Saying something: a draft becomes a signed statement in the own log, and a body beside it.

use crate::{Change, Node, Refusal, Said, blocking, crash::point};
use home::Draft;
use statement::{Entry, Kind, Stamp};
use std::sync::Arc;

impl Node {
    /// Says something. When this returns, the statement is in the log, on the disk; it is on record when the witnesses have cosigned it and a quote
    /// shows that. `operator` is who says it, and is told to others only where the configuration says so.
    ///
    /// # Errors
    /// What cannot be said, or not now; then nothing was said.
    pub async fn say(self: &Arc<Self>, mut draft: Draft, operator: Option<&str>) -> Result<Said, Refusal> {
        let kind = draft.kind.clone();
        draft.operator = match (self.config().say.operator_names, operator) {
            (true, Some(name)) => {
                Some(name.parse().map_err(|error: note::Malformed| Refusal::Malformed(error.to_string()))?)
            }
            _ => None,
        };
        let (entry, stored) = blocking(|| self.compose(draft))?;
        if let Some(stored) = stored {
            // Before the statement that commits to it: one whose body is lost would be an empty promise.
            let put = blocking(|| self.home.shelf().bodies().put(&stored));
            put.map_err(|error| Refusal::Disk(error.to_string()))?;
            point("say.body");
        }
        let (id, text, bytes) = (entry.id(), entry.text_digest(), entry.note().to_string().into_bytes());
        let index = self.own.append(bytes, text, kind == Kind::Quote).await?;
        self.tell(Change::Statement { id, member: self.member().clone(), kind: kind.to_string() });
        Ok(Said { id, index })
    }

    /// The signed entry, and what is kept beside it.
    fn compose(&self, draft: Draft) -> Result<(Entry, Option<Vec<u8>>), Refusal> {
        let now = self.clock.now();
        let known = self.papers.known();
        let charter = known.in_force(now);
        let charter = charter.ok_or_else(|| Refusal::NoStanding("no charter is in force".to_owned()))?;
        if charter.seat(self.member()).is_none() {
            let words = format!("{} is no member under charter {}", self.member(), charter.number);
            return Err(Refusal::NoStanding(words));
        }
        let malformed = |error: anyhow::Error| Refusal::Malformed(format!("{error:#}"));
        let made = Stamp::from_seconds(now).map_err(|error| malformed(error.into()))?;
        let composed = draft.compose(self.member(), charter, &known.sheets, made).map_err(malformed)?;
        let entry =
            Entry::sign(&composed.header, &self.statement_key).map_err(|error| malformed(error.into()))?;
        Ok((entry, composed.stored))
    }
}
