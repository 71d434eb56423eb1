//! Whatever devices of one account do, lose, repeat and reorder, they come to the same state; a dump at any
//! moment changes nothing; what nobody knows survives; and no bytes make a config panic.

use std::sync::Arc;

use onionskin_core::clock::NetworkTime;
use onionskin_core::crypto::keys::{AccountKeys, Seed};
use onionskin_core::protocol::config::bt::Bt;
use onionskin_core::protocol::config::merge::{Resolution, resolve};
use onionskin_core::protocol::config::message::{Message, Trust};
use onionskin_core::protocol::config::{Config, ConfigKind, Incoming, Scalar, State};
use proptest::prelude::*;

const NOW: NetworkTime = NetworkTime(1_760_000_000_000);

fn keys() -> Arc<AccountKeys> {
    Arc::new(AccountKeys::from_seed(&Seed::from_entropy(&[4; 16])))
}

/// One thing a device does.
#[derive(Debug, Clone)]
enum Step {
    /// Sets, removes, or changes an element of a set, at a place chosen by numbers.
    Edit { key: u8, inner: u8, value: u8 },
    /// Pushes; the swarm may not hear it, or the device not the answer.
    Push { is_stored: bool, is_answered: bool },
    /// Fetches some of what the swarm has, in any order, perhaps twice.
    Fetch { which: u8, is_reversed: bool, is_doubled: bool },
    /// Starts again from its dump.
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0_u8..4, 0_u8..3, any::<u8>()).prop_map(|(key, inner, value)| Step::Edit { key, inner, value }),
        2 => (any::<bool>(), any::<bool>()).prop_map(|(is_stored, is_answered)| Step::Push { is_stored, is_answered }),
        2 => (any::<u8>(), any::<bool>(), any::<bool>())
            .prop_map(|(which, is_reversed, is_doubled)| Step::Fetch { which, is_reversed, is_doubled }),
        1 => Just(Step::Restart),
    ]
}

/// What a swarm has of one config.
#[derive(Default)]
struct Swarm {
    messages: Vec<Incoming>,
    stored: usize,
}

impl Swarm {
    fn store(&mut self, messages: &[Vec<u8>]) -> Vec<String> {
        let mut hashes = Vec::new();
        for data in messages {
            let known = self.messages.iter().find(|known| known.data == *data).map(|known| known.hash.clone());
            let hash = known.unwrap_or_else(|| {
                self.stored += 1;
                let hash = format!("hash{}", self.stored);
                self.messages.push(Incoming { hash: hash.clone(), data: data.clone() });
                hash
            });
            hashes.push(hash);
        }
        hashes
    }
}

fn edit(config: &mut Config, key: u8, inner: u8, value: u8) {
    let (key, inner) = ([b'a' + key], [b'p' + inner]);
    match value % 5 {
        0 => drop(config.erase(&[&key, &inner])),
        1 => config.insert(&[&key, b"set"], Scalar::Int(i64::from(value / 5))),
        2 => config.remove(&[&key, b"set"], &Scalar::Int(i64::from(value / 5))),
        3 => config.set_bytes(&[&key, &inner], &[value]),
        _ => config.set_int(&[&key, &inner], i64::from(value)),
    }
}

fn play(config: &mut Config, swarm: &mut Swarm, step: &Step) {
    match step {
        Step::Edit { key, inner, value } => edit(config, *key, *inner, *value),
        Step::Push { is_stored, is_answered } => {
            if !config.needs_push() {
                return;
            }
            let push = config.push().expect("small enough");
            if *is_stored {
                let hashes = swarm.store(&push.messages);
                if *is_answered {
                    config.confirm(push.seqno, &hashes);
                }
            }
        }
        Step::Fetch { which, is_reversed, is_doubled } => {
            let mut some: Vec<Incoming> = swarm
                .messages
                .iter()
                .enumerate()
                .filter(|(index, _)| (which >> (index % 8)) & 1 == 1)
                .map(|(_, message)| message.clone())
                .collect();
            if *is_reversed {
                some.reverse();
            }
            if *is_doubled {
                some.extend(some.clone());
            }
            config.merge(&some, NOW);
        }
        Step::Restart => restart(config),
    }
}

fn restart(config: &mut Config) {
    let dump = config.dump();
    let (before, kind) = (config.clone(), config.kind());
    let mut fresh = Config::for_account(kind, &keys());
    fresh.load(&dump).expect("a dump of ours");
    assert_eq!(fresh.state(), before.state());
    if before.state() != State::Dirty {
        assert_eq!(fresh.message().serialize(None), before.message().serialize(None));
    }
    assert_eq!(pruned(&fresh), pruned(&before), "a dump keeps the data");
    *config = fresh;
}

/// The data as it would be on the wire.
fn pruned(config: &Config) -> Bt {
    let Ok(message) = Bt::read(&config.message().serialize(None)) else { panic!("our own message") };
    message.get(b"&").cloned().expect("there is data")
}

/// Lets all devices fetch and push until nothing moves any more.
fn settle(devices: &mut [Config], swarm: &mut Swarm) {
    for _ in 0..40 {
        let before = swarm.messages.len();
        for device in devices.iter_mut() {
            device.merge(&swarm.messages, NOW);
            if device.needs_push() {
                let push = device.push().expect("small enough");
                let hashes = swarm.store(&push.messages);
                device.confirm(push.seqno, &hashes);
            }
        }
        if swarm.messages.len() == before {
            return;
        }
    }
    panic!("the devices go on for ever");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn devices_agree_whatever_was_lost_or_repeated(
        count in 2_usize..=5,
        steps in prop::collection::vec((0_usize..5, step()), 1..60),
    ) {
        let mut devices: Vec<Config> =
            (0..count).map(|_| Config::for_account(ConfigKind::Contacts, &keys())).collect();
        let mut swarm = Swarm::default();
        for (device, step) in &steps {
            play(&mut devices[device % count], &mut swarm, step);
        }
        settle(&mut devices, &mut swarm);
        for device in &devices[1..] {
            prop_assert_eq!(pruned(device), pruned(&devices[0]));
        }
        // What everybody agrees on stays, whatever is fetched again.
        let agreed = pruned(&devices[0]);
        devices[0].merge(&swarm.messages, NOW);
        prop_assert_eq!(pruned(&devices[0]), agreed);
    }

    #[test]
    fn the_order_of_what_is_merged_does_not_matter(
        steps in prop::collection::vec((0_usize..4, step()), 4..40),
        seed in any::<u64>(),
    ) {
        let mut devices: Vec<Config> = (0..4).map(|_| Config::for_account(ConfigKind::Contacts, &keys())).collect();
        let mut swarm = Swarm::default();
        for (device, step) in &steps {
            play(&mut devices[*device], &mut swarm, step);
        }
        let mut messages: Vec<Message> = devices
            .iter()
            .filter_map(|device| Message::parse(&device.message().serialize(None), Trust::Unsigned).ok())
            .collect();
        let resolved = |messages: &[Message]| match resolve(messages, true) {
            Some(Resolution::Superset(index)) => messages[index].serialize(None),
            Some(Resolution::Merged(message)) => message.serialize(None),
            None => Vec::new(),
        };
        let first = resolved(&messages);
        let mut dice = seed;
        for at in (1..messages.len()).rev() {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            messages.swap(at, usize::try_from(dice >> 33).expect("31 bits") % (at + 1));
        }
        prop_assert_eq!(&resolved(&messages), &first);
        // And to merge the result with what made it changes nothing.
        if let Ok(result) = Message::parse(&first, Trust::Unsigned) {
            messages.push(result);
            prop_assert_eq!(&resolved(&messages), &first);
        }
    }

    #[test]
    fn what_nobody_knows_survives(
        key in prop::collection::vec(any::<u8>(), 1..6),
        value in prop::collection::vec(any::<u8>(), 0..20),
        steps in prop::collection::vec(step(), 1..20),
    ) {
        let mut other = Config::for_account(ConfigKind::Contacts, &keys());
        other.set_bytes(&[b"future", &key], &value);
        let mut swarm = Swarm::default();
        let push = other.push().expect("small enough");
        swarm.store(&push.messages);
        let mut ours = Config::for_account(ConfigKind::Contacts, &keys());
        ours.merge(&swarm.messages, NOW);
        for step in &steps {
            play(&mut ours, &mut swarm, step);
        }
        restart(&mut ours);
        prop_assert_eq!(ours.bytes(&[b"future", &key]), Some(value.as_slice()));
        // A top-level key between two known ones is carried on as well.
        let mut fields = vec![(b"#".to_vec(), Bt::Int(1)), (b"&".to_vec(), Bt::dict([(b"a", Bt::Int(1))]))];
        fields.extend([(b"<".to_vec(), Bt::List(Vec::new())), (b"=".to_vec(), Bt::dict([]))]);
        fields.push((b">x".to_vec(), Bt::Bytes(value.clone())));
        let bytes = Bt::Dict(fields.into_iter().collect()).to_bytes();
        let next = Message::parse(&bytes, Trust::Unsigned).expect("a good message").increment(None).serialize(None);
        let kept = Bt::read(&next).expect("our own message");
        prop_assert_eq!(kept.get(b">x"), Some(&Bt::Bytes(value)));
    }

    #[test]
    fn changed_bytes_are_refused_or_read_but_never_panic(
        steps in prop::collection::vec(step(), 1..20),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut config = Config::for_account(ConfigKind::Contacts, &keys());
        let mut swarm = Swarm::default();
        for step in &steps {
            play(&mut config, &mut swarm, step);
        }
        let mut serialized = config.message().serialize(None);
        let index = at.index(serialized.len());
        serialized[index] = byte;
        if let Ok(message) = Message::parse(&serialized, Trust::Unsigned) {
            let again = message.serialize(None);
            let reread = Message::parse(&again, Trust::Unsigned).expect("what we write can be read");
            prop_assert_eq!(reread.serialize(None), again);
        }
        let mut dump = config.dump();
        let index = at.index(dump.len());
        dump[index] = byte;
        let mut damaged = Config::for_account(ConfigKind::Contacts, &keys());
        if damaged.load(&dump).is_ok() {
            let again = damaged.dump();
            prop_assert!(Config::for_account(ConfigKind::Contacts, &keys()).load(&again).is_ok());
        }
    }
}
