//! The Traffic Light Protocol: tags of MISP, marking definitions of STIX (STIX 2.1, 7.2.1.4, and the extension for TLP 2.0).

use serde_json::{Value, json};

/// A marking, as the two write it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tlp {
    /// The tag.
    pub(super) tag: &'static str,
    /// The UUID of the marking definition.
    uuid: &'static str,
    is_version_2: bool,
}

const fn version_1(tag: &'static str, uuid: &'static str) -> Tlp {
    Tlp { tag, uuid, is_version_2: false }
}

const fn version_2(tag: &'static str, uuid: &'static str) -> Tlp {
    Tlp { tag, uuid, is_version_2: true }
}

/// The first of a tag is what the tag becomes. MISP calls both versions alike; white, green, amber and red are said in version 1, which
/// every reader knows.
const ALL: [Tlp; 9] = [
    version_1("tlp:white", "613f2e26-407d-48c7-9eca-b8e91df99dc9"),
    version_1("tlp:green", "34098fce-860f-48ae-8e50-ebd3cc5e41da"),
    version_1("tlp:amber", "f88d31f6-486f-44da-b317-01333bde0b82"),
    version_1("tlp:red", "5e57c739-391a-4eb3-b6be-7d15ca92d5ed"),
    version_2("tlp:clear", "94868c89-83c2-464b-929b-a1a8aa3c8487"),
    version_2("tlp:amber+strict", "939a9414-2ddd-4d32-a0cd-375ea402b003"),
    version_2("tlp:green", "bab4a63c-aed9-4cf5-a766-dfca5abac2bb"),
    version_2("tlp:amber", "55d920b0-5e8b-4f79-9ee9-91f868d9b421"),
    version_2("tlp:red", "e828b379-4e03-4974-9ac4-e53a884c97c1"),
];

/// The extension that TLP 2.0 is said with.
const EXTENSION: &str = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";

impl Tlp {
    /// What a tag says.
    pub(super) fn of_tag(tag: &str) -> Option<&'static Self> {
        ALL.iter().find(|each| each.tag.eq_ignore_ascii_case(tag.trim()))
    }

    /// What the id of a marking definition says.
    pub(super) fn of_id(id: &str) -> Option<&'static Self> {
        let uuid = id.strip_prefix("marking-definition--")?;
        ALL.iter().find(|each| each.uuid.eq_ignore_ascii_case(uuid))
    }

    /// The id of the marking definition.
    pub(super) fn id(&self) -> String {
        format!("marking-definition--{}", self.uuid)
    }

    /// The marking definition: exactly the object that the standard prints.
    pub(super) fn definition(&self) -> Value {
        let level = self.tag.trim_start_matches("tlp:");
        let name = self.tag.to_ascii_uppercase();
        if self.is_version_2 {
            let extension = json!({"extension_type": "property-extension", "tlp_2_0": level});
            return json!({
                "type": "marking-definition", "spec_version": "2.1", "id": self.id(), "name": name,
                "created": "2022-10-01T00:00:00.000Z", "extensions": {EXTENSION: extension},
            });
        }
        json!({
            "type": "marking-definition", "spec_version": "2.1", "id": self.id(), "name": name,
            "created": "2017-01-20T00:00:00.000Z", "definition_type": "tlp", "definition": {"tlp": level},
        })
    }
}
