//! The network as a whole: starting it, changing it while it runs, looking inside.

use std::collections::{HashMap, HashSet};
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::NetworkError;
use crate::clock::Clock;
use crate::faults::Faults;
use crate::files::{FILE_SERVER_HOST, FileServer};
use crate::keys::{NodeKeys, hex, unhex};
use crate::listener;
use crate::locked;
use crate::onion::deliver_late;
use crate::records::{Listener, Records, Via};
use crate::rpc;
use crate::servers::{HttpServer, Servers, V4Server};
use crate::spec::Spec;
use crate::store::Shelf;
use crate::swarm::spread;
use crate::tls::Identity;
use crate::world::{Node, NodeState, State, World};

/// A running network; dropping it ends everything.
pub struct LocalNetwork {
    world: Arc<World>,
    runtime: Option<Runtime>,
    identities: Vec<Identity>,
    seed: SeedInfo,
    switches: std::sync::Mutex<Vec<Switch>>,
    file_server: V4Server,
    files: Arc<FileServer>,
    ports: Vec<u16>,
}

/// Turns a listener off.
struct Switch {
    alive: watch::Sender<bool>,
    ended: std::sync::Mutex<std::sync::mpsc::Receiver<()>>,
}

impl Switch {
    /// Returns when the port is closed, so that the next connection is refused for sure.
    fn turn_off(&self) {
        self.alive.send_replace(false);
        if locked(&self.ended).recv_timeout(Duration::from_secs(5)).is_err() {
            tracing::warn!("a listener did not end in time, or had ended before");
        }
    }
}

struct SeedInfo {
    port: u16,
    pin: String,
    _switch: Switch,
}

/// What is public of a service node.
#[derive(Debug, Clone)]
pub struct NodeInfo {
    /// Its number, as in [`LocalNetwork::kill`].
    pub index: usize,
    /// Where it listens on 127.0.0.1.
    pub port: u16,
    /// Ed25519 public key, hex.
    pub ed25519: String,
    /// X25519 public key, hex.
    pub x25519: String,
    /// Its swarm; none if decommissioned.
    pub swarm: Option<u64>,
}

/// A message that a node holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredMessage {
    /// 43 characters.
    pub hash: String,
    /// The namespace.
    pub namespace: i16,
    /// The sender's time, ms.
    pub timestamp: u64,
    /// When it goes, ms.
    pub expiry: u64,
    /// The raw bytes.
    pub data: Vec<u8>,
}

impl LocalNetwork {
    /// Starts a network on its own two threads.
    ///
    /// # Errors
    /// [`NetworkError`] if `spec` makes no sense or the system has no port or thread left.
    pub fn start(spec: Spec) -> Result<Self, NetworkError> {
        spec.check()?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("localnet")
            .enable_all()
            .build()?;
        let keys = node_keys(&spec);
        let mut listeners = Vec::new();
        for _ in &keys {
            listeners.push(bind(0)?);
        }
        let ports: Vec<u16> =
            listeners.iter().map(|listener| Ok(listener.local_addr()?.port())).collect::<std::io::Result<_>>()?;
        let files = Arc::new(FileServer::default());
        let file_server = V4Server::new(&seed_of(spec.seed, "file server", 0), files.clone());
        let world = Arc::new(world(spec, keys, &ports));
        let served = V4Server::new(&seed_of(world.spec.seed, "file server", 0), files.clone());
        world.servers.add(FILE_SERVER_HOST, 80, Arc::new(served));
        let seed = start_seed(&runtime, &world)?;
        let mut network = Self {
            world,
            runtime: Some(runtime),
            identities: Vec::new(),
            seed,
            switches: std::sync::Mutex::default(),
            file_server,
            files,
            ports,
        };
        for (index, listener) in listeners.into_iter().enumerate() {
            let identity = Identity::new(false)?;
            let switch = network.serve(index, listener, &identity)?;
            network.identities.push(identity);
            locked(&network.switches).push(switch);
        }
        Ok(network)
    }

    fn serve(
        &self,
        index: usize,
        listener: std::net::TcpListener,
        identity: &Identity,
    ) -> Result<Switch, NetworkError> {
        let Some(runtime) = &self.runtime else { return Err(NetworkError::Spec("the network has ended")) };
        start_listener(runtime, &self.world, listener, identity, Listener::Node(index))
    }

    /// The network file an app or a core starts from.
    pub fn network_json(&self) -> String {
        let bootstrap: Vec<_> = self
            .world
            .nodes
            .iter()
            .zip(&self.ports)
            .take(3)
            .map(|(node, port)| {
                json!({ "ip": "127.0.0.1", "https_port": port, "omq_port": node.omq_port, "ed25519": hex(&node.keys.ed25519) })
            })
            .collect();
        let spec = json!({
            "name": "local",
            "seeds": [{ "url": self.seed_url(), "pin_sha256": self.seed.pin }],
            "bootstrap_nodes": bootstrap,
            "file_server": {
                "url": format!("http://{FILE_SERVER_HOST}"),
                "ed25519": self.file_server.ed25519_hex(),
                "x25519": self.file_server.x25519_hex(),
            },
            "allow_shared_subnets": true,
        });
        format!("{spec:#}")
    }

    /// The seed's base address.
    pub fn seed_url(&self) -> String {
        format!("https://127.0.0.1:{}/", self.seed.port)
    }

    /// The service nodes, by number.
    pub fn nodes(&self) -> Vec<NodeInfo> {
        let state = locked(&self.world.state);
        let nodes = self.world.nodes.iter().zip(&self.ports).zip(&state.nodes).enumerate();
        nodes
            .map(|(index, ((node, port), state))| NodeInfo {
                index,
                port: *port,
                ed25519: hex(&node.keys.ed25519),
                x25519: hex(&node.keys.x25519),
                swarm: state.swarm,
            })
            .collect()
    }

    /// The members of an account's swarm (66 hex digits), by number.
    pub fn swarm_of(&self, account: &str) -> Vec<usize> {
        let Some(account) = unhex(account) else { return Vec::new() };
        let state = locked(&self.world.state);
        state.members(state.swarm_of(&account))
    }

    /// What happened so far.
    pub fn records(&self) -> &Records {
        &self.world.records
    }

    /// The faults in force.
    pub fn faults(&self) -> &Faults {
        &self.world.faults
    }

    /// The file server.
    pub fn files(&self) -> &FileServer {
        &self.files
    }

    /// Registers a server under a host and port, as a community would be.
    pub fn add_server(&self, host: &str, port: u16, server: Arc<dyn HttpServer>) {
        self.world.servers.add(host, port, server);
    }

    /// Removes a server, such as `(FILE_SERVER_HOST, 80)`.
    pub fn remove_server(&self, host: &str, port: u16) {
        self.world.servers.remove(host, port);
    }

    /// The network's clock, ms since 1970.
    pub fn now(&self) -> u64 {
        self.world.clock.now()
    }

    /// Moves the network's clock forward.
    pub fn advance(&self, by: Duration) {
        self.world.clock.advance(by);
    }

    /// Stops the network's clock at a time.
    pub fn freeze_clock(&self, millis: u64) {
        self.world.clock.freeze(millis);
    }

    /// Registers a name with its encrypted account id: base64 of the name hash; hex of value and nonce.
    pub fn add_name(&self, name_hash: &str, encrypted: &str, nonce: &str) {
        locked(&self.world.state).names.insert(name_hash.to_owned(), (encrypted.to_owned(), nonce.to_owned()));
    }

    /// What one node holds for an account (66 hex digits), in its order.
    pub fn stored_on(&self, node: usize, account: &str) -> Vec<StoredMessage> {
        let Some(account) = unhex(account) else { return Vec::new() };
        let mut state = locked(&self.world.state);
        let now = self.world.node_now(&state, node);
        let Some(node) = state.node(node) else { return Vec::new() };
        let copy = |message: &crate::store::Message| StoredMessage {
            hash: message.hash.clone(),
            namespace: message.namespace,
            timestamp: message.timestamp,
            expiry: message.expiry,
            data: message.data.to_vec(),
        };
        node.store.shelf(&account, now).messages().iter().map(copy).collect()
    }

    /// What the swarm holds for an account, each message once, in the order of the members that have them.
    pub fn stored(&self, account: &str) -> Vec<StoredMessage> {
        let mut seen = HashSet::new();
        let held = self.swarm_of(account).into_iter().flat_map(|node| self.stored_on(node, account));
        held.filter(|message| seen.insert(message.hash.clone())).collect()
    }

    /// Turns a node off: its port is closed, its connections end, other nodes time out on it.
    pub fn kill(&self, node: usize) {
        match locked(&self.world.state).node(node) {
            Some(state) if state.alive => state.alive = false,
            _ => return,
        }
        if let Some(switch) = locked(&self.switches).get(node) {
            switch.turn_off();
        }
    }

    /// Turns a node on again; what was sent to it meanwhile arrives now.
    ///
    /// # Errors
    /// [`NetworkError::Io`] if another program took its port.
    pub fn revive(&self, node: usize) -> Result<(), NetworkError> {
        let (Some(port), Some(identity)) = (self.ports.get(node), self.identities.get(node)) else {
            return Err(NetworkError::Spec("there is no such node"));
        };
        if locked(&self.world.state).node(node).is_some_and(|state| state.alive) {
            return Ok(());
        }
        let listener = bind(*port)?;
        let switch = self.serve(node, listener, identity)?;
        if let Some(slot) = locked(&self.switches).get_mut(node) {
            *slot = switch;
        }
        self.come_back(node, |state| state.alive = true);
        Ok(())
    }

    /// Cuts a node off from the other nodes, or joins it again; clients still reach it.
    pub fn set_reachable(&self, node: usize, reachable: bool) {
        if reachable {
            self.come_back(node, |state| state.reachable = true);
        } else if let Some(state) = locked(&self.world.state).node(node) {
            state.reachable = false;
        }
    }

    fn come_back(&self, node: usize, change: impl Fn(&mut NodeState)) {
        let late = {
            let mut state = locked(&self.world.state);
            let Some(state) = state.node(node) else { return };
            change(state);
            if state.answers_nodes() { state.late.drain(..).collect() } else { Vec::new() }
        };
        deliver_late(&self.world, node, late);
    }

    /// Puts a node's clock ahead (or behind) by that many ms.
    pub fn set_skew(&self, node: usize, millis: i64) {
        if let Some(state) = locked(&self.world.state).node(node) {
            state.skew = millis;
        }
    }

    /// Moves a node to another swarm, or to none (decommissioned); its new peers push it what they hold.
    pub fn move_node(&self, node: usize, swarm: Option<u64>) {
        let mut state = locked(&self.world.state);
        let Some(moved) = state.node(node) else { return };
        moved.swarm = swarm;
        state.height += 1;
        push_to_new_homes(&mut state);
    }

    /// Takes a node off the chain's list for good, or puts it back.
    pub fn set_listed(&self, node: usize, listed: bool) {
        let mut state = locked(&self.world.state);
        let Some(changed) = state.node(node) else { return };
        changed.listed = listed;
        state.height += 1;
        push_to_new_homes(&mut state);
    }

    /// Sets the chain's height.
    pub fn set_height(&self, height: u64) {
        locked(&self.world.state).height = height;
    }

    /// Sends a storage request to a node from inside this process: status and body.
    pub fn storage_rpc(&self, node: usize, body: &[u8]) -> (u16, Vec<u8>) {
        if node >= self.world.nodes.len() {
            return (502, Vec::new());
        }
        let reply = rpc::call(&self.world, node, body, Via::Local);
        (reply.status, reply.bytes())
    }
}

impl LocalNetwork {
    pub(crate) fn world(&self) -> &Arc<World> {
        &self.world
    }
}

impl Drop for LocalNetwork {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// After a change of swarms every member holds what the members of the account's swarm held; if none
/// of them did (the swarm is new), what any node held. Who is no member any more forgets.
fn push_to_new_homes(state: &mut State) {
    let mut held: HashMap<[u8; 33], Vec<(usize, Shelf)>> = HashMap::new();
    for (index, node) in state.nodes.iter().enumerate() {
        for (account, shelf) in node.store.shelves() {
            held.entry(*account).or_default().push((index, shelf.clone()));
        }
    }
    for (account, shelves) in &held {
        let members = state.members(state.swarm_of(account));
        let from_members = shelves.iter().any(|(holder, _)| members.contains(holder));
        for member in &members {
            let Some(node) = state.node(*member).filter(|node| node.answers_nodes()) else { continue };
            for (_, shelf) in shelves.iter().filter(|(holder, _)| !from_members || members.contains(holder)) {
                node.store.merge(account, shelf);
            }
        }
        for (index, node) in state.nodes.iter_mut().enumerate() {
            if !members.contains(&index) {
                node.store.forget(account);
            }
        }
    }
}

fn bind(port: u16) -> Result<std::net::TcpListener, NetworkError> {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

fn start_listener(
    runtime: &Runtime,
    world: &Arc<World>,
    listener: std::net::TcpListener,
    identity: &Identity,
    which: Listener,
) -> Result<Switch, NetworkError> {
    let (sender, receiver) = watch::channel(true);
    let guard = runtime.enter();
    let listener = TcpListener::from_std(listener)?;
    drop(guard);
    let (done, ended) = std::sync::mpsc::sync_channel(1);
    let serving = listener::serve(Arc::clone(world), listener, Arc::clone(&identity.config), which, receiver);
    runtime.spawn(async move {
        serving.await;
        if done.try_send(()).is_err() {
            tracing::debug!(?which, "nobody waited for the end of a listener");
        }
    });
    Ok(Switch { alive: sender, ended: std::sync::Mutex::new(ended) })
}

fn start_seed(runtime: &Runtime, world: &Arc<World>) -> Result<SeedInfo, NetworkError> {
    let listener = bind(0)?;
    let port = listener.local_addr()?.port();
    let identity = Identity::new(true)?;
    let pin = hex(&Sha256::digest(&identity.certificate));
    let switch = start_listener(runtime, world, listener, &identity, Listener::Seed)?;
    Ok(SeedInfo { port, pin, _switch: switch })
}

/// 32 bytes that follow from the network's seed.
pub(crate) fn seed_of(seed: u64, what: &str, index: usize) -> [u8; 32] {
    Sha256::digest(format!("onionskin local network {seed} {what} {index}")).into()
}

fn node_keys(spec: &Spec) -> Vec<(NodeKeys, u64)> {
    if !spec.recorded.is_empty() {
        let keys = |node: &crate::RecordedNode| NodeKeys::recorded(node.ed25519, node.x25519_secret, node.legacy);
        return spec.recorded.iter().map(|node| (keys(node), node.swarm)).collect();
    }
    let swarms = spread(spec.swarms);
    let swarm = |index: usize| swarms.get(index % spec.swarms).copied().unwrap_or_default();
    (0..spec.nodes).map(|index| (NodeKeys::from_seed(&seed_of(spec.seed, "node", index)), swarm(index))).collect()
}

fn world(spec: Spec, keys: Vec<(NodeKeys, u64)>, ports: &[u16]) -> World {
    let mut nodes = Vec::new();
    let mut states = Vec::new();
    for (index, ((keys, swarm), port)) in keys.into_iter().zip(ports).enumerate() {
        let recorded = spec.recorded.get(index);
        nodes.push(Node {
            keys,
            https_port: recorded.map_or(*port, |node| node.https_port),
            omq_port: recorded.map_or(*port, |node| node.omq_port),
        });
        states.push(NodeState::in_swarm(swarm));
    }
    let state = State { nodes: states, height: 1_500_000, names: HashMap::new() };
    World {
        spec,
        clock: Clock::default(),
        nodes,
        state: std::sync::Mutex::new(state),
        faults: Faults::default(),
        records: Records::default(),
        servers: Servers::default(),
    }
}
