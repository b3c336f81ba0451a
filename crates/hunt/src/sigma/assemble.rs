//! Many files' documents put together into the rules of a hunt.

use std::sync::Arc;

use hashbrown::HashMap;

use super::{
    correlation::{Draft, Is, Known, Linked, link},
    document::{Detection, Document, Documents, Outcome},
    filter::Filter,
    level::count,
    reading::size,
};
use crate::{
    correlation::Correlations,
    diagnostic::{Code, Diagnostic, Problem, Severity},
    rule::{Expr, Rule},
};

/// How many nodes filters may add to all rules together: a large filter for every rule would
/// otherwise multiply the two.
const MAX_FILTER_NODES: usize = 4_000_000;

/// The rules that a hunt can run, and what there is to say of the others.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The rules, in the order of the files and of the documents in them.
    pub rules: Vec<Rule>,
    /// The correlations of these rules.
    pub correlations: Correlations,
    /// The places of the rules that only serve correlations, which Sigma calls `generate: false`: they are not reported.
    pub silent: Vec<usize>,
    /// How many documents are loaded as rules or correlations. A rule with an aggregation of old is one, and becomes several of
    /// `rules` and one of `correlations`.
    pub loaded: usize,
    /// Everything that was noticed, in the same order; what concerns a document stands together.
    pub diagnostics: Vec<Diagnostic>,
    /// How many documents and files are not loaded.
    pub not_loaded: usize,
    /// How many rules and filters are loaded in spite of a warning.
    pub with_warnings: usize,
}

/// Puts files together, in the order given: applies filters and looks for ids that two rules have.
pub fn assemble(files: Vec<Documents>) -> Loaded {
    let mut sorted = Sorted::default();
    for Documents { file, documents } in files {
        for document in documents {
            sorted.take(&file, document);
        }
    }
    sorted.apply_filters();
    sorted.compare_ids();
    sorted.link();
    sorted.finish()
}

/// Everything by kind; `remarks` keeps the order of the documents.
#[derive(Default)]
struct Sorted {
    rules: Vec<(usize, Detection)>,
    filters: Vec<(usize, Arc<str>, Filter)>,
    drafts: Vec<(usize, Draft)>,
    known: Vec<Known>,
    linked: Linked,
    remarks: Vec<Remarks>,
}

/// What there is to say of one document.
struct Remarks {
    loaded: bool,
    diagnostics: Vec<Diagnostic>,
}

impl Sorted {
    fn take(&mut self, file: &Arc<str>, document: Document) {
        let index = self.remarks.len();
        let loaded = !matches!(document.outcome, Outcome::NotLoaded);
        self.remarks.push(Remarks { loaded, diagnostics: document.diagnostics });
        let is = match document.outcome {
            Outcome::Rule(detection) => {
                self.rules.push((index, *detection));
                Is::Rule(self.rules.len() - 1)
            }
            Outcome::Correlation(draft) => self.draft(index, *draft, Vec::new()),
            Outcome::Aggregation(detections, draft) => self.draft(index, *draft, detections),
            Outcome::Filter(filter) => return self.filters.push((index, file.clone(), *filter)),
            Outcome::NotLoaded => Is::Refused,
        };
        self.known.push(Known { id: document.id, name: document.name, file: file.clone(), is });
    }

    fn draft(&mut self, index: usize, draft: Draft, detections: Vec<Detection>) -> Is {
        let first = self.rules.len();
        self.rules.extend(detections.into_iter().map(|detection| (index, detection)));
        self.drafts.push((index, draft));
        Is::Correlation { draft: self.drafts.len() - 1, own: (first..self.rules.len()).collect() }
    }

    fn apply_filters(&mut self) {
        let mut left = MAX_FILTER_NODES;
        for (index, file, filter) in std::mem::take(&mut self.filters) {
            let mut found = self.rules.iter_mut().map(|(_, detection)| detection).filter(|detection| {
                let about = &detection.rule.about;
                filter.is_for(&about.id, detection.name.as_deref(), &detection.rule.logsource)
            });
            let applied = apply(&filter, &mut found, &mut left);
            if let (Err(problem), Some(remarks)) = (applied, self.remarks.get_mut(index)) {
                remarks.loaded &= problem.code.severity() == Severity::Warning;
                remarks.diagnostics.push(problem.into_diagnostic(&file, None));
            }
        }
    }

    /// Warns of ids that two documents have.
    fn compare_ids(&mut self) {
        let mut seen: HashMap<String, (usize, String)> = HashMap::new();
        let rules =
            self.rules.iter().map(|(index, detection)| (*index, &detection.rule.about, detection.id_span));
        let drafts = self.drafts.iter().map(|(index, draft)| (*index, &draft.about, draft.id_span));
        let mut all: Vec<_> = rules.chain(drafts).filter(|(_, about, _)| !about.id.is_empty()).collect();
        all.sort_by_key(|(index, ..)| *index);
        for (index, about, span) in all {
            let here = || (index, format!("{}:{}", about.file, span.line));
            let (by, first) = seen.entry(about.id.to_ascii_lowercase()).or_insert_with(here);
            if *by == index {
                continue;
            }
            let message = format!("the id {} is that of the rule at {first} too", about.id);
            let diagnostic = Problem::new(Code::DuplicateId, span, message)
                .into_diagnostic(&about.file, Some(&about.title));
            self.remarks
                .iter_mut()
                .skip(index)
                .take(1)
                .for_each(|of| of.diagnostics.push(diagnostic.clone()));
        }
    }

    /// Finds what correlations refer to. A rule that only made up a correlation which is not loaded is not loaded either.
    fn link(&mut self) {
        let (indices, drafts): (Vec<usize>, Vec<Draft>) =
            std::mem::take(&mut self.drafts).into_iter().unzip();
        let abouts: Vec<_> = drafts.iter().map(|draft| draft.about.clone()).collect();
        self.linked = link(drafts, &self.known);
        for (place, problem) in std::mem::take(&mut self.linked.problems) {
            let Some((index, about)) = indices.get(place).zip(abouts.get(place)) else { continue };
            let Some(remarks) = self.remarks.get_mut(*index) else { continue };
            remarks.loaded = false;
            remarks.diagnostics.push(problem.into_diagnostic(&about.file, Some(&about.title)));
        }
    }

    fn finish(self) -> Loaded {
        let warned = |remarks: &&Remarks| remarks.loaded && !remarks.diagnostics.is_empty();
        let correlations = Correlations::new(self.linked.correlations)
            .expect("linking puts each correlation behind those that it refers to");
        let rules: Vec<Rule> = self.rules.into_iter().map(|(_, detection)| detection.rule).collect();
        Loaded {
            loaded: count(&rules, &correlations),
            correlations,
            silent: self.linked.silent,
            not_loaded: self.remarks.iter().filter(|remarks| !remarks.loaded).count(),
            with_warnings: self.remarks.iter().filter(warned).count(),
            rules,
            diagnostics: self.remarks.into_iter().flat_map(|remarks| remarks.diagnostics).collect(),
        }
    }
}

/// Links a filter to the rules that it is for.
fn apply(
    filter: &Filter,
    rules: &mut dyn Iterator<Item = &mut Detection>,
    left: &mut usize,
) -> Result<(), Problem> {
    let cost = size(&filter.condition);
    let mut is_used = false;
    for detection in rules {
        is_used = true;
        *left = left.checked_sub(cost).ok_or_else(|| {
            let message = format!("filters add more than {MAX_FILTER_NODES} tests to the rules");
            Problem::new(Code::Limit, filter.span, message)
        })?;
        let condition = std::mem::replace(&mut detection.rule.condition, Expr::Any(Vec::new()));
        detection.rule.condition = Expr::All(vec![condition, filter.condition.clone()]);
    }
    if is_used {
        return Ok(());
    }
    let message = "no rule that was loaded has one of these ids or names and this logsource";
    Err(Problem::new(Code::UnusedFilter, filter.span, message))
}
