//! What the unit says is to be looked for, as sets of indicators: a large one that is built beside those in use, and a small one of what came
//! since, which takes no time to build. So a statement is hunted with within seconds, however much was said before.
//!
//! What was taken back, has expired or is of a member that the configuration leaves out is no longer told of at once, whether the sets still hold
//! it or not; the next large set is without it.

use super::backward::{Item, Runner};
use crate::{AlarmKind, Node};
use exchange::{Moment, Options, Outcome, Place};
use hunt::{Cited, Collector, Indicators, Listed};
use statement::{Kind, MemberName, Stamp, StatementId};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};
use store::{Direction, Filter, Found, MAX_PAGE, Origin};

/// How often the record is looked through for intelligence, at most; where that takes long, so that it is a twentieth of the time.
const LOOK: Duration = Duration::from_secs(1);

/// How many statements are hunted with, the newest of them.
const MAX_STATEMENTS: usize = 100_000;

/// Over so many indicators the small set is taken into the large one.
const SMALL: usize = 50_000;

/// What was taken back stays in the large set at least so long: building it takes a while.
const REST: Duration = Duration::from_secs(60);

/// How often the large set is built anew in any case: STIX objects in it expire.
const ANEW: Duration = Duration::from_secs(86_400);

/// Sets of indicators, and what is known of their sources.
#[derive(Default)]
pub(super) struct Sets {
    /// Larger than that of the sets before.
    pub(super) number: u64,
    /// The large one and the small one.
    pub(super) layers: Vec<Arc<Indicators>>,
    /// The statements in force, by their ids in words.
    told: Arc<HashMap<Arc<str>, (StatementId, MemberName)>>,
    /// The files of the member's own.
    own: Arc<HashSet<Arc<str>>>,
}

impl Sets {
    /// The statements among the sources of an indicator that are in force; nothing where none of its sources is.
    pub(super) fn origins(&self, cited: &[Cited]) -> Option<Vec<Origin>> {
        let origin = |cited: &Cited| {
            let (statement, member) = self.told.get(&cited.file)?;
            Some(Origin { statement: *statement, member: member.clone(), item: cited.item.clone() })
        };
        let origins: Vec<Origin> = cited.iter().filter_map(origin).collect();
        let is_own = cited.iter().any(|cited| self.own.contains(&cited.file));
        (is_own || !origins.is_empty()).then_some(origins)
    }
}

/// A statement in force.
#[derive(Clone, Debug)]
struct Told {
    member: MemberName,
    name: Arc<str>,
}

/// A large set that was built.
struct Built {
    set: Indicators,
    statements: HashSet<StatementId>,
    own: HashSet<Arc<str>>,
    /// What is to be looked for backward.
    fresh: Vec<Item>,
}

/// Keeps the sets.
pub(super) struct Lore {
    told: BTreeMap<StatementId, Told>,
    large: Arc<Indicators>,
    in_large: HashSet<StatementId>,
    in_small: HashSet<StatementId>,
    small: usize,
    own: Arc<HashSet<Arc<str>>>,
    /// How the files of the member's own looked when they were read.
    stamp: u64,
    building: Option<JoinHandle<Built>>,
    built: Option<Instant>,
    /// Something in the large set is in force no longer.
    is_stale: bool,
    next: Instant,
    backward: Runner,
}

impl Lore {
    pub(super) fn new(node: &Arc<Node>) -> Self {
        Lore {
            told: BTreeMap::new(),
            large: Arc::default(),
            in_large: HashSet::new(),
            in_small: HashSet::new(),
            small: 0,
            own: Arc::default(),
            stamp: 0,
            building: None,
            built: None,
            is_stale: false,
            next: Instant::now(),
            backward: Runner::start(node),
        }
    }

    /// Looks what is new, if it is time.
    pub(super) fn turn(&mut self, node: &Arc<Node>) {
        self.take_built(node);
        if Instant::now() < self.next {
            return;
        }
        let begun = Instant::now();
        match in_force(node) {
            Ok(told) => self.compare(node, told),
            Err(error) => tracing::warn!(%error, "what the unit says cannot be read"),
        }
        self.next = Instant::now() + LOOK.max(begun.elapsed() * 20);
    }

    fn compare(&mut self, node: &Arc<Node>, told: BTreeMap<StatementId, Told>) {
        self.is_stale |= self.in_large.iter().any(|id| !told.contains_key(id));
        let is_changed = !told.keys().eq(self.told.keys());
        self.told = told;
        self.build(node);
        if self.built.is_none() && self.building.is_some() {
            // What is on record at the start goes into the large set.
            return;
        }
        // Who is in force first: of an indicator of anybody else nothing is told.
        self.put(node, is_changed);
        let fresh = self.read_small(node, is_changed);
        self.count(node);
        self.backward.send(fresh.unwrap_or_default());
    }

    /// Begins to build the large set, where that is due.
    fn build(&mut self, node: &Arc<Node>) {
        let config = node.config();
        let stamp = armoury::stamp(&config.hunt.intel);
        let since = self.built.map(|built| built.elapsed());
        let due = match since {
            None => true,
            Some(since) => {
                stamp != self.stamp || self.small > SMALL || since > ANEW || self.is_stale && since > REST
            }
        };
        if !due || self.building.is_some() {
            return;
        }
        self.stamp = stamp;
        self.is_stale = false;
        let (node, told) = (node.clone(), self.told.clone());
        let unknown: HashSet<StatementId> =
            told.keys().filter(|id| !self.backward.has(id)).copied().collect();
        let thread = thread::Builder::new().name("indicators".to_owned());
        match thread.spawn(move || build(&node, &told, &unknown)) {
            Ok(building) => self.building = Some(building),
            Err(error) => tracing::warn!(%error, "no thread to build indicators with"),
        }
    }

    fn take_built(&mut self, node: &Arc<Node>) {
        if !self.building.as_ref().is_some_and(JoinHandle::is_finished) {
            return;
        }
        let Some(Ok(built)) = self.building.take().map(JoinHandle::join) else {
            return node.alarm(AlarmKind::NotArmed, None, "indicators cannot be made ready".to_owned());
        };
        self.built = Some(Instant::now());
        self.large = Arc::new(built.set);
        (self.in_large, self.own) = (built.statements, Arc::new(built.own));
        // What is in the large set need not be in the small one.
        self.in_small.clear();
        self.put(node, true);
        let fresh = self.read_small(node, true);
        self.count(node);
        // A lot of each: the first may be large.
        self.backward.send(fresh.unwrap_or_default());
        self.backward.send(built.fresh);
    }

    /// Puts all statements that are not in the large set into the small one, if some are new or gone. Gives what is to be looked for backward.
    fn read_small(&mut self, node: &Node, is_changed: bool) -> Option<Vec<Item>> {
        let wanted: Vec<(StatementId, Told)> = self
            .told
            .iter()
            .filter(|(id, _)| !self.in_large.contains(id))
            .map(|(id, told)| (*id, told.clone()))
            .collect();
        let is_new = wanted.iter().any(|(id, _)| !self.in_small.contains(id) && is_here(node, id));
        if !is_new && !is_changed {
            return None;
        }
        let (mut gathering, mut fresh) = (Gathering::default(), Vec::new());
        self.in_small.clear();
        for (id, told) in &wanted {
            let keep = !self.backward.has(id);
            if gathering.statement(node, *id, told, keep.then_some(&mut fresh)) {
                self.in_small.insert(*id);
            }
        }
        self.small = gathering.collector.len();
        node.hunting.set(|sets| {
            let layers = vec![self.large.clone(), Arc::new(gathering.collector.finish())];
            Sets { layers, told: sets.told.clone(), own: sets.own.clone(), number: sets.number }
        });
        Some(fresh)
    }

    /// Says which statements are in force.
    fn put(&self, node: &Node, is_changed: bool) {
        if !is_changed {
            return;
        }
        let told =
            self.told.iter().map(|(id, told)| (told.name.clone(), (*id, told.member.clone()))).collect();
        let told = Arc::new(told);
        node.hunting.set(|sets| Sets {
            layers: if sets.layers.is_empty() { vec![self.large.clone()] } else { sets.layers.clone() },
            told,
            own: self.own.clone(),
            number: sets.number,
        });
    }

    fn count(&self, node: &Node) {
        let indicators = self.large.len() + self.small;
        node.hunting.with_state(|state| state.indicators = indicators);
    }
}

/// The statements that are hunted with: intelligence on record that counts, was not taken back by its author and has not expired, of
/// members that are not left out.
fn in_force(node: &Node) -> Result<BTreeMap<StatementId, Told>, store::Error> {
    let (config, now) = (node.config(), node.clock.now());
    let mut told = BTreeMap::new();
    each(node, Kind::Intel, |found| {
        let Some(said) = &found.noted.said else { return };
        let is_left_out = config.hunt.without.iter().any(|name| *name == *found.member.as_str());
        let is_over = said.until.is_some_and(|until| until.seconds() <= now);
        if !is_left_out && !is_over {
            let id = found.noted.id;
            let name = id.to_string().into();
            told.insert(id, Told { member: found.member.clone(), name });
        }
    })?;
    each(node, Kind::Retraction, |found| {
        for target in found.noted.said.iter().flat_map(|said| &said.refs) {
            if told.get(target).is_some_and(|told| told.member == found.member) {
                told.remove(target);
            }
        }
    })?;
    Ok(told)
}

/// All statements of a kind that are on record and count.
fn each(node: &Node, kind: Kind, mut take: impl FnMut(&Found)) -> Result<(), store::Error> {
    let filter = Filter { kind: Some(kind), on_record: Some(true), counts: Some(true), ..Filter::default() };
    let (mut after, mut taken) = (None, 0);
    loop {
        let page = node.store.cache().read("what is to be hunted with", |view| {
            view.list(&filter, Direction::NewestFirst, after.as_ref(), MAX_PAGE)
        })?;
        page.found.iter().for_each(&mut take);
        taken += page.found.len();
        match page.next {
            Some(next) if taken < MAX_STATEMENTS => after = Some(next),
            _ => return Ok(()),
        }
    }
}

fn is_here(node: &Node, id: &StatementId) -> bool {
    matches!(node.open_body(id), Ok(Some(_)))
}

/// Builds the large set of the files of the member's own and of all statements whose bodies are here.
fn build(node: &Node, told: &BTreeMap<StatementId, Told>, unknown: &HashSet<StatementId>) -> Built {
    let mut gathering = Gathering::default();
    let (mut statements, mut fresh) = (HashSet::new(), Vec::new());
    let own = gathering.files(node);
    for (id, told) in told {
        let keep = unknown.contains(id).then_some(&mut fresh);
        if gathering.statement(node, *id, told, keep) {
            statements.insert(*id);
        }
    }
    Built { set: gathering.collector.finish(), statements, own, fresh }
}

/// Indicators on their way into a set.
#[derive(Default)]
struct Gathering {
    collector: Collector,
}

impl Gathering {
    /// Those of the files of the member's own; gives their names.
    fn files(&mut self, node: &Node) -> HashSet<Arc<str>> {
        let config = node.config();
        let mut numbers: HashMap<Arc<str>, u32> = HashMap::new();
        let read = armoury::files::read(&config.hunt.intel, options(node), &mut |file, outcome| {
            let collector = &mut self.collector;
            let number = *numbers.entry(file.clone()).or_insert_with(|| collector.file(file.clone()));
            add(collector, number, &outcome);
        });
        for file in read {
            if let Err(error) = file.outcome {
                tracing::warn!(file = %file.file, %error, "indicators cannot be read");
            }
        }
        numbers.into_keys().collect()
    }

    /// Those of a statement, if its body is here. What is in no format with indicators has none.
    fn statement(
        &mut self,
        node: &Node,
        id: StatementId,
        told: &Told,
        mut keep: Option<&mut Vec<Item>>,
    ) -> bool {
        let body = match node.open_body(&id) {
            Ok(Some(body)) => body,
            Ok(None) => return false,
            Err(error) => {
                tracing::warn!(%id, %error, "a body cannot be opened");
                return false;
            }
        };
        let number = self.collector.file(told.name.clone());
        let collector = &mut self.collector;
        let read = exchange::read(body.as_slice(), options(node), &mut |outcome| {
            add(collector, number, &outcome);
            if let (Some(keep), Outcome::Taken(taken)) = (&mut keep, &outcome) {
                let origin = Origin { statement: id, member: told.member.clone(), item: item(taken.place) };
                keep.push(Item { indicator: taken.indicator.clone(), origin });
            }
        });
        if let Err(error) = read {
            tracing::warn!(%id, %error, "a body has no indicators that can be read");
        }
        true
    }
}

fn add(collector: &mut Collector, file: u32, outcome: &Outcome<'_>) {
    let Outcome::Taken(taken) = outcome else { return };
    let listed = match taken.place {
        Place::Line(line) | Place::Cell(line, _) => {
            Listed { file, line: u32::try_from(line).unwrap_or_default(), item: "" }
        }
        Place::Pointer(item) => Listed { file, line: 0, item },
    };
    let observable = &taken.indicator.observable;
    let added = collector.add(observable.kind(), observable.value(), taken.indicator.exact, listed);
    if added.is_err() {
        tracing::warn!("there are more indicators than there is room for");
    }
}

fn item(place: Place<'_>) -> String {
    match place {
        Place::Line(line) | Place::Cell(line, _) => line.to_string(),
        Place::Pointer(pointer) => pointer.to_owned(),
    }
}

/// What says itself that it is valid no longer is not taken.
fn options(node: &Node) -> Options {
    let now = Stamp::from_seconds(node.clock.now()).ok();
    let valid_at = now.and_then(|now| Moment::read(&now.to_string()));
    Options { valid_at, ..Options::default() }
}
