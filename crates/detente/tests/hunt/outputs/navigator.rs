//! The layer, field by field as layers/spec/v4.5/layerformat.md of mitre-attack/attack-navigator has them.

use super::scene;
use crate::support::scene::Scene;
use serde_json::Value;

fn layer_of(scene: &Scene) -> Value {
    let run = scene.hunt(&["--format", "navigator"]).ended(0);
    serde_json::from_slice(&run.out).expect("JSON")
}

/// What is wrong with a layer.
fn faults(layer: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let mut check = |is: bool, what: &str| {
        if !is {
            faults.push(format!("{what}: {layer}"));
        }
    };
    check(layer["name"].is_string(), "name");
    check(layer["versions"]["layer"] == "4.5", "version of the format");
    check(layer["versions"]["navigator"].is_string(), "version of the Navigator");
    check(["enterprise-attack", "ics-attack"].map(Value::from).contains(&layer["domain"]), "domain");
    let gradient = &layer["gradient"];
    check(gradient["colors"].as_array().is_some_and(|colors| colors.len() >= 2), "colours");
    check(gradient["minValue"].as_f64() < gradient["maxValue"].as_f64(), "bounds of the gradient");
    for technique in layer["techniques"].as_array().expect("techniques") {
        let id = technique["techniqueID"].as_str().unwrap_or_default();
        let number = id.strip_prefix('T').unwrap_or_default();
        check(number.len() == 4 || (number.len() == 8 && number.as_bytes()[4] == b'.'), "techniqueID");
        check(number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'), "techniqueID");
        check(technique["score"].as_f64().is_some_and(|score| (0.0..=100.0).contains(&score)), "score");
        check(technique["comment"].is_string() && technique["enabled"].is_boolean(), "comment, enabled");
        for metadata in technique["metadata"].as_array().expect("metadata") {
            check(metadata["name"].is_string() && metadata["value"].is_string(), "metadata");
        }
    }
    faults
}

#[test]
fn two_matrices_are_two_layers() {
    let layers = layer_of(&scene());
    let layers = layers.as_array().expect("a list");
    layers.iter().for_each(|layer| assert_eq!(faults(layer), [""; 0]));
    let ids = |layer: &Value| {
        let techniques = layer["techniques"].as_array().expect("techniques").iter();
        techniques.map(|one| (one["techniqueID"].to_string(), one["score"].as_u64())).collect::<Vec<_>>()
    };
    assert_eq!(layers[0]["domain"], "enterprise-attack");
    // Five findings: 10 for the first, 10 for each of two doublings.
    assert_eq!(ids(&layers[0]), [("\"T1059\"".into(), Some(30)), ("\"T1059.001\"".into(), Some(30))]);
    assert_eq!(layers[1]["domain"], "ics-attack");
    assert_eq!(ids(&layers[1]), [("\"T0831\"".into(), Some(10))]);
    assert!(
        layers[0]["techniques"][0]["comment"]
            .as_str()
            .expect("text")
            .starts_with("5 findings, informational at worst: Everything")
    );
}

#[test]
fn one_matrix_is_one_layer() {
    let scene = Scene::new();
    scene.file("rule.yml", super::RULES.split("---").next().expect("a rule"));
    scene.log("a", crate::support::scene::lines(&[crate::support::scene::hit()]));
    let layer = layer_of(&scene);
    assert!(layer.is_object());
    assert_eq!(faults(&layer), [""; 0]);
}

#[test]
fn what_names_no_technique_is_counted_aloud() {
    let run = scene().hunt(&["--format", "navigator"]).ended(0);
    assert!(
        run.err.contains("1 findings are not in the layer: their rules name no technique"),
        "{}",
        run.err
    );
}
