//! The message to ourselves that config messages of an account are wrapped in (protocol notes, config 6).
//!
//! It adds nothing but is what the reference writes and older clients need. It is made in the repeatable
//! way, so the same config always has the same bytes. Readers take configs with and without it.

use prost::Message as _;

use super::kind::ConfigKind;
use crate::codec::padding;
use crate::codec::proto;
use crate::crypto::keys::AccountKeys;
use crate::crypto::sealed;

/// Wraps an encrypted config; nothing for kinds that aren't wrapped.
pub fn wrap(encrypted: &[u8], kind: ConfigKind, seqno: i64, keys: &AccountKeys) -> Option<Vec<u8>> {
    let content = proto::Content {
        shared_config_message: Some(proto::SharedConfigMessage {
            kind: Some(kind.wrapped_kind()?),
            seqno: Some(seqno),
            data: Some(encrypted.to_vec()),
        }),
        ..proto::Content::default()
    };
    let mut padded = content.encode_to_vec();
    padded.push(padding::MARK);
    let sealed = sealed::seal_signed_repeatably(&padded, keys, &keys.account_id()).ok()?;
    let envelope = proto::Envelope {
        r#type: Some(proto::EnvelopeType::SessionMessage.into()),
        timestamp: Some(1),
        content: Some(sealed),
        ..proto::Envelope::default()
    };
    let request = proto::WebSocketRequest {
        verb: Some(String::new()),
        path: Some(String::new()),
        body: Some(envelope.encode_to_vec()),
        request_id: Some(0),
        headers: Vec::new(),
    };
    let message =
        proto::WebSocketMessage { r#type: Some(proto::WebSocketType::Request.into()), request: Some(request) };
    Some(message.encode_to_vec())
}

/// Takes one wrapping off; nothing if there is none, or if it is not ours or of another kind.
pub fn unwrap(bytes: &[u8], kind: ConfigKind, keys: &AccountKeys) -> Option<Vec<u8>> {
    let wrapped_kind = kind.wrapped_kind()?;
    let message: proto::WebSocketMessage = proto::decode(bytes).ok()?;
    if message.r#type != Some(proto::WebSocketType::Request.into()) {
        return None;
    }
    let envelope: proto::Envelope = proto::decode(&message.request?.body?).ok()?;
    let signed = sealed::open_signed(&envelope.content?, keys).ok()?;
    if signed.sender_ed25519 != *keys.ed25519_public() {
        return None;
    }
    let content: proto::Content = proto::decode(padding::unpad(&signed.padded)).ok()?;
    let config = content.shared_config_message?;
    if config.kind == Some(wrapped_kind) { config.data } else { None }
}
