//! Why a peer gave no answer, by whose fault it is.

use super::pins::NOT_PINNED;
use std::{error::Error, io};
use tokio_rustls::rustls::{self, AlertDescription};

/// How much of a peer's own words is kept.
const MAX_WORDS: usize = 200;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeerError {
    /// It cannot be reached: nobody listens, the way is broken, or its address is not known. Nobody's fault that could be shown.
    #[error("cannot be reached: {0}")]
    Unreachable(String),
    /// It did not answer in time.
    #[error("did not answer in time")]
    Slow,
    /// Who listens there has another key than the member's key sheet names.
    #[error("showed another key than its key sheet names")]
    WrongPin,
    /// It does not take us for a member: it may lack our newest key sheet or the charter that admits us, or have one that expels us.
    #[error("does not know our key")]
    NotAdmitted,
    /// It answered what no honest node answers.
    #[error("answered what no honest node answers: {0}")]
    Misbehaved(String),
    /// It said no.
    #[error("refused ({status}): {text}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Its own words, short and without control characters. Not to be believed.
        text: String,
    },
    /// It speaks another version of the protocol.
    #[error("speaks {0}, and this node detente/peer/1")]
    Version(String),
    /// This machine could not keep the answer.
    #[error("this machine could not keep its answer: {0}")]
    Here(String),
}

impl PeerError {
    /// Something that no honest node answers.
    pub(super) fn misbehaved(why: impl ToString) -> Self {
        PeerError::Misbehaved(words(&why.to_string()))
    }

    /// What went wrong on the way, by the first cause that says whose fault it was.
    pub(super) fn of(error: &(dyn Error + 'static)) -> Self {
        let mut cause = Some(error);
        while let Some(one) = cause {
            // What an `io::Error` was made of is not its source.
            let inner = one.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
            let found = PeerError::of_one(one).or_else(|| PeerError::of_one(inner?));
            if let Some(found) = found {
                return found;
            }
            cause = one.source();
        }
        PeerError::Unreachable(words(&error.to_string()))
    }

    fn of_one(error: &(dyn Error + 'static)) -> Option<Self> {
        if let Some(tls) = error.downcast_ref::<rustls::Error>() {
            return Some(PeerError::of_tls(tls));
        }
        let http = error.downcast_ref::<hyper::Error>()?;
        http.is_parse().then(|| PeerError::misbehaved(http))
    }

    fn of_tls(error: &rustls::Error) -> Self {
        use AlertDescription as Alert;
        match error {
            error if *error == NOT_PINNED => PeerError::WrongPin,
            rustls::Error::AlertReceived(
                Alert::AccessDenied | Alert::BadCertificate | Alert::CertificateUnknown | Alert::UnknownCA,
            ) => PeerError::NotAdmitted,
            rustls::Error::AlertReceived(alert) => PeerError::Unreachable(format!("TLS: {alert:?}")),
            other => PeerError::misbehaved(format!("TLS: {other}")),
        }
    }
}

/// Text of a peer, as it may be shown to people: one line, no control characters, nothing that turns writing around, and short.
pub(super) fn words(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}');
    let plain = text.chars().map(|c| if c.is_control() || turns(c) { ' ' } else { c });
    plain.take(MAX_WORDS).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threat_23_words_of_a_peer_are_short_and_plain() {
        assert_eq!(words("no\u{1b}[2J\r\nsuch\u{202e}log\n"), "no [2J  such log");
        assert_eq!(words(&"é".repeat(1000)).chars().count(), MAX_WORDS);
    }
}
