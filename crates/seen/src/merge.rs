//! Several walks as one, in the order of keys.

use crate::{Error, record::Record, run::Walk};
use std::cmp::Ordering;

/// What goes from key to key, in order.
pub(crate) trait Source {
    /// Goes to the next key; `false` behind the last.
    fn step(&mut self) -> Result<bool, Error>;
    /// The key it is at.
    fn key(&self) -> &[u8];
    /// Its record.
    fn record(&self) -> &[u8];
}

impl Source for Walk {
    fn step(&mut self) -> Result<bool, Error> {
        Walk::step(self)
    }

    fn key(&self) -> &[u8] {
        Walk::key(self)
    }

    fn record(&self) -> &[u8] {
        Walk::record(self)
    }
}

/// Sources side by side.
pub(crate) struct Merge<S> {
    sources: Vec<S>,
    /// The numbers of those that are at a key, the smallest key last.
    order: Vec<usize>,
    begun: bool,
    key: Vec<u8>,
    record: Vec<u8>,
}

impl<S: Source> Merge<S> {
    pub(crate) fn of(sources: Vec<S>) -> Self {
        Merge { sources, order: Vec::new(), begun: false, key: Vec::new(), record: Vec::new() }
    }

    pub(crate) fn sources(&self) -> &[S] {
        &self.sources
    }

    fn begin(&mut self) -> Result<(), Error> {
        if !self.begun {
            (0..self.sources.len()).try_for_each(|number| self.advance(number))?;
            self.begun = true;
        }
        Ok(())
    }

    fn next(&mut self) -> Result<bool, Error> {
        self.begin()?;
        let Some(first) = self.order.pop() else { return Ok(false) };
        self.take(first);
        self.advance(first)?;
        let mut joined = None::<Record>;
        while let Some(other) = self.order.pop_if(|other| is_at(&self.sources, *other, &self.key)) {
            let record = self.sources.get(other).and_then(|source| Record::take(&mut source.record()));
            joined = joined.or_else(|| Record::take(&mut &*self.record));
            match (&mut joined, record) {
                (Some(joined), Some(record)) => _ = joined.join(&record),
                (_, record) => joined = joined.or(record),
            }
            self.advance(other)?;
        }
        if let Some(joined) = joined {
            self.record.clear();
            joined.push(&mut self.record);
        }
        Ok(true)
    }

    fn take(&mut self, number: usize) {
        let Some(source) = self.sources.get(number) else { return };
        self.key.clear();
        self.key.extend_from_slice(source.key());
        self.record.clear();
        self.record.extend_from_slice(source.record());
    }

    /// Lets a source go to its next key, and puts it where that belongs.
    fn advance(&mut self, number: usize) -> Result<(), Error> {
        let stepped = self.sources.get_mut(number).map_or(Ok(false), Source::step)?;
        if stepped {
            let key = |number: usize| self.sources.get(number).map(Source::key);
            let place =
                self.order.partition_point(|other| key(*other).cmp(&key(number)) == Ordering::Greater);
            self.order.insert(place, number);
        }
        Ok(())
    }
}

impl<S: Source> Source for Merge<S> {
    /// Goes to the next key that any of them has, and joins what they know of it; `false` behind the last.
    fn step(&mut self) -> Result<bool, Error> {
        self.next()
    }

    fn key(&self) -> &[u8] {
        &self.key
    }

    fn record(&self) -> &[u8] {
        &self.record
    }
}

fn is_at<S: Source>(sources: &[S], number: usize, key: &[u8]) -> bool {
    sources.get(number).is_some_and(|source| source.key() == key)
}
