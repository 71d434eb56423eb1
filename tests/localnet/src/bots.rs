//! Scripted contacts for the demonstration: an echo, a chatty one, and one who asks first.
//!
//! They are ordinary accounts on the local network and send ordinary messages through its swarms.
//! [`Demo`] is the network with room for them; they begin once the newcomer's account is known. One
//! thread, named `demo-bots`, plays all three and ends when its [`Bots`] is dropped.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::client::{Content, Peer};
use crate::network::seed_of;
use crate::script::{self, Character};
use crate::{LocalNetwork, NetworkError, Spec, locked};

/// How often the contacts look into their mailboxes, in beats.
const LOOK_EVERY: u32 = 1;
/// The most answers one contact gives, so that two scripts can't talk for ever.
const MOST_ANSWERS: usize = 500;

/// A scripted contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Display name.
    pub name: &'static str,
    /// Account id, 66 hex digits.
    pub account_id: String,
    /// Whether it is a stranger whose first message should stay a message request.
    pub is_stranger: bool,
}

/// The demonstration: a local network, and contacts once they were introduced.
pub struct Demo {
    // The contacts end before the network does.
    bots: Mutex<Option<Bots>>,
    network: LocalNetwork,
}

impl Demo {
    /// Starts the network: nine nodes in three swarms.
    ///
    /// # Errors
    /// [`NetworkError`] if the system has no port or thread left.
    pub fn start() -> Result<Self, NetworkError> {
        let seed = u64::from_le_bytes(crate::keys::random());
        let network = LocalNetwork::start(Spec { seed, ..Spec::new(9, 3) })?;
        Ok(Self { bots: Mutex::new(None), network })
    }

    /// The network file to start an engine from.
    pub fn network_json(&self) -> String {
        self.network.network_json()
    }

    /// The network, for a look inside.
    pub fn network(&self) -> &LocalNetwork {
        &self.network
    }

    /// Lets the contacts begin to write to an account; a second call replaces them.
    ///
    /// # Errors
    /// [`NetworkError::Io`] if there is no thread left.
    pub fn introduce(&self, account_id: &str) -> Result<Vec<Contact>, NetworkError> {
        let bots = Bots::start(&self.network, account_id, Duration::from_secs(1))?;
        let contacts = bots.contacts().to_vec();
        *locked(&self.bots) = Some(bots);
        Ok(contacts)
    }
}

/// Running contacts; dropping this ends them.
pub struct Bots {
    contacts: Vec<Contact>,
    stop: Arc<(Mutex<bool>, Condvar)>,
    thread: Option<JoinHandle<()>>,
}

impl Bots {
    /// Starts the contacts of `account_id` on a network. `beat` is the unit of their pauses: a second,
    /// or less for tests.
    ///
    /// # Errors
    /// [`NetworkError::Io`] if there is no thread left, [`NetworkError::Spec`] if this is no account id.
    pub fn start(network: &LocalNetwork, account_id: &str, beat: Duration) -> Result<Self, NetworkError> {
        if crate::keys::unhex::<33>(account_id).is_none() || !account_id.starts_with("05") {
            return Err(NetworkError::Spec("the contacts need an account id to write to"));
        }
        let mut players = Vec::new();
        let mut contacts = Vec::new();
        for (index, character) in script::CHARACTERS.iter().enumerate() {
            let mut seed = seed_of(u64::from_le_bytes(crate::keys::random()), "contact", index);
            seed.iter_mut().skip(16).for_each(|byte| *byte = 0);
            let peer = Peer::new(network, character.name, &seed);
            contacts.push(Contact {
                name: character.name,
                account_id: peer.account_id(),
                is_stranger: character.is_stranger,
            });
            players.push(Player::new(character, peer, account_id, beat));
        }
        let stop = Arc::new((Mutex::new(false), Condvar::new()));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::Builder::new()
            .name("demo-bots".to_owned())
            .spawn(move || play(&mut players, &stopped, beat * LOOK_EVERY))?;
        Ok(Self { contacts, stop, thread: Some(thread) })
    }

    /// Who they are.
    pub fn contacts(&self) -> &[Contact] {
        &self.contacts
    }
}

impl Drop for Bots {
    fn drop(&mut self) {
        *locked(&self.stop.0) = true;
        self.stop.1.notify_all();
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::warn!("the scripted contacts ended badly");
        }
    }
}

/// Until told to stop: says what is due, looks for what came.
fn play(players: &mut [Player], stop: &(Mutex<bool>, Condvar), pause: Duration) {
    loop {
        for player in players.iter_mut() {
            player.turn();
        }
        let guard = locked(&stop.0);
        let waited = stop.1.wait_timeout_while(guard, pause, |stop| !*stop);
        let (stopped, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if *stopped {
            return;
        }
    }
}

/// One contact at play.
struct Player {
    character: &'static Character,
    peer: Peer,
    owner: String,
    beat: Duration,
    /// What to say, and when, in that order.
    due: VecDeque<(Instant, String)>,
    answered: usize,
    has_accepted: bool,
}

impl Player {
    fn new(character: &'static Character, peer: Peer, owner: &str, beat: Duration) -> Self {
        let start = Instant::now();
        let due = character.opening.iter().map(|(beats, text)| (start + beat * *beats, (*text).to_owned())).collect();
        Self { character, peer, owner: owner.to_owned(), beat, due, answered: 0, has_accepted: false }
    }

    fn turn(&mut self) {
        self.listen();
        while let Some((at, _)) = self.due.front()
            && *at <= Instant::now()
            && let Some((at, text)) = self.due.pop_front()
        {
            if self.peer.send_text(&self.owner, &text).is_err() {
                // A fault on the network: the same words again at the next look.
                self.due.push_front((at, text));
                return;
            }
        }
    }

    fn listen(&mut self) {
        let Ok(received) = self.peer.receive() else { return };
        for message in received {
            if message.from != self.owner {
                continue;
            }
            let is_text = matches!(message.content, Content::Text { .. }) && message.sync_target.is_none();
            let accepts = message.content == Content::RequestAccepted;
            if !is_text && !accepts {
                continue;
            }
            if !self.has_accepted {
                self.has_accepted = self.peer.accept(&self.owner).is_ok();
                if let Some(text) = self.character.when_accepted {
                    self.say_later(self.character.pause, text.to_owned());
                    continue;
                }
            }
            if is_text && !message.text.is_empty() {
                self.answer(&message.text);
            }
        }
    }

    fn answer(&mut self, heard: &str) {
        if self.answered == MOST_ANSWERS {
            return;
        }
        let said = if self.character.answers.is_empty() {
            heard.to_owned()
        } else {
            let next = self.character.answers.get(self.answered % self.character.answers.len());
            next.copied().unwrap_or_default().to_owned()
        };
        self.answered += 1;
        self.say_later(self.character.pause, said);
    }

    /// Says something after a pause, but not before what is already due.
    fn say_later(&mut self, beats: u32, text: String) {
        let at = Instant::now() + self.beat * beats;
        let place = self.due.partition_point(|(due, _)| *due <= at);
        self.due.insert(place, (at, text));
    }
}
