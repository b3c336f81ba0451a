//! Templates of objects, and the properties of STIX that their attributes are.

use crate::misp::path::plain;

/// A template whose objects are one object of STIX.
#[derive(Debug)]
pub(in crate::misp) struct Template {
    /// As MISP calls it.
    pub(in crate::misp) name: &'static str,
    /// MISP's meta-category.
    pub(in crate::misp) meta_category: &'static str,
    /// What its attributes are.
    pub(in crate::misp) relations: &'static [Relation],
}

/// An attribute of an object: what it is to the object, its type, the property.
#[derive(Debug)]
pub(in crate::misp) struct Relation {
    pub(in crate::misp) name: &'static str,
    pub(in crate::misp) kind: &'static str,
    pub(in crate::misp) path: &'static str,
}

const fn is(name: &'static str, kind: &'static str, path: &'static str) -> Relation {
    Relation { name, kind, path }
}

/// Where several relations have one property, the first is what the property becomes when it comes from elsewhere.
const TEMPLATES: [Template; 13] = [
    Template {
        name: "file",
        meta_category: "file",
        relations: &[
            is("filename", "filename", "file:name"),
            is("md5", "md5", "file:hashes.'MD5'"),
            is("sha1", "sha1", "file:hashes.'SHA-1'"),
            is("sha256", "sha256", "file:hashes.'SHA-256'"),
            is("sha512", "sha512", "file:hashes.'SHA-512'"),
            is("sha3-256", "sha3-256", "file:hashes.'SHA3-256'"),
            is("sha3-512", "sha3-512", "file:hashes.'SHA3-512'"),
            is("ssdeep", "ssdeep", "file:hashes.'SSDEEP'"),
            is("tlsh", "tlsh", "file:hashes.'TLSH'"),
            is("sha224", "sha224", "file:hashes.'SHA-224'"),
            is("sha384", "sha384", "file:hashes.'SHA-384'"),
            is("sha512/224", "sha512/224", "file:hashes.'SHA512224'"),
            is("sha512/256", "sha512/256", "file:hashes.'SHA512256'"),
            is("sha3-224", "sha3-224", "file:hashes.'SHA3224'"),
            is("sha3-384", "sha3-384", "file:hashes.'SHA3384'"),
            is("authentihash", "authentihash", "file:hashes.'AUTHENTIHASH'"),
            is("vhash", "vhash", "file:hashes.'VHASH'"),
            is("size-in-bytes", "size-in-bytes", "file:size"),
            is("mimetype", "mime-type", "file:mime_type"),
            is("file-encoding", "text", "file:name_enc"),
            is("path", "text", "file:parent_directory_ref.path"),
            is("creation-time", "datetime", "file:ctime"),
            is("modification-time", "datetime", "file:mtime"),
            is("access-time", "datetime", "file:atime"),
        ],
    },
    Template {
        name: "domain-ip",
        meta_category: "network",
        relations: &[
            is("domain", "domain", "domain-name:value"),
            is("ip", "ip-dst", "domain-name:resolves_to_refs[*].value"),
        ],
    },
    Template {
        name: "email",
        meta_category: "network",
        relations: &[
            is("from", "email-src", "email-message:from_ref.value"),
            is("to", "email-dst", "email-message:to_refs[*].value"),
            is("cc", "email-dst", "email-message:cc_refs[*].value"),
            is("bcc", "email-dst", "email-message:bcc_refs[*].value"),
            is("subject", "email-subject", "email-message:subject"),
            is("email-body", "email-body", "email-message:body"),
            is("send-date", "datetime", "email-message:date"),
            is("message-id", "email-message-id", "email-message:message_id"),
            is("reply-to", "email-reply-to", "email-message:additional_header_fields.'Reply-To'"),
            is("x-mailer", "email-x-mailer", "email-message:additional_header_fields.'X-Mailer'"),
            is("attachment", "email-attachment", "email-message:body_multipart[*].body_raw_ref.name"),
        ],
    },
    Template { name: "url", meta_category: "network", relations: &[is("url", "url", "url:value")] },
    Template {
        name: "network-connection",
        meta_category: "network",
        relations: &[
            is("ip-src", "ip-src", "network-traffic:src_ref.value"),
            is("ip-dst", "ip-dst", "network-traffic:dst_ref.value"),
            is("hostname-src", "hostname", "network-traffic:src_ref.value"),
            is("hostname-dst", "hostname", "network-traffic:dst_ref.value"),
            is("src-port", "port", "network-traffic:src_port"),
            is("dst-port", "port", "network-traffic:dst_port"),
            is("layer3-protocol", "text", "network-traffic:protocols[*]"),
            is("layer4-protocol", "text", "network-traffic:protocols[*]"),
            is("layer7-protocol", "text", "network-traffic:protocols[*]"),
            is("first-packet-seen", "datetime", "network-traffic:start"),
        ],
    },
    Template {
        name: "ip-port",
        meta_category: "network",
        relations: &[
            is("ip", "ip-dst", "network-traffic:dst_ref.value"),
            is("ip-dst", "ip-dst", "network-traffic:dst_ref.value"),
            is("domain", "domain", "network-traffic:dst_ref.value"),
            is("hostname", "hostname", "network-traffic:dst_ref.value"),
            is("ip-src", "ip-src", "network-traffic:src_ref.value"),
            is("dst-port", "port", "network-traffic:dst_port"),
            is("src-port", "port", "network-traffic:src_port"),
            is("protocol", "text", "network-traffic:protocols[*]"),
            is("first-seen", "datetime", "network-traffic:start"),
            is("last-seen", "datetime", "network-traffic:end"),
        ],
    },
    Template {
        name: "asn",
        meta_category: "network",
        relations: &[
            is("asn", "AS", "autonomous-system:number"),
            is("description", "text", "autonomous-system:name"),
        ],
    },
    Template { name: "mutex", meta_category: "misc", relations: &[is("name", "mutex", "mutex:name")] },
    Template {
        name: "process",
        meta_category: "misc",
        relations: &[
            is("pid", "text", "process:pid"),
            is("command-line", "text", "process:command_line"),
            is("current-directory", "text", "process:cwd"),
            is("creation-time", "datetime", "process:created_time"),
            is("image", "filename", "process:image_ref.name"),
            is("parent-pid", "text", "process:parent_ref.pid"),
            is("child-pid", "text", "process:child_refs[*].pid"),
            is("hidden", "boolean", "process:is_hidden"),
        ],
    },
    Template {
        name: "registry-key",
        meta_category: "file",
        relations: &[
            is("key", "regkey", "windows-registry-key:key"),
            is("name", "text", "windows-registry-key:values[*].name"),
            is("data", "text", "windows-registry-key:values[*].data"),
            is("data-type", "text", "windows-registry-key:values[*].data_type"),
            is("last-modified", "datetime", "windows-registry-key:modified_time"),
        ],
    },
    Template {
        name: "user-account",
        meta_category: "misc",
        relations: &[
            is("user-id", "text", "user-account:user_id"),
            is("username", "text", "user-account:account_login"),
            is("display-name", "text", "user-account:display_name"),
            is("account-type", "text", "user-account:account_type"),
            is("password", "text", "user-account:credential"),
            is("privileged", "boolean", "user-account:is_privileged"),
            is("disabled", "boolean", "user-account:is_disabled"),
            is("is_service_account", "boolean", "user-account:is_service_account"),
            is("can_escalate_privs", "boolean", "user-account:can_escalate_privs"),
            is("created", "datetime", "user-account:account_created"),
            is("expires", "datetime", "user-account:account_expires"),
            is("first_login", "datetime", "user-account:account_first_login"),
            is("last_login", "datetime", "user-account:account_last_login"),
        ],
    },
    Template {
        name: "credential",
        meta_category: "misc",
        relations: &[
            is("username", "text", "user-account:user_id"),
            is("password", "text", "user-account:credential"),
        ],
    },
    Template {
        name: "x509",
        meta_category: "network",
        relations: &[
            is("x509-fingerprint-sha1", "x509-fingerprint-sha1", "x509-certificate:hashes.'SHA-1'"),
            is("x509-fingerprint-md5", "x509-fingerprint-md5", "x509-certificate:hashes.'MD5'"),
            is("x509-fingerprint-sha256", "x509-fingerprint-sha256", "x509-certificate:hashes.'SHA-256'"),
            is("serial-number", "text", "x509-certificate:serial_number"),
            is("version", "text", "x509-certificate:version"),
            is("issuer", "text", "x509-certificate:issuer"),
            is("subject", "text", "x509-certificate:subject"),
            is("signature_algorithm", "text", "x509-certificate:signature_algorithm"),
            is("validity-not-before", "datetime", "x509-certificate:validity_not_before"),
            is("validity-not-after", "datetime", "x509-certificate:validity_not_after"),
            is("pubkey-info-algorithm", "text", "x509-certificate:subject_public_key_algorithm"),
            is("pubkey-info-modulus", "text", "x509-certificate:subject_public_key_modulus"),
            is("pubkey-info-exponent", "text", "x509-certificate:subject_public_key_exponent"),
        ],
    },
];

/// The template of this name.
pub(in crate::misp) fn template(name: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|each| each.name == name)
}

/// The first template that has all these properties.
pub(in crate::misp) fn template_of<'p>(paths: impl Iterator<Item = &'p str> + Clone) -> Option<&'static Template> {
    TEMPLATES.iter().find(|each| paths.clone().all(|path| each.relation_of(path).is_some()))
}

/// The first template of objects of this type.
pub(in crate::misp) fn templates_of(kind: &str) -> Option<&'static Template> {
    let is_of = |template: &&Template| template.relations.first().is_some_and(|first| first.path.split(':').next() == Some(kind));
    TEMPLATES.iter().find(is_of)
}

impl Template {
    /// The attribute that is this property and has this value: at the end of a connection is an address or a name.
    pub(in crate::misp) fn relation_for(&self, path: &str, value: &str) -> Option<&'static Relation> {
        let first = self.relation_of(path)?;
        let is_address = value.split('/').next().is_some_and(|text| text.parse::<std::net::IpAddr>().is_ok());
        let is_end = path.contains("src_ref") || path.contains("dst_ref");
        if !is_end || is_address {
            return Some(first);
        }
        let is_name = |each: &&Relation| each.path == first.path && matches!(each.kind, "hostname" | "domain");
        self.relations.iter().find(is_name).or(Some(first))
    }

    /// The attribute of this relation.
    pub(in crate::misp) fn relation(&self, name: &str) -> Option<&'static Relation> {
        self.relations.iter().find(|each| each.name == name)
    }

    /// The attribute that is this property.
    pub(in crate::misp) fn relation_of(&self, path: &str) -> Option<&'static Relation> {
        let wanted = plain(path)?;
        self.relations.iter().find(|each| plain(each.path).as_ref() == Some(&wanted))
    }
}
