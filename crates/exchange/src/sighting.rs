//! The body of a `sighting` statement: a small STIX 2.1 bundle that says which indicators of the statement it is about.
//!
//! Objects are those of STIX 2.1 (OASIS Standard, 10 June 2021): Sighting (section 5.2) for each indicator, and for a false alarm an Opinion
//! (section 4.14) that strongly disagrees with it, which is what misp-stix makes of MISP's sighting type 1, "false-positive". What is deliberately
//! absent is `where_sighted_refs` and `observed_data_refs`: where and who is nobody's business.

use crate::stix::{id_of, is_uuid};
use serde_json::Value;
use statement::{Day, Stamp, StatementId};

/// What `count` may be at most (section 5.2.1).
const MAX_COUNT: u64 = 999_999_999;

/// An indicator that was sighted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighted {
    /// The statement that has it in its body.
    pub statement: StatementId,
    /// What the body calls it. The id of a STIX object is used as it is; for a MISP attribute's UUID, the id that it has in STIX.
    pub item: String,
    /// What it is, such as `domain evil.example`: the author's own words, in the one spelling.
    pub value: String,
}

/// What is told about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// Whether it met something harmless.
    pub is_false_alarm: bool,
    /// How often, at least.
    pub count: u64,
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
    /// When the first sighting of these by this member was made.
    pub created: Stamp,
    /// When this one is made. An id and a later `modified` make a new version of one object, so that counts are never added up.
    pub modified: Stamp,
}

/// The bundle, in one spelling. `member` names who sighted it, in a form that is unique (unit and member).
pub fn sighting(member: &str, sighted: &[Sighted], telling: &Telling) -> String {
    let mut objects = Vec::new();
    for one in sighted {
        objects.push(object(member, one, telling));
        if telling.is_false_alarm {
            objects.push(opinion(member, one, telling));
        }
    }
    let objects = objects.iter().map(Object::text).collect::<Vec<_>>().join(",\n");
    let id = id_of("bundle", member, &format!("{}\n{objects}", telling.modified));
    format!(
        "{{\n  \"type\": \"bundle\",\n  \"id\": {},\n  \"objects\": [\n{objects}\n  ]\n}}\n",
        Value::from(id)
    )
}

/// The media type of such a body.
pub const SIGHTING_TYPE: &str = "application/stix+json;version=2.1";

/// An object, whose properties stay in their order whatever `serde_json` is built with: these bytes are shown to a person and then signed.
struct Object(Vec<(&'static str, Value)>);

impl Object {
    /// The properties that all have.
    fn of(kind: &'static str, member: &str, one: &Sighted, telling: &Telling) -> Self {
        let id = id_of(kind, member, &format!("{}\n{}\n{}", one.statement, one.item, one.value));
        // Section 3.2: `created` and `modified` have milliseconds.
        let time = |stamp: Stamp| Value::from(stamp.to_string().replace('Z', ".000Z"));
        Object(vec![
            ("type", kind.into()),
            ("spec_version", "2.1".into()),
            ("id", id.into()),
            ("created", time(telling.created)),
            ("modified", time(telling.modified)),
        ])
    }

    fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.0.push((name, value.into()));
        self
    }

    fn text(&self) -> String {
        let lines: Vec<String> =
            self.0.iter().map(|(name, value)| format!("      \"{name}\": {value}")).collect();
        format!("    {{\n{}\n    }}", lines.join(",\n"))
    }
}

fn object(member: &str, one: &Sighted, telling: &Telling) -> Object {
    Object::of("sighting", member, one, telling)
        .with("description", format!("{}, of statement {}", one.value, one.statement))
        .with("first_seen", format!("{}T00:00:00Z", telling.first))
        .with("last_seen", format!("{}T00:00:00Z", telling.last))
        .with("count", telling.count.min(MAX_COUNT))
        .with("sighting_of_ref", indicator(one))
}

fn opinion(member: &str, one: &Sighted, telling: &Telling) -> Object {
    Object::of("opinion", member, one, telling)
        .with("explanation", "false alarm: what it met was harmless")
        .with("opinion", "strongly-disagree")
        .with("object_refs", vec![indicator(one)])
}

/// The indicator's id: its own if the body is STIX, that of STIX if it is MISP, and otherwise the one that [`make::indicator`](crate::stix::make::indicator)
/// gives it, which whoever writes the statement out in STIX has too.
fn indicator(one: &Sighted) -> String {
    match one.item.split_once("--") {
        Some(("indicator", uuid)) if is_lower_uuid(uuid) => one.item.clone(),
        None if is_lower_uuid(&one.item) => format!("indicator--{}", one.item),
        _ => id_of("indicator", &one.statement.to_string(), &one.value),
    }
}

/// In the one spelling of ours: another is not what a body of ours refers to.
fn is_lower_uuid(text: &str) -> bool {
    is_uuid(text) && !text.bytes().any(|byte| byte.is_ascii_uppercase())
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::stix::make::{self, About, Terms};
    use ::statement::observable::{Indicator, Kind, Observable};
    use serde_json::json;

    fn sighted(item: &str) -> Sighted {
        let statement = statement::Digest::of(b"a statement");
        Sighted { statement, item: item.to_owned(), value: "domain evil.example".to_owned() }
    }

    fn told(is_false_alarm: bool, modified: &str) -> Telling {
        Telling {
            is_false_alarm,
            count: u64::MAX,
            first: "2026-11-20".parse().expect("a day"),
            last: "2026-11-22".parse().expect("a day"),
            created: "2026-11-23T07:00:00Z".parse().expect("a time"),
            modified: modified.parse().expect("a time"),
        }
    }

    fn objects(text: &str) -> Vec<Value> {
        let bundle: Value = serde_json::from_str(text).expect("JSON");
        assert_eq!(bundle["type"], "bundle");
        bundle["objects"].as_array().expect("objects").clone()
    }

    const STIX: &str = "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f";

    #[test]
    fn a_sighting_names_the_indicator_and_nothing_of_where() {
        let text = sighting("unit/alpha", &[sighted(STIX)], &told(false, "2026-11-23T07:00:00Z"));
        let [one] = objects(&text).try_into().expect("one object");
        assert_eq!((&one["sighting_of_ref"], &one["count"]), (&json!(STIX), &json!(MAX_COUNT)));
        assert_eq!(
            (&one["first_seen"], &one["last_seen"]),
            (&json!("2026-11-20T00:00:00Z"), &json!("2026-11-22T00:00:00Z"))
        );
        assert_eq!(
            (&one["created"], &one["spec_version"]),
            (&json!("2026-11-23T07:00:00.000Z"), &json!("2.1"))
        );
        let mut names: Vec<&String> = one.as_object().expect("an object").keys().collect();
        names.sort();
        let known = [
            "count",
            "created",
            "description",
            "first_seen",
            "id",
            "last_seen",
            "modified",
            "sighting_of_ref",
            "spec_version",
            "type",
        ];
        assert_eq!(names, known);
    }

    #[test]
    fn a_false_alarm_is_an_opinion_too() {
        let text = sighting("unit/alpha", &[sighted(STIX)], &told(true, "2026-11-23T07:00:00Z"));
        let all = objects(&text);
        assert_eq!(all.iter().map(|one| one["type"].clone()).collect::<Vec<_>>(), ["sighting", "opinion"]);
        assert_eq!(
            (&all[1]["opinion"], &all[1]["object_refs"]),
            (&json!("strongly-disagree"), &json!([STIX]))
        );
    }

    /// The files, which judges elsewhere can be shown.
    #[test]
    fn the_bytes_are_those_of_the_test_data() {
        for (name, is_false_alarm) in [("seen", false), ("false-alarm", true)] {
            let told = Telling { count: 10, ..told(is_false_alarm, "2026-11-24T07:00:00Z") };
            let text = sighting("unit/alpha", &[sighted(STIX), sighted("line 3")], &told);
            let path = format!("{}/../../testdata/sighting/{name}.json", env!("CARGO_MANIFEST_DIR"));
            let expected = std::fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(text, expected, "{path}");
        }
    }

    #[test]
    fn a_later_telling_is_a_version_of_the_same_object() {
        let one = objects(&sighting("unit/alpha", &[sighted(STIX)], &told(false, "2026-11-23T07:00:00Z")));
        let two = objects(&sighting("unit/alpha", &[sighted(STIX)], &told(false, "2026-11-24T07:00:00Z")));
        assert_eq!((&one[0]["id"], &one[0]["created"]), (&two[0]["id"], &two[0]["created"]));
        assert_ne!(one[0]["modified"], two[0]["modified"]);
        let others = objects(&sighting("unit/bravo", &[sighted(STIX)], &told(false, "2026-11-23T07:00:00Z")));
        assert_ne!(one[0]["id"], others[0]["id"], "two members who saw it are two sightings");
    }

    #[test]
    fn items_of_other_formats_get_an_id_that_anybody_can_compute() {
        let of = |item: &str| indicator(&sighted(item));
        assert_eq!(of("8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"), STIX);
        for item in [
            "",
            "line 3",
            "malware--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
            "indicator--8E2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
            "indicator--x\"--",
        ] {
            let id = of(item);
            assert_eq!(id, of("line 4"), "what the body does not name is told by its value");
        }
        let source = statement::Digest::of(b"a statement").to_string();
        let created = crate::Moment::read("2026-11-23").expect("a moment");
        let terms = Terms { created, source: &source, author: None, tlp: None };
        let value = Observable::read_as(Kind::Domain, "evil.example").expect("a domain").observable;
        let made = make::indicator(&Indicator::new(value), About::default(), &terms);
        assert_eq!(of("line 3"), made.id, "as it is written out in STIX");
    }
}
