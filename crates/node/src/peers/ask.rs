//! What can be asked of a peer, as the path of a request. Both sides use this, and a path has one spelling.

use log::TileId;
use note::{Malformed, encoding};
use statement::MemberName;
use std::{fmt, str::FromStr};

const WHAT: &str = "path of a peer";

/// How long a path may be: a member's name and the longest path of a tile.
const MAX_PATH: usize = 256;

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// `/about`: version, unit, charter, sheets.
    About,
    /// `/heads`: the newest heads of all logs.
    Heads,
    /// `/log/MEMBER/checkpoint`: the newest head of a log (C2SP tlog-tiles).
    Checkpoint(MemberName),
    /// `/log/MEMBER/tile/LEVEL/...` (C2SP tlog-tiles).
    Tile(MemberName, TileId),
    /// `/log/MEMBER/tile/entries/...` (C2SP tlog-tiles).
    Bundle(MemberName, TileId),
    /// `/add-checkpoint` (C2SP tlog-witness).
    AddCheckpoint,
    /// `/body/SHA256`, in lower-case hex.
    Body([u8; 32]),
    /// `/charters/N`.
    Charter(u64),
    /// `/sheets/MEMBER/N`.
    Sheet(MemberName, u64),
}

impl fmt::Display for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ask::About => f.write_str("/about"),
            Ask::Heads => f.write_str("/heads"),
            Ask::Checkpoint(owner) => write!(f, "/log/{owner}/checkpoint"),
            Ask::Tile(owner, id) => write!(f, "/log/{owner}/{}", id.path()),
            Ask::Bundle(owner, id) => write!(f, "/log/{owner}/{}", id.bundle_path()),
            Ask::AddCheckpoint => f.write_str("/add-checkpoint"),
            Ask::Body(hash) => {
                write!(f, "/body/{}", encoding::hex(hash))
            }
            Ask::Charter(number) => write!(f, "/charters/{number}"),
            Ask::Sheet(member, number) => write!(f, "/sheets/{member}/{number}"),
        }
    }
}

impl FromStr for Ask {
    type Err = Malformed;

    fn from_str(path: &str) -> Result<Self, Malformed> {
        let refused = || Malformed::new(WHAT, "there is no such path");
        if path.len() > MAX_PATH {
            return Err(refused());
        }
        let (first, rest) = path.strip_prefix('/').ok_or_else(refused)?.split_once('/').unwrap_or((path, ""));
        let ask = match (first, rest) {
            ("/about", "") => Ask::About,
            ("/heads", "") => Ask::Heads,
            ("/add-checkpoint", "") => Ask::AddCheckpoint,
            ("log", rest) => of_log(rest).ok_or_else(refused)?,
            ("body", hex) => Ask::Body(encoding::unhex(hex).ok_or_else(refused)?),
            ("charters", number) => Ask::Charter(encoding::decimal(WHAT, number)?),
            ("sheets", rest) => {
                let (member, number) = rest.split_once('/').ok_or_else(refused)?;
                Ask::Sheet(member.parse()?, encoding::decimal(WHAT, number)?)
            }
            _ => return Err(refused()),
        };
        Ok(ask)
    }
}

fn of_log(rest: &str) -> Option<Ask> {
    let (owner, rest) = rest.split_once('/')?;
    let owner: MemberName = owner.parse().ok()?;
    if rest == "checkpoint" {
        return Some(Ask::Checkpoint(owner));
    }
    match rest.strip_prefix("tile/entries/") {
        Some(number) => Some(Ask::Bundle(owner, format!("tile/0/{number}").parse().ok()?)),
        None => Some(Ask::Tile(owner, rest.parse().ok()?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_one_spelling() {
        let hash = "ab".repeat(32);
        let good = [
            "/about".to_owned(),
            "/heads".to_owned(),
            "/add-checkpoint".to_owned(),
            "/log/alpha/checkpoint".to_owned(),
            "/log/alpha/tile/0/000".to_owned(),
            "/log/alpha/tile/7/x001/234.p/17".to_owned(),
            "/log/alpha/tile/entries/x001/x234/567".to_owned(),
            format!("/body/{hash}"),
            "/charters/1".to_owned(),
            "/sheets/alpha/12".to_owned(),
        ];
        for path in good {
            assert_eq!(path.parse::<Ask>().map(|ask| ask.to_string()), Ok(path));
        }
    }

    #[test]
    fn threat_30_paths_that_try_to_leave_are_none() {
        let bad = [
            "",
            "/",
            "about",
            "//about",
            "/about/",
            "/About",
            "/about?x",
            "/log/../checkpoint",
            "/log/alpha/../../keys/1.key",
            "/log/%61lpha/checkpoint",
            "/log/%2e%2e/checkpoint",
            "/log/alpha/checkpoint/",
            "/log/alpha//checkpoint",
            "/log/alpha/lock",
            "/log/alpha/tile/0/-1",
            "/log/alpha/tile/0/0",
            "/log/alpha/tile/00/000",
            "/log/alpha/tile/8/000",
            "/log/alpha/tile/0/000.p/0",
            "/log/alpha/tile/0/000.p/256",
            "/log/alpha/tile/0/000.p/01",
            "/log/alpha/tile/0/../000",
            "/log/alpha/tile/entries/entries/000",
            "/log/alpha/tile/entries/x000/001",
            "/log/Alpha/checkpoint",
            "/body/ab",
            "/body/../../keys/1.key",
            "/charters/01",
            "/charters/-1",
            "/charters/1/2",
            "/sheets/alpha",
            "/sheets/alpha/1/2",
            "/sheets/../1",
            "http://alpha/about",
            "\\about",
            "/about\0",
        ];
        for path in bad {
            assert!(path.parse::<Ask>().is_err(), "{path:?}");
        }
        assert!(format!("/body/{}", "AB".repeat(32)).parse::<Ask>().is_err());
        assert!(format!("/log/{}/checkpoint", "a".repeat(64)).parse::<Ask>().is_err());
    }
}
