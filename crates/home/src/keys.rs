//! The secret keys of a key sheet, in one file: one passphrase opens all that a command needs.

use crate::{Home, Seed, TransportKey, secret};
use age::{secrecy::ExposeSecret, x25519};
use anyhow::{Context, bail};
use log::Cosigner;
use note::{Malformed, SigningKey};
use statement::{MemberName, Role, UnitId};
use std::str::FromStr;
use zeroize::Zeroizing;

/// The first line of the file.
const VERSION: &str = "detente/secret-keys/v1";

/// What begins the line of the transport key before.
const FORMER: &str = "former-transport ";

/// The secret keys of a member, besides its root. What they are called follows from the unit, which is not known when they are drawn.
pub struct Keys {
    statement: Seed,
    log: Seed,
    witness: Seed,
    age: x25519::Identity,
    transport: Seed,
    /// The transport key before, if it was replaced.
    former: Option<Seed>,
}

/// A key that is to be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// A key that signs.
    Signing(Role),
    /// The key that opens sealed bodies.
    Age,
    /// The key of the node's connections.
    Transport,
}

impl Keys {
    /// New keys.
    pub fn draw() -> anyhow::Result<Self> {
        let (statement, log, witness) = (Seed::draw()?, Seed::draw()?, Seed::draw()?);
        Ok(Keys {
            statement,
            log,
            witness,
            age: x25519::Identity::generate(),
            transport: Seed::draw()?,
            former: None,
        })
    }

    /// The same keys, but for these, which are new.
    pub fn rotated(mut self, replaced: &[Replaced]) -> anyhow::Result<Self> {
        for key in replaced {
            match key {
                Replaced::Signing(role) => *self.seed_mut(*role) = Seed::draw()?,
                Replaced::Age => self.age = x25519::Identity::generate(),
                Replaced::Transport => {
                    self.former = Some(std::mem::replace(&mut self.transport, Seed::draw()?));
                }
            }
        }
        Ok(self)
    }

    /// The key that signs as `role`. Witnesses sign as [`Keys::cosigner`].
    pub fn signing(&self, unit: &UnitId, member: &MemberName, role: Role) -> anyhow::Result<SigningKey> {
        let name = member.key_name(unit, role.as_str());
        Ok(SigningKey::from_seed(name, role.algorithm(), self.seed(role).bytes())?)
    }

    /// The key that cosigns.
    pub fn cosigner(&self, unit: &UnitId, member: &MemberName) -> anyhow::Result<Cosigner> {
        let name = member.key_name(unit, Role::Witness.as_str());
        Ok(Cosigner::from_seed(name, self.witness.bytes())?)
    }

    /// The key that opens sealed bodies.
    pub fn age(&self) -> &x25519::Identity {
        &self.age
    }

    /// The key of the node's connections.
    pub fn transport(&self) -> TransportKey<'_> {
        TransportKey::of(&self.transport)
    }

    /// The key that the node's connections had before: those who lack the newest key sheet expect it, and have to be shown it to get the sheet.
    pub fn former_transport(&self) -> Option<TransportKey<'_>> {
        self.former.as_ref().map(TransportKey::of)
    }

    /// Writes the keys of sheet `number`; it must be a new file.
    pub fn write(
        &self,
        home: &Home,
        number: u64,
        passphrase: Option<&crate::Passphrase>,
    ) -> anyhow::Result<()> {
        secret::write(&home.key_file(number), &self.to_text(), passphrase)
    }

    /// Reads the keys of sheet `number`.
    pub fn read(
        home: &Home,
        number: u64,
        passphrase: &mut Option<crate::Passphrase>,
    ) -> anyhow::Result<Self> {
        let path = home.key_file(number);
        let text = secret::read(&path, passphrase)
            .context("the secret keys of your newest key sheet are not here; if they are lost, `detente keys sheet --replace` makes new ones")?;
        Keys::parse(&text).with_context(|| format!("{} is damaged", path.display()))
    }

    fn to_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(format!("{VERSION}\n"));
        for role in Role::ALL {
            text.push_str(&format!("{} {}\n", role.as_str(), self.seed(role).to_text().as_str()));
        }
        text.push_str(&format!("age {}\n", self.age.to_string().expose_secret()));
        text.push_str(&format!("transport {}\n", self.transport.to_text().as_str()));
        if let Some(former) = &self.former {
            text.push_str(&format!("{FORMER}{}\n", former.to_text().as_str()));
        }
        text
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        let mut lines = text.lines();
        if lines.next() != Some(VERSION) {
            bail!("its first line is not {VERSION}");
        }
        let mut next = |name: &str| {
            let value = lines.next().and_then(|line| line.strip_prefix(name)?.strip_prefix(' '));
            value.with_context(|| format!("the line `{name}` is missing"))
        };
        let (statement, log, witness) =
            (Seed::parse(next("statement")?)?, Seed::parse(next("log")?)?, Seed::parse(next("witness")?)?);
        let age = next("age")?.parse().map_err(anyhow::Error::msg)?;
        let transport = Seed::parse(next("transport")?)?;
        let former = lines.next().and_then(|line| line.strip_prefix(FORMER)).map(Seed::parse).transpose()?;
        Ok(Keys { statement, log, witness, age, transport, former })
    }

    fn seed(&self, role: Role) -> &Seed {
        match role {
            Role::Statement => &self.statement,
            Role::Log => &self.log,
            Role::Witness => &self.witness,
        }
    }

    fn seed_mut(&mut self, role: Role) -> &mut Seed {
        match role {
            Role::Statement => &mut self.statement,
            Role::Log => &mut self.log,
            Role::Witness => &mut self.witness,
        }
    }
}

/// Reads what a person calls a key: the word that begins its line in a key sheet.
impl FromStr for Replaced {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        match text {
            "age" => Ok(Replaced::Age),
            "transport" => Ok(Replaced::Transport),
            text => {
                let role = Role::ALL.into_iter().find(|role| role.as_str() == text);
                let unknown = "it is none of statement, log, witness, age and transport";
                role.map(Replaced::Signing).ok_or_else(|| Malformed::new("role", unknown))
            }
        }
    }
}
