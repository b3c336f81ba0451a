//! Finds the rules that correlations refer to, over all files.

use std::{collections::BTreeSet, sync::Arc};

use hashbrown::HashMap;

use super::{Draft, Target, bad};
use crate::{
    correlation::{Correlation, Node, Reference},
    diagnostic::{Code, Problem},
    yaml::Span,
};

/// A document by which a rule may be referred to, whether it loaded or not.
pub(in crate::sigma) struct Known {
    pub(in crate::sigma) id: String,
    pub(in crate::sigma) name: Option<String>,
    pub(in crate::sigma) file: Arc<str>,
    pub(in crate::sigma) is: Is,
}

/// What a document became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sigma) enum Is {
    /// The rule at this place.
    Rule(usize),
    /// The correlation at this place among the drafts, and the places of the rules that were made of the same document.
    Correlation { draft: usize, own: Vec<usize> },
    /// Nothing that is loaded.
    Refused,
}

/// What came of the drafts.
#[derive(Default)]
pub(in crate::sigma) struct Linked {
    /// Those that are loaded, each behind those that it refers to.
    pub(in crate::sigma) correlations: Vec<Correlation>,
    /// The rules that only serve correlations.
    pub(in crate::sigma) silent: Vec<usize>,
    /// What is wrong with the others, by the place of the draft.
    pub(in crate::sigma) problems: Vec<(usize, Problem)>,
}

/// A reference that was found: a rule, or a draft.
#[derive(Clone, Copy, Debug)]
enum To {
    Rule(usize),
    Draft(usize),
}

/// Links drafts to what they refer to.
pub(in crate::sigma) fn link(drafts: Vec<Draft>, known: &[Known]) -> Linked {
    let directory = Directory::new(known);
    let mut linker = Linker::default();
    let mut found: Vec<Option<Vec<To>>> = Vec::with_capacity(drafts.len());
    for (place, draft) in drafts.iter().enumerate() {
        found.push(linker.resolve(place, draft, &directory));
    }
    let order = linker.order(&drafts, &found);
    linker.finish(drafts, &found, &order)
}

/// Everything that can be referred to, by folded id and by name.
struct Directory<'k> {
    known: &'k [Known],
    by_id: HashMap<String, Vec<usize>>,
    by_name: HashMap<&'k str, Vec<usize>>,
    /// By draft: the rules of its own document.
    own: HashMap<usize, &'k [usize]>,
}

impl<'k> Directory<'k> {
    fn new(known: &'k [Known]) -> Self {
        let mut directory =
            Directory { known, by_id: HashMap::new(), by_name: HashMap::new(), own: HashMap::new() };
        for (place, one) in known.iter().enumerate() {
            if !one.id.is_empty() {
                directory.by_id.entry(one.id.to_ascii_lowercase()).or_default().push(place);
            }
            if let Some(name) = &one.name {
                directory.by_name.entry(name.as_str()).or_default().push(place);
            }
            if let Is::Correlation { draft, own } = &one.is {
                directory.own.insert(*draft, own);
            }
        }
        directory
    }

    /// The one that a name means in a file. Of several with one id the first is meant, preferably in the same file, as they are mostly
    /// copies; of several with one name that of the same file, if there is one.
    fn find(&self, name: &str, file: &Arc<str>, span: Span) -> Result<&'k Known, Problem> {
        let by_id = self.by_id.get(&name.to_ascii_lowercase());
        let places = by_id.or_else(|| self.by_name.get(name)).map(Vec::as_slice).unwrap_or_default();
        let mut all = places.iter().filter_map(|place| self.known.get(*place));
        let mut near = all.clone().filter(|one| one.file == *file);
        let is_near = near.clone().next().is_some();
        let (first, second) = if is_near { (near.next(), near.next()) } else { (all.next(), all.next()) };
        match (first, second) {
            (None, _) => {
                let message = format!("no rule that was read has the id or name `{name}`");
                Err(bad(Code::UnknownReference, span, message))
            }
            (Some(_), Some(other)) if by_id.is_none() => {
                let message = format!("several rules have the name `{name}`, one of them in {}", other.file);
                Err(bad(Code::AmbiguousReference, span, message).help("refer to it by its id"))
            }
            (Some(first), _) => Ok(first),
        }
    }
}

#[derive(Default)]
struct Linker {
    linked: Linked,
}

impl Linker {
    /// What a draft refers to; `None` where something is not there.
    fn resolve(&mut self, place: usize, draft: &Draft, directory: &Directory<'_>) -> Option<Vec<To>> {
        let file = &draft.about.file;
        let own = directory.own.get(&place).copied().unwrap_or_default();
        let mut found = Vec::new();
        let mut is_whole = true;
        for (target, span) in &draft.references {
            let to = match target {
                Target::Own(number) => own.get(*number).map(|rule| Ok(To::Rule(*rule))),
                Target::Named(name) => {
                    Some(directory.find(name, file, *span).and_then(|known| match &known.is {
                        Is::Rule(rule) => Ok(To::Rule(*rule)),
                        Is::Correlation { draft, .. } => Ok(To::Draft(*draft)),
                        Is::Refused => Err(not_loaded(name, *span)),
                    }))
                }
            };
            match to {
                Some(Ok(to)) => found.push(to),
                Some(Err(problem)) => {
                    is_whole = false;
                    self.linked.problems.push((place, problem));
                }
                None => is_whole = false,
            }
        }
        is_whole.then_some(found)
    }

    /// The drafts that can be loaded, each behind those that it refers to; otherwise in their order.
    fn order(&mut self, drafts: &[Draft], found: &[Option<Vec<To>>]) -> Vec<usize> {
        let mut waiting: Vec<usize> = found.iter().map(|to| drafts_of(to).count()).collect();
        let mut parents: Vec<Vec<usize>> = vec![Vec::new(); found.len()];
        for (place, to) in found.iter().enumerate() {
            for child in drafts_of(to) {
                parents.iter_mut().skip(child).take(1).for_each(|parents| parents.push(place));
            }
        }
        let mut ready: BTreeSet<usize> = waiting
            .iter()
            .enumerate()
            .filter(|(_, waiting)| **waiting == 0)
            .map(|(place, _)| place)
            .collect();
        let (mut order, mut is_done, mut is_loaded) =
            (Vec::new(), vec![false; found.len()], vec![false; found.len()]);
        while let Some(place) = ready.pop_first() {
            is_done.iter_mut().skip(place).take(1).for_each(|done| *done = true);
            if self.is_loadable(place, drafts, found, &is_loaded) {
                is_loaded.iter_mut().skip(place).take(1).for_each(|loaded| *loaded = true);
                order.push(place);
            }
            for parent in parents.get(place).into_iter().flatten() {
                for left in waiting.iter_mut().skip(*parent).take(1) {
                    *left -= 1;
                    if *left == 0 {
                        ready.insert(*parent);
                    }
                }
            }
        }
        self.refuse_rest(drafts, found, &parents, is_done);
        order
    }

    /// Whether all that a draft refers to is loaded. Whatever it refers to has been decided before.
    fn is_loadable(
        &mut self,
        place: usize,
        drafts: &[Draft],
        found: &[Option<Vec<To>>],
        loaded: &[bool],
    ) -> bool {
        let Some(Some(to)) = found.get(place) else { return false };
        let references = drafts.get(place).map(|draft| draft.references.as_slice()).unwrap_or_default();
        let mut is_loadable = true;
        for (to, (target, span)) in to.iter().zip(references) {
            if let (To::Draft(draft), Target::Named(name)) = (to, target)
                && loaded.get(*draft) != Some(&true)
            {
                is_loadable = false;
                self.linked.problems.push((place, not_loaded(name, *span)));
            }
        }
        is_loadable
    }

    /// Those that are left refer to themselves, or to some that do.
    fn refuse_rest(
        &mut self,
        drafts: &[Draft],
        found: &[Option<Vec<To>>],
        parents: &[Vec<usize>],
        mut is_done: Vec<bool>,
    ) {
        let is = |done: &[bool], place: usize| done.get(place).copied().unwrap_or(true);
        // Whatever no other of the rest refers to is in no circle.
        let mut used: Vec<usize> = parents
            .iter()
            .map(|parents| parents.iter().filter(|parent| !is(&is_done, **parent)).count())
            .collect();
        let mut outside: BTreeSet<usize> =
            (0..found.len()).filter(|place| !is(&is_done, *place) && used.get(*place) == Some(&0)).collect();
        while let Some(place) = outside.pop_first() {
            is_done.iter_mut().skip(place).take(1).for_each(|done| *done = true);
            for child in found.get(place).into_iter().flat_map(drafts_of) {
                for left in used.iter_mut().skip(child).take(1) {
                    *left = left.saturating_sub(1);
                    if *left == 0 && !is(&is_done, child) {
                        outside.insert(child);
                    }
                }
            }
            let problem = drafts.get(place).map(|draft| {
                let message = "what the correlation refers to refers to itself, so neither is loaded";
                bad(Code::ReferenceNotLoaded, draft.span, message)
            });
            self.linked.problems.extend(problem.map(|problem| (place, problem)));
        }
        for (place, draft) in drafts.iter().enumerate().filter(|(place, _)| !is(&is_done, *place)) {
            let message = format!(
                "the correlation `{}` refers to itself, directly or through others",
                draft.about.title
            );
            self.linked.problems.push((place, bad(Code::CorrelationCycle, draft.span, message)));
        }
    }

    fn finish(mut self, drafts: Vec<Draft>, found: &[Option<Vec<To>>], order: &[usize]) -> Linked {
        let places: HashMap<usize, usize> =
            order.iter().enumerate().map(|(at, draft)| (*draft, at)).collect();
        let node = |to: &To| match to {
            To::Rule(rule) => Some(Node::Rule(*rule)),
            To::Draft(draft) => places.get(draft).map(|place| Node::Correlation(*place)),
        };
        let mut drafts: Vec<Option<Draft>> = drafts.into_iter().map(Some).collect();
        let (mut quiet, mut heard) = (BTreeSet::new(), BTreeSet::new());
        for place in order {
            let Some(draft) = drafts.get_mut(*place).and_then(Option::take) else { continue };
            let to: Vec<Node> = found.get(*place).into_iter().flatten().flatten().filter_map(node).collect();
            if draft.generate { &mut heard } else { &mut quiet }.extend(to.iter().copied());
            self.linked.correlations.push(draft.linked(&to));
        }
        for node in quiet.difference(&heard) {
            match node {
                Node::Rule(rule) => self.linked.silent.push(*rule),
                Node::Correlation(place) => {
                    let own = self.linked.correlations.iter_mut().skip(*place).take(1);
                    own.for_each(|correlation| correlation.reported = false);
                }
            }
        }
        self.linked
    }
}

fn drafts_of(to: &Option<Vec<To>>) -> impl Iterator<Item = usize> {
    to.iter().flatten().filter_map(|to| match to {
        To::Draft(draft) => Some(*draft),
        To::Rule(_) => None,
    })
}

fn not_loaded(name: &str, span: Span) -> Problem {
    bad(
        Code::ReferenceNotLoaded,
        span,
        format!("the rule `{name}` did not load, so the correlation does not either"),
    )
}

impl Draft {
    /// The correlation, once it is known where its references lie.
    fn linked(self, to: &[Node]) -> Correlation {
        let reference = |(place, to): (usize, &Node)| {
            let own = self.aliases.iter().filter(|alias| alias.reference == place);
            let aliases = own.map(|alias| (alias.name.clone(), alias.field.clone())).collect();
            Reference { to: *to, aliases }
        };
        Correlation {
            references: to.iter().enumerate().map(reference).collect(),
            about: self.about,
            measure: self.measure,
            demand: self.demand,
            fields: self.fields,
            group_by: self.group_by,
            timespan: self.timespan,
            reported: true,
        }
    }
}
