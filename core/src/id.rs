//! Identifiers of people, groups, communities, conversations and messages.
//!
//! Every id is a small value that parses from and prints as the text official clients use
//! (protocol notes, messages 1.2). Nothing here knows about keys, storage or the network.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER_PERMISSIVE as HEX;

/// Why a text is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The text does not have the 66 characters of an id.
    #[error("an id has 66 characters")]
    Length,
    /// The text has characters other than 0-9 and a-f.
    #[error("an id has only the characters 0 to 9 and a to f")]
    Characters,
    /// The first two characters name another kind of id.
    #[error("this kind of id can't be used here")]
    Prefix,
}

/// Splits 66 hex characters into the prefix byte and the 32-byte key.
fn parse_prefixed(text: &str) -> Result<(u8, [u8; 32]), IdError> {
    let text = text.trim();
    if text.chars().count() != 66 {
        return Err(IdError::Length);
    }
    let bytes = HEX.decode(text.as_bytes()).map_err(|_invalid| IdError::Characters)?;
    let Some((&prefix, key)) = bytes.split_first() else {
        return Err(IdError::Length);
    };
    let key = <[u8; 32]>::try_from(key).map_err(|_short| IdError::Length)?;
    Ok((prefix, key))
}

fn write_prefixed(f: &mut fmt::Formatter<'_>, prefix: &str, key: &[u8; 32]) -> fmt::Result {
    f.write_str(prefix)?;
    f.write_str(&HEX.encode(key))
}

/// Declares an id that is one prefix byte and a 32-byte key.
macro_rules! prefixed_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal, $text:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name([u8; 32]);

        impl $name {
            /// The id of a 32-byte public key.
            pub const fn from_key(key: [u8; 32]) -> Self {
                Self(key)
            }

            /// The 32-byte public key, without the prefix.
            pub const fn key(&self) -> &[u8; 32] {
                &self.0
            }

            /// The id of 33 bytes of prefix and key; nothing if they are something else.
            pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
                match bytes.split_first() {
                    Some((&$prefix, key)) => key.try_into().ok().map(Self),
                    _ => None,
                }
            }

            /// The 33 bytes of prefix and key, as they are stored and hashed.
            pub fn to_bytes(&self) -> [u8; 33] {
                let mut bytes = [$prefix; 33];
                for (to, from) in bytes.iter_mut().skip(1).zip(self.0) {
                    *to = from;
                }
                bytes
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                match parse_prefixed(text)? {
                    ($prefix, key) => Ok(Self(key)),
                    _ => Err(IdError::Prefix),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_prefixed(f, $text, &self.0)
            }
        }

        /// Shortened, since ids must not reach the logs whole.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let [first, second, ..] = self.0;
                write!(f, concat!($text, "{:02x}{:02x}…"), first, second)
            }
        }
    };
}

prefixed_id!(
    /// A person: `05` and the 32-byte X25519 key.
    AccountId, 0x05, "05"
);
prefixed_id!(
    /// A group: `03` and the 32-byte Ed25519 key of the group.
    GroupId, 0x03, "03"
);

/// How a blinded id was derived (protocol notes, messages 1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Blinding {
    /// Prefix `15`, the older derivation.
    Fifteen,
    /// Prefix `25`, the newer derivation.
    TwentyFive,
}

/// Who one is in a community: `15` or `25` and a 32-byte Ed25519 point.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlindedId {
    blinding: Blinding,
    key: [u8; 32],
}

impl BlindedId {
    /// The id of a blinded 32-byte public key.
    pub const fn from_key(blinding: Blinding, key: [u8; 32]) -> Self {
        Self { blinding, key }
    }

    /// The derivation that made this id.
    pub const fn blinding(&self) -> Blinding {
        self.blinding
    }

    /// The 33 bytes of prefix and point.
    pub fn to_bytes(&self) -> [u8; 33] {
        let prefix = match self.blinding {
            Blinding::Fifteen => 0x15,
            Blinding::TwentyFive => 0x25,
        };
        let mut bytes = [prefix; 33];
        for (to, from) in bytes.iter_mut().skip(1).zip(self.key) {
            *to = from;
        }
        bytes
    }

    /// The 32-byte blinded public key.
    pub const fn key(&self) -> &[u8; 32] {
        &self.key
    }
}

impl FromStr for BlindedId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        match parse_prefixed(text)? {
            (0x15, key) => Ok(Self::from_key(Blinding::Fifteen, key)),
            (0x25, key) => Ok(Self::from_key(Blinding::TwentyFive, key)),
            _ => Err(IdError::Prefix),
        }
    }
}

impl fmt::Display for BlindedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = match self.blinding {
            Blinding::Fifteen => "15",
            Blinding::TwentyFive => "25",
        };
        write_prefixed(f, prefix, &self.key)
    }
}

impl fmt::Debug for BlindedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second, ..] = self.key;
        write!(f, "{:?}:{first:02x}{second:02x}…", self.blinding)
    }
}

/// A place where messages are exchanged. Note to Self is the conversation with one's own account id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ConversationId {
    /// One-to-one with a person, or Note to Self.
    Contact(AccountId),
    /// An end-to-end encrypted group.
    Group(GroupId),
}

impl ConversationId {
    /// The 33 bytes that identify the conversation in storage keys.
    pub fn to_bytes(&self) -> [u8; 33] {
        match self {
            Self::Contact(account) => account.to_bytes(),
            Self::Group(group) => group.to_bytes(),
        }
    }

    /// The inverse of [`Self::to_bytes`].
    ///
    /// # Errors
    /// [`IdError::Prefix`] when the first byte names no kind of conversation, [`IdError::Length`]
    /// when there are not 33 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, IdError> {
        let (prefix, key) = bytes.split_first().ok_or(IdError::Length)?;
        let key = <[u8; 32]>::try_from(key).map_err(|_short| IdError::Length)?;
        match prefix {
            0x05 => Ok(Self::Contact(AccountId::from_key(key))),
            0x03 => Ok(Self::Group(GroupId::from_key(key))),
            _ => Err(IdError::Prefix),
        }
    }
}

impl fmt::Display for ConversationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contact(account) => account.fmt(f),
            Self::Group(group) => group.fmt(f),
        }
    }
}

impl FromStr for ConversationId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        match parse_prefixed(text)? {
            (0x05, key) => Ok(Self::Contact(AccountId::from_key(key))),
            (0x03, key) => Ok(Self::Group(GroupId::from_key(key))),
            _ => Err(IdError::Prefix),
        }
    }
}

/// Our own number for a message, unique in one store and never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageId(pub u64);

/// A file of a message: which in its order, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId {
    /// The message.
    pub message: MessageId,
    /// Its place among the files of the message.
    pub index: u8,
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "0577cb6c50ed49a2c45e383ac3ca855375c68300f7ff0c803ea93cb18437d61f46";

    #[test]
    fn an_account_id_survives_print_and_parse() {
        let id: AccountId = TEXT.parse().expect("a valid id");
        assert_eq!(id.to_string(), TEXT);
        assert_eq!(TEXT.to_uppercase().parse::<AccountId>(), Ok(id));
        assert_eq!(format!("  {TEXT}\n").parse::<AccountId>(), Ok(id));
        assert_eq!(ConversationId::from_bytes(&id.to_bytes()), Ok(ConversationId::Contact(id)));
    }

    #[test]
    fn each_defect_has_its_own_error() {
        assert_eq!("05".parse::<AccountId>(), Err(IdError::Length));
        assert_eq!(TEXT.replace('5', "z").parse::<AccountId>(), Err(IdError::Characters));
        assert_eq!(TEXT.replacen("05", "03", 1).parse::<AccountId>(), Err(IdError::Prefix));
        assert_eq!(TEXT.replacen("05", "15", 1).parse::<AccountId>(), Err(IdError::Prefix));
        assert!(TEXT.replacen("05", "25", 1).parse::<BlindedId>().is_ok());
    }

    #[test]
    fn the_debug_form_hides_most_of_the_id() {
        let id: AccountId = TEXT.parse().expect("a valid id");
        assert_eq!(format!("{id:?}"), "0577cb…");
    }
}
