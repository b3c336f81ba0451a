//! Key sheets: which keys a member uses now, and which no longer.

use crate::{Digest, MemberName, Seat, Stamp, UnitId};
use note::{Algorithm, Malformed, Note, Unverified, VerifierKey, encoding};
use std::{fmt, str::FromStr};

const WHAT: &str = "key sheet";

/// The first line.
const VERSION: &str = "detente/keys/v1";

/// How long a key sheet may be.
pub const MAX_SHEET: usize = 32 << 10;

/// How many keys a sheet may void.
const MAX_VOIDS: usize = 128;

/// What a key is for. No key is for two things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Signs statements.
    Statement,
    /// Signs checkpoints of the member's log.
    Log,
    /// Cosigns checkpoints of others' logs.
    Witness,
}

/// One sheet of a member: numbered, chained to the one before, signed by the member's root. It is valid wherever it is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySheet {
    /// The digest of its text.
    pub id: Digest,
    /// The unit.
    pub unit: UnitId,
    /// Whose keys.
    pub member: MemberName,
    /// Its number, from 1.
    pub number: u64,
    /// The sheet before; of the first `None`.
    pub previous: Option<Digest>,
    /// When it was made.
    pub made: Stamp,
    /// The key for statements.
    pub statement: VerifierKey,
    /// The key for checkpoints.
    pub log: VerifierKey,
    /// The key for cosignatures.
    pub witness: VerifierKey,
    /// The recipient for sealed bodies, `age1...`, if the member reads such.
    pub age: Option<String>,
    /// The public key of the node's connections: SHA-256 of its SubjectPublicKeyInfo, if it has a node.
    pub transport: Option<Digest>,
    /// Keys of sheets before that are no longer good.
    pub voids: Vec<Void>,
}

/// A key that is no longer good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Void {
    /// The key.
    pub key: VerifierKey,
    /// The first entry of the member's log in which it counts as stolen; what stands before stays good.
    pub from: u64,
}

/// Why a note is no key sheet of a member.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSheet {
    /// It is some other text.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// The member's root has not signed it.
    #[error(transparent)]
    Unverified(#[from] Unverified),
    /// It is of another unit or member, or does not follow on the sheet before.
    #[error("the key sheet does not belong here: {0}")]
    Misplaced(&'static str),
}

impl KeySheet {
    /// Reads a signed sheet of the member of this seat and checks its signature, which is the only one.
    ///
    /// # Errors
    /// [`BadSheet`].
    pub fn open(note: &Note, unit: &UnitId, seat: &Seat) -> Result<Self, BadSheet> {
        note.verify(&seat.root)?;
        if note.signatures().len() != 1 {
            return Err(Malformed::new(WHAT, "it has more signatures than the root's").into());
        }
        let sheet: KeySheet = note.text().parse()?;
        match sheet.unit == *unit && sheet.member == seat.name {
            true => Ok(sheet),
            false => Err(BadSheet::Misplaced("it is of another unit or member")),
        }
    }

    /// Checks that this sheet is the next after `before`.
    ///
    /// # Errors
    /// [`BadSheet::Misplaced`].
    pub fn follows(&self, before: &KeySheet) -> Result<(), BadSheet> {
        match self.number == before.number + 1 && self.previous == Some(before.id) {
            true => Ok(()),
            false => Err(BadSheet::Misplaced("it does not follow on the sheet before")),
        }
    }

    /// The key for a role.
    pub fn key(&self, role: Role) -> &VerifierKey {
        match role {
            Role::Statement => &self.statement,
            Role::Log => &self.log,
            Role::Witness => &self.witness,
        }
    }

    /// From which entry on `key` is void by this sheet.
    pub fn void_from(&self, key: &VerifierKey) -> Option<u64> {
        self.voids.iter().filter(|void| void.key == *key).map(|void| void.from).min()
    }

    fn check(&self) -> Result<(), Malformed> {
        let refused = |why: &'static str| Err(Malformed::new(WHAT, why));
        for role in Role::ALL {
            let key = self.key(role);
            if key.algorithm() != role.algorithm()
                || *key.name() != self.member.key_name(&self.unit, role.as_str())
            {
                return refused(
                    "a key is not called UNIT/MEMBER/ROLE, or signs by another algorithm than its role does",
                );
            }
        }
        let mut points = Role::ALL.map(|role| self.key(role).public());
        points.sort();
        if points.windows(2).any(|pair| matches!(pair, [one, other] if one == other)) {
            return refused("one key is in two roles");
        }
        match (self.number, self.previous) {
            (1, None) | (2.., Some(_)) => Ok(()),
            _ => refused("the first sheet is number 1 and names none before it, every other does"),
        }
    }
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 3] = [Role::Statement, Role::Log, Role::Witness];

    /// The name in sheets and key names.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Statement => "statement",
            Role::Log => "log",
            Role::Witness => "witness",
        }
    }

    /// How keys of this role sign.
    pub fn algorithm(self) -> Algorithm {
        match self {
            Role::Statement | Role::Log => Algorithm::Ed25519,
            Role::Witness => Algorithm::CosignatureV1,
        }
    }
}

impl fmt::Display for KeySheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{VERSION}\nunit {}\nmember {}\nnumber {}", self.unit, self.member, self.number)?;
        self.previous.map_or(Ok(()), |previous| writeln!(f, "previous {previous}"))?;
        writeln!(f, "made {}", self.made)?;
        Role::ALL.iter().try_for_each(|role| writeln!(f, "{} {}", role.as_str(), self.key(*role)))?;
        self.age.iter().try_for_each(|age| writeln!(f, "age {age}"))?;
        self.transport.iter().try_for_each(|transport| writeln!(f, "transport {transport}"))?;
        self.voids.iter().try_for_each(|void| writeln!(f, "void {} {}", void.from, void.key))
    }
}

impl FromStr for KeySheet {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let refused = |why: &'static str| Malformed::new(WHAT, why);
        if text.len() > MAX_SHEET {
            return Err(refused("it is longer than 32 KiB"));
        }
        let lines = text.strip_suffix('\n').ok_or_else(|| refused("its last line has no end"))?;
        let mut lines = lines.split('\n').peekable();
        if lines.next() != Some(VERSION) {
            return Err(refused("its first line is not detente/keys/v1"));
        }
        let mut next =
            |name: &str| lines.next_if(|line| named(line, name).is_some()).and_then(|line| named(line, name));
        let missing =
            |name: &str| Malformed::new(WHAT, format!("the line `{name}` is missing, or not in its place"));
        let mut need = |name: &str| next(name).ok_or_else(|| missing(name));
        let (unit, member) = (need("unit")?.parse()?, need("member")?.parse()?);
        let number = encoding::decimal(WHAT, need("number")?)?;
        let previous = next("previous").map(str::parse).transpose()?;
        let mut need = |name: &str| next(name).ok_or_else(|| missing(name));
        let made = need("made")?.parse()?;
        let (statement, log, witness) =
            (need("statement")?.parse()?, need("log")?.parse()?, need("witness")?.parse()?);
        let age = next("age").map(age).transpose()?;
        let transport = next("transport").map(str::parse).transpose()?;
        let mut voids = Vec::new();
        while let Some(void) = next("void") {
            voids.push(void.parse()?);
        }
        let id = Digest::of(text.as_bytes());
        let sheet = KeySheet {
            id,
            unit,
            member,
            number,
            previous,
            made,
            statement,
            log,
            witness,
            age,
            transport,
            voids,
        };
        sheet.check()?;
        match sheet.to_string() == text && sheet.voids.len() <= MAX_VOIDS {
            true => Ok(sheet),
            false => Err(refused("a line does not belong there, or it voids more than 128 keys")),
        }
    }
}

fn named<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    line.strip_prefix(name)?.strip_prefix(' ')
}

/// An X25519 recipient of age (C2SP age): the shape only; what it is good for shows when something is encrypted to it.
fn age(text: &str) -> Result<String, Malformed> {
    let digits = text.strip_prefix("age1").unwrap_or_default();
    match digits.len() == 58 && digits.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    {
        true => Ok(text.to_owned()),
        false => Err(Malformed::new(WHAT, "its age line is no recipient")),
    }
}

impl FromStr for Void {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let refused = || Malformed::new(WHAT, "its void line is not the number of an entry and a key");
        let (from, key) = text.split_once(' ').ok_or_else(refused)?;
        Ok(Void { from: encoding::decimal(WHAT, from)?, key: key.parse()? })
    }
}
