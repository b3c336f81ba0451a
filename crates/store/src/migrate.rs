//! Tables, step by step: each migration is a pair, up and down. The version of a file is how many of them were applied.

use crate::{Error, connection, file::sealed::Layout};
use rusqlite::Connection;
use std::{fs, path::Path};

/// One step.
pub struct Migration {
    pub(crate) up: &'static str,
    pub(crate) down: &'static str,
}

/// The pair of files `NNN_name.up.sql` and `NNN_name.down.sql` in `migrations/` beside the file that says it.
macro_rules! migration {
    ($name:literal) => {
        $crate::migrate::Migration {
            up: include_str!(concat!("migrations/", $name, ".up.sql")),
            down: include_str!(concat!("migrations/", $name, ".down.sql")),
        }
    };
}
pub(crate) use migration;

/// Brings a file to the newest version.
///
/// # Errors
/// A file of something else, or of a later program; those of the disk: the file has its old version or one in between.
pub(crate) fn up<K: Layout>(connection: &Connection, path: &Path) -> Result<(), Error> {
    let version = version::<K>(connection, path)?;
    let steps = K::MIGRATIONS.iter().enumerate().skip(version as usize);
    for (number, step) in steps {
        apply::<K>(connection, step.up, number as u32 + 1).map_err(|error| error.at("migrate", path))?;
    }
    Ok(())
}

/// Brings a file back to an earlier version, for an earlier program. What that program does not know is lost.
pub(crate) fn down<K: Layout>(connection: &Connection, path: &Path, to: u32) -> Result<(), Error> {
    let version = version::<K>(connection, path)?;
    let steps = K::MIGRATIONS.iter().enumerate().take(version as usize).skip(to as usize).rev();
    for (number, step) in steps {
        apply::<K>(connection, step.down, number as u32).map_err(|error| error.at("migrate", path))?;
    }
    Ok(())
}

/// The version of a file that is one of ours, or empty.
pub(crate) fn version<K: Layout>(connection: &Connection, path: &Path) -> Result<u32, Error> {
    let read =
        |pragma| connection::pragma(connection, pragma).map_err(|error| Error::from(error).at("open", path));
    let (application, version, pages) = (read("application_id")?, read("user_version")?, read("page_count")?);
    let known = K::MIGRATIONS.len() as u32;
    let version = u32::try_from(version).map_err(|_| Error::NotOurs(path.to_owned()))?;
    let bytes = fs::metadata(path).map_err(Error::io("open", path))?.len();
    match (application, version) {
        // SQLite takes a file that was cut off in its first page for a new one.
        (0, 0) if pages == 0 && bytes > 0 => Err(Error::damaged(path, "open", "it is cut off")),
        (0, 0) if pages <= 1 => Ok(0),
        (application, _) if application != i64::from(K::APPLICATION) => Err(Error::NotOurs(path.to_owned())),
        (_, version) if version > known => Err(Error::Newer { path: path.to_owned(), version, known }),
        (_, version) => Ok(version),
    }
}

/// A step and the new version, as one act.
fn apply<K: Layout>(connection: &Connection, step: &str, version: u32) -> Result<(), Error> {
    let application = K::APPLICATION;
    let whole = format!(
        "BEGIN IMMEDIATE; {step} PRAGMA application_id = {application}; PRAGMA user_version = {version}; COMMIT;"
    );
    connection.execute_batch(&whole).map_err(|error| {
        // It fails where none was begun, and then there is nothing to roll back.
        drop(connection.execute_batch("ROLLBACK"));
        error.into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Act, Cache, FindingCause, Flaw, Keep, NewAlarm, NewFinding, Noted, Origin, Quote, Seen, Severity, Tx,
        WantedBody,
    };
    use log::{Hash, Held};
    use statement::{Digest, MemberName};
    use std::path::PathBuf;

    /// The tables, indexes and triggers, as SQL.
    fn schema(connection: &Connection) -> Vec<String> {
        let sql = "SELECT name || ': ' || coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY 1";
        let mut statement = connection.prepare(sql).expect("prepared");
        statement.query_map([], |row| row.get(0)).expect("read").collect::<Result<_, _>>().expect("read")
    }

    fn opened<K: Layout>(folder: &Path) -> (PathBuf, Connection) {
        let path = folder.join(K::NAME);
        let connection = connection::writer::<K>(&path).expect("opened");
        (path, connection)
    }

    /// From a filled file of the newest version down to each other, where the schema is that of the way up, and up again.
    fn goes_both_ways<K: Layout>(fill: impl Fn(&Tx<'_, K>) -> Result<(), Error>) {
        let folder = tempfile::tempdir().expect("a folder");
        let (_, connection) = opened::<K>(folder.path());
        let mut schemas = vec![schema(&connection)];
        for (version, step) in (1..).zip(K::MIGRATIONS) {
            apply::<K>(&connection, step.up, version).expect("up");
            schemas.push(schema(&connection));
        }
        assert!(schemas.windows(2).all(|pair| pair[0] != pair[1]), "each step does something");
        for (version, expected) in schemas.iter().enumerate() {
            let folder = tempfile::tempdir().expect("a folder");
            let (path, connection) = opened::<K>(folder.path());
            up::<K>(&connection, &path).expect("up");
            fill(&Tx::of(&connection)).expect("filled");
            down::<K>(&connection, &path, version as u32).expect("down");
            assert_eq!(schema(&connection), *expected, "down to {version}");
            up::<K>(&connection, &path).expect("up");
            assert_eq!(Some(&schema(&connection)), schemas.last(), "up from {version}");
            connection::check(&connection, &path).expect("whole");
        }
    }

    #[test]
    fn each_step_of_what_is_kept_can_be_taken_back() {
        goes_both_ways::<Keep>(|tx| {
            let member: MemberName = "alpha".parse().expect("a name");
            tx.belong_to(&Digest([7; 32]))?;
            tx.swap_held(&member, &Held::default(), &Held { size: 3, root: Hash([7; 32]) })?;
            tx.count_failure("address 192.0.2.1", 1)?;
            tx.audit(&Act { time: 1, who: "node", act: "start", object: "" })?;
            tx.note_checked(&member, 0, 3, &[(1, Flaw::UnknownKey)])?;
            tx.put_position(&[7; 16], "x", 1)?;
            let alarm =
                NewAlarm { kind: "frozen", subject: Some(&member), since: 1, text: "x", evidence: None };
            tx.raise(&alarm)?;
            let cause =
                FindingCause::Indicator { kind: "domain".to_owned(), value: "evil.example".to_owned() };
            let seen = Seen::Now { time: None, host: Some("one") };
            let origins = [Origin { statement: Digest([7; 32]), member, item: "x".to_owned() }];
            let finding = NewFinding {
                cause: &cause,
                origins: &origins,
                record: Digest([7; 32]),
                title: "a title",
                level: Severity::High,
                met: 1,
                seen,
                place: "a file",
                example: "a record",
            };
            tx.meet(&finding).map(drop)
        });
    }

    #[test]
    fn each_step_of_the_cache_can_be_taken_back() {
        goes_both_ways::<Cache>(|tx| {
            let member: MemberName = "alpha".parse().expect("a name");
            let entries: Vec<Noted> = (0..100).map(|number| Noted::nothing(&[number], "nothing")).collect();
            tx.note_down(&member, 0, &entries)?;
            tx.note_quote(&member, &Quote { index: 50, covers: 40, root: Hash([7; 32]), time: 1 })?;
            tx.want_body(&WantedBody { hash: Digest([7; 32]), bytes: 3, member, index: 4 }, 1)
        });
    }

    #[test]
    fn a_step_that_fails_leaves_the_version_before_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, connection) = opened::<Keep>(folder.path());
        up::<Keep>(&connection, &path).expect("up");
        let before = schema(&connection);
        assert!(apply::<Keep>(&connection, "CREATE TABLE one (a); CREATE TABLE home (a);", 99).is_err());
        assert_eq!(
            (schema(&connection), version::<Keep>(&connection, &path)),
            (before, Ok(Keep::MIGRATIONS.len() as u32))
        );
    }
}
