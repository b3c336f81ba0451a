//! Scales of confidence and the numbers that stand for them (STIX 2.1, appendix A).

/// A scale on which people say how sure they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// None, Low, Med, High.
    NoneLowMedHigh,
    /// 0 to 10.
    ZeroToTen,
    /// The credibility of the Admiralty: 1 to 5. Of 6, "truth cannot be judged", no number can be said.
    Admiralty,
    /// Words of estimative probability.
    Wep,
    /// The words of the US Director of National Intelligence.
    Dni,
}

/// A word of a scale, the number that is written for it, and the highest number that is read as it. The lowest follows the highest of
/// the word before.
type Step = (&'static str, u8, u8);

impl Scale {
    /// All scales.
    pub const ALL: [Self; 5] = [Self::NoneLowMedHigh, Self::ZeroToTen, Self::Admiralty, Self::Wep, Self::Dni];

    /// Its words, the least sure first.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        self.steps().iter().map(|(word, _, _)| *word)
    }

    /// The number that is written for a word, whatever its capitals.
    ///
    /// ```
    /// use exchange::stix::Scale;
    /// assert_eq!(Scale::Admiralty.number("2"), Some(70));
    /// assert_eq!(Scale::NoneLowMedHigh.word(69), Some("Med"));
    /// ```
    pub fn number(self, word: &str) -> Option<u8> {
        let found = self.steps().iter().find(|(known, _, _)| known.eq_ignore_ascii_case(word));
        found.map(|(_, number, _)| *number)
    }

    /// The word that a number is read as; none of more than 100.
    pub fn word(self, number: u8) -> Option<&'static str> {
        self.steps().iter().find(|(_, _, highest)| number <= *highest).map(|(word, _, _)| *word)
    }

    fn steps(self) -> &'static [Step] {
        match self {
            Self::NoneLowMedHigh => &[("None", 0, 0), ("Low", 15, 29), ("Med", 50, 69), ("High", 85, 100)],
            Self::ZeroToTen => &[
                ("0", 0, 4),
                ("1", 10, 14),
                ("2", 20, 24),
                ("3", 30, 34),
                ("4", 40, 44),
                ("5", 50, 54),
                ("6", 60, 64),
                ("7", 70, 74),
                ("8", 80, 84),
                ("9", 90, 94),
                ("10", 100, 100),
            ],
            Self::Admiralty => &[("5", 10, 19), ("4", 30, 39), ("3", 50, 59), ("2", 70, 79), ("1", 90, 100)],
            Self::Wep => &[
                ("Impossible", 0, 0),
                ("Highly Unlikely/Almost Certainly Not", 10, 19),
                ("Unlikely/Probably Not", 30, 39),
                ("Even Chance", 50, 59),
                ("Likely/Probable", 70, 79),
                ("Highly likely/Almost Certain", 90, 99),
                ("Certain", 100, 100),
            ],
            Self::Dni => &[
                ("Almost No Chance / Remote", 5, 9),
                ("Very Unlikely / Highly Improbable", 15, 19),
                ("Unlikely / Improbable", 30, 39),
                ("Roughly Even Chance / Roughly Even Odds", 50, 59),
                ("Likely / Probable", 70, 79),
                ("Very Likely / Highly Probable", 85, 89),
                ("Almost Certain / Nearly Certain", 95, 100),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number of each word is read as that word, and each number is read as some word.
    #[test]
    fn there_and_back() {
        for scale in Scale::ALL {
            for word in scale.words() {
                assert_eq!(scale.number(word).and_then(|number| scale.word(number)), Some(word));
            }
            assert!((0..=100).all(|number| scale.word(number).is_some()));
            assert_eq!((scale.word(101), scale.number("perhaps")), (None, None));
        }
        assert_eq!(
            [0, 1, 29, 30, 70, 100].map(|number| Scale::NoneLowMedHigh.word(number)),
            ["None", "Low", "Low", "Med", "High", "High"].map(Some)
        );
        assert_eq!([19, 20, 80].map(|number| Scale::Admiralty.word(number)), ["5", "4", "1"].map(Some));
        assert_eq!(Scale::Dni.number("almost certain / nearly certain"), Some(95));
    }
}
