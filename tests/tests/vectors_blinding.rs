//! Blinded ids, their signatures and messages, and subaccounts of groups, against the reference.
//!
//! Sections `blinding`, `messages.blinded` and `groups.subaccounts` of `tests/vectors/config.json`, and single
//! vectors of `messages.json`, `network.json` and `storage_rpc.json`.

#![expect(clippy::indexing_slicing, reason = "a missing field of a vector must fail the test")]

use std::sync::LazyLock;

use curve25519_dalek::scalar::Scalar;
use data_encoding::{BASE64, HEXLOWER};
use onionskin_core::clock::SystemRng;
use onionskin_core::crypto::blinding::{
    BlindedKeys, blinded_id, blinded_ids15, factor15, factor25, is_id_of, version_keys,
};
use onionskin_core::crypto::edwards::{is_negative, positive_point, public_of};
use onionskin_core::crypto::keys::{AccountKeys, Seed, verify};
use onionskin_core::crypto::subaccount::{Access, MemberAuth, token_of};
use onionskin_core::id::{AccountId, BlindedId, Blinding, GroupId};
use serde_json::Value;

/// The field of an account id, by the name the vectors give it.
const ID: &str = concat!("session", "_id");

static VECTORS: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../vectors/config.json")).expect("a JSON file"));

/// The vector of this name in a file with a list of them.
fn vector(file: &str, name: &str) -> Value {
    let all: Value = serde_json::from_str(file).expect("a JSON file");
    let found = all["vectors"].as_array().expect("a list").iter().find(|vector| vector["name"] == name);
    found.expect("a vector of this name").clone()
}

/// The cases of a section; fails when there are not `count`.
fn cases(section: &'static Value, count: usize) -> &'static [Value] {
    let cases = section["cases"].as_array().expect("a list");
    assert_eq!(cases.len(), count);
    cases
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn bytes(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(text(value).as_bytes()).expect("hex digits")
}

fn array<const N: usize>(value: &Value) -> [u8; N] {
    bytes(value).try_into().expect("the right length")
}

fn keys(seed: &Value) -> AccountKeys {
    AccountKeys::from_seed(&Seed::from_padded(array(seed)))
}

fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

fn scalar(value: &Value) -> Scalar {
    Scalar::from_canonical_bytes(array(value)).expect("a reduced scalar")
}

#[test]
fn blinded_ids_and_factors_are_the_published_ones() {
    for case in cases(&VECTORS["blinding"], 6) {
        let keys = keys(&case["seed"]);
        let account: AccountId = text(&case[ID]).parse().expect("an account id");
        assert_eq!(keys.account_id(), account);
        assert_eq!(hex(keys.ed25519_public()), case["ed25519"]);
        assert_eq!(is_negative(keys.ed25519_public()), case["ed25519_negative"]);
        let positive = positive_point(account.key()).expect("a good key").compress().to_bytes();
        assert_eq!(hex(&positive), case["positive_ed25519_of_x25519"]);

        let server = array(&case["server_public_key"]);
        assert_eq!(factor15(&server), scalar(&case["factor15"]));
        assert_eq!(factor25(&account, &server), scalar(&case["factor25"]));
        let ids = blinded_ids15(&account, &server).expect("a good key");
        assert_eq!(ids.map(|id| id.to_string()).as_slice(), case["blind15_ids"].as_array().expect("a list"));
        let id = blinded_id(&account, &server, Blinding::TwentyFive).expect("a good key");
        assert_eq!(id.to_string(), case["blind25_id"]);
        for id in ids {
            assert_eq!(is_id_of(&id, &account, &server), case["matches15"]);
        }
        assert_eq!(is_id_of(&id, &account, &server), case["matches25"]);
    }
}

#[test]
fn blinded_keys_and_signatures_are_the_published_ones() {
    for case in cases(&VECTORS["blinding"], 6) {
        let (keys, server) = (keys(&case["seed"]), array(&case["server_public_key"]));
        let message = bytes(&case["message"]);
        for (blinding, key, signature) in
            [(Blinding::Fifteen, "key15", "blind15_signature"), (Blinding::TwentyFive, "key25", "blind25_signature")]
        {
            let blinded = BlindedKeys::derive(&keys, &server, blinding);
            assert_eq!(hex(blinded.id().key()), case[key]["public"]);
            assert_eq!(*blinded.scalar(), scalar(&case[key]["scalar"]));
            assert_eq!(public_of(blinded.scalar()), *blinded.id().key());
            assert_eq!(hex(&blinded.sign(&message)), case[signature]);
            assert!(verify(blinded.id().key(), &message, &blinded.sign(&message)));
            if blinding == Blinding::Fifteen {
                assert_eq!(blinded.id().to_string(), case["blind15_id_from_ed"]);
            }
        }
        assert_eq!(hex(version_keys(&keys).ed25519_public()), case["version_key_public"]);
    }
}

#[test]
fn messages_between_blinded_ids_open_for_both_sides() {
    let people = &VECTORS["messages"];
    let (alice, bob) = (keys(&people["alice"]["seed"]), keys(&people["bob"]["seed"]));
    for case in cases(&people["blinded"], 4) {
        let server = array(&case["server_public_key"]);
        let id = |value| text(value).parse::<BlindedId>().expect("a blinded id");
        let (sender, recipient) = (id(&case["sender_blinded"]), id(&case["recipient_blinded"]));
        let stored = bytes(&case["stored"]);
        for reader in [&alice, &bob] {
            let keys = BlindedKeys::derive(reader, &server, sender.blinding());
            let (account, plain) = keys.open(&stored, &sender, &recipient).expect("it is for us");
            assert_eq!(account, alice.account_id());
            assert_eq!(hex(&plain), case["plain"]);
        }
        // What we write has the same form and opens in the same way.
        let keys = BlindedKeys::derive(&alice, &server, sender.blinding());
        let ours = keys.seal(&bytes(&case["plain"]), &recipient, &SystemRng).expect("a good key");
        assert_eq!(ours.len(), stored.len());
        let theirs = BlindedKeys::derive(&bob, &server, sender.blinding());
        let (_account, plain) = theirs.open(&ours, &keys.id(), &recipient).expect("it is for bob");
        assert_eq!(hex(&plain), case["plain"]);
    }
}

#[test]
fn subaccounts_are_granted_verified_and_used_as_by_the_reference() {
    let section = &VECTORS["groups"]["subaccounts"];
    let group = keys(&section["group_seed"]);
    let id = GroupId::from_key(*group.ed25519_public());
    let stranger = AccountKeys::from_seed(&Seed::from_entropy(&[0x77; 16]));
    for case in cases(section, 11) {
        let member = keys(&case["member_seed"]);
        assert_eq!(member.account_id().to_string(), case[ID]);
        let is = |name: &str| case[name].as_bool().expect("a flag");
        let access = Access { can_write: is("write"), can_delete: is("delete") };
        let auth = MemberAuth::grant(&group, &member.account_id(), access).expect("a good key");
        assert_eq!(hex(auth.as_bytes()), case["auth_data"]);
        let token = token_of(&group, &member.account_id(), access).expect("a good key");
        assert_eq!(hex(token.as_bytes()), case["token"]);
        let write = Access { can_write: access.can_write, can_delete: false };
        let delete = Access { can_delete: true, ..write };
        assert_eq!(auth.is_valid(&id, &member, write), is("verify"));
        assert_eq!(auth.is_valid(&id, &member, delete), is("verify_asking_delete"));
        assert_eq!(auth.is_valid(&id, &stranger, write), is("verify_by_other_member"));
        for signed in case["signatures"].as_array().expect("a list") {
            let message = bytes(&signed["message"]);
            let proof = auth.sign(&member, &message).expect("a good key");
            let fields: [&[u8]; 3] = [proof.token.as_bytes(), &proof.token_signature, &proof.signature];
            assert_eq!(fields.map(hex), ["subaccount", "subaccount_sig", "signature"].map(|name| text(&signed[name])));
            assert_eq!(
                fields.map(|field| BASE64.encode(field)).as_slice(),
                signed["base64"].as_array().expect("a list")
            );
            let (_, public) = proof.token.as_bytes().split_last_chunk::<32>().expect("36 bytes");
            assert_eq!(verify(public, &message, &proof.signature), signed["verifies_as_ed25519"]);
        }
    }
}

#[test]
fn the_blinded_ids_of_an_account_are_those_other_clients_show() {
    let vector = vector(include_str!("../vectors/messages.json"), "blinded_ids");
    let (inputs, expected) = (&vector["inputs"], &vector["expected"]);
    let (keys, server) = (keys(&inputs["seed32"]), array(&inputs["server_pubkey"]));
    let mut ids = blinded_ids15(&keys.account_id(), &server).expect("a good key").map(|id| id.to_string());
    let mut shown = ["blinded15", "blinded15_alternative"].map(|name| text(&expected[name]));
    ids.sort();
    shown.sort_unstable();
    assert_eq!(ids, shown);
    assert_eq!(BlindedKeys::derive(&keys, &server, Blinding::Fifteen).id().to_string(), expected["blinded15"]);
    assert_eq!(BlindedKeys::derive(&keys, &server, Blinding::TwentyFive).id().to_string(), expected["blinded25"]);
}

#[test]
fn a_subaccount_signs_in_as_in_the_tests_of_the_reference() {
    let vector = vector(include_str!("../vectors/network.json"), "subaccount_auth");
    let (inputs, expected) = (&vector["inputs"], &vector["expected"]);
    let (group, member) = (keys(&inputs["group_ed25519_seed"]), keys(&inputs["member_ed25519_seed"]));
    assert_eq!(member.account_id().to_string(), inputs["member_account_id"]);
    let auth = MemberAuth::grant(&group, &member.account_id(), Access::MEMBER).expect("a good key");
    assert_eq!(hex(auth.as_bytes()), expected["auth_data"]);
    let proof = auth.sign(&member, text(&inputs["message_utf8"]).as_bytes()).expect("a good key");
    assert_eq!(hex(proof.token.as_bytes()), expected["token"]);
    assert_eq!(BASE64.encode(proof.token.as_bytes()), expected["subaccount_base64"]);
    assert_eq!(BASE64.encode(&proof.token_signature), expected["subaccount_sig_base64"]);
    assert_eq!(BASE64.encode(&proof.signature), expected["signature_base64"]);
}

#[test]
fn questions_about_versions_are_signed_as_in_the_tests_of_the_reference() {
    let vector = vector(include_str!("../vectors/network.json"), "version_check_auth");
    let (inputs, expected) = (&vector["inputs"], &vector["expected"]);
    let keys = version_keys(&keys(&inputs["ed25519_seed"]));
    assert_eq!(format!("07{}", hex(keys.ed25519_public())), expected["blinded_pubkey_header"]);
    assert_eq!(hex(&keys.sign(text(&expected["signed_utf8"]).as_bytes())), expected["signature"]);
}

#[test]
fn proofs_that_real_servers_took_verify() {
    let all: Value = serde_json::from_str(include_str!("../vectors/storage_rpc.json")).expect("a JSON file");
    let base64 = |value: &Value| BASE64.decode(text(value).as_bytes()).expect("base64");
    let mut seen = 0;
    for case in all["cases"].as_array().expect("a list") {
        let params = &case["request"]["body"]["params"];
        let (Some(_token), Some(signed)) = (params["subaccount"].as_str(), case["signed_text"].as_str()) else {
            continue;
        };
        let token = base64(&params["subaccount"]);
        let group: GroupId = text(&params["pubkey"]).parse().expect("a group id");
        let signature = |name: &str| <[u8; 64]>::try_from(base64(&params[name])).expect("64 bytes");
        assert_eq!(token.first_chunk(), Some(&[0x03, 0x03, 0, 0]), "read and write");
        assert!(verify(group.key(), &token, &signature("subaccount_sig")));
        let (_, public) = token.split_last_chunk::<32>().expect("36 bytes");
        assert!(verify(public, signed.as_bytes(), &signature("signature")));
        seen += 1;
    }
    assert!(seen >= 4, "{seen}");
}
