//! The header of a table: which column holds what.

use crate::label::{Label, label};
use statement::observable::Observable;

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Values, of the kind that the column of kinds says.
    Value,
    /// Values of the kind that the name of the column says.
    Typed,
    /// Words for the kinds of the values.
    Kind,
    /// Comments, which may hold indicators.
    Comment,
    /// Words about the value.
    Description,
    /// Since when it is to be looked for.
    From,
    /// Until when.
    Until,
    /// Who may be told.
    Marking,
    /// Whether what is below a value counts.
    Exact,
    /// What is of no use here.
    Other,
}

/// A column: its name as it stands, and what it holds.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) role: Role,
}

/// A header, and the delimiter that it is written with.
#[derive(Debug)]
pub(crate) struct Header {
    pub(crate) delimiter: u8,
    pub(crate) columns: Vec<Column>,
}

/// What parts cells. The one that makes most columns is taken.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How many columns are looked at.
const MAX_COLUMNS: usize = 1000;

impl Header {
    /// The line as a header: one of its cells names values, and none of them is one.
    pub(crate) fn read(line: &str) -> Option<Self> {
        let headers = DELIMITERS.into_iter().filter_map(|delimiter| Self::delimited(line, delimiter));
        headers.rev().max_by_key(|header| header.columns.len())
    }

    fn delimited(line: &str, delimiter: u8) -> Option<Self> {
        let cells = line.split(char::from(delimiter)).take(MAX_COLUMNS);
        let columns: Vec<_> = cells.map(|cell| column(cell.trim().trim_matches('"').trim())).collect();
        let has_values = columns.iter().any(|column| matches!(column.role, Role::Value | Role::Typed));
        let holds_one = columns.iter().any(|column| Observable::read(&column.name).is_ok());
        (has_values && !holds_one).then_some(Self { delimiter, columns })
    }
}

fn column(name: &str) -> Column {
    let plain: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    let role = match &*plain {
        "value" | "values" | "indicator" | "indicators" | "indicatorvalue" | "ioc" | "iocs" | "iocvalue"
        | "observable" | "observablevalue" | "artifact" => Role::Value,
        "type" | "kind" | "indicatortype" | "ioctype" | "observabletype" | "datatype" | "valuetype" => {
            Role::Kind
        }
        "comment" | "comments" | "note" | "notes" | "remark" | "remarks" => Role::Comment,
        "description" | "desc" | "details" | "summary" => Role::Description,
        "validfrom" | "observeddate" | "dateobserved" | "firstseen" | "firstseenutc" | "firstobserved" | "date" | "dateadded"
        | "firstsubmission" | "starttime" => Role::From,
        "validuntil" | "expires" | "expiration" | "expirationdate" | "expirydate" | "validto" => Role::Until,
        "tlp" | "handling" | "marking" | "tlpmarking" | "tlplevel" => Role::Marking,
        "exact" | "match" | "matchtype" => Role::Exact,
        _ if label(name) != Label::None => Role::Typed,
        _ => Role::Other,
    };
    Column { name: name.to_owned(), role }
}
