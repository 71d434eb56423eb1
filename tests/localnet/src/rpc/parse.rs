//! From method name and parameters to a request, or to the text of a 400.

use serde_json::{Map, Value};

use super::auth::{Signed, is_open_to_read};
use super::params::{Account, Fields, Namespaces, Refusal, is_hash, millis, missing, wrong};

/// The most items of a batch.
const MAX_ITEMS: usize = 20;
const LONG: &str = "Pubkey must be 66 hex digits (33 bytes) long";
const SHORT: &str = "Pubkey must be 66 hex digits/33 bytes long";

/// `store`.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    pub(crate) account: Account,
    pub(crate) namespace: i16,
    pub(crate) timestamp: u64,
    pub(crate) expiry: u64,
    pub(crate) sig_timestamp: u64,
    pub(crate) data: Vec<u8>,
    pub(crate) signed: Option<Signed>,
}

/// `retrieve`.
#[derive(Debug, Clone)]
pub(crate) struct Retrieve {
    pub(crate) account: Account,
    pub(crate) namespace: i16,
    pub(crate) last_hash: String,
    pub(crate) max_count: Option<i64>,
    pub(crate) max_size: Option<i64>,
    pub(crate) timestamp: u64,
    pub(crate) signed: Option<Signed>,
}

/// How `expire` changes an expiry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Set,
    Shorten,
    Extend,
}

/// `expire`.
#[derive(Debug, Clone)]
pub(crate) struct Expire {
    pub(crate) account: Account,
    pub(crate) messages: Vec<String>,
    /// One for all, or one each.
    pub(crate) expiries: Vec<u64>,
    pub(crate) is_list: bool,
    pub(crate) mode: Mode,
    pub(crate) signed: Signed,
}

/// `delete`, `get_expiries`: about listed messages.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub(crate) account: Account,
    pub(crate) messages: Vec<String>,
    /// Only for `delete`.
    pub(crate) required: bool,
    /// Only for `get_expiries`.
    pub(crate) timestamp: u64,
    pub(crate) signed: Signed,
}

/// `delete_all`, `delete_before`, `expire_all`: about whole namespaces.
#[derive(Debug, Clone)]
pub(crate) struct Whole {
    pub(crate) account: Account,
    pub(crate) namespaces: Namespaces,
    /// `timestamp`, `before` or `expiry`.
    pub(crate) time: u64,
    pub(crate) signed: Signed,
}

/// `revoke_subaccount`, `unrevoke_subaccount`, `revoked_subaccounts`.
#[derive(Debug, Clone)]
pub(crate) struct Tokens {
    pub(crate) account: Account,
    pub(crate) tokens: Vec<[u8; 36]>,
    pub(crate) timestamp: u64,
    pub(crate) signed: Signed,
}

/// `ifelse`.
#[derive(Debug, Clone)]
pub(crate) struct IfElse {
    pub(crate) conditions: Map<String, Value>,
    pub(crate) then: Option<Request>,
    pub(crate) otherwise: Option<Request>,
}

/// A request with its parameters.
#[derive(Debug, Clone)]
pub(crate) enum Request {
    Store(Store),
    Retrieve(Retrieve),
    Delete(Listed),
    DeleteAll(Whole),
    DeleteBefore(Whole),
    Expire(Expire),
    ExpireAll(Whole),
    GetExpiries(Listed),
    Revoke(Tokens),
    Unrevoke(Tokens),
    Revoked(Tokens),
    GetSwarm(Account),
    Info,
    ServiceNodes(Map<String, Value>),
    ResolveName(Map<String, Value>),
    ActiveNodes,
    Batch(Vec<Self>),
    Sequence(Vec<Self>),
    IfElse(Box<IfElse>),
}

/// Why a request can't be made.
pub(super) enum ParseError {
    NoMethod,
    Invalid(Refusal),
}

impl From<Refusal> for ParseError {
    fn from(refusal: Refusal) -> Self {
        Self::Invalid(refusal)
    }
}

impl Request {
    pub(super) fn parse(method: &str, params: &Map<String, Value>) -> Result<Self, ParseError> {
        let fields = Fields(params);
        Ok(match method {
            "store" => Self::Store(store(&fields)?),
            "retrieve" => Self::Retrieve(retrieve(&fields)?),
            "delete" => Self::Delete(listed(&fields, false)?),
            "delete_all" => Self::DeleteAll(whole(&fields, "timestamp")?),
            "delete_before" => Self::DeleteBefore(whole(&fields, "before")?),
            "expire" => Self::Expire(expire(&fields)?),
            "expire_all" => Self::ExpireAll(whole(&fields, "expiry")?),
            "get_expiries" => Self::GetExpiries(listed(&fields, true)?),
            "revoke_subaccount" => Self::Revoke(tokens(&fields, Some("revoke"))?),
            "unrevoke_subaccount" => Self::Unrevoke(tokens(&fields, Some("unrevoke"))?),
            "revoked_subaccounts" => Self::Revoked(tokens(&fields, None)?),
            "get_swarm" | "get_snodes_for_pubkey" => Self::GetSwarm(fields.account(true, SHORT)?),
            "info" => Self::Info,
            "active_nodes_bin" => Self::ActiveNodes,
            "oxend_request" => oxend(&fields)?,
            "batch" => Self::Batch(items(&fields)?),
            "sequence" => Self::Sequence(items(&fields)?),
            "ifelse" => Self::IfElse(Box::new(if_else(&fields)?)),
            _ => return Err(ParseError::NoMethod),
        })
    }

    /// The method's name.
    pub(crate) fn method(&self) -> &'static str {
        match self {
            Self::Store(_) => "store",
            Self::Retrieve(_) => "retrieve",
            Self::Delete(_) => "delete",
            Self::DeleteAll(_) => "delete_all",
            Self::DeleteBefore(_) => "delete_before",
            Self::Expire(_) => "expire",
            Self::ExpireAll(_) => "expire_all",
            Self::GetExpiries(_) => "get_expiries",
            Self::Revoke(_) => "revoke_subaccount",
            Self::Unrevoke(_) => "unrevoke_subaccount",
            Self::Revoked(_) => "revoked_subaccounts",
            Self::GetSwarm(_) => "get_swarm",
            Self::Info => "info",
            Self::ServiceNodes(_) | Self::ResolveName(_) => "oxend_request",
            Self::ActiveNodes => "active_nodes_bin",
            Self::Batch(_) => "batch",
            Self::Sequence(_) => "sequence",
            Self::IfElse(_) => "ifelse",
        }
    }

    /// The account it is about.
    pub(crate) fn account(&self) -> Option<&Account> {
        match self {
            Self::Store(store) => Some(&store.account),
            Self::Retrieve(retrieve) => Some(&retrieve.account),
            Self::Delete(listed) | Self::GetExpiries(listed) => Some(&listed.account),
            Self::DeleteAll(whole) | Self::DeleteBefore(whole) | Self::ExpireAll(whole) => Some(&whole.account),
            Self::Expire(expire) => Some(&expire.account),
            Self::Revoke(tokens) | Self::Unrevoke(tokens) | Self::Revoked(tokens) => Some(&tokens.account),
            Self::GetSwarm(account) => Some(account),
            _ => None,
        }
    }

    /// The single namespace it is about.
    pub(crate) fn namespace(&self) -> Option<i16> {
        match self {
            Self::Store(store) => Some(store.namespace),
            Self::Retrieve(retrieve) => Some(retrieve.namespace),
            Self::DeleteAll(Whole { namespaces: Namespaces::One(namespace), .. })
            | Self::DeleteBefore(Whole { namespaces: Namespaces::One(namespace), .. })
            | Self::ExpireAll(Whole { namespaces: Namespaces::One(namespace), .. }) => Some(*namespace),
            _ => None,
        }
    }
}

fn store(fields: &Fields) -> Result<Store, Refusal> {
    let account = fields.account(true, LONG)?;
    let namespace = fields.namespace()?.unwrap_or(0);
    let signed = Signed::optional(fields, &account)?;
    let timestamp = fields.lax_number("timestamp")?.ok_or_else(|| missing("timestamp"))?;
    if timestamp < 1_000_000_000 {
        return Err(wrong("timestamp", "timestamp must be in milliseconds"));
    }
    let expiry = match (fields.lax_number("ttl")?, fields.time("expiry")?) {
        (Some(_), Some(_)) => return Err("Cannot specify both 'expiry' and 'ttl'".to_owned()),
        (Some(ttl), None) => timestamp.saturating_add(ttl),
        (None, Some(expiry)) => expiry,
        (None, None) => return Err(missing("ttl")),
    };
    let sig_timestamp = fields.time("sig_timestamp")?.unwrap_or(timestamp);
    let data = fields.data()?;
    Ok(Store { account, namespace, timestamp, expiry, sig_timestamp, data, signed })
}

fn retrieve(fields: &Fields) -> Result<Retrieve, Refusal> {
    let account = fields.account(true, LONG)?;
    let given = fields.namespace()?;
    let namespace = given.unwrap_or(0);
    let last_hash = fields.text("last_hash")?.unwrap_or("").to_owned();
    if !last_hash.is_empty() && !is_hash(&last_hash) {
        return Err("Invalid last_hash: expected base64 (43 chars)".to_owned());
    }
    let wants_signature =
        fields.has("timestamp") || fields.has("pubkey_ed25519") || given.is_some_and(|given| !is_open_to_read(given));
    let (signed, timestamp) = if wants_signature || fields.has("signature") {
        (Some(Signed::required(fields, &account)?), fields.required_time("timestamp")?)
    } else {
        (None, 0)
    };
    let max_count = fields.integer("max_count")?;
    let max_size = fields.integer("max_size")?;
    Ok(Retrieve { account, namespace, last_hash, max_count, max_size, timestamp, signed })
}

fn listed(fields: &Fields, timed: bool) -> Result<Listed, Refusal> {
    let account = fields.account(false, LONG)?;
    let signed = Signed::required(fields, &account)?;
    let messages = fields.hashes()?;
    let timestamp = if timed { fields.required_time("timestamp")? } else { 0 };
    let required = !timed && fields.flag("required")?;
    Ok(Listed { account, messages, required, timestamp, signed })
}

fn whole(fields: &Fields, time: &str) -> Result<Whole, Refusal> {
    let account = fields.account(false, LONG)?;
    let signed = Signed::required(fields, &account)?;
    Ok(Whole { account, namespaces: fields.namespaces()?, time: fields.required_time(time)?, signed })
}

fn expire(fields: &Fields) -> Result<Expire, Refusal> {
    let account = fields.account(false, LONG)?;
    let signed = Signed::required(fields, &account)?;
    let messages = fields.hashes()?;
    let expiry = fields.get("expiry").ok_or_else(|| missing("expiry"))?;
    let (expiries, is_list) = match expiry.as_array() {
        Some(list) => (list.iter().map(|value| millis("expiry", value)).collect::<Result<Vec<_>, _>>()?, true),
        None => (vec![millis("expiry", expiry)?], false),
    };
    if is_list && expiries.len() != messages.len() {
        return Err("expiry array must have the same length as messages".to_owned());
    }
    let mode = match (fields.flag("shorten")?, fields.flag("extend")?) {
        (true, true) => return Err("cannot specify both 'shorten' and 'extend'".to_owned()),
        (true, false) => Mode::Shorten,
        (false, true) => Mode::Extend,
        (false, false) => Mode::Set,
    };
    Ok(Expire { account, messages, expiries, is_list, mode, signed })
}

fn tokens(fields: &Fields, list: Option<&str>) -> Result<Tokens, Refusal> {
    let account = fields.account(false, LONG)?;
    let signed = Signed::required(fields, &account)?;
    let tokens = list.map_or_else(|| Ok(Vec::new()), |name| fields.tokens(name))?;
    Ok(Tokens { account, tokens, timestamp: fields.required_time("timestamp")?, signed })
}

fn oxend(fields: &Fields) -> Result<Request, Refusal> {
    let endpoint = fields.text("endpoint")?.ok_or_else(|| missing("endpoint"))?;
    let params = match fields.get("params") {
        None => Map::new(),
        Some(Value::Object(params)) => params.clone(),
        Some(_) => return Err(wrong("params", "expected object")),
    };
    match endpoint {
        "get_service_nodes" => Ok(Request::ServiceNodes(params)),
        "ons_resolve" => Ok(Request::ResolveName(params)),
        other => Err(format!("Invalid oxend endpoint '{other}'")),
    }
}

fn items(fields: &Fields) -> Result<Vec<Request>, Refusal> {
    let list = fields.get("requests").and_then(Value::as_array).filter(|list| !list.is_empty());
    let list = list.ok_or_else(|| "Invalid batch request: no valid \"requests\" field".to_owned())?;
    if list.len() > MAX_ITEMS {
        return Err("Invalid batch request: subrequest limit exceeded".to_owned());
    }
    list.iter().map(|item| subrequest(item, "batch", false)).collect()
}

/// A request inside another.
fn subrequest(item: &Value, kind: &str, may_nest: bool) -> Result<Request, Refusal> {
    let method = item.get("method").and_then(Value::as_str);
    let method = method.ok_or_else(|| format!("Invalid {kind} subrequest: no valid \"method\" field"))?;
    let params = item.get("params").and_then(Value::as_object);
    let params = params.ok_or_else(|| format!("Invalid {kind} subrequest: no valid \"params\" field"))?;
    if !may_nest && matches!(method, "batch" | "sequence" | "ifelse") {
        return Err(format!("Invalid {kind} subrequest: subrequests may not contain meta-requests"));
    }
    match Request::parse(method, params) {
        Ok(request) => Ok(request),
        Err(ParseError::Invalid(refusal)) => Err(refusal),
        Err(ParseError::NoMethod) => Err(format!("Invalid {kind} subrequest: invalid method \"{method}\"")),
    }
}

fn if_else(fields: &Fields) -> Result<IfElse, Refusal> {
    let conditions = fields.get("if").and_then(Value::as_object);
    let conditions = conditions.ok_or_else(|| missing("if"))?.clone();
    let branch = |name: &str| fields.get(name).map(|item| subrequest(item, "ifelse", true)).transpose();
    let (then, otherwise) = (branch("then")?, branch("else")?);
    if then.is_none() && otherwise.is_none() {
        return Err("ifelse needs one of 'then' and 'else'".to_owned());
    }
    Ok(IfElse { conditions, then, otherwise })
}
