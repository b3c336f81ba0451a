//! A user's mapping for a source that has one already.

use super::{Mapping, source::Renames};

impl Mapping {
    /// Adds all that `user` says. Where order counts (recognisers, time, host, user) the user's comes first;
    /// a product that the user states replaces ours. Nothing of ours can be taken away.
    pub(super) fn extend(&mut self, user: Mapping) {
        self.product = user.product.or(self.product.take());
        self.service_is = user.service_is.or(self.service_is.take());
        put_before(&mut self.products, user.products);
        put_before(&mut self.recognise, user.recognise);
        put_before(&mut self.wrappers, user.wrappers);
        put_before(&mut self.prefixes, user.prefixes);
        put_before(&mut self.spaces, user.spaces);
        put_before(&mut self.derive, user.derive);
        put_before(&mut self.entries, user.entries);
        put_before(&mut self.time, user.time);
        put_before(&mut self.host, user.host);
        put_before(&mut self.user, user.user);
        put_before(&mut self.placeholders, user.placeholders);
        self.reserved.extend(user.reserved);
        self.nobody.extend(user.nobody);
        add_renames(&mut self.fields, user.fields);
        self.telling.extend(user.telling);
        self.find_class_fields();
    }
}

fn put_before<T>(ours: &mut Vec<T>, mut theirs: Vec<T>) {
    theirs.append(ours);
    *ours = theirs;
}

fn add_renames(ours: &mut Renames, theirs: Renames) {
    for (field, names) in theirs {
        ours.entry(field).or_default().extend(names);
    }
}
