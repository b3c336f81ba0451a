//! Correlations by their definition in docs/RULES.md: for every event all events of its window are looked at again. Nothing is kept
//! up to date, nothing is indexed, and nothing is given up. The engine has to come to the same findings.

use hunt::correlation::{Correlation, Correlations, Demand, Formula, Measure, Node};

/// An event or finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Happening {
    pub node: Node,
    pub at: i64,
    /// What comes first at one time: a finding follows the event that completed it, and the end of a window comes after all events.
    pub order: (usize, usize),
    /// Equal for the same event only.
    pub event: u64,
    /// The values of the fields by their names.
    pub values: Vec<(String, String)>,
}

/// A finding: which correlation, when, of which group, how much, and the events by their numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub correlation: usize,
    pub at: i64,
    pub group: Vec<String>,
    pub value: f64,
    pub events: Vec<u64>,
}

/// Something in a window.
#[derive(Clone, Debug)]
struct Entry {
    at: i64,
    order: (usize, usize),
    event: u64,
    input: usize,
    counted: Vec<String>,
    events: Vec<u64>,
    values: Vec<(String, String)>,
}

/// The findings of one correlation over what happened, which is sorted by time.
fn of_one(
    place: usize,
    correlation: &Correlation,
    happened: &[(Happening, Vec<u64>)],
) -> Vec<(Found, Happening)> {
    let mut groups: Vec<(Vec<String>, Vec<String>, Vec<Entry>)> = Vec::new();
    for (happening, events) in happened {
        for (input, reference) in correlation.references.iter().enumerate() {
            if reference.to != happening.node {
                continue;
            }
            let value = |name: &std::sync::Arc<str>| {
                let field = reference.field(name);
                happening.values.iter().find(|(of, _)| **of == **field).map(|(_, value)| value.clone())
            };
            let Some(shown) = correlation.group_by.iter().map(value).collect::<Option<Vec<String>>>() else {
                continue;
            };
            let Some(counted) = correlation.fields.iter().map(value).collect::<Option<Vec<String>>>() else {
                continue;
            };
            let is_number = counted.first().is_some_and(|text| text.parse::<f64>().is_ok());
            if correlation.measure.is_numeric() && !is_number {
                continue;
            }
            let key: Vec<String> = shown.iter().map(|value| value.to_lowercase()).collect();
            let entry = Entry {
                at: happening.at,
                order: happening.order,
                event: happening.event,
                input,
                counted: counted.iter().map(|value| value.to_lowercase()).collect(),
                events: events.clone(),
                values: happening.values.clone(),
            };
            match groups.iter_mut().find(|(of, ..)| *of == key) {
                Some((_, _, entries)) => entries.push(entry),
                None => groups.push((key, shown, vec![entry])),
            }
        }
    }
    let mut found = Vec::new();
    for (_, shown, entries) in groups {
        let windows = match correlation.is_lasting() {
            true => sliding(correlation, &entries),
            false => ended(correlation, &entries),
        };
        for (at, order, value, window) in windows {
            let events = window.iter().flat_map(|entry| entry.events.clone()).collect();
            let group = window.first().map_or(shown.clone(), |first| spelled(correlation, first, &shown));
            let one = Found { correlation: place, at, group: group.clone(), value, events };
            // Of what it hands on, a chain needs the group only.
            let values = correlation.group_by.iter().map(|name| name.to_string()).zip(group).collect();
            let event = u64::MAX - (place as u64) * 1_000_000 - found.len() as u64;
            found.push((one, Happening { node: Node::Correlation(place), at, order, event, values }));
        }
    }
    found.sort_by_key(|(_, happening)| (happening.at, happening.order));
    found
}

/// The group as the first event of its window spells it; the window of a lasting demand may have lost that event, so case is left aside.
fn spelled(correlation: &Correlation, first: &Entry, shown: &[String]) -> Vec<String> {
    let reference = &correlation.references[first.input];
    let value = |(name, shown): (&std::sync::Arc<str>, &String)| {
        let field = reference.field(name);
        first.values.iter().find(|(of, _)| **of == **field).map_or(shown, |(_, value)| value).to_lowercase()
    };
    correlation.group_by.iter().zip(shown).map(value).collect()
}

type Window = (i64, (usize, usize), f64, Vec<Entry>);

/// At each event: all events since the last finding that are no more than the timespan before it.
fn sliding(correlation: &Correlation, entries: &[Entry]) -> Vec<Window> {
    let (mut found, mut first, mut done) = (Vec::new(), 0, Vec::new());
    let mut skipped = Vec::new();
    for last in 0..entries.len() {
        let now = &entries[last];
        // An event that has made a finding makes no other by the other rules that it meets.
        if done.contains(&now.event) {
            skipped.push(last);
            continue;
        }
        let window: Vec<Entry> = entries[first..=last]
            .iter()
            .zip(first..)
            .filter(|(_, at)| !skipped.contains(at))
            .map(|(entry, _)| entry)
            .filter(|entry| now.at.saturating_sub_unsigned(correlation.timespan) <= entry.at)
            .cloned()
            .collect();
        let window = once(correlation, window);
        if let Some(value) = met(correlation, &window) {
            if !correlation.measure.is_temporal() {
                done.extend(window.iter().map(|entry| entry.event));
            }
            found.push((now.at, (now.order.0, now.order.1 + 1), value, window));
            first = last + 1;
            done.push(now.event);
        }
    }
    found
}

/// The first event and all within the timespan of it; then again from the next event on.
fn ended(correlation: &Correlation, entries: &[Entry]) -> Vec<Window> {
    let (mut found, mut first) = (Vec::new(), 0);
    while let Some(start) = entries.get(first) {
        let end = start.at.saturating_add_unsigned(correlation.timespan);
        let next = (first..entries.len()).find(|at| entries[*at].at > end).unwrap_or(entries.len());
        let window = once(correlation, entries[first..next].to_vec());
        if let Some(value) = met(correlation, &window) {
            found.push((end, (usize::MAX, start.order.0), value, window));
        }
        first = next;
    }
    found
}

/// Where events are counted, one that met several rules is one.
fn once(correlation: &Correlation, window: Vec<Entry>) -> Vec<Entry> {
    let mut kept: Vec<Entry> = Vec::new();
    for entry in window {
        if correlation.measure.is_temporal() || !kept.iter().any(|known| known.event == entry.event) {
            kept.push(entry);
        }
    }
    kept
}

fn met(correlation: &Correlation, window: &[Entry]) -> Option<f64> {
    let value = measure(correlation, window)?;
    let holds = match &correlation.demand {
        Demand::Within(bounds) => bounds.hold(value),
        Demand::These(formula) if correlation.measure == Measure::RulesInOrder => {
            chains(correlation.references.len())
                .iter()
                .any(|chain| is_chain(window, chain) && formula.holds(&|place| chain.contains(&place)))
        }
        Demand::These(formula) => holds(formula, window),
    };
    holds.then_some(value)
}

fn holds(formula: &Formula, window: &[Entry]) -> bool {
    formula.holds(&|place| window.iter().any(|entry| entry.input == place))
}

fn measure(correlation: &Correlation, window: &[Entry]) -> Option<f64> {
    let mut numbers: Vec<f64> =
        window.iter().filter_map(|entry| entry.counted.first()?.parse().ok()).collect();
    numbers.sort_by(f64::total_cmp);
    Some(match correlation.measure {
        Measure::Events => window.len() as f64,
        Measure::Values => {
            let mut values: Vec<&Vec<String>> = window.iter().map(|entry| &entry.counted).collect();
            values.sort();
            values.dedup();
            values.len() as f64
        }
        Measure::Rules => (0..correlation.references.len())
            .filter(|place| window.iter().any(|entry| entry.input == *place))
            .count() as f64,
        Measure::RulesInOrder => {
            let chains = chains(correlation.references.len());
            chains.iter().filter(|chain| is_chain(window, chain)).map(Vec::len).max().unwrap_or(0) as f64
        }
        Measure::Sum => numbers.iter().sum(),
        Measure::Average => numbers.iter().sum::<f64>() / numbers.len() as f64,
        Measure::Percentile(percent) => percentile(&numbers, percent.get()),
        Measure::Median => percentile(&numbers, 50.0),
        Measure::Least => *numbers.first()?,
        Measure::Greatest => *numbers.last()?,
    })
}

fn percentile(sorted: &[f64], percent: f64) -> f64 {
    let place = percent / 100.0 * (sorted.len() - 1) as f64;
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    below + (above - below) * place.fract()
}

/// Every selection of rules, in their order.
fn chains(rules: usize) -> Vec<Vec<usize>> {
    (0..1_u32 << rules).map(|bits| (0..rules).filter(|place| bits >> place & 1 == 1).collect()).collect()
}

/// Whether there are entries for all of these rules whose times do not fall.
fn is_chain(window: &[Entry], chain: &[usize]) -> bool {
    fn from(window: &[Entry], chain: &[usize], at: i64) -> bool {
        let Some((first, rest)) = chain.split_first() else { return true };
        window.iter().any(|entry| entry.input == *first && entry.at >= at && from(window, rest, entry.at))
    }
    from(window, chain, i64::MIN)
}

/// All findings, by correlation and time. Correlations stand behind those that they refer to.
pub fn findings(correlations: &Correlations, hits: &[Happening]) -> Vec<Found> {
    let mut happened: Vec<(Happening, Vec<u64>)> =
        hits.iter().map(|hit| (hit.clone(), vec![hit.event])).collect();
    let mut all = Vec::new();
    for (place, correlation) in correlations.list().iter().enumerate() {
        for (found, happening) in of_one(place, correlation, &happened) {
            happened.push((happening, found.events.clone()));
            all.push(found);
        }
        happened.sort_by_key(|(happening, _)| (happening.at, happening.order));
    }
    all
}
