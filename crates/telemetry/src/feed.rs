//! The one end that all workers pull from: inputs one after another, each cut into blocks.

use crate::{
    Error, Inputs, Source,
    inputs::{Input, label},
    open::{Failure, Leaf, Open, Stream},
    sweep::Item,
};
use event::{Block, Blocks, Format, sniff};
use std::{io, sync::Arc};

/// Something to do, or something to say, in the order of the input.
pub(crate) enum Task<T> {
    Work(Arc<Source>, Block),
    Say(Item<T>),
}

pub(crate) struct Feed {
    inputs: Inputs,
    open: Option<Open>,
    current: Option<(Arc<Source>, Blocks<Stream>)>,
    sources: usize,
}

impl Feed {
    pub(crate) fn new(inputs: Inputs) -> Self {
        Feed { inputs, open: None, current: None, sources: 0 }
    }

    pub(crate) fn set_format(&mut self, format: Option<Format>) {
        self.inputs.format = format;
    }

    /// The next task, none at the end of all inputs.
    pub(crate) fn next<T>(&mut self) -> Option<Task<T>> {
        loop {
            if let Some((source, blocks)) = self.current.take() {
                return Some(self.go_on(source, blocks));
            }
            let Some(open) = &mut self.open else {
                let input = self.inputs.queue.pop_front()?;
                if let Err((label, error)) = self.open(input) {
                    return Some(Task::Say(Item::Failed { label, error }));
                }
                continue;
            };
            match open.next() {
                Some(Ok(leaf)) => return Some(Task::Say(self.start(leaf))),
                Some(Err(Failure { label, error })) => return Some(Task::Say(Item::Failed { label, error })),
                None => self.open = None,
            }
        }
    }

    fn open(&mut self, input: Input) -> Result<(), (String, Error)> {
        let progress = self.inputs.progress();
        let open = match input {
            Input::Bad(label, error) => return Err((label, error)),
            Input::Stdin => Open::stream(io::stdin(), "-", progress),
            Input::Bytes(label, bytes) => Open::stream(io::Cursor::new(bytes), &label, progress),
            Input::File(path) => {
                let label = label(&path);
                Open::file(&path, label.clone(), progress).map_err(|error| (label, error.into()))?
            }
        };
        self.inputs.progress.add_file();
        self.open = Some(open);
        Ok(())
    }

    fn start<T>(&mut self, leaf: Leaf) -> Item<T> {
        let Leaf { label, start, stream } = leaf;
        match self.inputs.format.or_else(|| sniff(&start)) {
            _ if start.is_empty() => self.start_empty(label, stream),
            None => Item::Unrecognised { label },
            Some(format) => {
                let source = Arc::new(Source { label, format, number: self.sources });
                self.sources += 1;
                self.current = Some((Arc::clone(&source), Blocks::new(stream, format)));
                Item::Started(source)
            }
        }
    }

    /// A stream of nothing, or one that cannot be read at all.
    fn start_empty<T>(&self, label: String, mut stream: Stream) -> Item<T> {
        match stream.read_to_end(&mut Vec::new()) {
            Ok(_) => Item::Empty { label },
            Err(error) => Item::Failed { label, error: error.into() },
        }
    }

    /// The next block; at the end of the stream, how it ended.
    fn go_on<T>(&mut self, source: Arc<Source>, mut blocks: Blocks<Stream>) -> Task<T> {
        let before = blocks.offset();
        let next = blocks.next();
        self.inputs.progress.add_unpacked(blocks.offset() - before);
        match next {
            Ok(Some(block)) => {
                self.current = Some((Arc::clone(&source), blocks));
                Task::Work(source, block)
            }
            Ok(None) => Task::Say(Item::Ended { source, bytes: blocks.offset() }),
            Err(error) => Task::Say(Item::Failed { label: source.label.clone(), error: error.into() }),
        }
    }
}
