//! What changed from one state of a config to the next (protocol notes, config 3).
//!
//! A difference names places, not values: what was assigned is looked up in the data of the message
//! that carries the difference. It has the shape of the data, restricted to what changed.

use std::collections::{BTreeMap, BTreeSet};

use super::bt::{Bt, Reader, write_bytes};
use super::data::{DataError, Dict, Scalar, Value, read_set_rest, write_set};

/// Changed keys.
pub type Diff = BTreeMap<Vec<u8>, Change>;

/// What happened to a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// `""`: a scalar was added or changed.
    Assigned,
    /// `"-"`: a scalar was removed.
    Removed,
    /// Elements of a set came and went.
    Set {
        /// What was added.
        added: Elements,
        /// What was removed.
        removed: Elements,
    },
    /// Keys within changed.
    Dict(Diff),
}

/// Elements of a changed set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Elements {
    /// As they should be.
    Scalars(BTreeSet<Scalar>),
    /// One element that can't be in a set; readers take it, but it means nothing.
    Odd(Bt),
}

impl Elements {
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Scalars(set) => write_set(set, out),
            Self::Odd(value) => Bt::List(vec![value.clone()]).write(out),
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DataError> {
        if reader.peek() != Some(b'l') {
            return Err(DataError::Diff);
        }
        reader.enter_list()?;
        if matches!(reader.peek(), Some(b'l' | b'd')) {
            let odd = reader.value()?;
            return if reader.leave() { Ok(Self::Odd(odd)) } else { Err(DataError::Set) };
        }
        read_set_rest(reader).map(Self::Scalars)
    }

    fn scalars(&self) -> impl Iterator<Item = &Scalar> {
        let set = if let Self::Scalars(set) = self { Some(set) } else { None };
        set.into_iter().flatten()
    }
}

/// Appends a difference.
pub fn write(diff: &Diff, out: &mut Vec<u8>) {
    out.push(b'd');
    for (key, change) in diff {
        write_bytes(out, key);
        match change {
            Change::Assigned => write_bytes(out, b""),
            Change::Removed => write_bytes(out, b"-"),
            Change::Set { added, removed } => {
                out.push(b'l');
                added.write(out);
                removed.write(out);
                out.push(b'e');
            }
            Change::Dict(inner) => write(inner, out),
        }
    }
    out.push(b'e');
}

/// Reads a difference. An integer as a value is refused: it sends the reference into an endless loop.
pub(super) fn read(reader: &mut Reader<'_>) -> Result<Diff, DataError> {
    reader.enter_dict()?;
    let mut diff = Diff::new();
    let mut last = None;
    while let Some(key) = reader.key(&mut last)? {
        let change = match reader.peek() {
            Some(b'd') => Change::Dict(read(reader)?),
            Some(b'l') => {
                reader.enter_list()?;
                let (added, removed) = (Elements::read(reader)?, Elements::read(reader)?);
                if !reader.leave() {
                    return Err(DataError::Diff);
                }
                Change::Set { added, removed }
            }
            Some(b'i') => return Err(DataError::Diff),
            _ => match reader.bytes()? {
                b"" => Change::Assigned,
                b"-" => Change::Removed,
                _ => return Err(DataError::Diff),
            },
        };
        diff.insert(key.to_vec(), change);
    }
    Ok(diff)
}

/// The difference that leads from `old` to `new`.
pub fn between(old: &Dict, new: &Dict) -> Diff {
    let mut diff = Diff::new();
    for (key, value) in old {
        let change = match new.get(key) {
            None => gone(value),
            Some(now) if now == value => None,
            Some(now) => changed(value, now),
        };
        diff.extend(change.map(|change| (key.clone(), change)));
    }
    for (key, value) in new {
        if !old.contains_key(key) {
            diff.extend(come(value).map(|change| (key.clone(), change)));
        }
    }
    diff
}

fn changed(old: &Value, new: &Value) -> Option<Change> {
    match (old, new) {
        (Value::Scalar(_), Value::Scalar(_)) => Some(Change::Assigned),
        (Value::Set(old), Value::Set(new)) => {
            let added = Elements::Scalars(new.difference(old).cloned().collect());
            let removed = Elements::Scalars(old.difference(new).cloned().collect());
            Some(Change::Set { added, removed })
        }
        (Value::Dict(old), Value::Dict(new)) => {
            Some(between(old, new)).filter(|diff| !diff.is_empty()).map(Change::Dict)
        }
        // Another kind counts as a new value, as if nothing had been there.
        (_, new) => come(new),
    }
}

/// A value that appeared; containers are the list of their leaves.
fn come(value: &Value) -> Option<Change> {
    leaves(value, &Change::Assigned, |set| Change::Set {
        added: Elements::Scalars(set.clone()),
        removed: Elements::Scalars(BTreeSet::new()),
    })
}

/// A value that disappeared.
fn gone(value: &Value) -> Option<Change> {
    leaves(value, &Change::Removed, |set| Change::Set {
        added: Elements::Scalars(BTreeSet::new()),
        removed: Elements::Scalars(set.clone()),
    })
}

fn leaves(value: &Value, scalar: &Change, of_set: fn(&BTreeSet<Scalar>) -> Change) -> Option<Change> {
    match value {
        Value::Scalar(_) => Some(scalar.clone()),
        Value::Set(set) => (!set.is_empty()).then(|| of_set(set)),
        Value::Dict(dict) => {
            let entries = dict.iter().filter_map(|(key, value)| Some((key.clone(), leaves(value, scalar, of_set)?)));
            Some(entries.collect::<Diff>()).filter(|diff| !diff.is_empty()).map(Change::Dict)
        }
    }
}

/// Applies a difference whose values are in `source`. Nothing is pruned.
pub fn apply(data: &mut Dict, diff: &Diff, source: &Dict) {
    for (key, change) in diff {
        match (change, source.get(key)) {
            (Change::Assigned, Some(value @ Value::Scalar(_))) => {
                data.insert(key.clone(), value.clone());
            }
            (Change::Dict(inner), Some(Value::Dict(source))) => {
                let value = data.entry(key.clone()).or_insert_with(|| Value::Dict(Dict::new()));
                if !matches!(value, Value::Dict(_)) {
                    *value = Value::Dict(Dict::new());
                }
                if let Value::Dict(data) = value {
                    apply(data, inner, source);
                }
            }
            (Change::Set { added, removed }, Some(Value::Set(_))) => {
                let value = data.entry(key.clone()).or_insert_with(|| Value::Set(BTreeSet::new()));
                if !matches!(value, Value::Set(_)) {
                    *value = Value::Set(BTreeSet::new());
                }
                if let Value::Set(set) = value {
                    set.extend(added.scalars().cloned());
                    for scalar in removed.scalars() {
                        set.remove(scalar);
                    }
                }
            }
            // Removed, or the source has none, or one of another kind.
            _ => {
                data.remove(key);
            }
        }
    }
}

/// What of a difference from `before` to `source` nobody else touched: all but the places where `now` is not as
/// `before`. What was deleted as a whole counts as one place.
pub fn untouched(diff: &Diff, before: &Dict, source: &Dict, now: &Dict) -> Diff {
    let rest = |(key, change): (&Vec<u8>, &Change)| {
        let (was, is) = (before.get(key), now.get(key));
        if was == is {
            return Some((key.clone(), change.clone()));
        }
        let left = match (change, was, source.get(key), is) {
            (Change::Dict(inner), was, Some(Value::Dict(source)), Some(Value::Dict(is))) => {
                let empty = Dict::new();
                let was = if let Some(Value::Dict(was)) = was { was } else { &empty };
                let inner = untouched(inner, was, source, is);
                (!inner.is_empty()).then_some(Change::Dict(inner))
            }
            (Change::Set { added, removed }, was, _, Some(Value::Set(is))) => {
                let had = |scalar: &Scalar| matches!(was, Some(Value::Set(was)) if was.contains(scalar));
                let keep = |elements: &Elements| {
                    let kept = elements.scalars().filter(|scalar| had(scalar) == is.contains(*scalar));
                    Elements::Scalars(kept.cloned().collect())
                };
                Some(Change::Set { added: keep(added), removed: keep(removed) })
            }
            _ => None,
        };
        left.map(|left| (key.clone(), left))
    };
    diff.iter().filter_map(rest).collect()
}
