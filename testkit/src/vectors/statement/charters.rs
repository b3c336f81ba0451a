//! Cases of charters' texts: what is sound and what nobody should sign.

use super::{
    Set,
    spoil::{swap, swap_last},
    trees::key,
    unit::*,
};
use note::Algorithm;

pub fn all(set: &mut Set) {
    good(set);
    quorums(set);
    forms(set);
    toml(set);
    members(set);
}

fn case(set: &mut Set, name: &str, good: bool, text: String, why: &str) {
    set.case("charter", &[&format!("{name}.toml")], good, text, why);
}

fn thresholds(lines: &str) -> String {
    text(1, None, &FIVE, &format!("\n[thresholds]\n{lines}"))
}

fn good(set: &mut Set) {
    let two_blocs = [("alpha", "a", 11), ("beta", "a", 12), ("gamma", "b", 13)];
    case(set, "first", true, first(), "five members, each a bloc");
    case(set, "two", true, text(1, None, &FIVE[..2], ""), "two members");
    case(set, "two-blocs", true, text(1, None, &two_blocs, ""), "three members in two blocs");
    let comments = swap(&first(), "rules = 1\n", "# why\n\nrules = 1 # of decision\n");
    case(set, "comments", true, comments, "comments and empty lines");
    let all = "\n[thresholds]\nhostile = 1\ncosignatures = 4\nvouches = 2\nobjections = 3\n\n[times]\ntolerance = 60\nwaiting = 3600\n\
               silence = 86400\n\n[quota]\nstatements = 10\nbytes = 1000\n";
    case(set, "all-keys", true, text(1, None, &FIVE, all), "every key that there is");
    let second = text(2, Some(&read(&first())), &FIVE[..4], "");
    case(set, "second", true, second.clone(), "a later charter");
    case(
        set,
        "second-no-previous",
        false,
        without_line(&second, "previous"),
        "a later one without predecessor",
    );
    case(set, "second-no-unit", false, without_line(&second, "unit"), "a later one without its unit");
    let numbered = swap(&second, "charter = 2", "charter = 1");
    case(set, "first-with-previous", false, numbered, "a first one with a predecessor");
    case(set, "zero", false, swap(&first(), "charter = 1", "charter = 0"), "number 0");
    case(
        set,
        "two-without",
        false,
        swap(&first(), "charter = 1", "charter = 2"),
        "number 2 without predecessor",
    );
}

fn without_line(text: &str, name: &str) -> String {
    text.split_inclusive('\n').filter(|line| !line.starts_with(&format!("{name} = "))).collect()
}

fn quorums(set: &mut Set) {
    case(set, "k-3", true, thresholds("cosignatures = 3\n"), "w = 4, f = 1: k = 3 is the least that is safe");
    case(set, "k-2", false, thresholds("cosignatures = 2\n"), "k = 2: two histories could both be on record");
    case(set, "k-4", true, thresholds("cosignatures = 4\n"), "k = 4 = w: safe, though one silence stops it");
    case(set, "k-5", false, thresholds("cosignatures = 5\n"), "k = 5 > w can never be reached");
    case(set, "f-0", true, thresholds("hostile = 0\n"), "none of the witnesses may be hostile");
    case(set, "f-2", true, thresholds("hostile = 2\n"), "f = 2: k = 4");
    case(set, "f-3", true, thresholds("hostile = 3\n"), "f = 3 of 4: k = 4");
    case(set, "f-4", false, thresholds("hostile = 4\n"), "f = 4 of 4: no k is safe");
    let uneven = [("alpha", "a", 11), ("beta", "a", 12), ("gamma", "a", 13), ("delta", "d", 14)];
    case(
        set,
        "uneven",
        false,
        text(1, None, &uneven, "\n[thresholds]\ncosignatures = 2\n"),
        "k = 2 is safe for the log of delta, and cannot be reached for those of the other bloc",
    );
    case(set, "uneven-default", true, text(1, None, &uneven, ""), "each log has its own k by default");
}

fn forms(set: &mut Set) {
    let good = first();
    let mut bad = |name: &str, from: &str, to: &str, why: &str| {
        case(set, name, false, swap(&good, from, to), why);
    };
    bad("rules-2", "rules = 1", "rules = 2", "rules that are not known");
    bad("no-rules", "rules = 1\n", "", "no rules");
    bad("unknown-key", "rules = 1", "rules = 1\nsecret = 1", "a key that is not known");
    bad("unknown-table", "rules = 1\n", "rules = 1\n\n[secret]\n", "a table that is not known");
    bad("unknown-member-key", "bloc = \"a\"", "bloc = \"a\"\nweight = 2", "a member's key that is not known");
    bad("key-twice", "rules = 1", "rules = 1\nrules = 1", "a key twice");
    bad("text-for-number", "rules = 1", "rules = \"1\"", "a text for a number");
    bad("number-for-text", "name = \"A unit\"", "name = 1", "a number for a text");
    bad("no-starts", "starts = \"2026-11-21T00:00:00Z\"\n", "", "no start");
    bad("starts-day", "2026-11-21T00:00:00Z", "2026-11-21", "a start without its time");
    bad("starts-no-day", "2026-11-21", "2026-11-31", "a start on a day that there is not");
    bad("no-name", "A unit", "", "an empty name");
    bad("no-title", "Office of beta", "", "an empty title");
    bad("long-title", "Office of beta", &"x".repeat(201), "a title of 201 bytes");
    let longest = swap(&good, "Office of beta", &"x".repeat(200));
    case(set, "longest-title", true, longest, "a title of 200 bytes");
}

/// What TOML allows, and a charter does not.
fn toml(set: &mut Set) {
    let good = first();
    let spaces = swap(&swap(&good, "rules = 1\n", "  rules=1  #why\n"), "[[member]]", " [[member]] # first");
    case(set, "spaces", true, spaces, "spaces and comments wherever there may be some");
    let quotes = swap(&good, "Office of alpha", r#"Office \"alpha\" \\ sons"#);
    case(set, "quotes", true, quotes, "the two escapes that there are");
    let mut bad = |name: &str, from: &str, to: &str, why: &str| {
        case(set, name, false, swap(&good, from, to), why);
    };
    bad("open-quote", r#""A unit""#, r#""A unit\""#, "a text without end");
    bad("escape", "A unit", r"A\u0020unit", "an escape");
    bad("escape-1-1", "A unit", r"A\x20unit", "an escape of TOML 1.1");
    bad("literal", "\"A unit\"", "'A unit'", "a literal string");
    bad("many-lines", "\"A unit\"", "\"\"\"A unit\"\"\"", "a string that could have many lines");
    bad("signed-number", "rules = 1", "rules = +1", "a number with a sign");
    bad("hexadecimal", "rules = 1", "rules = 0x1", "a hexadecimal number");
    bad(
        "grouped-number",
        "rules = 1\n",
        "rules = 1\n\n[quota]\nbytes = 1_000\n",
        "a number with groups of digits",
    );
    bad("number-2-63", "rules = 1\n", "rules = 1\n\n[quota]\nbytes = 9223372036854775808\n", "2^63");
    bad("inline-table", "rules = 1\n", "rules = 1\nquota = { bytes = 1000 }\n", "a table in a line");
    bad("dotted-key", "rules = 1\n", "rules = 1\nquota.bytes = 1000\n", "a key with a dot");
    bad("quoted-key", "rules = 1", "\"rules\" = 1", "a key in quotation marks");
    bad("tab", "rules = 1", "rules =\t1", "a tab");
    bad("time", "\"2026-11-21T00:00:00Z\"", "2026-11-21T00:00:00Z", "a time without quotation marks");
    bad("table-twice", "rules = 1\n", "rules = 1\n\n[quota]\n\n[quota]\n", "a table twice");
    bad("member-table", "[[member]]", "[member]", "a member as a table");
    case(set, "bom", false, format!("\u{feff}{good}"), "a byte order mark");
    case(set, "crlf", false, good.replace('\n', "\r\n"), "CRLF");
    case(set, "no-end", false, good.trim_end().to_owned(), "no newline at the end");
}

fn members(set: &mut Set) {
    case(set, "one", false, text(1, None, &FIVE[..1], ""), "one member");
    case(set, "none", false, text(1, None, &[], ""), "no members");
    case(set, "one-bloc", false, text(1, None, &[FIVE[0], ("beta", "a", 12)], ""), "one bloc only");
    let twice = text(1, None, &[FIVE[0], FIVE[1], ("alpha", "c", 13)], "");
    case(set, "name-twice", false, twice, "a member twice");
    let same_root = text(1, None, &[FIVE[0], FIVE[1], ("gamma", "c", 11)], "");
    case(set, "root-twice", false, same_root, "two members with one root");
    let many = |count: usize| {
        let mut text = text(1, None, &FIVE[..1], "");
        for number in 1..count {
            let name = format!("m{number}");
            let root = key(&format!("{name}/root"), Algorithm::Ed25519, 100 + number as u8);
            text += &format!(
                "\n[[member]]\nname = \"{name}\"\ntitle = \"{name}\"\nbloc = \"b{number}\"\nroot = \"{}\"\n",
                root.verifier()
            );
        }
        text
    };
    case(set, "members-64", true, many(64), "64 members");
    case(set, "members-65", false, many(65), "65 members");
    let good = first();
    let mut bad = |name: &str, from: &str, to: &str, why: &str| {
        case(set, name, false, swap(&good, from, to), why);
    };
    bad("name-capital", "name = \"beta\"", "name = \"Beta\"", "a member's name with a capital letter");
    bad("name-hyphens", "name = \"beta\"", "name = \"be--ta\"", "a member's name with two hyphens");
    bad("bloc-capital", "bloc = \"b\"", "bloc = \"B\"", "a bloc with a capital letter");
    bad("no-bloc", "bloc = \"b\"\n", "", "a member without bloc");
    bad("no-root", &format!("root = \"{}\"\n", root(FIVE[1]).verifier()), "", "a member without root");
    bad("root-name", "beta/root", "gamma/root", "a root whose number is not that of its name");
    let other = key("gamma/root", Algorithm::Ed25519, 12).verifier().to_string();
    bad("root-of-other", &root(FIVE[1]).verifier().to_string(), &other, "a root of another name");
    let cosigner = key("beta/root", Algorithm::CosignatureV1, 12).verifier().to_string();
    bad("root-cosigns", &root(FIVE[1]).verifier().to_string(), &cosigner, "a root of type 0x04");
    let spoiled = swap_last(&good, "\"\n", "=\"\n");
    case(set, "root-padded", false, spoiled, "a root with padding that its base64 does not need");
}
