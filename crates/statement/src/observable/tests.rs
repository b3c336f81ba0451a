//! The vocabulary as tables: a text, what it is, its canonical form, what was done to it.

use super::{
    Kind, NotACidr, NotAnObservable, Observable, domain, email, file_name, hash, ipv4, ipv6, refang, url,
    url_and_prefixes, user_agent,
};

/// Reads, and says kind, value and steps in one line.
fn told(text: &str) -> String {
    match Observable::read(text) {
        Ok(read) => format!("{} {} {}", read.observable.kind(), read.observable.value(), read.steps)
            .trim_end()
            .to_owned(),
        Err(fault) => format!("- {fault}"),
    }
}

fn told_as(kind: Kind, text: &str) -> String {
    match Observable::read_as(kind, text) {
        Ok(read) => format!("{} {} {}", read.observable.kind(), read.observable.value(), read.steps)
            .trim_end()
            .to_owned(),
        Err(fault) => format!("- {fault}"),
    }
}

#[test]
fn texts_are_typed_by_their_shape() {
    let cases = [
        ("192.0.2.1", "ipv4 192.0.2.1"),
        (" 192.0.2.1\t", "ipv4 192.0.2.1 space"),
        ("192[.]0[.]2[.]1", "ipv4 192.0.2.1 defanged"),
        ("192.0.2[.1", "ipv4 192.0.2.1 defanged"),
        ("192 dot 0 dot 2 dot 1", "ipv4 192.0.2.1 defanged"),
        ("192.0.2.1:8080", "ipv4 192.0.2.1 port"),
        ("::ffff:192.0.2.1", "ipv4 192.0.2.1 mapped"),
        ("::FFFF:c000:0201", "ipv4 192.0.2.1 mapped"),
        ("2001:DB8:0:0::1", "ipv6 2001:db8::1 case,ipv6-form"),
        ("2001:db8::1", "ipv6 2001:db8::1"),
        ("[2001:db8::1]:443", "ipv6 2001:db8::1 port"),
        ("2001[:]db8[::]1", "ipv6 2001:db8::1 defanged"),
        ("fe80::1%eth0", "ipv6 fe80::1 zone"),
        ("192.0.2.0/24", "cidr 192.0.2.0/24"),
        ("192.0.2.77/24", "cidr 192.0.2.0/24 host-bits"),
        ("192.0.2.77/32", "ipv4 192.0.2.77 full-length"),
        ("::ffff:192.0.2.0/120", "cidr 192.0.2.0/24 mapped"),
        ("2001:db8::/32", "cidr 2001:db8::/32"),
        ("2001:db8::1/128", "ipv6 2001:db8::1 full-length"),
        ("Example.COM.", "domain example.com case,trailing-dot"),
        ("example[.]com", "domain example.com defanged"),
        ("example (dot) com", "domain example.com defanged"),
        ("*.example.com", "domain example.com wildcard"),
        ("example.com:8443", "domain example.com port"),
        ("_dmarc.example.com", "domain _dmarc.example.com"),
        ("bücher.de", "domain xn--bcher-kva.de idna"),
        ("BÜCHER.de", "domain xn--bcher-kva.de idna"),
        ("xn--bcher-kva.de", "domain xn--bcher-kva.de"),
        ("XN--BCHER-KVA.de", "domain xn--bcher-kva.de case"),
        ("пример.рф", "domain xn--e1afmkfd.xn--p1ai idna"),
        ("http://example.com", "url example.com/ scheme,path"),
        ("hxxps://example[.]com/A/b?c=d#e", "url example.com/A/b?c=d defanged,scheme,fragment"),
        ("hxxp[://]example.com/a", "url example.com/a defanged,scheme"),
        ("HxxP[:]//example.com:80/a", "url example.com/a defanged,port,scheme"),
        ("hXXp://example.com/a[.]exe", "url example.com/a.exe defanged,scheme"),
        ("http://a:b@example.com/%7e%2f", "url example.com/~%2F scheme,userinfo,percent-encoding"),
        ("http://example.com:8080/", "url example.com:8080/ scheme"),
        ("http://[::ffff:192.0.2.1]/", "url 192.0.2.1/ mapped,scheme"),
        ("http://[2001:DB8::1]:8080/", "url [2001:db8::1]:8080/ case,scheme"),
        ("ftp://example.com:21/a", "url example.com/a port,scheme"),
        ("example.com/a/b.ZIP", "url example.com/a/b.ZIP"),
        ("192.0.2.1/a", "url 192.0.2.1/a"),
        ("ldap://192.0.2.1:1389/a", "url 192.0.2.1:1389/a scheme"),
        ("D41D8CD98F00B204E9800998ECF8427E", "md5 d41d8cd98f00b204e9800998ecf8427e case"),
        ("Anna.B@Example.org", "email anna.b@example.org case"),
        ("anna[at]example[.]org", "email anna@example.org defanged"),
        ("anna at example dot org", "email anna@example.org defanged"),
        ("mailto:anna@example.org?subject=x", "email anna@example.org scheme"),
    ];
    for (text, expected) in cases {
        assert_eq!(told(text), expected, "{text}");
    }
}

#[test]
fn what_only_looks_so_is_refused_with_a_reason() {
    use NotAnObservable as No;
    let cases = [
        ("", No::Empty),
        (" \t", No::Empty),
        ("1.2.3", No::Address),
        ("1.2.3.4.5", No::Address),
        ("1.2.3.256", No::Address),
        ("010.1.1.1", No::Address),
        ("1.2.3.4:99999", No::Address),
        ("192.0.2.0/33", No::Cidr(NotACidr::Length { length: 33, bits: 32 })),
        ("2001:db8::/129", No::Cidr(NotACidr::Length { length: 129, bits: 128 })),
        ("0.0.0.0/0", No::Cidr(NotACidr::Everything)),
        ("::/0", No::Cidr(NotACidr::Everything)),
        ("::ffff:0:0/96", No::Cidr(NotACidr::Everything)),
        ("d41d8cd98f00b204e9800998ecf8427", No::Digits(31)),
        ("d41d8cd98f00b204e9800998ecf8427e0", No::Digits(33)),
        ("setup.exe", No::Suffix),
        ("server.corp", No::Suffix),
        ("libc.so.6", No::Unknown),
        ("v1.2.3", No::Unknown),
        ("2.0.1-rc.1", No::Unknown),
        ("localhost", No::Unknown),
        ("and/or", No::Unknown),
        ("12/24/2016", No::Unknown),
        ("/usr/bin/ls", No::Unknown),
        ("C:\\Windows\\a.com", No::Unknown),
        ("a b.com", No::Unknown),
        ("-a.com", No::Unknown),
        ("a..com", No::Unknown),
        ("look at this.com", No::Unknown),
        ("icon@2x.png", No::Suffix),
        ("a@b@example.com", No::Email),
        ("pkg@1.2.3", No::Email),
        ("http://localhost/a", No::Host),
        ("https://example.com/a[read this]", No::Unknown),
        ("see https://example.com/a", No::Unknown),
        ("http:///a", No::Host),
        ("file:///etc/passwd", No::Host),
        ("http://010.1.1.1/", No::Host),
        ("Win32/Sednit.ORQ", No::Unknown),
    ];
    for (text, expected) in cases {
        assert_eq!(Observable::read(text), Err(expected), "{text}");
    }
    assert_eq!(Observable::read(&"a".repeat(9000)), Err(No::TooLong(9000)));
}

#[test]
fn a_label_decides_only_what_the_shape_leaves_open() {
    let cases = [
        (Kind::Domain, "server.corp", "domain server.corp"),
        (Kind::Domain, "setup.exe", "domain setup.exe"),
        (Kind::FileName, "setup.exe", "filename setup.exe"),
        (Kind::FileName, r"%PUBLIC%\Videos\Audev.exe", "filename audev.exe case,folder"),
        (Kind::FileName, "example.com", "filename example.com"),
        (Kind::FileName, "evil[.]exe", "filename evil.exe defanged"),
        (Kind::FileName, "*.exe", "- labelled filename, and not the shape of it"),
        (Kind::UserAgent, " Agent (at) [.] ", "user-agent agent (at) [.] space,case"),
        (Kind::Url, "example.com", "url example.com/ path"),
        (Kind::Url, "intranet.corp/a", "url intranet.corp/a"),
        (Kind::Url, "192.0.2.1/24", "url 192.0.2.1/24"),
        (Kind::Url, "/gate.php", "- labelled url, and not the shape of it"),
        (Kind::Ipv6, "::ffff:192.0.2.1", "ipv4 192.0.2.1 mapped"),
        (Kind::Ipv6, "192.0.2.1", "- labelled ipv6, but it has the shape of ipv4"),
        (
            Kind::Ipv4,
            "010.1.1.1",
            "- not an address: that has four numbers of 0 to 255 without leading zeros",
        ),
        (Kind::Cidr, "192.0.2.1/32", "ipv4 192.0.2.1 full-length"),
        (Kind::Domain, "192.0.2.1", "- labelled domain, but it has the shape of ipv4"),
        (
            Kind::Md5,
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "- labelled md5, but it has the shape of sha1",
        ),
        (Kind::Md5, "d41d8", "- labelled md5, and not the shape of it"),
        (Kind::Sha1, "", "- there is no value"),
        (Kind::Email, "root@server.corp", "email root@server.corp"),
    ];
    for (kind, text, expected) in cases {
        assert_eq!(told_as(kind, text), expected, "{kind} {text}");
    }
}

/// Whatever the kind, a canonical form is its own canonical form.
#[test]
fn canonical_forms_stay() {
    let texts = [
        "192.0.2.1/24",
        "2001:DB8::1",
        "Bücher.de.",
        "http://a.example/((.).)/%28dot%29/[.]?{x}=<y>&z=\u{e4}b%zz%%34%31",
        "x{at}y@b.example",
        // Found by chance: a folder hid what looked like a scheme; a small letter is two characters.
        "a/hxxp:21",
        "x\u{130}@example.com",
        "http://h.example//a//?&&x",
        "http://example.com:65535?x",
        "ÄÖ@bücher.example",
        "http://192.0.2.1",
        "xn--a.example",
        "xn--.example",
        "http://h.example:443\\..\\x",
    ];
    for text in texts {
        for kind in Kind::ALL {
            let Ok(read) = Observable::read_as(kind, text) else { continue };
            let again = Observable::read_as(read.observable.kind(), read.observable.value())
                .expect("a canonical form can be read");
            assert_eq!(
                (&again.observable, again.steps.is_empty() || again.steps.to_string() == "defanged"),
                (&read.observable, true),
                "{text}"
            );
        }
    }
}

/// What an event's token gives is what the list's text gives.
#[test]
fn tokens_meet_texts() {
    let mut scratch = String::new();
    assert_eq!(domain("BÜCHER.de.", &mut scratch).map(|form| form.text), Some("xn--bcher-kva.de"));
    assert_eq!(domain("a.example", &mut scratch).map(|form| form.text), Some("a.example"));
    assert_eq!(url("//", &mut scratch), None);
    assert_eq!(url("example.com", &mut scratch).map(|form| form.text), Some("example.com/"));
    assert_eq!(email("A@B.example", &mut scratch).map(|form| form.text), Some("a@b.example"));
    assert_eq!(hash("0", &mut scratch), None);
    assert_eq!(file_name("/", &mut scratch), None);
    assert_eq!(user_agent("\u{1b}[2J", &mut scratch), None);
    assert_eq!(ipv4(b"1.2.3.4 "), None);
    assert_eq!(ipv6(b"::1").map(|(address, _)| address.to_string()).as_deref(), Some("::1"));
    assert_eq!(ipv6(b"1:2"), None);
}

#[test]
fn ordinary_text_is_not_refanged() {
    for text in
        ["http://[2001:db8::1]/a[0]", "f(x) [a] {b}", "hxxps are no scheme", "array[.5]x", "see (below)", ""]
    {
        assert!(refang(text).is_none() || text.contains("[.5]"), "{text}");
    }
}

#[test]
fn prefixes_end_where_something_ends() {
    let all = |url| url_and_prefixes(url).collect::<Vec<_>>();
    assert_eq!(all("h.example/"), ["h.example/"]);
    assert_eq!(
        all("h.example:8080/a//b/"),
        [
            "h.example:8080/",
            "h.example:8080/a",
            "h.example:8080/a/",
            "h.example:8080/a//",
            "h.example:8080/a//b",
            "h.example:8080/a//b/"
        ]
    );
    assert_eq!(all("h.example/?x=/"), ["h.example/", "h.example/?x=/"]);
    let deep = format!("h.example/{}", "a/".repeat(500));
    assert_eq!(all(&deep).len(), super::MAX_PREFIXES + 1);
    assert_eq!(all(&deep).last(), Some(&&*deep));
}
