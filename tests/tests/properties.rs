//! Laws of the message layer, tried on many random inputs.

use onionskin_core::clock::{NetworkTime, SystemRng};
use onionskin_core::codec::padding;
use onionskin_core::crypto::keys::{AccountKeys, Seed};
use onionskin_core::crypto::mnemonic::ENGLISH;
use onionskin_core::crypto::sealed;
use onionskin_core::protocol::content::{Content, Expiry, ExpiryMode, Profile};
use onionskin_core::protocol::envelope;
use proptest::prelude::*;

fn keys(entropy: [u8; 16]) -> AccountKeys {
    AccountKeys::from_seed(&Seed::from_entropy(&entropy))
}

fn expiry() -> impl Strategy<Value = Option<Expiry>> {
    let mode = prop_oneof![Just(ExpiryMode::AfterRead), Just(ExpiryMode::AfterSend)];
    prop::option::of((mode, 1_u32..).prop_map(|(mode, timer_secs)| Expiry { mode, timer_secs }))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_seed_survives_its_words_in_any_writing(entropy: [u8; 16], gap in "[ \t\r\n\u{a0}\u{3000}]{1,3}") {
        let seed = Seed::from_entropy(&entropy);
        let words = ENGLISH.encode(&seed).expect("a seed of 16 bytes");
        prop_assert_eq!(ENGLISH.decode(&words.to_uppercase().replace(' ', &gap)), Ok(seed));
    }

    #[test]
    fn one_other_word_is_noticed_or_at_least_never_the_same_seed(entropy: [u8; 16], at in 0..12_usize, other: [u8; 16]) {
        let seed = Seed::from_entropy(&entropy);
        let words = ENGLISH.encode(&seed).expect("a seed of 16 bytes");
        let others = ENGLISH.encode(&Seed::from_entropy(&other)).expect("a seed of 16 bytes");
        let mut changed: Vec<&str> = words.split(' ').collect();
        let replacement = others.split(' ').next().expect("13 words");
        prop_assume!(changed[at] != replacement);
        changed[at] = replacement;
        prop_assert_ne!(ENGLISH.decode(&changed.join(" ")), Ok(seed));
    }

    #[test]
    fn any_text_is_decoded_without_a_panic(text in "\\PC{0,200}") {
        prop_assert!(ENGLISH.decode(&text).is_err());
    }

    #[test]
    fn contents_survive_padding(content in prop::collection::vec(any::<u8>(), 0..700)) {
        let padded = padding::pad(&content);
        prop_assert_eq!(padded.len() % 160, 0);
        prop_assert_eq!(padding::unpad(&padded), content.as_slice());
        prop_assert_eq!(padding::unpad(&padded[..padded.len() - 1]), content.as_slice());
    }

    #[test]
    fn boxes_open_for_their_recipient_and_nobody_else(
        content in prop::collection::vec(any::<u8>(), 0..700), from: [u8; 16], to: [u8; 16], other: [u8; 16],
    ) {
        prop_assume!(to != other);
        let (from, to, other) = (keys(from), keys(to), keys(other));
        let sealed = sealed::seal_signed(&content, &from, &to.account_id(), &SystemRng).expect("a good key");
        let signed = sealed::open_signed(&sealed, &to).expect("a box for this recipient");
        prop_assert_eq!((signed.sender, signed.padded), (from.account_id(), content));
        prop_assert!(sealed::open_signed(&sealed, &other).is_err());
    }

    #[test]
    fn messages_survive_the_way_through_a_swarm(
        body in "\\PC{1,300}", name in "[A-Za-z]{0,40}", updated_at_secs: u64, sent_at: u64, expiry in expiry(),
    ) {
        let (alice, bob) = (keys([1; 16]), keys([2; 16]));
        let profile = Profile { display_name: name, avatar: None, updated_at_secs };
        let mut content = Content::text(body, Some(profile));
        content.expiry = expiry;
        let sent_at = NetworkTime(sent_at);
        let bytes = envelope::seal_for(&bob.account_id(), &content, &alice, sent_at, &SystemRng).expect("a short text");
        let opened = envelope::open(&bytes, &bob).expect("a message for bob");
        prop_assert_eq!((opened.sender, opened.sent_at, opened.content), (alice.account_id(), sent_at, content));
    }

    #[test]
    fn a_changed_byte_never_opens_as_another_message(at: prop::sample::Index, flip in 1_u8..) {
        let (alice, bob) = (keys([1; 16]), keys([2; 16]));
        let content = Content::text("Hello", None);
        let sent_at = NetworkTime(1_770_000_000_123);
        let mut bytes = envelope::seal_for(&bob.account_id(), &content, &alice, sent_at, &SystemRng).expect("a short text");
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        if let Ok(opened) = envelope::open(&bytes, &bob) {
            prop_assert_eq!((opened.sender, opened.sent_at, opened.content), (alice.account_id(), sent_at, content));
        }
    }
}
