//! A first guess at what a value in a text is, and the reason.
//!
//! The rules stand in the order in which they are asked; the first that knows something decides. What is nobody's, the publisher's own or
//! on every page comes before what a heading says, because those are what false alarms are made of.

use super::{
    AttackId, Judgement, Oddity, Value, Why,
    known::{self, host, is_known, registered},
    readable::{Link, Origin, Zone},
    scan::{Before, Found},
    section::Topic,
    setting::Setting,
};
use crate::label::Label;
use statement::observable::{Kind, Observable, Step};
use std::collections::BTreeSet;

/// What is known of the whole document.
#[derive(Debug)]
pub(super) struct Known {
    /// The names that the publisher bought.
    own: BTreeSet<String>,
    is_lure: bool,
    /// Its author defangs, so what is not defanged is not meant.
    defangs: bool,
    /// It speaks of ATT&CK.
    speaks_of_attack: bool,
}

/// Marks that show that an author defangs.
const MARKS: [&str; 7] = ["hxxp", "[.]", "(.)", "[dot]", "[:]", "hXXp", "(dot)"];

/// Where a value stands, besides its setting.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stand {
    /// In a list of nothing but values.
    pub(super) in_list: bool,
    /// With nothing else on its line, or in a cell.
    pub(super) is_alone: bool,
}

type Judged = (Judgement, Why);

impl Known {
    pub(super) fn new(text: &str, sites: &BTreeSet<String>, is_lure: bool) -> Self {
        let own = sites
            .iter()
            .filter(|site| !known::is_mail_provider(site))
            .map(|site| registered(site).to_owned());
        let has = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
        Self {
            own: own.collect(),
            is_lure,
            defangs: MARKS.iter().any(|mark| has(mark)),
            speaks_of_attack: has("ATT&CK") || has("MITRE") || has("Mitre"),
        }
    }

    /// Whether the document is itself hostile, says whoever has it.
    pub(super) fn is_lure(&self) -> bool {
        self.is_lure
    }

    /// Judges a value that stands in the text.
    pub(super) fn judge(&self, value: &Value, found: &Found, setting: &Setting, stand: Stand) -> Judged {
        match value {
            Value::Vulnerability(_) => named(setting),
            Value::Attack(id) if self.speaks_of_attack || is_plain(id) => named(setting),
            Value::Attack(_) => (Judgement::Unsure, Why::NoAttack),
            Value::Observable(observable) => self.observable(observable, found, setting, stand),
        }
    }

    fn observable(&self, observable: &Observable, found: &Found, setting: &Setting, stand: Stand) -> Judged {
        let is_defanged = found.steps.contains(Step::Defanged)
            || found.oddities.iter().any(|oddity| matches!(oddity, Oddity::Stop(_)));
        self.lure(observable, setting)
            .or_else(|| concealed(found, setting))
            .or_else(|| nobodys(observable, found))
            .or_else(|| self.own(observable, is_defanged))
            .or_else(|| many(observable, is_defanged || is_meant(found, setting, stand)))
            .or_else(|| {
                (setting.zone == Zone::Header)
                    .then(|| (Judgement::Context, Why::Header("who sent it, or what it is about".to_owned())))
            })
            .or_else(|| is_defanged.then_some((Judgement::Indicator, Why::Defanged)))
            .or_else(|| column(setting))
            .or_else(|| label(found, setting, stand))
            .or_else(|| (setting.zone == Zone::Navigation).then_some((Judgement::Context, Why::Navigation)))
            .or_else(|| self.section(observable, found, setting, stand))
            .unwrap_or_else(|| self.bare(observable, found, stand))
    }

    /// What is the lure's own, where it is one.
    fn lure(&self, observable: &Observable, setting: &Setting) -> Option<Judged> {
        if !self.is_lure || known::is_private(observable) || host(observable).is_some_and(is_known) {
            return None;
        }
        match () {
            () if setting.zone == Zone::Header => {
                Some((Judgement::Indicator, Why::Lure("who says that he sent it")))
            }
            () if self.site(observable).is_some() => Some((Judgement::Indicator, Why::Lure("its site"))),
            () => None,
        }
    }

    /// The publisher's name that the value is at or below.
    fn site(&self, observable: &Observable) -> Option<&str> {
        let host = registered(host(observable)?);
        self.own.get(host).map(String::as_str)
    }

    fn own(&self, observable: &Observable, is_defanged: bool) -> Option<Judged> {
        let site = self.site(observable)?.to_owned();
        Some(match is_defanged {
            true => (Judgement::Unsure, Why::OwnDefanged(site)),
            false => (Judgement::Context, Why::OwnSite(site)),
        })
    }

    fn section(
        &self,
        observable: &Observable,
        found: &Found,
        setting: &Setting,
        stand: Stand,
    ) -> Option<Judged> {
        let topic = setting.topic.as_ref()?;
        let words = topic.words.to_string();
        match topic.what {
            Topic::References => Some((Judgement::Context, Why::References(words))),
            Topic::Indicators if found.file_ending.is_some() && !says_name(setting) => None,
            // A sentence among indicators says where more of them are.
            Topic::Indicators if self.defangs && !stand.is_alone && is_linkable(observable) => None,
            Topic::Indicators => Some((Judgement::Indicator, Why::Section(words))),
            Topic::Other => None,
        }
    }

    /// Nothing around it says anything.
    fn bare(&self, observable: &Observable, found: &Found, stand: Stand) -> Judged {
        let is_listed = stand.in_list && !matches!(observable.kind(), Kind::Url | Kind::Email);
        match found.file_ending {
            Some(ending) => (Judgement::Unsure, Why::FileEnding(ending.to_owned())),
            None if is_listed => (Judgement::Indicator, Why::List),
            None if self.defangs && is_linkable(observable) => (Judgement::Context, Why::LiveLink),
            None => (Judgement::Unsure, Why::Prose),
        }
    }

    /// Judges where a link goes.
    pub(super) fn link(
        &self,
        observable: &Observable,
        is_defanged: bool,
        link: &Link,
        setting: &Setting,
    ) -> Judged {
        let is_many = host(observable).is_some_and(is_known);
        let in_indicators = setting.topic.as_ref().is_some_and(|topic| topic.what == Topic::Indicators);
        match link.origin {
            _ if link.zone == Zone::Hidden => (Judgement::Unsure, Why::HiddenText),
            _ if known::is_private(observable) => (Judgement::Context, Why::Private),
            _ if self.is_lure && !is_many => (Judgement::Indicator, Why::Lure("where a link of it goes")),
            _ if self.site(observable).is_some() => {
                self.own(observable, is_defanged).unwrap_or((Judgement::Context, Why::LiveLink))
            }
            _ if is_many => (Judgement::Context, Why::Known),
            Origin::Form => (Judgement::Unsure, Why::Form),
            Origin::Load => (Judgement::Unsure, Why::Load),
            Origin::Link if is_defanged => (Judgement::Indicator, Why::Defanged),
            Origin::Link if misleads(observable, &link.text) => {
                (Judgement::Unsure, Why::Mismatch(link.text.clone()))
            }
            Origin::Link if in_indicators => (Judgement::Unsure, Why::Prose),
            Origin::Link => (Judgement::Context, Why::LiveLink),
        }
    }
}

/// An identifier counts wherever the text names it, but for its frame and what it refers to.
fn named(setting: &Setting) -> Judged {
    match &setting.topic {
        _ if setting.zone == Zone::Navigation => (Judgement::Context, Why::Navigation),
        _ if setting.zone == Zone::Hidden => (Judgement::Unsure, Why::HiddenText),
        Some(topic) if topic.what == Topic::References => {
            (Judgement::Context, Why::References(topic.words.to_string()))
        }
        _ => (Judgement::Indicator, Why::Named),
    }
}

/// Whether it is the identifier of a part of a technique, which looks like nothing else.
fn is_plain(id: &AttackId) -> bool {
    id.as_str().contains('.')
}

fn concealed(found: &Found, setting: &Setting) -> Option<Judged> {
    let has_unseen = found.oddities.iter().any(|oddity| matches!(oddity, Oddity::Unseen(_)));
    match () {
        () if setting.zone == Zone::Hidden => Some((Judgement::Unsure, Why::HiddenText)),
        () if has_unseen => Some((Judgement::Unsure, Why::HiddenCharacters)),
        () => None,
    }
}

/// What belongs to nobody, or is no value but looks like one.
fn nobodys(observable: &Observable, found: &Found) -> Option<Judged> {
    match &found.before {
        _ if known::is_private(observable) => Some((Judgement::Context, Why::Private)),
        _ if known::is_of_nothing(observable) => Some((Judgement::Context, Why::Nothing)),
        Some(Before::Version(word)) => Some((Judgement::Context, Why::Behind(word.clone()))),
        _ => None,
    }
}

/// What many use: attackers do, too, but an alarm at it would ring all day.
fn many(observable: &Observable, is_meant: bool) -> Option<Judged> {
    host(observable).filter(|host| is_known(host))?;
    Some(if is_meant { (Judgement::Unsure, Why::ManyUse) } else { (Judgement::Context, Why::Known) })
}

/// Whether what stands around a value says that it is an indicator.
fn is_meant(found: &Found, setting: &Setting, stand: Stand) -> bool {
    let column = setting.column.as_ref().is_some_and(|column| column.what == Topic::Indicators);
    let listed =
        stand.is_alone && setting.topic.as_ref().is_some_and(|topic| topic.what == Topic::Indicators);
    column || listed || matches!(found.before, Some(Before::Label(_)))
}

fn column(setting: &Setting) -> Option<Judged> {
    let column = setting.column.as_ref()?;
    let words = column.words.to_string();
    Some(match column.what {
        Topic::Indicators => (Judgement::Indicator, Why::Column(words)),
        Topic::References | Topic::Other => (Judgement::Context, Why::OtherColumn(words)),
    })
}

/// What the words before it, the first cell of its row or the heading of its list say.
fn label(found: &Found, setting: &Setting, stand: Stand) -> Option<Judged> {
    let in_references = setting.topic.as_ref().is_some_and(|topic| topic.what == Topic::References);
    match (&found.before, &setting.label) {
        _ if in_references || setting.zone == Zone::Navigation => None,
        (Some(Before::Label(words)), _) => Some((Judgement::Indicator, Why::Labelled(words.clone()))),
        (_, Some(said)) if stand.is_alone && matches!(said.what, Label::Kinds(_)) => {
            Some((Judgement::Indicator, Why::Labelled(said.words.to_string())))
        }
        _ => None,
    }
}

/// Whether a label says that a name with a doubtful ending is one.
fn says_name(setting: &Setting) -> bool {
    setting
        .label
        .as_ref()
        .is_some_and(|said| matches!(said.what, Label::Kinds([Kind::Domain | Kind::Url, ..])))
}

/// What authors make links of.
fn is_linkable(observable: &Observable) -> bool {
    matches!(observable.kind(), Kind::Url | Kind::Domain | Kind::Email)
}

/// Whether the text of a link names another host than the one that it goes to.
fn misleads(observable: &Observable, text: &str) -> bool {
    let said = Observable::read(text).ok();
    let said = said.as_ref().and_then(|read| host(&read.observable));
    match (said, host(observable)) {
        (Some(said), Some(goes)) => registered(said) != registered(goes),
        _ => false,
    }
}
