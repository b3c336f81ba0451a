//! Reading a packet.

use super::{CarriedSheet, MAX_PACKET, Packet, VERSION};
use crate::Address;
use anyhow::{Context, bail};
use note::{MAX_NOTE, Note, encoding::decimal};
use statement::{MemberName, SignedCharter};
use std::collections::BTreeMap;

impl Packet {
    /// Reads a packet as it is written.
    ///
    /// # Errors
    /// Anything else.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        if text.len() > MAX_PACKET {
            bail!("it is longer than {} MiB", MAX_PACKET >> 20);
        }
        if text.contains('\r') {
            bail!("its line ends were changed on the way: send it as a file, or as text with --text");
        }
        let mut rest = Rest(text);
        if rest.line()? != VERSION {
            bail!("it is no invitation: its first line is not {VERSION}");
        }
        let unit = rest.named("unit")?.context("the line `unit` is missing")?.parse()?;
        let packet = Packet {
            unit,
            charters: charters(&mut rest)?,
            sheets: sheets(&mut rest)?,
            addresses: addresses(&mut rest)?,
        };
        match packet.to_string() == text {
            true => Ok(packet),
            false => bail!("it has more in it than an invitation has, or in another order"),
        }
    }
}

fn charters(rest: &mut Rest<'_>) -> anyhow::Result<Vec<SignedCharter>> {
    let mut charters = Vec::new();
    while let Some(line) = rest.named("charter")? {
        let (number, bytes) =
            line.split_once(' ').context("a line `charter` is not a number and a length")?;
        let wanted = charters.len() as u64 + 1;
        let charter = SignedCharter::parse(rest.take(bytes)?.as_bytes());
        let charter = charter.with_context(|| format!("charter {wanted} in it cannot be used"))?;
        if decimal("number", number)? != wanted || charter.charter().number != wanted {
            bail!("its charters are not in their order from the first");
        }
        charters.push(charter);
    }
    match charters.is_empty() {
        false => Ok(charters),
        true => bail!("there is no charter in it"),
    }
}

fn sheets(rest: &mut Rest<'_>) -> anyhow::Result<Vec<CarriedSheet>> {
    let mut sheets: Vec<CarriedSheet> = Vec::new();
    while let Some(line) = rest.named("sheet")? {
        let parts: Vec<&str> = line.splitn(3, ' ').collect();
        let [member, number, bytes] = parts.as_slice() else {
            bail!("a line `sheet` is not a member, a number and a length");
        };
        let (member, number) = (member.parse::<MemberName>()?, decimal("number", number)?);
        let is_next = match sheets.last() {
            Some(last) if last.member == member => number == last.number + 1,
            Some(last) => last.member < member && number == 1,
            None => number == 1,
        };
        if !is_next {
            bail!("its key sheets are not in their order: by member, and from the first");
        }
        let note = Note::parse(rest.take(bytes)?.as_bytes());
        let note = note.with_context(|| format!("key sheet {number} of {member} in it cannot be read"))?;
        sheets.push(CarriedSheet { member, number, note });
    }
    Ok(sheets)
}

fn addresses(rest: &mut Rest<'_>) -> anyhow::Result<BTreeMap<MemberName, Address>> {
    let mut addresses = BTreeMap::new();
    while let Some(line) = rest.named("address")? {
        let (member, address) =
            line.split_once(' ').context("a line `address` is not a member and HOST:PORT")?;
        addresses.insert(member.parse()?, address.parse()?);
    }
    Ok(addresses)
}

/// What is not read yet.
struct Rest<'t>(&'t str);

impl<'t> Rest<'t> {
    fn line(&mut self) -> anyhow::Result<&'t str> {
        let (line, after) = self.0.split_once('\n').context("it breaks off")?;
        self.0 = after;
        Ok(line)
    }

    /// What stands behind the name in the next line, if that is its name.
    fn named(&mut self, name: &str) -> anyhow::Result<Option<&'t str>> {
        match self.0.strip_prefix(name).is_some_and(|after| after.starts_with(' ')) {
            true => Ok(self.line()?.get(name.len() + 1..)),
            false => Ok(None),
        }
    }

    /// The next bytes, so many as a decimal number says.
    fn take(&mut self, bytes: &str) -> anyhow::Result<&'t str> {
        let bytes = usize::try_from(decimal("length", bytes)?)?;
        if bytes > MAX_NOTE {
            bail!("a part of it is longer than {MAX_NOTE} bytes");
        }
        let (part, after) = self.0.split_at_checked(bytes).context("it breaks off")?;
        self.0 = after;
        Ok(part)
    }
}
