//! How often things happen, in seconds.

use anyhow::bail;
use serde::Deserialize;
use std::time::Duration;

/// How often things happen. All in seconds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Times {
    /// How often each peer is asked for the heads that it knows. Longer: a lie shown to others is seen later here.
    pub gossip: u64,
    /// After how long without news the newest head is shown to the witnesses again, so that its cosignatures are fresh.
    pub heartbeat: u64,
    /// How often a receipt is said, where there is something new to say.
    pub receipt: u64,
    /// How often at most a quote is said. Shorter: statements are on record sooner, and the log has more quotes.
    pub quote: u64,
    /// How old the newest cosignature under a log's head may be before the log counts as frozen.
    pub frozen: u64,
    /// How long a body may be missing before it counts as withheld.
    pub withheld: u64,
}

impl Default for Times {
    fn default() -> Self {
        Times { gossip: 5, heartbeat: 60, receipt: 3_600, quote: 1, frozen: 900, withheld: 3_600 }
    }
}

/// The longest time that makes sense: a week.
const MAX_SECONDS: u64 = 604_800;

impl Times {
    pub(super) fn check(&self) -> anyhow::Result<()> {
        let all = [
            ("gossip", self.gossip),
            ("heartbeat", self.heartbeat),
            ("receipt", self.receipt),
            ("quote", self.quote),
            ("frozen", self.frozen),
            ("withheld", self.withheld),
        ];
        for (name, seconds) in all {
            if !(1..=MAX_SECONDS).contains(&seconds) {
                bail!("times.{name} is not between 1 and {MAX_SECONDS} seconds");
            }
        }
        match self.frozen > self.heartbeat {
            true => Ok(()),
            false => {
                bail!("times.frozen must be longer than times.heartbeat: every log would count as frozen")
            }
        }
    }

    /// [`Times::gossip`] as a duration.
    pub fn gossip(&self) -> Duration {
        Duration::from_secs(self.gossip)
    }

    /// [`Times::heartbeat`] as a duration.
    pub fn heartbeat(&self) -> Duration {
        Duration::from_secs(self.heartbeat)
    }

    /// [`Times::quote`] as a duration.
    pub fn quote(&self) -> Duration {
        Duration::from_secs(self.quote)
    }
}
