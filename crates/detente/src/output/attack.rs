//! What tags say of MITRE ATT&CK: `attack.t1059.001` is a technique, `attack.execution` a tactic.
//!
//! Names and numbers are those of ATT&CK 19 for Enterprise and of ATT&CK 18 for ICS, and `defense-evasion`, which Enterprise had
//! up to version 18: rules live longer than versions. Tags do not say which technique belongs to which tactic, nor is that guessed.

/// Why somebody does something: a column of the matrix.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tactic {
    /// Its place in the order of an intrusion, from 0.
    pub place: usize,
    /// The name in tags and layers.
    pub name: &'static str,
    /// The name for people.
    pub caption: &'static str,
    /// Its number in the matrix for Enterprise.
    enterprise: Option<&'static str>,
    /// Its number in the matrix for ICS.
    ics: Option<&'static str>,
}

/// How somebody does something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Technique {
    /// `T1059` or, of a sub-technique, `T1059.001`.
    id: String,
}

/// The matrix that a technique stands in, told by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matrix {
    /// Enterprise; and Mobile, whose numbers are of the same range.
    Enterprise,
    /// Industrial control systems: numbers below 1000.
    Ics,
}

/// All tactics in the order of the matrices.
pub static TACTICS: [Tactic; 19] = [
    tactic(0, "reconnaissance", "Reconnaissance", Some("TA0043"), None),
    tactic(1, "resource-development", "Resource Development", Some("TA0042"), None),
    tactic(2, "initial-access", "Initial Access", Some("TA0001"), Some("TA0108")),
    tactic(3, "execution", "Execution", Some("TA0002"), Some("TA0104")),
    tactic(4, "persistence", "Persistence", Some("TA0003"), Some("TA0110")),
    tactic(5, "privilege-escalation", "Privilege Escalation", Some("TA0004"), Some("TA0111")),
    tactic(6, "stealth", "Stealth", Some("TA0005"), None),
    tactic(7, "defense-evasion", "Defense Evasion", Some("TA0005"), None),
    tactic(8, "defense-impairment", "Defense Impairment", Some("TA0112"), None),
    tactic(9, "evasion", "Evasion", None, Some("TA0103")),
    tactic(10, "credential-access", "Credential Access", Some("TA0006"), None),
    tactic(11, "discovery", "Discovery", Some("TA0007"), Some("TA0102")),
    tactic(12, "lateral-movement", "Lateral Movement", Some("TA0008"), Some("TA0109")),
    tactic(13, "collection", "Collection", Some("TA0009"), Some("TA0100")),
    tactic(14, "command-and-control", "Command and Control", Some("TA0011"), Some("TA0101")),
    tactic(15, "exfiltration", "Exfiltration", Some("TA0010"), None),
    tactic(16, "inhibit-response-function", "Inhibit Response Function", None, Some("TA0107")),
    tactic(17, "impair-process-control", "Impair Process Control", None, Some("TA0106")),
    tactic(18, "impact", "Impact", Some("TA0040"), Some("TA0105")),
];

const fn tactic(
    place: usize,
    name: &'static str,
    caption: &'static str,
    enterprise: Option<&'static str>,
    ics: Option<&'static str>,
) -> Tactic {
    Tactic { place, name, caption, enterprise, ics }
}

impl Tactic {
    /// Its number in a matrix; that of the other matrix where this one has none.
    pub fn id(&self, matrix: Matrix) -> &'static str {
        let (first, second) = match matrix {
            Matrix::Enterprise => (self.enterprise, self.ics),
            Matrix::Ics => (self.ics, self.enterprise),
        };
        first.or(second).unwrap_or_default()
    }
}

impl Technique {
    /// `T1059.001`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The technique that this is a sub-technique of, or itself.
    pub fn parent(&self) -> &str {
        self.id.split('.').next().unwrap_or_default()
    }

    /// Whether it is a sub-technique.
    pub fn is_sub(&self) -> bool {
        self.id.contains('.')
    }

    /// The matrix that it stands in.
    pub fn matrix(&self) -> Matrix {
        if self.id.starts_with("T0") { Matrix::Ics } else { Matrix::Enterprise }
    }

    /// `t1059.001`: a letter and four figures, and a sub-technique's three.
    fn parse(text: &str) -> Option<Self> {
        let figures =
            |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
        let (technique, sub) =
            text.split_once('.').map_or((text, None), |(technique, sub)| (technique, Some(sub)));
        let number = technique.strip_prefix('t')?;
        (figures(number, 4) && sub.is_none_or(|sub| figures(sub, 3)))
            .then(|| Technique { id: text.to_uppercase() })
    }
}

/// The techniques that tags name, in their order, each once.
pub fn techniques(tags: &[String]) -> Vec<Technique> {
    let mut found = Vec::new();
    for technique in tags.iter().filter_map(|tag| Technique::parse(&rest(tag)?)) {
        if !found.contains(&technique) {
            found.push(technique);
        }
    }
    found
}

/// The tactics that tags name, in the order of an intrusion, each once.
pub fn tactics(tags: &[String]) -> Vec<&'static Tactic> {
    let named = |tag: &String| TACTICS.iter().find(|tactic| Some(tactic.name) == rest(tag).as_deref());
    let mut found: Vec<_> = tags.iter().filter_map(named).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// What follows `attack.`, in small letters; `_` is how `-` was written once.
fn rest(tag: &str) -> Option<String> {
    let tag = tag.to_ascii_lowercase();
    tag.strip_prefix("attack.").map(|rest| rest.replace('_', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(tags: &[&str]) -> Vec<String> {
        tags.iter().map(|tag| (*tag).to_owned()).collect()
    }

    #[test]
    fn techniques_are_told_from_what_looks_alike() {
        let tags = tags(&[
            "attack.t1059.001",
            "attack.T1003",
            "attack.t1059.001",
            "attack.t0831",
            "attack.ta0002",
            "attack.t105",
            "attack.t10591",
            "attack.t1059.01",
            "attack.t1059.",
            "attack.g0016",
            "attack.s0154",
            "cve.2021-44228",
            "t1059",
            "attack.t\u{0661}059",
        ]);
        let found: Vec<_> = techniques(&tags).iter().map(|technique| technique.id().to_owned()).collect();
        assert_eq!(found, ["T1059.001", "T1003", "T0831"]);
    }

    #[test]
    fn parents_and_matrices() {
        let found = techniques(&tags(&["attack.t1059.001", "attack.t0831"]));
        let shown: Vec<_> = found.iter().map(|one| (one.parent(), one.is_sub(), one.matrix())).collect();
        assert_eq!(shown, [("T1059", true, Matrix::Enterprise), ("T0831", false, Matrix::Ics)]);
    }

    #[test]
    fn tactics_come_in_the_order_of_an_intrusion() {
        let found =
            tactics(&tags(&["attack.impact", "attack.Initial_Access", "attack.impact", "attack.car"]));
        assert_eq!(found.iter().map(|tactic| tactic.name).collect::<Vec<_>>(), ["initial-access", "impact"]);
        let ids = found.iter().map(|tactic| (tactic.id(Matrix::Enterprise), tactic.id(Matrix::Ics)));
        assert_eq!(ids.collect::<Vec<_>>(), [("TA0001", "TA0108"), ("TA0040", "TA0105")]);
        assert!(TACTICS.iter().enumerate().all(|(place, tactic)| tactic.place == place));
    }
}
