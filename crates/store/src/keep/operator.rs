//! Operators: the people, and programs of theirs, who may use this node.

use crate::{
    Error, Keep, Tx, View,
    column::{Columns, signed},
};
use log::Timestamp;
use note::Malformed;
use rusqlite::{Row, params};
use statement::OperatorName;
use std::{fmt, str::FromStr};

/// How many operators a node may have.
pub const MAX_OPERATORS: usize = 1_000;

/// How long the hash of a password may be: PHC form with generous salt and output.
const MAX_PASSWORD_HASH: usize = 512;

/// What an operator may do. Each may what the one before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Look.
    Viewer,
    /// Say what was found.
    Analyst,
    /// Speak for the member: propose, vote, object.
    Officer,
    /// Run the node: operators, tokens, peers.
    Admin,
}

/// The hash of a password in PHC form, as the caller's Argon2 makes it. It is not shown where things are only printed for debugging.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

/// An operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// The name.
    pub name: OperatorName,
    /// What it may do.
    pub role: Role,
    /// What its password is checked with.
    pub password: PasswordHash,
    /// Since when it may not get in, if so.
    pub disabled: Option<Timestamp>,
    /// Since when there is such an operator.
    pub created: Timestamp,
}

impl View<'_, Keep> {
    /// The operator of that name.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn operator(&self, name: &OperatorName) -> Result<Option<Operator>, Error> {
        let sql = "SELECT name, role, password, disabled, created FROM operator WHERE name = ?1";
        self.row(sql, [name.as_str()], operator)
    }

    /// All operators, by name.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn operators(&self) -> Result<Vec<Operator>, Error> {
        self.rows("SELECT name, role, password, disabled, created FROM operator ORDER BY name", [], operator)
    }
}

impl Tx<'_, Keep> {
    /// Adds an operator; not if there is one of that name, which is said.
    ///
    /// # Errors
    /// Too many operators; those of the disk.
    pub fn add_operator(&self, new: &Operator) -> Result<bool, Error> {
        if self.operator(&new.name)?.is_some() {
            return Ok(false);
        }
        if self.number("SELECT count(*) FROM operator", [])? >= MAX_OPERATORS as i64 {
            return Err(Error::TooMany { what: "operators", limit: MAX_OPERATORS });
        }
        let disabled = new.disabled.map(signed).transpose()?;
        let row =
            params![new.name.as_str(), new.role.as_str(), new.password.0, disabled, signed(new.created)?];
        self.change("INSERT INTO operator VALUES (?1, ?2, ?3, ?4, ?5)", row).map(|_| true)
    }

    /// Gives an operator another role; whether there is such an operator.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn set_role(&self, name: &OperatorName, role: Role) -> Result<bool, Error> {
        let sql = "UPDATE operator SET role = ?2 WHERE name = ?1";
        self.change(sql, params![name.as_str(), role.as_str()]).map(|changed| changed == 1)
    }

    /// Gives an operator another password; whether there is such an operator.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn set_password(&self, name: &OperatorName, password: &PasswordHash) -> Result<bool, Error> {
        let sql = "UPDATE operator SET password = ?2 WHERE name = ?1";
        self.change(sql, params![name.as_str(), password.0]).map(|changed| changed == 1)
    }

    /// Lets an operator get in no more since that time, or again; whether there is such an operator. Operators are not removed: the audit log
    /// names them.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn set_disabled(&self, name: &OperatorName, since: Option<Timestamp>) -> Result<bool, Error> {
        let sql = "UPDATE operator SET disabled = ?2 WHERE name = ?1";
        self.change(sql, params![name.as_str(), since.map(signed).transpose()?]).map(|changed| changed == 1)
    }
}

fn operator(row: &Row<'_>) -> rusqlite::Result<Operator> {
    Ok(Operator {
        name: row.parsed(0)?,
        role: row.parsed(1)?,
        password: row.parsed(2)?,
        disabled: row.maybe_unsigned(3)?,
        created: row.unsigned(4)?,
    })
}

impl Role {
    /// All, the one that may least first.
    pub const ALL: [Role; 4] = [Role::Viewer, Role::Analyst, Role::Officer, Role::Admin];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Analyst => "analyst",
            Role::Officer => "officer",
            Role::Admin => "admin",
        }
    }
}

impl FromStr for Role {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let known = Role::ALL.into_iter().find(|role| role.as_str() == text);
        known.ok_or_else(|| Malformed::new("role", "it is none of viewer, analyst, officer and admin"))
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl PasswordHash {
    /// In PHC form, to check a password with.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PasswordHash {
    type Err = Malformed;

    /// Only that it looks like PHC form is checked: whether it is one, who checks passwords knows.
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let printable = text.bytes().all(|byte| byte.is_ascii_graphic());
        match text.starts_with("$argon2") && printable && text.len() <= MAX_PASSWORD_HASH {
            true => Ok(PasswordHash(text.to_owned())),
            false => Err(Malformed::new("password hash", "it is not Argon2 in PHC form")),
        }
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(..)")
    }
}
