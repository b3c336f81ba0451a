//! A member as `unit found` takes it: as `charter new` does, and where its node listens.

use crate::command::charter::Introduction;
use home::Address;
use std::str::FromStr;

/// NAME,BLOC,TITLE,VKEY or NAME,BLOC,TITLE,VKEY,HOST:PORT.
#[derive(Clone, Debug)]
pub struct Introduced {
    /// Its place in the charter.
    pub seat: Introduction,
    /// Where its node listens.
    pub address: Option<Address>,
}

impl FromStr for Introduced {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // A key has a `+` in it, an address has none.
        let (seat, address) = match text.rsplit_once(',') {
            Some((seat, address)) if !address.contains('+') => (seat, Some(address)),
            _ => (text, None),
        };
        let address = address.map(|address| address.trim().parse::<Address>()).transpose();
        Ok(Introduced {
            seat: seat
                .parse()
                .map_err(|_| "it is not NAME,BLOC,TITLE,VKEY or NAME,BLOC,TITLE,VKEY,HOST:PORT")?,
            address: address.map_err(|error| error.to_string())?,
        })
    }
}
