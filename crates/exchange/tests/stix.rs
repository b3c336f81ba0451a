//! Texts of STIX and what becomes of their objects: each folder of testdata/stix is a case. `input.*` is read and gives the lines of
//! `expected.txt`: place, what the object is, what there is to say of it; then the sums.

mod common;

use common::{cases, input};
use exchange::stix::{Bundle, Item, Reader, Standing, Summary};
use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

fn told(bytes: &[u8]) -> String {
    let mut told = String::new();
    let summary =
        Reader::new().read(bytes, &mut |item| told.push_str(&line(&item))).expect("memory can be read");
    let Summary { taken, opaque, again, refused, .. } = summary;
    writeln!(told, "{taken} taken, {opaque} opaque, {again} again, {refused} refused").expect("text grows");
    told
}

fn line(item: &Item<'_>) -> String {
    match item {
        Item::Kept(kept) => {
            let mut line = format!("{} {}", kept.place, kept.object.kind());
            if let Standing::Opaque(why) = kept.standing {
                line.push_str(&format!(" - opaque: {why}"));
            }
            kept.remarks.iter().for_each(|remark| line.push_str(&format!(" - {remark}")));
            line + "\n"
        }
        Item::Refused(refused) => format!("{} refused: {}\n", refused.place, refused.why),
    }
}

#[test]
fn texts_give_what_they_hold() {
    let mut wrong = Vec::new();
    for case in cases("stix") {
        let actual = told(&input(&case));
        if actual != fs::read_to_string(case.join("expected.txt")).unwrap_or_default() {
            wrong.push(format!("{}:\n{actual}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases("stix").len() > 5);
}

/// The objects of a text, byte for byte.
fn objects(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut objects = Vec::new();
    let mut take = |item: Item<'_>| {
        if let Item::Kept(kept) = item {
            objects.push(kept.object.bytes().to_vec());
        }
    };
    Reader::new().read(bytes, &mut take).expect("memory can be read");
    objects
}

fn bundled(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bundle = Bundle::new(Vec::new());
    objects.iter().for_each(|object| bundle.add(object).expect("memory"));
    bundle.end().expect("memory")
}

/// What is kept comes back, byte for byte and in order, however it came.
#[test]
fn what_goes_in_comes_out() {
    for case in cases("stix") {
        let there = objects(&input(&case));
        assert_eq!(objects(&bundled(&there)), there, "{}", case.display());
    }
}

/// ATT&CK for industrial control systems, where it is at hand.
#[test]
fn attack_goes_in_and_comes_out() {
    let data = std::env::var_os("DETENTE_DATA").map(PathBuf::from);
    let data = data.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"));
    let Ok(bytes) = fs::read(data.join("intel/attack/ics-attack.json")) else {
        println!("skipped: there is no intel/attack in {}", data.display());
        return;
    };
    let parsed = |bytes: &[u8]| {
        let whole: serde_json::Value = serde_json::from_slice(bytes).expect("it is JSON");
        whole["objects"].as_array().expect("it has objects").clone()
    };
    let there = objects(&bytes);
    assert_eq!(parsed(&bundled(&there)), parsed(&bytes));
    let told = told(&bytes);
    assert!(told.ends_with(" 0 again, 0 refused\n"), "{:?}", told.lines().last());
}
