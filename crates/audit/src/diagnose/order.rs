//! Tries other orders of the counties.

use super::{CHANCE, Case, Hint, Wanted, wanted};
use crate::county::CountyName;
use crate::verify::{Domain, FirstDraws};

/// Counties for which orders are tried: the work grows with the third power.
const MAX_COUNTIES: usize = 300;

pub(super) fn hint(case: &Case<'_>, domain: &Domain<'_>, draws: &FirstDraws) -> Option<Hint> {
    let (open, wanted) = wanted(case, domain)?;
    let names: Vec<&CountyName> = domain.population.counties().map(|manifest| manifest.county()).collect();
    let sizes: Vec<u64> = domain.population.counties().map(|manifest| manifest.cards()).collect();
    let tried = (names.len() * names.len()) as f64 * 1.5;
    let one_by_chance = (case.limit as f64 / domain.population.cards() as f64).min(1.0);
    if names.len() > MAX_COUNTIES || tried * one_by_chance.powi(open as i32) > CHANCE {
        return None;
    }
    let fits = |order: &[usize]| explains(order, &sizes, &wanted, draws);
    let change = moved(&names, &fits).or_else(|| swapped(&names, &fits))?;
    Some(Hint::Order { domain: domain.name.clone(), change, cards: open })
}

fn explains(order: &[usize], sizes: &[u64], wanted: &[Wanted], draws: &FirstDraws) -> bool {
    let mut before = vec![0; sizes.len()];
    let mut end = 0;
    for county in order {
        if let (Some(slot), Some(size)) = (before.get_mut(*county), sizes.get(*county)) {
            *slot = end;
            end += size;
        }
    }
    wanted
        .iter()
        .all(|card| before.get(card.county).is_some_and(|before| draws.contains_key(&(before + card.number))))
}

/// Tries each county at each other place. Several places fit where no card of the report lies between them.
fn moved(names: &[&CountyName], fits: &impl Fn(&[usize]) -> bool) -> Option<String> {
    (0..names.len()).find_map(|from| {
        let places: Vec<String> = (0..names.len())
            .filter(|to| *to != from)
            .filter_map(|to| {
                let mut order: Vec<usize> = (0..names.len()).collect();
                let county = order.remove(from);
                order.insert(to, county);
                fits(&order).then(|| place(names, &order, to))
            })
            .collect();
        let name = names.get(from)?;
        match places.as_slice() {
            [] => None,
            [place] => Some(format!("{name} stands {place}")),
            [first, .., last] => Some(format!("{name} stands {first}, or {last}, or at a place between")),
        }
    })
}

fn place(names: &[&CountyName], order: &[usize], at: usize) -> String {
    let before = at.checked_sub(1).and_then(|index| order.get(index)).and_then(|index| names.get(*index));
    let last = at + 1 == order.len();
    match before {
        None => "first".to_owned(),
        Some(before) if last => format!("last (after {before})"),
        Some(before) => format!("after {before}"),
    }
}

/// Tries to swap any two counties.
fn swapped(names: &[&CountyName], fits: &impl Fn(&[usize]) -> bool) -> Option<String> {
    for one in 0..names.len() {
        for two in one + 1..names.len() {
            let mut order: Vec<usize> = (0..names.len()).collect();
            order.swap(one, two);
            if fits(&order) {
                return Some(format!("{} and {} change places", names.get(one)?, names.get(two)?));
            }
        }
    }
    None
}
