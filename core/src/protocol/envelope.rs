//! From a payload to the bytes a swarm stores for one-to-one messages, and back.
//!
//! A payload is padded, signed and sealed for its recipient ([`crypto::sealed`](crate::crypto::sealed));
//! the box goes into an envelope with the time of the message, and the envelope into the body of an
//! otherwise empty request (protocol notes, messages 2.1). Every envelope carries a 64-byte `proSig`,
//! here one that verifies against nothing, so that senders with and without a subscription look alike.
//!
//! Opening applies the rules of messages 2.4 that need no memory: who signed is the sender, the times
//! inside and outside agree, and only our own devices write sync copies. Bytes that begin with zero are
//! of the second protocol generation, which no one-to-one message of the first can be.

use curve25519_dalek::{EdwardsPoint, Scalar};
use prost::Message;
use zeroize::Zeroizing;

use super::content::{Content, ContentError};
use crate::clock::{NetworkTime, Rng, random};
use crate::codec::padding;
use crate::codec::proto::{self, ProtoError};
use crate::crypto::keys::AccountKeys;
use crate::crypto::sealed::{self, SealedError};
use crate::id::AccountId;

/// Most bytes a service node stores for one message.
pub const MAX_STORED_BYTES: usize = 76_800;
/// First byte of messages of the second protocol generation.
const PROTOCOL_V2: u8 = 0;
/// Characters of an id in `Envelope.source`.
const SOURCE_CHARS: usize = 66;

/// Why a message can't be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The recipient's account id is no usable key.
    #[error("the recipient's key is weak")]
    Recipient,
    /// The message is larger than a service node stores.
    #[error("the message is too large")]
    TooLarge,
}

/// Why stored bytes are dropped. All of these are final: the bytes will never open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The bytes are of the second protocol generation, which we don't read yet. No reason to worry.
    #[error("the message is of a newer protocol")]
    ProtocolV2,
    /// The wrapper or the envelope is not what it should be.
    #[error("the wrapping is damaged: {0}")]
    Proto(#[from] ProtoError),
    /// The wrapper holds no envelope, or the envelope no content or time.
    #[error("the wrapping lacks its {0}")]
    Missing(&'static str),
    /// The envelope names a source that can't be one.
    #[error("the envelope has an invalid source")]
    Source,
    /// The box is not for us, was changed, or was signed wrongly.
    #[error(transparent)]
    Sealed(#[from] SealedError),
    /// The payload means nothing.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// The payload was signed with another time than the envelope says.
    #[error("the times inside and outside differ")]
    Timestamp,
    /// Somebody else claims to be another device of ours.
    #[error("a sync copy is not from us")]
    ForeignSyncCopy,
    /// Our own account sent what it never sends to itself.
    #[error("this kind is never sent to oneself")]
    SelfSent,
}

/// A message that opened and is what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// Who signed it; ourselves for sync copies.
    pub sender: AccountId,
    /// The time its sender gave it, which identifies it together with the sender.
    pub sent_at: NetworkTime,
    /// What it says.
    pub content: Content,
}

/// Seals a payload for `recipient`; the result is what [`MAX_STORED_BYTES`] bounds.
///
/// # Errors
/// [`SealError`] when the recipient or the size is impossible.
pub fn seal_for(
    recipient: &AccountId,
    content: &Content,
    keys: &AccountKeys,
    sent_at: NetworkTime,
    rng: &dyn Rng,
) -> Result<Vec<u8>, SealError> {
    let plain = Zeroizing::new(content.encode(sent_at));
    let padded = Zeroizing::new(padding::pad(&plain));
    let sealed = sealed::seal_signed(&padded, keys, recipient, rng).map_err(|_weak| SealError::Recipient)?;
    let envelope = proto::Envelope {
        r#type: Some(proto::EnvelopeType::SessionMessage.into()),
        timestamp: Some(sent_at.millis()),
        source_device: Some(1),
        content: Some(sealed),
        pro_sig: Some(decoy_signature(rng).to_vec()),
        ..proto::Envelope::default()
    };
    let wrapped = wrap(&envelope);
    if wrapped.len() > MAX_STORED_BYTES { Err(SealError::TooLarge) } else { Ok(wrapped) }
}

/// Opens stored bytes with our keys and checks everything that needs no memory.
///
/// # Errors
/// [`OpenError`] tells the cases apart; none of them is worth a second try.
pub fn open(bytes: &[u8], keys: &AccountKeys) -> Result<Opened, OpenError> {
    if bytes.first() == Some(&PROTOCOL_V2) {
        return Err(OpenError::ProtocolV2);
    }
    let envelope = unwrap(bytes)?;
    let sent_at = NetworkTime(envelope.timestamp.ok_or(OpenError::Missing("time"))?);
    if envelope.source.is_some_and(|source| !is_source(&source)) {
        return Err(OpenError::Source);
    }
    let sealed = envelope.content.ok_or(OpenError::Missing("content"))?;
    let signed = sealed::open_signed(&sealed, keys)?;
    let padded = Zeroizing::new(signed.padded);
    let (content, sig_timestamp) = Content::decode(padding::unpad(&padded))?;
    if sig_timestamp.is_some_and(|signed_at| signed_at != sent_at) {
        return Err(OpenError::Timestamp);
    }
    check_sender(signed.sender, &content, keys)?;
    Ok(Opened { sender: signed.sender, sent_at, content })
}

/// What only we may write, and what we never write to ourselves.
fn check_sender(sender: AccountId, content: &Content, keys: &AccountKeys) -> Result<(), OpenError> {
    if sender == keys.account_id() {
        return if content.is_valid_from_self() { Ok(()) } else { Err(OpenError::SelfSent) };
    }
    if content.sync_target.is_some() { Err(OpenError::ForeignSyncCopy) } else { Ok(()) }
}

fn wrap(envelope: &proto::Envelope) -> Vec<u8> {
    let request = proto::WebSocketRequest {
        verb: Some(String::new()),
        path: Some(String::new()),
        body: Some(envelope.encode_to_vec()),
        request_id: Some(0),
        headers: Vec::new(),
    };
    let message =
        proto::WebSocketMessage { r#type: Some(proto::WebSocketType::Request.into()), request: Some(request) };
    message.encode_to_vec()
}

fn unwrap(bytes: &[u8]) -> Result<proto::Envelope, OpenError> {
    let message: proto::WebSocketMessage = proto::decode(bytes)?;
    let body = message.request.and_then(|request| request.body).ok_or(OpenError::Missing("body"))?;
    let envelope: proto::Envelope = proto::decode(&body)?;
    if envelope.r#type.is_none() {
        return Err(OpenError::Missing("type"));
    }
    Ok(envelope)
}

/// The source proves nothing, but the reference library refuses others.
fn is_source(source: &str) -> bool {
    source.is_empty() || (source.len() == SOURCE_CHARS && source.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// A well-formed signature that verifies against nothing: a random point and a random scalar.
pub(super) fn decoy_signature(rng: &dyn Rng) -> [u8; 64] {
    let point = EdwardsPoint::mul_base(&Scalar::from_bytes_mod_order_wide(&random(rng))).compress();
    let scalar = Scalar::from_bytes_mod_order_wide(&random(rng));
    let mut signature = [0; 64];
    for (to, from) in signature.iter_mut().zip(point.as_bytes().iter().chain(scalar.as_bytes())) {
        *to = *from;
    }
    signature
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemRng;
    use crate::crypto::keys::Seed;
    use crate::protocol::content::{ContentKind, Typing};

    const NOW: NetworkTime = NetworkTime(1_770_000_000_123);

    fn keys(byte: u8) -> AccountKeys {
        AccountKeys::from_seed(&Seed::from_entropy(&[byte; 16]))
    }

    fn sealed(content: &Content, from: &AccountKeys, to: &AccountKeys) -> Vec<u8> {
        seal_for(&to.account_id(), content, from, NOW, &SystemRng).expect("a small message to a good key")
    }

    /// The same stored bytes with another envelope around the box.
    fn with_envelope(bytes: &[u8], change: impl FnOnce(&mut proto::Envelope)) -> Vec<u8> {
        let mut envelope = unwrap(bytes).expect("bytes of ours");
        change(&mut envelope);
        wrap(&envelope)
    }

    #[test]
    fn a_message_survives_the_way_to_its_recipient() {
        let (alice, bob) = (keys(1), keys(2));
        let content = Content::text("Hello", None);
        let opened = open(&sealed(&content, &alice, &bob), &bob).expect("a message for bob");
        assert_eq!(opened, Opened { sender: alice.account_id(), sent_at: NOW, content });
    }

    #[test]
    fn a_stored_message_has_the_size_other_clients_give_it() {
        let bytes = sealed(&Content::text("", None), &keys(1), &keys(2));
        assert_eq!(bytes.len(), 398);
        let envelope = unwrap(&bytes).expect("bytes of ours");
        assert_eq!(envelope.pro_sig.map(|signature| signature.len()), Some(64));
        assert_eq!(envelope.source, None);
    }

    #[test]
    fn the_times_inside_and_outside_must_agree() {
        let (alice, bob) = (keys(1), keys(2));
        let bytes = sealed(&Content::text("Hello", None), &alice, &bob);
        let moved = with_envelope(&bytes, |envelope| envelope.timestamp = Some(NOW.millis() + 1));
        assert_eq!(open(&moved, &bob), Err(OpenError::Timestamp));
    }

    #[test]
    fn only_we_write_sync_copies() {
        let (alice, bob) = (keys(1), keys(2));
        let copy = Content::text("Hello", None).sync_copy(alice.account_id());
        assert_eq!(open(&sealed(&copy, &alice, &bob), &bob), Err(OpenError::ForeignSyncCopy));
        let own = open(&sealed(&copy, &bob, &bob), &bob).expect("a copy of bob's");
        assert_eq!(own.content.sync_target, Some(alice.account_id()));
    }

    #[test]
    fn we_never_type_to_ourselves() {
        let bob = keys(2);
        let typing = ContentKind::Typing(Typing { at: NOW, is_typing: true }).into();
        assert_eq!(open(&sealed(&typing, &bob, &bob), &bob), Err(OpenError::SelfSent));
    }

    #[test]
    fn damaged_wrappings_are_told_apart() {
        let (alice, bob) = (keys(1), keys(2));
        let bytes = sealed(&Content::text("Hello", None), &alice, &bob);
        assert_eq!(open(&[0, 2, 9], &bob), Err(OpenError::ProtocolV2));
        assert_eq!(open(&[], &bob), Err(OpenError::Missing("body")));
        assert_eq!(open(&[0xff], &bob), Err(OpenError::Proto(ProtoError::Malformed)));
        let error = |change: fn(&mut proto::Envelope)| open(&with_envelope(&bytes, change), &bob).err();
        assert_eq!(error(|envelope| envelope.timestamp = None), Some(OpenError::Missing("time")));
        assert_eq!(error(|envelope| envelope.content = None), Some(OpenError::Missing("content")));
        assert_eq!(error(|envelope| envelope.r#type = None), Some(OpenError::Missing("type")));
        assert_eq!(error(|envelope| envelope.source = Some("x".into())), Some(OpenError::Source));
        let sourced = with_envelope(&bytes, |envelope| envelope.source = Some(bob.account_id().to_string()));
        assert_eq!(open(&sourced, &bob).map(|opened| opened.sender), Ok(alice.account_id()));
    }

    #[test]
    fn impossible_messages_are_not_sealed() {
        let (alice, bob) = (keys(1), keys(2));
        let huge = Content::text("x".repeat(80_000), None);
        assert_eq!(seal_for(&bob.account_id(), &huge, &alice, NOW, &SystemRng), Err(SealError::TooLarge));
        let weak = AccountId::from_key([0; 32]);
        let content = Content::text("x", None);
        assert_eq!(seal_for(&weak, &content, &alice, NOW, &SystemRng), Err(SealError::Recipient));
    }
}
