//! Saying something: a draft becomes a signed statement in the own log, and a body beside it.

use crate::{Change, Node, Refusal, Said, blocking, crash::point};
use home::{Composed, Draft};
use statement::{Entry, Kind, OperatorName, Stamp};
use std::sync::Arc;

impl Node {
    /// Says something. When this returns, the statement is in the log, on the disk; it is on record when the witnesses have cosigned it and a quote
    /// shows that. `operator` is who says it, and is told to others only where the configuration says so.
    ///
    /// # Errors
    /// What cannot be said, or not now; then nothing was said.
    pub async fn say(self: &Arc<Self>, mut draft: Draft, operator: Option<&str>) -> Result<Said, Refusal> {
        draft.operator = self.told_operator(operator)?;
        let composed = blocking(|| self.prepare(draft))?;
        self.enter(composed).await
    }

    /// Who says it, if the configuration lets that be told.
    pub(crate) fn told_operator(&self, operator: Option<&str>) -> Result<Option<OperatorName>, Refusal> {
        let operator = operator.filter(|_| self.config().say.operator_names);
        operator
            .map(str::parse)
            .transpose()
            .map_err(|error: note::Malformed| Refusal::Malformed(error.to_string()))
    }

    /// Signs what was prepared and enters it in the log: exactly this header, and this body beside it.
    pub(crate) async fn enter(self: &Arc<Self>, composed: Composed) -> Result<Said, Refusal> {
        let Composed { header, stored } = composed;
        let kind = header.content.kind();
        let entry = Entry::sign(&header, &self.statement_key)
            .map_err(|error| Refusal::Malformed(error.to_string()))?;
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

    /// The header that would be signed, and what would be kept beside it.
    pub(crate) fn prepare(&self, draft: Draft) -> Result<Composed, Refusal> {
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
        draft.compose(self.member(), charter, &known.sheets, made).map_err(malformed)
    }
}
