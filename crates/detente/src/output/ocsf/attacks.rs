//! What tags say of ATT&CK as `attack` objects of the schema.

use crate::output::{
    attack::{self, Matrix, Technique},
    json::Object,
};

/// A technique, a tactic, or both where there is only one tactic that the technique can be meant to serve.
pub struct Attack {
    technique: Option<Technique>,
    tactic: Option<&'static attack::Tactic>,
    matrix: Matrix,
}

/// What the tags of a rule name.
pub fn of(tags: &[String]) -> Vec<Attack> {
    let (techniques, tactics) = (attack::techniques(tags), attack::tactics(tags));
    let matrix = techniques.first().map_or(Matrix::Enterprise, Technique::matrix);
    let only = if let [only] = tactics.as_slice() { Some(*only) } else { None };
    let apart = if techniques.is_empty() || only.is_none() { tactics } else { Vec::new() };
    let tactics = apart.into_iter().map(|tactic| Attack { technique: None, tactic: Some(tactic), matrix });
    let techniques =
        techniques.into_iter().map(|technique| Attack { technique: Some(technique), tactic: only, matrix });
    techniques.chain(tactics).collect()
}

impl Attack {
    /// Writes its members.
    pub fn write(&self, attack: &mut Object<'_>) {
        if let Some(tactic) = self.tactic {
            attack.object("tactic", |object| {
                object.text("uid", tactic.id(self.matrix));
                object.text("name", tactic.caption);
            });
        }
        if let Some(technique) = &self.technique {
            attack.object("technique", |object| object.text("uid", technique.parent()));
            if technique.is_sub() {
                attack.object("sub_technique", |object| object.text("uid", technique.id()));
            }
        }
    }
}
