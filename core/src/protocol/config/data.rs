//! The data of a config: a tree of scalars, sets and dicts (protocol notes, config 1 and 2).
//!
//! Empty sets and dicts don't exist on the wire: a reader refuses a message that has one, a writer
//! leaves them out together with what becomes empty thereby.

use std::collections::{BTreeMap, BTreeSet};

use super::bt::{BtError, Reader, write_bytes, write_int};

/// An integer or a string. Integers come before strings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scalar {
    /// A signed integer of 64 bits.
    Int(i64),
    /// A string of any bytes.
    Bytes(Vec<u8>),
}

/// What a key may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// An integer or a string.
    Scalar(Scalar),
    /// Integers and strings, each once.
    Set(BTreeSet<Scalar>),
    /// More keys.
    Dict(Dict),
}

/// Values by key, in the order of the bytes of the keys.
pub type Dict = BTreeMap<Vec<u8>, Value>;

/// Why data is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DataError {
    /// The encoding.
    #[error(transparent)]
    Bt(#[from] BtError),
    /// An empty set or dict within the data.
    #[error("an empty container")]
    Unpruned,
    /// Elements of a set that are not strictly ascending, or no scalars.
    #[error("a set out of order")]
    Set,
    /// A difference of a form that none has.
    #[error("a malformed difference")]
    Diff,
}

impl From<i64> for Scalar {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<&[u8]> for Scalar {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl Scalar {
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Int(number) => write_int(out, number),
            Self::Bytes(bytes) => write_bytes(out, bytes),
        }
    }

    /// Reads an integer or a string.
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, BtError> {
        if reader.peek() == Some(b'i') {
            reader.int().map(Self::Int)
        } else {
            reader.bytes().map(|bytes| Self::Bytes(bytes.to_vec()))
        }
    }
}

impl Value {
    /// Whether it is an empty set or dict.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Scalar(_) => false,
            Self::Set(set) => set.is_empty(),
            Self::Dict(dict) => dict.is_empty(),
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Scalar(scalar) => scalar.write(out),
            Self::Set(set) => write_set(set, out),
            Self::Dict(dict) => write_dict(dict, out),
        }
    }
}

/// Appends the elements as a list.
pub(super) fn write_set(set: &BTreeSet<Scalar>, out: &mut Vec<u8>) {
    out.push(b'l');
    for scalar in set {
        scalar.write(out);
    }
    out.push(b'e');
}

/// Appends the entries; empty sets and dicts must have been pruned.
pub fn write_dict(dict: &Dict, out: &mut Vec<u8>) {
    out.push(b'd');
    for (key, value) in dict {
        write_bytes(out, key);
        value.write(out);
    }
    out.push(b'e');
}

/// Removes empty sets and dicts, innermost first.
pub fn prune(dict: &mut Dict) {
    dict.retain(|_key, value| {
        if let Value::Dict(inner) = value {
            prune(inner);
        }
        !value.is_empty()
    });
}

/// Reads strictly ascending elements after the opening of a list.
pub(super) fn read_set_rest(reader: &mut Reader<'_>) -> Result<BTreeSet<Scalar>, DataError> {
    let mut set = BTreeSet::new();
    while !reader.leave() {
        if matches!(reader.peek(), Some(b'l' | b'd')) {
            return Err(DataError::Set);
        }
        let scalar = Scalar::read(reader)?;
        if set.last().is_some_and(|last| scalar <= *last) {
            return Err(DataError::Set);
        }
        set.insert(scalar);
    }
    Ok(set)
}

/// Reads data; only the outermost dict may be empty.
pub(super) fn read_dict(reader: &mut Reader<'_>) -> Result<Dict, DataError> {
    reader.enter_dict()?;
    let mut dict = Dict::new();
    let mut last = None;
    while let Some(key) = reader.key(&mut last)? {
        let value = match reader.peek() {
            Some(b'd') => Value::Dict(read_dict(reader)?),
            Some(b'l') => {
                reader.enter_list()?;
                Value::Set(read_set_rest(reader)?)
            }
            _ => Value::Scalar(Scalar::read(reader)?),
        };
        if value.is_empty() {
            return Err(DataError::Unpruned);
        }
        dict.insert(key.to_vec(), value);
    }
    Ok(dict)
}

/// The value at a path.
pub fn get<'a>(dict: &'a Dict, path: &[&[u8]]) -> Option<&'a Value> {
    let (last, way) = path.split_last()?;
    let mut at = dict;
    for key in way {
        let Value::Dict(inner) = at.get(*key)? else { return None };
        at = inner;
    }
    at.get(*last)
}

/// The dict at a path; what is missing on the way is made, and what is no dict is replaced by one.
pub(super) fn dict_at<'a>(mut dict: &'a mut Dict, path: &[&[u8]]) -> &'a mut Dict {
    for key in path {
        let value = dict.entry(key.to_vec()).or_insert_with(|| Value::Dict(Dict::new()));
        if !matches!(value, Value::Dict(_)) {
            *value = Value::Dict(Dict::new());
        }
        let Value::Dict(inner) = value else { unreachable!("it was made a dict just now") };
        dict = inner;
    }
    dict
}

/// The dict at a path, if each key on the way holds one.
pub(super) fn dict_at_if<'a>(mut dict: &'a mut Dict, path: &[&[u8]]) -> Option<&'a mut Dict> {
    for key in path {
        let Value::Dict(inner) = dict.get_mut(*key)? else { return None };
        dict = inner;
    }
    Some(dict)
}
