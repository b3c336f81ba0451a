//! What can be wrong, by whose fault: a row, a header or a file that someone sent, or a value that the caller gave.

/// Why something was refused. The text of each variant says what, where and what to do; strings from files stand in
/// it as they are, so whoever prints it escapes it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuditError {
    /// One row of a table cannot be used.
    #[error("{file}, line {line}: {reason}")]
    BadRow {
        /// The name under which the file was handed in.
        file: String,
        /// The line on which the row begins, from 1.
        line: u64,
        /// What is wrong and what to do.
        reason: String,
    },
    /// The columns of a table cannot be told.
    #[error("{file}, line {line}: {reason}. The header reads: {header}")]
    BadHeader {
        /// The name under which the file was handed in.
        file: String,
        /// The line of the header, from 1.
        line: u64,
        /// The header as it stands.
        header: String,
        /// What is missing or doubled.
        reason: String,
    },
    /// A file as a whole cannot be used.
    #[error("{file}: {reason}")]
    BadFile {
        /// The name under which the file was handed in.
        file: String,
        /// What is wrong and what to do.
        reason: String,
    },
    /// A value that the caller gave cannot be used.
    #[error("{what} `{value}`: {reason}")]
    BadValue {
        /// What the value is.
        what: &'static str,
        /// The value as given.
        value: String,
        /// What is wrong and what to do.
        reason: String,
    },
}

impl AuditError {
    pub(crate) fn value(what: &'static str, value: &str, reason: &str) -> Self {
        Self::BadValue { what, value: value.into(), reason: reason.into() }
    }

    pub(crate) fn row(file: &str, line: u64, reason: impl Into<String>) -> Self {
        Self::BadRow { file: file.into(), line, reason: reason.into() }
    }

    pub(crate) fn file(file: &str, reason: impl Into<String>) -> Self {
        Self::BadFile { file: file.into(), reason: reason.into() }
    }
}
