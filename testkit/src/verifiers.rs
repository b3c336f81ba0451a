//! The verifiers of others: `tests/verifiers`, in Go and in Python, where they can be run.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

/// A program that prints a verdict for each line of an index.
#[derive(Debug)]
pub struct Verifier {
    /// The language.
    pub name: &'static str,
    command: Vec<PathBuf>,
}

impl Verifier {
    /// Those that can be run here. What Go builds goes to `folder`; `missing` hears why one cannot.
    ///
    /// # Errors
    /// A program that does not build; those of the disk.
    pub fn all(folder: &Path, missing: impl Fn(&str)) -> io::Result<Vec<Self>> {
        let (python, go) = (python(), go(folder)?);
        if python.is_none() {
            missing("there is no Python 3.11 with the package cryptography (Debian: python3-cryptography)");
        }
        if go.is_none() {
            missing("there is no Go with golang.org/x/mod (Debian: golang-go golang-golang-x-mod-dev)");
        }
        Ok(python.into_iter().chain(go).collect())
    }

    /// Its verdict on each line.
    ///
    /// # Errors
    /// A program that fails or says something else.
    pub fn verdicts(&self, index: &Path) -> io::Result<Vec<String>> {
        let (program, arguments) = self.command.split_first().ok_or(io::ErrorKind::InvalidInput)?;
        let output = Command::new(program).args(arguments).arg(index).output()?;
        if !output.status.success() {
            return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
        }
        Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
    }
}

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/verifiers")
}

fn works(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

fn python() -> Option<Verifier> {
    let command = ["python3".into(), "-B".into(), sources().join("main.py")].to_vec();
    works(Command::new("python3").args(["-c", "import cryptography, tomllib"]))
        .then_some(Verifier { name: "Python", command })
}

/// Go as Debian packages it: libraries lie under /usr/share/gocode, and nothing is downloaded.
fn go(folder: &Path) -> io::Result<Option<Verifier>> {
    fs::create_dir_all(folder)?;
    let go = || {
        let mut go = Command::new("go");
        go.current_dir(sources()).env("GO111MODULE", "off").env("GOPATH", "/usr/share/gocode");
        go.env("GOPROXY", "off").env("GOFLAGS", "").env("GOTOOLCHAIN", "local");
        go.env("GOCACHE", folder.join("cache"));
        go
    };
    if !works(go().args(["list", "golang.org/x/mod/sumdb/tlog"])) {
        return Ok(None);
    }
    let program = folder.join("verify");
    let built = go().args(["build", "-o"]).arg(&program).arg(".").output()?;
    match built.status.success() {
        true => Ok(Some(Verifier { name: "Go", command: vec![program] })),
        false => Err(io::Error::other(String::from_utf8_lossy(&built.stderr).into_owned())),
    }
}
