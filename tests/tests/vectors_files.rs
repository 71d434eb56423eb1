//! The encryption of files against vectors of the reference clients (`tests/vectors/messages.json`).

#![expect(clippy::indexing_slicing, reason = "a missing field or byte fails the test, as it should")]

use data_encoding::HEXLOWER;
use onionskin_core::crypto::files::stream::{Derivation, Purpose};
use onionskin_core::crypto::files::{FileError, avatar, legacy, stream};
use onionskin_core::crypto::keys::Seed;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The vectors of a set: name, inputs, what is expected.
fn vectors(set: &str, count: usize) -> Vec<(String, Value, Value)> {
    let all: Value = serde_json::from_str(include_str!("../vectors/messages.json")).expect("a JSON file");
    let prefix = format!("{set}/");
    let mut chosen = Vec::new();
    for vector in all["vectors"].as_array().expect("a list") {
        if let Some(name) = vector["name"].as_str().and_then(|name| name.strip_prefix(&prefix)) {
            chosen.push((name.to_owned(), vector["inputs"].clone(), vector["expected"].clone()));
        }
    }
    assert_eq!(chosen.len(), count, "vectors of {set}");
    chosen
}

fn bytes(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(value.as_str().expect("text").as_bytes()).expect("hex digits")
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().expect("a number")).expect("a size")
}

fn numbers(value: &Value) -> Vec<usize> {
    value.as_array().expect("a list").iter().map(number).collect()
}

#[test]
fn attachments_of_every_client_open_or_are_refused() {
    let mut opened = 0;
    for (name, inputs, expected) in vectors("attachment_legacy", 6) {
        if name == "padded_sizes" {
            let padded: Vec<usize> = numbers(&inputs["sizes"]).into_iter().map(legacy::padded_size).collect();
            assert_eq!(padded, numbers(&expected["padded"]));
            continue;
        }
        let size = number(&inputs["size"]);
        let file = legacy::open(&bytes(&inputs["blob"]), &bytes(&inputs["key"]), &bytes(&inputs["digest"]), size);
        match name.as_str() {
            "bad_mac" => assert_eq!(file, Err(FileError::Authentication)),
            "bad_digest" => assert_eq!(file, Err(FileError::Digest)),
            _ => {
                assert_eq!(file, Ok(bytes(&expected["plaintext"])), "{name}");
                opened += 1;
            }
        }
    }
    assert_eq!(opened, 3);
}

#[test]
fn files_with_derived_keys_are_the_same_to_the_byte() {
    for (name, inputs, expected) in vectors("attachment_deterministic", 18) {
        if name == "encrypted_sizes" {
            let sizes = numbers(&inputs["sizes"]);
            let encrypted: Vec<usize> = sizes.iter().map(|size| stream::encrypted_size(*size)).collect();
            let padding: Vec<usize> = sizes.iter().map(|size| stream::padding(*size)).collect();
            assert_eq!((encrypted, padding), (numbers(&expected["encrypted"]), numbers(&expected["padding"])));
            continue;
        }
        if name == "bad_magic" {
            let blob = bytes(&inputs["blob_first_bytes"]);
            assert_eq!(stream::open(&blob, &bytes(&inputs["key"])), Err(FileError::Unknown));
            continue;
        }
        let plain: Vec<u8> =
            (0..number(&inputs["data_len"])).map(|i| u8::try_from(i * 7 % 256).expect("a byte")).collect();
        let seed = Seed::from_padded(bytes(&inputs["seed32"]).try_into().expect("32 bytes"));
        let purpose = if inputs["domain"] == 0 { Purpose::Attachment } else { Purpose::ProfilePicture };
        let derivation = if inputs["kdf_variant"] == "personal" { Derivation::Personal } else { Derivation::KeyByte };
        let sealed = stream::seal(&plain, &seed, purpose, derivation);
        assert_eq!(sealed.key.as_slice(), bytes(&expected["key"]), "{name}");
        assert_eq!(sealed.file.len(), number(&expected["encrypted_len"]), "{name}");
        assert_eq!(sealed.file[1..25], bytes(&expected["nonce"]), "{name}");
        assert_eq!(Sha256::digest(&sealed.file).as_slice(), bytes(&expected["sha256"]), "{name}");
        assert_eq!(stream::open(&sealed.file, sealed.key.as_slice()), Ok(plain), "{name}");
        let mut changed = sealed.file.clone();
        let last = changed.len() - 1;
        changed[last] ^= 1;
        assert_eq!(stream::open(&changed, sealed.key.as_slice()), Err(FileError::Authentication));
        assert!(stream::open(&sealed.file[..last], sealed.key.as_slice()).is_err(), "{name} cut off");
    }
}

#[test]
fn profile_pictures_of_every_client_open() {
    for (name, inputs, expected) in vectors("avatar_aes_gcm", 2) {
        let key: [u8; 32] = bytes(&inputs["profile_key"]).try_into().expect("32 bytes");
        let mut blob = bytes(&inputs["blob"]);
        assert_eq!(avatar::open(&blob, &key), Ok(bytes(&expected["plaintext"])), "{name}");
        blob[12] ^= 1;
        assert_eq!(avatar::open(&blob, &key), Err(FileError::Authentication), "{name}");
    }
}
