//! Who wrote the message another message points at.
//!
//! In one-to-one conversations and groups that is an account id, in communities it is usually a
//! blinded id (protocol notes, messages 1.2 and 3.4).

use std::fmt;
use std::str::FromStr;

use crate::id::{AccountId, BlindedId, IdError};

/// The author of a message that is quoted or reacted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Author {
    /// A person, by account id.
    Account(AccountId),
    /// A person in a community, by blinded id.
    Blinded(BlindedId),
}

impl FromStr for Author {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        match text.parse::<AccountId>() {
            Err(IdError::Prefix) => text.parse().map(Self::Blinded),
            account => account.map(Self::Account),
        }
    }
}

impl fmt::Display for Author {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(account) => account.fmt(f),
            Self::Blinded(blinded) => blinded.fmt(f),
        }
    }
}
