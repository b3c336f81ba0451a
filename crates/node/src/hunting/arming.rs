//! Rules and indicators, built beside those in use and swapped in.

use super::{lore::Lore, pause};
use crate::{AlarmKind, Node, config::Hunt};
use anyhow::{Context, bail};
use hunt::{Ruleset, sigma};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// How often is looked whether files of rules have changed.
const LOOK: Duration = Duration::from_secs(3);

/// How many threads read rules: the hunt has the rest of the machine.
const THREADS: usize = 2;

/// Rules ready to hunt with.
pub(super) struct Armed {
    pub(super) ruleset: Ruleset,
}

/// Keeps the hunt armed until the node stops.
pub(super) fn run(node: &Arc<Node>) {
    let (mut known, mut next) = (None, Instant::now());
    let mut lore = Lore::new(node);
    while !node.is_stopping() {
        if Instant::now() >= next {
            let config = node.config().hunt.clone();
            let stamp = (
                armoury::stamp(&config.rules),
                armoury::stamp(&config.mappings),
                config.rules.clone(),
                config.level.clone(),
            );
            if known.as_ref() != Some(&stamp) {
                arm(node, &config);
                known = Some(stamp);
            }
            next = Instant::now() + LOOK;
        }
        lore.turn(node);
        pause();
    }
}

/// Takes the rules up. Where they cannot be read, those before stay; at the start, only indicators are hunted with.
fn arm(node: &Node, config: &Hunt) {
    let (ruleset, count) = match load(config) {
        Ok(loaded) => {
            node.lower(AlarmKind::NotArmed, None);
            loaded
        }
        Err(error) => {
            node.alarm(AlarmKind::NotArmed, None, format!("the rules cannot be used: {error:#}"));
            if node.hunting.armed().is_some() {
                return;
            }
            (Ruleset::new(Vec::new(), hunt::Mappings::builtin()), 0)
        }
    };
    tracing::info!(rules = count, "rules to hunt with");
    node.hunting.with_state(|state| state.rules = count);
    node.hunting.arm(Armed { ruleset });
}

/// The rules that the configuration names, and how many they are.
///
/// # Errors
/// A path that is not there, a mapping that is wrong, no rule at all.
pub(crate) fn load(config: &Hunt) -> anyhow::Result<(Ruleset, usize)> {
    let mappings = match armoury::mappings::load(&config.mappings)? {
        Ok(mappings) => mappings,
        Err(refused) => bail!(
            "a mapping is wrong: {}",
            refused.diagnostics.first().map(ToString::to_string).unwrap_or_default()
        ),
    };
    let placeholders = sigma::Placeholders::from(mappings.clone());
    for path in &config.rules {
        path.metadata().with_context(|| format!("cannot read {}", path.display()))?;
    }
    let loaded = match config.rules.is_empty() {
        true => sigma::assemble(armoury::builtin::documents(&placeholders)),
        false => armoury::rules::load(&config.rules, &placeholders, THREADS)?.loaded,
    };
    if loaded.not_loaded > 0 {
        tracing::warn!(rules = loaded.not_loaded, "some rules do not load: `detente rules check` shows why");
    }
    let loaded = match config.least() {
        Some(least) => loaded.from_level(least),
        None => loaded,
    };
    let count = loaded.loaded;
    if count == 0 {
        bail!("no rule was loaded: `detente rules check` shows why");
    }
    Ok((loaded.into_ruleset(mappings), count))
}
