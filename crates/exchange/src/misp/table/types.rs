//! Types of attributes, and the properties of STIX that their values are.

use crate::misp::path::plain;

/// A type of attributes that STIX has properties for.
#[derive(Debug)]
pub(in crate::misp) struct Type {
    /// As MISP calls it.
    pub(in crate::misp) name: &'static str,
    /// The category that it has where nobody says another.
    pub(in crate::misp) category: &'static str,
    /// The properties that a pattern compares: one for each part of the value, which `|` parts.
    pub(in crate::misp) pattern: &'static [&'static str],
    /// The properties of the objects that were observed. None where STIX wants more of such an object than the attribute says.
    pub(in crate::misp) observed: &'static [&'static str],
}

const fn same(name: &'static str, category: &'static str, paths: &'static [&'static str]) -> Type {
    Type { name, category, pattern: paths, observed: paths }
}

/// One that is only ever a pattern: an object of STIX would need more than it says.
const fn pattern(name: &'static str, category: &'static str, paths: &'static [&'static str]) -> Type {
    Type { name, category, pattern: paths, observed: &[] }
}

const NETWORK: &str = "Network activity";
const PAYLOAD: &str = "Payload delivery";
const DROPPED: &str = "Artifacts dropped";
const PERSISTENCE: &str = "Persistence mechanism";

/// A hash, and a file name with it.
macro_rules! hash {
    ($name:literal, $key:literal) => {
        [
            same($name, PAYLOAD, &[concat!("file:hashes.'", $key, "'")]),
            same(concat!("filename|", $name), PAYLOAD, &["file:name", concat!("file:hashes.'", $key, "'")]),
        ]
    };
}

/// Types of one hash, and what STIX calls the hash. Names that STIX has none for are MISP's, in capitals.
const HASHES: [[Type; 2]; 20] = [
    hash!("md5", "MD5"),
    hash!("sha1", "SHA-1"),
    hash!("sha256", "SHA-256"),
    hash!("sha512", "SHA-512"),
    hash!("sha3-256", "SHA3-256"),
    hash!("sha3-512", "SHA3-512"),
    hash!("ssdeep", "SSDEEP"),
    hash!("tlsh", "TLSH"),
    hash!("sha224", "SHA-224"),
    hash!("sha384", "SHA-384"),
    hash!("sha512/224", "SHA512224"),
    hash!("sha512/256", "SHA512256"),
    hash!("sha3-224", "SHA3224"),
    hash!("sha3-384", "SHA3384"),
    hash!("authentihash", "AUTHENTIHASH"),
    hash!("imphash", "IMPHASH"),
    hash!("impfuzzy", "IMPFUZZY"),
    hash!("pehash", "PEHASH"),
    hash!("vhash", "VHASH"),
    hash!("cdhash", "CDHASH"),
];

/// All others. Where several have the same properties, the first is what such a property is called when it comes from elsewhere.
const TYPES: [Type; 40] = [
    same("AS", NETWORK, &["autonomous-system:number"]),
    same("domain", NETWORK, &["domain-name:value"]),
    same("hostname", NETWORK, &["domain-name:value"]),
    same("domain|ip", NETWORK, &["domain-name:value", "domain-name:resolves_to_refs[*].value"]),
    same("email", PAYLOAD, &["email-addr:value"]),
    same("target-email", "Targeting data", &["email-addr:value"]),
    same("email-src", PAYLOAD, &["email-message:from_ref.value"]),
    same("email-dst", PAYLOAD, &["email-message:to_refs[*].value"]),
    same("email-subject", PAYLOAD, &["email-message:subject"]),
    same("email-body", PAYLOAD, &["email-message:body"]),
    same("email-header", PAYLOAD, &["email-message:received_lines[*]"]),
    same("email-message-id", PAYLOAD, &["email-message:message_id"]),
    same("email-reply-to", PAYLOAD, &["email-message:additional_header_fields.'Reply-To'"]),
    same("email-x-mailer", PAYLOAD, &["email-message:additional_header_fields.'X-Mailer'"]),
    same("email-mime-boundary", PAYLOAD, &["email-message:additional_header_fields.'Content-Type-Boundary'"]),
    same("email-attachment", PAYLOAD, &["email-message:body_multipart[*].body_raw_ref.name"]),
    same("filename", PAYLOAD, &["file:name"]),
    same("attachment", PAYLOAD, &["file:name"]),
    same("malware-sample", PAYLOAD, &["file:name", "file:hashes.'MD5'"]),
    pattern("size-in-bytes", "Other", &["file:size"]),
    Type {
        name: "hostname|port",
        category: NETWORK,
        pattern: &["domain-name:value", "network-traffic:dst_port"],
        observed: &["network-traffic:dst_ref.value", "network-traffic:dst_port"],
    },
    same("ip-dst", NETWORK, &["network-traffic:dst_ref.value"]),
    same("ip-src", NETWORK, &["network-traffic:src_ref.value"]),
    same("ip-dst|port", NETWORK, &["network-traffic:dst_ref.value", "network-traffic:dst_port"]),
    same("ip-src|port", NETWORK, &["network-traffic:src_ref.value", "network-traffic:src_port"]),
    pattern("port", NETWORK, &["network-traffic:dst_port"]),
    pattern("http-method", NETWORK, &["network-traffic:extensions.'http-request-ext'.request_method"]),
    pattern("user-agent", NETWORK, &["network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'"]),
    same("mac-address", NETWORK, &["mac-addr:value"]),
    same("mutex", DROPPED, &["mutex:name"]),
    same("url", NETWORK, &["url:value"]),
    same("uri", NETWORK, &["url:value"]),
    same("link", "External analysis", &["url:value"]),
    same("regkey", PERSISTENCE, &["windows-registry-key:key"]),
    same("regkey|value", PERSISTENCE, &["windows-registry-key:key", "windows-registry-key:values[*].data"]),
    same("x509-fingerprint-sha1", NETWORK, &["x509-certificate:hashes.'SHA-1'"]),
    same("x509-fingerprint-md5", NETWORK, &["x509-certificate:hashes.'MD5'"]),
    same("x509-fingerprint-sha256", NETWORK, &["x509-certificate:hashes.'SHA-256'"]),
    // What such a property of other publishers is called. Only here: their addresses have no direction.
    same("ip-dst", NETWORK, &["ipv4-addr:value"]),
    same("ip-dst", NETWORK, &["ipv6-addr:value"]),
];

fn all() -> impl Iterator<Item = &'static Type> {
    HASHES.iter().flatten().chain(&TYPES)
}

/// The type of this name.
pub(in crate::misp) fn attribute_type(name: &str) -> Option<&'static Type> {
    all().find(|each| each.name == name)
}

/// The type whose value these properties are, in this order.
pub(in crate::misp) fn type_of_paths(paths: &[&str]) -> Option<&'static Type> {
    let wanted: Option<Vec<_>> = paths.iter().map(|path| plain(path)).collect();
    let wanted = wanted?;
    let is_it = |of: &[&str]| of.len() == wanted.len() && of.iter().zip(&wanted).all(|(path, wanted)| plain(path).as_ref() == Some(wanted));
    all().find(|each| is_it(each.pattern) || is_it(each.observed))
}
