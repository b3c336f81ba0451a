//! The stable codes of diagnostics.

use std::fmt;

use super::Severity::{self, Error, Warning};

/// What kind of thing a diagnostic reports. The names are stable: scripts may rely on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each is explained in `facts`, from where docs/RULES.md is checked too")]
pub enum Code {
    Unreadable,
    NotUtf8,
    YamlSyntax,
    DuplicateKey,
    Limit,
    NotARule,
    UnexpectedForm,
    NoTitle,
    NoLogsource,
    BadLogsource,
    NoDetection,
    NoCondition,
    BadCondition,
    UndefinedSelection,
    UnusedSelection,
    EmptyValue,
    BadValue,
    NullInList,
    UnknownModifier,
    BadModifier,
    AllOfOne,
    BadRegex,
    UnsupportedRegex,
    BadCidr,
    PlaceholderWithoutValues,
    UnknownLevel,
    UnknownStatus,
    DuplicateId,
    Aggregation,
    TimeframeIgnored,
    NoTimeframe,
    Correlation,
    UnknownCorrelationType,
    UnknownReference,
    AmbiguousReference,
    ReferenceNotLoaded,
    RepeatedReference,
    CorrelationCycle,
    BadTimespan,
    BadThreshold,
    BadCorrelationField,
    NoPercentile,
    BadAlias,
    UnusedAlias,
    BadFilter,
    UnusedFilter,
    BadAction,
    UnknownMappingKey,
    BadMapping,
}

impl Code {
    /// All codes, in the order of docs/RULES.md.
    pub const ALL: [Code; 49] = [
        Code::Unreadable,
        Code::NotUtf8,
        Code::YamlSyntax,
        Code::DuplicateKey,
        Code::Limit,
        Code::NotARule,
        Code::UnexpectedForm,
        Code::NoTitle,
        Code::NoLogsource,
        Code::BadLogsource,
        Code::NoDetection,
        Code::NoCondition,
        Code::BadCondition,
        Code::UndefinedSelection,
        Code::UnusedSelection,
        Code::EmptyValue,
        Code::BadValue,
        Code::NullInList,
        Code::UnknownModifier,
        Code::BadModifier,
        Code::AllOfOne,
        Code::BadRegex,
        Code::UnsupportedRegex,
        Code::BadCidr,
        Code::PlaceholderWithoutValues,
        Code::UnknownLevel,
        Code::UnknownStatus,
        Code::DuplicateId,
        Code::Aggregation,
        Code::TimeframeIgnored,
        Code::NoTimeframe,
        Code::Correlation,
        Code::UnknownCorrelationType,
        Code::UnknownReference,
        Code::AmbiguousReference,
        Code::ReferenceNotLoaded,
        Code::RepeatedReference,
        Code::CorrelationCycle,
        Code::BadTimespan,
        Code::BadThreshold,
        Code::BadCorrelationField,
        Code::NoPercentile,
        Code::BadAlias,
        Code::UnusedAlias,
        Code::BadFilter,
        Code::UnusedFilter,
        Code::BadAction,
        Code::UnknownMappingKey,
        Code::BadMapping,
    ];

    /// The code as it is printed, such as `sigma/unknown-modifier`.
    pub fn as_str(self) -> &'static str {
        self.facts().1
    }

    /// What it means, in one line.
    pub fn explain(self) -> &'static str {
        self.facts().2
    }

    /// Whether it costs the rule.
    pub fn severity(self) -> Severity {
        self.facts().0
    }

    fn facts(self) -> (Severity, &'static str, &'static str) {
        match self {
            Code::Unreadable => (Error, "file/unreadable", "The file cannot be opened or read."),
            Code::NotUtf8 => (Error, "file/not-utf8", "The file is not UTF-8 text."),
            Code::YamlSyntax => (Error, "yaml/syntax", "The document is not YAML 1.2."),
            Code::DuplicateKey => (
                Error,
                "yaml/duplicate-key",
                "A map has the same key twice, and one of the two would be lost.",
            ),
            Code::Limit => (
                Error,
                "rule/limit",
                "The document or rule is larger, deeper or grows further than detente allows.",
            ),
            Code::NotARule => (
                Error,
                "sigma/not-a-rule",
                "The document has no detection, filter or correlation: it is something else than a Sigma rule.",
            ),
            Code::UnexpectedForm => (
                Error,
                "sigma/unexpected-form",
                "A map, list or text stands where the specification asks for another.",
            ),
            Code::NoTitle => (Warning, "sigma/no-title", "The rule has no title."),
            Code::NoLogsource => (Error, "sigma/no-logsource", "The rule does not say which log it is for."),
            Code::BadLogsource => (
                Error,
                "sigma/bad-logsource",
                "The logsource names neither product, category nor service, or not as text.",
            ),
            Code::NoDetection => (
                Error,
                "sigma/no-detection",
                "The rule has no detection section, or one without a selection.",
            ),
            Code::NoCondition => (Error, "sigma/no-condition", "The detection has no condition."),
            Code::BadCondition => {
                (Error, "sigma/bad-condition", "The condition is not a boolean expression over selections.")
            }
            Code::UndefinedSelection => (
                Error,
                "sigma/undefined-selection",
                "The condition names a selection, or a pattern of selections, that the detection does not have.",
            ),
            Code::UnusedSelection => {
                (Warning, "sigma/unused-selection", "The condition does not use this selection.")
            }
            Code::EmptyValue => (
                Error,
                "sigma/empty-value",
                "A selection or a field has an empty list or map, which could mean anything.",
            ),
            Code::BadValue => (Error, "sigma/bad-value", "The value is of a kind that cannot stand here."),
            Code::NullInList => (
                Warning,
                "sigma/null-in-list",
                "A list of values contains null, which the specification does not allow. It is taken as: absent or null.",
            ),
            Code::UnknownModifier => (Error, "sigma/unknown-modifier", "Sigma has no modifier of this name."),
            Code::BadModifier => (
                Error,
                "sigma/bad-modifier",
                "The modifier cannot be applied to this value, or not after the modifiers before it.",
            ),
            Code::AllOfOne => {
                (Warning, "sigma/all-of-one", "The modifier `all` has a single value, so it changes nothing.")
            }
            Code::BadRegex => {
                (Error, "sigma/bad-regex", "The regular expression cannot be read, or becomes too large.")
            }
            Code::UnsupportedRegex => (
                Error,
                "sigma/unsupported-regex",
                "The regular expression needs backtracking (look-around, back-references, atomic groups), which an attacker could use to stop the hunt.",
            ),
            Code::BadCidr => {
                (Error, "sigma/bad-cidr", "The value is not a network such as 10.0.0.0/8 or fe80::/10.")
            }
            Code::PlaceholderWithoutValues => (
                Warning,
                "sigma/placeholder-without-values",
                "The value waits for a placeholder that nobody has given values. Until then it matches nothing.",
            ),
            Code::UnknownLevel => (
                Warning,
                "sigma/unknown-level",
                "The level is none of Sigma's five. The rule counts as medium.",
            ),
            Code::UnknownStatus => (Warning, "sigma/unknown-status", "The status is none of Sigma's five."),
            Code::DuplicateId => {
                (Warning, "sigma/duplicate-id", "Two rules have the same id. Both are loaded.")
            }
            Code::Aggregation => (
                Error,
                "sigma/aggregation",
                "What follows the bar in the condition is none of the aggregations that Sigma 1 had.",
            ),
            Code::TimeframeIgnored => {
                (Warning, "sigma/timeframe-ignored", "A timeframe without an aggregation says nothing.")
            }
            Code::NoTimeframe => (
                Warning,
                "sigma/no-timeframe",
                "An aggregation without a timeframe counts over everything that is hunted through.",
            ),
            Code::Correlation => (
                Error,
                "sigma/correlation",
                "The correlation has something that the specification does not know, or in another form.",
            ),
            Code::UnknownCorrelationType => {
                (Error, "sigma/unknown-correlation-type", "Sigma has no correlation of this type.")
            }
            Code::UnknownReference => (
                Error,
                "sigma/unknown-reference",
                "The correlation refers to a rule that is not among those that were read.",
            ),
            Code::AmbiguousReference => (
                Error,
                "sigma/ambiguous-reference",
                "Several rules have the name by which the correlation refers to one.",
            ),
            Code::ReferenceNotLoaded => (
                Error,
                "sigma/reference-not-loaded",
                "The correlation refers to a rule that was read and did not load.",
            ),
            Code::RepeatedReference => (
                Warning,
                "sigma/repeated-reference",
                "The correlation refers to the same rule twice. It counts once.",
            ),
            Code::CorrelationCycle => (
                Error,
                "sigma/correlation-cycle",
                "The correlation refers to itself, directly or through others.",
            ),
            Code::BadTimespan => (
                Error,
                "sigma/bad-timespan",
                "The timespan is missing, or not a number with one of the units.",
            ),
            Code::BadThreshold => (
                Error,
                "sigma/bad-threshold",
                "The condition of the correlation is missing, cannot be read, or can never hold.",
            ),
            Code::BadCorrelationField => (
                Error,
                "sigma/bad-correlation-field",
                "The type of correlation needs a field to count and has none, or has one and needs none.",
            ),
            Code::NoPercentile => (
                Warning,
                "sigma/no-percentile",
                "The condition does not say which percentile is meant. It is the 50th.",
            ),
            Code::BadAlias => (
                Error,
                "sigma/bad-alias",
                "The alias does not say which field it is in which of the rules that the correlation refers to.",
            ),
            Code::UnusedAlias => {
                (Warning, "sigma/unused-alias", "Neither group-by nor field uses the alias.")
            }
            Code::BadFilter => (Error, "sigma/bad-filter", "The filter does not say which rules it is for."),
            Code::UnusedFilter => {
                (Warning, "sigma/unused-filter", "No rule that was loaded is one that this filter is for.")
            }
            Code::BadAction => (Error, "sigma/bad-action", "The action is none of global, reset and repeat."),
            Code::UnknownMappingKey => (
                Error,
                "mapping/unknown-key",
                "A mapping file has no such key here; docs/MAPPINGS.md lists them.",
            ),
            Code::BadMapping => (
                Error,
                "mapping/bad-mapping",
                "Something in the mapping file is missing, or of another form than docs/MAPPINGS.md asks for.",
            ),
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
