//! Stores that older versions wrote open in this one.
//!
//! `tests/fixtures/store-v1` was written by the first version of schema 1, `store-v2` by that of schema 2, `store-v3` by
//! that of schema 3, `store-v4` by that of schema 4, `store-v5` by that of schema 5, and none is ever written again: they
//! pin the key file, the pages, the tables and the rows. A new schema adds a fixture of its own and keeps the old ones. `ONIONSKIN_MAKE_FIXTURE=DIR cargo test … -- --ignored` makes one.

use std::path::Path;
use std::sync::Arc;

use onionskin_core::clock::NetworkTime;
use onionskin_core::crypto::keys::Seed;
use onionskin_core::id::{AccountId, ConversationId, FileId, MessageId};
use onionskin_core::protocol::config::Avatar;
use onionskin_core::protocol::content::{Attachment, Expiry, ExpiryMode};
use onionskin_core::storage::{
    Delivery, Direction, File, FileState, Folder, Found, Inserted, LinkPreview, Location, MemoryKeeper, NewJob,
    NewMessage, Note, PasswordCost, Protection, Store, StoreError, WindowAnchor, WriteTx, config_dumps, contacts,
    conversations, files, folders, identity, jobs, messages, network_cache, portraits, search, settings, swarm_state,
};

const PASSWORD: &str = "grün wie Gras";

fn location(folder: &Path) -> Location {
    Location::new(folder.to_owned(), Arc::new(MemoryKeeper::default())).with_password_cost(PasswordCost::TRIFLING)
}

fn us() -> AccountId {
    AccountId::from_key([1; 32])
}

fn them() -> AccountId {
    AccountId::from_key([2; 32])
}

fn new(author: AccountId, sent_at: u64, body: &str) -> NewMessage {
    NewMessage {
        received_at: NetworkTime(sent_at + 1),
        server_hash: Some(format!("hash{sent_at}")),
        ..NewMessage::text(ConversationId::Contact(them()), author, NetworkTime(sent_at), body)
    }
}

fn another() -> AccountId {
    AccountId::from_key([3; 32])
}

/// What came with schema 3.
fn write_disappearing(tx: &WriteTx) -> Result<(), StoreError> {
    let id = ConversationId::Contact(another());
    let timer = Some(Expiry { mode: ExpiryMode::AfterRead, timer_secs: 60 });
    let preview = Some(LinkPreview { url: "https://example.org".to_owned(), title: "Title".to_owned() });
    let (server_hash, note) = (Some("goes".to_owned()), Some(Note::Timer(timer)));
    let goes = NewMessage { timer, preview, server_hash, ..NewMessage::text(id, another(), NetworkTime(700), "goes") };
    messages::insert_incoming(tx, &goes)?;
    messages::insert_incoming(tx, &NewMessage { note, ..NewMessage::text(id, another(), NetworkTime(800), "") })?;
    conversations::mark_read_until(tx, id, NetworkTime(800), NetworkTime(1_000))?;
    let answers = messages::find(tx, another(), NetworkTime(700))?;
    conversations::set_draft(tx, id, "", answers)?;
    messages::remember_read(tx, another(), NetworkTime(900), NetworkTime(950)).map(drop)
}

/// What came with schema 5.
fn write_files(tx: &WriteTx) -> Result<(), StoreError> {
    let pointer = Attachment {
        url: "http://files.example/file/abc#p=00".to_owned(),
        content_type: Some("image/png".to_owned()),
        file_name: Some("evening.png".to_owned()),
        key: vec![7; 64],
        digest: vec![8; 32],
        size_bytes: Some(100_000),
        dimensions: Some((640, 480)),
        is_voice: false,
        caption: Some("a caption".to_owned()),
    };
    let voice = Attachment { is_voice: true, ..Attachment::default() };
    let files = vec![
        File { state: FileState::Here, ..File::offered(pointer) },
        File { state: FileState::Failed("file-damaged".to_owned()), ..File::offered(voice) },
    ];
    let id = ConversationId::Contact(another());
    let message = NewMessage { files, ..NewMessage::text(id, another(), NetworkTime(850), "with files") };
    let Inserted::Inserted(message) = messages::insert_incoming(tx, &message)? else { return Err(StoreError::Damaged) };
    files::put_bytes(tx, FileId { message, index: 0 }, &some_bytes())?;
    portraits::want(tx, us(), Some(&some_avatar()))?;
    portraits::keep(tx, us(), &some_avatar(), b"a picture").map(drop)
}

fn some_bytes() -> Vec<u8> {
    (0..100_000_u32).map(|at| u8::try_from(at % 251).expect("a byte")).collect()
}

fn some_avatar() -> Avatar {
    Avatar { url: "http://files.example/file/us".to_owned(), key: [9; 32] }
}

/// What came with schema 4.
fn write_folders(tx: &WriteTx) -> Result<(), StoreError> {
    conversations::set_archived(tx, ConversationId::Contact(another()), true)?;
    folders::replace(tx, &some_folders())
}

fn some_folders() -> [Folder; 2] {
    let work = Folder { id: 7, name: "Work".to_owned(), only_unread: true, ..Folder::default() };
    let all = Folder { id: 3, name: "כולם".to_owned(), takes_all: true, without_muted: true, ..Folder::default() };
    [Folder { members: vec![ConversationId::Contact(them())], ..work }, Folder { only_unanswered: true, ..all }]
}

fn write_everything(tx: &WriteTx) -> Result<(), StoreError> {
    let seed = Seed::from_padded([5; 32]);
    identity::put(tx, &identity::Identity { seed, display_name: "Zoë".to_owned(), name_updated_at_secs: 17 })?;
    settings::put(tx, "proxy", b"none")?;
    network_cache::put(tx, "pool", &[1, 2, 3])?;
    contacts::update(tx, them(), |contact| {
        "Bo".clone_into(&mut contact.display_name);
        contact.nickname = Some("B".to_owned());
        contact.profile_updated_at_secs = 18;
        contact.is_blocked = true;
        contact.is_approved = true;
        contact.did_approve_us = true;
    })?;
    messages::insert_incoming(tx, &new(them(), 100, "first"))?;
    messages::insert_sync_copy(tx, &new(us(), 200, "second"))?;
    let job = |_place| NewJob {
        kind: 4,
        lane: b"lane".to_vec(),
        payload: b"payload".to_vec(),
        created_at: NetworkTime(300),
        due_at: NetworkTime(301),
        ..NewJob::default()
    };
    let (failed, _job) = messages::insert_outgoing(tx, &new(us(), 300, "third"), job)?;
    messages::set_delivery(tx, failed.message, &Delivery::Failed("refused".to_owned()))?;
    messages::insert_incoming(tx, &new(them(), 400, "fourth"))?;
    let Inserted::Inserted(deleted) = messages::insert_incoming(tx, &new(them(), 500, "deleted"))? else {
        return Err(StoreError::Damaged);
    };
    messages::delete(tx, deleted, NetworkTime(501))?;
    let id = ConversationId::Contact(them());
    conversations::mark_read_until(tx, id, NetworkTime(150), NetworkTime(600))?;
    conversations::set_draft(tx, id, "half a sen", None)?;
    let flags = conversations::Flags { priority: 2, notifications: 3, mute_until_secs: 77, timer: None };
    conversations::set_flags(tx, id, flags)?;
    conversations::set_marked_unread(tx, id, true)?;
    config_dumps::put(tx, "contacts", b"dump")?;
    swarm_state::mark_seen(tx, "seen", NetworkTime(9_000))?;
    write_disappearing(tx)?;
    write_folders(tx)?;
    write_files(tx)?;
    swarm_state::set_last_hash(tx, &[6; 32], &ConversationId::Contact(us()), 0, "last")
}

#[test]
#[ignore = "makes a fixture: only for a new schema"]
fn make_a_fixture() {
    let folder = std::env::var_os("ONIONSKIN_MAKE_FIXTURE").expect("where to");
    let protection = Protection::Password(zeroize::Zeroizing::new(PASSWORD.to_owned()));
    location(Path::new(&folder)).create(&protection, 1, write_everything).expect("a store").close();
}

/// Opens a copy of a fixture.
fn opened(name: &str) -> (tempfile::TempDir, Store) {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["onionskin.db", "onionskin.keys"] {
        std::fs::copy(fixture.join(name), folder.path().join(name)).expect("a copy");
    }
    let location = location(folder.path());
    assert_eq!(location.find().expect("it looks"), Found::Password);
    let store = location.open(Some(PASSWORD)).expect("it opens");
    (folder, store)
}

#[test]
fn a_store_of_version_1_opens_with_everything_in_it() {
    let (_folder, store) = opened("store-v1");
    check_people(&store).expect("it reads");
    check_messages(&store).expect("it reads");
    check_states(&store).expect("it reads");
    let conversation = store.read(|tx| conversations::get(tx, ConversationId::Contact(them())));
    let conversation = conversation.expect("it reads").expect("a conversation");
    assert_eq!((conversation.priority, conversation.notifications, conversation.is_marked_unread), (0, 0, false));
    assert_eq!(store.read(|tx| config_dumps::get(tx, "contacts")).expect("it reads"), None);
    // And it takes more.
    let next = store.write_blocking(|tx| messages::insert_incoming(tx, &new(them(), 600, "new")));
    assert_eq!(next.expect("a commit"), Inserted::Inserted(MessageId(6)), "numbers go on");
    // It had no index of words; it gets one afterwards.
    assert!(!store.read(search::is_complete).expect("it reads"));
    assert_eq!(found(&store, "thi"), []);
    while !store.write_blocking(|tx| search::backfill(tx, 2)).expect("a commit") {}
    assert_eq!(found(&store, "thi"), [MessageId(3)]);
    assert!(store.read(search::is_complete).expect("it reads") && store.read(search::agrees).expect("it reads"));
}

fn found(store: &Store, query: &str) -> Vec<MessageId> {
    let matcher = search::Matcher::new(query);
    let wanted = search::Search {
        matcher: &matcher,
        conversation: None,
        author: None,
        from: None,
        until: None,
        kind: search::Kind::Any,
        before: None,
        limit: 10,
    };
    let found = store.read(|tx| search::find(tx, &wanted, &|| false)).expect("it reads");
    found.expect("nobody is in a hurry").messages
}

#[test]
fn a_store_of_version_2_opens_with_everything_in_it() {
    let (_folder, store) = opened("store-v2");
    check_people(&store).expect("it reads");
    check_messages(&store).expect("it reads");
    check_states(&store).expect("it reads");
    let conversation = store.read(|tx| conversations::get(tx, ConversationId::Contact(them())));
    let conversation = conversation.expect("it reads").expect("a conversation");
    assert_eq!((conversation.priority, conversation.notifications, conversation.mute_until_secs), (2, 3, 77));
    assert!(conversation.is_marked_unread);
    let dump = store.read(|tx| config_dumps::get(tx, "contacts")).expect("it reads");
    assert_eq!(dump.as_deref(), Some(b"dump".as_slice()));
}

#[test]
fn a_store_of_version_3_opens_with_everything_in_it() {
    let (_folder, store) = opened("store-v3");
    check_people(&store).expect("it reads");
    check_messages(&store).expect("it reads");
    check_states(&store).expect("it reads");
    let id = ConversationId::Contact(another());
    let window = store.read(|tx| messages::window(tx, id, WindowAnchor::Newest, 10, 0)).expect("it reads");
    let [goes, line] = window.messages.as_slice() else { panic!("two messages") };
    let timer = Some(Expiry { mode: ExpiryMode::AfterRead, timer_secs: 60 });
    assert_eq!((goes.timer, goes.expires_at), (timer, Some(NetworkTime(61_000))));
    assert_eq!(goes.preview.as_ref().map(|preview| preview.title.as_str()), Some("Title"));
    assert_eq!(line.note, Some(Note::Timer(timer)));
    assert_eq!(store.read(|tx| messages::due(tx, NetworkTime(61_000), 9)).expect("it reads"), [goes.id]);
    let told = store.read(|tx| messages::shortenings(tx, 9)).expect("it reads");
    assert_eq!(told, [("goes".to_owned(), NetworkTime(61_000))]);
    let row = store.read(|tx| conversations::get(tx, id)).expect("it reads").expect("a conversation");
    assert_eq!(row.draft_answers, Some(goes.id));
    let late = NewMessage::text(id, us(), NetworkTime(900), "read before it came");
    let kept = store.write_blocking(move |tx| {
        messages::insert_sync_copy(tx, &late)?;
        let id = messages::find(tx, us(), NetworkTime(900))?.ok_or(StoreError::NotFound)?;
        messages::get(tx, id)
    });
    assert_eq!(kept.expect("a commit").and_then(|message| message.read_at), Some(NetworkTime(950)));
}

#[test]
fn a_store_of_version_4_opens_with_everything_in_it() {
    let (_folder, store) = opened("store-v4");
    check_people(&store).expect("it reads");
    check_messages(&store).expect("it reads");
    check_states(&store).expect("it reads");
    assert_eq!(store.read(folders::all).expect("it reads"), some_folders());
    let archived = |id| store.read(|tx| conversations::get(tx, ConversationId::Contact(id))).expect("it reads");
    assert_eq!(archived(another()).map(|row| row.is_archived), Some(true));
    assert_eq!(archived(them()).map(|row| row.is_archived), Some(false));
}

#[test]
fn a_store_of_version_5_opens_with_everything_in_it() {
    let (_folder, store) = opened("store-v5");
    check_people(&store).expect("it reads");
    check_messages(&store).expect("it reads");
    check_states(&store).expect("it reads");
    let id = ConversationId::Contact(another());
    let listed = store.read(|tx| files::page(tx, id, WindowAnchor::Newest, 9)).expect("it reads");
    let [message] = listed.as_slice() else { panic!("one message with files") };
    let [picture, voice] = message.files.as_slice() else { panic!("two files") };
    assert_eq!((&picture.state, picture.pointer.dimensions), (&FileState::Here, Some((640, 480))));
    assert_eq!((picture.pointer.key.len(), picture.pointer.size_bytes), (64, Some(100_000)));
    assert_eq!(picture.pointer.caption.as_deref(), Some("a caption"));
    assert!(voice.pointer.is_voice && voice.state == FileState::Failed("file-damaged".to_owned()));
    let bytes = store.read(|tx| files::bytes(tx, FileId { message: message.id, index: 0 })).expect("it reads");
    assert_eq!(bytes, some_bytes());
    assert_eq!(store.read(|tx| portraits::avatar(tx, us())).expect("it reads"), Some(some_avatar()));
    assert_eq!(
        store.read(|tx| portraits::bytes(tx, us())).expect("it reads").as_deref(),
        Some(b"a picture".as_slice())
    );
}

fn check_people(store: &Store) -> Result<(), StoreError> {
    let identity = store.read(identity::get)?.expect("an account");
    assert_eq!(identity.seed, Seed::from_padded([5; 32]));
    assert_eq!((identity.display_name.as_str(), identity.name_updated_at_secs), ("Zoë", 17));
    let contact = store.read(|tx| contacts::get(tx, them()))?.expect("a contact");
    assert_eq!((contact.display_name.as_str(), contact.nickname.as_deref()), ("Bo", Some("B")));
    assert_eq!(contact.profile_updated_at_secs, 18);
    assert!(contact.is_blocked && contact.is_approved && contact.did_approve_us);
    Ok(())
}

fn check_messages(store: &Store) -> Result<(), StoreError> {
    let id = ConversationId::Contact(them());
    let window = store.read(|tx| messages::window(tx, id, WindowAnchor::Newest, 10, 0))?;
    let found: Vec<_> = window
        .messages
        .iter()
        .map(|message| (message.id.0, message.sent_at.0, message.body.as_str(), message.direction, &message.delivery))
        .collect();
    let refused = Delivery::Failed("refused".to_owned());
    let expected = [
        (1, 100, "first", Direction::Incoming, &Delivery::Received),
        (2, 200, "second", Direction::Outgoing, &Delivery::Sent),
        (3, 300, "third", Direction::Outgoing, &refused),
        (4, 400, "fourth", Direction::Incoming, &Delivery::Received),
    ];
    assert_eq!(found, expected);
    assert!(window.messages.iter().all(|message| message.received_at.0 == message.sent_at.0 + 1));
    assert_eq!(store.read(|tx| messages::by_server_hash(tx, "hash300"))?, Some(MessageId(3)));
    assert_eq!(store.read(|tx| messages::find(tx, us(), NetworkTime(200)))?, Some(MessageId(2)));
    let conversation = store.read(|tx| conversations::get(tx, id))?.expect("a conversation");
    assert_eq!((conversation.unread, conversation.messages, conversation.read_up_to.0), (1, 4, 150));
    assert_eq!((conversation.draft.as_deref(), conversation.is_hidden), (Some("half a sen"), false));
    assert_eq!(conversation.last.expect("a message").preview, "fourth");
    let again = store.write_blocking(|tx| messages::insert_incoming(tx, &new(them(), 500, "deleted")))?;
    assert_eq!(again, Inserted::Duplicate, "it was deleted");
    Ok(())
}

fn check_states(store: &Store) -> Result<(), StoreError> {
    let jobs = store.read(|tx| jobs::due(tx, NetworkTime(301), 10))?;
    let [job] = jobs.as_slice() else { panic!("one job") };
    assert_eq!((job.kind, job.lane.as_slice(), job.payload.as_slice()), (4, b"lane".as_slice(), b"payload".as_slice()));
    assert_eq!((job.message, job.attempts, job.created_at.0), (Some(MessageId(3)), 0, 300));
    assert_eq!(store.read(|tx| settings::get(tx, "proxy"))?.as_deref(), Some(b"none".as_slice()));
    assert_eq!(store.read(|tx| network_cache::get(tx, "pool"))?.as_deref(), Some([1, 2, 3].as_slice()));
    assert!(store.read(|tx| swarm_state::is_seen(tx, "seen"))?);
    let last = store.read(|tx| swarm_state::last_hash(tx, &[6; 32], &ConversationId::Contact(us()), 0))?;
    assert_eq!(last.as_deref(), Some("last"));
    Ok(())
}
