//! What a stranger may write as MISP, or as STIX that is to become MISP: it costs what is wrong with it, and is told.

use exchange::misp::{Converted, FromStix, Takers, to_stix};
use std::io::{self, Cursor, Read};

/// A text that is made while it is read: a start, a piece so many times, an end.
fn repeated(start: &str, piece: impl Fn(u64) -> String + 'static, times: u64, end: &str) -> Box<dyn Read> {
    struct Pieces<F>(F, std::ops::Range<u64>, Cursor<Vec<u8>>);
    impl<F: Fn(u64) -> String> Read for Pieces<F> {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            let count = self.2.read(to)?;
            if count > 0 || to.is_empty() {
                return Ok(count);
            }
            let Some(number) = self.1.next() else { return Ok(0) };
            self.2 = Cursor::new((self.0)(number).into_bytes());
            self.read(to)
        }
    }
    let (start, end) = (Cursor::new(start.to_owned()), Cursor::new(end.to_owned()));
    Box::new(start.chain(Pieces(piece, 0..times, Cursor::default())).chain(end))
}

/// Converts; gives the counts, the largest object in bytes, and what was lost.
fn stix(mut open: impl FnMut() -> Box<dyn Read>) -> (Converted, usize, Vec<String>) {
    let (mut largest, mut losses) = (0, Vec::new());
    let converted = to_stix(
        &mut || Ok(open()),
        None,
        Takers {
            object: &mut |object| {
                largest = largest.max(object.len());
                Ok(())
            },
            loss: &mut |loss| losses.push(loss.to_string()),
        },
    );
    (converted.expect("it can be read"), largest, losses)
}

fn attribute(number: u64) -> String {
    let comma = if number > 0 { "," } else { "" };
    format!(
        r#"{comma}{{"uuid":"5be331a1-fe7c-450c-bf36-{number:012x}","type":"md5","value":"{number:032x}","to_ids":false}}"#
    )
}

/// An event of many attributes becomes objects none of which is large, and its report names groupings.
#[test]
fn a_large_event_is_written_in_parts() {
    let event = r#"{"Event":{"uuid":"5bf42950-1904-48ad-a609-13fc0a016219","info":"Many","timestamp":"1542728551","Attribute":["#;
    let (converted, largest, losses) = stix(|| repeated(event, attribute, 25_000, "]}}"));
    assert_eq!((converted.objects["file"], converted.objects["grouping"]), (25_000, 3));
    assert!(largest < 2 << 20, "{largest}");
    assert_eq!(losses.len(), 1, "{losses:?}");
}

#[test]
fn what_is_large_or_deep_costs_itself() {
    let deep = |number: u64| match number {
        0 => format!(r#"{{"type":"text","value":{}1{}}},"#, "[".repeat(100_000), "]".repeat(100_000)),
        1 => format!(r#"{{"type":"text","value":"{}"}},"#, "a".repeat(5 << 20)),
        2 => format!(
            r#"{{"type":"text","value":"x","comment":{}{}}},"#,
            r#"{"a":"#.repeat(101),
            "1".to_owned() + &"}".repeat(101)
        ),
        _ => r#"{"type":"domain","value":"bad.example"}"#.to_owned(),
    };
    let (converted, _, losses) = stix(|| repeated(r#"{"info":"x","Attribute":["#, deep, 4, "]}"));
    assert_eq!(converted.objects["domain-name"], 1);
    assert_eq!((converted.refused, losses.len()), (3, 3), "{losses:?}");
    assert!(losses[1].contains("larger than"), "{losses:?}");
    let nested = |_| "[".repeat(1000);
    let (converted, _, losses) = stix(|| repeated("", nested, 100, ""));
    assert!(converted.objects.is_empty() && losses.len() == 1, "{losses:?}");
}

/// A manifest of any size is named as one.
#[test]
fn a_large_manifest_is_told() {
    let event = |number: u64| {
        let comma = if number > 0 { "," } else { "" };
        format!(r#"{comma}"5be331a1-fe7c-450c-bf36-{number:012x}":{{"info":"{}"}}"#, "a".repeat(1000))
    };
    for count in [3, 6000] {
        let (converted, _, losses) = stix(|| repeated("{", event, count, "}"));
        assert!(
            converted.objects.is_empty() && losses[0].contains("the manifest of a MISP feed"),
            "{losses:?}"
        );
    }
}

/// Objects with thousands of attributes, tags and clusters take time in proportion to their size.
#[test]
fn parts_of_many_parts_are_bounded() {
    let piece = |number: u64| {
        let list = |one: &dyn Fn(u32) -> String| (0..20_000).map(one).collect::<Vec<_>>().join(",");
        match number {
            0 => format!(
                r#"{{"name":"file","Attribute":[{}]}},"#,
                list(&|n| format!(
                    r#"{{"type":"filename","object_relation":"filename","value":"{n}","to_ids":true}}"#
                ))
            ),
            1 => format!(
                r#"{{"name":"url","Tag":[{}],"Attribute":[{{"type":"url","object_relation":"url","value":"http://a.example/"}}]}},"#,
                list(&|n| format!(r#"{{"name":"{n}"}}"#))
            ),
            _ => format!(
                r#"{{"name":"x","Attribute":[{{"type":"text","value":"a","Galaxy":[{{"type":"tool","GalaxyCluster":[{}]}}]}}]}}"#,
                list(&|n| format!(r#"{{"value":"{n}"}}"#))
            ),
        }
    };
    let (converted, _, losses) = stix(|| repeated(r#"{"info":"x","Object":["#, piece, 3, "]}"));
    assert_eq!((converted.objects["x-misp-object"], converted.objects["tool"]), (2, 1000));
    assert!(losses.iter().any(|loss| loss.contains("more clusters than are taken")), "{losses:?}");
}

fn misp(objects: &[String]) -> (Vec<String>, Vec<String>) {
    let mut from = FromStix::new();
    objects.iter().for_each(|object| from.add(object.as_bytes()));
    let (mut events, mut losses) = (Vec::new(), Vec::new());
    let takers = Takers {
        object: &mut |event| {
            events.push(String::from_utf8(event.to_vec()).expect("UTF-8"));
            Ok(())
        },
        loss: &mut |loss| losses.push(loss.to_string()),
    };
    from.finish(takers).expect("memory takes all");
    (events, losses)
}

/// Groupings in a circle, lists that name one object a thousand times, observables that refer to themselves.
#[test]
fn a_graph_of_circles_ends() {
    let id = |kind: &str, number: u32| format!("{kind}--5be331a1-fe7c-450c-bf36-{number:012x}");
    let head = |kind: &str, number: u32| {
        format!(
            r#""type":"{kind}","spec_version":"2.1","id":"{}","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z""#,
            id(kind, number)
        )
    };
    let many = |id: String| vec![format!("\"{id}\""); 1000].join(",");
    let part = r#""labels":["misp:data-layer=\"Part of an event\""]"#;
    let objects = [
        format!(
            r#"{{{},"name":"a","published":"2026-01-01T00:00:00Z","object_refs":[{},{},"{}"]}}"#,
            head("report", 1),
            many(id("grouping", 2)),
            many(id("grouping", 3)),
            id("report", 1)
        ),
        format!(
            r#"{{{},{part},"context":"x","object_refs":[{},{}]}}"#,
            head("grouping", 2),
            many(id("grouping", 3)),
            many(id("indicator", 4))
        ),
        format!(
            r#"{{{},{part},"context":"x","object_refs":[{},{}]}}"#,
            head("grouping", 3),
            many(id("grouping", 2)),
            many(id("observed-data", 5))
        ),
        format!(
            r#"{{{},"pattern":"[domain-name:value = 'bad.example']","pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z"}}"#,
            head("indicator", 4)
        ),
        format!(
            r#"{{{},"first_observed":"2026-01-01T00:00:00Z","last_observed":"2026-01-01T00:00:00Z","number_observed":1,"object_refs":[{}]}}"#,
            head("observed-data", 5),
            many(id("process", 6))
        ),
        format!(
            r#"{{"type":"process","id":"{0}","pid":1,"parent_ref":"{0}","child_refs":[{1}]}}"#,
            id("process", 6),
            many(id("process", 6))
        ),
        format!(
            r#"{{{},"relationship_type":"based-on","source_ref":"{1}","target_ref":"{1}"}}"#,
            head("relationship", 7),
            id("indicator", 4)
        ),
        "{".to_owned(),
        "5".to_owned(),
        r#"{"a":1,"a":2}"#.to_owned(),
    ];
    let (events, losses) = misp(&objects);
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!(events[0].matches("bad.example").count(), 1, "{}", events[0]);
    assert_eq!(losses.iter().filter(|loss| loss.contains("cannot be read")).count(), 3, "{losses:?}");
}
