//! A unit of real nodes, default settings, a bloc each.

use super::client::Client;
use anyhow::{Context, Result, ensure};
use std::{
    env,
    fs::{self, File},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

const NAMES: [&str; 3] = ["alpha", "bravo", "charlie"];

/// How long a node may take to answer at first, in seconds.
const PATIENCE: u64 = 600;

/// The unit.
pub struct Unit {
    folder: PathBuf,
}

/// A node that runs, and is killed when it is dropped.
pub struct Node(Child);

impl Node {
    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.0.id()
    }
}

impl Unit {
    /// Founds it. Its charter lets members say as much as a bench says in a day.
    pub fn found(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let unit = Unit { folder: folder.to_owned() };
        let mut seats = Vec::new();
        for name in NAMES {
            unit.run(name, &["init", name, "--no-passphrase"])?;
            let root = fs::read_to_string(unit.home(name).join("root.vkey"))?;
            seats.push(format!("{name},{name},Office of {name},{}", root.trim()));
        }
        let mut arguments = vec!["charter", "new", "--name", "A unit", "--starts", "2026-01-01T00:00:00Z"];
        seats.iter().for_each(|seat| arguments.extend(["--member", seat]));
        let charter = unit.run(NAMES[0], &arguments)?;
        let quota = "[quota]\nstatements = 4000000000\nbytes = 1000000000000\n\n[[member]]";
        fs::write(unit.folder.join("charter.1"), charter.replacen("[[member]]", quota, 1))?;
        NAMES.iter().try_for_each(|name| unit.run(name, &["charter", "sign", "charter.1"]).map(drop))?;
        for name in NAMES {
            unit.run(name, &["charter", "accept", "charter.1"])?;
            unit.run(name, &["keys", "sheet"])?;
        }
        unit.share()?;
        unit.configure()?;
        Ok(unit)
    }

    /// A member's home.
    pub fn home(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Starts all nodes, and waits until they sign.
    pub fn start_all(&self) -> Result<Vec<Node>> {
        let nodes = NAMES.iter().map(|name| self.start(name).map(|(node, _)| node)).collect::<Result<_>>()?;
        for name in NAMES {
            self.until(name, "/api/v1/status", |status| {
                status["gates"].as_array().is_some_and(Vec::is_empty)
            })?;
        }
        Ok(nodes)
    }

    /// Starts a node, and waits until it answers: how many seconds that took.
    pub fn start(&self, name: &str) -> Result<(Node, f64)> {
        let began = Instant::now();
        let mut command = self.command(name, &["serve"])?;
        let log = File::options().create(true).append(true).open(self.home(name).with_extension("log"))?;
        let node = Node(command.stdout(Stdio::null()).stderr(log).stdin(Stdio::null()).spawn()?);
        self.until(name, "/api/v1/status", |_| true)?;
        Ok((node, began.elapsed().as_secs_f64()))
    }

    /// Asks a node again and again until its answer is one that is waited for.
    pub fn until(
        &self,
        name: &str,
        path: &str,
        mut holds: impl FnMut(&serde_json::Value) -> bool,
    ) -> Result<()> {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(PATIENCE) {
            let answer = Client::of(&self.home(name)).and_then(|mut client| client.get(path));
            if answer.is_ok_and(|(status, answer)| status == 200 && holds(&answer)) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(5));
        }
        anyhow::bail!("{name} does not come to what is waited for at {path}, see {}", self.folder.display())
    }

    /// Runs the program as a member, and gives what it prints.
    pub fn run(&self, name: &str, arguments: &[&str]) -> Result<String> {
        let output = self.command(name, arguments)?.stdin(Stdio::null()).output()?;
        ensure!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?)
    }

    fn command(&self, name: &str, arguments: &[&str]) -> Result<Command> {
        let program = env::current_exe()?.with_file_name("detente");
        ensure!(program.exists(), "there is no {}: build it with the same profile", program.display());
        let mut command = Command::new(program);
        command.current_dir(&self.folder).env("DETENTE_HOME", self.home(name)).args(arguments);
        command.env_remove("SSH_AUTH_SOCK");
        Ok(command)
    }

    fn share(&self) -> Result<()> {
        for (from, to) in
            NAMES.iter().flat_map(|from| NAMES.map(|to| (*from, to))).filter(|(from, to)| from != to)
        {
            let target = self.home(to).join("sheets").join(from);
            fs::create_dir_all(&target)?;
            fs::copy(self.home(from).join("sheets").join(from).join("1.keys"), target.join("1.keys"))?;
        }
        Ok(())
    }

    /// Where the nodes listen. All else is as it is by default.
    fn configure(&self) -> Result<()> {
        let held =
            NAMES.iter().map(|_| TcpListener::bind("127.0.0.1:0")).collect::<std::io::Result<Vec<_>>>()?;
        let ports = held.iter().map(|held| Ok(held.local_addr()?.port())).collect::<Result<Vec<_>>>()?;
        let known = NAMES.iter().zip(&ports).map(|(name, port)| format!("{name} = \"127.0.0.1:{port}\""));
        let known = known.collect::<Vec<_>>().join(", ");
        for (name, port) in NAMES.iter().zip(&ports) {
            let text = format!(
                "[peers]\nlisten = \"127.0.0.1:{port}\"\naddresses = {{ {known} }}\n[client]\nlisten = \"127.0.0.1:0\"\n"
            );
            fs::write(self.home(name).join("node.toml"), text)?;
        }
        Ok(())
    }
}

impl Node {
    /// What it holds in memory, now and at most, in MiB.
    pub fn memory(&self) -> Result<(f64, f64)> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let of = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let kib =
                line.and_then(|line| line.trim().strip_suffix(" kB")).context("no such line in /proc")?;
            Ok::<_, anyhow::Error>(kib.trim().parse::<f64>()? / 1024.0)
        };
        Ok((of("VmRSS:")?, of("VmHWM:")?))
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}
