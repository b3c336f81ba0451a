//! Patterns (STIX 2.1, 9) of comparisons that must all hold.

use std::net::IpAddr;

/// A property and what it is said to be.
#[derive(Clone, Debug)]
pub(super) struct Said<'s> {
    pub(super) path: &'static str,
    pub(super) value: &'s str,
}

/// The comparisons, with AND between. Several values of one property are alternatives, but where the property is a list.
pub(super) fn pattern(said: &[Said<'_>]) -> String {
    let mut comparisons: Vec<String> = Vec::new();
    for (place, one) in said.iter().enumerate() {
        let is_first = !said.iter().take(place).any(|earlier| earlier.path == one.path);
        let is_list = one.path.contains("[*]");
        if is_list {
            comparisons.push(comparison(one.path, &[one.value]));
        } else if is_first {
            let values: Vec<_> = said.iter().filter(|other| other.path == one.path).map(|other| other.value).collect();
            comparisons.extend(family(one.path, &values));
            comparisons.push(comparison(one.path, &values));
        }
    }
    format!("[{}]", comparisons.join(" AND "))
}

fn comparison(path: &str, values: &[&str]) -> String {
    match values {
        [value] => format!("{path} = {}", constant(path, value)),
        several => {
            let constants: Vec<_> = several.iter().map(|value| constant(path, value)).collect();
            format!("{path} IN ({})", constants.join(", "))
        }
    }
}

/// What the end of a connection is: without it, a value could be that of any object that has one.
fn family(path: &str, values: &[&str]) -> Option<String> {
    let end = ["network-traffic:src_ref", "network-traffic:dst_ref"].into_iter().find(|end| path.starts_with(end))?;
    match values {
        [value] => Some(format!("{end}.type = '{}'", end_type(value)?)),
        _ => None,
    }
}

/// The type of the object that an address or a name at the end of a connection is.
pub(super) fn end_type(value: &str) -> Option<&'static str> {
    let address = value.split_once('/').map_or(value, |(address, _)| address);
    match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(_)) => Some("ipv4-addr"),
        Ok(IpAddr::V6(_)) => Some("ipv6-addr"),
        Err(_) if value.chars().all(|letter| letter.is_alphanumeric() || ".-_".contains(letter)) => Some("domain-name"),
        Err(_) => None,
    }
}

/// Whether a property is a whole number.
pub(super) fn is_number(path: &str) -> bool {
    let end = path.rsplit(['.', ':']).next().unwrap_or(path);
    matches!(end, "number" | "dst_port" | "src_port" | "size" | "pid" | "subject_public_key_exponent")
}

/// Whether a property is true or false.
pub(super) fn is_truth(path: &str) -> bool {
    let end = path.rsplit(['.', ':']).next().unwrap_or(path);
    end.starts_with("is_") || end == "can_escalate_privs"
}

/// A number as it stands, anything else as a text with quotes and backslashes escaped.
fn constant(path: &str, value: &str) -> String {
    if is_number(path) && value.parse::<u64>().is_ok() {
        return value.to_owned();
    }
    if is_truth(path) && ["true", "false"].iter().any(|truth| value.eq_ignore_ascii_case(truth)) {
        return value.to_ascii_lowercase();
    }
    format!("'{}'", value.replace('\\', "\\\\").replace('\'', "\\'"))
}
