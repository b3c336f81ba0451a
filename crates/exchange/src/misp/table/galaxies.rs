//! Galaxies, and the types of STIX objects that their clusters are.

/// The STIX type of the clusters of a galaxy; none where STIX has no such thing.
pub(in crate::misp) fn cluster_type(galaxy: &str) -> Option<&'static str> {
    Some(match galaxy {
        "threat-actor" | "microsoft-activity-group" | "360net-threat-actor" | "intelligence-agencies" => "threat-actor",
        "android" | "backdoor" | "banker" | "malpedia" | "ransomware" | "stealer" | "cryptominers" => "malware",
        "botnet" | "exploit-kit" | "rat" | "tds" | "tool" => "tool",
        "branded-vulnerability" => "vulnerability",
        "sector" => "identity",
        "country" | "region" | "cancer-location" => "location",
        "preventive-measure" | "mitigations" => "course-of-action",
        mitre if mitre.starts_with("mitre-") => mitre_type(mitre)?,
        other => of_stix(other)?,
    })
}

/// Galaxies of ATT&CK are called after what they hold, whichever matrix it is of.
fn mitre_type(galaxy: &str) -> Option<&'static str> {
    let ends = [
        ("attack-pattern", "attack-pattern"),
        ("course-of-action", "course-of-action"),
        ("intrusion-set", "intrusion-set"),
        ("malware", "malware"),
        ("tool", "tool"),
        ("campaign", "campaign"),
        ("techniques", "attack-pattern"),
        ("mitigations", "course-of-action"),
        ("groups", "intrusion-set"),
        ("software", "malware"),
        ("atlas-attack-pattern", "attack-pattern"),
    ];
    ends.into_iter().find(|(end, _)| galaxy.ends_with(end)).map(|(_, kind)| kind)
}

/// The galaxies that MISP makes of objects of STIX that come from elsewhere.
fn of_stix(galaxy: &str) -> Option<&'static str> {
    const TYPES: [&str; 9] = [
        "attack-pattern",
        "campaign",
        "course-of-action",
        "intrusion-set",
        "location",
        "malware",
        "threat-actor",
        "tool",
        "vulnerability",
    ];
    let kind = galaxy.strip_prefix("stix-2.1-").or_else(|| galaxy.strip_prefix("stix-2.0-"))?;
    TYPES.into_iter().find(|each| *each == kind)
}

/// The galaxy that an object of this type belongs to, with the name that MISP shows: of ATT&CK if its author is, and else of STIX.
pub(in crate::misp) fn galaxy_of(kind: &str, is_of_attack: bool) -> Option<(String, &'static str)> {
    let (of_attack, shown) = match kind {
        "attack-pattern" => (Some("mitre-attack-pattern"), "Attack Pattern"),
        "campaign" => (None, "Campaign"),
        "course-of-action" => (Some("mitre-course-of-action"), "Course of Action"),
        "intrusion-set" => (Some("mitre-intrusion-set"), "Intrusion Set"),
        "location" => (None, "Location"),
        "malware" => (Some("mitre-malware"), "Malware"),
        "threat-actor" => (None, "Threat Actor"),
        "tool" => (Some("mitre-tool"), "Tool"),
        "vulnerability" => (None, "Vulnerability"),
        _ => return None,
    };
    let of_attack = of_attack.filter(|_| is_of_attack).map(str::to_owned);
    Some((of_attack.unwrap_or_else(|| format!("stix-2.1-{kind}")), shown))
}
