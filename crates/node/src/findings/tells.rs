//! What a sighting would tell of a finding: a pure function of the finding, of the statements that it comes from, and of the policy. Whatever is not
//! in [`Tells`] does not leave the member.

use crate::{
    Refusal,
    config::{Counts, Days, ReleasePolicy, SealedTo},
};
use exchange::{SIGHTING_TYPE, Sighted, Telling, sighting};
use home::Draft;
use statement::{Audience, Day, Digest, Kind, Line, Marking, MemberName, Pap, Stamp, StatementId, Tlp};
use store::{Finding, FindingCause, FindingState, Origin, Verdict};

/// Seconds of a day.
const DAY: u64 = 86_400;

/// A statement that a finding comes from, as the record has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    /// Which item of it.
    pub(crate) origin: Origin,
    /// Its marking.
    pub(crate) marking: Marking,
    /// Whom it is for.
    pub(crate) audience: Audience,
}

/// For whom a person wants the sighting to be, within what is allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wish {
    /// About this statement; about those for the widest audience, if it is not said.
    pub(crate) of: Option<StatementId>,
    /// For these members.
    pub(crate) to: Vec<MemberName>,
}

/// All that would be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tells {
    /// Seen, or a false alarm.
    pub(crate) verdict: Verdict,
    /// About which statements, and which items of them.
    pub(crate) sighted: Vec<Sighted>,
    /// How often, as the policy lets it be told.
    pub(crate) count: u64,
    /// The first day, likewise.
    pub(crate) first: Day,
    /// The last day, likewise.
    pub(crate) last: Day,
    /// Who may be told, and what may be done.
    pub(crate) marking: Marking,
    /// Who may read the body.
    pub(crate) audience: Audience,
    /// Whether there is a body.
    pub(crate) has_body: bool,
}

impl Tells {
    /// What a policy lets be told of a finding today. `present` are the members of the charter in force.
    ///
    /// # Errors
    /// Why nothing may be told.
    pub(crate) fn of(
        finding: &Finding,
        sources: &[Source],
        policy: &ReleasePolicy,
        wish: &Wish,
        present: &[MemberName],
        today: u64,
    ) -> Result<Self, Refusal> {
        let refused = |why: &str| Err(Refusal::Malformed(why.to_owned()));
        let verdict = match finding.state {
            FindingState::Confirmed => Verdict::Seen,
            FindingState::FalseAlarm => Verdict::FalseAlarm,
            FindingState::New | FindingState::Closed => {
                return refused(
                    "only what somebody has confirmed, or called a false alarm, is told: do that first",
                );
            }
        };
        if finding.level < policy.level.0 {
            return refused("the policy of this member tells nothing of this level (release.level)");
        }
        let sources = chosen(sources, wish)?;
        let audience = audience(&sources, policy, wish, present)?;
        let (first, last) = days(finding, policy.days, today)?;
        Ok(Tells {
            verdict,
            count: count(finding.count, policy.counts),
            first,
            last,
            marking: marking(&sources, policy),
            has_body: policy.body || audience != Audience::Unit,
            audience,
            sighted: sources.iter().map(|source| sighted(finding, source)).collect(),
        })
    }

    /// The statement. `created` is when something was first told of these, `made` now, `member` the member under the name of its unit.
    ///
    /// # Errors
    /// A line that cannot be, which is a fault of ours.
    pub(crate) fn draft(&self, member: &str, created: Stamp, made: Stamp) -> Result<Draft, Refusal> {
        let malformed = |error: note::Malformed| Refusal::Malformed(error.to_string());
        let line = Line::new(self.verdict.as_str(), &self.line(made)).map_err(malformed)?;
        let body = match self.has_body {
            true => Some((
                self.body(member, created, made).into_bytes(),
                SIGHTING_TYPE.parse().map_err(malformed)?,
            )),
            false => None,
        };
        Ok(Draft {
            kind: Kind::Sighting,
            lines: vec![line],
            body,
            until: None,
            marking: self.marking,
            audience: self.audience.clone(),
            refs: self.refs(),
            operator: None,
        })
    }

    /// The statements that it is about.
    pub(crate) fn refs(&self) -> Vec<StatementId> {
        self.sighted.iter().map(|one| one.statement).collect()
    }

    /// All members read the header. What is sealed says there only that there was something, and when the header was made is in it anyway.
    fn line(&self, made: Stamp) -> String {
        match self.audience {
            Audience::Unit => format!("{} {} {}", self.count, self.first, self.last),
            Audience::Members(_) => {
                let text = made.to_string();
                let day = text.get(..10).unwrap_or_default();
                format!("1 {day} {day}")
            }
        }
    }

    fn body(&self, member: &str, created: Stamp, made: Stamp) -> String {
        let telling = Telling {
            is_false_alarm: self.verdict == Verdict::FalseAlarm,
            count: self.count,
            first: self.first,
            last: self.last,
            created,
            modified: made,
        };
        sighting(member, &self.sighted, &telling)
    }

    /// What tells two contents apart, whenever they are told.
    pub(crate) fn digest(&self) -> Digest {
        let sighted =
            self.sighted.iter().map(|one| format!("{} {} {}\n", one.statement, one.item, one.value));
        let head = format!(
            "{} {} {} {}\n{}\n{}\n{}\n",
            self.verdict, self.count, self.first, self.last, self.marking, self.audience, self.has_body
        );
        Digest::of(sighted.fold(head, |text, one| text + &one).as_bytes())
    }
}

/// Those for the whole unit together; or else one that is for some, whose readers must not learn of others.
fn chosen(sources: &[Source], wish: &Wish) -> Result<Vec<Source>, Refusal> {
    let none = |why: &str| Refusal::Malformed(why.to_owned());
    let chosen: Vec<Source> = match wish.of {
        Some(of) => sources.iter().filter(|source| source.origin.statement == of).cloned().collect(),
        None => match sources.iter().filter(|source| source.audience == Audience::Unit).cloned().collect() {
            all if !Vec::is_empty(&all) => all,
            _ => sources.iter().take(1).cloned().collect(),
        },
    };
    match (chosen.is_empty(), wish.of) {
        (false, _) => Ok(chosen),
        (true, Some(_)) => Err(none("the finding does not come from that statement")),
        (true, None) => Err(none(
            "it comes from no statement that is here: there is nobody to tell. Say what you know as `intel` instead",
        )),
    }
}

/// Never wider than that of the statements.
fn audience(
    sources: &[Source],
    policy: &ReleasePolicy,
    wish: &Wish,
    present: &[MemberName],
) -> Result<Audience, Refusal> {
    let refused = |why: String| Err(Refusal::Malformed(why));
    let widest = sources.first().map_or(&Audience::Unit, |source| &source.audience);
    if let Some(outside) = wish.to.iter().find(|member| !widest.includes(member)) {
        return refused(format!("the statement is not for {outside}, so its sighting is not either"));
    }
    let readers: Vec<MemberName> = match (widest, policy.sealed_to) {
        _ if !wish.to.is_empty() => wish.to.clone(),
        (Audience::Unit, _) => return Ok(Audience::Unit),
        (Audience::Members(members), SealedTo::Audience) => members.clone(),
        (Audience::Members(_), SealedTo::Author) => {
            sources.iter().map(|source| source.origin.member.clone()).take(1).collect()
        }
    };
    // Who was expelled since does not learn of it.
    let readers: Vec<MemberName> = readers.into_iter().filter(|member| present.contains(member)).collect();
    Audience::of(readers).map_err(|error| Refusal::Malformed(error.to_string()))
}

/// The narrowest of all.
fn marking(sources: &[Source], policy: &ReleasePolicy) -> Marking {
    let own = policy.marking.map(|own| own.0);
    let all = || sources.iter().map(|source| source.marking).chain(own);
    let tlp = all().map(|marking| marking.tlp).min().unwrap_or(Tlp::Red);
    // Where nothing is said, what the TLP allows may be done: the widest.
    let pap: Option<Pap> = all().filter_map(|marking| marking.pap).min();
    Marking { tlp, pap }
}

/// Never more than there were.
fn count(count: u64, policy: Counts) -> u64 {
    match policy {
        Counts::Exact => count.max(1),
        Counts::None => 1,
        Counts::Bands => match count {
            0 | 1 => 1,
            2..=9 => 2,
            _ => 10u64.checked_pow(count.ilog10()).unwrap_or(1),
        },
    }
}

fn days(finding: &Finding, policy: Days, today: u64) -> Result<(Day, Day), Refusal> {
    let (first, last) = (finding.first / DAY, finding.last / DAY);
    let (first, last) = match policy {
        Days::Exact => (first, last),
        // 1970-01-01 was a Thursday.
        Days::Week => {
            (first.saturating_sub((first + 3) % 7), (last + 6 - (last + 3) % 7).min(today.max(last)))
        }
    };
    Ok((day(first)?, day(last)?))
}

/// A day, counted since 1970.
pub(crate) fn day(day: u64) -> Result<Day, Refusal> {
    let malformed = |error: note::Malformed| Refusal::Malformed(error.to_string());
    let seconds = i64::try_from(day.saturating_mul(DAY)).unwrap_or(i64::MAX);
    let stamp = Stamp::from_seconds(seconds).map_err(malformed)?.to_string();
    stamp.get(..10).unwrap_or_default().parse().map_err(malformed)
}

fn sighted(finding: &Finding, source: &Source) -> Sighted {
    let value = match &finding.cause {
        FindingCause::Rule(id) => format!("rule {id}"),
        FindingCause::Indicator { kind, value } => format!("{kind} {value}"),
    };
    Sighted { statement: source.origin.statement, item: source.origin.item.clone(), value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::{FindingId, Severity};

    const TODAY: u64 = 20_779;

    fn member(name: &str) -> MemberName {
        name.parse().expect("a name")
    }

    fn finding(state: FindingState) -> Finding {
        Finding {
            id: FindingId(1),
            cause: FindingCause::Indicator { kind: "domain".to_owned(), value: "evil.example".to_owned() },
            title: "a title".to_owned(),
            level: Severity::High,
            state,
            changed: 1,
            opened: 1,
            met: 1,
            count: 37,
            before: 0,
            first: (TODAY - 10) * DAY + 17,
            last: TODAY * DAY + 99,
            days: 3,
            hosts: 2,
            all_hosts: true,
            place: "secret-place.log".to_owned(),
            example: "a record of secret-host".to_owned(),
            origins: Vec::new(),
        }
    }

    fn source(seed: &str, by: &str, marking: &str, audience: &str) -> Source {
        let origin =
            Origin { statement: Digest::of(seed.as_bytes()), member: member(by), item: seed.to_owned() };
        Source {
            origin,
            marking: marking.parse().expect("a marking"),
            audience: audience.parse().expect("an audience"),
        }
    }

    fn tells(sources: &[Source], policy: &ReleasePolicy, wish: &Wish) -> Result<Tells, Refusal> {
        let present = ["alpha", "bravo", "charlie"].map(member);
        Tells::of(&finding(FindingState::Confirmed), sources, policy, wish, &present, TODAY)
    }

    #[test]
    fn only_what_was_judged_is_told_and_only_of_statements() {
        let of_alpha = [source("one", "alpha", "TLP:GREEN", "unit")];
        let policy = ReleasePolicy::default();
        let told = |state| {
            Tells::of(&finding(state), &of_alpha, &policy, &Wish::default(), &[], TODAY)
                .map(|tells| tells.verdict)
        };
        assert_eq!(told(FindingState::Confirmed).expect("told"), Verdict::Seen);
        assert_eq!(told(FindingState::FalseAlarm).expect("told"), Verdict::FalseAlarm);
        assert!(told(FindingState::New).is_err() && told(FindingState::Closed).is_err());
        assert!(tells(&[], &policy, &Wish::default()).is_err());
        let elsewhere = Wish { of: Some(Digest::of(b"two")), to: vec![] };
        assert!(tells(&of_alpha, &policy, &elsewhere).is_err());
        let high = ReleasePolicy { level: "critical".to_owned().try_into().expect("a level"), ..policy };
        assert!(tells(&of_alpha, &high, &Wish::default()).is_err());
    }

    #[test]
    fn counts_and_days_are_as_exact_as_the_policy_lets_them_be() {
        for (number, band) in [
            (0, 1),
            (1, 1),
            (2, 2),
            (9, 2),
            (10, 10),
            (99, 10),
            (100, 100),
            (u64::MAX, 10_000_000_000_000_000_000),
        ] {
            assert_eq!(count(number, Counts::Bands), band);
        }
        assert_eq!((count(37, Counts::Exact), count(37, Counts::None)), (37, 1));
        let days = |policy| {
            super::days(&finding(FindingState::Confirmed), policy, TODAY)
                .map(|(first, last)| format!("{first} {last}"))
        };
        assert_eq!(days(Days::Exact).expect("days"), "2026-11-12 2026-11-22");
        // Monday the 9th; the 22nd is a Sunday.
        assert_eq!(days(Days::Week).expect("days"), "2026-11-09 2026-11-22");
        let mut early = finding(FindingState::Confirmed);
        (early.first, early.last) = (0, (TODAY - 2) * DAY);
        let week = super::days(&early, Days::Week, TODAY - 1).expect("days");
        assert_eq!(week.1.to_string(), "2026-11-21", "a week that is not over ends today");
    }

    #[test]
    fn neither_audience_nor_marking_is_ever_wider_than_that_of_the_statement() {
        let policy = ReleasePolicy::default();
        let sealed = source("two", "bravo", "TLP:AMBER+STRICT PAP:RED", "members alpha bravo delta");
        let open = [
            source("one", "alpha", "TLP:GREEN", "unit"),
            source("three", "charlie", "TLP:AMBER PAP:GREEN", "unit"),
        ];
        let all = [&open[..], std::slice::from_ref(&sealed)].concat();
        let told = tells(&all, &policy, &Wish::default()).expect("told");
        assert_eq!(
            (told.audience.clone(), told.refs().len()),
            (Audience::Unit, 2),
            "of the sealed one nobody else learns"
        );
        assert_eq!(told.marking.to_string(), "TLP:AMBER PAP:GREEN");
        let about_it = Wish { of: Some(sealed.origin.statement), to: vec![] };
        let told = tells(&all, &policy, &about_it).expect("told");
        assert_eq!(
            (told.audience.to_string().as_str(), told.refs().len()),
            ("members alpha bravo", 1),
            "delta is no member any more"
        );
        assert_eq!(told.marking.to_string(), "TLP:AMBER+STRICT PAP:RED");
        let to_author = ReleasePolicy { sealed_to: SealedTo::Author, ..policy.clone() };
        assert_eq!(tells(&all, &to_author, &about_it).expect("told").audience.to_string(), "members bravo");
        let to = |to: &[&str], of: Option<StatementId>| {
            tells(&all, &policy, &Wish { of, to: to.iter().map(|name| member(name)).collect() })
        };
        assert_eq!(to(&["alpha"], None).expect("told").audience.to_string(), "members alpha");
        assert!(to(&["charlie"], about_it.of).is_err());
        let red =
            ReleasePolicy { marking: Some("TLP:RED".to_owned().try_into().expect("a marking")), ..policy };
        assert_eq!(
            tells(&open, &red, &Wish::default()).expect("told").marking.to_string(),
            "TLP:RED PAP:GREEN"
        );
    }

    #[test]
    fn what_is_sealed_says_nothing_in_the_header_and_nothing_of_where_is_told() {
        let policy = ReleasePolicy { counts: Counts::Exact, ..ReleasePolicy::default() };
        let made: Stamp = "2026-11-23T07:00:00Z".parse().expect("a time");
        let draft = |source: Source| {
            let told = tells(&[source], &policy, &Wish::default()).expect("told");
            told.draft("unit/alpha", made, made).expect("a draft")
        };
        let open = draft(source("one", "alpha", "TLP:GREEN", "unit"));
        assert_eq!(open.lines[0].value, "37 2026-11-12 2026-11-22");
        let sealed = draft(source("two", "bravo", "TLP:RED", "members bravo"));
        assert_eq!(sealed.lines[0].value, "1 2026-11-23 2026-11-23");
        let text =
            format!("{open:?}{sealed:?}") + &String::from_utf8(open.body.expect("a body").0).expect("text");
        assert!(!text.contains("secret") && text.contains("domain evil.example"), "{text}");
        let bare = ReleasePolicy { body: false, ..policy };
        let told =
            tells(&[source("one", "alpha", "TLP:GREEN", "unit")], &bare, &Wish::default()).expect("told");
        assert!(told.draft("unit/alpha", made, made).expect("a draft").body.is_none());
    }
}
