//! Texts and what they may mean: each folder of testdata/text is a case. `input.*` is read, with what `options.txt` says if it is there, and
//! gives the lines of `expected.txt`: a sign for the judgement (`+` likely indicator, `?` unsure, `-` likely context), kind, value, first
//! place, how often, what it took, the reason; then what is none (`!`) and remarks (`#`). Where there is a `text.txt`, the readable text is that.

mod common;

use common::{cases, input};
use exchange::text::{Document, Judgement, MAX_DOCUMENT, NotRead, TextOptions, Value, read, review};
use std::{fmt::Write, fs, path::Path};

fn options(case: &Path) -> TextOptions {
    let mut options = TextOptions::default();
    for line in fs::read_to_string(case.join("options.txt")).unwrap_or_default().lines() {
        match line.split_once(' ') {
            Some(("site", host)) => options.sites.push(host.to_owned()),
            None if line == "lure" => options.is_lure = true,
            _ => panic!("{line} is no option"),
        }
    }
    options
}

fn document(case: &Path) -> Document {
    read(&input(case), &options(case)).expect("it is read")
}

fn plain(bytes: &[u8]) -> Document {
    read(bytes, &TextOptions::default()).expect("it is read")
}

fn told(document: &Document) -> String {
    let mut told = String::new();
    let mut line = |text: String| writeln!(told, "{text}").expect("text grows");
    let published = document.published.as_deref().unwrap_or("-");
    let tlp = document.tlp.map_or("", statement::Tlp::as_str);
    line(
        format!("{} {:?} {published} {:?} {tlp}", document.kind.as_str(), document.title, document.sites)
            .trim_end()
            .to_owned(),
    );
    for part in &document.parts {
        line(format!("part {} {} line {}", part.number, part.media_type, part.line));
    }
    for file in &document.attachments {
        let read = if file.is_read { " read" } else { "" };
        line(format!(
            "attachment {} {} {:?} {} bytes {}{read}",
            file.number, file.media_type, file.name, file.bytes, file.sha256
        ));
    }
    for one in &document.candidates {
        let sign = match one.judgement {
            Judgement::Indicator => '+',
            Judgement::Unsure => '?',
            Judgement::Context => '-',
        };
        let place = one.places.first().expect("it stands somewhere");
        let steps = if one.steps.is_empty() { String::new() } else { format!(" ({})", one.steps) };
        let link = if place.link.is_some() { " link" } else { "" };
        let kind = one.value.kind();
        line(format!(
            "{sign} {kind} {} {}:{}{link} x{}{steps} {}",
            one.value, place.line, place.column, one.count, one.why
        ));
        for oddity in &one.oddities {
            line(format!("    {oddity}"));
        }
    }
    for one in &document.not_ones {
        line(format!("! {:?} {}:{} x{} {}", one.text, one.line, one.column, one.count, one.why));
    }
    for remark in &document.remarks {
        line(format!("# {remark}"));
    }
    told
}

#[test]
fn texts_give_what_they_hold() {
    let mut wrong = Vec::new();
    for case in cases("text") {
        let document = document(&case);
        let actual = told(&document);
        if actual != fs::read_to_string(case.join("expected.txt")).unwrap_or_default() {
            wrong.push(format!("{}/expected.txt:\n{actual}", case.display()));
        }
        if let Ok(text) = fs::read_to_string(case.join("text.txt"))
            && text.trim_end() != document.text.trim_end()
        {
            wrong.push(format!("{}/text.txt:\n{}", case.display(), document.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases("text").len() > 20);
}

/// Each place is where the value stands: the line of the readable text has it there.
#[test]
fn places_are_where_values_stand() {
    for case in cases("text") {
        let document = document(&case);
        let lines: Vec<_> = document.text.split('\n').collect();
        for one in &document.candidates {
            let place = one.places.first().expect("it stands somewhere");
            if place.link.is_some() || place.sentence.starts_with("part ") {
                continue;
            }
            let line = lines.get(place.line - 1).expect("the line is there");
            let here: String = line.chars().skip(place.column - 1).collect();
            assert!(
                here.starts_with(&one.text),
                "{}: {:?} is not at {}:{}",
                case.display(),
                one.text,
                place.line,
                place.column
            );
        }
    }
}

/// A review file gives back what was judged likely, once each, and nothing else; with the questions open it gives nothing.
#[test]
fn a_review_file_gives_back_what_has_a_plus() {
    for case in cases("text") {
        let document = document(&case);
        let file = review::write(&document, "input");
        assert!(review::is_review(file.as_bytes()));
        let of = |judgement| {
            document
                .candidates
                .iter()
                .filter(move |one| one.judgement == judgement)
                .map(|one| one.value.clone())
        };
        let open = of(Judgement::Unsure).count();
        match review::read(file.as_bytes()) {
            Err(review::NotAccepted::Faults { count, faults }) => {
                assert_eq!(count, open, "{}: {faults:?}", case.display());
                assert!(faults.iter().all(|fault| matches!(fault.fault, review::Fault::Undecided(_))));
            }
            outcome => assert!(open == 0 && outcome.is_ok(), "{}: {outcome:?}", case.display()),
        }
        let decided = review::read(file.replace("\n? ", "\n+ ").as_bytes()).expect("all is decided");
        let accepted: Vec<_> = decided.accepted.into_iter().map(|accepted| accepted.value).collect();
        assert_eq!(
            accepted,
            of(Judgement::Indicator).chain(of(Judgement::Unsure)).collect::<Vec<_>>(),
            "{}",
            case.display()
        );
        assert_eq!(decided.left, of(Judgement::Context).count());
        assert_eq!((decided.about.title, decided.about.sha256), (document.title, Some(document.sha256)));
    }
}

#[test]
fn a_review_file_is_refused_with_the_lines_that_are_wrong() {
    let file = "detente review 1\ntitle \"A \\\"title\\\"\"\n\n+ domain evil[.]example[.]com\n+ domain evil.example.com # again\n- nothing that is read\n# a remark\n";
    let good = review::read(file.as_bytes()).expect("it is right");
    assert_eq!((good.accepted.len(), good.left, good.about.title.as_deref()), (1, 1, Some("A \"title\"")));
    for (line, expected) in [
        (
            "? domain a.example.com  # 1:1; why",
            "line 2: not decided: domain a.example.com has a ?; make it + or -",
        ),
        ("* domain a.example.com", "line 2: starts with neither +, - nor ?"),
        ("+ planet mars", "line 2: planet is no kind of value"),
        ("+ domain", "line 2: there is no value, or its quotes do not close"),
        ("+ domain # a.example.com", "line 2: there is no value, or its quotes do not close"),
        ("+ filename \"open", "line 2: there is no value, or its quotes do not close"),
        ("+ domain a.example.com b.example.com", "line 2: more than a value stands before the #"),
        ("+ ipv4 evil.example.com", "line 2: labelled ipv4, but it has the shape of domain"),
        ("+ cve CVE-1", "line 2: not an identifier of the kind cve"),
        ("+ attack T9", "line 2: not an identifier of the kind attack"),
        ("size 7", "line 2: starts with neither +, - nor ?"),
    ] {
        match review::read(format!("detente review 1\n{line}\n+ domain good.example.com\n").as_bytes()) {
            Err(review::NotAccepted::Faults { faults, count: 1 }) => {
                assert_eq!(faults.first().map(ToString::to_string).as_deref(), Some(expected))
            }
            outcome => panic!("{line}: {outcome:?}"),
        }
    }
    for other in ["", "detente review 2\n", "detente review 11\n", "+ domain a.example.com"] {
        assert_eq!(review::read(other.as_bytes()), Err(review::NotAccepted::NotAReview));
    }
}

#[test]
fn what_is_no_text_is_refused_by_name() {
    let no = |bytes: &[u8]| read(bytes, &TextOptions::default()).expect_err("it is no text").to_string();
    assert!(no(b"%PDF-1.7 ...").starts_with("a PDF file, not a text"));
    assert!(no(b"PK\x03\x04...").contains("zip archive"));
    assert!(no(b"a\0b\0\0\0\0\x01c").contains("zero bytes"));
    assert_eq!(no(b" \n\n "), NotRead::Empty.to_string());
    assert_eq!(no(&vec![b'a'; MAX_DOCUMENT + 1]), NotRead::TooLong(MAX_DOCUMENT + 1).to_string());
}

/// THREATS 23: what a stranger makes large or deep is read to its limit, which is told, and the rest is read.
#[test]
fn threat_23_hostile_mails_are_read_to_their_limits() {
    let nested = (0..1000).fold(String::from("From: a@example.org\nTo: b@example.org\n"), |mail, depth| {
        format!("{mail}Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n")
    });
    let deep = plain(format!("{nested}\nC2: evil[.]example[.]com\n").as_bytes());
    assert!(told(&deep).contains("lies too deep in others"), "{}", told(&deep));

    let forwarded = "From: a@example.org\nTo: b@example.org\nContent-Type: message/rfc822\n\n".repeat(10_000);
    assert!(told(&plain(forwarded.as_bytes())).contains("lies too deep in others"));

    let parts = format!(
        "From: a@example.org\nTo: b@c.example\nContent-Type: multipart/mixed; boundary=b\n\n{}",
        "--b\n\nx\n".repeat(20_000)
    );
    assert!(told(&plain(parts.as_bytes())).contains("more than 1000 parts"));

    let fields = format!(
        "From: a@example.org\nTo: b@example.org\n{}\nC2: evil[.]example[.]com\n",
        "X: y\n".repeat(1_000_000)
    );
    let many = plain(fields.as_bytes());
    assert!(
        told(&many).contains("the head of part 1 is longer")
            && told(&many).contains("+ domain evil.example.com")
    );

    let words = format!(
        "From: a@example.org\nTo: b@example.org\nSubject: {}\n\nC2: evil[.]example[.]com\n",
        "=?utf-8?Q?=41?= ".repeat(600_000)
    );
    let long = plain(words.as_bytes());
    assert!(
        told(&long).contains("the field Subject of part 1 is longer")
            && told(&long).contains("+ domain evil.example.com")
    );
    let endless = format!(
        "From: a@example.org\nTo: b@example.org\nSubject: =?utf-8?B?{}\n\nevil[.]example[.]com\n",
        "QUJD".repeat(2_500_000)
    );
    assert!(told(&plain(endless.as_bytes())).contains("+ domain evil.example.com"));
}

#[test]
fn threat_23_hostile_pages_are_read_to_their_limits() {
    let page = |body: &str| {
        plain(
            format!("<html><body><p>C2: first[.]example[.]com</p>{body}<p>C2: last[.]example[.]com")
                .as_bytes(),
        )
    };
    let both = |document: &Document| {
        let told = told(document);
        assert!(
            told.contains("first.example.com") && told.contains("last.example.com"),
            "{}",
            told.get(..2000).unwrap_or(&told)
        );
    };
    for body in [
        "<b>".repeat(1_000_000),
        "<div>".repeat(100_000),
        "</div>".repeat(100_000),
        "<p>".repeat(100_000),
        "<table><tr><td>".repeat(30_000),
        "<a href='http://a.example.com/'>".repeat(20_000),
        "&amp;".repeat(100_000),
        "&#x41".repeat(100_000),
        "<!-- x -->".repeat(50_000),
        "<script>203.0.113.1</script>".repeat(20_000),
        format!("<a {}>x</a>", (0..20_000).map(|number| format!("a{number}=1 ")).collect::<String>()),
        format!("<img src='data:image/png;base64,{}'>", "A".repeat(2_000_000)),
        format!("<p>{}</p>", "x".repeat(2_000_000)),
        "<svg><svg>".repeat(20_000),
    ] {
        both(&page(&body));
    }
}

#[test]
fn threat_23_hostile_lines_cost_what_they_are_long() {
    for piece in [
        "1.1.1.1 ",
        "a@",
        "[.]",
        "hxxp://",
        "filename:\u{ab}",
        "user-agent:\"",
        "((((",
        "http://[",
        "evil [.] ",
        "CVE-",
        "T1059.",
        "| ",
        "a.b.",
        "\\|",
        "=?",
        "://",
        "\u{200b}.",
        "\u{3042}.com",
    ] {
        let line = format!("{} C2: last[.]example[.]com", piece.repeat(400_000 / piece.len()));
        let document = plain(line.as_bytes());
        assert!(document.candidates.len() + document.not_ones.len() < 100_000, "{piece}");
        assert!(
            document.candidates.iter().all(
                |one| one.places.len() <= 8 && one.places.iter().all(|place| place.sentence.len() < 1000)
            )
        );
    }
}

/// What strangers wrote reaches no terminal by way of the review file.
#[test]
fn a_review_file_holds_nothing_that_moves_a_cursor() {
    let document = plain(
        "# \u{1b}]0;title\u{7}\n\u{1b}[2J evil[.]example[.]com \u{202e}x\r\nfilename: \"a\u{202e}gpj.exe\""
            .as_bytes(),
    );
    let file = review::write(&document, "name\u{1b}[0m");
    assert!(
        file.chars().all(|letter| letter == '\n' || !letter.is_control() && letter != '\u{202e}'),
        "{file:?}"
    );
    let accepted = review::read(file.replace("\n? ", "\n+ ").as_bytes()).expect("it is decided").accepted;
    assert!(
        accepted
            .iter()
            .any(|one| matches!(&one.value, Value::Observable(value) if value.value().starts_with('a'))),
        "{file}"
    );
}

/// What was accepted is a bundle whose objects are all kept, and whose indicators are those of the file; the same file gives the same bytes.
#[test]
fn what_was_accepted_is_stix() {
    use exchange::stix::{Item, Reader, Standing};
    for case in cases("text") {
        let document = document(&case);
        let file = review::write(&document, "input").replace("\n? ", "\n+ ").replace("\n- ", "\n+ ");
        let review = review::read(file.as_bytes()).expect("all is decided");
        let Ok(bundle) = review::bundle(&review, 0) else {
            assert!(review.accepted.iter().all(|one| one.indicator().is_none()), "{}", case.display());
            continue;
        };
        assert_eq!(bundle, review::bundle(&review, 0).expect("once more"));
        let mut odd = Vec::new();
        let summary = Reader::new()
            .read(&bundle[..], &mut |item| match item {
                Item::Kept(kept) => {
                    if *kept.standing != Standing::Understood {
                        odd.push(format!("{:?}", kept.standing));
                    }
                }
                Item::Refused(refused) => odd.push(format!("{:?}", refused.why)),
            })
            .expect("memory can be read");
        assert!(odd.is_empty(), "{}: {odd:?}", case.display());
        assert!(summary.kept() > 1 && summary.refused == 0);
        let mut values = Vec::new();
        exchange::read(&bundle[..], exchange::Options::default(), &mut |outcome| {
            if let exchange::Outcome::Taken(taken) = outcome {
                values.push(taken.indicator.observable);
            }
        })
        .expect("memory can be read");
        let expected: std::collections::BTreeSet<_> =
            review.accepted.iter().filter_map(|one| Some(one.indicator()?.observable)).collect();
        assert_eq!(
            values.into_iter().collect::<std::collections::BTreeSet<_>>(),
            expected,
            "{}",
            case.display()
        );
    }
}
