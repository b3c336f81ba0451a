//! Sample size and remaining risk of a ballot-level comparison audit, by the super-simple method.
//!
//! P. B. Stark, Super-Simple Simultaneous Single-Ballot Risk-Limiting Audits, EVT/WOTE 2010, equations 8 to 10; and
//! Lindeman and Stark, A Gentle Introduction to Risk-Limiting Audits, 2012. With diluted margin m, risk limit a,
//! error inflator g, and o2, o1, u1, u2 overstatements and understatements by two votes and by one, the risk after n
//! draws is at most
//!
//! > (1 - m/2g)^n / ((1 - 1/g)^o2 (1 - 1/2g)^o1 (1 + 1/2g)^u1 (1 + 1/g)^u2)
//!
//! and never above 1. The size solves for n with ln(1 - x) replaced by -x, which never gives too small a sample:
//!
//! > n = ⌈ -2g (ln a + o2 ln(1 - 1/g) + o1 ln(1 - 1/2g) + u1 ln(1 + 1/2g) + u2 ln(1 + 1/g)) / m ⌉
//!
//! and at least as many as there are discrepancies: each was seen on a card that was drawn.

use crate::real::Real;
use crate::terms::{RiskLimit, Terms};

/// What the auditors saw, card by card, that differs from the cast vote records; counted in votes of margin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Discrepancies {
    /// Cards on which the record flattered a winner against a loser by two votes.
    pub two_over: u32,
    /// The same by one vote.
    pub one_over: u32,
    /// Cards on which the record hurt a winner by one vote.
    pub one_under: u32,
    /// The same by two votes.
    pub two_under: u32,
}

impl Discrepancies {
    /// How many cards carry a discrepancy.
    pub fn cards(&self) -> u64 {
        [self.two_over, self.one_over, self.one_under, self.two_under].into_iter().map(u64::from).sum()
    }
}

/// The risk that is left after some draws: a bound on the chance that a sample as clean as this one would be seen if
/// the reported outcome were wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Risk {
    ln: Real,
}

impl Risk {
    /// The bound, from 0 to 1.
    pub fn value(self) -> f64 {
        self.ln.exp().to_f64().min(1.0)
    }

    /// Whether the audit may stop. Decided on all digits, not on the ones that are printed.
    pub fn meets(self, limit: RiskLimit) -> bool {
        self.ln <= limit.decimal().real().ln()
    }
}

impl Terms {
    /// How many cards to draw in all if no further discrepancy is found; Colorado's `optimistic_samples_to_audit`.
    ///
    /// The size may exceed the number of cards: draws are with replacement, and past that point counting every card
    /// by hand is the shorter way.
    pub fn sample_size(&self, found: &Discrepancies) -> u64 {
        let two_gamma = self.gamma.decimal().real() * Real::whole(2);
        let evidence = self.limit.decimal().real().ln() + self.weight(found);
        // With at least one discrepancy the second term decides every tie of the rounding; without one, the
        // logarithm of a rational number other than 1 is never rational, and there is no tie.
        (-(two_gamma * evidence) / self.margin.real()).ceil().max(found.cards())
    }

    /// The risk that is left after `draws` draws, among them the discrepancies.
    pub fn risk(&self, draws: u64, found: &Discrepancies) -> Risk {
        let two_gamma = self.gamma.decimal().real() * Real::whole(2);
        let clean = (Real::ONE - self.margin.real() / two_gamma).ln();
        // Before the first draw nothing is known, however large the margin: 0 times minus infinity has no value.
        let drawn = if draws == 0 { Real::ZERO } else { Real::whole(draws) * clean };
        let ln = drawn - self.weight(found);
        Risk { ln: if ln > Real::ZERO { Real::ZERO } else { ln } }
    }

    /// The logarithm of what the discrepancies do to the evidence: below 0 for over-, above 0 for understatements.
    fn weight(&self, found: &Discrepancies) -> Real {
        let two = Real::ONE / self.gamma.decimal().real();
        let one = two / Real::whole(2);
        let kinds = [
            (found.two_over, Real::ONE - two),
            (found.one_over, Real::ONE - one),
            (found.one_under, Real::ONE + one),
            (found.two_under, Real::ONE + two),
        ];
        kinds
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .fold(Real::ZERO, |sum, (count, factor)| sum + Real::whole(u64::from(count)) * factor.ln())
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test may fail so")]
mod tests {
    use super::*;
    use crate::terms::{DilutedMargin, Gamma};
    use proptest::prelude::*;

    fn terms(margin: &str, limit: &str) -> Terms {
        Terms::new(
            DilutedMargin::parse(margin).expect("a margin"),
            RiskLimit::parse(limit).expect("a limit"),
            Gamma::parse(Gamma::COLORADO).expect("a gamma"),
        )
    }

    /// Figures of the Arlo test suite (votingworks/arlo 8d86156, test_supersimple.py), which took the sizes from
    /// Stark's own tool.
    #[test]
    fn agrees_with_published_risks() {
        let clean = Discrepancies::default();
        let one_two_over = Discrepancies { two_over: 1, ..clean };
        for (margin, draws, found, expected) in [
            ("0.2", 27, clean, 0.06507),
            ("0.1", 54, clean, 0.06973),
            ("0.15", 36, clean, 0.06740),
            ("2/15", 40, clean, 0.07048),
            ("1", 6, clean, 0.01950),
            ("1", 6, one_two_over, 0.51877),
        ] {
            let risk = terms(margin, "0.1").risk(draws, &found).value();
            assert!((risk - expected).abs() < 0.000_005, "{margin} after {draws}: {risk} and not {expected}");
        }
    }

    #[test]
    fn nothing_drawn_is_nothing_learned() {
        assert_eq!(terms("1", "0.1").risk(0, &Discrepancies::default()).value(), 1.0);
    }

    #[test]
    fn sizes_at_the_edges() {
        let clean = Discrepancies::default();
        assert_eq!(terms("1963/178494", "0.05").sample_size(&clean), 567);
        let many_under = Discrepancies { two_under: 500, ..clean };
        assert_eq!(terms("0.5", "0.05").sample_size(&many_under), 500);
        assert!(terms("1/4000000000", "0.001").sample_size(&clean) > 50_000_000_000);
    }

    proptest! {
        #[test]
        fn a_clean_sample_of_that_size_meets_the_limit(votes in 1u64..100_000, cards in 100_000u64..10_000_000) {
            let terms = terms(&format!("{votes}/{cards}"), "0.03");
            let clean = Discrepancies::default();
            let size = terms.sample_size(&clean);
            prop_assert!(terms.risk(size, &clean).meets(terms.limit()));
        }

        #[test]
        fn an_overstatement_never_helps(votes in 1u64..1000, draws in 1u64..10_000, over in 0u32..20) {
            let terms = terms(&format!("{votes}/10000"), "0.05");
            let less = Discrepancies { one_over: over, ..Discrepancies::default() };
            let more = Discrepancies { one_over: over + 1, ..less };
            prop_assert!(terms.risk(draws, &less).value() <= terms.risk(draws, &more).value());
            prop_assert!(terms.sample_size(&less) <= terms.sample_size(&more));
        }

        #[test]
        fn the_risk_is_a_probability(votes in 1u64..30_000, draws in 0u64..1_000_000, two in 0u32..2_000, under in 0u32..2_000) {
            let found = Discrepancies { two_over: two, two_under: under, ..Discrepancies::default() };
            let risk = terms(&format!("{votes}/10000"), "0.05").risk(draws, &found).value();
            prop_assert!((0.0..=1.0).contains(&risk));
        }
    }
}
