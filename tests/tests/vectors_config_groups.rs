//! Groups against the reference library: a group of two admins and five members from its first key on,
//! and single messages.
//!
//! Section `groups` of `tests/vectors/config.json`, whose subaccounts are in `vectors_blinding.rs`, and the
//! sets `group_sig` and `group_message` of `tests/vectors/messages.json`.

#![expect(clippy::indexing_slicing, reason = "a missing field of a vector must fail the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use data_encoding::HEXLOWER;
use onionskin_core::clock::NetworkTime;
use onionskin_core::crypto::keys::{AccountKeys, Seed};
use onionskin_core::id::{AccountId, GroupId};
use onionskin_core::protocol::config::bt::Bt;
use onionskin_core::protocol::config::{Config, ConfigKeys, ConfigKind, Incoming, Scalar, State, Value as ConfigValue};
use onionskin_core::protocol::content::{GroupUpdate, InfoChange, MemberChange};
use onionskin_core::protocol::groups::key_message::KeyMessage;
use onionskin_core::protocol::groups::{
    GroupAdmin, GroupInfo, GroupMember, GroupMembers, GroupState, Removal, Sending, control, envelope, message,
    multi_encrypt, removal,
};
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

const NOW: NetworkTime = NetworkTime(1_760_000_000_000);

/// The field of an account id, by the name the vectors give it.
const ID: &str = concat!("session", "_id");

static VECTORS: LazyLock<Value> = LazyLock::new(|| {
    let all: Value = serde_json::from_str(include_str!("../vectors/config.json")).expect("a JSON file");
    all["groups"].clone()
});

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

/// The elements of a list; fails when there are not `count`.
fn cases(value: &'static Value, count: usize) -> &'static [Value] {
    assert_eq!(list(value).len(), count);
    list(value)
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn number(value: &Value) -> u64 {
    value.as_u64().expect("a number")
}

fn is(value: &Value) -> bool {
    value.as_bool().expect("yes or no")
}

fn bytes(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(text(value).as_bytes()).expect("hex digits")
}

fn array<const N: usize>(value: &Value) -> [u8; N] {
    bytes(value).try_into().expect("the right length")
}

fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

fn keys(seed: &Value) -> AccountKeys {
    AccountKeys::from_seed(&Seed::from_padded(array(seed)))
}

fn account(value: &Value) -> AccountId {
    text(value).parse().expect("an account id")
}

fn texts(value: &Value) -> BTreeSet<String> {
    list(value).iter().map(|one| text(one).to_owned()).collect()
}

/// Bytes as the vectors show them.
fn tagged(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.chars().any(char::is_control) => format!("s:{text}"),
        _ => format!("x:{}", hex(bytes)),
    }
}

/// Data as the vectors show them.
fn shown(value: &ConfigValue) -> Value {
    let scalar = |scalar: &Scalar| match scalar {
        Scalar::Int(number) => json!(number),
        Scalar::Bytes(bytes) => json!(tagged(bytes)),
    };
    match value {
        ConfigValue::Scalar(one) => scalar(one),
        ConfigValue::Set(set) => set.iter().map(scalar).collect(),
        ConfigValue::Dict(dict) => {
            Value::Object(dict.iter().map(|(key, value)| (tagged(key), shown(value))).collect::<Map<String, Value>>())
        }
    }
}

fn data(config: &Config) -> Value {
    shown(&ConfigValue::Dict(config.data().clone()))
}

/// A device of somebody in the group.
struct Device {
    keys: AccountKeys,
    state: GroupState,
}

impl Device {
    fn config(&mut self, name: &Value) -> &mut Config {
        match text(name) {
            "info" => self.state.info.config_mut(),
            "members" => self.state.members.config_mut(),
            other => panic!("no config {other}"),
        }
    }

    fn check_keys(&self, after: &Value, event: &str) {
        let keys = self.state.keys();
        let newest_first: Vec<String> = keys.newest_first().map(|key| hex(key)).collect();
        let found = json!({
            "keys_newest_first": newest_first,
            "generation": keys.generation(),
            "admin": keys.admin().is_some(),
            "needs_rekey": keys.needs_rekey(),
            "pending": keys.pending_message().is_some(),
            "active_hashes": keys.active_hashes(),
        });
        assert_eq!(found, *after, "{event}");
    }
}

/// The people of the vectors, each with a device that knows nothing of the group yet.
fn devices() -> BTreeMap<String, Device> {
    let admin = GroupAdmin::from_seed(&array(&VECTORS["group"]["seed"]));
    assert_eq!(admin.id().to_string(), VECTORS["group"]["id"]);
    let device = |person: &Value, admin: Option<GroupAdmin>, group: GroupId| {
        let keys = keys(&person["seed"]);
        assert_eq!(keys.account_id(), account(&person[ID]));
        Device { keys, state: GroupState::new(group, admin) }
    };
    let mut devices = BTreeMap::new();
    for name in ["admin1", "admin2"] {
        devices.insert(name.to_owned(), device(&VECTORS[name], Some(admin.clone()), admin.id()));
    }
    for (number, person) in cases(&VECTORS["members"], 5).iter().enumerate() {
        devices.insert(format!("member{number}"), device(person, None, admin.id()));
    }
    devices
}

fn set_member(op: &Value, member: &mut GroupMember) {
    if let Some(name) = op["name"].as_str() {
        name.clone_into(&mut member.name);
    }
    if let Some(is_admin) = op["admin"].as_bool() {
        member.is_admin = is_admin;
    }
    if let Some(is_history_shared) = op["supplement"].as_bool() {
        member.is_history_shared = is_history_shared;
    }
    member.invite = match op["invite_status"].as_u64() {
        None => member.invite,
        Some(0) => Sending::Accepted,
        Some(1) => Sending::Sent,
        Some(3) => Sending::NotSent,
        Some(other) => panic!("no status {other}"),
    };
}

/// A time of the vectors, in seconds or milliseconds.
fn secs(value: &Value) -> u64 {
    let number = number(value);
    if number > 9_000_000_000 { number / 1_000 } else { number }
}

fn edit_info(op: &Value, info: &mut GroupInfo) {
    let value = &op["value"];
    match text(&op["op"]) {
        "info_name" => info.set_name(text(value)),
        "info_description" => info.set_description(text(value)),
        "info_created" => info.set_created_at_secs(secs(value)),
        "info_expiry" => info.set_timer_secs(number(value)),
        "info_delete_before" => info.set_delete_before_secs(secs(value)),
        "info_delete_attach_before" => info.set_delete_attachments_before_secs(secs(value)),
        other => panic!("no edit {other}"),
    }
}

fn edit(op: &Value, state: &mut GroupState) {
    let GroupState { info, members, .. } = state;
    let name = text(&op["op"]);
    if name.starts_with("info_") {
        return edit_info(op, info);
    }
    let id = account(&op["id"]);
    match name {
        "member_set" => members.update(&id, |member| set_member(op, member)),
        "member_promoted" => members.update(&id, GroupMember::promote),
        "member_invite_accepted" => members.update(&id, GroupMember::accept_invite),
        "member_promotion_accepted" => members.update(&id, GroupMember::accept_promotion),
        "member_removed" => {
            let removal = if is(&op["messages"]) { Removal::MemberAndMessages } else { Removal::Member };
            members.update(&id, |member| member.remove(removal));
        }
        "member_erase" => assert!(members.erase(&id)),
        other => panic!("no edit {other}"),
    }
}

/// Replays the events; gives the devices as they are then.
fn replayed() -> BTreeMap<String, Device> {
    let mut devices = devices();
    let mut stored: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
    for (number, event) in cases(&VECTORS["events"], 90).iter().enumerate() {
        let name = text(&event["device"]);
        let what = format!("event {number}: {} of {name}", event["do"]);
        let device = devices.get_mut(name).expect("a device");
        match text(&event["do"]) {
            "edit" => list(&event["ops"]).iter().for_each(|op| edit(op, &mut device.state)),
            "rekey" => {
                if let Some(ids) = event.get("member_ids") {
                    assert_eq!(
                        json!(device.state.members.ids().iter().map(ToString::to_string).collect::<Vec<_>>()),
                        *ids
                    );
                }
                let message = device.state.rekey().expect("an admin");
                assert_eq!(hex(&message), event["message"], "{what}");
                stored.insert(text(&event["as"]), message);
            }
            "supplement" => {
                let recipients = list(&event["for"]).iter().map(account);
                let message = device.state.keys().supplement(recipients).expect("an admin");
                assert_eq!(hex(&message), event["message"], "{what}");
                stored.insert(text(&event["as"]), message);
            }
            "load_key" => {
                let at = NetworkTime(event["timestamp_ms"].as_u64().expect("a time"));
                let bytes = stored.get(text(&event["from"])).expect("a stored message");
                let loaded = device.state.load_keys(text(&event["hash"]), bytes, at, &device.keys);
                assert_eq!(loaded, Ok(is(&event["got_key"])), "{what}");
            }
            "load_admin_key" => assert!(device.state.promote(&array(&event["seed"]))),
            "push" => {
                assert_eq!(device.state.keys().current().map(|key| hex(key)).as_deref(), event["key"].as_str());
                let push = device.config(&event["config"]).push().expect("there is a key");
                assert_eq!(push.seqno, event["seqno"].as_i64().expect("a number"), "{what}");
                assert_eq!(
                    push.obsolete.into_iter().collect::<BTreeSet<String>>(),
                    texts(&event["obsolete"]),
                    "{what}"
                );
                let [message] = <[Vec<u8>; 1]>::try_from(push.messages).expect("one message");
                assert_eq!(hex(&message), event["stored"], "{what}");
                let hash = format!("hash-{}", text(&event["as"]));
                device.config(&event["config"]).confirm(push.seqno, &[hash]);
                stored.insert(text(&event["as"]), message);
            }
            "merge" => check_merge(event, device.config(&event["config"]), &stored, &what),
            other => panic!("no event {other}"),
        }
        if let Some(after) = event.get("after") {
            device.check_keys(after, &what);
        }
    }
    devices
}

fn check_merge(event: &Value, config: &mut Config, stored: &BTreeMap<&str, Vec<u8>>, what: &str) {
    let incoming = list(&event["from"]).iter().map(|from| {
        let data = stored.get(text(from)).expect("a stored message").clone();
        Incoming { hash: format!("hash-{}", text(from)), data }
    });
    let merged = config.merge(&incoming.collect::<Vec<Incoming>>(), NOW);
    assert_eq!(merged.accepted.into_iter().collect::<BTreeSet<String>>(), texts(&event["accepted"]), "{what}");
    assert_eq!(config.needs_push(), is(&event["needs_push"]), "{what}");
    assert_eq!(data(config), event["data"], "{what}");
    assert_eq!(json!(config.current_hashes()), event["current_hashes"], "{what}");
    assert_eq!(json!(config.old_hashes().collect::<Vec<_>>()), event["old_hashes"], "{what}");
}

#[test]
fn a_group_lives_as_in_the_reference() {
    let mut devices = replayed();
    for (name, dump) in [("member3", "member3"), ("admin1", "admin1_with_pending_key")] {
        let dump = &VECTORS["dumps"][dump];
        let device = devices.get_mut(name).expect("a device");
        assert_eq!(hex(&device.state.dump_keys()), dump["keys"], "{name}");
        let message = |dump: &[u8]| Bt::read(dump).expect("a dump").get(b"$").cloned();
        assert_eq!(message(&device.state.members.config_mut().dump()), message(&bytes(&dump["members"])));
    }
}

#[test]
fn dumps_of_the_reference_can_be_continued() {
    let group = GroupAdmin::from_seed(&array(&VECTORS["group"]["seed"]));
    let dump = &VECTORS["dumps"]["member3"];
    let mut member = Device { keys: keys(&VECTORS["members"][3]["seed"]), state: GroupState::new(group.id(), None) };
    member.state.restore_keys(&bytes(&dump["keys"])).expect("a dump");
    member.state.info.config_mut().load(&bytes(&dump["info"])).expect("a dump");
    member.state.members.config_mut().load(&bytes(&dump["members"])).expect("a dump");
    member.check_keys(&dump["reloaded"], "member3");
    assert_eq!(hex(&member.state.dump_keys()), dump["keys"]);
    assert_eq!(member.state.info.name(), Some("Test group"));
    assert_eq!(member.state.members.all().len(), 3);

    let dump = &VECTORS["dumps"]["admin1_with_pending_key"];
    let mut admin = GroupState::new(group.id(), Some(group));
    admin.restore_keys(&bytes(&dump["keys"])).expect("a dump");
    assert!(admin.keys().pending_message().is_some());
    assert_eq!(hex(&admin.dump_keys()), dump["keys"]);
    admin.members.config_mut().load(&bytes(&dump["members"])).expect("a dump");
    let sending: Vec<AccountId> = admin.members.ids().into_iter().filter(|id| admin.members.is_sending(id)).collect();
    assert_eq!(sending, [account(&json!("05854b9ccc09499a44445250c0da681a70a971827800180aabe100c443f87da327"))]);
}

#[test]
fn group_messages_of_the_reference_open() {
    let group: GroupId = text(&VECTORS["group"]["id"]).parse().expect("a group id");
    for case in cases(&VECTORS["group_messages"]["cases"], 5) {
        let key = array(&case["key"]);
        let opened = message::open(&bytes(&case["stored"]), &group, [&[1; 32], &key]).expect("a good message");
        assert_eq!(opened.sender, account(&case["sender"]));
        assert_eq!(hex(&opened.plain), case["plain"]);
        assert_eq!(message::read(&bytes(&case["inner"]), &group), Ok(opened));
        let other = GroupAdmin::from_seed(&[9; 32]).id();
        assert!(message::open(&bytes(&case["stored"]), &other, [&key]).is_err());
    }
}

#[test]
fn a_rekey_of_more_members_than_a_block_holds_is_the_published_one() {
    let case = &VECTORS["big_rekey"];
    let admin = GroupAdmin::from_seed(&array(&case["group_seed"]));
    let mut state = GroupState::new(admin.id(), Some(admin));
    for id in list(&case["member_ids"]) {
        state.members.set(&GroupMember::new(account(id)));
    }
    let message = state.rekey().expect("an admin");
    assert_eq!(hex(&message), case["message"]);
    let parsed = KeyMessage::parse(&message, &state.keys().group()).expect("our own message");
    assert_eq!(parsed.entries() as u64, number(&case["k_entries"]));
    let mut reader = GroupState::new(state.keys().group(), None);
    let loaded = reader.load_keys("hash", &message, NOW, &keys(&case["reader_seed"]));
    assert_eq!(loaded, Ok(is(&case["reader_got_key"])));
    assert_eq!(reader.keys().current().map(|key| hex(key)).as_deref(), case["key"].as_str());
}

#[test]
fn key_messages_that_the_reference_refuses_are_refused() {
    let section = &VECTORS["key_message_rejects"];
    let group = GroupAdmin::from_seed(&array(&section["group_seed"])).id();
    let reader = keys(&section["reader_seed"]);
    for case in cases(&section["cases"], 10) {
        let loaded = GroupState::new(group, None).load_keys("hash", &bytes(&case["bytes"]), NOW, &reader);
        // Unlike the reference we take the block size of admins before 2025.
        if text(&case["what"]).starts_with("75 entries") {
            assert_eq!(loaded, Ok(true));
            continue;
        }
        assert_eq!(loaded.is_ok(), is(&case["accept"]), "{}: {loaded:?}", case["what"]);
        assert_eq!(loaded.ok(), case.get("got_key").map(is), "{}", case["what"]);
    }
}

#[test]
fn removals_are_written_and_read_as_by_the_reference() {
    let section = &VECTORS["kicked"];
    let admin = GroupAdmin::from_seed(&array(&section["group_seed"]));
    let stranger = keys(&VECTORS["members"][4]["seed"]);
    for case in cases(&section["cases"], 3) {
        let people = list(&case["recipients"]);
        let recipients: Vec<([u8; 32], Vec<u8>)> =
            people.iter().map(|person| (*keys(&person["seed"]).x25519_public(), bytes(&person["plain"]))).collect();
        let messages = recipients.iter().map(|(key, plain)| (key, plain.as_slice()));
        let sealed = multi_encrypt::seal(admin.keys(), messages, text(&section["domain"]), &array(&case["nonce"]));
        assert_eq!(hex(&sealed), case["stored"]);
        let generation = case["generation"].as_i64().expect("a number");
        for person in people {
            let read = removal::read_removal(&sealed, &admin.id(), &keys(&person["seed"]));
            assert_eq!(read, Some(generation));
        }
        let read = removal::read_removal(&sealed, &admin.id(), &stranger);
        assert_eq!(read.is_some(), is(&case["member4_can_read"]));
    }
}

/// The update that each case of the control signatures is about, without its signature.
fn update(what: &str, texts: &[&str], signature: [u8; 64]) -> GroupUpdate {
    let members = || vec![account(&VECTORS["members"][0][ID]), account(&VECTORS["members"][1][ID])];
    match what {
        "invite" => GroupUpdate::Invite {
            group: text(&VECTORS["group"]["id"]).parse().expect("a group id"),
            name: String::new(),
            member_auth: Box::new([0; 100]),
            admin_signature: signature,
        },
        "info change, name" => {
            GroupUpdate::Info { change: InfoChange::Name(String::new()), admin_signature: signature }
        }
        "member change, removed" => {
            GroupUpdate::Members { change: MemberChange::Removed, members: members(), admin_signature: signature }
        }
        "delete content of two members" => {
            GroupUpdate::DeleteContent { members: members(), hashes: Vec::new(), admin_signature: Some(signature) }
        }
        "delete content by hashes" => GroupUpdate::DeleteContent {
            members: Vec::new(),
            hashes: texts.iter().map(ToString::to_string).collect(),
            admin_signature: Some(signature),
        },
        other => panic!("no update {other}"),
    }
}

#[test]
fn control_messages_are_signed_as_by_the_reference() {
    let section = &VECTORS["control_signatures"];
    let admin = GroupAdmin::from_seed(&array(&VECTORS["group"]["seed"]));
    let us = account(&VECTORS["members"][0][ID]);
    let sent_at = NetworkTime(number(&section["timestamp_ms"]));
    for case in cases(&section["cases"], 5) {
        let update = update(text(&case["what"]), &["hash1", "hash2"], array(&case["signature"]));
        let signed = control::signed_text(&update, &us, sent_at).expect("it is signed");
        assert_eq!(signed, case["text"]);
        assert_eq!(hex(&control::sign(&admin, &signed)), case["signature"]);
        assert!(control::is_by_admin(&update, &admin.id(), &us, sent_at));
    }
}

/// The config of a device of the signed conflict: `a1` to `a3` are admins, `m1` to `m3` members.
fn signed_config(device: &str) -> Config {
    let section = &VECTORS["signed_config"];
    let admin = GroupAdmin::from_seed(&array(&section["group_seed"]));
    let signing = device.starts_with('a').then(|| Zeroizing::new(*admin.seed()));
    let encryption = vec![Zeroizing::new(array(&section["key"]))];
    Config::with_keys(ConfigKind::GroupInfo, ConfigKeys { encryption, verify: Some(*admin.id().key()), signing })
}

#[test]
fn admins_resolve_conflicts_and_members_wait_for_them_as_in_the_reference() {
    let mut devices: BTreeMap<&str, Config> = BTreeMap::new();
    let mut stored: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
    for (number, event) in cases(&VECTORS["signed_config"]["events"], 28).iter().enumerate() {
        let name = text(&event["device"]);
        let what = format!("event {number}: {} of {name}", event["do"]);
        let config = devices.entry(name).or_insert_with(|| signed_config(name));
        match text(&event["do"]) {
            "edit" => {
                for op in list(&event["ops"]) {
                    let key: &[u8] = if op["op"] == "info_name" { b"n" } else { b"o" };
                    config.set_bytes(&[key], text(&op["value"]).as_bytes());
                }
            }
            "push" => {
                let push = config.push().expect("there is a key");
                assert_eq!(push.seqno, event["seqno"].as_i64().expect("a number"), "{what}");
                assert_eq!(push.obsolete.into_iter().collect::<BTreeSet<_>>(), texts(&event["obsolete"]), "{what}");
                let [message] = <[Vec<u8>; 1]>::try_from(push.messages).expect("one message");
                assert_eq!(hex(&message), event["stored"], "{what}");
                stored.insert(text(&event["as"]), message);
            }
            "confirm" => {
                let hashes: Vec<String> = texts(&event["hashes"]).into_iter().collect();
                config.confirm(event["seqno"].as_i64().expect("a number"), &hashes);
            }
            "merge" => {
                let incoming = list(&event["inputs"]).iter().map(|input| {
                    let data = stored.get(text(&input["from"])).expect("a stored message").clone();
                    Incoming { hash: text(&input["hash"]).to_owned(), data }
                });
                let merged = config.merge(&incoming.collect::<Vec<Incoming>>(), NOW);
                assert_eq!(merged.accepted.into_iter().collect::<BTreeSet<_>>(), texts(&event["accepted"]), "{what}");
            }
            "reload" => {
                // Our own dump keeps the hash of what was signed, which theirs loses.
                *config = signed_config(name);
                config.load(&bytes(&event["dump"])).expect("a dump");
            }
            other => panic!("no event {other}"),
        }
        check_config(config, &event["after"], &what);
    }
}

fn check_config(config: &Config, after: &Value, what: &str) {
    let state = match config.state() {
        State::Clean => "clean",
        State::Dirty => "dirty",
        State::Waiting => "waiting",
    };
    let found = json!({
        "seqno": config.seqno(),
        "state": state,
        "needs_push": config.needs_push(),
        "current_hashes": config.current_hashes(),
        "old_hashes": config.old_hashes().collect::<Vec<_>>(),
        "data": data(config),
        "dump_message": hex(Bt::read(&config.clone().dump()).expect("our own dump").get(b"$").and_then(Bt::as_bytes).expect("bytes")),
    });
    assert_eq!(found, *after, "{what}");
}

#[test]
fn an_edit_after_a_reload_makes_no_conflict() {
    let mut admin = signed_config("a1");
    let mut other = signed_config("a2");
    admin.set_bytes(&[b"n"], b"one");
    let push = |config: &mut Config, hash: &str| {
        let push = config.push().expect("there is a key");
        config.confirm(push.seqno, &[hash.to_owned()]);
        Incoming { hash: hash.to_owned(), data: push.messages.concat() }
    };
    let first = push(&mut admin, "first");
    let dump = admin.dump();
    admin = signed_config("a1");
    admin.load(&dump).expect("our own dump");
    admin.set_bytes(&[b"n"], b"two");
    let second = push(&mut admin, "second");
    other.merge(&[first], NOW);
    other.merge(&[second], NOW);
    assert_eq!((other.state(), other.seqno()), (State::Clean, 2));
}

#[test]
fn another_key_makes_a_config_dirty_as_in_the_reference() {
    let case = &VECTORS["key_change"];
    let keys: Vec<Zeroizing<[u8; 32]>> = list(&case["keys"]).iter().map(|key| Zeroizing::new(array(key))).collect();
    let admin = GroupAdmin::from_seed(&array(&VECTORS["group"]["seed"]));
    let mut config = GroupInfo::new(&admin.id(), Some(&admin)).config().clone();
    let mut reader = GroupInfo::new(&admin.id(), None).config().clone();
    config.replace_encryption_keys(vec![keys[0].clone()]);
    reader.replace_encryption_keys(vec![keys[0].clone()]);
    config.set_bytes(&[b"n"], b"old key");
    let first = config.push().expect("there is a key");
    assert_eq!(hex(&first.messages.concat()), case["first"]);
    config.confirm(first.seqno, &["h1".to_owned()]);
    let merged = reader.merge(&[Incoming { hash: "h1".into(), data: bytes(&case["first"]) }], NOW);
    assert_eq!(json!(merged.accepted), case["accepted_first"]);
    config.set_encryption_keys(vec![keys[1].clone(), keys[0].clone()]);
    let push = config.push().expect("there is a key");
    assert_eq!(push.seqno, case["second_seqno"].as_i64().expect("a number"));
    assert_eq!(hex(&push.messages.concat()), case["second"]);
    assert_eq!(json!(push.obsolete), case["obsolete"]);
    reader.replace_encryption_keys(vec![keys[1].clone(), keys[0].clone()]);
    assert!(!reader.needs_push());
    let merged = reader.merge(&[Incoming { hash: "h2".into(), data: push.messages.concat() }], NOW);
    assert_eq!(json!(merged.accepted), case["accepted_second"]);
}

#[test]
fn members_are_read_from_the_data_of_the_reference() {
    let devices = replayed();
    let members: &GroupMembers = &devices["member3"].state.members;
    let dave = members.get(&account(&VECTORS["members"][3][ID])).expect("a member");
    assert_eq!((dave.name.as_str(), dave.invite, dave.is_history_shared), ("Dave", Sending::Sent, true));
    let alice = members.get(&account(&VECTORS["admin1"][ID])).expect("a member");
    assert_eq!((alice.is_admin, alice.invite, alice.removal), (true, Sending::Accepted, None));
}

/// The vectors of a set of `messages.json`; fails when there are not `count`.
fn set(name: &str, count: usize) -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("../vectors/messages.json")).expect("a JSON file");
    let is_of_set = |vector: &&Value| text(&vector["name"]).starts_with(name);
    let chosen: Vec<Value> = list(&all["vectors"]).iter().filter(is_of_set).cloned().collect();
    assert_eq!(chosen.len(), count);
    chosen
}

fn signed_text(name: &str, inputs: &Value, sent_at: NetworkTime) -> String {
    match name.split_once('/').map_or(name, |(_set, name)| name) {
        "info_change_NAME" => control::info_text(&InfoChange::Name(String::new()), sent_at),
        "info_change_AVATAR" => control::info_text(&InfoChange::Avatar, sent_at),
        "info_change_DISAPPEARING_MESSAGES" => control::info_text(&InfoChange::DisappearingSecs(0), sent_at),
        "member_change_ADDED" => control::member_text(MemberChange::Added { is_history_shared: true }, sent_at),
        "member_change_REMOVED" => control::member_text(MemberChange::Removed, sent_at),
        "member_change_PROMOTED" => control::member_text(MemberChange::Promoted, sent_at),
        "invite" => control::invite_text(&account(&inputs["invitee"]), sent_at),
        "delete_content" => {
            let members: Vec<AccountId> = list(&inputs["member_ids"]).iter().map(account).collect();
            let hashes: Vec<String> = list(&inputs["hashes"]).iter().map(|hash| text(hash).to_owned()).collect();
            control::delete_text(&members, &hashes, sent_at)
        }
        other => panic!("no update {other}"),
    }
}

#[test]
fn every_control_message_is_signed_as_by_other_clients() {
    for vector in set("group_sig/", 8) {
        let (inputs, expected) = (&vector["inputs"], &vector["expected"]);
        let admin = GroupAdmin::from_seed(&array(&inputs["group_seed32"]));
        assert_eq!(admin.id().to_string(), inputs["group_id"]);
        let signed = signed_text(text(&vector["name"]), inputs, NetworkTime(number(&inputs["timestamp_ms"])));
        assert_eq!(signed, expected["signed_utf8"]);
        assert_eq!(hex(&control::sign(&admin, &signed)), expected["signature"]);
    }
}

#[test]
fn group_messages_of_other_clients_are_read_to_their_payload() {
    for vector in set("group_message/", 2) {
        let (inputs, expected) = (&vector["inputs"], &vector["expected"]);
        let group: GroupId = text(&inputs["group_id"]).parse().expect("a group id");
        let (stored, key) = (bytes(&inputs["data"]), array(&inputs["group_enc_key"]));
        let inner = message::open(&stored, &group, [&key]).expect("the right key");
        assert_eq!(hex(&inner.plain), expected["envelope"]);
        let opened = envelope::open_of_group(&stored, &group, [&key]).expect("the right key");
        assert_eq!(opened.sender, account(&expected["sender"]));
        assert_eq!(opened.sent_at, NetworkTime(number(&expected["timestamp_ms"])));
        assert_eq!(hex(&opened.content.encode(opened.sent_at)), expected["content"]);
    }
}
