//! What normalisation did to a text.

use std::fmt::{self, Display, Formatter};

/// One thing that normalisation did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Step {
    /// White space around it was dropped.
    Space,
    /// It had been made harmless (`hxxp`, `[.]`, `(at)`), and was restored.
    Defanged,
    /// Capital letters became small ones.
    Case,
    /// A name in Unicode became A-labels.
    Idna,
    /// The final dot of a domain was dropped.
    TrailingDot,
    /// `*.` or `.` before a domain was dropped: subdomains count anyway.
    Wildcard,
    /// An IPv4-mapped IPv6 address or network became IPv4.
    Mapped,
    /// An IPv6 address was written in another way.
    Ipv6Form,
    /// The zone of an IPv6 address (`%eth0`) was dropped.
    Zone,
    /// A port was dropped: one behind an address or domain, or the usual one of a URL.
    Port,
    /// The scheme of a URL, or `mailto:`, was dropped.
    Scheme,
    /// A user name and password before a URL's host were dropped.
    Userinfo,
    /// A URL without path got its `/`, or a query that was empty was dropped.
    Path,
    /// The fragment of a URL (`#...`) was dropped.
    Fragment,
    /// Percent-encoding was undone where it is not needed, or done where it is.
    PercentEncoding,
    /// Bits of the host were cleared from the address of a network.
    HostBits,
    /// A network of full length became an address.
    FullLength,
    /// The folders before a file name were dropped.
    Folder,
    /// The label said another kind than the shape; the shape decided.
    Label,
}

impl Step {
    /// All steps, in the order in which they are named.
    pub const ALL: [Self; 19] = [
        Self::Space,
        Self::Defanged,
        Self::Case,
        Self::Idna,
        Self::TrailingDot,
        Self::Wildcard,
        Self::Mapped,
        Self::Ipv6Form,
        Self::Zone,
        Self::Port,
        Self::Scheme,
        Self::Userinfo,
        Self::Path,
        Self::Fragment,
        Self::PercentEncoding,
        Self::HostBits,
        Self::FullLength,
        Self::Folder,
        Self::Label,
    ];

    /// The name, as outputs show it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Space => "space",
            Self::Defanged => "defanged",
            Self::Case => "case",
            Self::Idna => "idna",
            Self::TrailingDot => "trailing-dot",
            Self::Wildcard => "wildcard",
            Self::Mapped => "mapped",
            Self::Ipv6Form => "ipv6-form",
            Self::Zone => "zone",
            Self::Port => "port",
            Self::Scheme => "scheme",
            Self::Userinfo => "userinfo",
            Self::Path => "path",
            Self::Fragment => "fragment",
            Self::PercentEncoding => "percent-encoding",
            Self::HostBits => "host-bits",
            Self::FullLength => "full-length",
            Self::Folder => "folder",
            Self::Label => "label",
        }
    }
}

/// A set of [`Step`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Steps(u32);

impl Steps {
    /// Nothing was done.
    pub const NONE: Self = Self(0);

    /// These steps and one more.
    #[must_use]
    pub fn with(self, step: Step) -> Self {
        Self(self.0 | 1 << step as u32)
    }

    /// These steps, and one more if it was done.
    #[must_use]
    pub fn with_if(self, done: bool, step: Step) -> Self {
        if done { self.with(step) } else { self }
    }

    /// The steps of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the step was done.
    pub fn contains(self, step: Step) -> bool {
        self.0 & 1 << step as u32 != 0
    }

    /// Whether nothing was done.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The steps, in a fixed order.
    pub fn iter(self) -> impl Iterator<Item = Step> {
        Step::ALL.into_iter().filter(move |&step| self.contains(step))
    }
}

/// The names of the steps, with commas between.
impl Display for Steps {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (place, step) in self.iter().enumerate() {
            let comma = if place == 0 { "" } else { "," };
            write!(f, "{comma}{}", step.as_str())?;
        }
        Ok(())
    }
}
