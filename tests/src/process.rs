//! A real process of the program, driven through `onionskin rpc`.
//!
//! Two processes share nothing but the network, as two computers would. A test may kill one at any
//! moment and start it again on the same folder.

#![expect(clippy::indexing_slicing, reason = "a panic here is a failed test")]

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use onionskin_localnet::{LocalNetwork, Spec};
use serde_json::{Value, json};

/// How long an answer or a condition may take before the test fails. Long, since CI machines are slow.
const PATIENCE: Duration = Duration::from_secs(90);
/// Lines of answers that wait for the test.
const LINES_WAITING: usize = 4_096;

/// A small network with homes for processes, which share nothing else.
pub struct World {
    /// The network.
    pub network: LocalNetwork,
    /// Where the homes are.
    pub folder: tempfile::TempDir,
    binary: &'static str,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl World {
    /// Eight nodes, in swarms of two, for processes of this program.
    ///
    /// # Panics
    /// When they don't start.
    pub fn new(binary: &'static str) -> Self {
        let network = LocalNetwork::start(Spec::new(8, 2)).expect("the local network starts");
        Self { network, folder: tempfile::tempdir().expect("a temporary folder"), binary }
    }

    /// The home of a process.
    pub fn home(&self, name: &str) -> Home {
        Home::new(self.binary, self.folder.path(), &self.network.network_json(), name)
    }

    /// A further device of an account.
    pub fn restore(&self, name: &str, words: &Value) -> Process {
        let mut device = self.home(name).start();
        device.call("restore_account", &json!({ "recovery_password": words }));
        device
    }
}

/// Where a process keeps its things, and how it is started.
#[derive(Debug, Clone)]
pub struct Home {
    binary: PathBuf,
    profile: PathBuf,
    network_file: PathBuf,
    password_file: PathBuf,
}

impl Home {
    /// A home below `folder`, which must live as long as it is used.
    pub fn new(binary: &str, folder: &Path, network_json: &str, name: &str) -> Self {
        let password_file = folder.join(format!("{name}.password"));
        std::fs::write(&password_file, "a password for tests\n").expect("the folder is ours");
        let network_file = folder.join("network.json");
        std::fs::write(&network_file, network_json).expect("the folder is ours");
        Self { binary: binary.into(), profile: folder.join(name), network_file, password_file }
    }

    /// The folder with all state of the process.
    pub fn profile(&self) -> &Path {
        &self.profile
    }

    /// The program and its arguments, without the word `rpc`.
    pub fn command_line(&self) -> Vec<PathBuf> {
        let mut line = vec![self.binary.clone()];
        let options =
            [("--profile", &self.profile), ("--network", &self.network_file), ("--password-file", &self.password_file)];
        for (option, value) in options {
            line.extend([option.into(), value.clone()]);
        }
        line
    }

    /// Starts a process that lives here.
    pub fn start(&self) -> Process {
        let line = self.command_line();
        let (program, options) = line.split_first().expect("there is a program");
        let mut child = Command::new(program)
            .args(options)
            .arg("rpc")
            .env("ONIONSKIN_LOG", "debug")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let stdout = child.stdout.take().expect("stdout is piped");
        let (sender, output) = sync_channel(LINES_WAITING);
        thread::Builder::new()
            .name("process-stdout".to_owned())
            .spawn(move || {
                for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                    let value = serde_json::from_str(&line).unwrap_or_else(|_| json!({ "not-json": line }));
                    if sender.send(value).is_err() {
                        return;
                    }
                }
            })
            .expect("a thread starts");
        let stdin = child.stdin.take();
        Process { child, stdin, output, answers: HashMap::new(), next_id: 1 }
    }

    /// Looks through the store of a process that has ended, and demands that all fits.
    ///
    /// # Panics
    /// When something does not, with the report.
    pub fn examine(&self) {
        let line = self.command_line();
        let (program, options) = line.split_first().expect("there is a program");
        let report = Command::new(program).args(options).arg("doctor").output().expect("the program starts");
        let said = String::from_utf8_lossy(&report.stdout);
        assert!(report.status.success() && said.ends_with("all fits\n"), "{said}{report:?}");
    }

    /// Starts a process and makes an account; answers with its account id too.
    pub fn create(&self, display_name: &str) -> (Process, String) {
        let mut process = self.start();
        let account = process.call("create_account", &json!({ "display_name": display_name }));
        let id = account["account_id"].as_str().expect("an account id").to_owned();
        (process, id)
    }
}

/// A running process.
#[derive(Debug)]
pub struct Process {
    child: Child,
    stdin: Option<ChildStdin>,
    output: Receiver<Value>,
    answers: HashMap<u64, Value>,
    next_id: u64,
}

impl Process {
    /// Sends a request and does not wait. A process that died takes none, which is no error here.
    pub fn post(&mut self, method: &str, params: &Value) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        let line = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        if let Some(stdin) = &mut self.stdin
            && writeln!(stdin, "{line}").is_err()
        {
            self.stdin = None;
        }
        id
    }

    /// The answer to a request: its result, or the code of its error.
    pub fn answer_to(&mut self, id: u64) -> Result<Value, String> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(answer) = self.answers.remove(&id) {
                return match answer.get("result") {
                    Some(result) => Ok(result.clone()),
                    None => Err(answer["error"]["message"].as_str().unwrap_or("no message").to_owned()),
                };
            }
            let left = deadline.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(line) => self.keep(line),
                Err(RecvTimeoutError::Timeout) => panic!("no answer to request {id} in {PATIENCE:?}"),
                Err(RecvTimeoutError::Disconnected) => return Err("ended".to_owned()),
            }
        }
    }

    fn keep(&mut self, line: Value) {
        if let Some(id) = line["id"].as_u64() {
            self.answers.insert(id, line);
        }
    }

    /// Sends a request and waits for its result or the code of its error.
    pub fn ask(&mut self, method: &str, params: &Value) -> Result<Value, String> {
        let id = self.post(method, params);
        self.answer_to(id)
    }

    /// Sends a request that must succeed.
    pub fn call(&mut self, method: &str, params: &Value) -> Value {
        match self.ask(method, params) {
            Ok(result) => result,
            Err(code) => panic!("{method} {params} failed: {code}"),
        }
    }

    /// Waits until a condition holds, looking again after each event.
    pub fn wait_until<T>(&mut self, what: &str, mut condition: impl FnMut(&mut Self) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        let mut seq = 0;
        loop {
            if let Some(found) = condition(self) {
                return found;
            }
            if Instant::now() > deadline {
                let state = self.ask("state", &json!({}));
                let list = self.ask("conversations", &json!({}));
                panic!("{what}: not in {PATIENCE:?}\nstate {state:?}\nconversations {list:?}");
            }
            let news = self.call("wait", &json!({ "after": seq, "timeout_ms": 1_000 }));
            seq = news["seq"].as_u64().expect("a number");
        }
    }

    /// All messages of a conversation, oldest first; none if there is no such conversation yet.
    pub fn messages(&mut self, conversation: &str) -> Vec<Value> {
        let mut all = self.lines(conversation);
        all.retain(|message| message["note"].is_null());
        all
    }

    /// As [`Self::messages`], with the lines that say what happened.
    pub fn lines(&mut self, conversation: &str) -> Vec<Value> {
        let mut all: Vec<Value> = Vec::new();
        loop {
            let mut params = json!({ "conversation": conversation });
            if let (Some(first), Some(map)) = (all.first(), params.as_object_mut()) {
                map.insert("before".to_owned(), first["message"].clone());
            }
            let page = match self.ask("messages", &params) {
                Ok(page) => page,
                Err(code) if code == "not-found" && all.is_empty() => return all,
                Err(code) => panic!("messages {params} failed: {code}"),
            };
            let mut older = page["messages"].as_array().expect("messages").clone();
            let is_last = older.is_empty() || page["has_older"] == false;
            older.append(&mut all);
            all = older;
            if is_last {
                let numbers: HashSet<u64> = all.iter().filter_map(|message| message["message"].as_u64()).collect();
                assert_eq!(numbers.len(), all.len(), "pages overlap");
                return all;
            }
        }
    }

    /// The texts of a conversation that went one way, oldest first.
    pub fn texts(&mut self, conversation: &str, direction: &str) -> Vec<String> {
        let messages = self.messages(conversation);
        let wanted = messages.iter().filter(|message| message["direction"] == direction);
        wanted.filter_map(|message| message["text"].as_str()).map(str::to_owned).collect()
    }

    /// Waits for a line of a conversation, and gives it.
    pub fn line(&mut self, what: &str, with: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        self.wait_until(what, |process| process.lines(with).into_iter().find(&is_it))
    }

    /// Waits for a message with a text, and gives it.
    pub fn with_text(&mut self, with: &str, text: &str) -> Value {
        self.line(text, with, |line| line["text"] == text && line["note"].is_null())
    }

    /// The recovery password of its account.
    pub fn words(&mut self) -> Value {
        self.call("recovery_password", &json!({}))["recovery_password"].clone()
    }

    /// Makes sure there is a conversation with an account and sends a text there.
    pub fn say(&mut self, account_id: &str, text: &str) {
        self.call("start_conversation", &json!({ "account_id": account_id }));
        self.call("send", &json!({ "conversation": account_id, "text": text }));
    }

    /// How much memory the process has in use, in KiB, as Linux counts it.
    pub fn memory_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("the process runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a line");
        line.trim().trim_end_matches("kB").trim().parse().expect("a number")
    }

    /// Kills the process as `kill -9` does, then looks at what it still answered.
    pub fn kill_and_keep(mut self, look: impl FnOnce(&mut Self)) {
        self.child.kill().expect("the process is ours");
        self.child.wait().expect("the process is ours");
        look(&mut self);
    }

    /// Closes stdin; open requests are still answered.
    pub fn close_stdin(&mut self) {
        drop(self.stdin.take());
    }

    /// Closes stdin and waits for the process to end by itself.
    pub fn finish(mut self) {
        drop(self.stdin.take());
        let status = self.child.wait().expect("the process is ours");
        assert!(status.success(), "{status}");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // A failed test must not leave processes behind; one that has ended already is fine.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
