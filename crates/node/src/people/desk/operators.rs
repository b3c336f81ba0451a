//! Operators: adding, changing, letting in no more.

use super::{Desk, Trouble};
use crate::people::{Caller, Right};
use statement::OperatorName;
use store::{Act, Operator, PasswordHash, Role};

impl Desk<'_> {
    /// All operators.
    ///
    /// # Errors
    /// Those of the store.
    pub fn operators(&self, caller: &Caller) -> Result<Vec<Operator>, Trouble> {
        caller.may(Right::People)?;
        Ok(self.store.keep().read("list operators", |view| view.operators())?)
    }

    /// One operator: any by an admin, oneself by oneself.
    ///
    /// # Errors
    /// [`Trouble::Missing`]; those of the store.
    pub fn operator(&self, caller: &Caller, name: &OperatorName) -> Result<Operator, Trouble> {
        if caller.name() != Some(name) {
            caller.may(Right::People)?;
        }
        let found = self.store.keep().read("look an operator up", |view| view.operator(name))?;
        found.ok_or(Trouble::Missing("operator"))
    }

    /// Adds an operator.
    ///
    /// # Errors
    /// [`Trouble::Taken`]; those of the store.
    pub fn add(
        &self,
        caller: &Caller,
        name: OperatorName,
        role: Role,
        password: PasswordHash,
    ) -> Result<(), Trouble> {
        self.allow(caller, Right::People, "operator-add", name.as_str())?;
        let new = Operator { name, role, password, disabled: None, created: self.now };
        let (who, now) = (caller.to_string(), self.now);
        self.transact("add an operator", move |tx| {
            if !tx.add_operator(&new)? {
                return Ok(Err(Trouble::Taken));
            }
            let object = format!("{} {}", new.name, new.role);
            tx.audit(&Act { time: now, who: &who, act: "operator-add", object: &object })?;
            Ok(Ok(()))
        })
    }

    /// Gives an operator another role. What its tokens may changes with it, at once.
    ///
    /// # Errors
    /// [`Trouble::Missing`]; those of the store.
    pub fn set_role(&self, caller: &Caller, name: &OperatorName, role: Role) -> Result<(), Trouble> {
        self.allow(caller, Right::People, "operator-role", name.as_str())?;
        let (of, object) = (name.clone(), format!("{name} {role}"));
        self.change(caller, "operator-role", object, "operator", move |tx, _| tx.set_role(&of, role))
    }

    /// Gives an operator another password, one's own or, as an admin, anybody's. All its tokens are revoked: whoever knew the old password may
    /// have made them.
    ///
    /// # Errors
    /// [`Trouble::Missing`]; those of the store.
    pub fn set_password(
        &self,
        caller: &Caller,
        name: &OperatorName,
        password: PasswordHash,
    ) -> Result<(), Trouble> {
        caller
            .may_mint_for(name)
            .or_else(|denied| self.refused(caller, "operator-password", name.as_str(), denied))?;
        let of = name.clone();
        self.change(caller, "operator-password", name.to_string(), "operator", move |tx, now| {
            tx.revoke_tokens_of(&of, now)?;
            tx.set_password(&of, &password)
        })
    }

    /// Lets an operator in no more, and revokes all its tokens; or lets it in again. Operators are not removed: the audit log names them.
    ///
    /// # Errors
    /// [`Trouble::Missing`]; those of the store.
    pub fn set_disabled(&self, caller: &Caller, name: &OperatorName, disabled: bool) -> Result<(), Trouble> {
        let act = if disabled { "operator-disable" } else { "operator-enable" };
        self.allow(caller, Right::People, act, name.as_str())?;
        let of = name.clone();
        self.change(caller, act, name.to_string(), "operator", move |tx, now| {
            tx.revoke_tokens_of(&of, now)?;
            tx.set_disabled(&of, disabled.then_some(now))
        })
    }
}
