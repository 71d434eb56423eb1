//! The parsers of what members and admins of groups store in the group's swarm.

use std::sync::LazyLock;

use onionskin_core::clock::NetworkTime;
use onionskin_core::crypto::blinding::BlindedKeys;
use onionskin_core::crypto::keys::{AccountKeys, Seed};
use onionskin_core::crypto::subaccount::{Access, MemberAuth};
use onionskin_core::id::{Blinding, GroupId};
use onionskin_core::protocol::config::bt::Bt;
use onionskin_core::protocol::content::Content;
use onionskin_core::protocol::groups::key_message::KeyMessage;
use onionskin_core::protocol::groups::{
    GroupAdmin, GroupKeys, GroupMember, GroupState, envelope, message, multi_encrypt, removal,
};

use super::FixedRng;

static KEYS: LazyLock<AccountKeys> = LazyLock::new(|| AccountKeys::from_seed(&Seed::from_entropy(&[7; 16])));
static ADMIN: LazyLock<GroupAdmin> = LazyLock::new(|| GroupAdmin::from_seed(&[9; 32]));
const KEY: [u8; 32] = [3; 32];
const SENT_AT: NetworkTime = NetworkTime(1_770_000_000_123);

fn group() -> GroupId {
    ADMIN.id()
}

/// Bytes in the namespace of keys. What is read is signed as a whole, so no change of it is read.
pub fn key_message(bytes: &[u8]) {
    let parsed = KeyMessage::parse(bytes, &group());
    let mut state = GroupState::new(group(), None);
    let loaded = state.load_keys("hash", bytes, SENT_AT, &KEYS);
    assert!(parsed.is_ok() || loaded.is_err());
    if loaded == Ok(true) {
        assert!(state.keys().current().is_some());
        assert_eq!(state.keys().active_hashes().len(), 1);
    }
}

/// The fields of a message about keys, correctly signed, which mutation alone would never do.
pub fn signed_key_message(bytes: &[u8]) {
    let Ok(Bt::Dict(mut dict)) = Bt::read(bytes) else { return };
    dict.retain(|key, _value| key.as_slice() < b"~".as_slice());
    let mut text = Bt::Dict(dict).to_bytes();
    text.pop();
    let signature = ADMIN.sign(&text);
    let signed = [text.as_slice(), b"1:~64:", &signature, b"e"].concat();
    let mut member = GroupState::new(group(), None);
    let mut admin = GroupState::new(group(), Some(ADMIN.clone()));
    for state in [&mut member, &mut admin] {
        if state.load_keys("hash", &signed, SENT_AT, &KEYS) == Ok(true) {
            let dump = state.dump_keys();
            state.restore_keys(&dump).expect("our own dump");
            assert_eq!(state.dump_keys(), dump);
        }
    }
}

/// Bytes in the namespace of a group's messages.
pub fn group_message(bytes: &[u8]) {
    drop(envelope::open_of_group(bytes, &group(), [&KEY]));
}

/// What a member encrypted.
pub fn group_message_inside(bytes: &[u8]) {
    if let Ok(opened) = message::read(bytes, &group()) {
        assert!(!opened.plain.is_empty() && opened.plain.len() <= message::MAX_PLAIN_BYTES);
    }
}

/// Bytes in the namespace that removed members can read.
pub fn multi_encrypted(bytes: &[u8]) {
    assert!(removal::read_removal(bytes, &group(), &KEYS).is_none_or(|generation| generation >= 0));
    drop(multi_encrypt::open(bytes, &KEY));
}

/// What an invitation lets us sign in with. Only what the group signed is valid.
pub fn member_auth(bytes: &[u8]) {
    let Ok(bytes) = bytes.try_into() else { return };
    let auth = MemberAuth::from_bytes(bytes);
    let granted = MemberAuth::grant(ADMIN.keys(), &KEYS.account_id(), Access::MEMBER);
    assert!(!auth.is_valid(&group(), &KEYS, Access::MEMBER) || Some(&auth) == granted.as_ref());
    assert!(auth.sign(&KEYS, b"request").is_some(), "our own key is good");
}

/// A dump of a group's keys. What is read is written the same again.
pub fn group_dump(bytes: &[u8]) {
    let mut keys = GroupKeys::new(group(), None);
    if keys.restore(bytes).is_ok() {
        let dump = keys.dump();
        keys.restore(&dump).expect("our own dump");
        assert_eq!(keys.dump(), dump);
    }
}

/// Bytes from a community's inbox.
pub fn blinded_message(bytes: &[u8]) {
    for blinding in [Blinding::Fifteen, Blinding::TwentyFive] {
        let keys = BlindedKeys::derive(&KEYS, &[9; 32], blinding);
        drop(keys.open(bytes, &keys.id(), &keys.id()));
    }
}

/// A group of ourselves, with a key and another on its way.
fn state() -> (GroupState, Vec<Vec<u8>>) {
    let mut state = GroupState::new(group(), Some(ADMIN.clone()));
    state.members.set(&GroupMember::new(KEYS.account_id()));
    let first = state.rekey().expect("an admin");
    state.load_keys("hash", &first, SENT_AT, &KEYS).expect("our own message");
    let supplement = state.keys().supplement([KEYS.account_id()]).expect("an admin");
    let second = state.rekey().expect("an admin");
    (state, vec![first, supplement, second])
}

pub(super) fn key_messages() -> Vec<Vec<u8>> {
    state().1
}

pub(super) fn group_messages() -> Vec<Vec<u8>> {
    let texts = ["Hello".to_owned(), "Hello ".repeat(100)];
    let seal = |text: String| {
        let content = Content::text(text, None);
        envelope::seal_for_group(&content, &group(), &KEY, &KEYS, SENT_AT, &FixedRng).expect("it is small")
    };
    texts.map(seal).to_vec()
}

pub(super) fn group_messages_inside() -> Vec<Vec<u8>> {
    let entry = |key: &[u8], value: &[u8]| [format!("{}:", key.len()).as_bytes(), key, value].concat();
    let string = |bytes: &[u8]| [format!("{}:", bytes.len()).as_bytes(), bytes].concat();
    let signature = KEYS.sign(&[b"Hello".as_slice(), group().key()].concat());
    let entries = [
        entry(b"", b"i1e"),
        entry(b"a", &string(KEYS.ed25519_public())),
        entry(b"d", &string(b"Hello")),
        entry(b"s", &string(&signature)),
    ];
    let dict = [b"d".as_slice(), &entries.concat(), b"e"].concat();
    assert!(message::read(&dict, &group()).is_ok());
    vec![dict.clone(), [dict.as_slice(), &[0; 20]].concat()]
}

pub(super) fn removals() -> Vec<Vec<u8>> {
    vec![removal::seal_removals(&ADMIN, &[KEYS.account_id()], 12, &FixedRng)]
}

pub(super) fn auths() -> Vec<Vec<u8>> {
    let granted = MemberAuth::grant(ADMIN.keys(), &KEYS.account_id(), Access::MEMBER);
    vec![granted.expect("a good key").as_bytes().to_vec()]
}

pub(super) fn group_dumps() -> Vec<Vec<u8>> {
    vec![state().0.dump_keys().to_vec()]
}

pub(super) fn blinded_messages() -> Vec<Vec<u8>> {
    let keys = BlindedKeys::derive(&KEYS, &[9; 32], Blinding::TwentyFive);
    vec![keys.seal(b"Hello", &keys.id(), &FixedRng).expect("our own key")]
}
