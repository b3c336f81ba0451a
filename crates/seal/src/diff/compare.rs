//! The comparison itself: one pass over the versions side by side, and a second one where rows may have moved.

use crate::batch::Record;
use crate::cell::{Cell, Cells};
use crate::diff::align::Alignment;
use crate::diff::bursts::bursts;
use crate::diff::groups::Groups;
use crate::diff::join::join;
use crate::diff::moves::{Candidates, content};
use crate::diff::report::{Change, ChangeKind, Dated, Report, Tally, ValueChange};
use crate::diff::reverts::{MAX_REVERTS, reverts};
use crate::diff::{MAX_VERSIONS, Question, Version};
use crate::error::SealError;
use crate::time::Moment;

/// Compares versions, earliest first, each with the next.
///
/// # Errors
/// A question about columns that are not in every version; what keeps rows from being read.
pub fn compare(versions: &[&dyn Version], question: &Question) -> Result<Report, SealError> {
    if !(2..=MAX_VERSIONS).contains(&versions.len()) {
        return Err(SealError::declaration(format!("between 2 and {MAX_VERSIONS} versions can be compared")));
    }
    let mut comparison = Comparison::new(versions, question)?;
    let mut buffers = vec![Vec::new(); versions.len()];
    join(versions, |key, records| {
        comparison.key(key, records, &mut buffers);
        Ok(true)
    })?;
    comparison.find_moves(versions)?;
    Ok(comparison.finish())
}

struct Comparison<'q> {
    question: &'q Question,
    alignment: Alignment,
    time: Option<usize>,
    /// Columns that are no part of a row's content when moved rows are sought.
    left_out: Vec<usize>,
    report: Report,
    candidates: Vec<Candidates>,
}

impl<'q> Comparison<'q> {
    fn new(versions: &[&dyn Version], question: &'q Question) -> Result<Self, SealError> {
        let alignment = Alignment::of(versions, question)?;
        let time = question.time.as_deref().map(|name| alignment.find(name)).transpose()?;
        if question.deadline.is_some() && time.is_none() {
            return Err(SealError::declaration(
                "a deadline needs the column that says when a row was changed",
            ));
        }
        let groups =
            question.group_by.iter().map(|name| Ok(Groups::new(name.clone(), alignment.find(name)?)));
        let steps = versions.len() - 1;
        let report = Report {
            versions: versions.iter().map(|version| version.name().to_owned()).collect(),
            rows: vec![0; versions.len()],
            columns: alignment.names.clone(),
            key_columns: alignment.key.iter().filter_map(|at| alignment.names.get(*at).cloned()).collect(),
            drift: alignment.drift.clone(),
            steps: vec![Tally::default(); steps],
            column_changes: vec![0; alignment.names.len()],
            groups: groups.collect::<Result<_, SealError>>()?,
            past_deadline: question.deadline.map(|_| Tally::default()),
            moves_sought: true,
            ..Report::default()
        };
        let left_out = alignment.key.iter().copied().chain(time).collect();
        let candidates = (0..steps).map(|_| Candidates::default()).collect();
        Ok(Comparison { question, alignment, time, left_out, report, candidates })
    }

    /// Takes in what the versions have under one key.
    fn key(&mut self, key: &[u8], records: &[Option<Record<'_>>], buffers: &mut [Vec<u8>]) {
        let rows: Vec<Option<&[u8]>> = records
            .iter()
            .zip(buffers)
            .enumerate()
            .map(|(version, (record, buffer))| {
                Some(self.alignment.project(version, record.as_ref()?.row, buffer))
            })
            .collect();
        for (count, row) in self.report.rows.iter_mut().zip(&rows) {
            *count += u64::from(row.is_some());
        }
        self.group_rows(&rows);
        if rows.windows(2).all(|pair| pair.first() == pair.last()) {
            return;
        }
        for (step, (pair, records)) in rows.windows(2).zip(records.windows(2)).enumerate() {
            let ([before, after], [from, to]) = (pair, records) else { continue };
            let lines = (line_of(from.as_ref()), line_of(to.as_ref()));
            self.step(step, key, (*before, *after), lines);
        }
        if rows.len() > 2 {
            self.reverts(key, &rows);
        }
    }

    fn group_rows(&mut self, rows: &[Option<&[u8]>]) {
        let (first, last) = (rows.first().copied().flatten(), rows.last().copied().flatten());
        for groups in &mut self.report.groups {
            for (row, is_first) in [(first, true), (last, false)] {
                if let Some(cell) = row.and_then(|row| Cells::of(row).nth(groups.position)) {
                    let id = groups.id(cell.bytes);
                    groups.rows(id, is_first, !is_first);
                }
            }
        }
    }

    fn reverts(&mut self, key: &[u8], rows: &[Option<&[u8]>]) {
        for revert in reverts(key, rows) {
            match self.report.reverts.len() < MAX_REVERTS {
                true => self.report.reverts.push(revert),
                false => self.report.unlisted_reverts += 1,
            }
        }
    }

    /// Takes in one key of one step from a version to the next.
    fn step(
        &mut self,
        step: usize,
        key: &[u8],
        rows: (Option<&[u8]>, Option<&[u8]>),
        lines: (Option<u64>, Option<u64>),
    ) {
        let kind = match rows {
            (None, Some(_)) => ChangeKind::Added,
            (Some(_), None) => ChangeKind::Removed,
            (Some(before), Some(after)) if before != after => ChangeKind::Changed,
            _ => return,
        };
        let cells = |row: Option<&'_ [u8]>| row.map(|row| Cells::of(row).map(shown).collect::<Vec<String>>());
        let columns = match rows {
            (Some(before), Some(after)) => differing(before, after),
            _ => Vec::new(),
        };
        for column in &columns {
            if let Some(count) = self.report.column_changes.get_mut(*column) {
                *count += 1;
            }
        }
        let groups = self.group_change(kind, rows);
        if let Some(tally) = self.report.steps.get_mut(step) {
            *tally.count(kind) += 1;
        }
        if self.report.changes.len() >= self.question.max_listed {
            self.report.unlisted += 1;
            return;
        }
        let values = match self.question.values {
            true => values(&columns, cells(rows.0), cells(rows.1)),
            false => Vec::new(),
        };
        self.note_candidate(step, kind, rows);
        let dated = self.date(rows);
        self.report.changes.push(Change {
            step,
            kind,
            key: key.into(),
            new_key: None,
            columns,
            values,
            groups,
            dated,
            line_before: lines.0,
            line_after: lines.1,
        });
    }

    fn group_change(
        &mut self,
        kind: ChangeKind,
        rows: (Option<&[u8]>, Option<&[u8]>),
    ) -> Vec<(Option<u32>, Option<u32>)> {
        let count = |groups: &mut Groups| {
            let mut id = |row: Option<&[u8]>| {
                let cell = row.and_then(|row| Cells::of(row).nth(groups.position))?;
                Some(groups.id(cell.bytes))
            };
            let (before, after) = (id(rows.0), id(rows.1));
            groups.change(kind, before, after);
            (before, after)
        };
        self.report.groups.iter_mut().map(count).collect()
    }

    fn note_candidate(&mut self, step: usize, kind: ChangeKind, rows: (Option<&[u8]>, Option<&[u8]>)) {
        let at = self.report.changes.len();
        let Some(candidates) = self.candidates.get_mut(step) else { return };
        match (kind, rows) {
            (ChangeKind::Removed, (Some(row), _)) => {
                content(row, &self.left_out).into_iter().for_each(|content| candidates.removed(content, at));
            }
            (ChangeKind::Added, (_, Some(row))) => {
                content(row, &self.left_out).into_iter().for_each(|content| candidates.added(content, at));
            }
            _ => {}
        }
    }

    /// When a row changed, as far as its time column says.
    fn date(&mut self, (before, after): (Option<&[u8]>, Option<&[u8]>)) -> Option<Dated> {
        let column = self.time?;
        let cell = |row: Option<&'_ [u8]>| {
            row.and_then(|row| Cells::of(row).nth(column).map(|cell| cell.bytes.to_vec()))
        };
        let (before, after) = (cell(before), cell(after));
        self.report.kept_time += u64::from(before.is_some() && before == after);
        let fresh = after.is_some() && before != after;
        let text = after.or(before)?;
        let Some(moment) = std::str::from_utf8(&text).ok().and_then(Moment::parse) else {
            self.report.undated += 1;
            return None;
        };
        let past_deadline = self.question.deadline.is_some_and(|deadline| moment.seconds > deadline.end());
        Some(Dated { seconds: moment.seconds, fresh, past_deadline })
    }

    /// Makes one moved row of a removed and an added one with the same, otherwise unseen content.
    fn find_moves(&mut self, versions: &[&dyn Version]) -> Result<(), SealError> {
        if self.report.unlisted > 0 {
            self.report.moves_sought = false;
            return Ok(());
        }
        for (step, mut candidates) in std::mem::take(&mut self.candidates).into_iter().enumerate() {
            candidates.keep_pairs();
            let Some(earlier) = versions.get(step).filter(|_| !candidates.is_empty()) else { continue };
            self.look_elsewhere(step, *earlier, &mut candidates)?;
            for (removed, added) in candidates.pairs() {
                self.join_move(step, removed, added);
            }
        }
        self.report.changes.retain(|change| !change.key.is_empty());
        Ok(())
    }

    fn look_elsewhere(
        &self,
        step: usize,
        earlier: &dyn Version,
        candidates: &mut Candidates,
    ) -> Result<(), SealError> {
        let mut source = earlier.open()?;
        let mut buffer = Vec::new();
        loop {
            let batch = source.next_batch()?;
            if batch.is_empty() {
                return Ok(());
            }
            for record in batch.iter() {
                let row = self.alignment.project(step, record.row, &mut buffer);
                content(row, &self.left_out).into_iter().for_each(|content| candidates.saw(content));
            }
        }
    }

    /// The removed row becomes the moved one; the added row loses its key and is dropped later.
    fn join_move(&mut self, step: usize, removed: usize, added: usize) {
        let Some(added) = self.report.changes.get_mut(added) else { return };
        let new_key = std::mem::take(&mut added.key);
        let (after, dated, line, came) =
            (added.groups.clone(), added.dated, added.line_after, added.values.clone());
        let Some(change) = self.report.changes.get_mut(removed) else { return };
        let left = change.groups.clone();
        let fresh = change.dated.map(|dated| dated.seconds) != dated.map(|dated| dated.seconds);
        change.dated = dated.map(|dated| Dated { fresh, ..dated });
        change.kind = ChangeKind::Moved;
        change.new_key = Some(new_key);
        change.line_after = line;
        change.columns = self.alignment.key.clone();
        let pick = |at: &usize| ValueChange {
            before: change.values.get(*at).and_then(|value| value.before.clone()),
            after: came.get(*at).and_then(|value| value.after.clone()),
        };
        if self.question.values {
            change.values = self.alignment.key.iter().map(pick).collect();
        }
        change.groups = left.iter().zip(&after).map(|((before, _), (_, after))| (*before, *after)).collect();
        for (groups, (before, after)) in self.report.groups.iter_mut().zip(&change.groups) {
            groups.take_back(ChangeKind::Removed, *before);
            groups.take_back(ChangeKind::Added, *after);
            groups.change(ChangeKind::Moved, *before, *after);
        }
        if let Some(tally) = self.report.steps.get_mut(step) {
            tally.removed -= 1;
            tally.added -= 1;
            tally.moved += 1;
        }
    }

    fn finish(self) -> Report {
        let mut report = self.report;
        report.changes.sort_by(|a, b| (a.step, &a.key).cmp(&(b.step, &b.key)));
        if self.time.is_some() {
            report.bursts = Some(bursts(&report.changes, self.question.interval));
        }
        if let Some(tally) = &mut report.past_deadline {
            for change in report.changes.iter().filter(|c| c.dated.is_some_and(|dated| dated.past_deadline)) {
                *tally.count(change.kind) += 1;
            }
        }
        report
    }
}

fn line_of(record: Option<&Record<'_>>) -> Option<u64> {
    record.map(|record| record.line).filter(|line| *line > 0)
}

/// Values are reported up to this many characters: a report is read by people, and a million values must fit into memory.
const MAX_VALUE: usize = 1_000;

fn shown(cell: Cell<'_>) -> String {
    let text = cell.shown();
    match text.char_indices().nth(MAX_VALUE) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text.into_owned(),
    }
}

/// The positions at which two rows differ.
fn differing(before: &[u8], after: &[u8]) -> Vec<usize> {
    let pairs = Cells::of(before).zip(Cells::of(after)).enumerate();
    pairs.filter(|(_, (before, after))| before != after).map(|(at, _)| at).collect()
}

/// The values of the columns that differ; of all columns for a row that was added or removed.
fn values(columns: &[usize], before: Option<Vec<String>>, after: Option<Vec<String>>) -> Vec<ValueChange> {
    let width = before.as_ref().or(after.as_ref()).map_or(0, Vec::len);
    let all: Vec<usize> = (0..width).collect();
    let columns = if before.is_some() && after.is_some() { columns } else { &all };
    let get = |row: &Option<Vec<String>>, at: usize| row.as_ref().and_then(|row| row.get(at).cloned());
    columns.iter().map(|&at| ValueChange { before: get(&before, at), after: get(&after, at) }).collect()
}
