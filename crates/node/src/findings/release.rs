//! Saying what was shown. A release is noted in the store before its statement is in the log, and once more when it is; after a crash the own log
//! says whether it was said, so that nothing is told twice and nothing that was told is forgotten.

use super::{
    FindingId,
    preview::{Kept, disk},
    tells::Wish,
};
use crate::{Change, Node, Refusal, Said, blocking, crash::point};
use statement::{Digest, Kind, MemberName, Stamp, StatementId};
use std::{ops::RangeInclusive, sync::Arc};
use store::{Act, Direction, Filter, Release, Verdict};

/// One at a time: who settles what a crash left must not meet a release that is under way.
#[derive(Debug, Default)]
pub(crate) struct Releaser(tokio::sync::Mutex<()>);

/// A sighting that is in the log, on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Released {
    /// The statement.
    pub id: StatementId,
    /// Its number in the own log.
    pub index: u64,
    /// What it says.
    pub verdict: Verdict,
}

impl Node {
    /// Says what a preview has shown, and nothing else. `who` is as in the audit log.
    ///
    /// # Errors
    /// [`Refusal::Missing`] where the preview is not known any more, [`Refusal::Changed`] where it would be another now: look again. Whatever keeps
    /// statements from being said.
    pub(crate) async fn release(
        self: &Arc<Self>,
        id: FindingId,
        digest: &Digest,
        who: &str,
    ) -> Result<Released, Refusal> {
        let _turn = self.releaser.0.lock().await;
        let gone = || Refusal::Missing("that preview is not known any more: look at a new one".to_owned());
        let kept = self.drafts.take(digest, self.clock.now()).filter(|kept| kept.preview.finding == id);
        let kept = kept.ok_or_else(gone)?;
        blocking(|| self.is_still_so(&kept))?;
        self.say_kept(kept, who, None).await
    }

    /// Says what a rule tells of a finding, if there is something that was not told before.
    pub(crate) async fn release_by_rule(
        self: &Arc<Self>,
        id: FindingId,
        rule: &str,
        officer: &str,
    ) -> Result<Option<Released>, Refusal> {
        let _turn = self.releaser.0.lock().await;
        let kept = blocking(|| self.composed(id, Wish::default(), Some(officer)))?;
        if kept.preview.told_already.is_some() {
            return Ok(None);
        }
        let who = format!("rule:{rule} by {officer}");
        self.say_kept(kept, &who, Some(rule)).await.map(Some)
    }

    /// Whether what would be told now is what was shown.
    fn is_still_so(&self, kept: &Kept) -> Result<(), Refusal> {
        let changed =
            |why: &str| Err(Refusal::Changed(format!("{why} since that preview: look at a new one")));
        let finding = self.finding(kept.preview.finding)?;
        match self.tells(&finding, &kept.wish) {
            Ok(now) if now == kept.told => {}
            Ok(_) => return changed("what would be told has changed"),
            Err(_) => return changed("the finding or the policy has changed"),
        }
        let last = self.releases_of(finding.id, &kept.told)?.last().and_then(|last| last.statement);
        if last != kept.preview.instead {
            return changed("something was told of it");
        }
        let (known, now) = (self.papers.known(), self.clock.now());
        let charter = known.in_force(now).map(|charter| charter.id);
        match charter == Some(kept.composed.header.common.charter) {
            true => Ok(()),
            false => changed("another charter came in force"),
        }
    }

    async fn say_kept(
        self: &Arc<Self>,
        kept: Kept,
        who: &str,
        rule: Option<&str>,
    ) -> Result<Released, Refusal> {
        let release = Release {
            text: kept.preview.digest,
            finding: kept.preview.finding,
            statement: None,
            verdict: kept.preview.verdict,
            content: kept.told.digest(),
            refs: kept.told.refs(),
            made: kept.composed.header.common.made.seconds().unsigned_abs(),
            who: who.to_owned(),
            rule: rule.map(str::to_owned),
        };
        let noted = release.clone();
        blocking(|| self.store.keep().transact("begin a release", move |tx| tx.begin_release(&noted)))
            .map_err(disk)?;
        point("release.begun");
        let said = match self.enter(kept.composed).await {
            Ok(said) => said,
            Err(refusal) => {
                // What the disk did is not known; the log will say. Of the others it is known that nothing was said.
                if !matches!(refusal, Refusal::Disk(_)) {
                    let text = release.text;
                    blocking(|| {
                        self.store.keep().transact("drop a release", move |tx| tx.drop_release(&text))
                    })
                    .map_err(disk)?;
                }
                return Err(refusal);
            }
        };
        point("release.said");
        let Said { id, index } = said;
        // It is said whatever the store does now; the log is asked again later if this fails.
        if let Err(error) = blocking(|| self.note_released(&release, id)) {
            tracing::error!(%error, %id, "a release is said and not noted yet");
        }
        Ok(Released { id, index, verdict: release.verdict })
    }

    /// Notes that it was said, with a row in the audit log, and tells those who follow.
    fn note_released(&self, release: &Release, id: StatementId) -> Result<(), store::Error> {
        let (noted, now) = (release.clone(), self.clock.now().unsigned_abs());
        self.store.keep().transact("end a release", move |tx| {
            tx.end_release(&noted, id, now)?;
            let object = format!("finding {} {} {id}", noted.finding, noted.verdict);
            tx.audit(&Act { time: now, who: &noted.who, act: "release", object: &object })
        })?;
        self.tell(Change::FindingReleased {
            id: release.finding.0,
            statement: id,
            verdict: release.verdict.to_string(),
        });
        Ok(())
    }

    /// Finds out what became of releases that were under way when the node was killed. Does nothing before the own log is noted down as far as it is
    /// long. `true` if nothing is open any more.
    pub(crate) async fn settle_releases(&self) -> Result<bool, store::Error> {
        let _turn = self.releaser.0.lock().await;
        blocking(|| {
            let open = self.store.keep().read("releases under way", |view| view.unfinished_releases())?;
            if open.is_empty() {
                return Ok(true);
            }
            let noted = self
                .store
                .cache()
                .read("how far the own log is noted", |view| view.log(self.member()))?
                .noted;
            let size = self.heads().into_iter().find(|(owner, _)| owner == self.member());
            if size.is_some_and(|(_, head)| head.checkpoint().size > noted) {
                return Ok(false);
            }
            for release in open {
                match self.said_as(&release)? {
                    Some(id) => self.note_released(&release, id)?,
                    None => self
                        .store
                        .keep()
                        .transact("drop a release", move |tx| tx.drop_release(&release.text))?,
                }
            }
            Ok(true)
        })
    }

    /// The statement in the own log that has the text of a release.
    fn said_as(&self, release: &Release) -> Result<Option<StatementId>, store::Error> {
        let filter = filter(self.member(), release.made);
        let Some(filter) = filter else { return Ok(None) };
        let mut after = None;
        loop {
            let page = self.store.cache().read("what was said", |view| {
                view.list(&filter, Direction::NewestFirst, after.as_ref(), store::MAX_PAGE)
            })?;
            let is_it = |found: &&store::Found| {
                found.noted.said.as_ref().is_some_and(|said| said.text == release.text)
            };
            if let Some(found) = page.found.iter().find(is_it) {
                return Ok(Some(found.noted.id));
            }
            after = page.next;
            if after.is_none() {
                return Ok(None);
            }
        }
    }
}

/// Sightings of a member that were made in one second.
fn filter(member: &MemberName, made: u64) -> Option<Filter> {
    let made = Stamp::from_seconds(i64::try_from(made).ok()?).ok()?;
    let made: RangeInclusive<Stamp> = made..=made;
    Some(Filter {
        member: Some(member.clone()),
        kind: Some(Kind::Sighting),
        made: Some(made),
        ..Filter::default()
    })
}
