//! Whether something of a member's telemetry is among bytes that left it.
//!
//! What is looked for are the *values* of the telemetry: names of hosts, users, addresses, paths, whatever stands in a record and is long enough to be
//! told from the words of a protocol. What was released may be named, and nothing else. A value is looked for as it is, in any case of its letters, and
//! in the forms in which it could hide: base64 at each of the three places where it can begin, the same of base64url, hexadecimal, percent-encoding, and
//! JSON's escapes; and in UTF-16.
//!
//! What left a member is all that others have: whoever runs this gives it the homes of the other members, every byte of them, beside what receivers
//! of notifications have recorded (`receivers`), and what the member's node would show to any peer: its logs and bodies.

mod forms;
mod records;

pub use records::values;

use std::{
    collections::{BTreeSet, HashMap},
    fmt, fs, io,
    path::{Path, PathBuf},
};

/// How much of a value is looked up before the rest is compared, in bytes. Shorter values are not looked for: they are in everything.
pub const LEAST: usize = 6;

/// Values, and where they may hide.
#[derive(Debug, Default)]
pub struct Leaks {
    /// By their first bytes: the form, and which value it is of.
    forms: HashMap<[u8; LEAST], Vec<(Vec<u8>, usize)>>,
    values: Vec<String>,
}

/// A value that left.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leak {
    /// The value.
    pub value: String,
    /// In which file, or whatever else the bytes were called.
    pub place: PathBuf,
    /// At which byte.
    pub at: usize,
}

impl fmt::Display for Leak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is in {} at byte {}", self.value, self.place.display(), self.at)
    }
}

impl Leaks {
    /// These values, but for what may leave and what is part of it: of `www.evil.example` none of `evil.example`, if that was released.
    pub fn of(values: impl IntoIterator<Item = String>, released: &[&str]) -> Self {
        let mut leaks = Leaks::default();
        let released: Vec<String> = released.iter().map(|value| value.to_lowercase()).collect();
        let values: BTreeSet<String> = values.into_iter().map(|value| value.to_lowercase()).collect();
        for value in values {
            if value.len() >= LEAST && !released.iter().any(|released| released.contains(&value)) {
                leaks.add(value);
            }
        }
        leaks
    }

    /// How many values are looked for.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether nothing is looked for: then nothing is held against anything.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    fn add(&mut self, value: String) {
        let number = self.values.len();
        for form in forms::of(&value) {
            if let Some(first) = form.first_chunk::<LEAST>() {
                self.forms.entry(*first).or_default().push((form, number));
            }
        }
        self.values.push(value);
    }

    /// Looks for all values in bytes that are called `place`; each once.
    pub fn in_bytes(&self, place: &Path, bytes: &[u8]) -> Vec<Leak> {
        let lower = bytes.to_ascii_lowercase();
        let mut found = BTreeSet::new();
        for (text, is_lower) in [(&lower[..], true), (bytes, false)] {
            for (at, window) in text.windows(LEAST).enumerate() {
                let Some(first) = window.first_chunk::<LEAST>() else { continue };
                for (form, number) in self.forms.get(first).into_iter().flatten() {
                    if text[at..].starts_with(form) && (is_lower || form.iter().any(u8::is_ascii_uppercase)) {
                        found.insert((*number, at));
                    }
                }
            }
        }
        let mut told = BTreeSet::new();
        let leak = |(number, at): (usize, usize)| Leak {
            value: self.values[number].clone(),
            place: place.to_owned(),
            at,
        };
        found.into_iter().filter(|(number, _)| told.insert(*number)).map(leak).collect()
    }

    /// Looks for all values in every file below a folder, and in the names of the files.
    ///
    /// # Errors
    /// A file that cannot be read. One that goes while it is looked at (a running node moves files) is passed over.
    pub fn in_folder(&self, folder: &Path) -> io::Result<Vec<Leak>> {
        let mut found = Vec::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder)? {
                let path = entry?.path();
                found.extend(self.in_bytes(&path, path.to_string_lossy().as_bytes()));
                match fs::symlink_metadata(&path) {
                    Ok(known) if known.is_dir() => folders.push(path),
                    Ok(known) if known.is_file() => match fs::read(&path) {
                        Ok(bytes) => found.extend(self.in_bytes(&path, &bytes)),
                        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                        Err(error) => return Err(error),
                    },
                    _ => {}
                }
            }
        }
        found.sort();
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaks() -> Leaks {
        Leaks::of(
            ["secret-host.example", "evil.example", "www.evil.example", "tcp"].map(str::to_owned),
            &["evil.example"],
        )
    }

    fn found(bytes: &[u8]) -> Vec<String> {
        leaks().in_bytes(Path::new("x"), bytes).into_iter().map(|leak| leak.value).collect()
    }

    #[test]
    fn what_may_leave_is_not_looked_for_and_the_rest_is_found_in_every_form() {
        assert_eq!(leaks().len(), 2, "what is too short, and what was released, is not looked for");
        assert!(found(b"it was evil.example over tcp, secret-hose.example").is_empty());
        let forms: [&[u8]; 12] = [
            b"x secret-host.example y",
            b"SECRET-Host.Example",
            b"c2VjcmV0LWhvc3QuZXhhbXBsZQ==",
            b"eHNlY3JldC1ob3N0LmV4YW1wbGU=",
            b"eHhzZWNyZXQtaG9zdC5leGFtcGxl",
            b"7365637265742d686f73742e6578616d706c65",
            b"7365637265742D686F73742E6578616D706C65",
            b"secret%2Dhost%2Eexample",
            b"secret\\u002dhost\\u002eexample",
            b"s\0e\0c\0r\0e\0t\0-\0h\0o\0s\0t\0.\0e\0x\0a\0m\0p\0l\0e\0",
            b"\0s\0e\0c\0r\0e\0t\0-\0h\0o\0s\0t\0.\0e\0x\0a\0m\0p\0l\0e",
            b"xxxsecret-host.example",
        ];
        for form in forms {
            assert_eq!(found(form), ["secret-host.example"], "{}", String::from_utf8_lossy(form));
        }
        assert_eq!(found(b"www.evil.example"), ["www.evil.example"]);
    }

    #[test]
    fn a_folder_is_looked_through_with_its_names() {
        let folder = std::env::temp_dir().join(format!("leaks-{}", std::process::id()));
        fs::create_dir_all(folder.join("a/secret-host.example")).expect("made");
        fs::write(folder.join("a/b"), "nothing").expect("written");
        fs::write(folder.join("c"), "in secret-host.example.").expect("written");
        let found = leaks().in_folder(&folder).expect("readable");
        fs::remove_dir_all(&folder).expect("removed");
        assert_eq!(
            found.iter().map(|leak| leak.place.clone()).collect::<Vec<_>>(),
            [folder.join("a/secret-host.example"), folder.join("c")]
        );
    }
}
