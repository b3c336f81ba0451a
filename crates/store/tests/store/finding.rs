//! Findings: counted once, judged by people, told once, and bounded.

use super::{fresh, id, member};
use statement::Digest;
use store::{
    FindingCause, FindingCursor, FindingFilter, FindingId, FindingState, Keep, MAX_EXAMPLE, MAX_FINDINGS,
    MAX_HOSTS, MAX_NOTICES, MAX_ORIGINS, MAX_WHY, Met, NewFinding, Notices, Origin, Release, Seen, Severity,
    Store, Tx, Verdict,
};

/// 2026-11-22 at noon.
const NOON: u64 = 1_795_348_800;
const DAY: u64 = 86_400;

fn domain(value: &str) -> FindingCause {
    FindingCause::Indicator { kind: "domain".to_owned(), value: value.to_owned() }
}

fn origin(seed: &str, by: &str) -> Origin {
    Origin { statement: id(seed), member: member(by), item: format!("indicator--{seed}") }
}

/// A record of a domain, at `time` on `host`.
fn record<'a>(cause: &'a FindingCause, number: u64, time: u64, host: &'a str) -> NewFinding<'a> {
    NewFinding {
        cause,
        origins: &[],
        record: Digest::of(&number.to_be_bytes()),
        title: "a name that alpha told of",
        level: Severity::Medium,
        met: NOON,
        seen: Seen::Now { time: Some(time), host: Some(host) },
        place: "conn.log record 1",
        example: "{}",
    }
}

fn kept<T: Send + 'static>(
    store: &Store,
    act: impl FnOnce(&Tx<'_, Keep>) -> Result<T, store::Error> + Send + 'static,
) -> T {
    store.keep().transact("a test", act).expect("kept")
}

#[test]
fn a_record_counts_once_and_a_group_is_one_finding() {
    let (folder, store) = fresh();
    let first = kept(&store, |tx| {
        let cause = domain("evil.example");
        let Met::Opened(id) = tx.meet(&record(&cause, 1, NOON - 5, "one"))? else { panic!("it is new") };
        assert_eq!(tx.meet(&record(&cause, 1, NOON - 5, "one"))?, Met::Known(id));
        assert_eq!(tx.meet(&record(&cause, 2, NOON - DAY, "two"))?, Met::Counted(id));
        let critical = NewFinding { level: Severity::Critical, ..record(&cause, 3, NOON, "one") };
        assert_eq!(tx.meet(&critical)?, Met::Counted(id));
        let rule = FindingCause::Rule("evil.example".to_owned());
        assert!(
            matches!(tx.meet(&record(&rule, 1, NOON, "one"))?, Met::Opened(other) if other != id),
            "a rule is another cause"
        );
        Ok(id)
    });
    drop(store);
    let store = Store::open(folder.path()).expect("opened again");
    let again = kept(&store, |tx| tx.meet(&record(&domain("evil.example"), 2, NOON, "three")));
    assert_eq!(again, Met::Known(first), "after a restart too");
    let found = store.keep().read("it", |view| view.finding(first)).expect("read").expect("there");
    assert_eq!(
        (found.count, found.first, found.last, found.days, found.hosts, found.all_hosts),
        (3, NOON - DAY, NOON, 2, 2, true)
    );
    assert_eq!((found.level, found.state, found.before), (Severity::Critical, FindingState::New, 0));
    let days = store.keep().read("days", |view| view.finding_days(first, 9)).expect("days");
    assert_eq!(days, [(NOON / DAY, 2), (NOON / DAY - 1, 1)]);
    let hosts = store.keep().read("hosts", |view| view.finding_hosts(first)).expect("hosts");
    assert_eq!(
        hosts.iter().map(|host| (host.host.as_str(), host.count)).collect::<Vec<_>>(),
        [("one", 2), ("two", 1)]
    );
    assert_eq!(
        store.keep().read("by cause", |view| view.finding_of(&domain("evil.example"))).expect("read"),
        Some(found)
    );
}

#[test]
fn a_transaction_that_fails_counts_nothing() {
    let (_folder, store) = fresh();
    let failed = store.keep().transact("fails", |tx| {
        tx.meet(&record(&domain("evil.example"), 1, NOON, "one"))?;
        tx.raise(&store::NewAlarm { kind: "a\nb", subject: None, since: 1, text: "", evidence: None })
            .map(drop)
    });
    assert!(failed.is_err());
    assert!(matches!(
        kept(&store, |tx| tx.meet(&record(&domain("evil.example"), 1, NOON, "one"))),
        Met::Opened(_)
    ));
}

#[test]
fn statements_that_name_one_value_are_origins_of_one_finding() {
    let (_folder, store) = fresh();
    let found = kept(&store, |tx| {
        let cause = domain("evil.example");
        let one = [origin("one", "alpha")];
        let two = [origin("one", "alpha"), origin("two", "bravo")];
        let met = tx.meet(&NewFinding { origins: &one, ..record(&cause, 1, NOON, "one") })?;
        // The record is known, and that another statement names it is news.
        assert_eq!(
            Some(tx.meet(&NewFinding { origins: &two, ..record(&cause, 1, NOON, "one") })?),
            met.id().map(Met::Known)
        );
        let many: Vec<Origin> = (0..50).map(|number| origin(&format!("n{number}"), "alpha")).collect();
        tx.meet(&NewFinding { origins: &many, ..record(&cause, 2, NOON, "one") })?;
        Ok(tx.finding_of(&cause)?.expect("there"))
    });
    assert_eq!(found.origins.len(), MAX_ORIGINS);
    assert!(
        found.origins.contains(&origin("two", "bravo")) && found.origins.contains(&origin("one", "alpha"))
    );
    let from = store.keep().read("from", |view| view.findings_from(&id("two"), 9)).expect("read");
    assert_eq!(from, [found.id]);
}

#[test]
fn what_the_index_knew_counts_once_and_days_are_not_counted_twice() {
    let (_folder, store) = fresh();
    let found = kept(&store, |tx| {
        let cause = domain("evil.example");
        let before = NewFinding {
            seen: Seen::Before { count: 40, first: NOON - 9 * DAY, last: NOON, days: 5, hosts: 3 },
            ..record(&cause, 0, NOON, "one")
        };
        let met = tx.meet(&before)?;
        assert_eq!(
            Some(tx.meet(&before)?),
            met.id().map(Met::Known),
            "another statement asks the index again"
        );
        let found = tx.finding_of(&cause)?.expect("there");
        assert_eq!((found.hosts, found.all_hosts, found.days), (3, true, 5));
        // The same day as the last that the index knew, and the next one.
        tx.meet(&record(&cause, 1, NOON + 5, "one"))?;
        tx.meet(&record(&cause, 2, NOON + DAY, "two"))?;
        Ok(tx.finding_of(&cause)?.expect("there"))
    });
    assert_eq!((found.count, found.before, found.days, found.hosts, found.all_hosts), (42, 40, 6, 3, false));
    assert_eq!((found.first, found.last), (NOON - 9 * DAY, NOON + DAY));
}

#[test]
fn threat_23_times_and_texts_of_strangers_do_no_harm() {
    let (_folder, store) = fresh();
    let long = "ä".repeat(MAX_EXAMPLE);
    let found = kept(&store, move |tx| {
        let cause = FindingCause::Rule(long.clone());
        for (number, time) in [(1, u64::MAX), (2, NOON + 2 * DAY), (3, 0), (4, NOON + DAY)] {
            tx.meet(&NewFinding { example: &long, title: &long, ..record(&cause, number, time, &long) })?;
        }
        let longer = FindingCause::Rule(format!("{long}."));
        assert!(
            matches!(tx.meet(&record(&longer, 1, NOON, "\u{0}\u{1b}"))?, Met::Opened(_)),
            "what is cut is not what tells apart"
        );
        Ok(tx.finding_of(&cause)?.expect("there"))
    });
    assert_eq!(
        (found.first, found.last, found.count),
        (0, NOON + DAY, 4),
        "what lies more than a day ahead is not believed"
    );
    assert!(found.example.len() <= MAX_EXAMPLE && found.title.len() < 3_000);
}

#[test]
fn threat_29_hosts_and_days_have_limits() {
    let (_folder, store) = fresh();
    let found = kept(&store, |tx| {
        let cause = domain("evil.example");
        for number in 0..500 {
            tx.meet(&record(&cause, number, number * DAY, &format!("host {number}")))?;
        }
        Ok(tx.finding_of(&cause)?.expect("there"))
    });
    assert_eq!((found.hosts, found.all_hosts, found.days, found.count), (MAX_HOSTS as u64, false, 500, 500));
    let days = store.keep().read("days", |view| view.finding_days(found.id, 1_000)).expect("days");
    assert_eq!((days.len(), days[0].0), (400, 499), "the oldest days go");
}

#[test]
fn people_judge_and_nothing_of_it_is_overwritten() {
    let (_folder, store) = fresh();
    let finding = kept(&store, |tx| {
        let cause = domain("evil.example");
        let finding = tx.meet(&record(&cause, 1, NOON, "one"))?.id().expect("a place");
        assert!(tx.judge_finding(finding, FindingState::Confirmed, "maria", "seen in the proxy too", 10)?);
        assert_eq!(tx.meet(&record(&cause, 2, NOON, "one"))?, Met::Counted(finding));
        assert!(tx.note_on_finding(finding, "karl", "told the owner", 11)?);
        assert!(tx.judge_finding(finding, FindingState::Closed, "maria", "", 12)?);
        assert_eq!(
            tx.meet(&record(&cause, 3, NOON, "one"))?,
            Met::Opened(finding),
            "what was closed is new when it is met again"
        );
        assert!(tx.judge_finding(finding, FindingState::FalseAlarm, "maria", "the resolver", 13)?);
        assert_eq!(
            tx.meet(&record(&cause, 4, NOON, "one"))?,
            Met::Counted(finding),
            "a false alarm stays one"
        );
        assert!(!tx.judge_finding(FindingId(99), FindingState::Closed, "maria", "", 1)?);
        assert!(!tx.judge_finding(FindingId(u64::MAX), FindingState::Closed, "maria", "", 1)?);
        Ok(finding)
    });
    let acts = store.keep().read("acts", |view| view.finding_acts(finding)).expect("acts");
    let acts: Vec<_> =
        acts.iter().map(|act| format!("{} {} {} {}", act.number, act.who, act.act, act.why)).collect();
    assert_eq!(
        acts,
        [
            "1 node opened ",
            "2 maria confirmed seen in the proxy too",
            "3 karl note told the owner",
            "4 maria closed ",
            "5 node reopened ",
            "6 maria false-alarm the resolver"
        ]
    );
    let long = store.keep().transact("long", move |tx| {
        tx.judge_finding(finding, FindingState::New, "maria", &"x".repeat(MAX_WHY + 1), 1)
    });
    assert!(matches!(long, Err(store::Error::Refused { .. })));
    let many = kept(&store, move |tx| {
        (0..300)
            .try_for_each(|number| tx.note_on_finding(finding, "maria", &number.to_string(), 1).map(drop))?;
        tx.finding_acts(finding)
    });
    assert_eq!((many.len(), many[0].act.as_str(), many[1].why.as_str()), (201, "opened", "100"));
}

#[test]
fn lists_are_filtered_and_come_page_by_page() {
    let (_folder, store) = fresh();
    kept(&store, |tx| {
        for number in 0..25 {
            let cause = domain(&format!("n{number}.example"));
            let level = if number % 5 == 0 { Severity::High } else { Severity::Low };
            let origins =
                if number < 10 { vec![origin("one", "alpha")] } else { vec![origin("two", "bravo")] };
            let new = NewFinding {
                level,
                origins: &origins,
                met: NOON + number / 2,
                ..record(&cause, number, NOON, "one")
            };
            let finding = tx.meet(&new)?.id().expect("a place");
            if number == 7 {
                tx.judge_finding(finding, FindingState::Confirmed, "maria", "", NOON)?;
            }
        }
        Ok(())
    });
    let page = |filter: FindingFilter, after: Option<FindingCursor>| {
        store.keep().read("a page", |view| view.findings(&filter, after, 10)).expect("a page")
    };
    let count = |filter: FindingFilter| page(filter, None).findings.len();
    let (mut after, mut all) = (None, Vec::new());
    loop {
        let page = page(FindingFilter::default(), after);
        all.extend(page.findings.iter().map(|found| (found.met, found.id)));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(all.len(), 25);
    assert!(all.windows(2).all(|pair| pair[0] > pair[1]), "newest first, each once");
    assert_eq!(count(FindingFilter { least: Some(Severity::High), ..FindingFilter::default() }), 5);
    assert_eq!(
        count(FindingFilter {
            states: vec![FindingState::Confirmed, FindingState::Closed],
            ..FindingFilter::default()
        }),
        1
    );
    assert_eq!(count(FindingFilter { text: Some("N7.EX".to_owned()), ..FindingFilter::default() }), 1);
    assert_eq!(
        count(FindingFilter { text: Some("n%".to_owned()), ..FindingFilter::default() }),
        0,
        "no sign is special"
    );
    assert_eq!(count(FindingFilter { met: Some(NOON..=NOON), ..FindingFilter::default() }), 2);
    let of_alpha = FindingFilter {
        member: Some(member("alpha")),
        least: Some(Severity::High),
        ..FindingFilter::default()
    };
    assert_eq!(
        (count(of_alpha.clone()), page(of_alpha, None).findings[0].origins.clone()),
        (2, vec![origin("one", "alpha")])
    );
    assert_eq!(
        count(FindingFilter {
            statement: Some(id("two")),
            least: Some(Severity::High),
            ..FindingFilter::default()
        }),
        3
    );
    let cursor = FindingCursor { met: 17, id: FindingId(3) };
    assert_eq!(cursor.to_string().parse(), Ok(cursor));
    assert!(["", "17", "17.", "a.3", "17.3.1"].iter().all(|text| text.parse::<FindingCursor>().is_err()));
    let tallies = store.keep().read("tallies", |view| view.finding_tallies()).expect("tallies");
    let tallies: Vec<_> =
        tallies.iter().map(|one| (one.state.as_str(), one.level.as_str(), one.findings)).collect();
    assert_eq!(tallies, [("confirmed", "low", 1), ("new", "low", 19), ("new", "high", 5)]);
}

#[test]
fn threat_29_findings_that_nobody_closed_do_not_give_way_and_what_is_lost_is_counted() {
    let (_folder, store) = fresh();
    kept(&store, |tx| {
        for number in 0..MAX_FINDINGS as u64 {
            let cause = domain(&format!("n{number}.example"));
            assert!(matches!(tx.meet(&record(&cause, number, NOON, "one"))?, Met::Opened(_)));
        }
        assert_eq!(tx.meet(&record(&domain("one.more"), 1, NOON, "one"))?, Met::Full);
        assert_eq!(tx.findings_lost()?, 1);
        tx.judge_finding(FindingId(18), FindingState::FalseAlarm, "maria", "", NOON + 2)?;
        tx.judge_finding(FindingId(17), FindingState::Closed, "maria", "", NOON + 1)?;
        let met = tx.meet(&record(&domain("one.more"), 1, NOON, "one"))?;
        assert_eq!(met, Met::Opened(FindingId(MAX_FINDINGS as u64 + 1)), "numbers are not used again");
        assert_eq!(
            (tx.finding(FindingId(17))?, tx.finding_acts(FindingId(17))?),
            (None, vec![]),
            "closed longest ago"
        );
        assert!(tx.finding(FindingId(18))?.is_some());
        // Its records are known no more, and meet anew.
        assert!(matches!(tx.meet(&record(&domain("n16.example"), 16, NOON, "one"))?, Met::Opened(_)));
        Ok(())
    });
}

fn release(finding: FindingId, seed: &str, rule: Option<&str>, made: u64) -> Release {
    Release {
        text: Digest::of(seed.as_bytes()),
        finding,
        statement: None,
        verdict: Verdict::Seen,
        content: Digest::of(b"content"),
        refs: vec![id("one"), id("two")],
        made,
        who: "maria".to_owned(),
        rule: rule.map(str::to_owned),
    }
}

#[test]
fn a_release_is_noted_before_and_after_it_is_said() {
    let (_folder, store) = fresh();
    let (finding, listed) = kept(&store, |tx| {
        let finding = tx.meet(&record(&domain("evil.example"), 1, NOON, "one"))?.id().expect("a place");
        let (one, two, three) = (
            release(finding, "1", None, 5),
            release(finding, "2", Some("energy"), 6),
            release(finding, "3", Some("energy"), 7),
        );
        [&one, &two, &three].into_iter().try_for_each(|release| tx.begin_release(release))?;
        assert_eq!(tx.unfinished_releases()?, [one.clone(), two.clone(), three.clone()]);
        tx.end_release(&one, id("said"), 8)?;
        tx.end_release(&one, id("other"), 9)?;
        tx.end_release(&two, id("said too"), 9)?;
        tx.drop_release(&three.text)?;
        tx.drop_release(&one.text)?;
        assert_eq!(
            (
                tx.released_by_rule("energy", 6)?,
                tx.released_by_rule("energy", 7)?,
                tx.unfinished_releases()?.len()
            ),
            (1, 0, 0)
        );
        assert_eq!(tx.release_tallies()?, [(Verdict::Seen, 2)]);
        let said = [
            Release { statement: Some(id("said")), ..one },
            Release { statement: Some(id("said too")), ..two },
        ];
        assert_eq!(tx.releases(finding)?, said);
        Ok((finding, tx.finding_acts(finding)?))
    });
    assert_eq!(listed.len(), 3);
    assert_eq!((listed[1].act.as_str(), listed[1].why.clone()), ("released", format!("seen {}", id("said"))));
    assert!(store.keep().read("it", |view| view.finding(finding)).expect("read").is_some());
}

#[test]
fn a_target_is_told_of_each_opening_once_and_of_what_it_missed() {
    let (_folder, store) = fresh();
    kept(&store, |tx| {
        let meet =
            |number: u64| tx.meet(&record(&domain(&format!("n{number}.example")), number, NOON, "one"));
        meet(1)?;
        tx.set_targets(&["desk".to_owned(), "siem".to_owned()])?;
        assert_eq!(tx.notices("desk")?.findings, [], "what was there before the target is not told");
        let (two, three) = (meet(2)?.id(), meet(3)?.id());
        let notices = tx.notices("desk")?;
        assert_eq!(notices.findings.iter().map(|found| Some(found.id)).collect::<Vec<_>>(), [two, three]);
        tx.notified("desk", notices.upto)?;
        assert_eq!((tx.notices("desk")?.findings.len(), tx.notices("siem")?.findings.len()), (0, 2));
        tx.judge_finding(two.expect("a place"), FindingState::Closed, "maria", "", 1)?;
        tx.meet(&record(&domain("n2.example"), 99, NOON, "one"))?;
        let again = tx.notices("desk")?;
        assert_eq!((again.findings.len(), again.findings[0].id, again.missed), (1, two.expect("a place"), 0));
        assert_eq!(tx.notices("siem")?.findings.len(), 2, "each once");
        tx.set_targets(&["siem".to_owned()])?;
        assert_eq!(tx.notices("desk")?, Notices::default());
        (10..10 + MAX_NOTICES).try_for_each(|number| meet(number).map(drop))?;
        let late = tx.notices("siem")?;
        assert_eq!((late.findings.len() as u64, late.missed), (MAX_NOTICES, 3));
        tx.notified("siem", late.upto)?;
        assert_eq!(tx.notices("siem")?, Notices { upto: late.upto, ..Notices::default() });
        Ok(())
    });
}
