//! The store under `kill -9`: what was committed is there, and every index agrees with every other.
//!
//! A child process (this test program, asked for one ignored test) writes from several threads and says
//! after each commit what it wrote; the parent kills it in the middle of it all, opens the store and looks.
//! The short form runs 20 rounds; `ONIONSKIN_KILL_ROUNDS=1000` makes a long one.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use onionskin_core::clock::NetworkTime;
use onionskin_core::id::{AccountId, ConversationId, MessageId};
use onionskin_core::storage::{
    Delivery, Direction, Inserted, Location, MemoryKeeper, NewJob, NewMessage, PasswordCost, Protection, Store,
    StoreError, WindowAnchor, conversations, jobs, messages, search,
};

const PASSWORD: &str = "kill me";
const FOLDER: &str = "ONIONSKIN_KILL_FOLDER";
const ROUND: &str = "ONIONSKIN_KILL_ROUND";
const THREADS: u64 = 4;

fn location(folder: &Path) -> Location {
    Location::new(folder.to_owned(), Arc::new(MemoryKeeper::default())).with_password_cost(PasswordCost::TRIFLING)
}

fn conversation(number: u64) -> ConversationId {
    let mut key = [7; 32];
    key[..8].copy_from_slice(&number.to_be_bytes());
    ConversationId::Contact(AccountId::from_key(key))
}

/// The messages of a thread in a round have times of their own.
fn moment(round: u64, thread: u64, step: u64) -> NetworkTime {
    NetworkTime((round * THREADS + thread) * 1_000_000 + step)
}

fn body(sent_at: NetworkTime) -> String {
    format!("text {} ", sent_at.0).repeat(1 + usize::try_from(sent_at.0 % 60).expect("small"))
}

/// What a child writes, until it is killed.
#[test]
#[ignore = "only runs as the child of the kill test"]
fn child_that_writes() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let round = std::env::var(ROUND).expect("a round").parse().expect("a number");
    let store = location(Path::new(&folder)).open(Some(PASSWORD)).expect("it opens");
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let store = store.clone();
            scope.spawn(move || (0..).try_for_each(|step| write_one(&store, round, thread, step)).expect("a commit"));
        }
    });
}

/// One commit, then one line that says so: `kept ID TIME`, `gone ID` or `sent ID`.
fn write_one(store: &Store, round: u64, thread: u64, step: u64) -> Result<(), StoreError> {
    let sent_at = moment(round, thread, step);
    let id = conversation((thread + step) % 7);
    let ConversationId::Contact(them) = id else { panic!("a person") };
    let us = AccountId::from_key([1; 32]);
    let is_ours = step.is_multiple_of(2);
    let new = NewMessage {
        server_hash: (!is_ours).then(|| format!("hash{}", sent_at.0)),
        ..NewMessage::text(id, if is_ours { us } else { them }, sent_at, body(sent_at))
    };
    let message = store.write_blocking(move |tx| {
        if is_ours {
            let job = |_place| NewJob { due_at: sent_at, ..NewJob::default() };
            return Ok(messages::insert_outgoing(tx, &new, job)?.0.message);
        }
        match messages::insert_incoming(tx, &new)? {
            Inserted::Inserted(message) => Ok(message),
            Inserted::Duplicate => panic!("each message is new"),
        }
    })?;
    say(&format!("kept {} {}", message.0, sent_at.0));
    if step % 5 == 3 {
        store.write_blocking(move |tx| messages::delete(tx, message, sent_at).map(drop))?;
        say(&format!("gone {}", message.0));
    } else if is_ours && step.is_multiple_of(4) {
        store.write_blocking(move |tx| {
            messages::set_delivery(tx, message, &Delivery::Sent)?;
            for job in jobs::of_message(tx, message)? {
                jobs::finish(tx, job.id)?;
            }
            Ok(())
        })?;
        say(&format!("sent {}", message.0));
    } else if step % 9 == 1 {
        store.write_blocking(move |tx| conversations::mark_read(tx, id, message, sent_at).map(drop))?;
    }
    Ok(())
}

/// One whole line in one write, past the capture of the test harness.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes()).and_then(|()| out.flush()).expect("the parent reads");
}

fn start_child(folder: &Path, round: u64) -> Child {
    Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "child_that_writes", "--ignored", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a child")
}

/// What children said they committed.
#[derive(Default)]
struct Said {
    kept: BTreeMap<u64, u64>,
    gone: BTreeSet<u64>,
    sent: BTreeSet<u64>,
}

impl Said {
    fn take(&mut self, line: &str) {
        let mut words = line.split(' ');
        let (word, id) = (words.next(), words.next().and_then(|id| id.parse().ok()));
        match (word, id) {
            (Some("kept"), Some(id)) => {
                let sent_at = words.next().and_then(|moment| moment.parse().ok()).expect("a whole line");
                assert!(self.kept.insert(id, sent_at).is_none(), "a number was given twice");
            }
            (Some("gone"), Some(id)) => assert!(self.gone.insert(id)),
            (Some("sent"), Some(id)) => assert!(self.sent.insert(id)),
            _ => {}
        }
    }
}

#[test]
fn a_killed_writer_loses_no_commit_and_leaves_every_index_right() {
    let rounds = std::env::var("ONIONSKIN_KILL_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(20);
    let folder = tempfile::tempdir().expect("a folder");
    let protection = Protection::Password(zeroize::Zeroizing::new(PASSWORD.to_owned()));
    location(folder.path()).create(&protection, 1, |_tx| Ok(())).expect("a store").close();
    let mut said = Said::default();
    for round in 1..=rounds {
        let mut child = start_child(folder.path(), round);
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
        // Another moment each round: after 1 to 97 commits, while other threads are in theirs.
        let wanted = 1 + round * 37 % 97;
        let heard = lines.by_ref().filter(|line| line.starts_with("kept")).inspect(|line| said.take(line));
        let count = heard.take(usize::try_from(wanted).expect("small")).count();
        assert_eq!(count as u64, wanted, "the child ended by itself");
        child.kill().expect("it was alive");
        child.wait().expect("it is gone");
        lines.for_each(|line| said.take(&line));
        let store = location(folder.path()).open(Some(PASSWORD)).expect("it opens after a kill");
        check(&store, &said);
        store.close();
    }
    assert!(said.kept.len() as u64 > rounds, "children wrote something");
}

/// Everything that was said is there, and the indexes agree.
fn check(store: &Store, said: &Said) {
    let read = |id: u64| store.read(|tx| messages::get(tx, MessageId(id))).expect("it reads");
    for (id, sent_at) in &said.kept {
        match read(*id) {
            Some(message) => {
                assert!(!said.gone.contains(id), "a deleted message came back");
                assert_eq!((message.sent_at.0, &message.body), (*sent_at, &body(message.sent_at)));
            }
            // A child may have died between the commit of a deletion and saying so.
            None => assert!(said.gone.contains(id) || sent_at % 1_000_000 % 5 == 3, "a committed message is lost"),
        }
    }
    assert!(store.read(search::agrees).expect("it reads"), "the index of words");
    for id in &said.sent {
        assert_eq!(read(*id).expect("it is kept").delivery, Delivery::Sent);
    }
    let mut ids = BTreeSet::new();
    for found in store.read(conversations::all).expect("it reads") {
        ids.extend(check_conversation(store, &found));
    }
    for job in store.read(jobs::all).expect("it reads") {
        let message = job.message.expect("every job is about a message");
        let of_message = store.read(|tx| jobs::of_message(tx, message)).expect("it reads");
        assert_eq!(of_message, [job], "the index of jobs by message");
        assert!(!said.sent.contains(&message.0), "a finished job came back");
    }
    let due = store.read(|tx| jobs::due(tx, NetworkTime(u64::MAX), usize::MAX)).expect("it reads");
    assert_eq!(due.len(), store.read(jobs::all).expect("it reads").len(), "the index of jobs by time");
    assert!(said.kept.keys().all(|id| ids.contains(id) || read(*id).is_none()), "a message is in no conversation");
}

fn check_conversation(store: &Store, found: &conversations::Conversation) -> Vec<u64> {
    let window =
        store.read(|tx| messages::window(tx, found.id, WindowAnchor::Newest, usize::MAX, 0)).expect("a window");
    assert_eq!(found.messages, window.messages.len() as u64, "the count of messages");
    let unread: Vec<_> = window
        .messages
        .iter()
        .filter(|message| message.direction == Direction::Incoming && message.sent_at > found.read_up_to)
        .collect();
    assert_eq!(found.unread as usize, unread.len(), "the count of unread messages");
    let last = found.last.as_ref().map(|last| (last.position, last.delivery.clone()));
    assert_eq!(last, window.messages.last().map(|message| (message.position(), message.delivery.clone())));
    for message in &window.messages {
        let same = store.read(|tx| messages::get(tx, message.id)).expect("it reads");
        assert_eq!(same.as_ref(), Some(message), "the index of messages by number");
        let id = store.read(|tx| messages::find(tx, message.author, message.sent_at)).expect("it reads");
        assert_eq!(id, Some(message.id), "the index of messages by author");
        if let Some(hash) = &message.server_hash {
            let id = store.read(|tx| messages::by_server_hash(tx, hash)).expect("it reads");
            assert_eq!(id, Some(message.id), "the index of messages by hash");
        }
    }
    window.messages.iter().map(|message| message.id.0).collect()
}
