//! The words by which lists say of what kind a value is.

use crate::Reason;
use statement::observable::{Kind, NotAnObservable, Observable, Read, Step};

/// Addresses and networks: labels rarely tell them apart.
pub(crate) const ADDRESS: &[Kind] = &[Kind::Ipv4, Kind::Ipv6, Kind::Cidr];

const HASH: &[Kind] = &[Kind::Md5, Kind::Sha1, Kind::Sha256];

/// What a label says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Label {
    /// The value is of one of these kinds.
    Kinds(&'static [Kind]),
    /// The value is of a kind that is not looked for, though it may look like one that is: an import hash looks like an MD5.
    Other,
    /// Nothing: it is no word for a kind.
    None,
}

/// What a word says, however it is spelled: `SHA-256`, `FileHash-SHA256`, `sha256_hash`.
pub(crate) fn label(word: &str) -> Label {
    let plain: String =
        word.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    let plain = plain.strip_prefix("indicator").filter(|rest| !rest.is_empty()).unwrap_or(&plain);
    match plain {
        "ip" | "ips" | "ipaddr" | "ipaddress" | "ipaddresses" | "address" | "addr" | "ipv4" | "ipv4addr"
        | "ipv4address" | "ipv6" | "ipv6addr" | "ipv6address" | "ipsrc" | "ipdst" | "srcip" | "dstip"
        | "sourceip" | "destinationip" | "destip" | "ipport" | "ipdstport" | "ipsrcport" | "cidr"
        | "subnet" | "network" | "netblock" | "iprange" | "ipv4cidr" | "ipv6cidr" => Label::Kinds(ADDRESS),
        "domain" | "domains" | "domainname" | "fqdn" | "host" | "hostname" | "dns" | "dnsname" => {
            Label::Kinds(&[Kind::Domain])
        }
        "url" | "urls" | "uri" => Label::Kinds(&[Kind::Url]),
        "md5" | "md5hash" | "hashmd5" | "filehashmd5" | "filemd5" => Label::Kinds(&[Kind::Md5]),
        "sha1" | "sha1hash" | "hashsha1" | "filehashsha1" | "filesha1" => Label::Kinds(&[Kind::Sha1]),
        "sha256" | "sha256hash" | "hashsha256" | "filehashsha256" | "filesha256" => {
            Label::Kinds(&[Kind::Sha256])
        }
        "hash" | "hashes" | "filehash" => Label::Kinds(HASH),
        "email" | "emailaddr" | "emailaddress" | "mail" | "emailsrc" | "emaildst" | "sender" => {
            Label::Kinds(&[Kind::Email])
        }
        "filename" | "filenames" => Label::Kinds(&[Kind::FileName]),
        "useragent" | "httpuseragent" => Label::Kinds(&[Kind::UserAgent]),
        plain if is_other(plain) => Label::Other,
        _ => Label::None,
    }
}

/// Kinds that others list and that are not looked for. Unknown words are not here: `C2` in a column called "type" says nothing of
/// the value's shape.
fn is_other(plain: &str) -> bool {
    let other = [
        "imphash",
        "pehash",
        "impfuzzy",
        "ssdeep",
        "tlsh",
        "sdhash",
        "authentihash",
        "vhash",
        "gimphash",
        "telfhash",
        "dhashicon",
        "sha224",
        "sha384",
        "sha512",
        "sha512hash",
        "sha3384hash",
        "sha3256",
        "sha3512",
        "filehashsha512",
        "filehashpehash",
        "filehashimphash",
        "ja3",
        "ja3s",
        "ja3fingerprintmd5",
        "ja4",
        "hassh",
        "hasshmd5",
        "jarm",
        "jarmfingerprint",
        "certificate",
        "thumbprint",
        "serialnumber",
        "x509fingerprintmd5",
        "x509fingerprintsha1",
        "x509fingerprintsha256",
        "certfingerprint",
        "mutex",
        "regkey",
        "registry",
        "registrykey",
        "registryvalue",
        "cve",
        "vulnerability",
        "yara",
        "sigma",
        "snort",
        "asn",
        "as",
        "macaddress",
        "mac",
        "btc",
        "bitcoinaddress",
        "pdb",
        "filepath",
        "commandline",
        "namedpipe",
        "service",
        "processname",
        "phonenumber",
        "emailsubject",
    ];
    other.contains(&plain)
}

/// The value that a label of a list goes with. Where the two disagree and the value has an unmistakable shape, the shape decides:
/// lists are written by hand, and what somebody wrote in the wrong row is still worth looking for.
pub(crate) fn labelled(word: &str, text: &str) -> Result<Read, Reason> {
    if text.trim().is_empty() && !word.is_empty() {
        return Err(Reason::NoValue(word.to_owned()));
    }
    match label(word) {
        Label::Other => Err(Reason::Kind(word.to_owned())),
        Label::None => Ok(Observable::read(text)?),
        Label::Kinds(kinds) => match Observable::read_among(kinds, text) {
            Err(NotAnObservable::Label { .. }) => {
                let read = Observable::read(text)?;
                Ok(Read { steps: read.steps.with(Step::Label), ..read })
            }
            outcome => Ok(outcome?),
        },
    }
}
