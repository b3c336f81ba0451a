//! Files of indicators and what comes out of them: each folder of testdata/intel is a case. `input.*` is read, with what `options.txt`
//! says if it is there, and gives the lines of `expected.txt`: place, kind, value, what was done; or place, a dash, text and reason.

mod common;

use common::{cases, input};
use exchange::{Moment, Options, Outcome, read};
use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

fn options(case: &Path) -> Options {
    let mut options = Options::default();
    for line in fs::read_to_string(case.join("options.txt")).unwrap_or_default().lines() {
        match line.split_once(' ') {
            Some(("valid-at", time)) => options.valid_at = Some(Moment::read(time).expect("a time")),
            None if line == "ignore-to-ids" => options.ignore_to_ids = true,
            _ => panic!("{line} is no option"),
        }
    }
    options
}

fn told(bytes: &[u8], options: Options) -> String {
    let mut told = String::new();
    let summary =
        read(bytes, options, &mut |outcome| told.push_str(&line(&outcome))).expect("memory can be read");
    for (kind, count) in summary.passed {
        writeln!(told, "passed {count} {kind}").expect("text grows");
    }
    told
}

fn line(outcome: &Outcome<'_>) -> String {
    match outcome {
        Outcome::Taken(taken) => {
            let observable = &taken.indicator.observable;
            let exact = if taken.indicator.exact { " exact" } else { "" };
            let steps = if taken.steps.is_empty() { String::new() } else { format!(" ({})", taken.steps) };
            let label = taken.label.map(|label| format!(" # {label}")).unwrap_or_default();
            format!("{} {} {}{exact}{steps}{label}\n", taken.place, observable.kind(), observable.value())
        }
        Outcome::NotTaken(not) => format!("{} - {:?} {}\n", not.place, not.text, not.reason),
    }
}

#[test]
fn files_give_what_they_hold() {
    let mut wrong = Vec::new();
    for case in cases("intel") {
        let actual = told(&input(&case), options(&case));
        let expected = fs::read_to_string(case.join("expected.txt")).unwrap_or_default();
        if actual != expected {
            wrong.push(format!("{}:\n{actual}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases("intel").len() > 15);
}

/// A list is read the same in UTF-16, as PowerShell writes it, and with a mark at the start.
#[test]
fn encodings_do_not_matter() {
    let text = "bücher.example.com\r\n192.0.2.1\r\n";
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16_big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let expected = told(text.as_bytes(), Options::default());
    assert_eq!(expected.lines().count(), 2);
    for (mark, bytes) in
        [(&[0xEF, 0xBB, 0xBF][..], text.as_bytes()), (&[0xFF, 0xFE], &utf16), (&[0xFE, 0xFF], &utf16_big)]
    {
        assert_eq!(told(&[mark, bytes].concat(), Options::default()), expected);
    }
}

/// What a stranger makes large costs what is large, and is told.
#[test]
fn large_things_are_refused() {
    let line = format!("192.0.2.1\n{}\n192.0.2.2\n", "a".repeat(1 << 20));
    let told_of_line = told(line.as_bytes(), Options::default());
    assert_eq!(told_of_line.lines().count(), 3);
    assert!(
        told_of_line.contains("the line is longer than") && told_of_line.contains("3 ipv4 192.0.2.2"),
        "{told_of_line}"
    );

    let element = format!(
        r#"[{{"a":"{}"}},"192.0.2.1",{},"192.0.2.2"]"#,
        "b".repeat(5 << 20),
        "[".repeat(500) + &"]".repeat(500)
    );
    let told_of_element = told(element.as_bytes(), Options::default());
    assert!(told_of_element.contains("/0 - \"\" larger than"), "{told_of_element}");
    assert!(told_of_element.ends_with("/3 ipv4 192.0.2.2\n"), "{told_of_element}");

    let comment = format!("value,comment\n192.0.2.1,{}\n192.0.2.2,\n", "MD5:0|".repeat(1000));
    let told_of_comment = told(comment.as_bytes(), Options::default());
    assert_eq!(told_of_comment.matches("labelled md5, and not the shape").count(), 100);
    assert!(
        told_of_comment.contains("a comment with more than 100 values")
            && told_of_comment.ends_with("3 ipv4 192.0.2.2\n")
    );

    let quote = format!("value,comment\n192.0.2.1,\"{}\n192.0.2.2,\n", "a\n".repeat(1 << 20));
    let told_of_quote = told(quote.as_bytes(), Options::default());
    assert!(
        told_of_quote.starts_with("2 - \"192.0.2.1,\\\"a\" a quote is not closed\n"),
        "{:?}",
        told_of_quote.get(..300)
    );
    assert!(told_of_quote.ends_with("ipv4 192.0.2.2\n"), "{:?}", told_of_quote.get(..300));

    let quotes = format!("value,comment\n{}", "192.0.2.1,\"\n".repeat(31));
    let told_of_quotes = told(quotes.as_bytes(), Options::default());
    assert_eq!(told_of_quotes.lines().count(), 16, "{told_of_quotes}");
}

/// The file that the US published on 2016-12-29, where it is at hand.
#[test]
fn the_published_file_is_read_whole() {
    let data = std::env::var_os("DETENTE_DATA").map(PathBuf::from);
    let data = data.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"));
    let Ok(bytes) = fs::read(data.join("intel/grizzly-steppe/JAR-16-20296A.csv")) else {
        println!("skipped: there is no intel/grizzly-steppe in {}", data.display());
        return;
    };
    let told = told(&bytes, Options::default());
    let count = |what: &str| told.lines().filter(|line| line.split(' ').nth(1) == Some(what)).count();
    let counts = ["ipv4", "domain", "url", "md5", "sha1", "sha256", "filename", "-"].map(count);
    assert_eq!(counts, [876, 10, 1, 5, 4, 19, 2, 19]);
    assert_eq!(told.matches("labelled MD5, but there is no value").count(), 19);
}
