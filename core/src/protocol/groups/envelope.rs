//! From a payload to the bytes a group's swarm stores, and back (protocol notes, messages 2.2).
//!
//! The payload stands in the envelope as it is; the envelope as a whole is signed and encrypted
//! ([`message`]). All devices of all members poll the group, so there are no sync copies. As in one-to-one
//! messages the times inside and outside agree, and every envelope carries a `proSig`.

use prost::Message;
use zeroize::Zeroizing;

use super::message::{self, GroupMessageError};
use crate::clock::{NetworkTime, Rng};
use crate::codec::proto;
use crate::crypto::keys::AccountKeys;
use crate::id::GroupId;
use crate::protocol::content::Content;
use crate::protocol::envelope::{MAX_STORED_BYTES, OpenError, Opened, decoy_signature};

/// Why stored bytes of a group are dropped.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GroupOpenError {
    /// None of our keys opens the message. It may open when more keys are known.
    #[error("no key of the group opens the message")]
    NoKey,
    /// The message will never open.
    #[error(transparent)]
    Message(GroupMessageError),
    /// The envelope or the payload means nothing.
    #[error(transparent)]
    Envelope(#[from] OpenError),
}

impl From<GroupMessageError> for GroupOpenError {
    fn from(error: GroupMessageError) -> Self {
        if error == GroupMessageError::NoKey { Self::NoKey } else { Self::Message(error) }
    }
}

/// Seals a payload for a group with its present key.
///
/// # Errors
/// [`GroupMessageError::Size`] when a service node would not store it.
pub fn seal_for_group(
    content: &Content,
    group: &GroupId,
    key: &[u8; 32],
    keys: &AccountKeys,
    sent_at: NetworkTime,
    rng: &dyn Rng,
) -> Result<Vec<u8>, GroupMessageError> {
    let envelope = proto::Envelope {
        r#type: Some(proto::EnvelopeType::ClosedGroupMessage.into()),
        timestamp: Some(sent_at.millis()),
        source_device: Some(1),
        content: Some(content.encode(sent_at)),
        pro_sig: Some(decoy_signature(rng).to_vec()),
        ..proto::Envelope::default()
    };
    let plain = Zeroizing::new(envelope.encode_to_vec());
    let stored = message::seal(&plain, group, key, keys, rng)?;
    if stored.len() > MAX_STORED_BYTES { Err(GroupMessageError::Size) } else { Ok(stored) }
}

/// Opens stored bytes of a group with its keys and checks everything that needs no memory.
///
/// # Errors
/// [`GroupOpenError`]; only [`GroupOpenError::NoKey`] is worth another try.
pub fn open_of_group<'k>(
    stored: &[u8],
    group: &GroupId,
    keys: impl IntoIterator<Item = &'k [u8; 32]>,
) -> Result<Opened, GroupOpenError> {
    let opened = message::open(stored, group, keys)?;
    let plain = Zeroizing::new(opened.plain);
    let envelope: proto::Envelope = proto::decode(&plain).map_err(OpenError::from)?;
    let sent_at = NetworkTime(envelope.timestamp.ok_or(OpenError::Missing("time"))?);
    let payload = envelope.content.ok_or(OpenError::Missing("content"))?;
    let (content, sig_timestamp) = Content::decode(&payload).map_err(OpenError::from)?;
    if sig_timestamp.is_some_and(|signed_at| signed_at != sent_at) {
        return Err(OpenError::Timestamp.into());
    }
    if content.sync_target.is_some() {
        return Err(OpenError::ForeignSyncCopy.into());
    }
    Ok(Opened { sender: opened.sender, sent_at, content })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemRng;
    use crate::crypto::keys::Seed;
    use crate::protocol::groups::GroupAdmin;

    const KEY: [u8; 32] = [3; 32];
    const NOW: NetworkTime = NetworkTime(1_770_000_000_123);

    fn keys() -> AccountKeys {
        AccountKeys::from_seed(&Seed::from_entropy(&[7; 16]))
    }

    fn group() -> GroupId {
        GroupAdmin::from_seed(&[1; 32]).id()
    }

    fn sealed(content: &Content) -> Vec<u8> {
        seal_for_group(content, &group(), &KEY, &keys(), NOW, &SystemRng).expect("it is small")
    }

    #[test]
    fn a_message_survives_the_way_through_a_group() {
        let content = Content::text("Hello", None);
        let stored = sealed(&content);
        let opened = open_of_group(&stored, &group(), [&KEY]).expect("the right key");
        assert_eq!(opened, Opened { sender: keys().account_id(), sent_at: NOW, content });
        assert_eq!(open_of_group(&stored, &group(), [&[4; 32]]), Err(GroupOpenError::NoKey));
    }

    #[test]
    fn there_are_no_sync_copies_in_a_group() {
        let copy = Content::text("Hello", None).sync_copy(keys().account_id());
        let error = GroupOpenError::Envelope(OpenError::ForeignSyncCopy);
        assert_eq!(open_of_group(&sealed(&copy), &group(), [&KEY]), Err(error));
    }

    #[test]
    fn the_times_inside_and_outside_must_agree() {
        let envelope = proto::Envelope {
            r#type: Some(proto::EnvelopeType::ClosedGroupMessage.into()),
            timestamp: Some(NOW.millis() + 1),
            content: Some(Content::text("Hello", None).encode(NOW)),
            ..proto::Envelope::default()
        };
        let seal = |plain: &[u8]| message::seal(plain, &group(), &KEY, &keys(), &SystemRng).expect("it is small");
        let opened = |stored: &[u8]| open_of_group(stored, &group(), [&KEY]).err();
        assert_eq!(opened(&seal(&envelope.encode_to_vec())), Some(OpenError::Timestamp.into()));
        let timeless = proto::Envelope { timestamp: None, ..envelope };
        assert_eq!(opened(&seal(&timeless.encode_to_vec())), Some(OpenError::Missing("time").into()));
        assert!(matches!(opened(&seal(b"\xff")), Some(GroupOpenError::Envelope(OpenError::Proto(_)))));
    }

    #[test]
    fn what_no_service_node_stores_is_not_sealed() {
        let random: Vec<u8> = (0..2_400).flat_map(|_| crate::clock::random::<32>(&SystemRng)).collect();
        let text = data_encoding::BASE64.encode(&random);
        let stored = seal_for_group(&Content::text(text, None), &group(), &KEY, &keys(), NOW, &SystemRng);
        assert_eq!(stored, Err(GroupMessageError::Size));
    }
}
