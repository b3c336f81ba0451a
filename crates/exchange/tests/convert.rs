//! From any format to STIX and to MISP: what stands beside a value comes along, and what is MISP already stays as it is.

use exchange::{
    Media, Moment,
    convert::{self, Joined, Source},
    misp::Takers,
    stix::make::Terms,
};
use serde_json::Value;
use statement::Tlp;

/// What a text becomes, and what is lost.
fn converted(text: &str, tlp: Option<Tlp>, to_misp: bool) -> (Vec<Value>, Vec<String>) {
    let created = Moment::read("2026-11-22").expect("a day");
    let terms = Terms { created, source: "a list", author: None, tlp };
    let source = Source { terms, until: Moment::read("2027-01-01"), called: "a list" };
    let (mut objects, mut losses) = (Vec::new(), Vec::new());
    let takers = Takers {
        object: &mut |object| {
            objects.push(serde_json::from_slice(object).expect("JSON"));
            Ok(())
        },
        loss: &mut |loss| losses.push(loss.to_string()),
    };
    let media = Media::of(text.as_bytes());
    let mut open = || Ok(text.as_bytes());
    let done = match to_misp {
        true => convert::to_misp(&mut open, media, &source, takers),
        false => convert::to_stix(&mut open, media, &source, takers),
    };
    assert_eq!(done.expect("memory can be read").losses, losses.len() as u64);
    (objects, losses)
}

const TABLE: &str = "\
Indicator,Type,Role,Observed date,Valid until,TLP,Description,Match
192.0.2.7,IPv4,C2,2026-10-01,2026-12-01 12:00:00,TLP:GREEN,\"seen by \"\"us\"\"\",
bad.example,domain,,01/02/2026,never,TLP:PURPLE,=cmd|' /C calc'!A0,exact
192.0.2.7,IPv4,again,,,,,
,,,,,,,
no value,IPv4,,,,,,
";

#[test]
fn a_row_comes_along_with_its_value() {
    let (objects, losses) = converted(TABLE, Some(Tlp::Amber), false);
    let [amber, address, domain] = &*objects else { panic!("{objects:#?}") };
    assert_eq!(amber["name"], "TLP:AMBER");
    // Who may be told is never more than whoever hands it on says.
    assert_eq!(address["object_marking_refs"], domain["object_marking_refs"]);
    assert_eq!(address["valid_from"], "2026-10-01T00:00:00.000Z");
    assert_eq!(address["valid_until"], "2026-12-01T12:00:00.000Z");
    assert_eq!(address["description"], "Role: C2\nseen by \"us\"");
    // What is not understood stays as words.
    assert_eq!(domain["valid_from"], "2026-11-22T00:00:00.000Z");
    assert_eq!(domain["valid_until"], "2027-01-01T00:00:00.000Z");
    let words = "Observed date: 01/02/2026\nValid until: never\nTLP: TLP:PURPLE\n=cmd|' /C calc'!A0";
    assert_eq!(domain["description"], words);
    let told: Vec<_> = losses.iter().map(|loss| loss.split(": ").next().unwrap_or_default()).collect();
    assert_eq!(told, ["3", "4", "5", "6"], "{losses:#?}");
}

#[test]
fn a_stricter_marking_of_a_row_counts() {
    let text = "value,tlp\n192.0.2.7,TLP:RED\n192.0.2.8,TLP:CLEAR\n192.0.2.9,\n";
    let (objects, _) = converted(text, None, false);
    let names: Vec<_> = objects.iter().map(|object| object["name"].as_str().expect("a name")).collect();
    assert_eq!(names, ["TLP:RED", "192.0.2.7", "TLP:CLEAR", "192.0.2.8", "192.0.2.9"]);
    assert_eq!(objects[4].get("object_marking_refs"), None);
}

#[test]
fn values_become_attributes() {
    let text = "# a list\n192.0.2.0/24\nhxxp://bad[.]example/a\nd41d8cd98f00b204e9800998ecf8427e\nuser-agent: Evil/1.0\nfilename: a.exe\n";
    let (events, losses) = converted(text, None, true);
    let [event] = &*events else { panic!("{events:#?}") };
    assert_eq!(event["Event"]["info"], "a list");
    let attributes: Vec<_> = event["Event"]["Attribute"]
        .as_array()
        .expect("attributes")
        .iter()
        .map(|attribute| format!("{} {}", attribute["type"], attribute["value"]).replace('"', ""))
        .collect();
    let wanted = [
        "ip-dst 192.0.2.0/24",
        "url http://bad.example/a",
        "url https://bad.example/a",
        "md5 d41d8cd98f00b204e9800998ecf8427e",
        "user-agent evil/1.0",
        "filename a.exe",
    ];
    for each in wanted {
        assert!(attributes.iter().any(|attribute| attribute == each), "{each}: {attributes:?} {losses:?}");
    }
    assert_eq!(losses, Vec::<String>::new());
}

#[test]
fn texts_of_misp_are_joined_as_they_are() {
    let join = |texts: &[&str]| {
        let mut joined = Joined::new(Vec::new());
        texts.iter().for_each(|text| joined.add(text.as_bytes()).expect("memory"));
        String::from_utf8(joined.end().expect("memory")).expect("UTF-8")
    };
    let event = |name: &str| format!(r#"{{"Event": {{"info":"{name} \" ]}} [","Attribute": [ ]}}}}"#);
    let [one, two, three] = ["1", "2", "3"].map(event);
    let (list, answer, lines) = (
        format!("[{two},{three}]"),
        format!("{{ \"response\" : [ {two} ] }}\n"),
        format!("{two}\n{three}\n"),
    );
    for alone in [&*one, &list, &answer, &lines, "", "{\"response\":[]}"] {
        assert_eq!(join(&[alone]), alone);
    }
    for (texts, events) in [
        (vec![&*one, &list], vec![&*one, &two, &three]),
        (vec![&*answer, &one], vec![&*two, &one]),
        (vec![&*lines, &one], vec![&*two, &three, &one]),
        (vec!["[]", &one, "{\"response\":[]}"], vec![&*one]),
    ] {
        let joined: Value = serde_json::from_str(&join(&texts)).expect("JSON");
        let wanted: Vec<Value> =
            events.iter().map(|event| serde_json::from_str(event).expect("JSON")).collect();
        assert_eq!(joined["response"], Value::from(wanted));
    }
    // Another member would be lost if its box were opened.
    let with_more = format!("{{\"response\":[{one}],\"errors\":\"]\"}}");
    let joined: Value = serde_json::from_str(&join(&[&with_more, &two])).expect("JSON");
    assert_eq!(joined["response"][0]["errors"], "]");
    assert_eq!(join(&[]), "{\"response\":[]}\n");
}
