//! The secret keys of a key sheet, in one file: one passphrase opens all that a command needs.

use crate::{Home, Seed, secret};
use age::{secrecy::ExposeSecret, x25519};
use anyhow::{Context, bail};
use log::Cosigner;
use note::SigningKey;
use statement::{MemberName, Role, UnitId};
use zeroize::Zeroizing;

/// The first line of the file.
const VERSION: &str = "detente/secret-keys/v1";

/// The secret keys of a member, besides its root. What they are called follows from the unit, which is not known when they are drawn.
pub struct Keys {
    statement: Seed,
    log: Seed,
    witness: Seed,
    age: x25519::Identity,
}

impl Keys {
    /// New keys.
    pub fn draw() -> anyhow::Result<Self> {
        let (statement, log, witness) = (Seed::draw()?, Seed::draw()?, Seed::draw()?);
        Ok(Keys { statement, log, witness, age: x25519::Identity::generate() })
    }

    /// The same keys, with new ones in these roles; `age` is the key for sealed bodies.
    pub fn rotated(self, roles: &[Role], age: bool) -> anyhow::Result<Self> {
        let mut keys = self;
        for role in roles {
            *keys.seed_mut(*role) = Seed::draw()?;
        }
        if age {
            keys.age = x25519::Identity::generate();
        }
        Ok(keys)
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
        Ok(Keys { statement, log, witness, age })
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
