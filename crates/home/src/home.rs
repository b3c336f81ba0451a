//! The home of a member.

use crate::{Charters, Heads, Keys, Passphrase, Sheets, Shelf, files};
use anyhow::{Context, bail};
use log::{Checkpoint, Equivocation, Hash, Head, MAX_EVIDENCE};
use logdir::LogDir;
use note::{Note, VerifierKey};
use statement::{Charter, KeySheet, MemberName, Role, SignedCharter};
use std::path::{Path, PathBuf};

/// How long the files `member` and `root.vkey` may be.
const MAX_LINE: usize = 1024;

/// A member's folder.
#[derive(Debug)]
pub struct Home {
    shelf: Shelf,
    member: MemberName,
}

impl Home {
    /// Opens the home that `detente init` made.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let file = path.join("member");
        if !file.exists() {
            bail!("{} is no member's home: `detente init MEMBER` makes one", path.display());
        }
        let name = line(&file)?.parse().with_context(|| format!("{} is damaged", file.display()))?;
        Ok(Home { shelf: Shelf::new(path), member: name })
    }

    /// Refuses a folder in which there are keys already, of a whole home or a half-made one.
    pub fn refuse_existing(path: &Path) -> anyhow::Result<()> {
        let made =
            ["member", "root.vkey", "root.key", "keys"].into_iter().find(|name| path.join(name).exists());
        match made {
            Some(name) => bail!("{} is a home already: it has {name}; nothing was written", path.display()),
            None => Ok(()),
        }
    }

    /// Begins a home. Its name is written last of all, by [`Home::finish`]: without it there is no home.
    pub fn begin(path: &Path, member: &MemberName) -> anyhow::Result<Self> {
        Home::refuse_existing(path)?;
        files::make_folder(&path.join("keys"))?;
        Ok(Home { shelf: Shelf::new(path), member: member.clone() })
    }

    /// Makes a home of what was begun.
    pub fn finish(&self, root: &VerifierKey) -> anyhow::Result<()> {
        files::write_new(&self.path().join("root.vkey"), format!("{root}\n").as_bytes())?;
        files::write_new(&self.path().join("member"), format!("{}\n", self.member).as_bytes())
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.shelf.path()
    }

    /// What lies where.
    pub fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// Whose home it is.
    pub fn member(&self) -> &MemberName {
        &self.member
    }

    /// The file of the secret keys of sheet `number`.
    pub fn key_file(&self, number: u64) -> PathBuf {
        self.path().join("keys").join(format!("{number}.key"))
    }

    /// The sheets whose secret keys are here.
    pub fn key_files(&self) -> anyhow::Result<Vec<u64>> {
        files::numbered(&self.path().join("keys"), "key")
    }

    /// The public half of the root key.
    pub fn root_verifier(&self) -> anyhow::Result<VerifierKey> {
        let path = self.path().join("root.vkey");
        line(&path)?.parse().with_context(|| format!("{} is damaged", path.display()))
    }

    /// The charters that are here.
    pub fn charters(&self) -> anyhow::Result<Charters> {
        Charters::load(&self.shelf)
    }

    /// The key sheets that are here.
    pub fn sheets(&self, charters: &Charters) -> anyhow::Result<Sheets> {
        Sheets::load(&self.shelf, charters)
    }

    /// The member's own newest sheet.
    pub fn sheet<'s>(&self, sheets: &'s Sheets) -> anyhow::Result<&'s KeySheet> {
        let missing = "you have no key sheet in this unit yet: make one with `detente keys sheet`";
        sheets.newest(&self.member).context(missing)
    }

    /// The member's own secret keys, those of its newest sheet.
    pub fn keys(&self, sheet: &KeySheet, passphrase: &mut Option<Passphrase>) -> anyhow::Result<Keys> {
        let keys = Keys::read(self, sheet.number, passphrase)?;
        let strange =
            || format!("{} is not of your key sheet {}", self.key_file(sheet.number).display(), sheet.number);
        if sheet.transport != Some(keys.transport().pin()?) {
            bail!(strange());
        }
        for role in Role::ALL {
            let is_same = match role {
                Role::Witness => keys.cosigner(&sheet.unit, &sheet.member)?.verifier() == sheet.key(role),
                _ => keys.signing(&sheet.unit, &sheet.member, role)?.verifier() == sheet.key(role),
            };
            if !is_same {
                bail!(strange());
            }
        }
        Ok(keys)
    }

    /// The member's own log, made where there is none.
    pub fn own_log(&self, sheets: &Sheets, sheet: &KeySheet, keys: &Keys) -> anyhow::Result<LogDir> {
        if let Some(log) = self.log(sheets, &self.member)? {
            return Ok(log);
        }
        let folder = self.shelf.log(&self.member);
        let empty = Checkpoint { origin: sheet.log.name().clone(), size: 0, root: Hash::empty() };
        let head = Head::sign(empty, &keys.signing(&sheet.unit, &self.member, Role::Log)?)?;
        files::make_folder(&folder)?;
        Ok(LogDir::create(&folder, &sheet.log, head.note().clone())?)
    }

    /// The log of a member, its own or a mirror, finished if a crash interrupted it. `None` where there is none.
    pub fn log(&self, sheets: &Sheets, owner: &MemberName) -> anyhow::Result<Option<LogDir>> {
        let folder = self.shelf.log(owner);
        if !folder.join("checkpoint").exists() {
            return Ok(None);
        }
        let keys: Vec<VerifierKey> = sheets.keys(owner, Role::Log).into_iter().cloned().collect();
        Ok(Some(LogDir::open_by_any(&folder, &keys)?))
    }

    /// Refuses to sign for a log that is shorter than it was: this home came from a backup.
    pub fn refuse_backup(&self, log: &LogDir) -> anyhow::Result<()> {
        let seen = Heads::new(&self.shelf, &self.member).sizes()?.last().copied().unwrap_or(0);
        let size = log.edge().size();
        if seen > size {
            bail!(
                "your log has {size} entries here and had {seen} when others saw it: this home is from a backup. Import a folder of \
                 another member that has the newer log before you say anything"
            );
        }
        Ok(())
    }

    /// The folder of what a node remembers beside the logs, the state of the witness above all.
    pub fn memory(&self) -> PathBuf {
        self.path().join("node")
    }

    /// The folder in which an earlier program kept the state of the witness.
    pub fn witness_files(&self) -> PathBuf {
        self.path().join("witness")
    }

    /// The charter that the member acts under now.
    pub fn acts_under<'c>(&self, charters: &'c Charters, now: i64) -> anyhow::Result<&'c Charter> {
        let charter = charters.in_force(now).context(
            "no charter is in force here: `detente charter accept FILE` takes one that holds, and it must have started",
        )?;
        match charter.seat(&self.member) {
            Some(_) => Ok(charter),
            None => bail!("{} is no member under charter {}, which is in force", self.member, charter.number),
        }
    }

    /// Keeps a charter that follows on those that are here.
    pub fn keep_charter(&self, charter: &SignedCharter) -> anyhow::Result<()> {
        files::make_folder(&self.shelf.charters())?;
        let path = self.shelf.charter(charter.charter().number);
        files::write_new(&path, charter.note().to_string().as_bytes())
    }

    /// Keeps a rival beside the charter that is in force: together they are the evidence.
    pub fn keep_rival(&self, charter: &SignedCharter) -> anyhow::Result<()> {
        let folder = self.path().join("evidence");
        files::make_folder(&folder)?;
        let path = folder.join(format!("{}.charter", charter.charter().id));
        match path.exists() {
            true => Ok(()),
            false => files::write_new(&path, charter.note().to_string().as_bytes()),
        }
    }

    /// Keeps a key sheet that follows on those of the member that are here.
    pub fn keep_sheet(&self, member: &MemberName, number: u64, sheet: &Note) -> anyhow::Result<()> {
        files::make_folder(&self.shelf.sheets(member))?;
        files::write_new(&self.shelf.sheet(member, number), sheet.to_string().as_bytes())
    }

    /// The evidence that is kept, in the order of its digests. Files that are none are passed over.
    pub fn evidence(&self) -> anyhow::Result<Vec<Equivocation>> {
        let folder = self.path().join("evidence");
        let mut kept = Vec::new();
        for name in files::names(&folder)?.iter().filter(|name| name.ends_with(".evidence")) {
            kept.extend(Equivocation::parse(&files::read(&folder.join(name), MAX_EVIDENCE)?));
        }
        Ok(kept)
    }

    /// Keeps evidence in a file that is called by its digest.
    pub fn keep_evidence(&self, evidence: &str) -> anyhow::Result<PathBuf> {
        let folder = self.path().join("evidence");
        files::make_folder(&folder)?;
        let path = folder.join(format!("{}.evidence", statement::Digest::of(evidence.as_bytes())));
        if !path.exists() {
            files::write_new(&path, evidence.as_bytes())?;
        }
        Ok(path)
    }
}

fn line(path: &Path) -> anyhow::Result<String> {
    let text = String::from_utf8(files::read(path, MAX_LINE)?)?;
    Ok(text.trim_end_matches('\n').to_owned())
}
