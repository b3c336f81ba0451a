//! Texts that may be observables: reading ends, and what is canonical is read as itself. What a list's text gives, an event's token
//! gives too.
#![no_main]

use statement::observable::{
    Cidr, Kind, Observable, Steps, domain, domain_and_parents, email, file_name, hash, ipv4, ipv6, refang,
    url, url_and_prefixes, url_host, user_agent,
};

/// The canonical form of a token of an event, of one kind.
fn token(kind: Kind, text: &str) -> Option<String> {
    let mut scratch = String::new();
    match kind {
        Kind::Ipv4 => ipv4(text.as_bytes()).map(|address| address.to_string()),
        Kind::Ipv6 => ipv6(text.as_bytes()).map(|(address, _)| address.to_string()),
        Kind::Cidr => Cidr::read(text).ok().map(|(cidr, _)| cidr.to_string()),
        Kind::Domain => domain(text, &mut scratch).map(|form| form.text.to_owned()),
        Kind::Url => url(text, &mut scratch).map(|form| form.text.to_owned()),
        Kind::Md5 | Kind::Sha1 | Kind::Sha256 => {
            hash(text, &mut scratch).map(|(_, form)| form.text.to_owned())
        }
        Kind::Email => email(text, &mut scratch).map(|form| form.text.to_owned()),
        Kind::FileName => file_name(text, &mut scratch).map(|form| form.text.to_owned()),
        Kind::UserAgent => user_agent(text, &mut scratch).map(|form| form.text.to_owned()),
    }
}

fn check(kind: Kind, value: &str) {
    assert_eq!(token(kind, value).as_deref(), Some(value), "{kind}");
    let again = Observable::read_as(kind, value).expect("a canonical form can be read");
    assert_eq!((again.observable.kind(), again.observable.value(), again.steps), (kind, value, Steps::NONE));
    match kind {
        Kind::Domain => {
            assert!(domain_and_parents(value).all(|name| value.ends_with(name) && name.contains('.')))
        }
        Kind::Url => {
            assert!(!url_host(value).is_empty());
            assert!(url_and_prefixes(value).all(|prefix| value.starts_with(prefix)));
            assert_eq!(url_and_prefixes(value).last(), Some(value));
        }
        _ => {}
    }
}

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(read) = Observable::read(text) {
        check(read.observable.kind(), read.observable.value());
    }
    for kind in Kind::ALL {
        if let Ok(read) = Observable::read_as(kind, text) {
            check(read.observable.kind(), read.observable.value());
        }
        if let Some(form) = token(kind, text) {
            assert_eq!(token(kind, &form).or_else(|| token(Kind::Ipv4, &form)), Some(form));
        }
    }
    if let Some(restored) = refang(text) {
        assert!(restored.len() <= text.len());
    }
});
