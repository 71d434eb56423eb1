//! The configs of an account against the reference library: scripts of edits for each kind, and devices
//! that edit at the same time, lose their connection, are started again.
//!
//! Sections `configs` and `merges` of `tests/vectors/config.json`.

#![expect(clippy::indexing_slicing, reason = "a vector that lacks a field fails the test, as it should")]

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock};

use data_encoding::HEXLOWER;
use onionskin_core::clock::NetworkTime;
use onionskin_core::crypto::keys::{AccountKeys, Seed};
use onionskin_core::id::{AccountId, BlindedId, ConversationId, GroupId};
use onionskin_core::protocol::config::community_url::{CommunityUrl, canonical_base};
use onionskin_core::protocol::config::message::hash_of;
use onionskin_core::protocol::config::{
    Avatar, BlindedEntry, CommunityEntry, Config, ConfigKind, ContactEntry, Contacts, ConvoInfoVolatile, GroupEntry,
    Incoming, LegacyGroupEntry, Local, Notifications, ReadPlace, Scalar, State, TimerMode, UserGroups, UserProfile,
    Value as ConfigValue, short_name,
};
use serde_json::{Map, Value, json};

static VECTORS: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../vectors/config.json")).expect("a JSON file"));

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn bytes(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(text(value).as_bytes()).expect("hex digits")
}

fn array<const N: usize>(value: &Value) -> [u8; N] {
    bytes(value).try_into().expect("the right length")
}

/// A number that may be missing.
fn number(op: &Value, name: &str) -> Option<u64> {
    op[name].as_u64()
}

/// Seconds, of a time in seconds, milliseconds or microseconds.
fn secs(time: u64) -> u64 {
    match time {
        0..=9_000_000_000 => time,
        9_000_000_001..=9_000_000_000_000 => time / 1_000,
        _ => time / 1_000_000,
    }
}

fn account(op: &Value) -> AccountId {
    text(&op["id"]).parse().expect("an account id")
}

fn blinded(op: &Value) -> BlindedId {
    text(&op["id"]).parse().expect("a blinded id")
}

fn group(op: &Value) -> GroupId {
    text(&op["id"]).parse().expect("a group id")
}

fn untagged(text: &str) -> Vec<u8> {
    match text.split_at(2) {
        ("s:", text) => text.as_bytes().to_vec(),
        ("x:", hex) => HEXLOWER.decode(hex.as_bytes()).expect("hex digits"),
        _ => panic!("{text} has no tag"),
    }
}

fn tagged(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.chars().any(char::is_control) => format!("s:{text}"),
        _ => format!("x:{}", HEXLOWER.encode(bytes)),
    }
}

/// Data as the vectors show them; empty containers, which no message has, are left out.
fn shown(value: &ConfigValue) -> Option<Value> {
    let scalar = |scalar: &Scalar| match scalar {
        Scalar::Int(number) => json!(number),
        Scalar::Bytes(bytes) => json!(tagged(bytes)),
    };
    match value {
        ConfigValue::Scalar(one) => Some(scalar(one)),
        ConfigValue::Set(set) => (!set.is_empty()).then(|| set.iter().map(scalar).collect()),
        ConfigValue::Dict(dict) => {
            let entries = dict.iter().filter_map(|(key, value)| Some((tagged(key), shown(value)?)));
            let map: Map<String, Value> = entries.collect();
            (!map.is_empty()).then_some(Value::Object(map))
        }
    }
}

fn avatar(op: &Value) -> Option<Avatar> {
    let url = op["url"].as_str()?;
    Some(Avatar { url: url.to_owned(), key: array(&op["key"]) })
}

fn features(bits: u64) -> Vec<i64> {
    (0..63).filter(|bit| bits >> bit & 1 == 1).collect()
}

fn notifications(number: u64) -> Notifications {
    match number {
        1 => Notifications::All,
        2 => Notifications::Disabled,
        3 => Notifications::MentionsOnly,
        _ => Notifications::Default,
    }
}

/// A config of one kind on one device.
enum Kind {
    Profile(UserProfile),
    Contacts(Contacts),
    Volatile(ConvoInfoVolatile),
    Groups(UserGroups),
}

impl Kind {
    fn new(name: &str, keys: &Arc<AccountKeys>) -> Self {
        match name {
            "UserProfile" => Self::Profile(UserProfile::new(keys)),
            "Contacts" => Self::Contacts(Contacts::new(keys)),
            "ConvoInfoVolatile" => Self::Volatile(ConvoInfoVolatile::new(keys)),
            "UserGroups" => Self::Groups(UserGroups::new(keys)),
            other => panic!("{other} has no script"),
        }
    }

    fn config(&mut self) -> &mut Config {
        match self {
            Self::Profile(profile) => profile.config_mut(),
            Self::Contacts(contacts) => contacts.config_mut(),
            Self::Volatile(volatile) => volatile.config_mut(),
            Self::Groups(groups) => groups.config_mut(),
        }
    }

    fn apply(&mut self, op: &Value, now: NetworkTime) {
        if text(&op["op"]).starts_with("raw.") {
            return raw(self.config(), op);
        }
        match self {
            Self::Profile(profile) => edit_profile(profile, op, now.millis() / 1_000),
            Self::Contacts(contacts) => edit_contacts(contacts, op),
            Self::Volatile(volatile) => edit_volatile(volatile, op, now),
            Self::Groups(groups) => edit_groups(groups, op),
        }
    }
}

fn raw(config: &mut Config, op: &Value) {
    let path: Vec<Vec<u8>> = list(&op["path"]).iter().map(|key| untagged(text(key))).collect();
    let path: Vec<&[u8]> = path.iter().map(Vec::as_slice).collect();
    let scalar = || op["value"].as_i64().map_or_else(|| Scalar::Bytes(untagged(text(&op["value"]))), Scalar::Int);
    match text(&op["op"]) {
        "raw.set" => config.assign(&path, scalar()),
        "raw.del" => assert!(config.erase(&path)),
        "raw.set_add" => config.insert(&path, scalar()),
        "raw.set_del" => config.remove(&path, &scalar()),
        other => panic!("unknown edit {other}"),
    }
}

fn edit_profile(profile: &mut UserProfile, op: &Value, now: u64) {
    match text(&op["op"]) {
        "set_name" => profile.set_name(text(&op["name"]), now),
        "nts_priority" => profile.set_note_to_self_priority(op["value"].as_i64().expect("a number")),
        "nts_expiry" => profile.set_note_to_self_timer_secs(number(op, "value").expect("a number")),
        "blinded_msgreqs" => profile.set_accepts_blinded_requests(op["value"].as_bool(), now),
        "set_pic" => profile.set_avatar(avatar(op).as_ref(), now),
        "clear_pic" => profile.set_avatar(None, now),
        "set_reupload_pic" => profile.set_uploaded_avatar(&avatar(op).expect("a picture"), now),
        "pro_badge" => profile.set_feature(0, op["value"] == true, now),
        "animated_avatar" => profile.set_feature(1, op["value"] == true, now),
        // The form of 2025, which we never write.
        "pro_config_2025" => {
            let config = profile.config_mut();
            config.set_bytes(&[b"s", b"r"], &bytes(&op["rotating_seed"]));
            config.set_int(&[b"s", b"p", b"@"], op["version"].as_i64().expect("a number"));
            config.set_int(&[b"s", b"p", b"e"], op["expiry_ms"].as_i64().expect("a number"));
            config.set_bytes(&[b"s", b"p", b"g"], &bytes(&op["gen_index_hash"]));
            config.set_bytes(&[b"s", b"p", b"s"], &bytes(&op["sig"]));
            config.set_int(&[b"T"], i64::try_from(now).expect("a small time"));
        }
        "remove_pro" => {
            assert!(profile.config_mut().erase(&[b"s"]));
            let is_chosen = profile.config().int(&[b"t"]) >= profile.config().int(&[b"T"]);
            let key: &[u8] = if is_chosen { b"t" } else { b"T" };
            profile.config_mut().set_int(&[key], i64::try_from(now).expect("a small time"));
        }
        "access_expiry_ms_2025" => profile.config_mut().set_int(&[b"E"], op["value"].as_i64().expect("a number")),
        other => panic!("unknown edit {other}"),
    }
}

fn edit_contacts(contacts: &mut Contacts, op: &Value) {
    match text(&op["op"]) {
        "contact_set" => contacts.update(account(op), |entry| edit_contact(entry, op)),
        "contact_erase" => assert!(contacts.erase(account(op))),
        "blinded_set" => {
            let base_url = canonical_base(text(&op["base_url"])).expect("an address");
            let mut entry = contacts.blinded(&base_url, &blinded(op)).unwrap_or_else(|| BlindedEntry {
                id: blinded(op),
                base_url,
                server_key: array(&op["pubkey"]),
                name: String::new(),
                avatar: None,
                updated_at_secs: 0,
                priority: 0,
                created_at_secs: 0,
                features: Vec::new(),
            });
            if let Some(name) = op["name"].as_str() {
                name.clone_into(&mut entry.name);
            }
            entry.created_at_secs = number(op, "created").map_or(entry.created_at_secs, secs);
            entry.updated_at_secs = number(op, "profile_updated").map_or(entry.updated_at_secs, secs);
            entry.priority = op["priority"].as_i64().unwrap_or(entry.priority);
            entry.features = number(op, "features").map_or(entry.features, features);
            contacts.set_blinded(&entry);
        }
        "blinded_erase" => {
            let base_url = canonical_base(text(&op["base_url"])).expect("an address");
            assert!(contacts.erase_blinded(&base_url, &blinded(op)));
        }
        other => panic!("unknown edit {other}"),
    }
}

fn edit_contact(entry: &mut ContactEntry, op: &Value) {
    if let Some(name) = op["name"].as_str() {
        short_name(name).clone_into(&mut entry.name);
    }
    if let Some(name) = op["nickname"].as_str() {
        entry.nickname = Some(name.to_owned()).filter(|name| !name.is_empty());
    }
    if op["url"].is_string() {
        entry.avatar = avatar(op).filter(|avatar| !avatar.url.is_empty());
    }
    entry.is_approved = op["approved"].as_bool().unwrap_or(entry.is_approved);
    entry.did_approve_us = op["approved_me"].as_bool().unwrap_or(entry.did_approve_us);
    entry.is_blocked = op["blocked"].as_bool().unwrap_or(entry.is_blocked);
    entry.created_at_secs = number(op, "created").map_or(entry.created_at_secs, secs);
    entry.updated_at_secs = number(op, "profile_updated").map_or(entry.updated_at_secs, secs);
    entry.mute_until_secs = number(op, "mute_until").map_or(entry.mute_until_secs, secs);
    entry.notifications = number(op, "notifications").map_or(entry.notifications, notifications);
    entry.priority = op["priority"].as_i64().unwrap_or(entry.priority);
    if let Some(bits) = number(op, "features") {
        entry.features = features(bits);
    }
    let secs = number(op, "expiry_seconds");
    match number(op, "expiry_mode") {
        Some(1) => entry.timer = secs.map(|secs| (TimerMode::AfterSend, secs)),
        Some(2) => entry.timer = secs.map(|secs| (TimerMode::AfterRead, secs)),
        Some(_) => entry.timer = None,
        None => {}
    }
}

fn edit_volatile(volatile: &mut ConvoInfoVolatile, op: &Value, now: NetworkTime) {
    let community = || ReadPlace::Community {
        base_url: text(&op["base_url"]).to_owned(),
        room: text(&op["room"]).to_owned(),
        server_key: if op["pubkey"].is_string() { array(&op["pubkey"]) } else { [0; 32] },
    };
    let place = match text(&op["op"]) {
        "convo_1to1" => ReadPlace::Conversation(ConversationId::Contact(account(op))),
        "convo_group" => ReadPlace::Conversation(ConversationId::Group(group(op))),
        "convo_legacy" => ReadPlace::LegacyGroup(account(op)),
        "convo_blinded" => ReadPlace::Blinded(blinded(op)),
        "convo_community" => community(),
        "convo_erase_community" => {
            assert!(volatile.erase(community()));
            return;
        }
        other => panic!("unknown edit {other}"),
    };
    let mut state = volatile.get(place.clone()).unwrap_or_default();
    state.last_read = number(op, "last_read").map_or(state.last_read, NetworkTime);
    state.is_marked_unread = op["unread"].as_bool().unwrap_or(state.is_marked_unread);
    volatile.set(place, state, now);
    if let Some(expires_at) = number(op, "pro_expiry") {
        volatile.set_proof(account(op), NetworkTime(expires_at), &array(&op["pro_tag"]));
    }
}

fn edit_groups(groups: &mut UserGroups, op: &Value) {
    match text(&op["op"]) {
        "group_set" => {
            let new = || GroupEntry {
                group: group(op),
                name: String::new(),
                seed: None,
                auth_data: None,
                removed: None,
                common: onionskin_core::protocol::config::Common::default(),
            };
            let mut entry = groups.group(group(op)).unwrap_or_else(new);
            if let Some(name) = op["name"].as_str() {
                name.clone_into(&mut entry.name);
            }
            if op["seed"].is_string() {
                entry.seed = Some(array(&op["seed"]));
            }
            if op["auth_data"].is_string() {
                entry.auth_data = Some(array(&op["auth_data"]));
            }
            edit_common(&mut entry.common, op);
            groups.set_group(&entry);
        }
        "group_mark_kicked" => groups.mark_kicked(group(op)),
        "group_mark_invited" => groups.mark_invited(group(op)),
        "group_mark_destroyed" => groups.mark_destroyed(group(op)),
        "group_erase" => assert!(groups.erase_group(group(op))),
        "community_set" => {
            let url = CommunityUrl::parse(text(&op["full_url"])).expect("an address");
            let mut common = onionskin_core::protocol::config::Common::default();
            edit_common(&mut common, op);
            let CommunityUrl { base_url, room, server_key } = url;
            groups.set_community(&CommunityEntry { base_url, room, server_key, common });
        }
        "community_erase" => assert!(groups.erase_community(text(&op["base_url"]), text(&op["room"]))),
        "legacy_set" => edit_legacy(groups, op),
        "legacy_erase" => assert!(groups.erase_legacy(account(op))),
        other => panic!("unknown edit {other}"),
    }
}

fn edit_common(common: &mut onionskin_core::protocol::config::Common, op: &Value) {
    common.joined_at_secs = number(op, "joined_at").map_or(common.joined_at_secs, secs);
    common.mute_until_secs = number(op, "mute_until").map_or(common.mute_until_secs, secs);
    common.is_invited = op["invited"].as_bool().unwrap_or(common.is_invited);
    common.priority = op["priority"].as_i64().unwrap_or(common.priority);
    common.notifications = number(op, "notifications").map_or(common.notifications, notifications);
}

fn edit_legacy(groups: &mut UserGroups, op: &Value) {
    let new = || LegacyGroupEntry {
        id: account(op),
        name: String::new(),
        keys: None,
        members: BTreeMap::new(),
        timer_secs: 0,
        common: onionskin_core::protocol::config::Common::default(),
    };
    let mut entry = groups.legacy(account(op)).unwrap_or_else(new);
    if let Some(name) = op["name"].as_str() {
        name.clone_into(&mut entry.name);
    }
    if op["enc_pubkey"].is_string() {
        entry.keys = Some((array(&op["enc_pubkey"]), array(&op["enc_seckey"])));
    }
    entry.timer_secs = number(op, "timer_seconds").unwrap_or(entry.timer_secs);
    for id in op["remove_members"].as_array().into_iter().flatten() {
        entry.members.remove(&text(id).parse().expect("an account id"));
    }
    for (id, is_admin) in op["members"].as_object().into_iter().flatten() {
        entry.members.insert(id.parse().expect("an account id"), is_admin.as_bool().expect("yes or no"));
    }
    edit_common(&mut entry.common, op);
    groups.set_legacy(&entry);
}

/// A script of events on one or more devices.
struct Script {
    kind: String,
    keys: Arc<AccountKeys>,
    devices: HashMap<String, Kind>,
    stored: HashMap<String, Vec<u8>>,
    now: NetworkTime,
}

impl Script {
    fn run(case: &Value) {
        let keys = Arc::new(AccountKeys::from_seed(&Seed::from_padded(array(&case["seed"]))));
        let mut script = Self {
            kind: text(&case["type"]).to_owned(),
            keys,
            devices: HashMap::new(),
            stored: HashMap::new(),
            now: NetworkTime(1_760_000_000_000),
        };
        for (number, event) in list(&case["events"]).iter().enumerate() {
            if let Some(now) = event["now"].as_u64() {
                script.now = NetworkTime(now * 1_000);
            }
            let what = format!("{} {} event {number} ({})", case["type"], case["name"], text(&event["do"]));
            script.play(event, &what);
        }
    }

    fn device(&mut self, name: &str) -> &mut Kind {
        let (kind, keys) = (self.kind.clone(), Arc::clone(&self.keys));
        self.devices.entry(name.to_owned()).or_insert_with(|| Kind::new(&kind, &keys))
    }

    fn play(&mut self, event: &Value, what: &str) {
        let name = text(&event["device"]).to_owned();
        let now = self.now;
        match text(&event["do"]) {
            "edit" => {
                for op in list(&event["ops"]) {
                    self.device(&name).apply(op, now);
                }
            }
            "push" => self.push(&name, event, what),
            "confirm" => {
                let hashes: Vec<String> = list(&event["hashes"]).iter().map(|hash| text(hash).to_owned()).collect();
                let seqno = event["seqno"].as_i64().expect("a number");
                self.device(&name).config().confirm(seqno, &hashes);
            }
            "merge" => self.merge(&name, event, what),
            "reload" => {
                let (kind, keys) = (self.kind.clone(), Arc::clone(&self.keys));
                let ours = self.device(&name).config().dump();
                let load = |dump: &[u8]| {
                    let mut fresh = Kind::new(&kind, &keys);
                    fresh.config().load(dump).expect("a good dump");
                    fresh
                };
                let mut theirs = load(&bytes(&event["dump"]));
                let mut own = load(&ours);
                assert_eq!(own.config().data(), theirs.config().data(), "{what}: our dump");
                assert_eq!(own.config().state(), theirs.config().state(), "{what}: our dump");
                assert_eq!(own.config().seqno(), theirs.config().seqno(), "{what}: our dump");
                self.devices.insert(name.clone(), own);
            }
            other => panic!("unknown event {other}"),
        }
        check(self.device(&name).config(), &event["after"], what);
    }

    fn push(&mut self, name: &str, event: &Value, what: &str) {
        let now = self.now;
        let device = self.device(name);
        if let Kind::Volatile(volatile) = device {
            volatile.prune(now);
        }
        let config = device.config();
        let serialized = config.message().serialize(None);
        assert_eq!(HEXLOWER.encode(&serialized), text(&event["serialized"]), "{what}: serialized");
        assert_eq!(HEXLOWER.encode(&hash_of(&serialized)), text(&event["message_hash"]), "{what}: hash");
        let push = config.push().expect("small enough");
        assert_eq!(Some(push.seqno), event["seqno"].as_i64(), "{what}");
        let mut obsolete: Vec<&str> = list(&event["obsolete"]).iter().map(text).collect();
        obsolete.sort_unstable();
        assert_eq!(push.obsolete, obsolete, "{what}: obsolete");
        if event["deterministic"] == true {
            assert_eq!(HEXLOWER.encode(&push.messages[0]), text(&event["stored"]), "{what}: stored");
        }
        // Theirs is what others get: so both directions are tried.
        self.stored.insert(text(&event["as"]).to_owned(), bytes(&event["stored"]));
        let mut reader = Kind::new(&self.kind, &self.keys);
        let incoming = Incoming { hash: "ours".to_owned(), data: push.messages[0].clone() };
        assert_eq!(reader.config().merge(&[incoming], now).accepted, ["ours"], "{what}: ours opens");
    }

    fn merge(&mut self, name: &str, event: &Value, what: &str) {
        let incoming: Vec<Incoming> = list(&event["inputs"])
            .iter()
            .map(|input| Incoming {
                hash: text(&input["hash"]).to_owned(),
                data: if input["bytes"].is_string() {
                    bytes(&input["bytes"])
                } else {
                    self.stored[text(&input["from"])].clone()
                },
            })
            .collect();
        let now = self.now;
        let mut accepted = self.device(name).config().merge(&incoming, now).accepted;
        accepted.sort_unstable();
        let mut expected: Vec<&str> = list(&event["accepted"]).iter().map(text).collect();
        expected.sort_unstable();
        assert_eq!(accepted, expected, "{what}: accepted");
    }
}

fn check(config: &Config, after: &Value, what: &str) {
    if after.is_null() {
        return;
    }
    let data = shown(&ConfigValue::Dict(config.data().clone())).unwrap_or_else(|| json!({}));
    assert_eq!(data, after["data"], "{what}: data");
    assert_eq!(Some(config.seqno()), after["seqno"].as_i64(), "{what}: number");
    let state = match config.state() {
        State::Clean => "clean",
        State::Dirty => "dirty",
        State::Waiting => "waiting",
    };
    assert_eq!(state, text(&after["state"]), "{what}: state");
    assert_eq!(Some(config.needs_push()), after["needs_push"].as_bool(), "{what}");
    let hashes = |value: &Value| -> Vec<String> {
        let mut hashes: Vec<String> = list(value).iter().map(|hash| text(hash).to_owned()).collect();
        hashes.sort_unstable();
        hashes
    };
    assert_eq!(config.current_hashes(), hashes(&after["current_hashes"]), "{what}: current");
    assert_eq!(config.old_hashes().cloned().collect::<Vec<_>>(), hashes(&after["old_hashes"]), "{what}: old");
    assert_eq!(HEXLOWER.encode(&config.message().serialize(None)), text(&after["dump_message"]), "{what}: message");
}

fn scripts(of: &str) -> Vec<&'static Value> {
    let all = list(&VECTORS["configs"]).iter().filter(|case| case["type"] == of);
    all.collect()
}

#[test]
fn the_profile_is_written_as_in_the_reference() {
    let scripts = scripts("UserProfile");
    assert_eq!(scripts.len(), 2);
    scripts.into_iter().for_each(Script::run);
}

#[test]
fn contacts_are_written_as_in_the_reference() {
    let scripts = scripts("Contacts");
    assert_eq!(scripts.len(), 2);
    scripts.into_iter().for_each(Script::run);
}

#[test]
fn what_was_read_is_written_as_in_the_reference() {
    let scripts = scripts("ConvoInfoVolatile");
    assert_eq!(scripts.len(), 1);
    scripts.into_iter().for_each(Script::run);
}

#[test]
fn groups_are_written_as_in_the_reference() {
    let scripts = scripts("UserGroups");
    assert_eq!(scripts.len(), 1);
    scripts.into_iter().for_each(Script::run);
}

#[test]
fn what_concerns_the_device_is_dumped_as_in_the_reference() {
    let case = scripts("Local")[0];
    let mut local = Local::default();
    for op in list(&case["ops"]) {
        match text(&op["op"]) {
            "setting" => local.set_on(text(&op["name"]), op["value"] == true),
            name => local.set_number(name, op["value"].as_i64().expect("a number")),
        }
    }
    let mut theirs = Local::default();
    theirs.config_mut().load(&bytes(&case["dump"])).expect("a good dump");
    assert_eq!(local.config().data(), theirs.config().data());
    assert_eq!((theirs.number("theme"), theirs.is_on("enabled"), theirs.is_on("off")), (Some(4), true, false));
    let serialized = local.config().message().serialize(None);
    let dump = bytes(&case["dump"]);
    assert!(dump.windows(serialized.len()).any(|window| window == serialized), "the message is in their dump");
    assert_eq!(local.config().kind(), ConfigKind::Local);
}

#[test]
fn devices_come_to_the_state_of_the_reference() {
    let merges = list(&VECTORS["merges"]);
    assert_eq!(merges.len(), 15);
    merges.iter().for_each(Script::run);
}
