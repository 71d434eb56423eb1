//! One window for a profile: a second start hands its links to the first and ends.
//!
//! The first listens at a local socket that only its user can reach. What comes is a few lines: `show`, then links, one
//! a line; the answer is `ok`. Whoever hears no such answer in time starts by itself, and the store, which only one can
//! have open, says what is wrong.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use interprocess::local_socket::prelude::*;
use interprocess::local_socket::{GenericFilePath, Listener, ListenerOptions, Stream};
use onionskin_core::api::Waker;
use sha2::{Digest, Sha256};

/// How long the other side may take for anything.
const PATIENCE: Duration = Duration::from_secs(2);
/// Bytes of one message at most.
const MOST_BYTES: u64 = 16 * 1_024;
/// Links of one message at most.
pub const MOST_LINKS: usize = 8;
/// Messages that wait for the window at most.
const WAITING: usize = 4;
/// Longest name of a socket, in bytes; systems allow little more.
const LONGEST_NAME: usize = 100;

/// What a second start asks for: the window, and where these links lead.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// The links.
    pub links: Vec<String>,
}

/// What a start comes to.
#[derive(Debug)]
pub enum Claim {
    /// It is the first: it may listen.
    First(Option<Instance>),
    /// Another was told.
    Told,
}

/// The right to listen.
#[derive(Debug)]
pub struct Instance(Listener);

/// Asks for the profile: tells the one that has it, or takes it. Blocks for a moment.
pub fn claim(profile: &Path, request: &Request) -> Claim {
    let Some(name) = name(profile) else { return Claim::First(None) };
    match tell(&name, request) {
        Ok(()) => return Claim::Told,
        Err(error) => tracing::debug!(%error, "nobody answers"),
    }
    let listener = name.as_path().to_fs_name::<GenericFilePath>().and_then(|name| {
        // What a crash left behind is replaced.
        ListenerOptions::new().name(name).try_overwrite(true).create_sync()
    });
    match listener {
        Ok(listener) => Claim::First(Some(Instance(listener))),
        Err(error) => {
            tracing::info!(%error, "a second start will not find this one");
            Claim::First(None)
        }
    }
}

/// Where the socket of a profile is: in the folder that the system gives for such things, or in the profile.
fn name(profile: &Path) -> Option<PathBuf> {
    let digest = Sha256::digest(profile.as_os_str().as_encoded_bytes());
    let short = u64::from_be_bytes(*digest.first_chunk()?);
    let short = format!("{short:016x}");
    if cfg!(windows) {
        return Some(PathBuf::from(format!(r"\\.\pipe\onionskin-{short}")));
    }
    let shared = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|folder| folder.is_dir());
    let name = match shared {
        Some(folder) => folder.join(format!("onionskin-{short}.socket")),
        None => profile.join("onionskin.socket"),
    };
    (name.as_os_str().len() <= LONGEST_NAME).then_some(name)
}

fn tell(name: &Path, request: &Request) -> std::io::Result<()> {
    let mut stream = Stream::connect(name.to_fs_name::<GenericFilePath>()?)?;
    stream.set_recv_timeout(Some(PATIENCE))?;
    stream.set_send_timeout(Some(PATIENCE))?;
    let mut lines = String::from("show\n");
    for link in request.links.iter().take(MOST_LINKS).filter(|link| !link.contains(['\n', '\r'])) {
        lines.push_str(link);
        lines.push('\n');
    }
    lines.push('\n');
    stream.write_all(lines.as_bytes())?;
    let mut answer = [0; 3];
    stream.read_exact(&mut answer)?;
    if &answer == b"ok\n" { Ok(()) } else { Err(std::io::ErrorKind::InvalidData.into()) }
}

impl Instance {
    /// Listens from now on, on a thread of its own; it ends with the program.
    pub fn listen(self, waker: Waker) -> Receiver<Request> {
        let (requests, waiting) = sync_channel(WAITING);
        let serve = move || serve(&self.0, &requests, &waker);
        if let Err(error) = std::thread::Builder::new().name("instance".to_owned()).spawn(serve) {
            tracing::warn!(%error, "a second start will not find this one");
        }
        waiting
    }
}

fn serve(listener: &Listener, requests: &SyncSender<Request>, waker: &Waker) {
    for stream in listener.incoming() {
        let heard = stream.and_then(|mut stream| {
            let request = read(&stream)?;
            // Only what will be done is confirmed; who hears nothing starts by itself.
            requests.try_send(request).map_err(|_full| std::io::Error::from(std::io::ErrorKind::WouldBlock))?;
            waker();
            stream.write_all(b"ok\n")
        });
        match heard {
            Ok(()) => {}
            Err(error) => {
                tracing::debug!(%error, "a second start was not understood");
                // A listener that fails at once, again and again, must not take a processor.
                std::thread::sleep(Duration::from_millis(50));
            }
        }
    }
}

fn read(stream: &Stream) -> std::io::Result<Request> {
    stream.set_recv_timeout(Some(PATIENCE))?;
    stream.set_send_timeout(Some(PATIENCE))?;
    let mut lines = BufReader::new(stream.take(MOST_BYTES)).lines();
    let is_ours = lines.next().transpose()?.as_deref() == Some("show");
    if !is_ours {
        return Err(std::io::ErrorKind::InvalidData.into());
    }
    let mut links = Vec::new();
    for line in lines {
        let line = line?;
        if line.is_empty() {
            break;
        }
        if links.len() < MOST_LINKS {
            links.push(line);
        }
    }
    Ok(Request { links })
}

#[cfg(all(test, unix))]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn a_second_start_is_heard_by_the_first_and_a_dead_one_is_replaced() {
        let profile = tempfile::tempdir().expect("a folder");
        let links = vec!["onionskin://chat/05".to_owned(), "two\nlines".to_owned()];
        let request = Request { links };
        let Claim::First(Some(first)) = claim(profile.path(), &request) else { panic!("it is the first") };
        let heard = first.listen(Arc::new(|| {}));
        assert!(matches!(claim(profile.path(), &request), Claim::Told));
        let said = heard.recv_timeout(Duration::from_secs(10)).expect("it is told");
        assert_eq!(said.links, ["onionskin://chat/05"], "what is no line is no link");

        let other = tempfile::tempdir().expect("a folder");
        let socket = name(other.path()).expect("a name");
        drop(std::os::unix::net::UnixListener::bind(&socket).expect("a socket"));
        assert!(socket.exists(), "as a crash leaves it");
        assert!(matches!(claim(other.path(), &request), Claim::First(Some(_))));
    }

    #[test]
    fn what_is_no_second_start_changes_nothing() {
        let profile = tempfile::tempdir().expect("a folder");
        let Claim::First(Some(first)) = claim(profile.path(), &Request::default()) else { panic!("it is the first") };
        let heard = first.listen(Arc::new(|| {}));
        let socket = name(profile.path()).expect("a name");
        let long = vec![b'x'; 40_000];
        for said in [b"GET / HTTP/1.1\n\n".as_slice(), b"\xff\xfe\n", b"", &long] {
            let mut stream = std::os::unix::net::UnixStream::connect(&socket).expect("it listens");
            // The other side may close at once.
            drop(stream.write_all(said));
        }
        assert!(matches!(claim(profile.path(), &Request::default()), Claim::Told));
        let said = heard.recv_timeout(Duration::from_secs(10)).expect("it is told");
        assert_eq!(said, Request::default());
    }
}
