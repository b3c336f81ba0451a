//! Where the members' nodes listen.

use crate::{Node, blocking};
use statement::MemberName;
use std::collections::BTreeMap;

impl Node {
    /// Where members listen: as the home's file says, before it the configuration, before both what members said themselves.
    pub(crate) fn addresses(&self) -> anyhow::Result<BTreeMap<MemberName, String>> {
        let kept = self.store.keep().read("addresses", |view| view.addresses())?;
        let mut all: BTreeMap<MemberName, String> = self
            .home
            .addresses()?
            .into_iter()
            .map(|(member, address)| (member, address.to_string()))
            .collect();
        all.extend(self.config().peers.known());
        all.extend(kept.into_iter().map(|address| (address.member, address.host)));
        if let Some(own) = self.config().peers.told() {
            all.insert(self.member().clone(), own);
        }
        Ok(all)
    }

    /// A member says where it listens. Its word is enough: who answers there must have its key.
    pub(crate) fn learn_address(&self, member: &MemberName, address: &str) {
        // Kept even where people have said the same: what they say later must not go before it.
        let kept = blocking(|| self.store.keep().read("addresses", |view| view.addresses()));
        let is_kept = |kept: &store::Address| kept.member == *member && kept.host == address;
        if kept.is_ok_and(|kept| kept.iter().any(is_kept)) {
            return;
        }
        let new = store::Address {
            member: member.clone(),
            host: address.to_owned(),
            learned: self.clock.now().unsigned_abs(),
            source: member.to_string(),
        };
        if let Err(error) =
            blocking(|| self.store.keep().transact("learn an address", move |tx| tx.set_address(&new)))
        {
            tracing::warn!(%error, "an address is not kept");
        }
    }
}
