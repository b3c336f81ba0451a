//! Key sheets: stolen, lost and replaced keys.

mod common;

use common::{FIVE, key, name, root, text};
use note::{Algorithm, Note, SigningKey};
use statement::{BadSheet, Charter, Digest, KeySheet, Role, UnitId};

fn unit() -> Charter {
    Charter::parse(&text(1, None, &FIVE, "")).expect("sound")
}

fn role_key(unit: &UnitId, role: Role, seed: &str) -> SigningKey {
    let name = name("alpha").key_name(unit, role.as_str());
    key(name.as_str(), role.algorithm(), &format!("{} {seed}", role.as_str()))
}

/// A sheet of alpha's with the keys of `seed`.
fn sheet(number: u64, previous: Option<Digest>, seed: &str, rest: &str) -> String {
    let unit = unit().id;
    let mut text = format!("detente/keys/v1\nunit {unit}\nmember alpha\nnumber {number}\n");
    if let Some(previous) = previous {
        text += &format!("previous {previous}\n");
    }
    text += "made 2026-11-22T20:00:00Z\n";
    for role in Role::ALL {
        text += &format!("{} {}\n", role.as_str(), role_key(&unit, role, seed).verifier());
    }
    text + rest
}

fn open(text: &str, signer: &SigningKey) -> Result<KeySheet, BadSheet> {
    let unit = unit();
    let note = signer.sign(Note::unsigned(text).expect("a text"));
    KeySheet::open(&note, &unit.id, unit.seat(&name("alpha")).expect("a seat"))
}

#[test]
fn a_sheet_is_read_and_written_alike() {
    let rest = format!("age age1{}\ntransport {}\n", "q".repeat(58), Digest::of(b"spki"));
    let text = sheet(1, None, "one", &rest);
    let sheet = open(&text, &root("alpha")).expect("a sheet");
    assert_eq!(sheet.to_string(), text);
    assert_eq!(sheet.id, Digest::of(text.as_bytes()));
}

#[test]
fn only_the_members_root_makes_sheets() {
    let text = sheet(1, None, "one", "");
    assert!(matches!(open(&text, &root("beta")), Err(BadSheet::Unverified(_))));
    let other_member = text.replace("member alpha", "member beta");
    assert!(open(&other_member, &root("alpha")).is_err());
    let other_unit = text.replace(&unit().id.to_string(), &Digest::of(b"another unit").to_string());
    assert!(open(&other_unit, &root("alpha")).is_err());
}

#[test]
fn threat_25_a_stolen_key_is_void_from_an_entry_on() {
    let unit = unit().id;
    let first = open(&sheet(1, None, "one", ""), &root("alpha")).expect("a sheet");
    let stolen = role_key(&unit, Role::Statement, "one");
    let void = format!("void 40 {}\n", stolen.verifier());
    let second = open(&sheet(2, Some(first.id), "two", &void), &root("alpha")).expect("a sheet");
    assert_eq!(second.follows(&first), Ok(()));
    assert_eq!(second.void_from(stolen.verifier()), Some(40));
    assert_eq!(second.void_from(role_key(&unit, Role::Statement, "two").verifier()), None);
    assert_eq!(second.void_from(role_key(&unit, Role::Log, "one").verifier()), None);
}

#[test]
fn a_lost_key_is_replaced_by_the_next_sheet_and_no_other() {
    let first = open(&sheet(1, None, "one", ""), &root("alpha")).expect("a sheet");
    let second = open(&sheet(2, Some(first.id), "two", ""), &root("alpha")).expect("a sheet");
    let third = open(&sheet(3, Some(second.id), "three", ""), &root("alpha")).expect("a sheet");
    assert_eq!((second.follows(&first), third.follows(&second)), (Ok(()), Ok(())));
    assert!(third.follows(&first).is_err() && first.follows(&second).is_err());
    let unchained =
        open(&sheet(2, Some(Digest::of(b"another")), "two", ""), &root("alpha")).expect("a sheet");
    assert!(unchained.follows(&first).is_err());
}

#[test]
fn a_sheet_has_one_spelling_and_keys_have_one_role() {
    let good = sheet(1, None, "one", "");
    let unit = unit().id;
    let [statement, log, witness] = Role::ALL.map(|role| role_key(&unit, role, "one").verifier().to_string());
    let reused = key(&name("alpha").key_name(&unit, "log").to_string(), Algorithm::Ed25519, "statement one");
    let cases = [
        good.replace("number 1", "number 01"),
        good.replace("number 1", "number 2"),
        good.replace("made ", "made  "),
        format!("{good}\n"),
        format!("{good}colour blue\n"),
        good.replace(&statement, &log),
        good.replace(
            &witness,
            &key(&name("alpha").key_name(&unit, "witness").to_string(), Algorithm::Ed25519, "x")
                .verifier()
                .to_string(),
        ),
        good.replace(&log, &reused.verifier().to_string()),
        good.trim_end().to_owned(),
        format!("{good}age age1short\n"),
        format!("{good}void x {log}\n"),
    ];
    for bad in cases {
        assert!(bad.parse::<KeySheet>().is_err(), "{bad}");
    }
    assert!(good.parse::<KeySheet>().is_ok());
}
