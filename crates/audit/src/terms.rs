//! What an audit of one contest starts from: the diluted margin, the risk limit and gamma.

use crate::decimal::Decimal;
use crate::error::AuditError;
use crate::real::Real;

/// The largest gamma: beyond it the method only wastes work, and a figure that large is a slip of the keyboard.
const MAX_GAMMA: u64 = 100;

/// The smallest margin of a contest in votes, divided by the number of *cards* that the sample is drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DilutedMargin {
    votes: u64,
    cards: u64,
}

impl DilutedMargin {
    /// The margin in votes over the cards; both above 0.
    ///
    /// # Errors
    /// [`AuditError::BadValue`] where there is nothing to audit: no margin, or no cards.
    pub fn new(votes: u64, cards: u64) -> Result<Self, AuditError> {
        if votes == 0 {
            return Err(AuditError::value("margin", "0", "a margin of 0 cannot be audited by sampling"));
        }
        if cards == 0 {
            return Err(AuditError::value("cards", "0", "there are no cards to draw from"));
        }
        Ok(Self { votes, cards })
    }

    /// Reads `0.15` or `2/15`.
    ///
    /// # Errors
    /// [`AuditError::BadValue`] for anything else and for 0.
    pub fn parse(text: &str) -> Result<Self, AuditError> {
        const WHAT: &str = "diluted margin";
        let Some((votes, cards)) = text.split_once('/') else {
            let (votes, cards) = Decimal::parse(WHAT, text)?.ratio();
            return Self::new(votes, cards);
        };
        let whole = |part: &str| part.trim().parse::<u64>();
        match (whole(votes), whole(cards)) {
            (Ok(votes), Ok(cards)) => Self::new(votes, cards),
            _ => Err(AuditError::value(WHAT, text, "write votes/cards, for example 2/15")),
        }
    }

    /// The margin as a float, for display.
    pub fn to_f64(self) -> f64 {
        self.real().to_f64()
    }

    pub(crate) fn real(self) -> Real {
        Real::whole(self.votes) / Real::whole(self.cards)
    }
}

/// The largest chance of confirming a wrong outcome that the law or the officials accept; above 0 and below 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RiskLimit(Decimal);

impl RiskLimit {
    /// Reads `0.03`.
    ///
    /// # Errors
    /// [`AuditError::BadValue`] for anything that is not above 0 and below 1.
    pub fn parse(text: &str) -> Result<Self, AuditError> {
        const WHAT: &str = "risk limit";
        let limit = Decimal::parse(WHAT, text)?;
        let (above, below) = limit.ratio();
        if above == 0 || above >= below {
            return Err(AuditError::value(
                WHAT,
                text,
                "it must lie above 0 and below 1; 5 % is written 0.05",
            ));
        }
        Ok(Self(limit))
    }

    /// The limit as it was written, without trailing zeros.
    pub fn decimal(self) -> Decimal {
        self.0
    }
}

/// Stark's error inflator: the room that the sample leaves for two-vote overstatements. Above 1; Colorado uses 1.03905.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gamma(Decimal);

impl Gamma {
    /// The gamma of Colorado's audits, for tables that name none.
    pub const COLORADO: &str = "1.03905";

    /// Reads `1.03905`.
    ///
    /// # Errors
    /// [`AuditError::BadValue`] for anything that is not above 1, or is above 100.
    pub fn parse(text: &str) -> Result<Self, AuditError> {
        const WHAT: &str = "gamma";
        let gamma = Decimal::parse(WHAT, text)?;
        let (above, below) = gamma.ratio();
        if above <= below || above / below >= MAX_GAMMA {
            return Err(AuditError::value(WHAT, text, "it must lie above 1 and below 100"));
        }
        Ok(Self(gamma))
    }

    /// Gamma as it was written, without trailing zeros.
    pub fn decimal(self) -> Decimal {
        self.0
    }
}

/// The terms on which one contest is audited; its methods are in `risk.rs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    pub(crate) margin: DilutedMargin,
    pub(crate) limit: RiskLimit,
    pub(crate) gamma: Gamma,
}

impl Terms {
    /// Puts the three together.
    pub fn new(margin: DilutedMargin, limit: RiskLimit, gamma: Gamma) -> Self {
        Self { margin, limit, gamma }
    }

    /// The diluted margin.
    pub fn margin(&self) -> DilutedMargin {
        self.margin
    }

    /// The risk limit.
    pub fn limit(&self) -> RiskLimit {
        self.limit
    }

    /// Gamma.
    pub fn gamma(&self) -> Gamma {
        self.gamma
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn margins_as_fraction_and_as_decimal() {
        assert!((DilutedMargin::parse("2/15").map_or(0.0, DilutedMargin::to_f64) - 2.0 / 15.0).abs() < 1e-15);
        assert!((DilutedMargin::parse("0.15").map_or(0.0, DilutedMargin::to_f64) - 0.15).abs() < 1e-15);
        for text in ["0", "0/5", "5/0", "/", "1/2/3", "-1/2", "x"] {
            assert!(DilutedMargin::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn limits_and_gammas_keep_to_their_ranges() {
        for text in ["0", "1", "5", "1.0", "-0.1"] {
            assert!(RiskLimit::parse(text).is_err(), "{text}");
        }
        for text in ["1", "0.9", "100", "5000"] {
            assert!(Gamma::parse(text).is_err(), "{text}");
        }
        assert!(Gamma::parse(Gamma::COLORADO).is_ok());
    }
}
