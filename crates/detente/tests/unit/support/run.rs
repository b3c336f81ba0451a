//! How a run of the program ended and what it said.

use std::process::Command;

/// A run.
#[derive(Debug)]
pub struct Run {
    /// The exit code; `None` for one that was killed.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Run {
    /// Runs a command. No run of any test may panic, so that is looked for here.
    pub fn of(mut command: Command) -> Self {
        let output = command.output().expect("the program starts");
        let run = Run {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        };
        assert!(!run.err.contains("panicked"), "{command:?} panicked: {}", run.err);
        run
    }

    /// Sees that it ended with this code.
    #[track_caller]
    pub fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    /// Sees that it said this, on either stream.
    #[track_caller]
    pub fn said(self, what: &str) -> Self {
        assert!(
            self.out.contains(what) || self.err.contains(what),
            "nothing was said of {what:?}\nstdout:\n{}\nstderr:\n{}",
            self.out,
            self.err
        );
        self
    }
}
