//! The process around a node: its runtime, its signals, what it writes about its work.

use crate::{
    config::{Config, Format, Tracing},
    start,
};
use home::{Home, Keys};
use tokio::signal::unix::{SignalKind, signal};

/// Runs the node of a home until the process is told to end (SIGTERM, SIGINT). It is the only thing that a program calls here.
///
/// # Errors
/// Those of [`start::run`]; a system that gives no threads.
pub fn serve(home: Home, config: Config, keys: Keys) -> anyhow::Result<()> {
    write_about(&config.log)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_name("node").build()?;
    let done = runtime.block_on(async {
        let stop = told_to_end()?;
        start::run(home, config, keys, stop).await
    });
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    done
}

/// Done when a signal to end has come.
fn told_to_end() -> anyhow::Result<impl Future<Output = ()>> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Sets up what is written to standard error.
fn write_about(config: &Tracing) -> anyhow::Result<()> {
    let filter = format!("{0},hyper=warn,rustls=error", config.level.as_str());
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let set = match config.format {
        Format::Text => lines.with_ansi(false).try_init(),
        Format::Json => lines.json().try_init(),
    };
    set.map_err(|error| anyhow::anyhow!("what is written about the node cannot be set up: {error}"))
}
