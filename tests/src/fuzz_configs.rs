//! The parsers of config messages: what is in an account's own swarm may have been put there by anybody
//! who has its words, and by any version of any client.

use std::sync::{Arc, LazyLock};

use onionskin_core::clock::NetworkTime;
use onionskin_core::crypto::keys::{AccountKeys, Seed};
use onionskin_core::id::AccountId;
use onionskin_core::protocol::config::bt::Bt;
use onionskin_core::protocol::config::community_url::CommunityUrl;
use onionskin_core::protocol::config::message::{Message, Trust};
use onionskin_core::protocol::config::{
    Config, ConfigKind, ContactEntry, Contacts, ConvoInfoVolatile, Incoming, UserGroups, UserProfile, seal,
};

static KEYS: LazyLock<Arc<AccountKeys>> =
    LazyLock::new(|| Arc::new(AccountKeys::from_seed(&Seed::from_entropy(&[7; 16]))));
const NOW: NetworkTime = NetworkTime(1_770_000_000_123);

/// bt-encoded bytes: what is read is written in a form that reads the same.
pub fn bt(bytes: &[u8]) {
    if let Ok(value) = Bt::read(bytes) {
        let written = value.to_bytes();
        assert_eq!(Bt::read(&written), Ok(value));
    }
}

/// A config message, and what follows it.
pub fn message(bytes: &[u8]) {
    let Ok(message) = Message::parse(bytes, Trust::Unsigned) else { return };
    let written = message.serialize(None);
    let again = Message::parse(&written, Trust::Unsigned).expect("what we write can be read");
    assert_eq!(again.serialize(None), written);
    let next = message.increment(None).serialize(None);
    if message.seqno < i64::MAX {
        assert!(Message::parse(&next, Trust::Unsigned).is_ok());
    }
}

/// Stored bytes, as a swarm has them.
pub fn stored(bytes: &[u8]) {
    for kind in ConfigKind::OF_ACCOUNT {
        let mut config = Config::for_account(kind, &KEYS);
        merge(&mut config, bytes);
    }
}

fn merge(config: &mut Config, bytes: &[u8]) {
    let incoming = Incoming { hash: "hash".to_owned(), data: bytes.to_vec() };
    let merged = config.merge(&[incoming], NOW);
    assert_eq!(merged.accepted.len() + merged.skipped, 1);
    let dump = config.dump();
    config.load(&dump).expect("our own dump");
}

/// What is inside the encryption, which mutation alone would never reach: padding, compression, parts,
/// data, and the meaning of each kind.
pub fn inside(bytes: &[u8]) {
    let encrypted = |kind: ConfigKind| seal::encrypt(bytes, KEYS.seed().as_bytes(), kind.domain());
    let mut profile = UserProfile::new(&KEYS);
    merge(profile.config_mut(), &encrypted(ConfigKind::UserProfile));
    assert!(profile.name().len() <= bytes.len().max(32 * 1024 * 1024));
    let (_avatar, _features) = (profile.avatar(), profile.features());
    let mut contacts = Contacts::new(&KEYS);
    merge(contacts.config_mut(), &encrypted(ConfigKind::Contacts));
    let people: Vec<ContactEntry> = contacts.all().collect();
    for person in people {
        contacts.set(&person);
    }
    let mut volatile = ConvoInfoVolatile::new(&KEYS);
    merge(volatile.config_mut(), &encrypted(ConfigKind::ConvoInfoVolatile));
    volatile.prune(NOW);
    let mut groups = UserGroups::new(&KEYS);
    merge(groups.config_mut(), &encrypted(ConfigKind::UserGroups));
    for community in groups.communities() {
        groups.set_community(&community);
    }
    let entries: Vec<_> = groups.groups().collect();
    for entry in entries {
        groups.set_group(&entry);
    }
    for config in [contacts.config_mut(), volatile.config_mut(), groups.config_mut()] {
        if let Ok(push) = config.push() {
            assert!(!push.messages.is_empty());
        }
    }
}

/// A dump.
pub fn dump(bytes: &[u8]) {
    let mut config = Config::for_account(ConfigKind::Contacts, &KEYS);
    if config.load(bytes).is_ok() {
        let again = config.dump();
        config.load(&again).expect("our own dump");
    }
}

/// Addresses that people paste.
pub fn community_url(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Some(url) = CommunityUrl::parse(text) {
        assert_eq!(CommunityUrl::parse(&url.full()), Some(url));
    }
}

fn contacts() -> Contacts {
    let mut contacts = Contacts::new(&KEYS);
    for number in 1..4 {
        let mut person = ContactEntry::new(AccountId::from_key([number; 32]));
        person.name = format!("Person {number}");
        person.nickname = Some("N".to_owned());
        person.is_approved = true;
        person.features = vec![0, 1];
        contacts.set(&person);
    }
    contacts
}

pub(super) fn messages() -> Vec<Vec<u8>> {
    let mut contacts = contacts();
    let first = contacts.config().message().serialize(None);
    let push = contacts.config_mut().push().expect("small enough");
    contacts.config_mut().confirm(push.seqno, &["hash".to_owned()]);
    contacts.erase(AccountId::from_key([1; 32]));
    vec![first, contacts.config().message().serialize(None), b"d1:#i0e1:&de1:<le1:=dee".to_vec()]
}

pub(super) fn stored_configs() -> Vec<Vec<u8>> {
    contacts().config_mut().push().expect("small enough").messages
}

pub(super) fn padded() -> Vec<Vec<u8>> {
    let mut all = messages();
    all.extend(messages().into_iter().map(|message| seal::pad(&seal::compress(message))));
    let part = [vec![9; 32], vec![0], vec![2], vec![7; 40]];
    let list = Bt::List(part.into_iter().map(Bt::Bytes).collect());
    all.push([b"m".as_slice(), &list.to_bytes()].concat());
    all
}

pub(super) fn dumps() -> Vec<Vec<u8>> {
    let mut dirty = contacts();
    let mut clean = contacts();
    let push = clean.config_mut().push().expect("small enough");
    clean.config_mut().confirm(push.seqno, &["hash".to_owned()]);
    vec![dirty.config_mut().dump(), clean.config_mut().dump()]
}

pub(super) fn community_urls() -> Vec<Vec<u8>> {
    let key = "5ace20c3085b3849e8c0ed132d321eaa866b88a3fcf01422e863ff29682f9dcf";
    vec![
        format!("https://Open.Example.org/r/Main?public_key={key}").into_bytes(),
        format!("http://example.org:8080/room?x=y&public_key={key}").into_bytes(),
    ]
}
