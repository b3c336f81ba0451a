//! Reading a policy file.

use super::{Group, MAX_POLICY, MAX_POLICY_FILE, Member, Name, Policy, Quorum};
use note::{Algorithm, Malformed, VerifierKey, encoding};
use std::{collections::HashMap, fmt::Display};

const WHAT: &str = "trust policy";

impl Policy {
    /// Reads a policy file. Addresses in it are not kept: nothing here connects anywhere.
    ///
    /// # Errors
    /// With the line: everything that C2SP tlog-policy forbids, keys for something else, too many of anything.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        if bytes.len() > MAX_POLICY_FILE {
            return Err(Malformed::new(WHAT, "it is larger than 256 KiB"));
        }
        let mut draft = Draft::default();
        for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
            draft.line(line).map_err(|why| at(number, why))?;
        }
        let quorum = draft.quorum.ok_or_else(|| Malformed::new(WHAT, "it has no quorum line"))?;
        Ok(Policy { logs: draft.logs, witnesses: draft.witnesses, groups: draft.groups, quorum })
    }
}

fn at(number: usize, why: impl Display) -> Malformed {
    Malformed::new(WHAT, format!("line {number}: {why}"))
}

/// What has been read so far.
#[derive(Default)]
struct Draft {
    logs: Vec<VerifierKey>,
    witnesses: Vec<VerifierKey>,
    groups: Vec<Group>,
    quorum: Option<Quorum>,
    names: HashMap<Name, Named>,
}

/// What a name stands for, and whether a group has it.
struct Named {
    member: Member,
    taken: bool,
}

impl Draft {
    fn line(&mut self, line: &[u8]) -> Result<(), String> {
        if line.iter().any(|byte| (*byte < b' ' && *byte != b'\t') || *byte == 0x7F) {
            return Err("a control character".to_owned());
        }
        let words: Vec<&[u8]> =
            line.split(|byte| matches!(byte, b' ' | b'\t')).filter(|word| !word.is_empty()).collect();
        match words.as_slice() {
            [] => Ok(()),
            [first, ..] if first.starts_with(b"#") => Ok(()),
            [b"log", key] | [b"log", key, _] => self.log(key),
            [b"witness", name, key] | [b"witness", name, key, _] => self.witness(name, key),
            [b"group", name, least, members @ ..] => self.group(name, least, members),
            [b"quorum", name] => self.quorum(name),
            [first, ..] => Err(format!(
                "`{}` is no line of a policy, or lacks something",
                String::from_utf8_lossy(first)
            )),
        }
    }

    fn log(&mut self, text: &[u8]) -> Result<(), String> {
        let key = key(text, Algorithm::Ed25519)?;
        add(&mut self.logs, key, "log").map(drop)
    }

    fn witness(&mut self, name: &[u8], text: &[u8]) -> Result<(), String> {
        let key = key(text, Algorithm::CosignatureV1)?;
        let number = add(&mut self.witnesses, key, "witness")?;
        self.name(name, Member::Witness(number))
    }

    fn group(&mut self, name: &[u8], least: &[u8], members: &[&[u8]]) -> Result<(), String> {
        if self.groups.len() == MAX_POLICY {
            return Err(format!("more than {MAX_POLICY} groups"));
        }
        let members = members.iter().map(|member| self.take(member)).collect::<Result<Vec<_>, _>>()?;
        let least = match least {
            b"all" => members.len(),
            b"any" => 1,
            number => decimal(number)?,
        };
        if !(1..=members.len()).contains(&least) {
            return Err(format!("a group of {} cannot ask for {least}", members.len()));
        }
        self.groups.push(Group { least, members });
        self.name(name, Member::Group(self.groups.len() - 1))
    }

    fn quorum(&mut self, name: &[u8]) -> Result<(), String> {
        let quorum = match name {
            b"none" => Quorum::None,
            name => Quorum::Of(self.known(name)?.member),
        };
        match self.quorum.replace(quorum) {
            None => Ok(()),
            Some(_) => Err("a second quorum line".to_owned()),
        }
    }

    fn name(&mut self, name: &[u8], member: Member) -> Result<(), String> {
        if name == b"none" {
            return Err("the name `none` is taken".to_owned());
        }
        match self.names.insert(name.to_vec(), Named { member, taken: false }) {
            None => Ok(()),
            Some(_) => Err(format!("a second `{}`", String::from_utf8_lossy(name))),
        }
    }

    /// A member for a group. Whoever is in two groups would count twice.
    fn take(&mut self, name: &[u8]) -> Result<Member, String> {
        let named = self.known(name)?;
        match std::mem::replace(&mut named.taken, true) {
            false => Ok(named.member),
            true => Err(format!("`{}` is in a group already", String::from_utf8_lossy(name))),
        }
    }

    fn known(&mut self, name: &[u8]) -> Result<&mut Named, String> {
        let unknown = || format!("`{}` is not defined before", String::from_utf8_lossy(name));
        self.names.get_mut(name).ok_or_else(unknown)
    }
}

fn key(text: &[u8], algorithm: Algorithm) -> Result<VerifierKey, String> {
    let text = std::str::from_utf8(text).map_err(|_| "a key is not UTF-8".to_owned())?;
    let key: VerifierKey = text.parse().map_err(|malformed: Malformed| malformed.to_string())?;
    match key.algorithm() == algorithm {
        true => Ok(key),
        false => Err(format!(
            "the key signs by algorithm {:#04x}, not {:#04x}",
            key.algorithm().byte(),
            algorithm.byte()
        )),
    }
}

fn add(keys: &mut Vec<VerifierKey>, key: VerifierKey, what: &str) -> Result<usize, String> {
    if keys.iter().any(|known| known.public() == key.public()) {
        return Err(format!("the key of this {what} stands in the policy already"));
    }
    if keys.len() == MAX_POLICY {
        return Err(format!("more than {MAX_POLICY} of `{what}`"));
    }
    keys.push(key);
    Ok(keys.len() - 1)
}

fn decimal(number: &[u8]) -> Result<usize, String> {
    let number = std::str::from_utf8(number).ok().and_then(|number| encoding::decimal(WHAT, number).ok());
    number
        .and_then(|number| usize::try_from(number).ok())
        .ok_or_else(|| "a group asks for `all`, `any` or a number".to_owned())
}
