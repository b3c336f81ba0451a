//! Was what was sampled from fixed before the dice were thrown?
//!
//! Who can still change a manifest or the order of the counties when the seed is known can choose the sample. So the
//! digests of manifests, cast vote records and order must be on record before the seed. This file is the seam to a
//! log that proves it: [`OnRecord::Witnessed`] is for times that such a log vouches for. A list that somebody wrote
//! into a file gives [`OnRecord::Claimed`] times; they are checked all the same, and they prove nothing.

use std::fmt;

use crate::digest::Digest;
use crate::error::AuditError;
use crate::record_time::RecordTime;
use crate::table::{Row, Table, words};

/// Lines of a list of commitments: a few per county.
const MAX_COMMITMENTS: usize = 100_000;

/// What a commitment is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The text of the seed; its time is when the dice were thrown.
    Seed,
    /// The canonical text of the order of counties, [`crate::CountyOrder::canonical`].
    Order,
    /// The bytes of a manifest's file.
    Manifest,
    /// The bytes of a file of cast vote records.
    Cvr,
}

impl Subject {
    const ALL: [Self; 4] = [Self::Seed, Self::Order, Self::Manifest, Self::Cvr];
}

impl fmt::Display for Subject {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Seed => "seed",
            Self::Order => "order",
            Self::Manifest => "manifest",
            Self::Cvr => "cvr",
        })
    }
}

/// Since when something is on record, and who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnRecord {
    /// A file says so.
    Claimed(RecordTime),
    /// A witnessed log proves it; whoever makes this value has verified the proof.
    Witnessed(RecordTime),
}

impl OnRecord {
    /// The time.
    pub fn time(self) -> RecordTime {
        match self {
            Self::Claimed(time) | Self::Witnessed(time) => time,
        }
    }
}

/// One digest that was fixed at some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commitment {
    /// What it is about.
    pub subject: Subject,
    /// The file's name without its folder; empty for the seed and for the order of all counties.
    pub name: String,
    /// The digest.
    pub digest: Digest,
    /// Since when.
    pub on_record: OnRecord,
}

/// Something that this audit was given, to be compared with the commitment to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// What it is.
    pub subject: Subject,
    /// As in [`Commitment::name`].
    pub name: String,
    /// The digest of what was given.
    pub digest: Digest,
}

/// What can be said about the order of commitment and seed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderOfCommitment {
    /// Nobody outside can check it; the text says why.
    NotProven(String),
    /// Every digest was on record, witnessed, before the seed.
    Proven,
}

/// A list of commitments.
#[derive(Clone, Debug, Default)]
pub struct Commitments(Vec<Commitment>);

impl Commitments {
    /// Takes commitments, each subject and name once.
    ///
    /// # Errors
    /// A subject and name twice: then one of two digests could be shown as need be.
    pub fn new(commitments: Vec<Commitment>) -> Result<Self, AuditError> {
        let mut sorted: Vec<_> =
            commitments.iter().map(|commitment| (commitment.subject, &commitment.name)).collect();
        sorted.sort_unstable();
        if let Some([(subject, name), _]) = sorted.array_windows().find(|[one, two]| one == two) {
            return Err(AuditError::value(
                "commitment",
                &format!("{subject} {name}"),
                "it is listed twice; which one holds?",
            ));
        }
        Ok(Self(commitments))
    }

    /// Reads a CSV table with the columns `subject` (seed, order, manifest, cvr), `name`, `sha256`, `on_record_at`;
    /// further columns are passed over.
    ///
    /// # Errors
    /// The first row that cannot be read. Nothing of a list with a bad row is used.
    pub fn parse(file: &str, bytes: &[u8]) -> Result<Self, AuditError> {
        let mut table = Table::open(file, bytes)?;
        let header = table.next_row().unwrap_or_else(|| Err(AuditError::file(file, "the list is empty")))?;
        let names: Vec<String> = header.all_shown().iter().map(|name| words(name).join("_")).collect();
        if !names.iter().map(String::as_str).take(4).eq(["subject", "name", "sha256", "on_record_at"]) {
            return Err(AuditError::BadHeader {
                file: file.into(),
                line: header.line,
                header: header.all_shown().join(", "),
                reason: "the first columns must be subject, name, sha256, on_record_at".into(),
            });
        }
        let mut commitments = Vec::new();
        while let Some(row) = table.next_row() {
            if commitments.len() >= MAX_COMMITMENTS {
                return Err(AuditError::file(file, format!("it has more than {MAX_COMMITMENTS} lines")));
            }
            let row = row?;
            commitments.push(commitment(&row).map_err(|reason| AuditError::row(file, row.line, reason))?);
        }
        Self::new(commitments)
    }

    /// Compares all that was given with the list. `left_out` names what this audit was not given on purpose: no order
    /// where one county's cards are drawn, no cast vote records where nobody has them at hand. Their digests are not
    /// compared, and their times are.
    ///
    /// # Errors
    /// Everything that does not hold, each in a sentence: another digest, nothing committed, committed and not
    /// given, on record too late. With one such sentence the audit must be refused.
    pub fn check(&self, given: &[Submitted], left_out: &[Subject]) -> Result<OrderOfCommitment, Vec<String>> {
        let mut wrong: Vec<String> = given.iter().filter_map(|given| self.differs(given)).collect();
        wrong.extend(self.0.iter().filter(|commitment| !left_out.contains(&commitment.subject)).filter_map(
            |commitment| {
                let here = given
                    .iter()
                    .any(|given| given.subject == commitment.subject && given.name == commitment.name);
                (!here).then(|| {
                    format!(
                        "{} was committed, and is not among what was given",
                        label(commitment.subject, &commitment.name)
                    )
                })
            },
        ));
        match self.0.iter().find(|commitment| commitment.subject == Subject::Seed) {
            Some(seed) => wrong.extend(self.0.iter().filter_map(|commitment| too_late(commitment, seed))),
            None => wrong.push(
                "the list has no line for the seed, so that nothing can be shown to come before it".into(),
            ),
        }
        if wrong.is_empty() { Ok(self.order(!left_out.contains(&Subject::Cvr))) } else { Err(wrong) }
    }

    fn differs(&self, given: &Submitted) -> Option<String> {
        let committed = self
            .0
            .iter()
            .find(|commitment| commitment.subject == given.subject && commitment.name == given.name);
        let label = label(given.subject, &given.name);
        match committed {
            None => Some(format!("{label} is not on the list of commitments")),
            Some(committed) if committed.digest != given.digest => Some(format!(
                "{label} is not what was committed: the list says {}, this one is {}",
                committed.digest, given.digest
            )),
            Some(_) => None,
        }
    }

    fn order(&self, cvrs_given: bool) -> OrderOfCommitment {
        let claimed = self.0.iter().any(|commitment| matches!(commitment.on_record, OnRecord::Claimed(_)));
        if claimed {
            let reason = "all digests agree and all times come before the seed, but the times are claims of the list: no witnessed log vouches for them";
            return OrderOfCommitment::NotProven(reason.into());
        }
        let cvrs = self.0.iter().any(|commitment| commitment.subject == Subject::Cvr);
        match (cvrs, cvrs_given) {
            (false, _) => OrderOfCommitment::NotProven("no cast vote records are on the list".into()),
            (true, false) => {
                OrderOfCommitment::NotProven("the cast vote records were not given, and not compared".into())
            }
            (true, true) => OrderOfCommitment::Proven,
        }
    }
}

fn label(subject: Subject, name: &str) -> String {
    if name.is_empty() { format!("the {subject}") } else { format!("the {subject} {name}") }
}

fn too_late(commitment: &Commitment, seed: &Commitment) -> Option<String> {
    let (time, seed_time) = (commitment.on_record.time(), seed.on_record.time());
    let late = commitment.subject != Subject::Seed && time >= seed_time;
    late.then(|| {
        format!(
            "{} is on record since {time}, not before the seed ({seed_time})",
            label(commitment.subject, &commitment.name)
        )
    })
}

fn commitment(row: &Row) -> Result<Commitment, String> {
    let subject = row.cell(0)?;
    let subject = Subject::ALL
        .into_iter()
        .find(|known| known.to_string() == subject)
        .ok_or_else(|| format!("the subject is `{subject}`; it must be seed, order, manifest or cvr"))?;
    let name = row.cell(1)?.to_owned();
    if name.is_empty() && matches!(subject, Subject::Manifest | Subject::Cvr) {
        return Err("a manifest and a cvr need the name of their file".into());
    }
    let digest = Digest::parse(row.cell(2)?).map_err(|error| error.to_string())?;
    let time = RecordTime::parse(row.cell(3)?).map_err(|error| error.to_string())?;
    Ok(Commitment { subject, name, digest, on_record: OnRecord::Claimed(time) })
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test may fail so")]
mod tests {
    use super::*;

    fn at(text: &str) -> RecordTime {
        RecordTime::parse(text).expect("a time")
    }

    /// A list that holds in all points, and what was given.
    fn sound() -> (Vec<Commitment>, Vec<Submitted>) {
        let kinds = [
            (Subject::Seed, ""),
            (Subject::Order, ""),
            (Subject::Manifest, "elm.csv"),
            (Subject::Cvr, "elm-cvr.csv"),
        ];
        let early = OnRecord::Witnessed(at("2024-11-15T12:00:00Z"));
        let late = OnRecord::Witnessed(at("2024-11-18T17:00:00Z"));
        kinds
            .into_iter()
            .map(|(subject, name)| {
                let digest = Digest::of(format!("{subject}{name}").as_bytes());
                let on_record = if subject == Subject::Seed { late } else { early };
                (
                    Commitment { subject, name: name.into(), digest, on_record },
                    Submitted { subject, name: name.into(), digest },
                )
            })
            .unzip()
    }

    fn check(commitments: Vec<Commitment>, given: &[Submitted]) -> Result<OrderOfCommitment, String> {
        Commitments::new(commitments).expect("a list").check(given, &[]).map_err(|wrong| wrong.join("\n"))
    }

    #[test]
    fn witnessed_and_equal_is_proven() {
        let (list, given) = sound();
        assert_eq!(check(list, &given), Ok(OrderOfCommitment::Proven));
    }

    #[test]
    fn a_claimed_time_proves_nothing() {
        let (mut list, given) = sound();
        for commitment in &mut list {
            commitment.on_record = OnRecord::Claimed(commitment.on_record.time());
        }
        assert!(
            matches!(check(list, &given), Ok(OrderOfCommitment::NotProven(reason)) if reason.contains("claims"))
        );
    }

    #[test]
    fn without_cast_vote_records_nothing_is_proven() {
        let (mut list, mut given) = sound();
        list.retain(|commitment| commitment.subject != Subject::Cvr);
        given.retain(|given| given.subject != Subject::Cvr);
        assert!(matches!(check(list, &given), Ok(OrderOfCommitment::NotProven(_))));
    }

    #[test]
    fn each_difference_is_named() {
        type Change = fn(&mut Vec<Commitment>, &mut Vec<Submitted>);
        let cases: [(Change, &str); 6] = [
            (
                |_, given| given.iter_mut().for_each(|given| given.digest = Digest::of(b"other")),
                "the manifest elm.csv is not what was committed",
            ),
            (
                |_, given| given.retain(|given| given.subject != Subject::Manifest),
                "the manifest elm.csv was committed, and is not among",
            ),
            (
                |list, _| list.retain(|commitment| commitment.subject != Subject::Order),
                "the order is not on the list",
            ),
            (|list, _| list.retain(|commitment| commitment.subject != Subject::Seed), "no line for the seed"),
            (
                |list, _| {
                    list.iter_mut().for_each(|commitment| {
                        commitment.on_record = OnRecord::Witnessed(at("2024-11-18T17:00:00Z"))
                    })
                },
                "the manifest elm.csv is on record since 2024-11-18T17:00:00Z, not before the seed",
            ),
            (
                |_, given| given.retain(|given| given.subject != Subject::Cvr),
                "the cvr elm-cvr.csv was committed",
            ),
        ];
        for (change, words) in cases {
            let (mut list, mut given) = sound();
            change(&mut list, &mut given);
            let error = check(list, &given).expect_err(words);
            assert!(error.contains(words), "{error}");
        }
    }

    #[test]
    fn a_list_that_names_one_thing_twice_is_refused() {
        let (mut list, _) = sound();
        list.extend(list.clone());
        assert!(Commitments::new(list).is_err());
    }

    #[test]
    fn bad_rows_of_a_list_are_named() {
        let digest = Digest::of(b"");
        for (row, words) in [
            (format!("ballots,x,{digest},2024-11-15T12:00:00Z"), "line 2: the subject is `ballots`"),
            (format!("manifest,,{digest},2024-11-15T12:00:00Z"), "need the name"),
            ("order,,abc,2024-11-15T12:00:00Z".into(), "it has 3 hexadecimal digits"),
            (format!("order,,{digest},yesterday"), "write it in UTC"),
        ] {
            let text = format!("subject,name,sha256,on_record_at\n{row}\n");
            let error = Commitments::parse("c.csv", text.as_bytes()).expect_err("refused").to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}
