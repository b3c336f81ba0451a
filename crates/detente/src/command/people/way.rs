//! By which way operators and tokens are looked after: by the node where one runs, which has its memory to itself, or else in that memory. The
//! rules and the audit log are the same on both.

use crate::{command::now_seconds, local::Local};
use anyhow::Context;
use home::Home;
use node::people::{Caller, Desk, NewToken, Scope, hash};
use serde_json::{Value, json};
use statement::{OperatorName, Stamp};
use store::{Role, Store, TokenId};

/// The way.
pub enum Way {
    /// A node runs.
    Node(Local),
    /// None does.
    Store(Box<Store>),
}

/// An operator, as it is listed.
pub struct Listed {
    pub name: String,
    pub role: String,
    pub created: String,
    pub disabled: Option<String>,
}

/// A token, as it is listed.
pub struct ListedToken {
    pub id: String,
    pub operator: String,
    pub scopes: Vec<String>,
    pub expires: String,
    pub revoked: Option<String>,
}

impl Way {
    /// The way into a home.
    pub fn of(home: &Home) -> anyhow::Result<Self> {
        if let Some(node) = Local::of(home)? {
            return Ok(Way::Node(node));
        }
        let store = Store::open(&home.memory()).context("cannot open the node's memory")?;
        Ok(Way::Store(Box::new(store)))
    }

    pub fn add(&self, name: &OperatorName, role: Role, password: &str) -> anyhow::Result<()> {
        match self {
            Way::Node(node) => {
                let body = json!({"name": name.as_str(), "role": role.as_str(), "password": password});
                node.ask("POST", "/api/v1/operators", Some(&body)).map(drop)
            }
            Way::Store(store) => {
                Ok(desk(store)?.add(&Caller::local(), name.clone(), role, hash(password)?)?)
            }
        }
    }

    pub fn list(&self) -> anyhow::Result<Vec<Listed>> {
        match self {
            Way::Node(node) => Ok(each(&node.ask("GET", "/api/v1/operators", None)?, |one| Listed {
                name: text(one, "name"),
                role: text(one, "role"),
                created: text(one, "created"),
                disabled: maybe(one, "disabled"),
            })),
            Way::Store(store) => {
                let all = desk(store)?.operators(&Caller::local())?;
                Ok(all
                    .into_iter()
                    .map(|one| Listed {
                        name: one.name.to_string(),
                        role: one.role.to_string(),
                        created: time(one.created),
                        disabled: one.disabled.map(time),
                    })
                    .collect())
            }
        }
    }

    pub fn set_role(&self, name: &OperatorName, role: Role) -> anyhow::Result<()> {
        match self {
            Way::Node(node) => patch(node, name, &json!({"role": role.as_str()})),
            Way::Store(store) => Ok(desk(store)?.set_role(&Caller::local(), name, role)?),
        }
    }

    pub fn set_disabled(&self, name: &OperatorName, disabled: bool) -> anyhow::Result<()> {
        match self {
            Way::Node(node) => patch(node, name, &json!({"disabled": disabled})),
            Way::Store(store) => Ok(desk(store)?.set_disabled(&Caller::local(), name, disabled)?),
        }
    }

    pub fn set_password(&self, name: &OperatorName, password: &str) -> anyhow::Result<()> {
        match self {
            Way::Node(node) => patch(node, name, &json!({"password": password})),
            Way::Store(store) => Ok(desk(store)?.set_password(&Caller::local(), name, hash(password)?)?),
        }
    }

    /// The token, and until when it is good.
    pub fn new_token(&self, new: &NewToken) -> anyhow::Result<(String, String)> {
        match self {
            Way::Node(node) => {
                let scopes: Vec<&str> = new.scopes.iter().map(|scope| scope.as_str()).collect();
                let body = json!({"operator": new.operator.as_str(), "scopes": scopes, "days": new.days});
                let made = node.ask("POST", "/api/v1/tokens", Some(&body))?;
                Ok((text(&made, "token"), text(&made, "expires")))
            }
            Way::Store(store) => {
                let made = desk(store)?.new_token(&Caller::local(), new)?;
                Ok((made.text.to_string(), time(made.token.expires)))
            }
        }
    }

    pub fn tokens(&self, of: Option<&OperatorName>) -> anyhow::Result<Vec<ListedToken>> {
        match self {
            Way::Node(node) => {
                let query = of.map(|name| format!("?operator={name}")).unwrap_or_default();
                let all = node.ask("GET", &format!("/api/v1/tokens{query}"), None)?;
                Ok(each(&all, |one| ListedToken {
                    id: text(one, "id"),
                    operator: text(one, "operator"),
                    scopes: one.get("scopes").map(|scopes| each(scopes, string)).unwrap_or_default(),
                    expires: text(one, "expires"),
                    revoked: maybe(one, "revoked"),
                }))
            }
            Way::Store(store) => {
                let all = desk(store)?.tokens(&Caller::local(), of)?;
                Ok(all
                    .into_iter()
                    .map(|one| ListedToken {
                        id: one.id.to_string(),
                        operator: one.operator.to_string(),
                        scopes: one.scopes.iter().map(ToString::to_string).collect(),
                        expires: time(one.expires),
                        revoked: one.revoked.map(time),
                    })
                    .collect())
            }
        }
    }

    pub fn revoke(&self, id: &TokenId) -> anyhow::Result<()> {
        match self {
            Way::Node(node) => node.ask("DELETE", &format!("/api/v1/tokens/{id}"), None).map(drop),
            Way::Store(store) => Ok(desk(store)?.revoke(&Caller::local(), id)?),
        }
    }
}

/// What a role can be given.
pub fn all_scopes(role: Role) -> Vec<Scope> {
    Scope::of_role(role)
}

fn desk(store: &Store) -> anyhow::Result<Desk<'_>> {
    Ok(Desk::new(store, now_seconds()?))
}

fn patch(node: &Local, name: &OperatorName, body: &Value) -> anyhow::Result<()> {
    node.ask("PATCH", &format!("/api/v1/operators/{name}"), Some(body)).map(drop)
}

fn each<T>(list: &Value, read: impl Fn(&Value) -> T) -> Vec<T> {
    list.as_array().map(|list| list.iter().map(read).collect()).unwrap_or_default()
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn text(value: &Value, name: &str) -> String {
    maybe(value, name).unwrap_or_default()
}

fn maybe(value: &Value, name: &str) -> Option<String> {
    value.get(name).map(string)
}

/// A time as the node writes it.
fn time(seconds: u64) -> String {
    let stamp = i64::try_from(seconds).ok().and_then(|seconds| Stamp::from_seconds(seconds).ok());
    stamp.map_or_else(|| seconds.to_string(), |stamp| stamp.to_string())
}
