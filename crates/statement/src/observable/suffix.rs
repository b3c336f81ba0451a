//! The public suffix list, as it was when the crate `psl` was built: the names under which anybody can register one.

/// Whether the last label of a canonical domain is known: it can be looked up in the public DNS (or, for `onion`, in Tor).
pub fn has_public_suffix(domain: &str) -> bool {
    psl::suffix(domain.as_bytes()).is_some_and(|suffix| suffix.is_known())
}

/// Whether a canonical domain is itself a suffix that registries sell names under, such as `co.uk`: what is below it belongs to everybody.
///
/// Only the list's part for registries counts. What companies entered, such as `duckdns.org`, is the property of one owner, and
/// people do list it with all that is below.
///
/// ```
/// use statement::observable::is_public_suffix;
/// assert!(is_public_suffix("co.uk"));
/// assert!(!is_public_suffix("example.co.uk"));
/// ```
pub fn is_public_suffix(domain: &str) -> bool {
    let suffix = psl::suffix(domain.as_bytes()).filter(|suffix| suffix.typ() == Some(psl::Type::Icann));
    suffix.is_some_and(|suffix| suffix.as_bytes() == domain.as_bytes())
}
