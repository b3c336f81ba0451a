//! Cases of headers, and of the entries that they are signed as.

use super::{
    Set,
    spoil::{swap, without},
    trees::{key, signed},
    unit::role_key,
};
use note::Algorithm;
use statement::Role;

const DIGEST: &str = "CKZnDmO_ygCCDRHIVGGd4drUpeLFN6jC6mtd5gwtcVI";
const OTHER: &str = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";
const HASH: &str = "CKZnDmO/ygCCDRHIVGGd4drUpeLFN6jC6mtd5gwtcVI=";

pub fn all(set: &mut Set) {
    kinds(set);
    lines(set);
    values(set);
    needs(set);
    own(set);
    entries(set);
}

/// A header from its kind on, whose times, marking and audience stand where `{}` does.
fn header(kind: &str, common: &str, own: &str) -> String {
    let unit = super::unit::unit();
    format!(
        "detente/statement/v1\nunit {unit}\ncharter {unit}\nmember alpha\nkind {kind}\nmade 2026-11-22T20:00:00Z\n{common}{own}"
    )
}

const ALL: &str = "marking TLP:AMBER\naudience unit\n";
const UNTIL: &str = "until 2026-12-22T20:00:00Z\nmarking TLP:AMBER\naudience unit\n";

fn body() -> String {
    format!("body {HASH} 120 application/stix+json;version=2.1\n")
}

fn refs() -> String {
    format!("refs {DIGEST}\n")
}

fn intel() -> String {
    header("intel", UNTIL, &format!("{}{}operator anna\n", body(), refs()))
}

fn sealed() -> String {
    let to = "marking TLP:RED PAP:AMBER\naudience members beta gamma\n";
    header("intel", to, &format!("{}sealed {HASH} 432\n", body()))
}

fn case(set: &mut Set, name: &str, good: bool, text: String, why: &str) {
    set.case("header", &[&format!("{name}.header")], good, text, why);
}

/// A good one of each kind.
fn kinds(set: &mut Set) {
    let (body, refs) = (body(), refs());
    let values = "value cidr 198.51.100.0/24\nvalue domain evil.example\n";
    let kinds = [
        ("intel", intel()),
        ("sealed", sealed()),
        ("sighting", header("sighting", ALL, &format!("{refs}seen 17 2026-11-01 2026-11-20\n"))),
        ("claim", header("claim", ALL, &body)),
        ("retraction", header("retraction", ALL, &refs)),
        ("retraction-why", header("retraction", ALL, &format!("{refs}reason it was a resolver\n"))),
        ("proposal", header("proposal", UNTIL, &format!("action block\n{values}"))),
        ("proposal-body", header("proposal", UNTIL, &format!("{body}{refs}action watch\n{values}"))),
        ("vote", header("vote", ALL, &format!("{refs}vote yes\n"))),
        ("vote-operator", header("vote", ALL, &format!("{refs}operator anna-2\nvote withdraw\n"))),
        ("objection", header("objection", UNTIL, &format!("{refs}reason it is our portal\n"))),
        ("protect", header("protect", ALL, values)),
        ("count", header("count", ALL, &format!("{refs}epoch 2026-11-22\n"))),
        ("match", header("match", ALL, "list abc\n")),
        ("seal", header("seal", ALL, &format!("root {DIGEST}\nrows 1000000\nname the roll of the third\n"))),
        ("commit", header("seed", ALL, &format!("commit {DIGEST}\n"))),
        ("reveal", header("seed", ALL, "reveal AAECAw==\n")),
        ("receipt", header("receipt", ALL, "holds alpha 3\nholds beta 0\n")),
        ("receipt-none", header("receipt", ALL, "")),
        ("quote", header("quote", ALL, "checkpoint AAECAw==\n")),
        ("decision", header("decision", ALL, &format!("outcome {DIGEST}\n"))),
        ("evidence", header("evidence", ALL, "against beta\nevidence AAECAw==\n")),
        ("key", header("key", ALL, "sheet AAECAw==\n")),
        ("charter", header("charter", ALL, &format!("hash {DIGEST}\n"))),
        ("stop", header("stop", ALL, "")),
        ("song", header("song", ALL, "verse one two\nverse three\n")),
        ("song-sealed", swap(&sealed(), "kind intel", "kind song")),
    ];
    for (name, text) in kinds {
        case(set, name, true, text, "a good one of its kind");
    }
}

/// What is wrong with lines, whatever they say.
fn lines(set: &mut Set) {
    let good = intel();
    let mut bad = |name: &str, text: String, why: &str| case(set, name, false, text, why);
    for (line, name) in good.lines().enumerate() {
        let name = name.split([' ', '/']).next().unwrap_or_default();
        let required = !matches!(name, "until" | "refs" | "operator");
        if required {
            bad(&format!("no-{name}"), without(&good, line), "a line is missing");
        }
        let twice: String = good
            .lines()
            .enumerate()
            .map(|(at, text)| format!("{text}\n").repeat(1 + usize::from(at == line)))
            .collect();
        bad(&format!("twice-{name}"), twice, "a line is there twice");
    }
    bad(
        "order",
        swap(&swap(&good, &refs(), ""), "operator anna\n", &format!("operator anna\n{}", refs())),
        "two lines swapped",
    );
    bad(
        "made-first",
        swap(&swap(&good, "kind intel\n", ""), "20:00:00Z\n", "20:00:00Z\nkind intel\n"),
        "two lines swapped",
    );
    bad("version-2", swap(&good, "statement/v1", "statement/v2"), "another first line");
    bad("extra-line", format!("{good}colour blue\n"), "a line that the kind does not have");
    bad("extra-newline", format!("{good}\n"), "extra byte: a newline at the end");
    bad("newline-first", format!("\n{good}"), "extra byte: a newline at the start");
    bad("no-end", good.trim_end().to_owned(), "no newline at the end");
    bad("crlf", good.replace('\n', "\r\n"), "CRLF");
    bad("bom", format!("\u{feff}{good}"), "a byte order mark");
    bad("two-spaces", swap(&good, "member alpha", "member  alpha"), "two spaces");
    bad("space-behind", swap(&good, "member alpha", "member alpha "), "a space at the end of a line");
    bad("tab", swap(&good, "member alpha", "member\talpha"), "a tab for the space");
    bad("capital", swap(&good, "member alpha", "Member alpha"), "a line's name with a capital letter");
    let song = |line: &str| header("song", ALL, &format!("{line}\n"));
    bad("empty-value", song("verse "), "an empty value");
    bad("no-value", song("verse"), "no value");
    bad("name-33", song(&format!("{} x", "v".repeat(33))), "a line's name of 33 letters");
    bad("name-digit", song("verse2 x"), "a line's name with a digit");
    bad("no-break-space", song("verse x\u{a0}"), "white space at the end: U+00A0");
    bad("line-separator", song("verse \u{2028}x"), "white space at the start: U+2028");
    bad("next-line", song("verse x\u{85}y"), "a control character: U+0085");
    bad("delete", song("verse x\u{7f}y"), "a control character: U+007F");
    bad("song-operator", song("verse x\noperator anna"), "a common line behind those of an unknown kind");
    bad(
        "song-refs",
        header("song", ALL, &format!("{}{}", refs(), refs())),
        "a common line twice, in an unknown kind",
    );
    bad("too-long", song(&format!("verse {}", "x".repeat(32 << 10))), "longer than 32 KiB");
    case(set, "name-32", true, song(&format!("{} x", "v".repeat(32))), "a line's name of 32 letters");
    case(set, "unicode", true, song("verse \u{fc}ber\u{2003}alles \u{1f3b5}"), "any text within a value");
    let long = song("verse x");
    let longest = swap(&long, "verse x", &format!("verse {}", "x".repeat((32 << 10) - long.len() + 1)));
    case(set, "longest", true, longest, "exactly 32 KiB");
}

/// What is wrong with what a common line says.
fn values(set: &mut Set) {
    let good = intel();
    let changed = |from: &str, to: &str| swap(&good, from, to);
    let mut bad = |name: &str, text: String, why: &str| case(set, name, false, text, why);
    let unit = super::unit::unit().to_string();
    bad("unit-padded", changed(&unit, &format!("{unit}=")), "a digest with padding");
    bad("unit-short", changed(&unit, &unit[1..]), "a digest that is too short");
    bad("ref-bits", changed(DIGEST, &format!("{}J", &DIGEST[..42])), "a digest with unused bits set");
    bad("ref-standard", changed(DIGEST, &DIGEST.replace('_', "/")), "a digest in standard base64");
    for (name, member) in [
        ("capital", "Alpha"),
        ("hyphen-first", "-alpha"),
        ("hyphens", "al--pha"),
        ("dot", "al.pha"),
        ("cyrillic", "\u{430}lpha"),
    ] {
        bad(
            &format!("member-{name}"),
            changed("member alpha", &format!("member {member}")),
            "no member's name",
        );
    }
    bad(
        "member-64",
        changed("member alpha", &format!("member {}", "a".repeat(64))),
        "a member's name of 64 letters",
    );
    bad("kind-capital", changed("kind intel", "kind Intel"), "a kind with a capital letter");
    bad("kind-33", header(&"k".repeat(33), ALL, ""), "a kind of 33 letters");
    for (name, time) in [
        ("offset", "2026-11-22T20:00:00+00:00"),
        ("fraction", "2026-11-22T20:00:00.0Z"),
        ("small", "2026-11-22t20:00:00z"),
        ("day", "2025-02-29T20:00:00Z"),
        ("hour", "2026-11-22T24:00:00Z"),
        ("leap", "2026-06-30T23:59:60Z"),
        ("year", "02026-11-22T20:00:00Z"),
    ] {
        bad(
            &format!("made-{name}"),
            changed("2026-11-22T20:00:00Z", time),
            "no time, or in another spelling",
        );
    }
    bad("until-same", changed("until 2026-12-22", "until 2026-11-22"), "it ends when it is made");
    for (name, marking) in [
        ("white", "TLP:WHITE"),
        ("small", "tlp:amber"),
        ("pap-alone", "PAP:AMBER"),
        ("pap-white", "TLP:AMBER PAP:WHITE"),
        ("pap-strict", "TLP:AMBER PAP:AMBER+STRICT"),
        ("two", "TLP:AMBER TLP:RED"),
    ] {
        bad(&format!("marking-{name}"), changed("TLP:AMBER", marking), "no marking");
    }
    for (name, audience) in [
        ("none", "members"),
        ("order", "members gamma beta"),
        ("twice", "members beta beta"),
        ("capital", "members beta Gamma"),
        ("bare", "beta gamma"),
    ] {
        bad(&format!("audience-{name}"), swap(&sealed(), "members beta gamma", audience), "no audience");
    }
    let many: Vec<String> = (10..75).map(|number| format!("m{number}")).collect();
    let members = |count: usize| swap(&sealed(), "beta gamma", &many[..count].join(" "));
    bad("audience-65", members(65), "an audience of 65");
    for (name, from, to) in [
        ("length", " 120 ", " 0120 "),
        ("gibibyte", " 120 ", " 1073741825 "),
        ("bits", "cVI= ", "cVJ= "),
        ("url", "mO/y", "mO_y"),
        ("no-type", " application/stix+json;version=2.1", ""),
        ("type-capital", "application/stix", "Application/stix"),
        ("type-space", ";version", "; version"),
        ("type-bare", "application/stix+json", "stix"),
        ("type-empty", "application/stix+json", "application/"),
        ("type-quotes", "=2.1", "=\"2.1\""),
    ] {
        bad(&format!("body-{name}"), changed(from, to), "no body line");
    }
    bad("type-128", changed("stix+json;version=2.1", &"x".repeat(116)), "a media type of 128 bytes");
    bad("sealed-alone", swap(&sealed(), &body(), ""), "sealed, and there is no body");
    bad("sealed-unit", swap(&sealed(), "members beta gamma", "unit"), "sealed for the whole unit");
    bad("unsealed", swap(&sealed(), &format!("sealed {HASH} 432\n"), ""), "for some members, and not sealed");
    bad("sealed-type", swap(&sealed(), " 432", " 432 text/plain"), "a sealed line with a type");
    bad("refs-same", changed(DIGEST, &format!("{DIGEST} {DIGEST}")), "one statement twice");
    bad("refs-comma", changed(DIGEST, &format!("{DIGEST},{OTHER}")), "a comma for the space");
    bad("operator-capital", changed("anna", "Anna"), "no operator's name");
    bad("operator-two", changed("anna", "anna berg"), "no operator's name");
    case(
        set,
        "refs-two",
        true,
        changed(DIGEST, &format!("{DIGEST} {OTHER}")),
        "two statements, in the author's order",
    );
    case(
        set,
        "refs-back",
        true,
        changed(DIGEST, &format!("{OTHER} {DIGEST}")),
        "two statements, in the author's order",
    );
    case(
        set,
        "first-second",
        true,
        changed("made 2026-11-22T20:00:00Z", "made 0000-01-01T00:00:00Z"),
        "the first second that can be written",
    );
    case(
        set,
        "last-second",
        true,
        changed("2026-12-22T20:00:00Z", "9999-12-31T23:59:59Z"),
        "the last second that can be written",
    );
    case(set, "leap-day", true, changed("2026-12-22", "2028-02-29"), "a leap day");
    case(set, "audience-64", true, members(64), "an audience of 64");
    case(set, "gibibyte", true, changed(" 120 ", " 1073741824 "), "the longest body");
    case(
        set,
        "type-127",
        true,
        changed("stix+json;version=2.1", &"x".repeat(115)),
        "a media type of 127 bytes",
    );
    case(
        set,
        "member-63",
        true,
        changed("member alpha", &format!("member {}", "a".repeat(63))),
        "a member's name of 63 letters",
    );
    case(set, "strict", true, changed("TLP:AMBER", "TLP:AMBER+STRICT PAP:CLEAR"), "both protocols");
}

/// What a kind asks of the common lines.
fn needs(set: &mut Set) {
    let (body, refs) = (body(), refs());
    let mut bad = |name: &str, kind: &str, common: &str, own: &str, why: &str| {
        case(set, name, false, header(kind, common, own), why);
    };
    bad("intel-bare", "intel", ALL, "", "no body where there must be one");
    bad("claim-bare", "claim", ALL, &refs, "no body where there must be one");
    bad("sighting-bare", "sighting", ALL, "seen 1 2026-11-01 2026-11-20\n", "nothing referred to");
    bad("retraction-bare", "retraction", ALL, "", "nothing referred to");
    bad("vote-bare", "vote", ALL, "vote yes\n", "nothing referred to");
    bad("vote-two", "vote", ALL, &format!("refs {DIGEST} {OTHER}\nvote yes\n"), "two statements voted on");
    bad("vote-body", "vote", ALL, &format!("{body}{refs}vote yes\n"), "a body where there is none");
    bad("stop-refs", "stop", ALL, &refs, "something referred to");
    bad("protect-refs", "protect", ALL, &format!("{refs}value domain a.example\n"), "something referred to");
    bad(
        "proposal-no-end",
        "proposal",
        ALL,
        "action watch\nvalue domain a.example\n",
        "no time until when it holds",
    );
    bad("objection-no-end", "objection", ALL, &format!("{refs}reason no\n"), "no time until when it holds");
    for (kind, own) in
        [("proposal", "action watch\nvalue domain a.example\n"), ("count", ""), ("decision", "")]
    {
        let to_some =
            format!("{UNTIL}{body}sealed {HASH} 432\n").replace("audience unit", "audience members beta");
        bad(&format!("{kind}-sealed"), kind, &to_some, own, "a public kind for some members");
    }
}

/// What is wrong with the lines of a kind.
fn own(set: &mut Set) {
    let refs = refs();
    let mut bad = |name: &str, kind: &str, own: &str, why: &str| {
        let common = if matches!(kind, "proposal" | "objection") { UNTIL } else { ALL };
        let refs = if matches!(kind, "sighting" | "vote" | "objection" | "retraction") { &*refs } else { "" };
        case(set, name, false, header(kind, &format!("{common}{refs}"), own), why);
    };
    bad("seen-zero", "sighting", "seen 0 2026-11-01 2026-11-20\n", "seen no time");
    bad("seen-back", "sighting", "seen 1 2026-11-21 2026-11-20\n", "the last day before the first");
    bad("seen-day", "sighting", "seen 1 2026-11-31 2026-12-20\n", "a day that there is not");
    bad("seen-four", "sighting", "seen 1 2026-11-01 2026-11-20 here\n", "a word more");
    bad("reason-501", "objection", &format!("reason {}\n", "x".repeat(501)), "a reason of 501 bytes");
    bad("no-reason", "objection", "", "no reason");
    bad("vote-maybe", "vote", "vote maybe\n", "no such vote");
    bad("vote-why", "vote", "vote yes\nreason why\n", "a line that the kind does not have");
    bad("action-burn", "proposal", "action burn\nvalue domain a.example\n", "no such action");
    bad("no-values", "proposal", "action block\n", "no value");
    bad("values-order", "protect", "value domain b.example\nvalue domain a.example\n", "values out of order");
    bad("values-twice", "protect", "value domain a.example\nvalue domain a.example\n", "a value twice");
    bad("value-type", "protect", "value Domain a.example\n", "a type with a capital letter");
    bad("value-alone", "protect", "value domain\n", "a type without value");
    let values =
        |count: usize| (0..count).map(|at| format!("value ipv4 192.0.2.{at:03}\n")).collect::<String>();
    bad("values-257", "protect", &values(257), "257 values");
    bad("rows-plus", "seal", &format!("root {DIGEST}\nrows +1\nname x\n"), "a number with a sign");
    bad("rows-large", "seal", &format!("root {DIGEST}\nrows 9223372036854775808\nname x\n"), "2^63");
    bad("seed-both", "seed", &format!("commit {DIGEST}\nreveal AAECAw==\n"), "committed and revealed");
    bad("reveal-bits", "seed", "reveal AAECAx==\n", "base64 that is not canonical");
    bad("reveal-bare", "seed", "reveal AAECAw\n", "base64 without padding");
    bad("holds-order", "receipt", "holds beta 3\nholds alpha 0\n", "members out of order");
    bad("holds-twice", "receipt", "holds beta 3\nholds beta 4\n", "a member twice");
    bad("holds-size", "receipt", "holds beta 03\n", "leading zero");
    bad("against-nobody", "evidence", "evidence AAECAw==\n", "against nobody");
    bad("charter-hash", "charter", &format!("hash {HASH}\n"), "a digest in standard base64");
    case(set, "values-256", true, header("protect", ALL, &values(256)), "256 values");
    let reason = format!("{refs}reason {}\n", "x".repeat(500));
    case(set, "reason-500", true, header("objection", UNTIL, &reason), "a reason of 500 bytes");
    // `-` stands before a letter, and the type is compared before the value.
    let ordered = "value a z\nvalue a-b a\nvalue ab a\n";
    case(
        set,
        "values-ordered",
        true,
        header("protect", ALL, ordered),
        "types are compared before values, byte by byte",
    );
}

fn entries(set: &mut Set) {
    let key_file = "alpha.vkey";
    let author = || role_key("alpha", Role::Statement, 1);
    set.file(key_file, format!("{}\n", author().verifier()));
    set.file("beta.vkey", format!("{}\n", role_key("beta", Role::Statement, 1).verifier()));
    let text = intel();
    let good = signed(&text, &[author()]);
    let mut case = |name: &str, good: bool, bytes: String, why: &str| {
        set.case("statement", &[key_file, &format!("{name}.statement")], good, bytes, why);
    };
    case("good", true, good.clone(), "signed by its author");
    case(
        "vote",
        true,
        signed(&header("vote", ALL, &format!("{}vote no\n", refs())), &[author()]),
        "signed by its author",
    );
    let again = good.lines().last().map(|line| format!("{good}{line}\n")).unwrap_or_default();
    case("twice", false, again, "extra signature line: the same again");
    case(
        "two",
        false,
        signed(&text, &[author(), role_key("beta", Role::Statement, 1)]),
        "extra signature line",
    );
    case(
        "forged",
        false,
        signed(&text, &[key(author().verifier().name().as_str(), Algorithm::Ed25519, 99)]),
        "wrong key",
    );
    case(
        "by-log-key",
        false,
        signed(&text, &[role_key("alpha", Role::Log, 1)]),
        "signed by another key of the author's",
    );
    case("changed", false, swap(&good, "anna", "berta"), "changed text");
    case(
        "bad-header",
        false,
        signed(&swap(&text, "TLP:AMBER", "TLP:WHITE"), &[author()]),
        "signed, but the header is none",
    );
    case(
        "extra-line",
        false,
        signed(&format!("{text}colour blue\n"), &[author()]),
        "signed, but with an extra line",
    );
    case(
        "paragraph",
        false,
        signed(&format!("{text}\nMore.\n"), &[author()]),
        "signed, but with a second paragraph",
    );
    case("extra-newline", false, format!("{good}\n"), "extra byte: a newline at the end");
    let of_beta = swap(&text, "member alpha", "member beta");
    case(
        "for-beta",
        false,
        signed(&of_beta, &[author()]),
        "signed, but by a key that is not called after its author",
    );
    set.line("statement", &["beta.vkey", "good.statement"], false, "wrong key");
    set.line("statement", &["beta.vkey", "for-beta.statement"], false, "wrong key");
}
