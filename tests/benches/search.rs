//! Finding messages among 1,000,000, beside FTS5 of `SQLite` on the same texts in the same run.
//!
//! Texts have 5 to 35 words by Zipf's law out of 60,000. Ours is the product's store: encrypted pages, its own cache
//! of 12 MB, messages and index in one commit. FTS5 is a table without contents in a plain file with a cache of the same
//! size. Both give the numbers of the newest 50 messages. Printed are medians and 99th hundredths in microseconds,
//! what adding costs, and sizes. `ONIONSKIN_SEARCH_MESSAGES` makes a smaller run.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use onionskin_core::api::{
    Command, EngineConfig, Event, KeyChoice, NetworkSpec, Outcome, Phase, SearchQuery, Secret, Ticket, start,
};
use onionskin_core::clock::NetworkTime;
use onionskin_core::crypto::keys::Seed;
use onionskin_core::id::{AccountId, ConversationId, MessageId};
use onionskin_core::storage::identity::{self, Identity};
use onionskin_core::storage::search::{self, Kind, Matcher, Search};
use onionskin_core::storage::{
    Inserted, Location, MemoryKeeper, NewMessage, PasswordCost, Protection, Store, messages,
};
use rusqlite::Connection;

const PASSWORD: &str = "bench";
const WORDS: u64 = 60_000;
const BATCH: u64 = 2_000;
const CONVERSATIONS: u64 = 200;
/// Queries of a kind, all different.
const QUERIES: u64 = 60;
/// Times each query runs.
const ROUNDS: u32 = 5;

/// Xorshift: the same numbers at each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound.max(1)
    }

    /// A rank from 0, lower ones far more often: each power of `WORDS` as often as the others.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the count of words")]
    fn rank(&mut self) -> u64 {
        let share = self.below(1 << 32) as f64 / f64::from(u32::MAX);
        ((WORDS as f64).powf(share) - 1.0) as u64
    }
}

/// A word that can be spoken, another for each rank.
fn word(rank: u64) -> String {
    const SYLLABLES: [&str; 40] = [
        "ka", "lo", "mi", "ren", "sta", "vi", "po", "tu", "ner", "sha", "el", "gor", "fi", "mun", "de", "bra", "qui",
        "so", "hal", "ze", "wen", "ti", "ra", "no", "ju", "pel", "cor", "an", "ste", "li", "ba", "ost", "kin", "dra",
        "ve", "mo", "un", "far", "gi", "tor",
    ];
    // Scattered, so that the common words don't begin alike.
    let mut rest = (rank.wrapping_mul(2_654_435_761)) % (40 * 40 * 40 * 40);
    let mut word = String::new();
    for place in 0..4 {
        let at = usize::try_from(rest % 40).expect("below 40");
        rest /= 40;
        if place < 2 || rank > 200 || at.is_multiple_of(3) {
            word.push_str(SYLLABLES.get(at).expect("below 40"));
        }
    }
    word
}

fn text(dice: &mut Dice) -> String {
    let count = 5 + dice.below(10) + if dice.below(5) == 0 { dice.below(21) } else { 0 };
    let words: Vec<String> = (0..count).map(|_| word(dice.rank())).collect();
    words.join(" ")
}

fn new(number: u64, body: String) -> NewMessage {
    let mut key = [7; 32];
    if let Some(start) = key.first_chunk_mut::<8>() {
        *start = (number * number % CONVERSATIONS).to_be_bytes();
    }
    let author = AccountId::from_key(key);
    NewMessage::text(ConversationId::Contact(author), author, NetworkTime(1_700_000_000_000 + number * 60_000), body)
}

fn open_ours(folder: &Path) -> Store {
    let location = Location::new(folder.join("store"), Arc::new(MemoryKeeper::default()));
    let password = Protection::Password(String::from(PASSWORD).into());
    location
        .with_password_cost(PasswordCost::TRIFLING)
        .create(&password, 1, |tx| {
            let seed = Seed::from_padded([3; 32]);
            identity::put(tx, &Identity { seed, display_name: "Bench".to_owned(), name_updated_at_secs: 1 })
        })
        .expect("a store")
}

fn open_theirs(folder: &Path) -> Connection {
    let theirs = Connection::open(folder.join("fts5.db")).expect("a database");
    theirs
        .execute_batch(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-12288;
             CREATE VIRTUAL TABLE texts USING fts5(body, content='');",
        )
        .expect("a table");
    theirs
}

/// Adds texts in one transaction each.
fn add(store: &Store, theirs: &mut Connection, from: u64, texts: Vec<String>) -> (Duration, Duration) {
    let began = Instant::now();
    let tx = theirs.transaction().expect("a transaction");
    for (number, body) in (from..).zip(&texts) {
        let number = i64::try_from(number).expect("small");
        tx.prepare_cached("INSERT INTO texts(rowid, body) VALUES (?, ?)")
            .and_then(|mut insert| insert.execute((number, body)))
            .expect("it inserts");
    }
    tx.commit().expect("a commit");
    let of_theirs = began.elapsed();
    let texts: Vec<NewMessage> = (from..).zip(texts).map(|(number, body)| new(number, body)).collect();
    let began = Instant::now();
    let insert = move |tx: &_| {
        for new in &texts {
            assert!(matches!(messages::insert_incoming(tx, new)?, Inserted::Inserted(_)));
        }
        Ok(())
    };
    store.write_blocking(insert).expect("a commit");
    (began.elapsed(), of_theirs)
}

fn find_ours(store: &Store, query: &str) -> Vec<MessageId> {
    let matcher = Matcher::new(query);
    let search = Search {
        matcher: &matcher,
        conversation: None,
        author: None,
        from: None,
        until: None,
        kind: Kind::Any,
        before: None,
        limit: 50,
    };
    let found = store.read(|tx| search::find(tx, &search, &|| false)).expect("it reads");
    found.expect("nobody is in a hurry").messages
}

/// As the window gets them: with the texts, cut and marked.
fn show_ours(store: &Store, query: &str) -> usize {
    let matcher = Matcher::new(query);
    let ids = find_ours(store, query);
    store
        .read(|tx| {
            let mut matches = 0;
            for id in &ids {
                let message = messages::get(tx, *id)?.expect("it is there");
                matches += matcher.snippet(&message.body).matches.len();
            }
            Ok(matches)
        })
        .expect("it reads")
}

fn find_theirs(theirs: &Connection, query: &str) -> Vec<MessageId> {
    let words: Vec<&str> = query.split(' ').collect();
    let (last, first) = words.split_last().expect("a word");
    let mut parts: Vec<String> = first.iter().map(|word| format!("\"{word}\"")).collect();
    if !last.is_empty() {
        parts.push(format!("\"{last}\"*"));
    }
    let sql = "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rowid DESC LIMIT 50";
    let mut select = theirs.prepare_cached(sql).expect("a statement");
    let rows = select.query_map([parts.join(" ")], |row| row.get::<_, i64>(0)).expect("rows");
    rows.map(|id| MessageId(u64::try_from(id.expect("a row")).expect("positive"))).collect()
}

/// From a command to its answer in the program's hands, as after a key: the running engine on the same store.
fn ask_engine(folder: &Path) {
    let (ring, bell) = sync_channel(1);
    // One token is enough: all events are taken when one was told.
    let waker = Arc::new(move || match ring.try_send(()) {
        Ok(()) | Err(_) => {}
    });
    let mut network = NetworkSpec::mainnet();
    network.bootstrap_nodes.clear();
    network.seeds.truncate(1);
    for seed in &mut network.seeds {
        "https://127.0.0.1:9/".clone_into(&mut seed.url);
    }
    let config =
        EngineConfig { keys: KeyChoice::in_memory(), ..EngineConfig::new(folder.join("store"), network, waker) };
    let (handle, mut events) = start(config).expect("the engine starts");
    let mut wait = |wanted: &dyn Fn(&Event) -> bool| loop {
        while let Some(event) = events.try_recv() {
            if wanted(&event) {
                return;
            }
        }
        bell.recv_timeout(Duration::from_mins(1)).expect("the event comes in time");
    };
    wait(&|event| matches!(event, Event::PhaseChanged(Phase::Locked)));
    let password = Secret::new(PASSWORD.to_owned());
    handle.send(Command::Unlock { ticket: Ticket(0), password }).expect("the engine is not busy");
    wait(&|event| matches!(event, Event::PhaseChanged(Phase::Ready)));
    let mut ticket = 0;
    println!("{:32} {:>12} {:>12}", "key to answer, engine", "median", "99 %");
    for (name, query) in CLASSES {
        let queries: Vec<String> = (0..QUERIES).map(query).collect();
        let times = Times::of(&queries, |text| {
            ticket += 1;
            let query = SearchQuery { text: text.to_owned(), limit: 50, ..SearchQuery::default() };
            let command = Command::Search { ticket: Ticket(ticket), instead_of: None, query };
            handle.send(command).expect("the engine is not busy");
            wait(&|event| match event {
                Event::CommandSucceeded { ticket: of, outcome: Outcome::Found(_) } => of.0 == ticket,
                _ => false,
            });
        });
        println!("{name:32} {:>12.0} {:>12.0}", times.at(50), times.at(99));
    }
    handle.shutdown(Duration::from_secs(2));
}

struct Times(Vec<Duration>);

impl Times {
    fn of(queries: &[String], mut run: impl FnMut(&str)) -> Self {
        let mut times = Vec::new();
        for query in queries {
            run(query);
            for _ in 0..ROUNDS {
                let began = Instant::now();
                run(query);
                times.push(began.elapsed());
            }
        }
        Self::new(times)
    }

    fn new(mut times: Vec<Duration>) -> Self {
        times.sort();
        Self(times)
    }

    fn at(&self, share: usize) -> f64 {
        let place = (self.0.len() * share / 100).min(self.0.len().saturating_sub(1));
        self.0.get(place).copied().unwrap_or_default().as_secs_f64() * 1e6
    }
}

/// A kind of query, one of its kind for each number.
type Class = (&'static str, fn(u64) -> String);

const CLASSES: [Class; 8] = [
    ("one common word", |n| format!("{} ", word(n))),
    ("one rarer word", |n| format!("{} ", word(2_000 + n * 7))),
    ("one rare word", |n| format!("{} ", word(40_000 + n * 31))),
    ("two common words", |n| format!("{} {} ", word(n), word(70 + n))),
    ("a common and a rare word", |n| format!("{} {} ", word(n), word(20_000 + n * 31))),
    ("a beginning of three letters", |n| word(300 + n * 11).chars().take(3).collect()),
    ("a beginning of one letter", |n| word(n).chars().take(1).collect()),
    ("a word and a beginning", |n| format!("{} {}", word(n), word(900 + n).chars().take(4).collect::<String>())),
];

fn main() {
    // `cargo test --benches` only wants to know that it builds and runs.
    let is_test = std::env::args().any(|arg| arg == "--test");
    let asked = std::env::var("ONIONSKIN_SEARCH_MESSAGES").ok().and_then(|count| count.parse().ok());
    let count: u64 = asked.unwrap_or(if is_test { 4_000 } else { 1_000_000 });
    let folder = tempfile::tempdir().expect("a folder");
    let (store, mut theirs) = (open_ours(folder.path()), open_theirs(folder.path()));
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let (mut of_ours, mut of_theirs) = (Duration::ZERO, Duration::ZERO);
    let mut bytes = 0;
    for from in (1..=count).step_by(usize::try_from(BATCH).expect("small")) {
        let texts: Vec<String> = (0..BATCH).map(|_| text(&mut dice)).collect();
        bytes += texts.iter().map(String::len).sum::<usize>();
        let took = add(&store, &mut theirs, from, texts);
        of_ours += took.0;
        of_theirs += took.1;
    }
    println!("{count} messages of {} bytes on average", bytes as u64 / count.max(1));
    println!("built: ours with the messages {of_ours:.1?}, FTS5 without {of_theirs:.1?}");
    let of = |name: &str| std::fs::metadata(folder.path().join(name)).map_or(0, |file| file.len() / 1_000_000);
    let size = store.read(search::size).expect("it reads");
    println!(
        "size: our index {} MB in {} rows (the whole store {} MB), FTS5 {} MB",
        size.bytes / 1_000_000,
        size.rows,
        of("store/onionskin.db"),
        of("fts5.db")
    );
    // Every other one without words: what a message costs by itself.
    let singles = (0..400).map(|number| if number % 2 == 0 { text(&mut dice) } else { String::new() });
    let (mut ours, mut bare, mut fts5) = (Vec::new(), Vec::new(), Vec::new());
    for (at, body) in (count + 1..).zip(singles) {
        let is_bare = body.is_empty();
        let took = add(&store, &mut theirs, at, vec![body]);
        if is_bare {
            bare.push(took.0);
        } else {
            ours.push(took.0);
            fts5.push(took.1);
        }
    }
    let [ours, bare, fts5] = [ours, bare, fts5].map(|times| Times::new(times).at(50));
    println!("one message more, on the disk: ours {ours:.0} us, without words {bare:.0} us; FTS5 {fts5:.0} us");
    println!("{:32} {:>12} {:>12} {:>12} {:>12} {:>12}", "newest 50 of", "ours", "99 %", "FTS5", "99 %", "with texts");
    let mut is_slower = false;
    for (name, query) in CLASSES {
        let queries: Vec<String> = (0..QUERIES).map(query).collect();
        for query in &queries {
            assert_eq!(find_ours(&store, query), find_theirs(&theirs, query), "{query:?}");
        }
        let ours = Times::of(&queries, |query| drop(find_ours(&store, query)));
        let shown = Times::of(&queries, |query| assert!(show_ours(&store, query) < 10_000));
        let fts5 = Times::of(&queries, |query| drop(find_theirs(&theirs, query)));
        let row = [ours.at(50), ours.at(99), fts5.at(50), fts5.at(99), shown.at(50)];
        println!("{name:32} {}", row.map(|time| format!("{time:>12.0}")).join(" "));
        is_slower |= ours.at(50) > fts5.at(50) * 1.1;
    }
    println!("{}", if is_slower { "SLOWER than FTS5 somewhere" } else { "nowhere slower than FTS5" });
    store.close();
    ask_engine(folder.path());
}
