//! Our model of a payload in the field names of the vectors, so that meaning is compared, not bytes.

use data_encoding::BASE64;
use onionskin_core::clock::NetworkTime;
use onionskin_core::protocol::content::{
    Attachment, CallSignal, CallSignalKind, Content, ContentKind, Expiry, ExpiryMode, ExtractionKind, GroupUpdate,
    Profile, Reaction, ReactionAction, VisibleMessage,
};
use serde_json::{Map, Value, json};

/// A payload as the vectors describe it.
pub fn fields(content: &Content, sent_at: NetworkTime) -> Value {
    let mut all = Map::new();
    all.insert("sigTimestamp".into(), millis(sent_at));
    if let Some(Expiry { mode, timer_secs }) = content.expiry {
        let mode = match mode {
            ExpiryMode::AfterRead => "DELETE_AFTER_READ",
            ExpiryMode::AfterSend => "DELETE_AFTER_SEND",
        };
        all.insert("expirationType".into(), mode.into());
        all.insert("expirationTimer".into(), timer_secs.into());
    }
    let (name, mut part) = kind(&content.kind);
    if let Some(profile) = &content.profile {
        add_profile(&mut part, profile);
    }
    if let Some(target) = content.sync_target {
        part.insert("syncTarget".into(), target.to_string().into());
    }
    all.insert(name.into(), part.into());
    all.into()
}

/// The fields without the numbers that old clients require and our model leaves out.
pub fn without_legacy_ids(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(name, _)| name != "deprecated_id")
            .map(|(name, value)| (name, without_legacy_ids(value)))
            .collect(),
        Value::Array(values) => values.into_iter().map(without_legacy_ids).collect(),
        other => other,
    }
}

fn millis(time: NetworkTime) -> Value {
    time.millis().to_string().into()
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn kind(kind: &ContentKind) -> (&'static str, Map<String, Value>) {
    let (name, value) = match kind {
        ContentKind::Visible(message) => ("dataMessage", visible(message)),
        ContentKind::Reaction(reaction) => ("dataMessage", json!({ "reaction": reaction_fields(reaction) })),
        ContentKind::ExpiryChange => ("dataMessage", json!({ "flags": 2 })),
        ContentKind::GroupUpdate(update) => ("dataMessage", json!({ "groupUpdateMessage": group(update) })),
        ContentKind::Receipt(receipt) => {
            let times: Vec<Value> = receipt.sent_at.iter().copied().map(millis).collect();
            ("receiptMessage", json!({ "type": "READ", "timestamp": times }))
        }
        ContentKind::Typing(typing) => {
            let action = if typing.is_typing { "STARTED" } else { "STOPPED" };
            ("typingMessage", json!({ "timestamp": millis(typing.at), "action": action }))
        }
        ContentKind::DataExtraction(extraction) => {
            let kind = match extraction.kind {
                ExtractionKind::Screenshot => "SCREENSHOT",
                ExtractionKind::MediaSaved => "MEDIA_SAVED",
            };
            let time = extraction.message_sent_at.map(millis);
            ("dataExtractionNotification", json!({ "type": kind, "timestamp": time }))
        }
        ContentKind::Unsend(unsend) => {
            ("unsendRequest", json!({ "timestamp": millis(unsend.sent_at), "author": unsend.author.to_string() }))
        }
        ContentKind::Call(call) => ("callMessage", call_fields(call)),
        ContentKind::RequestResponse(response) => {
            ("messageRequestResponse", json!({ "isApproved": response.is_approved }))
        }
    };
    (name, object(value))
}

fn visible(message: &VisibleMessage) -> Value {
    let mut part = Map::new();
    if !message.body.is_empty() {
        part.insert("body".into(), message.body.as_str().into());
    }
    if !message.attachments.is_empty() {
        part.insert("attachments".into(), message.attachments.iter().map(attachment).collect());
    }
    if let Some(quote) = &message.quote {
        let quote = json!({ "id": millis(quote.sent_at), "author": quote.author.to_string() });
        part.insert("quote".into(), quote);
    }
    if let Some(preview) = &message.preview {
        let image = preview.image.as_ref().map(attachment);
        let preview = json!([{ "url": preview.url, "title": preview.title, "image": image }]);
        part.insert("preview".into(), preview);
    }
    if let Some(invitation) = &message.invitation {
        let invitation = json!({ "url": invitation.url, "name": invitation.name });
        part.insert("communityInvitation".into(), invitation);
    }
    part.into()
}

fn attachment(attachment: &Attachment) -> Value {
    let all = json!({
        "url": attachment.url,
        "contentType": attachment.content_type,
        "fileName": attachment.file_name,
        "key": BASE64.encode(&attachment.key),
        "digest": if attachment.digest.is_empty() { None } else { Some(BASE64.encode(&attachment.digest)) },
        "size": attachment.size_bytes,
        "width": attachment.dimensions.map(|(width, _)| width),
        "height": attachment.dimensions.map(|(_, height)| height),
        "flags": attachment.is_voice.then_some(1),
        "caption": attachment.caption,
    });
    object(all).into_iter().filter(|(_, value)| !value.is_null()).collect()
}

fn reaction_fields(reaction: &Reaction) -> Value {
    let action = match reaction.action {
        ReactionAction::React => "REACT",
        ReactionAction::Remove => "REMOVE",
    };
    json!({
        "id": millis(reaction.target_sent_at),
        "author": reaction.target_author.to_string(),
        "emoji": reaction.emoji,
        "action": action,
    })
}

fn group(update: &GroupUpdate) -> Value {
    match update {
        GroupUpdate::MemberLeft => json!({ "memberLeftMessage": {} }),
        GroupUpdate::MemberLeftNotification => json!({ "memberLeftNotificationMessage": {} }),
        GroupUpdate::InviteResponse { is_approved } => json!({ "inviteResponse": { "isApproved": is_approved } }),
        other => panic!("no vector has {other:?}"),
    }
}

fn call_fields(call: &CallSignal) -> Value {
    match &call.kind {
        CallSignalKind::PreOffer => json!({ "type": "PRE_OFFER", "uuid": call.uuid }),
        CallSignalKind::End => json!({ "type": "END_CALL", "uuid": call.uuid }),
        CallSignalKind::IceCandidates(candidates) => json!({
            "type": "ICE_CANDIDATES",
            "uuid": call.uuid,
            "sdps": candidates.iter().map(|candidate| candidate.sdp.as_str()).collect::<Vec<_>>(),
            "sdpMLineIndexes": candidates.iter().map(|candidate| candidate.m_line_index).collect::<Vec<_>>(),
            "sdpMids": candidates.iter().map(|candidate| candidate.mid.as_str()).collect::<Vec<_>>(),
        }),
        _ => panic!("no vector has this call signal"),
    }
}

fn add_profile(part: &mut Map<String, Value>, profile: &Profile) {
    let mut fields = Map::new();
    fields.insert("displayName".into(), profile.display_name.as_str().into());
    fields.insert("lastProfileUpdateSeconds".into(), profile.updated_at_secs.to_string().into());
    if let Some(avatar) = &profile.avatar {
        fields.insert("profilePicture".into(), avatar.url.as_str().into());
        part.insert("profileKey".into(), BASE64.encode(&avatar.key).into());
    }
    part.insert("profile".into(), fields.into());
}
