//! Many files' documents put together into the rules of a hunt.

use std::sync::Arc;

use hashbrown::HashMap;

use super::{
    document::{Detection, Document, Documents, Outcome},
    filter::Filter,
    reading::size,
};
use crate::{
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
    sorted.finish()
}

/// Everything by kind; `remarks` keeps the order of the documents.
#[derive(Default)]
struct Sorted {
    rules: Vec<(usize, Detection)>,
    filters: Vec<(usize, Arc<str>, Filter)>,
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
        match document.outcome {
            Outcome::Rule(detection) => self.rules.push((index, *detection)),
            Outcome::Filter(filter) => self.filters.push((index, file.clone(), *filter)),
            Outcome::NotLoaded => {}
        }
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

    fn compare_ids(&mut self) {
        let mut seen: HashMap<String, String> = HashMap::new();
        for (index, Detection { rule, id_span, .. }) in &self.rules {
            let about = &rule.about;
            let here = format!("{}:{}", about.file, id_span.line);
            if about.id.is_empty() {
                continue;
            }
            if let Some(first) = seen.get(&about.id.to_ascii_lowercase()) {
                let message = format!("the id {} is that of the rule at {first} too", about.id);
                let problem = Problem::new(Code::DuplicateId, *id_span, message);
                let diagnostic = problem.into_diagnostic(&about.file, Some(&about.title));
                self.remarks
                    .get_mut(*index)
                    .into_iter()
                    .for_each(|remarks| remarks.diagnostics.push(diagnostic.clone()));
            } else {
                seen.insert(about.id.to_ascii_lowercase(), here);
            }
        }
    }

    fn finish(self) -> Loaded {
        let warned = |remarks: &&Remarks| remarks.loaded && !remarks.diagnostics.is_empty();
        Loaded {
            not_loaded: self.remarks.iter().filter(|remarks| !remarks.loaded).count(),
            with_warnings: self.remarks.iter().filter(warned).count(),
            rules: self.rules.into_iter().map(|(_, detection)| detection.rule).collect(),
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
