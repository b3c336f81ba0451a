//! Rule files that somebody made to exhaust memory or time (docs: THREATS, rows 23 and 29). Each is refused by a limit, which a
//! diagnostic names, and costs seconds at most even without optimisation.

use hunt::{
    Code,
    sigma::{Loaded, Placeholders, Source, assemble, read},
};

fn load(text: &str) -> Loaded {
    assemble(vec![read(&Source { file: "hostile.yml".into(), text }, &Placeholders::default())])
}

fn rule(detection: &str) -> String {
    format!("title: hostile\nlogsource: {{product: windows}}\ndetection:\n{detection}\n")
}

fn codes(text: &str) -> Vec<Code> {
    load(text).diagnostics.into_iter().map(|diagnostic| diagnostic.code).collect()
}

fn of_modifiers(modifiers: &str, value: &str) -> String {
    rule(&format!("  s:\n    CommandLine|{modifiers}contains: '{value}'\n  condition: s"))
}

/// Modifiers can be written more than once, and some make several forms of one or more bytes of few.
#[test]
fn threat_23_chains_of_modifiers_end() {
    for (modifier, times) in [("base64|", 60), ("wide|base64|", 30), ("base64offset|", 12), ("windash|", 6)] {
        let text = of_modifiers(&modifier.repeat(times), " -a -b -c -d");
        assert_eq!(codes(&text), [Code::Limit], "{modifier}");
    }
    assert_eq!(load(&of_modifiers("windash|", " -a -b -c -d")).rules.len(), 1);
    assert_eq!(load(&of_modifiers("wide|base64offset|", " -a -b -c -d")).rules.len(), 1);
}

/// What is too large is not made first and refused then.
#[test]
fn threat_23_values_beyond_the_limit_are_not_expanded() {
    let values: String = (0..20_000).map(|number| format!("      - ' -a{number} -b -c -d'\n")).collect();
    let text = rule(&format!("  s:\n    CommandLine|windash|contains:\n{values}  condition: s"));
    assert_eq!(codes(&text), [Code::Limit]);
}

/// A thousand rules may share a large part of a file, but not by a copy of it for each.
#[test]
fn threat_23_repeated_documents_share_a_budget() {
    let values: String = (0..20_000).map(|number| format!("      - v{number}\n")).collect();
    let global = format!("action: global\n{}", rule(&format!("  s:\n    a:\n{values}  condition: s")));
    let loaded = load(&(global + &"---\nlevel: low\n".repeat(1000)));
    assert!(loaded.rules.len() < 30, "{} rules", loaded.rules.len());
    assert_eq!(loaded.not_loaded + loaded.rules.len(), 1000);
    assert!(loaded.diagnostics.iter().any(|diagnostic| diagnostic.code == Code::Limit));
}

/// Two maps are worked into one without comparing each name with each.
#[test]
fn threat_23_large_maps_are_merged_in_linear_time() {
    let map = |name: &str, count: usize| {
        (0..count).map(|number| format!("{name}{number}: v")).collect::<Vec<_>>().join(", ")
    };
    let merged =
        rule(&format!("  s: {{{}, <<: {{{}}}}}\n  condition: s", map("a", 40_000), map("b", 40_000)));
    assert_eq!(load(&merged).rules.len(), 1);
    let global = format!("action: global\ndetection: {{s: {{{}}}}}\n---\n", map("a", 40_000));
    let over = rule(&format!("  s: {{{}}}\n  condition: s", map("b", 40_000)));
    assert_eq!(load(&(global + &over)).rules.len(), 1);
}

#[test]
fn threat_23_nests_and_conditions_end() {
    let n = 50_000;
    let of_condition = |condition: String| rule(&format!("  s: {{a: b}}\n  condition: {condition}"));
    let cases = [
        rule(&format!("  s: {}", "[".repeat(n))),
        rule(&format!("  s:\n    {}a\n  condition: s", "- ".repeat(n))),
        rule(&format!("  s: {}", "{a: ".repeat(n))),
        of_condition("(".repeat(n) + "s" + &")".repeat(n)),
        of_condition("not ".repeat(n) + "s"),
        rule(&format!("  s: {{a|re: '{}a{}'}}\n  condition: s", "(".repeat(n), ")".repeat(n))),
        rule("  s: {a|re: '((a{0,1000}){0,1000}){0,1000}'}\n  condition: s"),
    ];
    for text in cases {
        let loaded = load(&text);
        assert!(loaded.rules.is_empty() && !loaded.diagnostics.is_empty(), "{:.80}", text);
    }
}

/// `N of` needs each choice of N among them, in the worst case; there is a limit on what is written out.
#[test]
fn threat_23_some_of_many_does_not_explode() {
    for (some, many) in [(2, 3000), (5, 100), (50, 100), (1000, 2000)] {
        let selections: String = (0..many).map(|number| format!("  s{number}: {{a: v{number}}}\n")).collect();
        let loaded = load(&rule(&format!("{selections}  condition: {some} of s*")));
        assert_eq!((loaded.rules.len(), loaded.diagnostics.len()), (0, 1), "{some} of {many}");
    }
}
