//! What the commands write: files that are new, and text for terminals, spreadsheets and programs.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::output::escape::{csv_cell, json_string, terminal};
use crate::output::grouped;

/// `FILE.extension`, beside nothing that it would replace.
pub fn beside(file: &Path, extension: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(extension);
    PathBuf::from(name)
}

/// Refuses to write over a file: it may be the only openings of an earlier seal.
pub fn refuse_existing(path: &Path) -> anyhow::Result<()> {
    if path.symlink_metadata().is_ok() {
        bail!("{}: exists already and is not replaced; move it away or name another file", path.display());
    }
    Ok(())
}

/// A file in the making. It appears under its name, readable by its owner alone, when it is finished; a crash before leaves nothing.
pub struct SecretFile {
    file: BufWriter<tempfile::NamedTempFile>,
    path: PathBuf,
}

impl SecretFile {
    /// Begins a file at `path`.
    pub fn create(path: &Path) -> anyhow::Result<Self> {
        refuse_existing(path)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // The library makes files of mode 0600.
        let file = tempfile::NamedTempFile::new_in(folder)
            .with_context(|| format!("{}: cannot write", folder.display()))?;
        Ok(SecretFile { file: BufWriter::with_capacity(1 << 20, file), path: path.to_owned() })
    }

    /// Where rows are written.
    pub fn writer(&mut self) -> &mut impl Write {
        &mut self.file
    }

    /// Puts the file in its place.
    pub fn finish(self) -> anyhow::Result<()> {
        let cannot = || format!("{}: cannot write", self.path.display());
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error).with_context(cannot)?;
        file.as_file().sync_all().with_context(cannot)?;
        file.persist_noclobber(&self.path).with_context(cannot)?;
        Ok(())
    }
}

/// Writes a new file that anybody may read.
pub fn write_public(path: &Path, text: &str) -> anyhow::Result<()> {
    let cannot = || format!("{}: cannot write", path.display());
    let mut file: File = OpenOptions::new().write(true).create_new(true).open(path).with_context(cannot)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).with_context(cannot)
}

/// Writes to standard output.
pub fn print(bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush())?;
    Ok(())
}

/// A reader that closes the pipe has seen enough, which is no error.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// A count with commas between thousands.
pub fn count(number: impl Into<i128>) -> String {
    let number: i128 = number.into();
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", grouped(number.unsigned_abs()))
}

/// A line of a CSV file.
pub fn csv_line<S: AsRef<str>>(out: &mut Vec<u8>, cells: impl IntoIterator<Item = S>) {
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        csv_cell(out, cell.as_ref());
    }
    out.push(b'\n');
}

/// Lines of cells in columns, indented by two; numbers to the right.
pub fn aligned(lines: &[Vec<String>]) -> String {
    let lines: Vec<Vec<String>> =
        lines.iter().map(|line| line.iter().map(|cell| terminal(cell)).collect()).collect();
    let width = lines.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..width)
        .map(|at| {
            lines.iter().filter_map(|line| line.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for line in &lines {
        let mut row = String::from(" ");
        for (cell, width) in line.iter().zip(&widths) {
            let pad = " ".repeat(width - cell.chars().count());
            let number = cell.starts_with(|c: char| c.is_ascii_digit() || c == '-')
                && cell.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '-' | '%'));
            row += &if number { format!(" {pad}{cell} ") } else { format!(" {cell}{pad} ") };
        }
        text += row.trim_end();
        text.push('\n');
    }
    text
}

/// A JSON value, made by hand so that what a terminal would obey is escaped in it too.
#[derive(Clone, Debug)]
pub enum Json {
    /// Nothing.
    Null,
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(i128),
    /// Words.
    Text(String),
    /// Values in order.
    List(Vec<Json>),
    /// Named values in order.
    Object(Vec<(&'static str, Json)>),
}

impl Json {
    /// A number.
    pub fn number(number: impl Into<i128>) -> Self {
        Json::Number(number.into())
    }

    /// Words.
    pub fn text(text: impl Into<String>) -> Self {
        Json::Text(text.into())
    }

    /// Words or nothing.
    pub fn maybe(text: Option<impl Into<String>>) -> Self {
        text.map_or(Json::Null, Json::text)
    }

    /// Words in order.
    pub fn texts<S: Into<String>>(texts: impl IntoIterator<Item = S>) -> Self {
        Json::List(texts.into_iter().map(Json::text).collect())
    }

    /// As text, a list element a line at the two outermost levels.
    pub fn write(&self, out: &mut Vec<u8>, depth: usize) {
        let between = |out: &mut Vec<u8>, at: usize| {
            out.extend_from_slice(if at > 0 { b"," } else { b"" });
            out.extend_from_slice(if depth < 2 { b"\n" } else { b"" });
        };
        match self {
            Json::Null => out.extend_from_slice(b"null"),
            Json::Flag(flag) => out.extend_from_slice(flag.to_string().as_bytes()),
            Json::Number(number) => out.extend_from_slice(number.to_string().as_bytes()),
            Json::Text(text) => json_string(out, text),
            Json::List(values) => {
                out.push(b'[');
                for (at, value) in values.iter().enumerate() {
                    between(out, at);
                    value.write(out, depth + 1);
                }
                out.push(b']');
            }
            Json::Object(members) => {
                out.push(b'{');
                for (at, (name, value)) in members.iter().enumerate() {
                    between(out, at);
                    json_string(out, name);
                    out.push(b':');
                    value.write(out, depth + 1);
                }
                out.push(b'}');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_commas() {
        assert_eq!([0, 999, 1_000, -1_234_567].map(count), ["0", "999", "1,000", "-1,234,567"]);
    }

    #[test]
    fn json_is_json() {
        let json = Json::Object(vec![
            ("a", Json::List(vec![Json::Null, Json::Flag(true), Json::Number(-1)])),
            ("b", Json::text("\u{1b}[2J\"\u{202e}")),
            ("c", Json::List(vec![])),
        ]);
        let mut out = Vec::new();
        json.write(&mut out, 0);
        let back: serde_json::Value = serde_json::from_slice(&out).expect("is JSON");
        assert_eq!(back, serde_json::json!({"a": [null, true, -1], "b": "\u{1b}[2J\"\u{202e}", "c": []}));
        assert!(!out.contains(&0x1b));
    }
}
