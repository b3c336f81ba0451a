//! API tokens: what programs of operators get in with. Only the digest of a token's secret is kept.

use crate::{
    Error, Keep, Tx, View,
    column::{Columns, signed},
};
use log::Timestamp;
use note::Malformed;
use rusqlite::{Row, params};
use statement::{Digest, OperatorName};
use std::{fmt, str::FromStr};

/// How many tokens a node may have, those included that are over.
pub const MAX_TOKENS: usize = 10_000;

/// How many scopes a token may have.
pub const MAX_SCOPES: usize = 32;

/// How long the public name of a token, and a scope, may be, in bytes.
const MAX_WORD: usize = 48;

/// The public name of a token, drawn by the caller: letters and digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenId(String);

/// One thing that a token is good for: a word of lower-case letters, digits, `:` and `-`. Which there are is the node's matter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope(String);

/// A token, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its public name.
    pub id: TokenId,
    /// SHA-256 of its secret. Compare in constant time.
    pub secret: Digest,
    /// Whose it is.
    pub operator: OperatorName,
    /// What it is good for.
    pub scopes: Vec<Scope>,
    /// Since when there is such a token.
    pub created: Timestamp,
    /// From when on it is no good.
    pub expires: Timestamp,
    /// When it was revoked, if it was.
    pub revoked: Option<Timestamp>,
    /// On which day it was last used, in days since 1970. Not more, so that using it does not write each time.
    pub used_day: Option<u64>,
}

const COLUMNS: &str = "SELECT id, secret, operator, scopes, created, expires, revoked, used_day FROM token";

impl View<'_, Keep> {
    /// The token of that name, whether it is still good or not.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn token(&self, id: &TokenId) -> Result<Option<Token>, Error> {
        self.row(&format!("{COLUMNS} WHERE id = ?1"), [&id.0], token)
    }

    /// All tokens, or those of one operator, by their public names.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn tokens(&self, of: Option<&OperatorName>) -> Result<Vec<Token>, Error> {
        let sql = format!("{COLUMNS} WHERE ?1 IS NULL OR operator = ?1 ORDER BY id");
        self.rows(&sql, [of.map(OperatorName::as_str)], token)
    }
}

impl Tx<'_, Keep> {
    /// Adds a token; not if there is one of that name, which is said.
    ///
    /// # Errors
    /// Too many tokens or scopes; those of the disk.
    pub fn add_token(&self, new: &Token) -> Result<bool, Error> {
        if self.token(&new.id)?.is_some() {
            return Ok(false);
        }
        if self.number("SELECT count(*) FROM token", [])? >= MAX_TOKENS as i64 {
            return Err(Error::TooMany { what: "tokens", limit: MAX_TOKENS });
        }
        if new.scopes.len() > MAX_SCOPES {
            return Err(Error::TooMany { what: "scopes of a token", limit: MAX_SCOPES });
        }
        let scopes: Vec<&str> = new.scopes.iter().map(Scope::as_str).collect();
        let row = params![
            new.id.0,
            new.secret.0,
            new.operator.as_str(),
            scopes.join(" "),
            signed(new.created)?,
            signed(new.expires)?,
            new.revoked.map(signed).transpose()?,
            new.used_day.map(signed).transpose()?
        ];
        self.change("INSERT INTO token VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", row).map(|_| true)
    }

    /// Revokes a token; whether there is one of that name that was not revoked before.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn revoke_token(&self, id: &TokenId, now: Timestamp) -> Result<bool, Error> {
        let sql = "UPDATE token SET revoked = ?2 WHERE id = ?1 AND revoked IS NULL";
        self.change(sql, params![id.0, signed(now)?]).map(|changed| changed == 1)
    }

    /// Revokes all tokens of an operator, and says how many there were.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn revoke_tokens_of(&self, operator: &OperatorName, now: Timestamp) -> Result<usize, Error> {
        let sql = "UPDATE token SET revoked = ?2 WHERE operator = ?1 AND revoked IS NULL";
        self.change(sql, params![operator.as_str(), signed(now)?])
    }

    /// Notes on which day, counted since 1970, a token was used. Worth a transaction only if [`Token::used_day`] is another.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn used_token(&self, id: &TokenId, day: u64) -> Result<(), Error> {
        self.change("UPDATE token SET used_day = ?2 WHERE id = ?1", params![id.0, signed(day)?]).map(drop)
    }

    /// Removes the tokens that were over, or revoked, before `time`, and says how many. The audit log goes on naming them.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn forget_tokens(&self, time: Timestamp) -> Result<usize, Error> {
        self.change("DELETE FROM token WHERE expires < ?1 OR revoked < ?1", [signed(time)?])
    }
}

fn token(row: &Row<'_>) -> rusqlite::Result<Token> {
    let words = Words::from_row(row, 3)?;
    Ok(Token {
        id: row.parsed(0)?,
        secret: row.digest(1)?,
        operator: row.parsed(2)?,
        scopes: words.0,
        created: row.unsigned(4)?,
        expires: row.unsigned(5)?,
        revoked: row.maybe_unsigned(6)?,
        used_day: row.maybe_unsigned(7)?,
    })
}

/// Scopes as they lie in a row: words with spaces between them.
struct Words(Vec<Scope>);

impl Words {
    fn from_row(row: &Row<'_>, column: usize) -> rusqlite::Result<Self> {
        row.parsed(column)
    }
}

impl FromStr for Words {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        text.split_terminator(' ').map(str::parse).collect::<Result<_, _>>().map(Words)
    }
}

impl TokenId {
    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TokenId {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        match plain && (1..=MAX_WORD).contains(&text.len()) {
            true => Ok(TokenId(text.to_owned())),
            false => Err(Malformed::new("name of a token", "it is not 1 to 48 letters and digits")),
        }
    }
}

impl fmt::Display for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Scope {
    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Scope {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b":-".contains(&byte);
        match text.bytes().all(plain) && (1..=MAX_WORD).contains(&text.len()) {
            true => Ok(Scope(text.to_owned())),
            false => Err(Malformed::new(
                "scope",
                "it is not 1 to 48 lower-case letters, digits, colons and hyphens",
            )),
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
