//! What the kinds of configs have in common (protocol notes, config 7).
//!
//! A flag is 1 or absent; many integers are positive or absent, others not zero or absent; a picture is
//! an address and a key, both or neither. What has the wrong type reads as absent.

use std::collections::BTreeSet;

use super::data::{Dict, Scalar, Value};
use super::object::Config;

/// Most bytes of a name.
pub const MAX_NAME_BYTES: usize = 100;
/// Most bytes of the address of a picture.
const MAX_URL_BYTES: usize = 223;

/// A picture of a person or group: where it is and what opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Avatar {
    /// Address of the encrypted file, at most 223 bytes.
    pub url: String,
    /// The key, 32 bytes.
    pub key: [u8; 32],
}

/// What of a conversation notifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Notifications {
    /// What the settings of the device say.
    #[default]
    Default,
    /// Everything.
    All,
    /// Nothing.
    Disabled,
    /// What mentions us.
    MentionsOnly,
}

impl Notifications {
    pub(super) const fn from_int(number: i64) -> Self {
        match number {
            1 => Self::All,
            2 => Self::Disabled,
            3 => Self::MentionsOnly,
            _ => Self::Default,
        }
    }

    pub(super) const fn to_int(self) -> i64 {
        match self {
            Self::Default => 0,
            Self::All => 1,
            Self::Disabled => 2,
            Self::MentionsOnly => 3,
        }
    }
}

/// A name cut to 100 bytes between two code points.
pub fn short_name(name: &str) -> &str {
    let mut end = name.len().min(MAX_NAME_BYTES);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name.get(..end).unwrap_or_default()
}

pub(super) fn int(dict: &Dict, key: &[u8]) -> Option<i64> {
    if let Some(Value::Scalar(Scalar::Int(number))) = dict.get(key) { Some(*number) } else { None }
}

pub(super) fn bytes<'a>(dict: &'a Dict, key: &[u8]) -> Option<&'a [u8]> {
    if let Some(Value::Scalar(Scalar::Bytes(bytes))) = dict.get(key) { Some(bytes) } else { None }
}

pub(super) fn text(dict: &Dict, key: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes(dict, key)?).ok()?;
    (!text.is_empty()).then(|| text.to_owned())
}

pub(super) fn positive(dict: &Dict, key: &[u8]) -> Option<u64> {
    u64::try_from(int(dict, key)?).ok().filter(|number| *number > 0)
}

pub(super) fn flag(dict: &Dict, key: &[u8]) -> bool {
    int(dict, key).is_some_and(|number| number != 0)
}

pub(super) fn avatar(dict: &Dict, url: &[u8], key: &[u8]) -> Option<Avatar> {
    Some(Avatar { url: text(dict, url)?, key: bytes(dict, key)?.try_into().ok()? })
}

pub(super) fn ints(dict: &Dict, key: &[u8]) -> Vec<i64> {
    let Some(Value::Set(set)) = dict.get(key) else { return Vec::new() };
    let number = |scalar: &Scalar| if let Scalar::Int(number) = scalar { Some(*number) } else { None };
    set.iter().filter_map(number).collect()
}

/// Writes to one dict of a config.
pub(super) struct Writer<'a> {
    config: &'a mut Config,
    path: Vec<&'a [u8]>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(config: &'a mut Config, path: &[&'a [u8]]) -> Self {
        Self { config, path: path.to_vec() }
    }

    fn write(&mut self, key: &[u8], scalar: Option<Scalar>) {
        let path: Vec<&[u8]> = self.path.iter().copied().chain([key]).collect();
        match scalar {
            Some(scalar) => self.config.assign(&path, scalar),
            None => drop(self.config.erase(&path)),
        }
    }

    /// An integer that is not zero, or nothing.
    pub(super) fn non_zero(&mut self, key: &[u8], number: i64) -> &mut Self {
        self.write(key, (number != 0).then_some(Scalar::Int(number)));
        self
    }

    /// A positive integer, or nothing.
    pub(super) fn positive(&mut self, key: &[u8], number: u64) -> &mut Self {
        self.non_zero(key, i64::try_from(number).unwrap_or(i64::MAX))
    }

    /// 1, or nothing.
    pub(super) fn flag(&mut self, key: &[u8], is_set: bool) -> &mut Self {
        self.non_zero(key, i64::from(is_set))
    }

    /// An integer that may be zero.
    pub(super) fn int(&mut self, key: &[u8], number: Option<i64>) -> &mut Self {
        self.write(key, number.map(Scalar::Int));
        self
    }

    /// A string that may be empty.
    pub(super) fn always(&mut self, key: &[u8], bytes: &[u8]) -> &mut Self {
        self.write(key, Some(bytes.into()));
        self
    }

    /// A string that is not empty, or nothing.
    pub(super) fn text(&mut self, key: &[u8], text: &str) -> &mut Self {
        self.write(key, (!text.is_empty()).then(|| text.as_bytes().into()));
        self
    }

    /// Both parts of a picture, or neither; one whose address is too long is none.
    pub(super) fn avatar(&mut self, url: &[u8], key: &[u8], avatar: Option<&Avatar>) -> &mut Self {
        let avatar = avatar.filter(|avatar| !avatar.url.is_empty() && avatar.url.len() <= MAX_URL_BYTES);
        self.write(url, avatar.map(|avatar| avatar.url.as_bytes().into()));
        self.write(key, avatar.map(|avatar| avatar.key.as_slice().into()));
        self
    }

    /// A string, or nothing.
    pub(super) fn bytes(&mut self, key: &[u8], bytes: Option<&[u8]>) -> &mut Self {
        self.write(key, bytes.map(Into::into));
        self
    }

    /// A set that holds just these integers, changed element by element.
    pub(super) fn ints(&mut self, key: &[u8], wanted: &[i64]) -> &mut Self {
        self.scalars(key, wanted.iter().map(|number| Scalar::Int(*number)).collect())
    }

    /// A set that holds just these elements, changed element by element.
    pub(super) fn scalars(&mut self, key: &[u8], wanted: BTreeSet<Scalar>) -> &mut Self {
        let path: Vec<&[u8]> = self.path.iter().copied().chain([key]).collect();
        let present: Vec<Scalar> = self.config.set(&path).into_iter().flatten().cloned().collect();
        for scalar in present.iter().filter(|scalar| !wanted.contains(*scalar)) {
            self.config.remove(&path, scalar);
        }
        for scalar in wanted {
            self.config.insert(&path, scalar);
        }
        self
    }
}
