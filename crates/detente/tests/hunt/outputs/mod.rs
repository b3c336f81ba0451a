//! Every output, read back by what reads it.

mod csv;
mod html;
mod navigator;
mod ocsf;
mod sort;
mod timesketch;

use crate::support::scene::{Scene, hit, lines, process};

/// A rule for each level, tagged in the ways in which people tag.
const RULES: &str = "
title: Everything
id: 00000000-0000-4000-8000-000000000001
level: informational
tags: [attack.execution, attack.t1059.001, attack.t1059]
logsource: {product: windows}
detection: {s: {CommandLine|contains: evil}, condition: s}
---
title: Untagged
level: critical
status: experimental
logsource: {product: windows}
detection: {s: {CommandLine|contains: very}, condition: s}
---
title: Plant
level: low
tags: [attack.t0831, attack.impair-process-control, attack.Initial_Access, attack.g0016]
logsource: {product: windows}
detection: {s: {CommandLine|contains: plant}, condition: s}
";

/// Five records: one rule, two rules, one without a time, one without host and user, one of a plant.
fn scene() -> Scene {
    let scene = Scene::new();
    scene.file("rule.yml", RULES);
    let bare = process("evil too").replace("\"Computer\":\"PC\",\"User\":\"eve\",", "");
    let late = process("evil late").replace("2026-10-27 13:12:05.123", "2026-10-27 13:12:06.123456789");
    scene.log(
        "a.jsonl",
        lines(&[hit(), process("very evil"), timeless("evil"), bare, process("a plant"), late]),
    );
    scene
}

/// A record without a time.
fn timeless(command: &str) -> String {
    process(command).replace("2026-10-27 13:12:05.123", "never")
}
