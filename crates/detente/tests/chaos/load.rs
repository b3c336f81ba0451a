//! People who go on saying things of every kind, whatever becomes of the node.

use crate::api::Api;
use serde_json::{Value, json};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

/// How long somebody waits between two statements.
const PAUSE: Duration = Duration::from_millis(25);

/// A statement that was acknowledged.
#[derive(Clone, Debug)]
pub struct Acknowledged {
    pub member: &'static str,
    pub id: String,
    pub index: u64,
}

/// Speakers, one for each member.
pub struct Load {
    stop: Arc<AtomicBool>,
    speakers: Vec<JoinHandle<Vec<Acknowledged>>>,
}

impl Load {
    pub fn start(members: Vec<(&'static str, Api)>) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let speak = |(member, api): (&'static str, Api)| {
            let stop = stop.clone();
            thread::spawn(move || speak(member, &api, &stop))
        };
        let speakers = members.into_iter().map(speak).collect();
        Load { stop, speakers }
    }

    /// All that was acknowledged.
    pub fn stop(self) -> Vec<Acknowledged> {
        self.stop.store(true, Ordering::Relaxed);
        let said = self.speakers.into_iter().map(|speaker| speaker.join().expect("they speak to the end"));
        said.flatten().collect()
    }
}

fn speak(member: &'static str, api: &Api, stop: &AtomicBool) -> Vec<Acknowledged> {
    let mut said: Vec<Acknowledged> = Vec::new();
    let mut number = 0;
    while !stop.load(Ordering::Relaxed) {
        thread::sleep(PAUSE);
        let about = said.last().map_or(NOBODYS, |last| &last.id);
        number += 1;
        let Ok(answer) = api.say(&statement(number, member, about)) else { continue };
        let words = String::from_utf8_lossy(&answer.body);
        match answer.status {
            201 => {
                let answer: Value = serde_json::from_str(&words).expect("JSON");
                let id = answer["id"].as_str().expect("an id").to_owned();
                said.push(Acknowledged { member, id, index: answer["index"].as_u64().expect("a number") });
            }
            // It waits for its peers, or has too much to do.
            503 | 429 => {}
            other => panic!("{other} for statement {number}: {words}"),
        }
    }
    said
}

/// An id of no statement.
const NOBODYS: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The kinds, one after another, never twice the same text.
fn statement(number: u64, member: &str, about: &str) -> Value {
    let line = |name: &str, value: &str| json!({"name": name, "value": value});
    let text = format!("{member} {number}");
    let until = "2099-01-01T00:00:00Z";
    let digest = log::Hash::leaf(text.as_bytes()).to_string().replace('+', "-").replace('/', "_");
    let digest = digest.trim_end_matches('=');
    let address = format!("ipv4 192.0.2.{}", number % 256);
    match number % 16 {
        0 => {
            json!({"kind": "intel", "body": note::encoding::base64(text.as_bytes()), "media_type": "text/plain"})
        }
        1 => {
            json!({"kind": "sighting", "refs": [about], "lines": [line("seen", &format!("{} 2026-11-01 2026-11-02", number))]})
        }
        2 => json!({"kind": "claim", "body": note::encoding::base64(text.as_bytes())}),
        3 => json!({"kind": "retraction", "refs": [about], "lines": [line("reason", &text)]}),
        4 => {
            json!({"kind": "proposal", "until": until, "lines": [line("action", "block"), line("value", &address), line("value", &format!("note {number}"))]})
        }
        5 => json!({"kind": "vote", "refs": [about], "lines": [line("vote", "yes")]}),
        6 => json!({"kind": "objection", "until": until, "refs": [about], "lines": [line("reason", &text)]}),
        7 => json!({"kind": "protect", "lines": [line("value", &format!("domain n{number}.example.org"))]}),
        8 => json!({"kind": "count", "lines": [line("number", &text)]}),
        9 => json!({"kind": "match", "body": note::encoding::base64(text.as_bytes())}),
        10 => {
            json!({"kind": "seal", "lines": [line("root", digest), line("rows", "3"), line("name", &text)]})
        }
        11 => json!({"kind": "seed", "lines": [line("commit", digest)]}),
        12 => json!({"kind": "receipt", "lines": [line("holds", &format!("alpha {number}"))]}),
        13 => json!({"kind": "charter", "lines": [line("hash", digest)]}),
        14 => json!({"kind": "decision", "lines": [line("number", &text)]}),
        // Only two can open it, and all hold it.
        _ => {
            json!({"kind": "intel", "body": note::encoding::base64(text.as_bytes()), "to": ["alpha", "bravo"]})
        }
    }
}
