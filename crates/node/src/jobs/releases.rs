//! Releases that nobody has to ask for: what a crash left is settled, and the rules of the configuration tell what they may.
//!
//! A rule acts only as long as the operator who answers for it is an officer of this node. What it told, and for whom it acted, is in the audit log.

use crate::{
    Node, Refusal, blocking,
    config::{ReleasePolicy, ReleaseRule},
};
use std::{sync::Arc, time::Duration};
use store::{Finding, FindingFilter, FindingState, MAX_FINDING_PAGE, Role, Verdict};

/// How often is looked whether a rule's time has come, at the least.
const LOOK: Duration = Duration::from_secs(5);

/// A day, in seconds.
const DAY: u64 = 86_400;

/// Works until the node stops.
pub(crate) async fn run(node: Arc<Node>) {
    while !node.is_stopping() {
        let settled = node.settle_releases().await.unwrap_or_else(|error| {
            tracing::warn!(%error, "releases that were under way are not settled yet");
            false
        });
        // Only then: a rule must not tell again what it told just before the crash.
        if settled {
            follow_rules(&node).await;
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = node.judged.notified() => {}
            () = node.stopping() => return,
        }
    }
}

async fn follow_rules(node: &Arc<Node>) {
    let policy = node.config().release.clone();
    for rule in &policy.rule {
        match blocking(|| node.due(&policy, rule)) {
            Ok(due) => {
                for finding in due {
                    if let Err(refusal) = node.follow(rule, &finding).await {
                        tracing::debug!(rule = rule.name, finding = finding.id.0, %refusal, "a rule tells nothing of a finding");
                    }
                }
            }
            Err(error) => tracing::warn!(%error, rule = rule.name, "what a rule may tell is not known"),
        }
    }
}

impl Node {
    /// The findings that a rule may tell of now.
    fn due(&self, policy: &ReleasePolicy, rule: &ReleaseRule) -> Result<Vec<Finding>, store::Error> {
        let now = self.clock.now().unsigned_abs();
        if !self.answers_for(rule)? {
            return Ok(Vec::new());
        }
        let states = rule.verdicts.iter().map(|verdict| state(verdict.0)).collect();
        let filter = FindingFilter {
            states,
            least: Some(rule.level.0.max(policy.level.0)),
            ..FindingFilter::default()
        };
        let (mut due, mut after) = (Vec::new(), None);
        loop {
            let page = self
                .store
                .keep()
                .read("what a rule tells of", |view| view.findings(&filter, after, MAX_FINDING_PAGE))?;
            let fits =
                |finding: &Finding| finding.changed.saturating_add(rule.after) <= now && rule.fits(finding);
            due.extend(page.findings.into_iter().filter(fits));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        // In the order in which they were judged.
        due.sort_by_key(|finding| (finding.changed, finding.id));
        Ok(due)
    }

    /// Whether who wrote the rule may still answer for it.
    fn answers_for(&self, rule: &ReleaseRule) -> Result<bool, store::Error> {
        let operator =
            self.store.keep().read("who answers for a rule", |view| view.operator(&rule.officer.0))?;
        let is_good =
            operator.is_some_and(|operator| operator.disabled.is_none() && operator.role >= Role::Officer);
        if !is_good {
            tracing::warn!(rule = rule.name, officer = %rule.officer.0, "a rule for releases does not act: there is no such officer");
        }
        Ok(is_good)
    }

    async fn follow(self: &Arc<Self>, rule: &ReleaseRule, finding: &Finding) -> Result<(), Refusal> {
        let since = self.clock.now().unsigned_abs().saturating_sub(DAY);
        let name = rule.name.clone();
        let told = blocking(|| {
            self.store.keep().read("what a rule told today", |view| view.released_by_rule(&name, since))
        });
        let told = told.map_err(|error| Refusal::Disk(error.to_string()))?;
        if told >= u64::from(rule.at_most) {
            return Ok(());
        }
        let released = self.release_by_rule(finding.id, &rule.name, rule.officer.0.as_str()).await?;
        if let Some(released) = released {
            tracing::info!(rule = rule.name, finding = finding.id.0, id = %released.id, "a rule told of a finding");
        }
        Ok(())
    }
}

impl ReleaseRule {
    /// Whether it is about such findings at all.
    fn fits(&self, finding: &Finding) -> bool {
        let is_kind = self.kinds.is_empty() || self.kinds.iter().any(|kind| kind == finding.cause.kind());
        let by = |member: &statement::MemberName| self.members.iter().any(|named| named.0 == *member);
        // Every one of them: a rule about alpha's statements tells nothing about those of others.
        let is_theirs = self.members.is_empty() || finding.origins.iter().all(|origin| by(&origin.member));
        is_kind && is_theirs && !finding.origins.is_empty()
    }
}

fn state(verdict: Verdict) -> FindingState {
    match verdict {
        Verdict::Seen => FindingState::Confirmed,
        Verdict::FalseAlarm => FindingState::FalseAlarm,
    }
}
