//! Why a candidate is judged as it is, in words.

use thiserror::Error;

/// The reason for a [`Judgement`](super::Judgement). Words of the text in it are not escaped.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Why {
    /// Somebody made it harmless.
    #[error("written defanged")]
    Defanged,
    /// A heading says so.
    #[error("under the heading \"{0}\"")]
    Section(String),
    /// The head of the column of a table says so.
    #[error("in a table, in the column \"{0}\"")]
    Column(String),
    /// A word before it says so.
    #[error("labelled \"{0}\"")]
    Labelled(String),
    /// It stands in a list of nothing but values.
    #[error("in a list of values")]
    List,
    /// A vulnerability or technique that the article names.
    #[error("named in the text")]
    Named,
    /// The document itself is hostile, says whoever has it.
    #[error("of the lure itself: {0}")]
    Lure(&'static str),
    /// A file that came with a mail.
    #[error("the SHA-256 of the attachment \"{0}\"")]
    Attachment(String),
    /// The text hides it from those who look at it.
    #[error("in text that the page hides")]
    HiddenText,
    /// There are characters in it that nobody sees.
    #[error("read past characters in it that nobody sees")]
    HiddenCharacters,
    /// What is written and where it goes are not the same.
    #[error("a link that says \"{0}\" goes there")]
    Mismatch(String),
    /// A form of the page.
    #[error("a form sends there what is entered")]
    Form,
    /// What the page does by itself.
    #[error("the page goes there by itself, or shows what is there")]
    Load,
    /// It may be a file.
    #[error("not defanged, and .{0} ends names of files too")]
    FileEnding(String),
    /// A service that attackers use as everybody does.
    #[error("meant, it seems, but many use it, and looking for it would find them")]
    ManyUse,
    /// The publisher's own, and yet defanged.
    #[error("defanged, but of the publisher's own site {0}")]
    OwnDefanged(String),
    /// An identifier that may be something else.
    #[error("looks like an ATT&CK identifier, and nothing else in the text speaks of ATT&CK")]
    NoAttack,
    /// Nothing says anything.
    #[error("in running text, not defanged")]
    Prose,
    /// A field of the mail that says who sent it.
    #[error("in the head of the mail: {0}")]
    Header(String),
    /// The publisher's own.
    #[error("of the publisher's own site {0}")]
    OwnSite(String),
    /// What a text refers to.
    #[error("under the heading \"{0}\"")]
    References(String),
    /// What texts like this refer to.
    #[error("a site that many texts refer to")]
    Known,
    /// An address that is nobody's.
    #[error("an address of private networks or of none")]
    Private,
    /// The digest of no bytes at all.
    #[error("the hash of an empty file")]
    Nothing,
    /// A version of source code.
    #[error("behind the word \"{0}\"")]
    Behind(String),
    /// The frame of a page.
    #[error("in the navigation of the page")]
    Navigation,
    /// A link that can be clicked on.
    #[error("a live link, as authors set to what is harmless")]
    LiveLink,
    /// A column of a table that holds something else.
    #[error("in a table, in the column \"{0}\", which holds no indicators")]
    OtherColumn(String),
}
