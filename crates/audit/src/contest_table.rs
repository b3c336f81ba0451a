//! Published tables of contests: one row per contest, with its margin, its cards and what the audit has found.
//!
//! ColoradoRLA publishes them as `contest.csv`, one per round. A row that cannot be read costs that row.

use crate::error::AuditError;
use crate::risk::Discrepancies;
use crate::table::{Row, Table, words};
use crate::terms::{DilutedMargin, Gamma, RiskLimit, Terms};

/// Contests of one table; a state has about a thousand.
const MAX_CONTESTS: usize = 1_000_000;

/// A table of contests.
#[derive(Clone, Debug)]
pub struct ContestTable {
    rows: Vec<ContestRow>,
}

/// One row.
#[derive(Clone, Debug)]
pub struct ContestRow {
    /// The line in the file, from 1.
    pub line: u64,
    /// The contest's name, exactly as it stands, spaces included.
    pub name: String,
    /// Why the contest is audited, as it stands; empty where the table does not say.
    pub audit_reason: String,
    /// What can be audited, or why nothing can.
    pub sizing: Sizing,
    /// Draws that have been looked at, where the table says.
    pub audited: Option<u64>,
    /// The size that the table itself publishes for this state of the audit.
    pub published: Option<u64>,
    /// The larger size that it publishes in case discrepancies go on as they came.
    pub estimated: Option<u64>,
    /// The number of cards that the sample is drawn from.
    pub cards: Option<u64>,
}

/// What a row gives to an audit.
#[derive(Clone, Debug)]
pub enum Sizing {
    /// Terms and what was found so far.
    Auditable(Terms, Discrepancies),
    /// Nothing that sampling can audit, and the reason: the margin is 0, or there are no cards.
    Nothing(String),
    /// The row cannot be read, and the reason.
    Unreadable(String),
}

impl Sizing {
    /// The sample size, where there is one.
    pub fn sample_size(&self) -> Option<u64> {
        match self {
            Self::Auditable(terms, found) => Some(terms.sample_size(found)),
            Self::Nothing(_) | Self::Unreadable(_) => None,
        }
    }

    /// Why there is none.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Auditable(..) => None,
            Self::Nothing(reason) | Self::Unreadable(reason) => Some(reason),
        }
    }
}

impl ContestRow {
    /// Whether the officials chose the contest for the audit. Colorado marks all others as opportunistic: their risk
    /// is reported, and no draw is made for their sake.
    pub fn is_target(&self) -> bool {
        let reason = self.audit_reason.to_lowercase();
        !reason.is_empty() && !reason.starts_with("opportunistic")
    }

    /// Whether its sample is drawn over all counties.
    pub fn is_statewide(&self) -> bool {
        words(&self.audit_reason).concat().starts_with("statewide")
    }
}

impl ContestTable {
    /// Reads a table. `gamma` takes the place of the rows' own, to ask what another would have meant.
    ///
    /// # Errors
    /// A file that is no such table: a column is missing, and the message names it and the header.
    pub fn parse(file: &str, bytes: &[u8], gamma: Option<Gamma>) -> Result<Self, AuditError> {
        let mut table = Table::open(file, bytes)?;
        let header = table.next_row().unwrap_or_else(|| Err(AuditError::file(file, "the table is empty")))?;
        let columns = Columns::of(file, &header)?;
        let mut rows = Vec::new();
        while let Some(row) = table.next_row() {
            if rows.len() >= MAX_CONTESTS {
                return Err(AuditError::file(
                    table.file(),
                    format!("it has more than {MAX_CONTESTS} contests"),
                ));
            }
            rows.push(columns.contest(&row?, gamma));
        }
        Ok(Self { rows })
    }

    /// The rows, in the table's order.
    pub fn rows(&self) -> &[ContestRow] {
        &self.rows
    }
}

/// The columns that are used, from 0.
struct Columns {
    name: usize,
    cards: usize,
    margin: usize,
    limit: usize,
    gamma: Option<usize>,
    reason: Option<usize>,
    audited: Option<usize>,
    published: Option<usize>,
    estimated: Option<usize>,
    two_over: Option<usize>,
    one_over: Option<usize>,
    one_under: Option<usize>,
    two_under: Option<usize>,
    width: usize,
}

impl Columns {
    fn of(file: &str, header: &Row) -> Result<Self, AuditError> {
        let names = header.all_shown();
        let find = |wanted: &str| names.iter().position(|name| words(name).join("_") == wanted);
        let need = |wanted: &str| {
            find(wanted).ok_or_else(|| AuditError::BadHeader {
                file: file.to_owned(),
                line: header.line,
                header: names.join(", "),
                reason: format!("the column {wanted} is missing"),
            })
        };
        Ok(Self {
            name: need("contest_name")?,
            cards: need("ballot_card_count")?,
            margin: need("min_margin")?,
            limit: need("risk_limit")?,
            gamma: find("gamma"),
            reason: find("audit_reason"),
            audited: find("audited_sample_count"),
            published: find("optimistic_samples_to_audit"),
            estimated: find("estimated_samples_to_audit"),
            two_over: find("two_vote_over_count"),
            one_over: find("one_vote_over_count"),
            one_under: find("one_vote_under_count"),
            two_under: find("two_vote_under_count"),
            width: names.len(),
        })
    }

    fn contest(&self, row: &Row, gamma: Option<Gamma>) -> ContestRow {
        let optional = |column: Option<usize>| column.and_then(|column| row.cell(column).ok()?.parse().ok());
        ContestRow {
            line: row.line,
            name: row.verbatim(self.name),
            audit_reason: self.reason.map_or_else(String::new, |column| row.shown(column)),
            sizing: self.sizing(row, gamma).unwrap_or_else(Sizing::Unreadable),
            audited: optional(self.audited),
            published: optional(self.published),
            estimated: optional(self.estimated),
            cards: optional(Some(self.cards)),
        }
    }

    fn sizing(&self, row: &Row, gamma: Option<Gamma>) -> Result<Sizing, String> {
        if row.len() != self.width {
            return Err(format!(
                "the row has {} cells and the header {}; is a quotation mark missing?",
                row.len(),
                self.width
            ));
        }
        let margin = whole(row, self.margin, "min_margin")?;
        let cards = whole(row, self.cards, "ballot_card_count")?;
        let found = self.discrepancies(row)?;
        let limit = RiskLimit::parse(row.cell(self.limit)?).map_err(|error| error.to_string())?;
        let gamma = gamma.map_or_else(|| self.gamma(row), Ok)?;
        match (margin, cards) {
            (0, _) => Ok(Sizing::Nothing(
                "the margin is 0: no sample can confirm it; count all cards by hand".into(),
            )),
            (_, 0) => Ok(Sizing::Nothing("there are no cards".into())),
            _ => DilutedMargin::new(margin, cards)
                .map(|margin| Sizing::Auditable(Terms::new(margin, limit, gamma), found))
                .map_err(|error| error.to_string()),
        }
    }

    fn gamma(&self, row: &Row) -> Result<Gamma, String> {
        let text = self.gamma.map_or(Ok(Gamma::COLORADO), |column| row.cell(column))?;
        Gamma::parse(text).map_err(|error| error.to_string())
    }

    fn discrepancies(&self, row: &Row) -> Result<Discrepancies, String> {
        let count = |column: Option<usize>, name: &str| -> Result<u32, String> {
            let Some(column) = column else { return Ok(0) };
            let value = whole(row, column, name)?;
            u32::try_from(value).map_err(|_| format!("{name} is {value}, which is too many"))
        };
        Ok(Discrepancies {
            two_over: count(self.two_over, "two_vote_over_count")?,
            one_over: count(self.one_over, "one_vote_over_count")?,
            one_under: count(self.one_under, "one_vote_under_count")?,
            two_under: count(self.two_under, "two_vote_under_count")?,
        })
    }
}

fn whole(row: &Row, column: usize, name: &str) -> Result<u64, String> {
    let text = row.cell(column)?;
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.then(|| text.parse().ok()).flatten();
    number.ok_or_else(|| format!("{name} is `{text}`; it must be a whole number"))
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test may fail so")]
mod tests {
    use super::*;

    const HEADER: &str = "contest_name,ballot_card_count,min_margin,risk_limit,gamma,two_vote_over_count,optimistic_samples_to_audit";

    fn rows(text: &str, gamma: Option<&str>) -> Vec<ContestRow> {
        let gamma = gamma.map(|gamma| Gamma::parse(gamma).expect("a gamma"));
        ContestTable::parse("c.csv", format!("{HEADER}\n{text}").as_bytes(), gamma).expect("a table").rows
    }

    #[test]
    fn one_row_each_good_or_bad() {
        let read = rows(
            " A,178494,1963,0.05000000,1.03905000,0,567\n\"B, \"\"b\"\"\",10,0,0.05,1.03905,0,0\nC,x,5,0.05,1.03905,0,1\nD,10,5,0.05\n",
            None,
        );
        let shown: Vec<_> =
            read.iter().map(|row| (row.name.as_str(), row.sizing.sample_size(), row.line)).collect();
        assert_eq!(shown, [(" A", Some(567), 2), ("B, \"b\"", None, 3), ("C", None, 4), ("D", None, 5)]);
        let reasons: Vec<_> = read.iter().filter_map(|row| row.sizing.reason()).collect();
        for (reason, words) in reasons.iter().zip(["the margin is 0", "ballot_card_count is `x`", "4 cells"])
        {
            assert!(reason.contains(words), "{reason}");
        }
    }

    #[test]
    fn another_gamma_gives_another_size() {
        assert_eq!(
            rows("A,178494,1963,0.05,1.03905,0,567\n", Some("1.04"))
                .first()
                .and_then(|row| row.sizing.sample_size()),
            Some(567)
        );
        assert_eq!(
            rows("A,396121,27538,0.03,1.03905,0,105\n", None)
                .first()
                .and_then(|row| row.sizing.sample_size()),
            Some(105)
        );
    }

    #[test]
    fn a_missing_column_is_named() {
        let error = ContestTable::parse("c.csv", b"contest_name,risk_limit\n", None)
            .expect_err("refused")
            .to_string();
        assert!(error.contains("ballot_card_count") && error.contains("contest_name, risk_limit"), "{error}");
    }
}
