//! From the payload's many optional parts to the one thing it says, and back.
//!
//! Exactly one part is meant to be there; when there are more, the first counts in the order of the
//! desktop client: data message, receipt, typing, data extraction, unsend, call, request response
//! (protocol notes, messages 2.4). A data message is a group update, a change of the timer, a reaction or
//! a visible message, in this order.

use prost::Message;

use super::call::CallSignal;
use super::data::VisibleMessage;
use super::error::ContentError;
use super::expiry::Expiry;
use super::extraction::DataExtraction;
use super::group_update::GroupUpdate;
use super::profile::Profile;
use super::reaction::Reaction;
use super::receipt::ReadReceipt;
use super::request::RequestResponse;
use super::typing::Typing;
use super::unsend::Unsend;
use crate::clock::NetworkTime;
use crate::codec::proto;
use crate::id::AccountId;

/// Flag of a data message that changes the timer of disappearing messages.
const EXPIRATION_TIMER_UPDATE: u32 = 2;

/// What a payload says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContentKind {
    /// A message that people see.
    Visible(Box<VisibleMessage>),
    /// An emoji on a message.
    Reaction(Reaction),
    /// The sender's timer is now [`Content::expiry`].
    ExpiryChange,
    /// Something in or around a group.
    GroupUpdate(GroupUpdate),
    /// Messages were read.
    Receipt(ReadReceipt),
    /// Somebody types.
    Typing(Typing),
    /// Media was saved.
    DataExtraction(DataExtraction),
    /// A message is to be deleted.
    Unsend(Unsend),
    /// A call signal.
    Call(CallSignal),
    /// A message request was accepted.
    RequestResponse(RequestResponse),
}

/// A decrypted payload.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// What it says.
    pub kind: ContentKind,
    /// The sender's name and avatar, where they travel with it.
    pub profile: Option<Profile>,
    /// In a sync copy: the conversation it belongs to.
    pub sync_target: Option<AccountId>,
    /// When it disappears.
    pub expiry: Option<Expiry>,
    /// What a paying sender added; copied as it is.
    pub pro: Option<Box<proto::ProMessage>>,
}

impl From<ContentKind> for Content {
    fn from(kind: ContentKind) -> Self {
        Self { kind, profile: None, sync_target: None, expiry: None, pro: None }
    }
}

impl Content {
    /// A text message.
    pub fn text(body: impl Into<String>, profile: Option<Profile>) -> Self {
        Self { profile, ..ContentKind::Visible(Box::new(VisibleMessage::text(body))).into() }
    }

    /// The acceptance of a message request.
    pub fn request_response(profile: Option<Profile>) -> Self {
        Self { profile, ..ContentKind::RequestResponse(RequestResponse { is_approved: true }).into() }
    }

    /// The copy for our own swarm: what we said, and to whom, without the profile. It is sent with the
    /// time of the original.
    #[must_use]
    pub fn sync_copy(&self, target: AccountId) -> Self {
        Self { sync_target: Some(target), profile: None, ..self.clone() }
    }

    /// Whether we accept this from another device of ours.
    pub const fn is_valid_from_self(&self) -> bool {
        match &self.kind {
            ContentKind::Visible(_)
            | ContentKind::Reaction(_)
            | ContentKind::ExpiryChange
            | ContentKind::GroupUpdate(_)
            | ContentKind::Unsend(_)
            | ContentKind::RequestResponse(_) => true,
            ContentKind::Call(call) => call.is_synced(),
            ContentKind::Receipt(_) | ContentKind::Typing(_) | ContentKind::DataExtraction(_) => false,
        }
    }

    /// Reads a payload and the time it was signed with; senders of old say none.
    ///
    /// # Errors
    /// [`ContentError`] says what is missing or wrong.
    pub fn decode(bytes: &[u8]) -> Result<(Self, Option<NetworkTime>), ContentError> {
        let mut content: proto::Content = proto::decode(bytes)?;
        let sig_timestamp = content.sig_timestamp.map(NetworkTime);
        let expiry = Expiry::read(content.expiration_type, content.expiration_timer);
        let pro = content.pro_message.take().map(Box::new);
        let read = match content.data_message.take() {
            Some(data) => read_data(*data)?,
            None => read_control(content)?,
        };
        Ok((Self { expiry, pro, ..read }, sig_timestamp))
    }

    /// The payload's bytes, signed with the time `sent_at`.
    pub fn encode(&self, sent_at: NetworkTime) -> Vec<u8> {
        let mut content = proto::Content {
            expiration_type: self.expiry.map(Expiry::wire_mode),
            expiration_timer: self.expiry.map(|expiry| expiry.timer_secs),
            sig_timestamp: Some(sent_at.millis()),
            pro_message: self.pro.as_deref().cloned(),
            ..proto::Content::default()
        };
        match self.kind.clone() {
            ContentKind::Visible(message) => content.data_message = Some(self.data((*message).into())),
            ContentKind::Reaction(reaction) => {
                content.data_message =
                    Some(self.data(proto::DataMessage { reaction: Some(reaction.into()), ..default() }));
            }
            ContentKind::ExpiryChange => {
                let flags = Some(EXPIRATION_TIMER_UPDATE);
                content.data_message = Some(self.data(proto::DataMessage { flags, ..default() }));
                content.expiration_type.get_or_insert(proto::ExpirationType::Unknown.into());
                content.expiration_timer.get_or_insert(0);
            }
            ContentKind::GroupUpdate(update) => {
                let group_update_message = Some(Box::new(update.into()));
                content.data_message = Some(self.data(proto::DataMessage { group_update_message, ..default() }));
            }
            ContentKind::Receipt(receipt) => content.receipt_message = Some(receipt.into()),
            ContentKind::Typing(typing) => content.typing_message = Some(typing.into()),
            ContentKind::DataExtraction(extraction) => {
                content.data_extraction_notification = Some(extraction.into());
            }
            ContentKind::Unsend(unsend) => content.unsend_request = Some(unsend.into()),
            ContentKind::Call(call) => content.call_message = Some(call.into()),
            ContentKind::RequestResponse(response) => {
                content.message_request_response = Some(self.request_response_message(response));
            }
        }
        content.encode_to_vec()
    }

    /// A data message with what travels beside its kind.
    fn data(&self, mut data: proto::DataMessage) -> Box<proto::DataMessage> {
        (data.profile, data.profile_key) = self.wire_profile();
        data.sync_target = self.sync_target.map(|target| target.to_string());
        Box::new(data)
    }

    fn request_response_message(&self, response: RequestResponse) -> proto::MessageRequestResponse {
        let (profile, profile_key) = self.wire_profile();
        proto::MessageRequestResponse { is_approved: Some(response.is_approved), profile_key, profile }
    }

    fn wire_profile(&self) -> (Option<proto::LokiProfile>, Option<Vec<u8>>) {
        match self.profile.as_ref().map(Profile::write) {
            Some((profile, key)) => (Some(profile), key),
            None => (None, None),
        }
    }
}

fn default<T: Default>() -> T {
    T::default()
}

fn read_data(mut data: proto::DataMessage) -> Result<Content, ContentError> {
    let profile = Profile::read(data.profile.take(), data.profile_key.take());
    let sync_target = match data.sync_target.take().filter(|target| !target.is_empty()) {
        Some(target) => Some(target.parse().map_err(|_no_id| ContentError::Invalid("sync target"))?),
        None => None,
    };
    let kind = read_data_kind(data)?;
    Ok(Content { profile, sync_target, ..kind.into() })
}

fn read_data_kind(data: proto::DataMessage) -> Result<ContentKind, ContentError> {
    let is_expiry_change = match data.flags {
        None | Some(0) => false,
        Some(EXPIRATION_TIMER_UPDATE) => true,
        Some(_) => return Err(ContentError::UnknownFlags),
    };
    if let Some(update) = data.group_update_message {
        GroupUpdate::try_from(*update).map(ContentKind::GroupUpdate)
    } else if is_expiry_change {
        Ok(ContentKind::ExpiryChange)
    } else if let Some(reaction) = data.reaction {
        Reaction::try_from(reaction).map(ContentKind::Reaction)
    } else {
        VisibleMessage::try_from(data).map(|message| ContentKind::Visible(Box::new(message)))
    }
}

fn read_control(content: proto::Content) -> Result<Content, ContentError> {
    let kind = if let Some(receipt) = content.receipt_message {
        ContentKind::Receipt(receipt.try_into()?)
    } else if let Some(typing) = content.typing_message {
        ContentKind::Typing(typing.try_into()?)
    } else if let Some(extraction) = content.data_extraction_notification {
        ContentKind::DataExtraction(extraction.try_into()?)
    } else if let Some(unsend) = content.unsend_request {
        ContentKind::Unsend(unsend.try_into()?)
    } else if let Some(call) = content.call_message {
        ContentKind::Call(call.try_into()?)
    } else if let Some(response) = content.message_request_response {
        let kind = ContentKind::RequestResponse(RequestResponse::try_from(&response)?);
        let profile = Profile::read(response.profile, response.profile_key);
        return Ok(Content { profile, ..kind.into() });
    } else {
        return Err(ContentError::Empty);
    };
    Ok(kind.into())
}
