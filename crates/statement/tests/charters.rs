//! Charters: which hold, what they take, and what happens when somebody tries to bend one. Numbers are those of the table of attacks.

mod common;

use common::{FIVE, key, name, root, signed, text};
use note::Algorithm;
use statement::{BadCharter, Charter, Coalition, LogQuorum, Power, Unsafe, Unsigned};

const ALL: [&str; 5] = ["alpha", "beta", "gamma", "delta", "epsilon"];

fn quorum(charter: &Charter) -> Vec<(u32, u32, u32)> {
    charter
        .logs()
        .map(|LogQuorum { witnesses, hostile, cosignatures, .. }| (witnesses, hostile, cosignatures))
        .collect()
}

#[test]
fn defaults_are_the_least_that_is_safe() {
    let three = Charter::parse(&text(1, None, &FIVE[..3], "")).expect("sound");
    assert_eq!(quorum(&three), [(2, 0, 2); 3]);
    let log = three.logs().next().expect("a log");
    assert_eq!((log.lies_survived(), log.silences_survived()), (1, 0));
    let five = Charter::parse(&text(1, None, &FIVE, "")).expect("sound");
    assert_eq!(quorum(&five), [(4, 1, 3); 5]);
    let log = five.logs().next().expect("a log");
    assert_eq!((log.lies_survived(), log.silences_survived(), log.is_live()), (1, 1, true));
    let uneven =
        Charter::parse(&text(1, None, &[("a", "x"), ("b", "x"), ("c", "x"), ("d", "y"), ("e", "y")], ""));
    assert_eq!(quorum(&uneven.expect("sound")), [(2, 0, 2), (2, 0, 2), (2, 0, 2), (3, 0, 2), (3, 0, 2)]);
}

#[test]
fn threat_12_a_quorum_that_protects_nobody_is_refused() {
    let unsafe_quorum =
        Charter::parse(&text(1, None, &FIVE, "[thresholds]\nhostile = 1\ncosignatures = 2\n"));
    assert!(
        matches!(unsafe_quorum, Err(BadCharter::Unsafe(Unsafe::TwoHistories { least: 3, .. }))),
        "{unsafe_quorum:?}"
    );
    let unreachable = Charter::parse(&text(1, None, &FIVE, "[thresholds]\ncosignatures = 5\n"));
    assert!(matches!(unreachable, Err(BadCharter::Unsafe(Unsafe::Unreachable { .. }))), "{unreachable:?}");
    let one_bloc = Charter::parse(&text(1, None, &[("alpha", "a"), ("beta", "a")], ""));
    assert!(one_bloc.is_err());
}

#[test]
fn threat_11_one_organisation_has_one_seat() {
    let twice = text(1, None, &[("alpha", "a"), ("alpha", "b"), ("beta", "c")], "");
    assert!(Charter::parse(&twice).is_err());
    let same_root = text(1, None, &FIVE[..2], "").replace(
        &key("beta/root", Algorithm::Ed25519, "root of beta").verifier().to_string(),
        &key("beta/root", Algorithm::Ed25519, "root of alpha").verifier().to_string(),
    );
    assert!(Charter::parse(&same_root).is_err());
}

#[test]
fn what_is_not_understood_is_not_signed() {
    let good = text(1, None, &FIVE, "");
    for (from, to) in [
        ("rules = 1", "rules = 2"),
        ("rules = 1", "rules = 1\nsecret = true"),
        ("charter = 1", "charter = 0"),
        ("charter = 1", "charter = 2"),
        ("name = \"A unit\"", "name = \"\""),
        ("bloc = \"a\"", "bloc = \"A\""),
        ("alpha/root", "alpha/key"),
        ("2026-11-21T00:00:00Z", "2026-11-21"),
    ] {
        let bad = good.replacen(from, to, 1);
        assert!(bad != good && Charter::parse(&bad).is_err(), "{to}");
    }
    let error =
        Charter::parse(&good.replacen("rules = 1", "rules = \"1\"", 1)).expect_err("a text for a number");
    assert!(error.to_string().contains("line 4"), "{error}");
}

/// Each of these is TOML to some reader of it, and to another it is not, or something else.
#[test]
fn a_charter_is_the_toml_that_all_readers_understand_alike() {
    let good = text(1, None, &FIVE, "");
    for (from, to) in [
        ("charter = 1", "\u{feff}charter = 1"),
        ("\"A unit\"", r#""A \x75nit""#),
        ("rules = 1\n", "rules = 1\nquota = { bytes = 1000,\n}\n"),
        ("rules = 1\n", "rules = 1\n[quota]\nbytes = 9223372036854775808\n"),
        ("rules = 1\n", "rules = 1\r\n"),
    ] {
        let bad = good.replacen(from, to, 1);
        let error = Charter::parse(&bad).expect_err(to).to_string();
        assert!(bad != good && error.contains("line "), "{error}");
    }
    for (from, to) in [
        ("\"A unit\"", r#""A \"unit\" \\""#),
        ("rules = 1\n", "  rules=1# why\n"),
        ("[[member]]", " [[member]] #"),
    ] {
        let plain = good.replacen(from, to, 1);
        assert!(plain != good && Charter::parse(&plain).is_ok(), "{to}");
    }
}

#[test]
fn a_first_charter_takes_every_root() {
    let text = text(1, None, &FIVE, "");
    assert_eq!(signed(&text, &ALL).verify_first(), Ok(()));
    let missing = signed(&text, &ALL[..4]).verify_first();
    assert_eq!(missing, Err(Unsigned::Missing(vec![name("epsilon")])));
    let gathered = signed(&text, &ALL[..2]).join(&signed(&text, &ALL[2..])).expect("the same charter");
    assert_eq!(gathered.verify_first(), Ok(()));
}

#[test]
fn threat_20_and_21_a_majority_of_two_blocs_expels_and_the_expelled_cannot_stop_it() {
    let first = Charter::parse(&text(1, None, &FIVE, "")).expect("sound");
    let without_epsilon = text(2, Some(&first), &FIVE[..4], "");
    assert_eq!(signed(&without_epsilon, &["alpha", "beta", "gamma"]).verify_after(&first), Ok(()));
    let two = signed(&without_epsilon, &["alpha", "beta"]).verify_after(&first);
    assert_eq!(two, Err(Unsigned::NoMajority { has: 2, of: 5 }));
    let bloc =
        Charter::parse(&text(1, None, &[("a", "x"), ("b", "x"), ("c", "x"), ("d", "y")], "")).expect("sound");
    let by_one_bloc =
        signed(&text(2, Some(&bloc), &[("a", "x"), ("b", "x"), ("c", "y")], ""), &["a", "b", "c"]);
    assert_eq!(by_one_bloc.verify_after(&bloc), Err(Unsigned::NoMajority { has: 3, of: 4 }));
}

#[test]
fn who_joins_or_changes_its_root_signs() {
    let first = Charter::parse(&text(1, None, &FIVE[..4], "")).expect("sound");
    let with_epsilon = text(2, Some(&first), &FIVE, "");
    let by_old = signed(&with_epsilon, &ALL[..4]).verify_after(&first);
    assert_eq!(by_old, Err(Unsigned::Missing(vec![name("epsilon")])));
    assert_eq!(signed(&with_epsilon, &["alpha", "beta", "gamma", "epsilon"]).verify_after(&first), Ok(()));
}

#[test]
fn threat_21_two_charters_after_one_are_evidence_against_those_who_signed_both() {
    let first = Charter::parse(&text(1, None, &FIVE, "")).expect("sound");
    let one = signed(&text(2, Some(&first), &FIVE[..4], ""), &["alpha", "beta", "gamma"]);
    let other = signed(&text(2, Some(&first), &FIVE[1..], ""), &["gamma", "delta", "epsilon"]);
    assert_eq!((one.verify_after(&first), other.verify_after(&first)), (Ok(()), Ok(())));
    assert_eq!(one.double_signers(&other, &first), Ok(vec![name("gamma")]));
    assert_eq!(one.double_signers(&one, &first), Ok(vec![]));
}

#[test]
fn a_charter_follows_only_on_the_one_that_it_names() {
    let first = Charter::parse(&text(1, None, &FIVE, "")).expect("sound");
    let elsewhere = Charter::parse(&text(1, None, &FIVE[..4], "")).expect("sound");
    let second = signed(&text(2, Some(&first), &FIVE, ""), &ALL);
    assert!(matches!(second.verify_after(&elsewhere), Err(Unsigned::NotNext(_))));
    let third = signed(&text(3, Some(&first), &FIVE, ""), &ALL);
    assert!(matches!(third.verify_after(&first), Err(Unsigned::NotNext(_))));
    assert!(matches!(second.verify_first(), Err(Unsigned::NotNext(_))));
}

#[test]
fn a_wrong_signature_spoils_the_whole_charter() {
    let text = text(1, None, &FIVE, "");
    let forged = key("epsilon/root", Algorithm::Ed25519, "somebody else");
    let good = signed(&text, &ALL[..4]);
    let line = root("epsilon").verifier().id();
    let mut forged = forged.sign(note::Note::unsigned(&text).expect("a text")).signatures()[0].clone();
    forged.id = line;
    let note = good.note().clone().with(forged);
    let charter = statement::SignedCharter::parse(note.to_string().as_bytes()).expect("well formed");
    assert!(matches!(charter.verify_first(), Err(Unsigned::BadSignature(_))));
}

#[test]
fn what_coalitions_can_do() {
    let charter = Charter::parse(&text(1, None, &FIVE, "")).expect("sound");
    let powers = |members: &[&str]| -> Vec<Power> {
        let members: Vec<_> = members.iter().map(|member| name(member)).collect();
        let coalition = Coalition::of(&charter, &members);
        [Power::Amend, Power::Block, Power::Override, Power::Halt, Power::Equivocate]
            .into_iter()
            .filter(|power| coalition.can(*power))
            .collect()
    };
    assert_eq!(powers(&["alpha"]), []);
    assert_eq!(powers(&["alpha", "beta"]), [Power::Block, Power::Halt]);
    assert_eq!(
        powers(&["alpha", "beta", "gamma"]),
        [Power::Amend, Power::Block, Power::Halt, Power::Equivocate]
    );
    assert_eq!(
        powers(&ALL[..4]),
        [Power::Amend, Power::Block, Power::Override, Power::Halt, Power::Equivocate]
    );
}

#[test]
fn the_least_number_for_each_power_is_what_trying_all_coalitions_finds() {
    let shapes: [&[usize]; 9] = [
        &[1, 1],
        &[1, 1, 1],
        &[1, 1, 1, 1, 1],
        &[2, 1],
        &[2, 2, 2],
        &[4, 1, 1],
        &[3, 3, 1, 1],
        &[1, 1, 1, 1, 1, 1, 1],
        &[5, 2, 2],
    ];
    for blocs in shapes {
        let members: Vec<(String, String)> = (0..)
            .zip(blocs)
            .flat_map(|(bloc, size)| {
                (0..*size).map(move |member| (format!("m{bloc}-{member}"), format!("b{bloc}")))
            })
            .collect();
        let members: Vec<(&str, &str)> =
            members.iter().map(|(member, bloc)| (member.as_str(), bloc.as_str())).collect();
        let charter = Charter::parse(&text(1, None, &members, "")).expect("sound");
        for power in [Power::Amend, Power::Block, Power::Override, Power::Halt, Power::Equivocate] {
            let able = (1u32..1 << charter.seats.len()).filter(|chosen| {
                let members = charter.seats.iter().enumerate().filter(|(at, _)| chosen >> at & 1 == 1);
                Coalition::of(&charter, members.map(|(_, seat)| &seat.name)).can(power)
            });
            let tried = able.map(|chosen| chosen.count_ones() as usize).min();
            assert_eq!(charter.least(power), tried, "{blocs:?} {power:?}");
        }
    }
}
