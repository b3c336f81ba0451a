//! What is converted: it is looked at, and then read once or twice.

use exchange::Media;
use std::{
    fs::File,
    io::{self, Cursor, Read, Seek, SeekFrom},
    path::Path,
    sync::Arc,
};

/// How much is looked at to tell what it is.
const START: u64 = 64 << 10;

/// The most that is read of what cannot be read twice, and is held: a pipe.
const MAX_PIPE: u64 = 1 << 30;

/// A file, or what came through a pipe.
pub enum Input {
    File(File),
    Pipe(Arc<[u8]>),
}

impl Input {
    pub fn open(path: &Path) -> io::Result<Self> {
        if path == Path::new("-") {
            return held(io::stdin().lock());
        }
        let mut file = File::open(path)?;
        // What is no regular file may be a pipe under a name.
        if file.metadata()?.is_file() && file.seek(SeekFrom::Start(0)).is_ok() { Ok(Input::File(file)) } else { held(file) }
    }

    /// What it is, told from how it starts.
    pub fn media(&self) -> io::Result<Media> {
        let mut start = Vec::new();
        self.reader()?.take(START).read_to_end(&mut start)?;
        Ok(Media::of(&start))
    }

    /// All of it.
    pub fn whole(&self) -> io::Result<Vec<u8>> {
        let mut whole = Vec::new();
        self.reader()?.read_to_end(&mut whole)?;
        Ok(whole)
    }

    /// It, from its first byte. Only one of these may be read at a time.
    pub fn reader(&self) -> io::Result<Box<dyn Read>> {
        Ok(match self {
            Input::File(file) => {
                let mut file = file.try_clone()?;
                file.seek(SeekFrom::Start(0))?;
                Box::new(file)
            }
            Input::Pipe(held) => Box::new(Cursor::new(held.clone())),
        })
    }
}

fn held(input: impl Read) -> io::Result<Input> {
    let mut held = Vec::new();
    input.take(MAX_PIPE + 1).read_to_end(&mut held)?;
    match held.len() as u64 > MAX_PIPE {
        true => Err(io::Error::other("larger than what is held of a pipe: convert it as a file")),
        false => Ok(Input::Pipe(held.into())),
    }
}
