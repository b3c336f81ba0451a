//! How an indicator stands in a record, and what looks like one.

use super::listing::Value;
use crate::chance::pick;

/// What a record says: the whole value of a field, and a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) field: String,
    pub(super) text: String,
}

/// A record that has the indicator: in its field, or in its text, in one of the spellings of its kind.
pub(super) fn planted((kind, value): &Value, chance: u64) -> Words {
    let spelling = spelling(kind, value, chance);
    match chance >> 16 & 1 {
        0 => Words { field: spelling, text: "nothing to see here".into() },
        _ if *kind == "user-agent" => Words { field: spelling, text: "nothing to see here".into() },
        _ => Words { field: "none".into(), text: sentence(&spelling, chance >> 20) },
    }
}

fn spelling(kind: &str, value: &str, chance: u64) -> String {
    let all: Vec<String> = match kind {
        "ipv4" => vec![
            value.into(),
            format!("{value}:443"),
            format!("::ffff:{value}"),
            format!("[::FFFF:{value}]:80"),
            format!("http://{value}/index.html"),
            format!("root@{value}"),
        ],
        "ipv6" => vec![
            value.into(),
            value.to_uppercase(),
            value.replace("::", ":0:0:0:"),
            value.replace("::", ":0000:0:0000:"),
            format!("[{value}]:8443"),
            format!("{value}%eth0"),
            format!("https://[{value}]/x"),
        ],
        "cidr" => inside(value),
        "domain" => vec![
            value.into(),
            value.to_uppercase(),
            format!("{value}."),
            format!("www.{value}"),
            format!("{value}:53"),
            format!("https://cdn.{value}/a?b=c"),
            format!("admin@{value}"),
            value.replace("xn--bcher-kva", "b\u{fc}cher"),
        ],
        "url" => vec![
            format!("http://{value}"),
            value.into(),
            format!("HTTPS://{value}/deeper?x=1"),
            format!("http://user:word@{value}#top"),
            format!("https://{}", value.replacen('/', ":443/", 1)),
        ],
        "md5" => vec![
            value.into(),
            value.to_uppercase(),
            format!("IMPHASH=00000000000000000000000000000000,MD5={value}"),
        ],
        "sha1" | "sha256" => vec![value.into(), value.to_uppercase(), format!("sha_{value}.bin")],
        "email" => vec![value.into(), value.to_uppercase(), format!("mailto:{value}"), format!("<{value}>")],
        "filename" => {
            vec![value.into(), format!("C:\\Temp\\{}", value.to_uppercase()), format!("/tmp/{value}")]
        }
        _ => vec![value.into(), value.to_uppercase()],
    };
    all.get(chance as usize % all.len()).cloned().unwrap_or_default()
}

/// Addresses in a network: the first, the last, one between.
fn inside(network: &str) -> Vec<String> {
    match network.strip_suffix(".0.0/16") {
        Some(start) => vec![format!("{start}.0.0"), format!("{start}.255.255"), format!("{start}.7.9")],
        None => {
            let start = network.trim_end_matches("::/32");
            vec![
                format!("{start}::"),
                format!("{start}:ffff:ffff:ffff:ffff:ffff:ffff"),
                format!("{start}::7:9"),
            ]
        }
    }
}

/// A spelling in free text. What has a space in it stands between signs that end it.
fn sentence(spelling: &str, chance: u64) -> String {
    let quoted = [("ran \"", "\" as a service"), ("open <", "> and wait")];
    let plain = [
        ("connected to ", " at noon"),
        ("seen (", ")"),
        ("{\"target\":\"", "\",\"n\":1}"),
        ("id 4711;", ";done"),
        ("the end is ", "."),
        ("a=1&to=", "&b=2"),
    ];
    let (before, behind) = match (spelling.contains(' '), pick(&plain, chance)) {
        (true, _) => pick(&quoted, chance),
        // What ends a sentence or a query would become part of a URL's own.
        (false, (_, behind)) if spelling.contains('/') && behind != ")" => ("seen ", " then"),
        (false, around) => around,
    };
    format!("{before}{spelling}{behind}")
}

/// A record that has what only looks like the indicator.
pub(super) fn near((kind, value): &Value, chance: u64) -> Words {
    let all: Vec<String> = match *kind {
        "ipv4" => vec![
            format!("{value}0"),
            format!("1{value}"),
            format!("{value}.5"),
            format!("v{value}"),
            format!("Chrome/{value} Safari/537.36"),
            format!("lib-{value}"),
            format!("Version={value}, Culture=neutral"),
        ],
        "ipv6" => vec![format!("{value}0"), format!("1{value}"), format!("{value}:0:0:0:0")],
        "cidr" => outside(value),
        "domain" => vec![
            format!("not{value}"),
            format!("{value}.test"),
            format!("x-{value}"),
            format!("{value}_x"),
            value.replace('.', "-"),
        ],
        "url" => vec![
            format!("http://{value}x"),
            format!("http://a.{value}"),
            format!("http://{}", value.replacen('/', ":8080/", 1)),
        ],
        "md5" | "sha1" | "sha256" => {
            vec![format!("{value}0"), format!("0{value}"), format!("{value}{value}"), format!("x{value}")]
        }
        "email" => vec![format!("x{value}"), format!("{value}.test"), format!("o'{value}")],
        "filename" => vec![format!("{value}.txt"), format!("x{value}"), format!("C:\\{value}\\readme.txt")],
        _ => vec![format!("x{value}"), format!("{value} x"), value.replace("x11", "x12")],
    };
    let near = all.get(chance as usize % all.len()).cloned().unwrap_or_default();
    let quoted = near.contains(' ');
    match chance >> 16 & 1 {
        1 if !quoted => Words { field: "none".into(), text: sentence(&near, 0) },
        _ => Words { field: near, text: "nothing to see here".into() },
    }
}

/// Addresses just behind and far from a network.
fn outside(network: &str) -> Vec<String> {
    match network.strip_suffix(".0.0/16").and_then(|start| start.strip_prefix("46.")?.parse::<u32>().ok()) {
        Some(second) => vec![
            format!("46.{}.0.0", second + 1),
            format!("46.{}.255.255", second + 3),
            format!("146.{second}.1.1"),
        ],
        None => vec!["2a0d:1::".into(), "2a0d:ffff:ffff::1".into()],
    }
}
