//! The core of config messages against vectors of the reference library.
//!
//! Sections `core` and `multipart` of `tests/vectors/config.json`: how messages follow one another, how
//! conflicts are resolved, what is refused, how bytes are encrypted and split; and of `messages` the boxes and
//! wrappings that configs travel in.
#![expect(clippy::indexing_slicing, reason = "a vector that lacks a field fails the test, as it should")]

use std::collections::BTreeSet;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use ed25519_dalek::SigningKey;
use onionskin_core::clock::NetworkTime;
use onionskin_core::crypto::keys::{AccountKeys, Seed};
use onionskin_core::crypto::sealed;
use onionskin_core::protocol::config::merge::{Resolution, resolve};
use onionskin_core::protocol::config::message::{Message, Trust, hash_of};
use onionskin_core::protocol::config::{
    Config, ConfigKeys, ConfigKind, Dict, Incoming, Scalar, State, Value as ConfigValue, diff, seal, wrap,
};
use serde_json::Value;

const NOW: NetworkTime = NetworkTime(1_760_000_000_000);

fn section(path: &[&str]) -> Value {
    let mut all: Value = serde_json::from_str(include_str!("../vectors/config.json")).expect("a JSON file");
    for key in path {
        all = all[*key].take();
    }
    assert!(!all.is_null(), "the section {path:?} exists");
    all
}

fn cases(path: &[&str], count: usize) -> Vec<Value> {
    let cases = section(path).as_array().cloned().expect("a list of cases");
    assert_eq!(cases.len(), count, "cases of {path:?}");
    cases
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn bytes(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(text(value).as_bytes()).expect("hex digits")
}

/// A tagged string: `s:` and text, or `x:` and hex.
fn tagged(text: &str) -> Vec<u8> {
    match text.split_at(2) {
        ("s:", text) => text.as_bytes().to_vec(),
        ("x:", hex) => HEXLOWER.decode(hex.as_bytes()).expect("hex digits"),
        _ => panic!("{text} has no tag"),
    }
}

fn scalar(value: &Value) -> Scalar {
    value.as_i64().map_or_else(|| Scalar::Bytes(tagged(text(value))), Scalar::Int)
}

fn dict(value: &Value) -> Dict {
    let entries = value.as_object().expect("a dict").iter();
    entries.map(|(key, value)| (tagged(key), config_value(value))).collect()
}

fn config_value(value: &Value) -> ConfigValue {
    match value {
        Value::Object(_) => ConfigValue::Dict(dict(value)),
        Value::Array(set) => ConfigValue::Set(set.iter().map(scalar).collect::<BTreeSet<Scalar>>()),
        one => ConfigValue::Scalar(scalar(one)),
    }
}

/// A difference in the form of the vectors.
fn shown(diff: &diff::Diff) -> Value {
    let tag = |bytes: &[u8]| {
        let is_text = std::str::from_utf8(bytes).is_ok_and(|text| !text.chars().any(char::is_control));
        if is_text { format!("s:{}", String::from_utf8_lossy(bytes)) } else { format!("x:{}", HEXLOWER.encode(bytes)) }
    };
    let elements = |elements: &diff::Elements| match elements {
        diff::Elements::Scalars(set) => set
            .iter()
            .map(|scalar| match scalar {
                Scalar::Int(number) => Value::from(*number),
                Scalar::Bytes(bytes) => Value::from(tag(bytes)),
            })
            .collect::<Vec<Value>>(),
        diff::Elements::Odd(_) => panic!("no vector has one"),
    };
    let entries = diff.iter().map(|(key, change)| {
        let value = match change {
            diff::Change::Assigned => Value::from("s:"),
            diff::Change::Removed => Value::from("s:-"),
            diff::Change::Set { added, removed } => Value::from(vec![elements(added), elements(removed)]),
            diff::Change::Dict(inner) => shown(inner),
        };
        (tag(key), value)
    });
    Value::Object(entries.collect())
}

#[test]
fn messages_follow_one_another_as_in_the_reference() {
    for case in cases(&["core", "increment", "cases"], 24) {
        for step in case["steps"].as_array().expect("steps") {
            let parent = Message::parse(&bytes(&step["parent"]), Trust::Unsigned).expect("a good parent");
            let mut next = parent.increment(None);
            next.replace_data(dict(&step["new_data"]));
            let serialized = next.serialize(None);
            assert_eq!(HEXLOWER.encode(&serialized), text(&step["serialized"]));
            assert_eq!(HEXLOWER.encode(&hash_of(&serialized)), text(&step["message_hash"]));
            assert_eq!(shown(&next.diff()), step["diff"]);
        }
    }
}

#[test]
fn what_the_reference_refuses_is_refused() {
    for case in cases(&["core", "parse", "cases"], 59) {
        let parsed = Message::parse(&bytes(&case["bytes"]), Trust::Unsigned);
        assert_eq!(parsed.is_ok(), case["accept"].as_bool().expect("yes or no"), "{}: {parsed:?}", case["what"]);
        if let Ok(message) = parsed {
            assert_eq!(HEXLOWER.encode(&message.serialize(None)), text(&case["reserialized"]), "{}", case["what"]);
            assert_eq!(Some(message.seqno), case["seqno"].as_i64());
        }
    }
}

#[test]
fn conflicts_are_resolved_as_in_the_reference() {
    for (number, case) in cases(&["core", "merge", "cases"], 48).iter().enumerate() {
        let inputs: Vec<Message> = case["inputs"]
            .as_array()
            .expect("inputs")
            .iter()
            .map(|input| Message::parse(&bytes(input), Trust::Unsigned).expect("a good message"))
            .collect();
        check_resolution(number, case, &inputs, None, true);
    }
}

fn check_resolution(number: usize, case: &Value, inputs: &[Message], signer: Option<&SigningKey>, may_merge: bool) {
    let (superset, message) = match resolve(inputs, may_merge).expect("at least one message") {
        Resolution::Superset(index) => (Some(index), inputs[index].clone()),
        Resolution::Merged(message) => (None, *message),
    };
    assert_eq!(superset.map(|index| index as u64), case["superset_index"].as_u64(), "superset of case {number}");
    assert_eq!(HEXLOWER.encode(&message.serialize(signer)), text(&case["result"]), "result of case {number}");
    if let Some(mutable) = case["result_mutable"].as_str() {
        let next = if superset.is_some() { message.increment(signer) } else { message };
        assert_eq!(HEXLOWER.encode(&next.serialize(signer)), mutable, "mutable result of case {number}");
    }
}

#[test]
fn who_can_not_sign_takes_the_highest_message() {
    let keys = section(&["core", "signed_merge"]);
    let public: [u8; 32] = bytes(&keys["public_key"]).try_into().expect("32 bytes");
    let signer = SigningKey::from_bytes(&bytes(&keys["seed"]).try_into().expect("32 bytes"));
    for (number, case) in cases(&["core", "signed_merge", "cases"], 9).iter().enumerate() {
        let inputs = case["inputs"].as_array().expect("inputs");
        let parsed: Vec<Option<Message>> =
            inputs.iter().map(|input| Message::parse(&bytes(input), Trust::Verify(&public)).ok()).collect();
        let rejected = parsed.iter().zip(0_u64..).filter(|(message, _at)| message.is_none()).map(|(_none, at)| at);
        let expected: Vec<u64> =
            case["read_only"]["rejected"].as_array().expect("places").iter().filter_map(Value::as_u64).collect();
        assert_eq!(rejected.collect::<Vec<u64>>(), expected, "rejected of case {number}");
        // Places in the vectors count all inputs, ours those that are left.
        let places: Vec<usize> = (0..parsed.len()).filter(|at| parsed[*at].is_some()).collect();
        let good: Vec<Message> = parsed.into_iter().flatten().collect();
        for (name, signer, may_merge) in [("read_only", None, false), ("with_signing_key", Some(&signer), true)] {
            let mut expected = case[name].clone();
            if let Some(index) = expected["superset_index"].as_u64() {
                let place = places.iter().position(|place| *place as u64 == index).expect("a good message");
                expected["superset_index"] = Value::from(place);
            }
            check_resolution(number, &expected, &good, signer, may_merge);
        }
    }
}

#[test]
fn a_large_config_travels_in_parts() {
    let multipart = section(&["multipart"]);
    let seed = Seed::from_padded(bytes(&multipart["seed"]).try_into().expect("32 bytes"));
    let keys = Arc::new(AccountKeys::from_seed(&seed));
    let new = || Config::for_account(ConfigKind::Contacts, &keys);
    let stored: Vec<Vec<u8>> =
        multipart["parts"].as_array().expect("parts").iter().map(|part| bytes(&part["stored"])).collect();
    let hashes = |list: &Value| -> Vec<String> {
        list.as_array().expect("hashes").iter().map(|hash| text(hash).to_owned()).collect()
    };
    let mut receiver = new();
    for step in multipart["receiver"].as_array().expect("steps") {
        if step["reload"].as_bool() == Some(true) {
            let dump = receiver.dump();
            receiver = new();
            receiver.load(&dump).expect("a dump of ours");
        } else {
            let incoming: Vec<Incoming> = hashes(&step["merge"])
                .into_iter()
                .map(|hash| {
                    let index: usize = hash.trim_start_matches("part").parse().expect("a number");
                    Incoming { hash, data: stored[index].clone() }
                })
                .collect();
            assert_eq!(receiver.merge(&incoming, NOW).accepted, hashes(&step["accepted"]));
            assert_eq!(receiver.current_hashes(), hashes(&step["current_hashes"]));
            assert_eq!(receiver.state(), State::Clean);
        }
        let size = receiver.dict(&[b"c"]).map_or(0, Dict::len);
        assert_eq!(size as u64, step["size"].as_u64().expect("a size"));
        assert_eq!(receiver.active_hashes(), hashes(&step["active_hashes"]));
    }
    let serialized = receiver.message().serialize(None);
    assert_eq!(HEXLOWER.encode(&hash_of(&serialized)), text(&multipart["serialized_blake2b_32"]));
    assert_eq!(receiver.seqno(), multipart["seqno"].as_i64().expect("a number"));
    let again = receiver.push().expect("small enough");
    assert_eq!(again.messages.len(), stored.len());
    let id = HEXLOWER.decode(text(&multipart["check"]["id"]).as_bytes()).expect("hex digits");
    let nickname = receiver.bytes(&[b"c", &id, b"N"]).expect("a nickname");
    assert_eq!(nickname, text(&multipart["check"]["nickname"]).as_bytes());

    assert!(receiver.erase(&[b"c", &id]));
    let after = receiver.push().expect("small enough");
    let shrunk = &multipart["after_shrink"];
    assert_eq!(Some(after.seqno), shrunk["seqno"].as_i64());
    assert_eq!(after.messages.len() as u64, shrunk["parts"].as_u64().expect("a number"));
    assert_eq!(after.obsolete, hashes(&shrunk["obsolete"]));
}

#[test]
fn a_config_with_keys_of_its_own_is_pushed_again_under_a_new_key() {
    let change = section(&["groups", "key_change"]);
    assert!(change.is_object());
    let key = |byte: u8| zeroize::Zeroizing::new([byte; 32]);
    let signing = Some(key(9));
    let verify = Some(SigningKey::from_bytes(&[9; 32]).verifying_key().to_bytes());
    let keys = ConfigKeys { encryption: vec![key(1)], verify, signing };
    let mut config = Config::with_keys(ConfigKind::GroupInfo, keys);
    config.set_bytes(&[b"n"], b"name");
    let first = config.push().expect("small");
    config.confirm(first.seqno, &["h".to_owned()]);
    config.set_encryption_keys(vec![key(2), key(1)]);
    assert_eq!(config.state(), State::Dirty);
    let second = config.push().expect("small");
    assert_eq!((second.seqno, second.obsolete), (2, vec!["h".to_owned()]));
}

#[test]
fn padding_and_encryption_give_the_bytes_of_the_reference() {
    let encrypt = section(&["core", "encrypt"]);
    for pair in encrypt["padded_size"].as_array().expect("sizes") {
        let number = |value: &Value| usize::try_from(value.as_u64().expect("a size")).expect("a small size");
        assert_eq!(seal::padded_size(number(&pair[0])), number(&pair[1]));
    }
    for case in encrypt["cases"].as_array().expect("cases") {
        let key: [u8; 32] = bytes(&case["key"]).try_into().expect("32 bytes");
        let plain = bytes(&case["plain"]);
        let is_padded = case["padded"].as_bool().expect("yes or no");
        let input = if is_padded { seal::pad(&plain) } else { plain };
        let domain = text(&case["domain"]);
        let encrypted = seal::encrypt(&input, &key, domain);
        assert_eq!(HEXLOWER.encode(&encrypted), text(&case["encrypted"]));
        assert_eq!(seal::decrypt(&encrypted, &key, domain), Some(input));
        assert_eq!(seal::decrypt(&encrypted, &key, "another"), None);
    }
}

fn account_keys(name: &str) -> AccountKeys {
    let seed = section(&["messages", name, "seed"]);
    AccountKeys::from_seed(&Seed::from_padded(bytes(&seed).try_into().expect("32 bytes")))
}

#[test]
fn messages_of_the_reference_open_and_show_their_sender() {
    let (alice, bob) = (account_keys("alice"), account_keys("bob"));
    for case in cases(&["messages", "one_to_one", "cases"], 5) {
        let opened = sealed::open_signed(&bytes(&case["stored"]), &bob).expect("a message for bob");
        assert_eq!(opened.padded, bytes(&case["plain"]));
        assert_eq!(HEXLOWER.encode(&opened.sender_ed25519), text(&case["sender_ed25519"]));
        assert_eq!(opened.sender, alice.account_id());
    }
}

#[test]
fn repeatable_boxes_are_those_of_the_reference() {
    let (alice, bob) = (account_keys("alice"), account_keys("bob"));
    for case in cases(&["messages", "deterministic_box", "cases"], 3) {
        let plain = bytes(&case["plain"]);
        for (to, expected) in [(&bob, &case["to_bob"]), (&alice, &case["to_self"])] {
            let sealed = sealed::seal_signed_repeatably(&plain, &alice, &to.account_id()).expect("a good key");
            assert_eq!(HEXLOWER.encode(&sealed), text(expected));
        }
    }
}

#[test]
fn configs_are_wrapped_as_in_the_reference() {
    let alice = account_keys("alice");
    for case in cases(&["messages", "protobuf_wrap", "cases"], 3) {
        let namespace = i16::try_from(case["namespace"].as_i64().expect("a number")).expect("a small number");
        let kind = ConfigKind::of_account(namespace).expect("a config of an account");
        let (data, wrapped) = (bytes(&case["data"]), bytes(&case["wrapped"]));
        let seqno = case["seqno"].as_i64().expect("a number");
        assert_eq!(wrap::wrap(&data, kind, seqno, &alice), Some(wrapped.clone()));
        assert_eq!(wrap::unwrap(&wrapped, kind, &alice), Some(data));
        let others = ConfigKind::OF_ACCOUNT.into_iter().filter(|other| *other != kind);
        assert_eq!(case["other_namespace_rejected"], true);
        for other in others {
            assert_eq!(wrap::unwrap(&wrapped, other, &alice), None);
        }
        assert_eq!(wrap::unwrap(&wrapped, kind, &account_keys("bob")), None, "only its owner opens it");
    }
}
