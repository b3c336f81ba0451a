//! Cases of what the common lines of a header say.

use super::{Set, headers::*, spoil::swap};

/// What is wrong with what a common line says.
pub fn all(set: &mut Set) {
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
