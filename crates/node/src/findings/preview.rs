//! What would be said of a finding, shown before it is: exactly the bytes that would leave. They are kept for a while by their digest, so that what
//! somebody has seen is what is said.

use super::{
    FindingId,
    tells::{Source, Tells, Wish, day},
};
use crate::{Node, Refusal, blocking};
use home::Composed;
use log::Timestamp;
use statement::{Digest, MemberName, Stamp, StatementId};
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};
use store::{Finding, Origin, Release, Verdict};

/// How long a preview can be released, in seconds. What it is signed with says when it was made, and a charter allows only so much between that and
/// the record.
const KEPT_FOR: i64 = 900;

/// How many previews are kept; the oldest goes.
const MAX_KEPT: usize = 64;

/// What would be said.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Of which finding.
    pub finding: FindingId,
    /// The digest of the text that would be signed, by which it is released. The text commits to the body.
    pub digest: Digest,
    /// Seen, or a false alarm.
    pub verdict: Verdict,
    /// The text that would be signed.
    pub text: String,
    /// The body as its readers will have it, if there is one.
    pub body: Option<String>,
    /// Each thing in it that is not a constant of the format: what it is, and what it says.
    pub tells: Vec<(&'static str, String)>,
    /// Statements that the finding comes from, too, and that this is not about: those for other readers.
    pub others: Vec<StatementId>,
    /// Until when it can be released.
    pub until: Timestamp,
    /// The sighting whose place this takes, if something was told of these before.
    pub instead: Option<StatementId>,
    /// The sighting by which the same was told already, if it was: then there is nothing to tell.
    pub told_already: Option<StatementId>,
}

/// A preview with all that it takes to say it.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) preview: Preview,
    pub(super) composed: Composed,
    pub(super) told: Tells,
    pub(super) wish: Wish,
    made: i64,
}

/// The previews that can be released.
#[derive(Debug, Default)]
pub(crate) struct Drafts(Mutex<BTreeMap<Digest, Kept>>);

impl Drafts {
    fn keep(&self, kept: Kept) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, other| other.made + KEPT_FOR > kept.made);
        if all.len() >= MAX_KEPT
            && let Some(oldest) = all.iter().min_by_key(|(_, kept)| kept.made).map(|(digest, _)| *digest)
        {
            all.remove(&oldest);
        }
        all.insert(kept.preview.digest, kept);
    }

    /// Takes one out: what is said once is not said again by the same digest.
    pub(super) fn take(&self, digest: &Digest, now: i64) -> Option<Kept> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(digest).filter(|kept| (0..KEPT_FOR).contains(&(now - kept.made)))
    }
}

impl Node {
    /// Shows what would be said of a finding. `operator` is who would release it, and is in it only where the configuration says so.
    ///
    /// # Errors
    /// No such finding; why nothing of it may be told.
    pub(crate) fn preview(
        &self,
        id: FindingId,
        wish: Wish,
        operator: Option<&str>,
    ) -> Result<Preview, Refusal> {
        let kept = blocking(|| self.composed(id, wish, operator))?;
        let preview = kept.preview.clone();
        self.drafts.keep(kept);
        Ok(preview)
    }

    pub(super) fn composed(
        &self,
        id: FindingId,
        wish: Wish,
        operator: Option<&str>,
    ) -> Result<Kept, Refusal> {
        let now = self.clock.now();
        let finding = self.finding(id)?;
        let told = self.tells(&finding, &wish)?;
        let releases = self.releases_of(id, &told)?;
        let (first, last) = (releases.first(), releases.last());
        let instead = last.and_then(|last| last.statement);
        let stamp = |seconds: i64| {
            Stamp::from_seconds(seconds).map_err(|error| Refusal::Malformed(error.to_string()))
        };
        let made = stamp(now)?;
        let created =
            first.map_or(Ok(made), |first| stamp(i64::try_from(first.made).unwrap_or(now).min(now)))?;
        let unit = self.papers.known().unit().map_err(|error| Refusal::NoStanding(format!("{error:#}")))?;
        let mut draft = told.draft(&format!("{unit}/{}", self.member()), created, made)?;
        draft.operator = self.told_operator(operator)?;
        draft.refs.extend(instead);
        let body = draft.body.as_ref().map(|(body, _)| String::from_utf8_lossy(body).into_owned());
        let composed = self.prepare(draft)?;
        let text = composed.header.to_string();
        let preview = Preview {
            finding: id,
            digest: Digest::of(text.as_bytes()),
            verdict: told.verdict,
            others: others(&finding, &told),
            tells: named(&told, instead, &composed),
            instead,
            text,
            body,
            until: (now + KEPT_FOR).unsigned_abs(),
            told_already: last.filter(|last| last.content == told.digest()).and_then(|last| last.statement),
        };
        Ok(Kept { preview, composed, told, wish, made: now })
    }

    /// What was told of a finding and the same statements, oldest first.
    pub(super) fn releases_of(&self, id: FindingId, told: &Tells) -> Result<Vec<Release>, Refusal> {
        let mut releases = self.store.keep().read("what was told", |view| view.releases(id)).map_err(disk)?;
        let refs = told.refs();
        releases.retain(|release| release.refs == refs);
        Ok(releases)
    }

    pub(super) fn finding(&self, id: FindingId) -> Result<Finding, Refusal> {
        let found = self.store.keep().read("a finding", |view| view.finding(id)).map_err(disk)?;
        found.ok_or_else(|| Refusal::Missing(format!("there is no finding {id}")))
    }

    /// What a finding as it is now would tell.
    pub(super) fn tells(&self, finding: &Finding, wish: &Wish) -> Result<Tells, Refusal> {
        let (known, now) = (self.papers.known(), self.clock.now());
        let charter =
            known.in_force(now).ok_or_else(|| Refusal::NoStanding("no charter is in force".to_owned()))?;
        let present: Vec<MemberName> = charter.seats.iter().map(|seat| seat.name.clone()).collect();
        let sources = self.sources(finding)?;
        Tells::of(finding, &sources, &self.config().release, wish, &present, now.unsigned_abs() / 86_400)
    }

    /// The statements that a finding comes from, as far as the record has them and they count.
    fn sources(&self, finding: &Finding) -> Result<Vec<Source>, Refusal> {
        let mut sources = Vec::new();
        for origin in &finding.origins {
            let found = self
                .store
                .cache()
                .read("a statement", |view| view.statement(&origin.statement))
                .map_err(disk)?;
            let Some(found) = found.filter(|found| found.noted.void.is_none()) else { continue };
            let Some(said) = found.noted.said else { continue };
            let origin = Origin { item: self.item(origin), ..origin.clone() };
            sources.push(Source { origin, marking: said.marking, audience: said.audience });
        }
        Ok(sources)
    }
}

impl Node {
    /// What the body of the statement calls the item. The hunt knows where in a text of JSON it stood; its author knows it by its id. A body that is
    /// not here, or has no such name, costs nothing: the value is told all the same.
    fn item(&self, origin: &Origin) -> String {
        if !origin.item.starts_with('/') {
            return origin.item.clone();
        }
        let body = self.open_body(&origin.statement).ok().flatten();
        body.and_then(|body| exchange::named(&body, &origin.item)).unwrap_or_default()
    }
}

/// What it would not be about.
fn others(finding: &Finding, told: &Tells) -> Vec<StatementId> {
    let refs = told.refs();
    finding.origins.iter().map(|origin| origin.statement).filter(|id| !refs.contains(id)).collect()
}

/// Everything in it that is not a constant of the format.
fn named(told: &Tells, instead: Option<StatementId>, composed: &Composed) -> Vec<(&'static str, String)> {
    let common = &composed.header.common;
    let mut all = vec![
        ("that it is about", join(told.refs().iter())),
        (
            "what it says",
            match told.verdict {
                Verdict::Seen => "it was seen".to_owned(),
                Verdict::FalseAlarm => "it was a false alarm".to_owned(),
            },
        ),
        ("count", format!("at least {}", told.count)),
        ("days", format!("{} to {}", told.first, told.last)),
        ("marking", told.marking.to_string()),
        ("who may read the body", told.audience.to_string()),
        ("when it is said", common.made.to_string()),
    ];
    if told.has_body {
        all.extend(told.sighted.iter().map(|one| match one.item.as_str() {
            "" => ("indicator", one.value.clone()),
            item => ("indicator", format!("{}, item {item}", one.value)),
        }));
    }
    if let statement::Audience::Members(_) = told.audience {
        let day =
            day(common.made.seconds().unsigned_abs() / 86_400).map(|day| day.to_string()).unwrap_or_default();
        all.push((
            "what all members read",
            format!("that there is a sighting of that statement, said on {day}, and for whom it is"),
        ));
    }
    if let Some(instead) = instead {
        all.push(("instead of", instead.to_string()));
    }
    if let Some(operator) = &common.operator {
        all.push(("operator", operator.to_string()));
    }
    all
}

fn join<T: ToString>(all: impl Iterator<Item = T>) -> String {
    all.map(|one| one.to_string()).collect::<Vec<_>>().join(" ")
}

pub(super) fn disk(error: store::Error) -> Refusal {
    Refusal::Disk(error.to_string())
}
