//! Asking for one value.

use super::{Index, State, locked, read};
use crate::{Looked, key, layers::file_with, record::Record, run::Workshop};
use statement::observable::Observable;

/// How many workshops are kept for the next questions.
const MAX_WORKSHOPS: usize = 8;

impl Index {
    /// What is known of one value.
    pub fn look(&self, observable: &Observable) -> Looked {
        let mut key = Vec::new();
        if key::pack(observable.kind(), observable.value(), &mut key).is_none() {
            return Looked::default();
        }
        let state = State::clone(&self.state());
        let Some(mut workshop) = self.workshop() else { return Looked { seen: None, gaps: 1 } };
        let mut known = None::<Record>;
        let mut join = |record: Option<Record>| match (&mut known, record) {
            (Some(known), Some(record)) => drop(known.join(&record)),
            (None, record) => known = record,
            (Some(_), None) => {}
        };
        join(read(&state.table).get(&key));
        join(state.frozen.as_ref().and_then(|frozen| read(&frozen.table).get(&key)));
        let mut gaps = 0;
        for file in state.layers.iter().filter_map(|layer| file_with(layer, &key)) {
            match file.find(&key, &mut workshop) {
                Ok(record) => join(record),
                Err(_) => gaps += 1,
            }
        }
        let mut workshops = locked(&self.workshops);
        if workshops.len() < MAX_WORKSHOPS {
            workshops.push(workshop);
        }
        let seen = known.and_then(|record| record.since(state.horizon)).map(|record| record.seen());
        Looked { seen, gaps }
    }

    fn workshop(&self) -> Option<Workshop> {
        let kept = locked(&self.workshops).pop();
        kept.or_else(|| Workshop::new().ok())
    }
}
