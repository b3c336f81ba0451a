//! The socket in the home, `node.socket`: whoever owns the home comes in by it without a token, and nobody else does.

use anyhow::{Context, bail};
use std::{
    fs,
    io::ErrorKind,
    os::unix::{
        fs::{FileTypeExt, MetadataExt, PermissionsExt},
        net::UnixStream as Blocking,
    },
    path::Path,
};
use tokio::net::{UnixListener, UnixStream};

/// What it is called in the home.
pub const SOCKET: &str = "node.socket";

/// Binds it, and says who owns the home. What a node left behind that was killed is removed; where a node answers, this one must not run.
pub(super) fn bind(home: &Path) -> anyhow::Result<(UnixListener, u32)> {
    let path = home.join(SOCKET);
    let cannot =
        || format!("cannot listen on {} (a path of a socket is at most 107 bytes long)", path.display());
    let owner = fs::metadata(home).with_context(cannot)?.uid();
    remove_stale(&path)?;
    let socket = UnixListener::bind(&path).with_context(cannot)?;
    // Until here others could connect if the home let them in; whose process it is, is looked at anyway.
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).with_context(cannot)?;
    Ok((socket, owner))
}

fn remove_stale(path: &Path) -> anyhow::Result<()> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| format!("cannot look at {}", path.display())),
        Ok(meta) if !meta.file_type().is_socket() => bail!("{} is no socket: remove it", path.display()),
        Ok(_) => {}
    }
    if Blocking::connect(path).is_ok() {
        bail!("a node runs in this home already: it answers on {}", path.display());
    }
    fs::remove_file(path).with_context(|| format!("cannot remove {}", path.display()))
}

/// Whether the process at the other end is of this user, as the kernel has it.
pub(super) fn is_of(stream: &UnixStream, owner: u32) -> bool {
    stream.peer_cred().is_ok_and(|peer| peer.uid() == owner)
}
