//! What one stretch of input gives to the output: made by whichever thread hunts through it, taken by the [`Writer`](super::Writer) in
//! the order of the input.

use super::{
    Format, Manner, csv, html::Report, jsonl, lines::Lines, navigator::Layer, ocsf, pretty::Groups,
    timesketch,
};
use hunt::Finding;

/// Findings on their way to the output.
pub enum Portion {
    /// Written out, one after another.
    Lines(Lines),
    /// Gathered by rule.
    Groups(Groups),
    /// Gathered by technique.
    Layer(Layer),
    /// Gathered for the report.
    Report(Box<Report>),
}

impl Portion {
    /// Nothing yet.
    pub fn new(manner: Manner) -> Self {
        let lines = |write| Portion::Lines(Lines::new(write, manner.sorted));
        match manner.format {
            Format::Pretty => Portion::Groups(Groups::default()),
            Format::Jsonl => lines(jsonl::write_finding),
            Format::Csv => lines(csv::write_finding),
            Format::Ocsf => lines(ocsf::write_finding),
            Format::Timesketch => lines(timesketch::write_finding),
            Format::Navigator => Portion::Layer(Layer::default()),
            Format::Html => Portion::Report(Box::default()),
        }
    }

    /// Takes a finding.
    pub fn add(&mut self, finding: &Finding<'_>) {
        match self {
            Portion::Lines(lines) => lines.add(finding),
            Portion::Groups(groups) => groups.add(finding),
            Portion::Layer(layer) => layer.add(finding),
            Portion::Report(report) => report.add(finding),
        }
    }
}
