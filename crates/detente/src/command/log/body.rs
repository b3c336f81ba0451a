//! Bodies that lie at home, opened.

use home::{Home, Keys, unseal};
use statement::{Audience, Body, Common, MAX_BODY};
use std::cell::OnceCell;

/// What a body comes to: its bytes, or a sentence that says why there are none to be shown.
pub type Opened = Result<Vec<u8>, String>;

/// Opens bodies; the keys for sealed ones are read when the first of them comes.
pub struct Bodies<'h> {
    home: &'h Home,
    identities: OnceCell<Vec<age::x25519::Identity>>,
}

impl<'h> Bodies<'h> {
    /// Those of a home.
    pub fn new(home: &'h Home) -> Self {
        Bodies { home, identities: OnceCell::new() }
    }

    /// The body of a statement with this header, or a sentence that says why there is none to be shown.
    pub fn open(&self, common: &Common) -> anyhow::Result<Opened> {
        const LARGEST: usize = 2 * MAX_BODY as usize;
        let Some(header) = &common.body else { return Ok(Err("It has no body.".to_owned())) };
        let bodies = self.home.shelf().bodies();
        let missing = || Ok(Err("Its body is not here.".to_owned()));
        let Some(sealed) = &common.sealed else {
            let Some(stored) = bodies.get(&header.hash.0, LARGEST)? else { return missing() };
            return Ok(Ok(Body::open(stored, header)?.bytes().to_vec()));
        };
        let for_us = matches!(&common.audience, audience @ Audience::Members(_) if audience.includes(self.home.member()));
        if !for_us {
            return Ok(Err(format!("Its body is sealed for {} and cannot be opened here.", common.audience)));
        }
        let Some(file) = bodies.get(&sealed.hash.0, LARGEST)? else { return missing() };
        let body = unseal(&file, header, self.identities()?)?;
        let body = body.map(|body| body.bytes().to_vec());
        Ok(body.ok_or_else(|| "Its body is sealed to a key that is not here.".to_owned()))
    }

    /// The keys of all sheets, newest first: an old body is sealed to an old key.
    fn identities(&self) -> anyhow::Result<&[age::x25519::Identity]> {
        if let Some(identities) = self.identities.get() {
            return Ok(identities);
        }
        let mut passphrase = None;
        let mut identities = Vec::new();
        for number in self.home.key_files()?.into_iter().rev() {
            identities.push(Keys::read(self.home, number, &mut passphrase)?.age().clone());
        }
        Ok(self.identities.get_or_init(|| identities))
    }
}
