//! Charters and key sheets: from the home, where commands put them, and from peers, whose word is not needed, since papers hold by their signatures.

use crate::{
    AlarmKind, Change, Known, Node,
    crash::point,
    peers::{About, Peer, PeerError},
};
use home::Taken;
use note::Note;
use statement::{MemberName, SignedCharter};
use std::{sync::Arc, time::Duration};

/// How often the home is looked at for new papers.
const EVERY: Duration = Duration::from_secs(2);

/// Looks at the home for new papers.
pub(crate) async fn run(node: Arc<Node>) {
    while !node.is_stopping() {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = node.stopping() => return,
        }
        if let Err(error) = crate::blocking(|| node.reload_papers()) {
            tracing::warn!(error = format!("{error:#}"), "the papers in the home cannot be taken");
        }
    }
}

/// How many key sheets of one member are taken at a time. Who has replaced its keys more often is brought up in several turns.
const MAX_TAKEN: u64 = 64;

impl Node {
    /// Takes what is new in the home.
    ///
    /// # Errors
    /// Papers that do not hold.
    pub fn reload_papers(&self) -> anyhow::Result<()> {
        let _turn = self.papers.turn();
        let before = self.papers.known();
        let charters = self.home.charters()?;
        let sheets = self.home.sheets(&charters)?;
        let addresses = self.addresses()?;
        let known = Known { charters, sheets, addresses };
        let by = known.judged_by();
        if by != before.judged_by() || known.addresses != before.addresses {
            self.papers.replace(known);
        }
        // Asked of the cache each time: it may come from another version, or have missed what was taken before a crash.
        if self.store.cache().read("by what the logs were judged", |view| view.judged_by())? != Some(by) {
            self.store.cache().transact("judge anew", move |tx| tx.judge_anew(&by))?;
            self.tell(Change::Paper { text: "charters or key sheets were taken from the home".to_owned() });
        }
        Ok(())
    }

    /// Takes the papers that a peer has and this node does not.
    pub(crate) async fn take_papers(&self, peer: &Peer, about: &About) -> Result<(), PeerError> {
        let mut taken = Vec::new();
        if let Some(address) = &about.address {
            self.learn_address(peer.member(), address);
        }
        while let Some(charter) = self.next_charter(peer, about).await? {
            taken.push(format!("charter {}", charter.charter().number));
        }
        for (member, count) in &about.sheets {
            let here = self.papers.known().sheets.chain(member).count() as u64;
            let mut notes = Vec::new();
            for number in here + 1..=(*count).min(here + MAX_TAKEN) {
                notes.push(peer.sheet(member, number).await?);
            }
            if notes.is_empty() {
                continue;
            }
            match self.take_sheets(member, here, notes) {
                Ok(()) => taken.push(format!("key sheets of {member}")),
                Err(error) => self.alarm(
                    AlarmKind::Misbehaved,
                    Some(peer.member()),
                    format!("{} gives a key sheet that does not hold: {error:#}", peer.member()),
                ),
            }
        }
        if !taken.is_empty() {
            point("paper.kept");
            let text = format!("{} from {}", taken.join(", "), peer.member());
            tracing::info!(%text, "papers taken");
            if let Err(error) = crate::blocking(|| self.reload_papers()) {
                tracing::warn!(error = format!("{error:#}"), "the papers in the home cannot be taken");
            }
        }
        Ok(())
    }

    /// The next charter, if the peer has it, taken into the home.
    async fn next_charter(&self, peer: &Peer, about: &About) -> Result<Option<SignedCharter>, PeerError> {
        let known = self.papers.known();
        let here = known.charters.last().map_or(0, |charter| charter.number);
        let (there, id) = about.charter;
        let is_same = there == here && known.charters.last().is_some_and(|charter| charter.id == id);
        if there < here || is_same {
            return Ok(None);
        }
        // At the same number it has another one.
        let wanted = if there > here { here + 1 } else { here };
        let note = peer.charter(wanted).await?;
        let offered = SignedCharter::parse(note.to_string().as_bytes())
            .map_err(|error| PeerError::Misbehaved(error.to_string()))?;
        let _turn = self.papers.turn();
        let known = self.papers.known();
        let mut charters = known.charters.clone();
        match charters.offer(&offered) {
            Ok(Taken::New) => {
                let kept = self.home.keep_charter(&offered);
                kept.map_err(|error| PeerError::Here(format!("{error:#}")))?;
                let sheets = known.sheets.clone();
                self.papers.replace(Known { charters, sheets, addresses: known.addresses.clone() });
                Ok(Some(offered))
            }
            Ok(Taken::Known) => Ok(None),
            Ok(Taken::Rival(both)) => {
                drop(self.home.keep_rival(&offered));
                let who: Vec<&str> = both.iter().map(MemberName::as_str).collect();
                let words = format!(
                    "another charter {wanted} with the same charter before it is about; the one here stays. Both are signed by: {}",
                    who.join(", ")
                );
                self.alarm(AlarmKind::RivalCharter, None, words);
                Ok(None)
            }
            Err(error) => Err(PeerError::Misbehaved(format!("a charter that does not hold: {error:#}"))),
        }
    }

    /// Takes the sheets of a member behind the first `here`, together: the newest vouches for those before it. Another peer may have given them meanwhile.
    fn take_sheets(&self, member: &MemberName, here: u64, notes: Vec<Note>) -> anyhow::Result<()> {
        let _turn = self.papers.turn();
        let known = self.papers.known();
        let (charters, mut sheets) = (known.charters.clone(), known.sheets.clone());
        let before = sheets.chain(member).count() as u64;
        sheets.add_together(notes.clone(), &charters)?;
        for (number, note) in (here + 1..).zip(&notes).filter(|(number, _)| *number > before) {
            self.home.keep_sheet(member, number, note)?;
        }
        self.papers.replace(Known { charters, sheets, addresses: known.addresses.clone() });
        Ok(())
    }
}
