//! The protobuf messages of the network (protocol notes, messages 3 and 3.1).
//!
//! These structs are the wire, not our model: every field is optional, whatever the schema says, so
//! that reading tells a missing field from one that is zero, and writing repeats exactly what was
//! set. `protocol::content` turns them into types that hold what the schema requires. Fields that no
//! client sends any more are left out; unknown fields are skipped.
//!
//! Names and numbers are the schema's, the 64-bit times are Unix milliseconds unless a name says
//! seconds.
#![expect(missing_docs, reason = "the fields carry the schema's names, explained in protocol::content")]

use prost::Message;

/// Most bytes of a message that are looked at: more than a service node stores.
pub const MAX_BYTES: usize = 1_000_000;

/// Why bytes are not the expected message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProtoError {
    /// There are more than [`MAX_BYTES`].
    #[error("{0} bytes are too many for a message")]
    TooLarge(usize),
    /// The bytes are not protobuf of the right shape.
    #[error("the bytes are not the expected message")]
    Malformed,
}

/// Reads a message, bounded.
///
/// # Errors
/// [`ProtoError`]; what the bytes were is not told, since they may be somebody's.
pub fn decode<M: Message + Default>(bytes: &[u8]) -> Result<M, ProtoError> {
    if bytes.len() > MAX_BYTES {
        return Err(ProtoError::TooLarge(bytes.len()));
    }
    M::decode(bytes).map_err(|_details| ProtoError::Malformed)
}

/// What is stored in a swarm for a one-to-one message.
#[derive(Clone, PartialEq, Message)]
pub struct WebSocketMessage {
    #[prost(enumeration = "WebSocketType", optional, tag = "1")]
    pub r#type: Option<i32>,
    #[prost(message, optional, tag = "2")]
    pub request: Option<WebSocketRequest>,
}

/// Kind of [`WebSocketMessage`]; only requests are in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum WebSocketType {
    Unknown = 0,
    Request = 1,
    Response = 2,
}

/// The request around an [`Envelope`]; all but the body is empty.
#[derive(Clone, PartialEq, Message)]
pub struct WebSocketRequest {
    #[prost(string, optional, tag = "1")]
    pub verb: Option<String>,
    #[prost(string, optional, tag = "2")]
    pub path: Option<String>,
    #[prost(bytes = "vec", optional, tag = "3")]
    pub body: Option<Vec<u8>>,
    #[prost(uint64, optional, tag = "4")]
    pub request_id: Option<u64>,
    #[prost(string, repeated, tag = "5")]
    pub headers: Vec<String>,
}

/// The outer wrapping of a [`Content`].
#[derive(Clone, PartialEq, Message)]
pub struct Envelope {
    #[prost(enumeration = "EnvelopeType", optional, tag = "1")]
    pub r#type: Option<i32>,
    #[prost(string, optional, tag = "2")]
    pub source: Option<String>,
    #[prost(uint64, optional, tag = "5")]
    pub timestamp: Option<u64>,
    #[prost(uint32, optional, tag = "7")]
    pub source_device: Option<u32>,
    #[prost(bytes = "vec", optional, tag = "8")]
    pub content: Option<Vec<u8>>,
    #[prost(uint64, optional, tag = "10")]
    pub server_timestamp: Option<u64>,
    #[prost(bytes = "vec", optional, tag = "11")]
    pub pro_sig: Option<Vec<u8>>,
}

/// Kind of [`Envelope`]; readers ignore it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum EnvelopeType {
    SessionMessage = 6,
    ClosedGroupMessage = 7,
}

/// The decrypted payload; exactly one of the sub-messages is meant.
#[derive(Clone, PartialEq, Message)]
pub struct Content {
    #[prost(message, optional, boxed, tag = "1")]
    pub data_message: Option<Box<DataMessage>>,
    #[prost(message, optional, tag = "3")]
    pub call_message: Option<CallMessage>,
    #[prost(message, optional, tag = "5")]
    pub receipt_message: Option<ReceiptMessage>,
    #[prost(message, optional, tag = "6")]
    pub typing_message: Option<TypingMessage>,
    #[prost(message, optional, tag = "8")]
    pub data_extraction_notification: Option<DataExtractionNotification>,
    #[prost(message, optional, tag = "9")]
    pub unsend_request: Option<UnsendRequest>,
    #[prost(message, optional, tag = "10")]
    pub message_request_response: Option<MessageRequestResponse>,
    #[prost(message, optional, tag = "11")]
    pub shared_config_message: Option<SharedConfigMessage>,
    #[prost(enumeration = "ExpirationType", optional, tag = "12")]
    pub expiration_type: Option<i32>,
    #[prost(uint32, optional, tag = "13")]
    pub expiration_timer: Option<u32>,
    #[prost(uint64, optional, tag = "15")]
    pub sig_timestamp: Option<u64>,
    #[prost(message, optional, tag = "16")]
    pub pro_message: Option<ProMessage>,
    #[prost(bytes = "vec", optional, tag = "17")]
    pub pro_sig_for_community_message_only: Option<Vec<u8>>,
}

/// When a message disappears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum ExpirationType {
    Unknown = 0,
    DeleteAfterRead = 1,
    DeleteAfterSend = 2,
}

/// The wrapper that config messages of some namespaces still have.
#[derive(Clone, PartialEq, Message)]
pub struct SharedConfigMessage {
    #[prost(int32, optional, tag = "1")]
    pub kind: Option<i32>,
    #[prost(int64, optional, tag = "2")]
    pub seqno: Option<i64>,
    #[prost(bytes = "vec", optional, tag = "3")]
    pub data: Option<Vec<u8>>,
}

/// What people write to each other, and what travels with it.
#[derive(Clone, PartialEq, Message)]
pub struct DataMessage {
    #[prost(string, optional, tag = "1")]
    pub body: Option<String>,
    #[prost(message, repeated, tag = "2")]
    pub attachments: Vec<AttachmentPointer>,
    #[prost(uint32, optional, tag = "4")]
    pub flags: Option<u32>,
    #[prost(bytes = "vec", optional, tag = "6")]
    pub profile_key: Option<Vec<u8>>,
    #[prost(message, optional, tag = "8")]
    pub quote: Option<Quote>,
    #[prost(message, repeated, tag = "10")]
    pub preview: Vec<Preview>,
    #[prost(message, optional, tag = "11")]
    pub reaction: Option<Reaction>,
    #[prost(message, optional, tag = "101")]
    pub profile: Option<LokiProfile>,
    #[prost(message, optional, tag = "102")]
    pub community_invitation: Option<CommunityInvitation>,
    #[prost(string, optional, tag = "105")]
    pub sync_target: Option<String>,
    #[prost(bool, optional, tag = "106")]
    pub blocks_community_message_requests: Option<bool>,
    #[prost(message, optional, boxed, tag = "120")]
    pub group_update_message: Option<Box<GroupUpdateMessage>>,
}

/// Which message is answered.
#[derive(Clone, PartialEq, Message)]
pub struct Quote {
    #[prost(uint64, optional, tag = "1")]
    pub id: Option<u64>,
    #[prost(string, optional, tag = "2")]
    pub author: Option<String>,
}

/// A preview of a link in the body.
#[derive(Clone, PartialEq, Message)]
pub struct Preview {
    #[prost(string, optional, tag = "1")]
    pub url: Option<String>,
    #[prost(string, optional, tag = "2")]
    pub title: Option<String>,
    #[prost(message, optional, tag = "3")]
    pub image: Option<AttachmentPointer>,
}

/// An emoji on a message.
#[derive(Clone, PartialEq, Message)]
pub struct Reaction {
    #[prost(uint64, optional, tag = "1")]
    pub id: Option<u64>,
    #[prost(string, optional, tag = "2")]
    pub author: Option<String>,
    #[prost(string, optional, tag = "3")]
    pub emoji: Option<String>,
    #[prost(enumeration = "ReactionAction", optional, tag = "4")]
    pub action: Option<i32>,
}

/// Whether a reaction is put or taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum ReactionAction {
    React = 0,
    Remove = 1,
}

/// Name and avatar address of the sender.
#[derive(Clone, PartialEq, Message)]
pub struct LokiProfile {
    #[prost(string, optional, tag = "1")]
    pub display_name: Option<String>,
    #[prost(string, optional, tag = "2")]
    pub profile_picture: Option<String>,
    #[prost(uint64, optional, tag = "3")]
    pub last_update_seconds: Option<u64>,
}

/// An invitation to a community.
#[derive(Clone, PartialEq, Message)]
pub struct CommunityInvitation {
    #[prost(string, optional, tag = "1")]
    pub url: Option<String>,
    #[prost(string, optional, tag = "3")]
    pub name: Option<String>,
}

/// Where an attachment is and how it opens.
#[derive(Clone, PartialEq, Message)]
pub struct AttachmentPointer {
    #[prost(fixed64, optional, tag = "1")]
    pub deprecated_id: Option<u64>,
    #[prost(string, optional, tag = "2")]
    pub content_type: Option<String>,
    #[prost(bytes = "vec", optional, tag = "3")]
    pub key: Option<Vec<u8>>,
    #[prost(uint32, optional, tag = "4")]
    pub size: Option<u32>,
    #[prost(bytes = "vec", optional, tag = "6")]
    pub digest: Option<Vec<u8>>,
    #[prost(string, optional, tag = "7")]
    pub file_name: Option<String>,
    #[prost(uint32, optional, tag = "8")]
    pub flags: Option<u32>,
    #[prost(uint32, optional, tag = "9")]
    pub width: Option<u32>,
    #[prost(uint32, optional, tag = "10")]
    pub height: Option<u32>,
    #[prost(string, optional, tag = "11")]
    pub caption: Option<String>,
    #[prost(string, optional, tag = "101")]
    pub url: Option<String>,
}

/// Messages were read.
#[derive(Clone, PartialEq, Message)]
pub struct ReceiptMessage {
    #[prost(enumeration = "ReceiptType", optional, tag = "1")]
    pub r#type: Option<i32>,
    #[prost(uint64, repeated, packed = "false", tag = "2")]
    pub timestamp: Vec<u64>,
}

/// Kind of [`ReceiptMessage`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum ReceiptType {
    Delivery = 0,
    Read = 1,
}

/// Somebody types, or stopped.
#[derive(Clone, PartialEq, Message)]
pub struct TypingMessage {
    #[prost(uint64, optional, tag = "1")]
    pub timestamp: Option<u64>,
    #[prost(enumeration = "TypingAction", optional, tag = "2")]
    pub action: Option<i32>,
}

/// Kind of [`TypingMessage`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum TypingAction {
    Started = 0,
    Stopped = 1,
}

/// A message is to be deleted everywhere.
#[derive(Clone, PartialEq, Message)]
pub struct UnsendRequest {
    #[prost(uint64, optional, tag = "1")]
    pub timestamp: Option<u64>,
    #[prost(string, optional, tag = "2")]
    pub author: Option<String>,
}

/// A message request was accepted.
#[derive(Clone, PartialEq, Message)]
pub struct MessageRequestResponse {
    #[prost(bool, optional, tag = "1")]
    pub is_approved: Option<bool>,
    #[prost(bytes = "vec", optional, tag = "2")]
    pub profile_key: Option<Vec<u8>>,
    #[prost(message, optional, tag = "3")]
    pub profile: Option<LokiProfile>,
}

/// Media was saved or the screen photographed.
#[derive(Clone, PartialEq, Message)]
pub struct DataExtractionNotification {
    #[prost(enumeration = "DataExtractionType", optional, tag = "1")]
    pub r#type: Option<i32>,
    #[prost(uint64, optional, tag = "2")]
    pub timestamp: Option<u64>,
}

/// Kind of [`DataExtractionNotification`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum DataExtractionType {
    Screenshot = 1,
    MediaSaved = 2,
}

/// A call signal.
#[derive(Clone, PartialEq, Message)]
pub struct CallMessage {
    #[prost(enumeration = "CallType", optional, tag = "1")]
    pub r#type: Option<i32>,
    #[prost(string, repeated, tag = "2")]
    pub sdps: Vec<String>,
    #[prost(uint32, repeated, packed = "false", tag = "3")]
    pub sdp_m_line_indexes: Vec<u32>,
    #[prost(string, repeated, tag = "4")]
    pub sdp_mids: Vec<String>,
    #[prost(string, optional, tag = "5")]
    pub uuid: Option<String>,
}

/// Kind of [`CallMessage`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum CallType {
    Offer = 1,
    Answer = 2,
    ProvisionalAnswer = 3,
    IceCandidates = 4,
    EndCall = 5,
    PreOffer = 6,
}

/// What happens in or around a group; exactly one field is meant.
#[derive(Clone, PartialEq, Message)]
pub struct GroupUpdateMessage {
    #[prost(message, optional, tag = "1")]
    pub invite: Option<GroupInvite>,
    #[prost(message, optional, tag = "2")]
    pub info_change: Option<GroupInfoChange>,
    #[prost(message, optional, tag = "3")]
    pub member_change: Option<GroupMemberChange>,
    #[prost(message, optional, tag = "4")]
    pub promote: Option<GroupPromote>,
    #[prost(message, optional, tag = "5")]
    pub member_left: Option<Empty>,
    #[prost(message, optional, tag = "6")]
    pub invite_response: Option<GroupInviteResponse>,
    #[prost(message, optional, tag = "7")]
    pub delete_member_content: Option<GroupDeleteMemberContent>,
    #[prost(message, optional, tag = "8")]
    pub member_left_notification: Option<Empty>,
}

/// A message without fields.
#[derive(Clone, PartialEq, Message)]
pub struct Empty {}

/// An invitation to a group.
#[derive(Clone, PartialEq, Message)]
pub struct GroupInvite {
    #[prost(string, optional, tag = "1")]
    pub group_id: Option<String>,
    #[prost(string, optional, tag = "2")]
    pub name: Option<String>,
    #[prost(bytes = "vec", optional, tag = "3")]
    pub member_auth_data: Option<Vec<u8>>,
    #[prost(bytes = "vec", optional, tag = "4")]
    pub admin_signature: Option<Vec<u8>>,
}

/// A member becomes an admin.
#[derive(Clone, PartialEq, Message)]
pub struct GroupPromote {
    #[prost(bytes = "vec", optional, tag = "1")]
    pub group_identity_seed: Option<Vec<u8>>,
    #[prost(string, optional, tag = "2")]
    pub name: Option<String>,
}

/// Name, avatar or timer of a group changed.
#[derive(Clone, PartialEq, Message)]
pub struct GroupInfoChange {
    #[prost(enumeration = "GroupInfoChangeType", optional, tag = "1")]
    pub r#type: Option<i32>,
    #[prost(string, optional, tag = "2")]
    pub updated_name: Option<String>,
    #[prost(uint32, optional, tag = "3")]
    pub updated_expiration: Option<u32>,
    #[prost(bytes = "vec", optional, tag = "4")]
    pub admin_signature: Option<Vec<u8>>,
}

/// Kind of [`GroupInfoChange`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum GroupInfoChangeType {
    Name = 1,
    Avatar = 2,
    DisappearingMessages = 3,
}

/// Members came, went or were promoted.
#[derive(Clone, PartialEq, Message)]
pub struct GroupMemberChange {
    #[prost(enumeration = "GroupMemberChangeType", optional, tag = "1")]
    pub r#type: Option<i32>,
    #[prost(string, repeated, tag = "2")]
    pub member_account_ids: Vec<String>,
    #[prost(bool, optional, tag = "3")]
    pub history_shared: Option<bool>,
    #[prost(bytes = "vec", optional, tag = "4")]
    pub admin_signature: Option<Vec<u8>>,
}

/// Kind of [`GroupMemberChange`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum GroupMemberChangeType {
    Added = 1,
    Removed = 2,
    Promoted = 3,
}

/// An invitation was accepted.
#[derive(Clone, PartialEq, Message)]
pub struct GroupInviteResponse {
    #[prost(bool, optional, tag = "1")]
    pub is_approved: Option<bool>,
}

/// Messages of members are to be deleted.
#[derive(Clone, PartialEq, Message)]
pub struct GroupDeleteMemberContent {
    #[prost(string, repeated, tag = "1")]
    pub member_account_ids: Vec<String>,
    #[prost(string, repeated, tag = "2")]
    pub message_hashes: Vec<String>,
    #[prost(bytes = "vec", optional, tag = "3")]
    pub admin_signature: Option<Vec<u8>>,
}

/// What a paying sender adds. Kept, never required.
#[derive(Clone, PartialEq, Message)]
pub struct ProMessage {
    #[prost(message, optional, tag = "1")]
    pub proof: Option<ProProof>,
    #[prost(uint64, optional, tag = "2")]
    pub profile_bitset: Option<u64>,
    #[prost(uint64, optional, tag = "3")]
    pub message_bitset: Option<u64>,
}

/// Proof of payment; two incompatible generations share the numbers.
#[derive(Clone, PartialEq, Message)]
pub struct ProProof {
    #[prost(uint32, optional, tag = "1")]
    pub version: Option<u32>,
    #[prost(bytes = "vec", optional, tag = "2")]
    pub gen_index_hash: Option<Vec<u8>>,
    #[prost(bytes = "vec", optional, tag = "3")]
    pub rotating_public_key: Option<Vec<u8>>,
    #[prost(uint64, optional, tag = "4")]
    pub expire_at: Option<u64>,
    #[prost(bytes = "vec", optional, tag = "5")]
    pub sig: Option<Vec<u8>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_fields_are_skipped_and_missing_ones_told_apart_from_zero() {
        let typing: TypingMessage = decode(&[0x08, 0x00, 0xf8, 0x3f, 0x05]).expect("a typing message");
        assert_eq!(typing, TypingMessage { timestamp: Some(0), action: None });
    }

    #[test]
    fn too_many_bytes_are_not_looked_at() {
        let bytes = vec![0; MAX_BYTES + 1];
        assert_eq!(decode::<Content>(&bytes), Err(ProtoError::TooLarge(MAX_BYTES + 1)));
        assert_eq!(decode::<Content>(&[0xff]), Err(ProtoError::Malformed));
    }
}
