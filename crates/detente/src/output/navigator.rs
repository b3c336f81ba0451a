//! Findings as a layer for the ATT&CK Navigator: which techniques were seen, and how often. Layer format 4.5:
//! layers/spec/v4.5/layerformat.md of mitre-attack/attack-navigator.
//!
//! Sigma's tags do not say of which version of ATT&CK they are, so the layer names none, and the Navigator takes its current one.

use super::{
    attack::{self, Matrix},
    escape::terminal,
    json::{Object, list, object},
};
use hunt::{Finding, Level};
use std::collections::{BTreeMap, BTreeSet};

/// How many rules are named for a technique; what is over is counted.
const MAX_RULES: usize = 20;

/// The colours of few and of many findings, and the scores they stand for: [`Seen::score`].
const COLOURS: [&str; 3] = ["#ffe9a8", "#f58b3c", "#b5121b"];

/// Techniques that were seen. Layers of consecutive stretches of input can be joined.
#[derive(Default)]
pub struct Layer {
    techniques: BTreeMap<(Matrix, String), Seen>,
    /// Findings whose rule names no technique, or which no rule found.
    without: u64,
    findings: u64,
}

/// What was seen of a technique.
#[derive(Default)]
struct Seen {
    findings: u64,
    worst: Level,
    /// Titles of rules, and whether there were more than are named.
    rules: BTreeSet<String>,
    more: bool,
    tactics: BTreeSet<&'static str>,
}

impl Layer {
    /// Takes a finding.
    pub fn add(&mut self, finding: &Finding<'_>) {
        self.findings += 1;
        let techniques = attack::techniques(&finding.about.tags);
        self.without += u64::from(techniques.is_empty());
        for technique in techniques {
            let key = (technique.matrix(), technique.id().to_owned());
            self.techniques.entry(key).or_default().add(finding);
        }
    }

    /// Takes the layer of the stretch of input that follows.
    pub fn join(&mut self, next: Layer) {
        self.without += next.without;
        self.findings += next.findings;
        for (key, seen) in next.techniques {
            self.techniques.entry(key).or_default().join(seen);
        }
    }

    /// How many findings named no technique.
    pub fn without(&self) -> u64 {
        self.without
    }

    /// The file: one layer; where techniques of ICS were seen too, a list with a layer for each matrix.
    pub fn write(&self, out: &mut Vec<u8>) {
        let ics = self.techniques.keys().any(|(matrix, _)| *matrix == Matrix::Ics);
        let layer = |out: &mut Vec<u8>, matrix| object(out, |layer| self.write_layer(layer, matrix));
        match ics {
            false => layer(out, Matrix::Enterprise),
            true => list(out, [Matrix::Enterprise, Matrix::Ics], layer),
        }
        out.push(b'\n');
    }

    fn write_layer(&self, layer: &mut Object<'_>, matrix: Matrix) {
        layer.text("name", "detente hunt");
        layer.object("versions", |versions| {
            versions.text("navigator", "4.9.0");
            versions.text("layer", "4.5");
        });
        layer.text("domain", domain(matrix));
        layer.text("description", &self.description());
        layer.number("sorting", 3);
        layer.object("layout", |layout| {
            layout.text("layout", "side");
            layout.number("showID", true);
            layout.number("showName", true);
            layout.text("expandedSubtechniques", "annotated");
        });
        layer.number("hideDisabled", false);
        let techniques = self.techniques.iter().filter(|((of, _), _)| *of == matrix);
        layer.list("techniques", techniques, |out, ((_, id), seen)| {
            object(out, |technique| seen.write(technique, id))
        });
        layer.object("gradient", |gradient| {
            gradient.texts("colors", COLOURS);
            gradient.number("minValue", 0);
            gradient.number("maxValue", 100);
        });
    }

    fn description(&self) -> String {
        format!(
            "{} findings, {} of them of rules that name no technique. The score grows by 10 with every doubling of the number of findings, \
             from 10 for one to 100: the comment has the number.",
            self.findings, self.without
        )
    }
}

fn domain(matrix: Matrix) -> &'static str {
    match matrix {
        Matrix::Enterprise => "enterprise-attack",
        Matrix::Ics => "ics-attack",
    }
}

impl Seen {
    fn add(&mut self, finding: &Finding<'_>) {
        self.findings += 1;
        self.worst =
            if self.findings == 1 { finding.about.level } else { self.worst.max(finding.about.level) };
        self.tactics.extend(attack::tactics(&finding.about.tags).iter().map(|tactic| tactic.caption));
        if !self.rules.contains(&finding.about.title) {
            self.name(finding.about.title.clone());
        }
    }

    fn join(&mut self, next: Seen) {
        self.worst = if self.findings == 0 { next.worst } else { self.worst.max(next.worst) };
        self.findings += next.findings;
        self.more |= next.more;
        self.tactics.extend(next.tactics);
        next.rules.into_iter().for_each(|title| self.name(title));
    }

    fn name(&mut self, title: String) {
        self.rules.insert(title);
        if self.rules.len() > MAX_RULES {
            // The last by name, whatever the order in which they came: the same layer from any order of joining.
            self.rules.pop_last();
            self.more = true;
        }
    }

    /// 10 for one finding, 10 more for every doubling, 100 at most: with scores that follow the number itself, one rule that
    /// fires all day would leave all else without colour.
    fn score(&self) -> u32 {
        (self.findings.checked_ilog2().unwrap_or(0) * 10 + 10).min(100)
    }

    fn write(&self, technique: &mut Object<'_>, id: &str) {
        technique.text("techniqueID", id);
        technique.number("score", self.score());
        technique.number("enabled", true);
        let rules: Vec<String> = self.rules.iter().map(|title| terminal(title)).collect();
        let more = if self.more { "; and more" } else { "" };
        let findings =
            if self.findings == 1 { "1 finding".to_owned() } else { format!("{} findings", self.findings) };
        technique
            .text("comment", &format!("{findings}, {} at worst: {}{more}", self.worst, rules.join("; ")));
        let tactics: Vec<&str> = self.tactics.iter().copied().collect();
        technique.list(
            "metadata",
            [("findings", self.findings.to_string()), ("tactics", tactics.join(", "))],
            |out, (name, value)| {
                object(out, |metadata| {
                    metadata.text("name", name);
                    metadata.text("value", if value.is_empty() { "none named" } else { &value });
                });
            },
        );
    }
}
