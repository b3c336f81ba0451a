//! Cases of headers: a good one of each kind, and what is wrong with lines, whatever they say.

use super::{
    Set,
    spoil::{swap, without},
};

/// A digest, of nothing in particular.
pub const DIGEST: &str = "CKZnDmO_ygCCDRHIVGGd4drUpeLFN6jC6mtd5gwtcVI";
/// Another: of nothing at all.
pub const OTHER: &str = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";
/// A hash in standard base64.
pub const HASH: &str = "CKZnDmO/ygCCDRHIVGGd4drUpeLFN6jC6mtd5gwtcVI=";

pub fn all(set: &mut Set) {
    kinds(set);
    lines(set);
}

/// A header from its kind on, whose times, marking and audience stand where `{}` does.
pub fn header(kind: &str, common: &str, own: &str) -> String {
    let unit = super::unit::unit();
    format!(
        "detente/statement/v1\nunit {unit}\ncharter {unit}\nmember alpha\nkind {kind}\nmade 2026-11-22T20:00:00Z\n{common}{own}"
    )
}

/// For all, without end.
pub const ALL: &str = "marking TLP:AMBER\naudience unit\n";
/// For all, with an end.
pub const UNTIL: &str = "until 2026-12-22T20:00:00Z\nmarking TLP:AMBER\naudience unit\n";

/// The line of a body.
pub fn body() -> String {
    format!("body {HASH} 120 application/stix+json;version=2.1\n")
}

/// The line of what is referred to.
pub fn refs() -> String {
    format!("refs {DIGEST}\n")
}

/// A good header with most of the lines that there are.
pub fn intel() -> String {
    header("intel", UNTIL, &format!("{}{}operator anna\n", body(), refs()))
}

/// A good header whose body is sealed.
pub fn sealed() -> String {
    let to = "marking TLP:RED PAP:AMBER\naudience members beta gamma\n";
    header("intel", to, &format!("{}sealed {HASH} 432\n", body()))
}

/// A line of the index.
pub fn case(set: &mut Set, name: &str, good: bool, text: String, why: &str) {
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
        ("sighting-false", header("sighting", ALL, &format!("{refs}false-alarm 3 2026-11-20 2026-11-20\n"))),
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
