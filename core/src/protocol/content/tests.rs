//! Every kind survives its bytes, and what is wrong is refused.

use prost::Message;

use super::*;
use crate::clock::NetworkTime;
use crate::codec::proto;
use crate::id::{AccountId, GroupId};

const NOW: NetworkTime = NetworkTime(1_770_000_000_123);

fn alice() -> AccountId {
    AccountId::from_key([0xa1; 32])
}

fn kinds() -> Vec<ContentKind> {
    let attachment = Attachment {
        url: "http://files.example/file/77#d".into(),
        key: vec![1; 32],
        size_bytes: Some(5),
        dimensions: Some((2, 3)),
        is_voice: true,
        ..Attachment::default()
    };
    let visible = VisibleMessage {
        body: "see https://example.org".into(),
        attachments: vec![attachment.clone()],
        quote: Some(Quote { sent_at: NOW, author: Author::Account(alice()) }),
        preview: Some(LinkPreview { url: "https://example.org".into(), title: None, image: Some(attachment) }),
        invitation: Some(CommunityInvitation { url: "https://c.example/room".into(), name: "Room".into() }),
        blocks_community_requests: Some(true),
    };
    let candidates = vec![IceCandidate { sdp: "candidate:1".into(), m_line_index: 0, mid: "0".into() }];
    vec![
        ContentKind::Visible(Box::new(visible)),
        ContentKind::Reaction(Reaction {
            target_sent_at: NOW,
            target_author: Author::Account(alice()),
            emoji: "🐢".into(),
            action: ReactionAction::Remove,
        }),
        ContentKind::ExpiryChange,
        ContentKind::Receipt(ReadReceipt { sent_at: vec![NOW, NOW.plus_millis(1)] }),
        ContentKind::Typing(Typing { at: NOW, is_typing: false }),
        ContentKind::DataExtraction(DataExtraction { kind: ExtractionKind::MediaSaved, message_sent_at: Some(NOW) }),
        ContentKind::Unsend(Unsend { sent_at: NOW, author: alice() }),
        ContentKind::Call(CallSignal { uuid: "ab".into(), kind: CallSignalKind::Offer("v=0".into()) }),
        ContentKind::Call(CallSignal { uuid: "ab".into(), kind: CallSignalKind::IceCandidates(candidates) }),
        ContentKind::RequestResponse(RequestResponse { is_approved: true }),
    ]
}

fn group_updates() -> Vec<GroupUpdate> {
    vec![
        GroupUpdate::Invite {
            group: GroupId::from_key([3; 32]),
            name: "Group".into(),
            member_auth: Box::new([4; 100]),
            admin_signature: [5; 64],
        },
        GroupUpdate::Promote { seed: [6; 32].into(), name: "Group".into() },
        GroupUpdate::Info { change: InfoChange::Name("New".into()), admin_signature: [5; 64] },
        GroupUpdate::Info { change: InfoChange::DisappearingSecs(0), admin_signature: [5; 64] },
        GroupUpdate::Members {
            change: MemberChange::Added { is_history_shared: true },
            members: vec![alice()],
            admin_signature: [5; 64],
        },
        GroupUpdate::MemberLeft,
        GroupUpdate::InviteResponse { is_approved: true },
        GroupUpdate::DeleteContent { members: vec![alice()], hashes: vec!["hash".into()], admin_signature: None },
        GroupUpdate::MemberLeftNotification,
    ]
}

#[test]
fn every_kind_survives_its_bytes() {
    let updates = group_updates().into_iter().map(ContentKind::GroupUpdate);
    for kind in kinds().into_iter().chain(updates) {
        let content = Content::from(kind);
        let read = Content::decode(&content.encode(NOW)).expect("bytes of ours");
        assert_eq!(read, (content, Some(NOW)));
    }
}

#[test]
fn profile_target_and_timer_travel_beside_the_kind() {
    let profile = Profile {
        display_name: "Alice".into(),
        avatar: Some(Avatar { url: "http://files.example/file/1".into(), key: [7; 32] }),
        updated_at_secs: 1_770_000_000,
    };
    let mut content = Content::text("Hello", Some(profile));
    content.expiry = Some(Expiry { mode: ExpiryMode::AfterSend, timer_secs: 86_400 });
    assert_eq!(Content::decode(&content.encode(NOW)).expect("bytes of ours").0, content);
    let copy = content.sync_copy(alice());
    assert_eq!((copy.profile.as_ref(), copy.sync_target), (None, Some(alice())));
    assert_eq!(Content::decode(&copy.encode(NOW)).expect("bytes of ours").0, copy);
    let response = Content::request_response(content.profile);
    assert_eq!(Content::decode(&response.encode(NOW)).expect("bytes of ours").0, response);
}

fn decoded(content: &proto::Content) -> Result<ContentKind, ContentError> {
    Content::decode(&content.encode_to_vec()).map(|(content, _)| content.kind)
}

fn with_data(data: proto::DataMessage) -> proto::Content {
    proto::Content { data_message: Some(Box::new(data)), ..Default::default() }
}

#[test]
fn what_lacks_a_required_field_is_refused_unless_it_is_an_extra() {
    assert_eq!(decoded(&proto::Content::default()), Err(ContentError::Empty));
    let unsend = proto::UnsendRequest { timestamp: None, author: Some(alice().to_string()) };
    let unsend = proto::Content { unsend_request: Some(unsend), ..Default::default() };
    assert_eq!(decoded(&unsend), Err(ContentError::Missing("time to delete")));
    let quote = proto::Quote { id: Some(1), author: Some("nobody".into()) };
    let quoting = proto::DataMessage { body: Some("x".into()), quote: Some(quote), ..Default::default() };
    assert_eq!(decoded(&with_data(quoting)), Ok(ContentKind::Visible(Box::new(VisibleMessage::text("x")))));
    let target = proto::DataMessage { sync_target: Some("05".into()), ..Default::default() };
    assert_eq!(decoded(&with_data(target)), Err(ContentError::Invalid("sync target")));
}

#[test]
fn flags_that_nobody_sends_are_refused() {
    for flags in [1, 3, 4] {
        let data = proto::DataMessage { body: Some("x".into()), flags: Some(flags), ..Default::default() };
        assert_eq!(decoded(&with_data(data)), Err(ContentError::UnknownFlags));
    }
    let data = proto::DataMessage { body: Some("x".into()), flags: Some(0), ..Default::default() };
    assert!(decoded(&with_data(data)).is_ok());
}

#[test]
fn the_first_of_several_parts_counts() {
    let mut content = with_data(proto::DataMessage { body: Some("x".into()), ..Default::default() });
    content.receipt_message = Some(ReadReceipt { sent_at: vec![] }.into());
    content.typing_message = Some(Typing { at: NOW, is_typing: true }.into());
    assert!(matches!(decoded(&content), Ok(ContentKind::Visible(_))));
    content.data_message = None;
    assert!(matches!(decoded(&content), Ok(ContentKind::Receipt(_))));
}

#[test]
fn a_timer_of_zero_is_none_and_an_unknown_mode_is_after_read() {
    assert_eq!(Expiry::read(Some(2), Some(0)), None);
    assert_eq!(Expiry::read(Some(2), None), None);
    let expiry = |mode| Expiry::read(mode, Some(60)).map(|expiry| expiry.mode);
    assert_eq!(expiry(Some(2)), Some(ExpiryMode::AfterSend));
    assert_eq!(expiry(Some(0)), Some(ExpiryMode::AfterRead));
    assert_eq!(expiry(Some(9)), Some(ExpiryMode::AfterRead));
    assert_eq!(expiry(None), Some(ExpiryMode::AfterRead));
}
