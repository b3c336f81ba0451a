//! Cases of entries: headers that are signed.

use super::{
    Set,
    headers::*,
    spoil::swap,
    trees::{key, signed},
    unit::role_key,
};
use note::Algorithm;
use statement::Role;

pub fn all(set: &mut Set) {
    let key_file = "alpha.vkey";
    let author = || role_key("alpha", Role::Statement, 1);
    set.file(key_file, format!("{}\n", author().verifier()));
    set.file("beta.vkey", format!("{}\n", role_key("beta", Role::Statement, 1).verifier()));
    let text = intel();
    let good = signed(&text, &[author()]);
    let mut case = |name: &str, good: bool, bytes: String, why: &str| {
        set.case("entry", &[key_file, &format!("{name}.statement")], good, bytes, why);
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
    set.line("entry", &["beta.vkey", "good.statement"], false, "wrong key");
    set.line("entry", &["beta.vkey", "for-beta.statement"], false, "wrong key");
}
