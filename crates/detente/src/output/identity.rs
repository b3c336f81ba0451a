//! A name for a finding that is the same in every hunt that finds it.

use hunt::{Cause, Finding};
use sha2::{Digest, Sha256};

/// 32 hexadecimal digits, from what found it and where: kind, rule (by id, else by title), input, place of the record, what was matched.
/// Nothing that a new version of a rule or of this program would change.
pub fn of(finding: &Finding<'_>) -> String {
    let mut hash = Sha256::new();
    let mut part = |bytes: &[u8]| {
        // With its length, so that no two lists of parts have the same bytes.
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    let about = finding.about;
    part(finding.kind().as_bytes());
    part(if about.id.is_empty() { &about.title } else { &about.id }.as_bytes());
    part(finding.origin.file.as_bytes());
    part(&finding.origin.position.record.to_le_bytes());
    part(&finding.origin.position.offset.to_le_bytes());
    for (name, value) in finding.matched {
        part(name.as_bytes());
        part(value.to_string().as_bytes());
    }
    match &finding.cause {
        Cause::Rule => {}
        Cause::Indicator(sighted) => {
            [sighted.value, sighted.found].map(str::as_bytes).into_iter().for_each(part)
        }
        Cause::Correlation(correlated) => {
            part(&correlated.first.nanos().to_le_bytes());
            part(&correlated.count.to_le_bytes());
        }
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
