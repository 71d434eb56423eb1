//! A proxy that speaks SOCKS5 and HTTP CONNECT on one port, for tests of what goes through it.
//!
//! It asks for a name and password when told to (RFC 1929, Basic), resolves every host name to
//! 127.0.0.1 - so that names no resolver knows work through it and nowhere else - and writes down what
//! it was asked to connect to.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use onionskin_core::network::ProxyConfig;
use onionskin_core::network::transport::ProxyProtocol;
use zeroize::Zeroizing;

struct Inner {
    address: SocketAddr,
    login: Option<(String, String)>,
    targets: Mutex<Vec<String>>,
    is_stopped: AtomicBool,
}

/// A running proxy; dropping it ends it.
pub struct ProxyServer {
    inner: Arc<Inner>,
}

impl ProxyServer {
    /// Starts a proxy; `login` is the name and password it asks for.
    ///
    /// # Errors
    /// When the system has no port or thread left.
    pub fn start(login: Option<(&str, &str)>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let login = login.map(|(user, password)| (user.to_owned(), password.to_owned()));
        let inner = Arc::new(Inner {
            address: listener.local_addr()?,
            login,
            targets: Mutex::default(),
            is_stopped: AtomicBool::new(false),
        });
        let serving = Arc::clone(&inner);
        std::thread::Builder::new().name("proxy".to_owned()).spawn(move || {
            for client in listener.incoming() {
                if serving.is_stopped.load(Ordering::SeqCst) {
                    break;
                }
                let (Ok(client), serving) = (client, Arc::clone(&serving)) else { continue };
                let started = std::thread::Builder::new().name("proxied".to_owned()).spawn(move || {
                    // A client that breaks the protocol or goes away is no matter here.
                    drop(serving.serve(client));
                });
                drop(started);
            }
        })?;
        Ok(Self { inner })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.inner.address
    }

    /// What it was asked to connect to, `host:port`, in order.
    pub fn targets(&self) -> Vec<String> {
        self.inner.targets.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The setting that leads through it, with this name and password.
    pub fn config(&self, protocol: ProxyProtocol, login: Option<(&str, &str)>) -> ProxyConfig {
        ProxyConfig {
            protocol,
            host: self.inner.address.ip().to_string(),
            port: self.inner.address.port(),
            user: login.map(|(user, _)| user.to_owned()),
            password: login.map(|(_, password)| Zeroizing::new(password.to_owned())),
        }
    }
}

impl Drop for ProxyServer {
    fn drop(&mut self) {
        self.inner.is_stopped.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for clients.
        drop(TcpStream::connect(self.inner.address));
    }
}

fn take<const N: usize>(stream: &mut TcpStream) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// A text after its length in one byte.
fn take_text(stream: &mut TcpStream) -> io::Result<String> {
    let [length] = take(stream)?;
    let mut bytes = vec![0; usize::from(length)];
    stream.read_exact(&mut bytes)?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

fn refused() -> io::Error {
    io::Error::from(io::ErrorKind::PermissionDenied)
}

impl Inner {
    fn serve(&self, mut client: TcpStream) -> io::Result<()> {
        let mut first = [0];
        if client.peek(&mut first)? == 1 && first == [5] { self.socks(client) } else { self.connect(&mut client) }
    }

    fn open(&self, host: &str, port: u16) -> io::Result<TcpStream> {
        let target = format!("{host}:{port}");
        self.targets.lock().unwrap_or_else(PoisonError::into_inner).push(target);
        let ip = host.parse().unwrap_or(Ipv4Addr::LOCALHOST);
        TcpStream::connect((ip, port))
    }

    fn socks(&self, mut client: TcpStream) -> io::Result<()> {
        let [_version, count] = take(&mut client)?;
        let mut methods = vec![0; usize::from(count)];
        client.read_exact(&mut methods)?;
        let wanted = if self.login.is_some() { 2 } else { 0 };
        if !methods.contains(&wanted) {
            client.write_all(&[5, 0xff])?;
            return Err(refused());
        }
        client.write_all(&[5, wanted])?;
        if let Some(login) = &self.login {
            let [_version] = take(&mut client)?;
            let given = (take_text(&mut client)?, take_text(&mut client)?);
            client.write_all(&[1, u8::from(given != *login)])?;
            if given != *login {
                return Err(refused());
            }
        }
        let [_version, _connect, _reserved, kind] = take(&mut client)?;
        let host = match kind {
            1 => Ipv4Addr::from(take::<4>(&mut client)?).to_string(),
            3 => take_text(&mut client)?,
            _ => return Err(refused()),
        };
        let port = u16::from_be_bytes(take(&mut client)?);
        let server = self.open(&host, port);
        let reply = if server.is_ok() { 0 } else { 5 };
        client.write_all(&[5, reply, 0, 1, 0, 0, 0, 0, 0, 0])?;
        pump(client, server?)
    }

    fn connect(&self, client: &mut TcpStream) -> io::Result<()> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") && head.len() < 8_192 {
            head.extend(take::<1>(client)?);
        }
        let head = String::from_utf8(head).map_err(io::Error::other)?;
        if let Some((user, password)) = &self.login {
            let login = data_encoding::BASE64.encode(format!("{user}:{password}").as_bytes());
            if !head.lines().any(|line| line == format!("Proxy-Authorization: Basic {login}")) {
                client.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")?;
                return Err(refused());
            }
        }
        let target = head.strip_prefix("CONNECT ").and_then(|rest| rest.split(' ').next());
        let target = target.and_then(|target| target.rsplit_once(':'));
        let Some((host, port)) = target.and_then(|(host, port)| Some((host, port.parse().ok()?))) else {
            client.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")?;
            return Err(refused());
        };
        match self.open(host, port) {
            Ok(server) => {
                client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
                pump(client.try_clone()?, server)
            }
            Err(error) => {
                client.write_all(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")?;
                Err(error)
            }
        }
    }
}

/// Carries bytes both ways until both sides are done.
fn pump(client: TcpStream, server: TcpStream) -> io::Result<()> {
    let (mut from_server, mut to_client) = (server.try_clone()?, client.try_clone()?);
    let back = std::thread::Builder::new().name("proxied-back".to_owned()).spawn(move || {
        drop(io::copy(&mut from_server, &mut to_client));
        drop(to_client.shutdown(Shutdown::Write));
    })?;
    let (mut from_client, mut to_server) = (client, server);
    drop(io::copy(&mut from_client, &mut to_server));
    drop(to_server.shutdown(Shutdown::Write));
    back.join().map_err(|_panic| io::Error::other("a proxy thread panicked"))
}
