//! MISP to STIX and back: each folder of testdata/misp is a case.

mod common;

use common::cases;
use exchange::misp::{FromStix, Takers, to_stix};
use std::fs;

/// What a conversion gives: a line for each object or event, and one for each loss.
#[derive(Default)]
struct Given {
    objects: Vec<String>,
    losses: Vec<String>,
}

impl Given {
    fn takers<'t>(
        objects: &'t mut dyn FnMut(String),
        losses: &'t mut dyn FnMut(String),
        run: &mut dyn FnMut(Takers<'_>),
    ) {
        run(Takers {
            object: &mut |object| {
                objects(String::from_utf8(object.to_vec()).expect("JSON is UTF-8"));
                Ok(())
            },
            loss: &mut |loss| losses(loss.to_string()),
        });
    }

    fn of(mut run: impl FnMut(Takers<'_>)) -> Self {
        let mut given = Self::default();
        let Self { objects, losses } = &mut given;
        Self::takers(&mut |object| objects.push(object), &mut |loss| losses.push(loss), &mut run);
        given
    }
}

fn stix(misp: &[u8]) -> Given {
    Given::of(|takers| {
        to_stix(&mut || Ok(misp), None, takers).expect("memory can be read");
    })
}

fn misp(objects: &[String]) -> Given {
    let mut from = Some(FromStix::new());
    objects.iter().for_each(|object| from.as_mut().expect("not finished").add(object.as_bytes()));
    Given::of(|takers| {
        from.take().expect("it is run once").finish(takers).expect("memory takes all");
    })
}

fn lines(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

#[test]
fn events_become_what_they_should() {
    let mut wrong = Vec::new();
    for case in cases("misp") {
        let input = fs::read(case.join("input.json")).expect("an input");
        let there = stix(&input);
        let back = misp(&there.objects);
        let losses = format!("to STIX:\n{}to MISP:\n{}", lines(&there.losses), lines(&back.losses));
        for (file, actual) in [
            ("stix.jsonl", lines(&there.objects)),
            ("misp.jsonl", lines(&back.objects)),
            ("losses.txt", losses),
        ] {
            if fs::read_to_string(case.join(file)).unwrap_or_default() != actual {
                wrong.push(format!("{}:\n{actual}", case.join(file).display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases("misp").len() > 5);
}

/// Whatever the order of members, the same objects come out, but for their order.
#[test]
fn the_order_of_members_does_not_matter() {
    let attribute = r#""Attribute":[{"uuid":"5be331a1-fe7c-450c-bf36-693f0a016219","type":"domain","value":"bad.example","to_ids":true}]"#;
    let head = r#""uuid":"5bf42950-1904-48ad-a609-13fc0a016219","info":"Phishing","timestamp":"1542728551","published":true"#;
    let author = r#""Orgc":{"name":"Example","uuid":"55f6ea5e-51ac-4344-bc8c-4170950d210f"}"#;
    let tags = r#""Tag":[{"name":"tlp:amber"}]"#;
    let orders =
        [[attribute, head, author, tags], [head, author, tags, attribute], [tags, attribute, author, head]];
    let mut given = orders.map(|members| {
        let mut objects = stix(format!("{{\"Event\":{{{}}}}}", members.join(",")).as_bytes()).objects;
        objects.sort();
        objects
    });
    given.sort();
    let [one, .., last] = given;
    assert_eq!(one, last);
    assert!(
        one.iter().filter(|object| object.contains("f88d31f6-486f-44da-b317-01333bde0b82")).count() >= 5,
        "{one:#?}"
    );
}

/// The events of a text come in whichever box.
#[test]
fn boxes_do_not_matter() {
    let event = r#"{"uuid":"5bf42950-1904-48ad-a609-13fc0a016219","info":"Phishing","date":"2026-10-01","Attribute":[{"type":"md5","value":"d41d8cd98f00b204e9800998ecf8427e"}]}"#;
    let plain = stix(event.as_bytes()).objects;
    assert_eq!(plain.len(), 3);
    for text in [
        format!("[{event}]"),
        format!(r#"{{"Event":{event}}}"#),
        format!(r#"[{{"Event":{event}}}]"#),
        format!(r#"{{"response":[{{"Event":{event}}}]}}"#),
        format!(r#"{{"response":{{"Event":{event}}}}}"#),
    ] {
        assert_eq!(stix(text.as_bytes()).objects, plain, "{text}");
    }
    let twice = stix(format!("{event}\n{}", event.replace("5bf42950", "5bf42951")).as_bytes());
    assert_eq!(twice.objects.len(), 6);
    let loose =
        stix(br#"{"response":{"Attribute":[{"type":"md5","value":"d41d8cd98f00b204e9800998ecf8427e"}]}}"#);
    assert_eq!(loose.objects.len(), 3, "{:#?}", loose.objects);
    let list = stix(br#"[{"type":"domain","value":"a.example"},{"type":"domain","value":"b.example"}]"#);
    assert_eq!(list.objects.len(), 5, "{:#?}", list.objects);
}
