//! A configuration that was changed while the node runs.

use crate::{Node, blocking, config::Config};
use std::sync::Arc;
use tokio::sync::mpsc::Receiver;

/// Takes each that comes.
pub(crate) async fn run(node: Arc<Node>, mut news: Receiver<Config>) {
    loop {
        let config = tokio::select! {
            config = news.recv() => config,
            () = node.stopping() => return,
        };
        let Some(config) = config else { return };
        let fixed = node.set_up(config);
        node.hunting.reload();
        // Addresses are among the papers.
        match blocking(|| node.reload_papers()) {
            Ok(()) => tracing::info!("the configuration and the papers in the home were read again"),
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "the papers in the home cannot be taken")
            }
        }
        for what in fixed {
            tracing::warn!(what, "this is set otherwise now, and changes with the next start");
        }
    }
}
