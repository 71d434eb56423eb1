//! Somebody with an account: sends texts, receives what the swarm holds.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::{Value, json};

use super::message::{AccountKeys, read, write};
use super::{ClientError, Hop, OnionClient};
use crate::keys::unhex;
use crate::records::Via;
use crate::world::World;
use crate::{LocalNetwork, locked, rpc};

/// How long a message is kept by the swarm, ms.
const TTL: u64 = 14 * 86_400_000;

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A text.
    Text {
        /// The words.
        text: String,
        /// For a sync copy: to whom the original went.
        sync_target: Option<String>,
    },
    /// The other side accepts our message request.
    RequestAccepted,
    /// Something this peer does not understand.
    Other,
}

/// A message that arrived.
#[derive(Debug, Clone)]
pub struct Received {
    /// Account id of who signed.
    pub from: String,
    /// The words; nothing for other contents.
    pub text: String,
    /// The sender's time, ms.
    pub sent_at: u64,
    /// For a sync copy: to whom the original went.
    pub sync_target: Option<String>,
    /// The sender's display name, if it came along.
    pub name: Option<String>,
    /// What it is.
    pub content: Content,
    /// The swarm's name for it.
    pub hash: String,
}

/// Somebody with an account.
pub struct Peer {
    world: Arc<World>,
    keys: AccountKeys,
    name: String,
    onions: Option<OnionClient>,
    last_hashes: HashMap<usize, String>,
    seen: HashSet<String>,
    last_sent_at: u64,
}

impl Peer {
    /// Somebody whose keys follow from `seed` (16 random bytes and 16 zeros, as the apps have it).
    /// Storage requests go straight into the network of this process.
    pub fn new(network: &LocalNetwork, name: &str, seed: &[u8; 32]) -> Self {
        Self::in_world(Arc::clone(network.world()), name, seed)
    }

    pub(crate) fn in_world(world: Arc<World>, name: &str, seed: &[u8; 32]) -> Self {
        Self {
            world,
            keys: AccountKeys::new(seed),
            name: name.to_owned(),
            onions: None,
            last_hashes: HashMap::new(),
            seen: HashSet::new(),
            last_sent_at: 0,
        }
    }

    /// Sends everything through an onion path from now on.
    #[must_use]
    pub fn with_onions(mut self, onions: OnionClient) -> Self {
        self.onions = Some(onions);
        self
    }

    /// The account id.
    pub fn account_id(&self) -> String {
        self.keys.account_id()
    }

    /// The display name that goes along with messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Sends a text, and the sync copy to our own swarm; gives the time it carries.
    ///
    /// # Errors
    /// [`ClientError`] if no member of a swarm takes it.
    pub fn send_text(&mut self, to: &str, text: &str) -> Result<u64, ClientError> {
        let sent_at = self.next_time();
        self.send(to, sent_at, &Content::Text { text: text.to_owned(), sync_target: None })?;
        let copy = Content::Text { text: text.to_owned(), sync_target: Some(to.to_owned()) };
        self.send(&self.account_id(), sent_at, &copy)?;
        Ok(sent_at)
    }

    /// Accepts a message request.
    ///
    /// # Errors
    /// As [`Self::send_text`].
    pub fn accept(&mut self, to: &str) -> Result<u64, ClientError> {
        let sent_at = self.next_time();
        self.send(to, sent_at, &Content::RequestAccepted)?;
        Ok(sent_at)
    }

    /// Sends any content with any time, without a sync copy.
    ///
    /// # Errors
    /// As [`Self::send_text`].
    pub fn send(&mut self, to: &str, sent_at: u64, content: &Content) -> Result<(), ClientError> {
        let account: [u8; 33] = unhex(to).ok_or(ClientError::Account)?;
        let key = account.last_chunk().filter(|_| to.starts_with("05")).ok_or(ClientError::Account)?;
        let stored = write(&self.keys, key, sent_at, &self.name, content);
        self.store(to, &stored)
    }

    /// Stores any bytes in the inbox of an account, such as garbage.
    ///
    /// # Errors
    /// As [`Self::send_text`].
    pub fn store(&mut self, to: &str, bytes: &[u8]) -> Result<(), ClientError> {
        let now = self.world.clock.now();
        let request = json!({ "method": "store", "params": {
            "pubkey": to, "timestamp": now, "ttl": TTL, "data": data_encoding::BASE64.encode(bytes),
        }});
        self.ask_swarm(to, &request).map(drop)
    }

    /// Asks our own swarm for any method, signed over `signed_text`: status and body (text as a string).
    /// `params` needs neither account nor signature.
    ///
    /// # Errors
    /// [`ClientError`] if no member of our swarm is alive.
    pub fn request(&mut self, method: &str, signed_text: &str, params: &Value) -> Result<(u16, Value), ClientError> {
        let own = self.account_id();
        let signature = data_encoding::BASE64.encode(&self.keys.sign(signed_text.as_bytes()));
        let ed25519 = crate::keys::hex(&self.keys.ed25519());
        let mut params = params.as_object().cloned().unwrap_or_default();
        for (name, value) in [("pubkey", own.as_str()), ("pubkey_ed25519", &ed25519), ("signature", &signature)] {
            params.insert(name.to_owned(), Value::from(value));
        }
        let node = *self.members(&own)?.first().ok_or(ClientError::Answer("no member of the swarm is alive"))?;
        match self.ask(node, &json!({ "method": method, "params": params })) {
            Ok(body) => Ok((200, body)),
            Err(ClientError::Refused { status, text }) => {
                Ok((status, serde_json::from_str(&text).unwrap_or(Value::from(text))))
            }
            Err(error) => Err(error),
        }
    }

    /// What came since the last time, sync copies included, each once, oldest first.
    ///
    /// # Errors
    /// [`ClientError`] if no member of our swarm answers.
    pub fn receive(&mut self) -> Result<Vec<Received>, ClientError> {
        let own = self.account_id();
        let mut received = Vec::new();
        loop {
            let now = self.world.clock.now();
            let signature = self.keys.sign(format!("retrieve{now}").as_bytes());
            let mut answered = None;
            for node in self.members(&own)? {
                let request = json!({ "method": "retrieve", "params": {
                    "pubkey": own, "timestamp": now, "pubkey_ed25519": crate::keys::hex(&self.keys.ed25519()),
                    "signature": data_encoding::BASE64.encode(&signature),
                    "last_hash": self.last_hashes.get(&node).map_or("", String::as_str),
                }});
                if let Ok(answer) = self.ask(node, &request) {
                    answered = Some((node, answer));
                    break;
                }
            }
            let (node, answer) = answered.ok_or(ClientError::Answer("no member of the swarm answers"))?;
            for message in answer.get("messages").and_then(Value::as_array).into_iter().flatten() {
                received.extend(self.open(node, message));
            }
            if answer.get("more").and_then(Value::as_bool) != Some(true) {
                return Ok(received);
            }
        }
    }

    fn open(&mut self, node: usize, message: &Value) -> Option<Received> {
        let hash = message.get("hash")?.as_str()?.to_owned();
        self.last_hashes.insert(node, hash.clone());
        if !self.seen.insert(hash.clone()) {
            return None;
        }
        let data = data_encoding::BASE64.decode(message.get("data")?.as_str()?.as_bytes()).ok()?;
        let opened = read(&self.keys, &data)?;
        let (text, sync_target) = match &opened.content {
            Content::Text { text, sync_target } => (text.clone(), sync_target.clone()),
            _ => (String::new(), None),
        };
        // Only we ourselves may say where a message of ours went.
        if sync_target.is_some() && opened.from != self.account_id() {
            return None;
        }
        let (from, sent_at, name) = (opened.from, opened.sent_at, opened.name);
        Some(Received { from, text, sent_at, sync_target, name, content: opened.content, hash })
    }

    /// A time later than any we sent: times name messages.
    fn next_time(&mut self) -> u64 {
        self.last_sent_at = self.world.clock.now().max(self.last_sent_at + 1);
        self.last_sent_at
    }

    fn members(&self, account: &str) -> Result<Vec<usize>, ClientError> {
        let account = unhex(account).ok_or(ClientError::Account)?;
        let state = locked(&self.world.state);
        let members = state.members(state.swarm_of(&account));
        let alive = |node: &usize| state.nodes.get(*node).is_some_and(|node| node.alive);
        Ok(members.into_iter().filter(alive).collect())
    }

    fn ask_swarm(&mut self, account: &str, request: &Value) -> Result<Value, ClientError> {
        let mut last = ClientError::Answer("no member of the swarm is alive");
        for node in self.members(account)? {
            match self.ask(node, request) {
                Ok(answer) => return Ok(answer),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    fn ask(&mut self, node: usize, request: &Value) -> Result<Value, ClientError> {
        let (status, body) = if let Some(onions) = &mut self.onions {
            let keys = &self.world.node(node).keys;
            let (ed25519, x25519) = (crate::keys::hex(&keys.ed25519), crate::keys::hex(&keys.x25519));
            let opened = onions.storage(&Hop { port: 0, ed25519, x25519 }, request)?;
            (opened.status, opened.body)
        } else {
            let reply = rpc::call(&self.world, node, request.to_string().as_bytes(), Via::Local);
            (reply.status, String::from_utf8_lossy(&reply.bytes()).into_owned())
        };
        if status != 200 {
            return Err(ClientError::Refused { status, text: body });
        }
        serde_json::from_str(&body).map_err(|_json| ClientError::Answer("no JSON"))
    }
}
