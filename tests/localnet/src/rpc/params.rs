//! Reading the parameters of a request, with the types the real server insists on.

use serde_json::{Map, Value};

use crate::keys::hex;

/// Why parameters are refused; goes after `invalid request: `.
pub(super) type Refusal = String;

/// The longest message, raw bytes.
const MAX_DATA: usize = 76_800;
/// The most hashes or tokens in one request: far above what a body of 10 MiB can carry usefully.
const MAX_LIST: usize = 10_000;

/// A prefix byte and a 32-byte key.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) bytes: [u8; 33],
    pub(crate) hex: String,
}

impl Account {
    pub(crate) fn prefix(&self) -> u8 {
        let [prefix, ..] = self.bytes;
        prefix
    }

    pub(crate) fn key(&self) -> &[u8; 32] {
        self.bytes.last_chunk().expect("33 bytes have a last 32")
    }
}

/// The namespaces a request is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Namespaces {
    One(i16),
    All,
}

impl Namespaces {
    pub(super) fn covers(self, namespace: i16) -> bool {
        self == Self::All || self == Self::One(namespace)
    }

    /// As it stands in signed text.
    pub(super) fn text(self) -> String {
        match self {
            Self::One(namespace) => crate::store::namespace_text(namespace),
            Self::All => "all".to_owned(),
        }
    }
}

/// The `params` object.
pub(super) struct Fields<'a>(pub(super) &'a Map<String, Value>);

impl Fields<'_> {
    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, Refusal> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(wrong(name, "expected string")),
        }
    }

    pub(super) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        match self.get(name) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => Err(wrong(name, "expected boolean")),
        }
    }

    pub(super) fn integer(&self, name: &str) -> Result<Option<i64>, Refusal> {
        match self.get(name) {
            None => Ok(None),
            Some(value) => value.as_i64().map(Some).ok_or_else(|| wrong(name, "expected integer")),
        }
    }

    /// A time in milliseconds.
    pub(super) fn time(&self, name: &str) -> Result<Option<u64>, Refusal> {
        self.get(name).map(|value| millis(name, value)).transpose()
    }

    pub(super) fn required_time(&self, name: &str) -> Result<u64, Refusal> {
        self.time(name)?.ok_or_else(|| missing(name))
    }

    /// A number that `store` also takes as a decimal string.
    pub(super) fn lax_number(&self, name: &str) -> Result<Option<u64>, Refusal> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => {
                text.parse().map(Some).map_err(|_digits| wrong(name, "expected non-negative integer"))
            }
            Some(value) => value.as_u64().map(Some).ok_or_else(|| wrong(name, "expected non-negative integer")),
        }
    }

    /// The account, spelled `pubkey` or, where it was so once, `pubKey`.
    pub(super) fn account(&self, old_spelling: bool, refusal: &str) -> Result<Account, Refusal> {
        let old = if old_spelling { self.text("pubKey")? } else { None };
        let text = self.text("pubkey")?.or(old).ok_or_else(|| missing("pubkey"))?;
        let bytes = crate::keys::unhex::<33>(text).ok_or_else(|| refusal.to_owned())?;
        Ok(Account { bytes, hex: hex(&bytes) })
    }

    pub(super) fn namespace(&self) -> Result<Option<i16>, Refusal> {
        let Some(value) = self.get("namespace") else { return Ok(None) };
        let Some(number) = value.as_i64() else { return Err(wrong("namespace", "expected 16-bit integer")) };
        i16::try_from(number).map(Some).map_err(|_range| wrong("namespace", "value out of range"))
    }

    pub(super) fn namespaces(&self) -> Result<Namespaces, Refusal> {
        if self.get("namespace").and_then(Value::as_str) == Some("all") {
            return Ok(Namespaces::All);
        }
        Ok(Namespaces::One(self.namespace()?.unwrap_or(0)))
    }

    /// Message hashes: one at least, each 43 characters of base64.
    pub(super) fn hashes(&self) -> Result<Vec<String>, Refusal> {
        let list = self.get("messages").ok_or_else(|| missing("messages"))?;
        let list = list.as_array().ok_or_else(|| wrong("messages", "expected array of strings"))?;
        if list.is_empty() {
            return Err("messages does not contain any message hashes".to_owned());
        }
        if list.len() > MAX_LIST {
            return Err("too many message hashes".to_owned());
        }
        list.iter()
            .map(|value| {
                let hash = value.as_str().ok_or_else(|| wrong("messages", "expected array of strings"))?;
                if is_hash(hash) { Ok(hash.to_owned()) } else { Err(format!("invalid message hash: {hash}")) }
            })
            .collect()
    }

    /// Subaccount tokens: one, or a list of up to 50.
    pub(super) fn tokens(&self, name: &str) -> Result<Vec<[u8; 36]>, Refusal> {
        let value = self.get(name).ok_or_else(|| missing(name))?;
        let list = value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice);
        if list.is_empty() || list.len() > 50 {
            return Err(format!("{name} must contain 1 to 50 subaccount tokens"));
        }
        list.iter()
            .map(|value| value.as_str().and_then(token).ok_or_else(|| wrong(name, "expected 36-byte token")))
            .collect()
    }

    /// The message bytes.
    pub(super) fn data(&self) -> Result<Vec<u8>, Refusal> {
        let text = self.text("data")?.ok_or_else(|| missing("data"))?;
        if text.len() > MAX_DATA.div_ceil(3) * 4 {
            return Err(format!("Message body exceeds maximum allowed length of {MAX_DATA} bytes"));
        }
        let data = base64(text).ok_or_else(|| "Invalid 'data' value: not base64 encoded".to_owned())?;
        if data.len() > MAX_DATA {
            return Err(format!("Message body exceeds maximum allowed length of {MAX_DATA} bytes"));
        }
        Ok(data)
    }
}

/// Base64, padded or not.
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    data_encoding::BASE64_NOPAD.decode(text.trim_end_matches('=').as_bytes()).ok()
}

/// Whether a text has the form of a message hash.
pub(super) fn is_hash(text: &str) -> bool {
    text.len() == 43 && base64(text).is_some()
}

/// A subaccount token: base64 or hex.
pub(super) fn token(text: &str) -> Option<[u8; 36]> {
    if text.len() == 72 { crate::keys::unhex(text) } else { base64(text)?.try_into().ok() }
}

/// One time in milliseconds.
pub(super) fn millis(name: &str, value: &Value) -> Result<u64, Refusal> {
    let number = value.as_u64().ok_or_else(|| wrong(name, "expected non-negative integer"))?;
    if number < 1_000_000_000 {
        return Err(wrong(name, "timestamp must be in milliseconds"));
    }
    Ok(number)
}

pub(super) fn missing(name: &str) -> Refusal {
    format!("Required field '{name}' missing")
}

pub(super) fn wrong(name: &str, why: &str) -> Refusal {
    format!("Invalid value given for '{name}': {why}")
}
