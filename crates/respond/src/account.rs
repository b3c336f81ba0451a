//! Accounts that are no person's.

/// Accounts that Windows itself runs under; a number follows those that end with a hyphen.
const OWN: [&str; 6] = ["system", "local service", "network service", "dwm-", "umfd-", "iusr"];

/// Whether it is an account of Windows itself or of a machine, such as `NT AUTHORITY\SYSTEM`, `DWM-1`, `CORP\PC07$`. Windows
/// translates the names of the former; in other languages than English they are not known here.
///
/// ```
/// use respond::is_own_account;
///
/// assert!(is_own_account("NT AUTHORITY\\SYSTEM") && is_own_account("PC07$"));
/// assert!(!is_own_account("CORP\\eve"));
/// ```
pub fn is_own_account(account: &str) -> bool {
    let name = account.rsplit('\\').next().unwrap_or(account).to_ascii_lowercase();
    let name = name.split('@').next().unwrap_or(&name);
    name.ends_with('$')
        || OWN.iter().any(|own| match own.ends_with('-') {
            true => name.strip_prefix(own).is_some_and(|rest| rest.parse::<u32>().is_ok()),
            false => name == *own,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_of_people_are_not_taken_for_those_of_windows() {
        for own in
            ["NT AUTHORITY\\SYSTEM", "system", "Window Manager\\DWM-12", "UMFD-0", "pc07$@CORP.EXAMPLE"]
        {
            assert!(is_own_account(own), "{own}");
        }
        for person in ["", "bob", "CORP\\systema", "DWM-x", "dwm-", "NT AUTHORITY\\ANONYMOUS LOGON", "a$b"] {
            assert!(!is_own_account(person), "{person}");
        }
    }
}
