//! The process around a node: its runtime, its signals, what it writes about its work.

use crate::{
    config::{Config, Format, Tracing},
    start,
};
use home::{Home, Keys};
use std::path::PathBuf;
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::mpsc,
};

/// Runs the node of a home until the process is told to end (SIGTERM, SIGINT). With SIGHUP it reads `file`, where `config` is from, again. It is
/// the only thing that a program calls here.
///
/// # Errors
/// Those of [`start::run`]; a system that gives no threads.
pub fn serve(home: Home, config: Config, file: PathBuf, keys: Keys) -> anyhow::Result<()> {
    write_about(&config.log)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_name("node").build()?;
    let done = runtime.block_on(async {
        let stop = told_to_end()?;
        let (sender, news) = mpsc::channel(1);
        tokio::spawn(read_again(signal(SignalKind::hangup())?, file, sender));
        start::run(home, config, keys, news, stop).await
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

/// Reads the configuration again whenever a signal says so. One that makes no sense changes nothing.
async fn read_again(mut hangup: Signal, file: PathBuf, news: mpsc::Sender<Config>) {
    while hangup.recv().await.is_some() {
        match crate::blocking(|| Config::load(&file)) {
            Ok(config) => {
                if news.send(config).await.is_err() {
                    return;
                }
            }
            Err(error) => {
                tracing::error!(error = format!("{error:#}"), "the configuration stays as it was")
            }
        }
    }
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
