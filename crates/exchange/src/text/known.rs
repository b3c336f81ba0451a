//! Sites that texts about attacks refer to, and addresses that are nobody's: what a person would not take for an indicator at once.
//!
//! A short list of what is on nearly every page, for a first guess only. It protects nobody: what a member must never block stands on
//! lists of its own.

use statement::observable::{Kind, Observable, domain_and_parents, is_public_suffix, url_host};
use std::net::IpAddr;

/// Sites with all that is below them, in the order of letters.
const SITES: [&str; 112] = [
    "abuse.ch",
    "acm.org",
    "adobe.com",
    "akamai.com",
    "alienvault.com",
    "amazon.com",
    "amazonaws.com",
    "android.com",
    "any.run",
    "apache.org",
    "apple.com",
    "archive.org",
    "arxiv.org",
    "asp.net",
    "att.com",
    "attack.mitre.org",
    "bbc.co.uk",
    "bbc.com",
    "bleepingcomputer.com",
    "bsi.bund.de",
    "cdn.jsdelivr.net",
    "cert-bund.de",
    "cert.at",
    "cert.europa.eu",
    "cert.gov.ua",
    "cert.pl",
    "cert.ssi.gouv.fr",
    "cisa.gov",
    "cisco.com",
    "cloudflare.com",
    "cloudfront.net",
    "cnn.com",
    "creativecommons.org",
    "crowdstrike.com",
    "cve.org",
    "cyber.gc.ca",
    "cyber.gov.au",
    "debian.org",
    "digicert.com",
    "discord.com",
    "discord.gg",
    "discordapp.com",
    "docker.com",
    "doi.org",
    "dropbox.com",
    "eset.com",
    "europol.europa.eu",
    "exploit-db.com",
    "facebook.com",
    "fbi.gov",
    "first.org",
    "forbes.com",
    "fortinet.com",
    "gist.github.com",
    "github.com",
    "githubusercontent.com",
    "gitlab.com",
    "gmail.com",
    "goo.gl",
    "google-analytics.com",
    "google.com",
    "googleapis.com",
    "googletagmanager.com",
    "gravatar.com",
    "gstatic.com",
    "hybrid-analysis.com",
    "ibm.com",
    "ic3.gov",
    "ietf.org",
    "instagram.com",
    "kaspersky.com",
    "krebsonsecurity.com",
    "letsencrypt.org",
    "linkedin.com",
    "live.com",
    "mandiant.com",
    "medium.com",
    "microsoft.com",
    "mitre.org",
    "mozilla.org",
    "ncsc.gov.uk",
    "nist.gov",
    "nsa.gov",
    "nytimes.com",
    "office.com",
    "office365.com",
    "openssl.org",
    "oracle.com",
    "outlook.com",
    "paloaltonetworks.com",
    "pastebin.com",
    "purl.org",
    "python.org",
    "reddit.com",
    "redhat.com",
    "reuters.com",
    "schema.org",
    "schemas.openxmlformats.org",
    "schemas.xmlsoap.org",
    "secureworks.com",
    "securelist.com",
    "sharepoint.com",
    "shodan.io",
    "slideshare.net",
    "stackoverflow.com",
    "t.co",
    "t.me",
    "telegram.org",
    "twitter.com",
    "ubuntu.com",
    "urlscan.io",
    "virustotal.com",
];

/// More of them.
const MORE_SITES: [&str; 22] = [
    "vmware.com",
    "w.org",
    "w3.org",
    "washingtonpost.com",
    "welivesecurity.com",
    "whatsapp.com",
    "wikimedia.org",
    "wikipedia.org",
    "windows.com",
    "windows.net",
    "windowsupdate.com",
    "wired.com",
    "wordpress.com",
    "wordpress.org",
    "x.com",
    "yahoo.com",
    "yandex.com",
    "yandex.ru",
    "youtu.be",
    "youtube.com",
    "zdnet.com",
    "zoom.us",
];

/// Digests of no bytes at all: MD5, SHA-1, SHA-256.
const OF_NOTHING: [&str; 3] = [
    "d41d8cd98f00b204e9800998ecf8427e",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
];

/// The name that an observable is at, if it is at one.
pub(super) fn host(observable: &Observable) -> Option<&str> {
    let value = observable.value();
    match observable.kind() {
        Kind::Domain => Some(value),
        Kind::Url => Some(url_host(value)),
        Kind::Email => value.split_once('@').map(|(_, host)| host),
        _ => None,
    }
}

/// Whether many texts refer to it.
pub(super) fn is_known(host: &str) -> bool {
    domain_and_parents(host).any(|name| SITES.contains(&name) || MORE_SITES.contains(&name))
}

/// The name that its owner bought: `example.co.uk` of `www.example.co.uk`.
pub(super) fn registered(host: &str) -> &str {
    domain_and_parents(host).take_while(|name| !is_public_suffix(name)).last().unwrap_or(host)
}

/// Where mail is free: the sender of a mail says nothing about who owns these.
pub(super) fn is_mail_provider(host: &str) -> bool {
    let providers = [
        "aol.com",
        "gmail.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hotmail.com",
        "icloud.com",
        "live.com",
        "mail.ru",
        "msn.com",
        "outlook.com",
        "proton.me",
        "protonmail.com",
        "t-online.de",
        "web.de",
        "yahoo.com",
        "yandex.ru",
    ];
    providers.contains(&registered(host))
}

/// Whether it is the digest of an empty file.
pub(super) fn is_of_nothing(observable: &Observable) -> bool {
    OF_NOTHING.contains(&observable.value())
}

/// Whether it is an address, or at one, of private networks, of the machine itself, of many or of none (RFC 1918, 4193, 4291, 6890).
/// Those for documentation count as any other: whoever writes them means something by it.
pub(super) fn is_private(observable: &Observable) -> bool {
    let text = match observable.kind() {
        Kind::Ipv4 | Kind::Ipv6 => observable.value(),
        Kind::Cidr => observable.value().split('/').next().unwrap_or_default(),
        Kind::Url => url_host(observable.value()),
        _ => return false,
    };
    match text.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => {
            address.is_private()
                || address.is_loopback()
                || address.is_link_local()
                || address.is_unspecified()
                || address.is_multicast()
                || address.is_broadcast()
                || address.octets().first() == Some(&0)
        }
        Ok(IpAddr::V6(address)) => {
            address.is_loopback()
                || address.is_unspecified()
                || address.is_multicast()
                || address.is_unique_local()
                || address.is_unicast_link_local()
        }
        Err(_) => false,
    }
}

/// Endings of files that are sold as endings of names, too.
pub(super) const FILE_ENDINGS: [&str; 39] = [
    "ai",
    "app",
    "as",
    "bar",
    "cab",
    "cat",
    "cc",
    "com",
    "dot",
    "fm",
    "gdn",
    "gs",
    "in",
    "java",
    "jo",
    "la",
    "lc",
    "link",
    "map",
    "md",
    "mk",
    "ml",
    "mm",
    "mo",
    "mobi",
    "mov",
    "mpeg",
    "one",
    "pages",
    "pl",
    "pm",
    "prof",
    "properties",
    "ps",
    "pub",
    "py",
    "rs",
    "sh",
    "so",
];

/// More of them, and of words that programs join with a full stop.
pub(super) const MORE_FILE_ENDINGS: [&str; 12] =
    ["call", "id", "name", "net", "open", "select", "st", "target", "tf", "vi", "ws", "zip"];

/// Endings of files that are none of names.
pub(super) const PLAIN_FILE_ENDINGS: [&str; 66] = [
    "7z", "apk", "asp", "aspx", "avi", "bak", "bat", "bin", "bmp", "cfg", "chm", "cmd", "conf", "cpl", "csv",
    "dat", "db", "dll", "dmg", "doc", "docm", "docx", "dylib", "elf", "eml", "exe", "gif", "gz", "hta",
    "htm", "html", "img", "inf", "ini", "iso", "jar", "jpg", "js", "json", "jse", "lnk", "log", "msi", "msg",
    "ocx", "pdf", "php", "png", "ppt", "pptx", "ps1", "rar", "rtf", "scr", "sys", "tar", "tmp", "txt", "url",
    "vbe", "vbs", "vhd", "wsf", "xls", "xlsm", "xlsx",
];
