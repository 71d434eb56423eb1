//! A large account for benches and measurements, written straight through the store.
//!
//! The same spec always makes the same people and texts. Conversations get messages by Zipf's law (the
//! first has about a seventh of them when there are a thousand), texts are short with a long tail, names
//! are in several scripts, and everything happened within two years before `now`.

use std::path::PathBuf;
use std::sync::Arc;

use onionskin_core::clock::NetworkTime;
use onionskin_core::crypto::keys::{AccountKeys, Seed};
use onionskin_core::id::{AccountId, ConversationId};
use onionskin_core::storage::{
    Inserted, Location, MemoryKeeper, NewMessage, OpenError, PasswordCost, Protection, Store, StoreError, contacts,
    conversations, identity, messages,
};
use zeroize::Zeroizing;

/// How much there is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spec {
    /// People we talk to.
    pub conversations: u32,
    /// Messages in all conversations together.
    pub messages: u32,
    /// The newest message is a little older than this, in Unix milliseconds.
    pub now: u64,
}

/// Messages in one transaction.
const BATCH: usize = 2_000;
const TWO_YEARS_MILLIS: u64 = 2 * 365 * 24 * 3_600 * 1_000;

/// Xorshift: the same numbers at each run.
#[derive(Debug)]
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.roll() % bound.max(1)
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        let index = usize::try_from(self.below(from.len() as u64)).unwrap_or(0);
        from.get(index).copied().unwrap_or_default()
    }

    /// A rank from 0 to `bound - 1`, lower ones far more often (about Zipf's law).
    fn rank(&mut self, bound: u64) -> u64 {
        let bits = self.below(u64::from(64 - bound.leading_zeros()).max(1));
        self.below(1 << bits).min(bound - 1)
    }
}

const FIRST_NAMES: &[&str] = &[
    "Amélie",
    "Bogdan",
    "Çağla",
    "Dmitri",
    "Ελένη",
    "Farid",
    "გიორგი",
    "هالة",
    "Ingrid",
    "Joaquín",
    "Kateřina",
    "Łukasz",
    "美咲",
    "Ngọc",
    "Олена",
    "Priya",
    "राहुल",
    "Søren",
    "தமிழ்",
    "Uğur",
    "Vivek",
    "王芳",
    "שרה",
    "Yara",
    "Žofia",
    "민준",
    "ไพลิน",
    "Bob",
    "Nina 🌻",
    "dad",
];
const LAST_NAMES: &[&str] =
    &["", "", "", "Okafor", "van Dijk", "Nguyễn", "Петров", "Müller", "da Silva", "O'Neill", "المصري", "🎸"];
const WORDS: &[&str] = &[
    "yes",
    "no",
    "ok",
    "the",
    "train",
    "is",
    "late",
    "again",
    "shall",
    "we",
    "meet",
    "at",
    "eight",
    "thanks",
    "for",
    "photos",
    "call",
    "me",
    "when",
    "you",
    "are",
    "home",
    "да",
    "привет",
    "завтра",
    "مرحبا",
    "غدا",
    "谢谢",
    "明天",
    "見ました",
    "naïve",
    "café",
    "über",
    "schön",
    "gracias",
    "mañana",
    "😂",
    "👍",
    "https://example.org/a/long/path?q=1",
    "actually",
    "remember",
    "tomorrow",
    "recording",
    "because",
    "question",
    "—",
    "\n",
];

/// The seed of the account that [`make`] makes.
pub fn own_seed() -> Seed {
    Seed::from_entropy(b"onionskin-bench!")
}

fn person(number: u32) -> AccountId {
    let mut entropy = *b"bench person    ";
    for (to, from) in entropy.iter_mut().skip(12).zip(number.to_be_bytes()) {
        *to = from;
    }
    AccountKeys::from_seed(&Seed::from_entropy(&entropy)).account_id()
}

fn name(dice: &mut Dice) -> String {
    let (first, last) = (dice.pick(FIRST_NAMES), dice.pick(LAST_NAMES));
    format!("{first} {last}").trim().to_owned()
}

fn text(dice: &mut Dice) -> String {
    let words = 1 + dice.rank(220);
    let mut text = String::new();
    for _ in 0..words {
        text.push_str(dice.pick(WORDS));
        text.push(' ');
    }
    text.trim().to_owned()
}

/// Makes a store in `folder`, behind `password`, with an account and everything in `spec`.
///
/// # Errors
/// [`OpenError`] when the folder has a store or can't be written.
pub fn make(folder: PathBuf, password: &str, cost: PasswordCost, spec: Spec) -> Result<Store, OpenError> {
    let location = Location::new(folder, Arc::new(MemoryKeeper::default())).with_password_cost(cost);
    let protection = Protection::Password(Zeroizing::new(password.to_owned()));
    let who = identity::Identity { seed: own_seed(), display_name: "Bench Person".to_owned(), name_updated_at_secs: 1 };
    let store = location.create(&protection, spec.now / 1_000, |tx| identity::put(tx, &who))?;
    fill(&store, spec).map_err(OpenError::Fill)?;
    Ok(store)
}

/// Writes people and messages into a store.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn fill(store: &Store, spec: Spec) -> Result<(), StoreError> {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let people: Vec<AccountId> = (0..spec.conversations).map(person).collect();
    meet(store, &people, &mut dice, spec)?;
    let us = AccountKeys::from_seed(&own_seed()).account_id();
    let step = TWO_YEARS_MILLIS / u64::from(spec.messages.max(1));
    let mut batch = Vec::new();
    for number in 0..spec.messages {
        let rank = dice.rank(people.len().max(1) as u64);
        let Some(them) = usize::try_from(rank).ok().and_then(|rank| people.get(rank)) else { break };
        let is_ours = dice.below(2) == 0;
        let left = u64::from(spec.messages - number);
        let sent_at = NetworkTime(spec.now.saturating_sub(left * step) + dice.below(step));
        batch.push(NewMessage {
            received_at: sent_at.plus_millis(900),
            server_hash: Some(format!("bench{:032x}{number:06x}", dice.roll())),
            ..NewMessage::text(
                ConversationId::Contact(*them),
                if is_ours { us } else { *them },
                sent_at,
                text(&mut dice),
            )
        });
        if batch.len() == BATCH {
            keep(store, std::mem::take(&mut batch), us)?;
        }
    }
    keep(store, batch, us)?;
    read_most(store, &people, dice)
}

fn meet(store: &Store, people: &[AccountId], dice: &mut Dice, spec: Spec) -> Result<(), StoreError> {
    let named: Vec<(AccountId, String)> = people.iter().map(|account| (*account, name(dice))).collect();
    let begin = NetworkTime(spec.now.saturating_sub(TWO_YEARS_MILLIS));
    store.write_blocking(move |tx| {
        for (account, name) in &named {
            conversations::ensure(tx, ConversationId::Contact(*account), begin)?;
            contacts::update(tx, *account, |contact| {
                contact.display_name.clone_from(name);
                contact.profile_updated_at_secs = begin.millis() / 1_000;
                contact.is_approved = true;
                contact.did_approve_us = true;
            })?;
        }
        Ok(())
    })
}

fn keep(store: &Store, batch: Vec<NewMessage>, us: AccountId) -> Result<(), StoreError> {
    store.write_blocking(move |tx| {
        for new in &batch {
            let inserted = if new.author == us {
                messages::insert_sync_copy(tx, new)?
            } else {
                messages::insert_incoming(tx, new)?
            };
            debug_assert!(matches!(inserted, Inserted::Inserted(_)));
        }
        Ok(())
    })
}

/// Marks everything read but the last few messages of each tenth conversation.
fn read_most(store: &Store, people: &[AccountId], mut dice: Dice) -> Result<(), StoreError> {
    let people: Vec<(AccountId, u64)> = people.iter().map(|account| (*account, dice.roll())).collect();
    store.write_blocking(move |tx| {
        for (account, roll) in &people {
            let id = ConversationId::Contact(*account);
            let skip = if roll % 10 == 0 { 1 + roll / 10 % 40 } else { 0 };
            let anchor = messages::WindowAnchor::Newest;
            let window = messages::window(tx, id, anchor, usize::try_from(skip + 1).unwrap_or(1), 0)?;
            if let Some(last_read) = window.messages.first() {
                conversations::mark_read_until(tx, id, last_read.sent_at, last_read.sent_at)?;
            }
        }
        Ok(())
    })
}
