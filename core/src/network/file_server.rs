//! File servers: known by address and key, reached through onion requests only (protocol notes, network 7).
//!
//! Ours is part of the network file. Another one that an address names must come with its key.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::client::Network;
use super::error::NetworkError;
use super::spec::FileServer;
use crate::codec::onion_v4::V4Request;
use crate::crypto::keys::x25519_from_ed25519;
use crate::crypto::onion::Destination;
use crate::protocol::content::FileUrl;

/// Why a file could not be stored or had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FileServerError {
    /// The server could not be reached.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The server has no such file, or no longer.
    #[error("no such file")]
    Gone,
    /// The server refuses, or the address is none.
    #[error("refused ({0})")]
    Refused(u16),
    /// The server has trouble.
    #[error("trouble of the server ({0})")]
    Trouble(u16),
}

impl FileServerError {
    const fn of(code: u16) -> Self {
        match code {
            404 | 410 => Self::Gone,
            408 | 425 | 429 | 500.. => Self::Trouble(code),
            _ => Self::Refused(code),
        }
    }
}

#[derive(Deserialize)]
struct Stored {
    id: String,
}

impl Network {
    /// Stores a file and gives its address.
    ///
    /// # Errors
    /// [`FileServerError`].
    pub async fn upload(&self, file: &[u8]) -> Result<String, FileServerError> {
        let server = self.own_file_server();
        let to = destination(server).ok_or(FileServerError::Refused(0))?;
        let headers = BTreeMap::from([
            ("Content-Type", "application/octet-stream".to_owned()),
            ("Content-Disposition", "attachment".to_owned()),
        ]);
        let request = V4Request { method: "POST", endpoint: "/file", headers };
        let answer = self.ask_server(&to, &request, Some(file)).await?;
        if answer.code != 200 {
            return Err(FileServerError::of(answer.code));
        }
        let stored: Stored = serde_json::from_slice(&answer.body).map_err(|_form| NetworkError::BadAnswer)?;
        let url = FileUrl::of(&server.url, &server.ed25519.0, &stored.id);
        // What we could not read ourselves is no use to anybody.
        FileUrl::parse(&url).map(|_readable| url).ok_or(FileServerError::Network(NetworkError::BadAnswer))
    }

    /// Has a file that is stored at an address.
    ///
    /// # Errors
    /// [`FileServerError`].
    pub async fn download(&self, url: &str) -> Result<Vec<u8>, FileServerError> {
        let url = FileUrl::parse(url).ok_or(FileServerError::Refused(0))?;
        let to = self.server_of(&url).ok_or(FileServerError::Refused(0))?;
        let endpoint = format!("/file/{}", url.id);
        let request = V4Request { method: "GET", endpoint: &endpoint, headers: BTreeMap::new() };
        let answer = self.ask_server(&to, &request, None).await?;
        if answer.code == 200 { Ok(answer.body) } else { Err(FileServerError::of(answer.code)) }
    }

    /// Whom an address means: our own server, or another one with its key.
    fn server_of(&self, url: &FileUrl) -> Option<Destination> {
        let own = self.own_file_server();
        let is_own = own.url.trim_end_matches('/') == url.server && url.key.is_none_or(|key| key == own.ed25519.0);
        if is_own {
            return destination(own);
        }
        let ed25519 = url.key?;
        let x25519 = super::spec::Key32(x25519_from_ed25519(&ed25519)?);
        let other = FileServer { url: url.server.clone(), ed25519: super::spec::Key32(ed25519), x25519 };
        destination(&other)
    }
}

/// The server as the end of an onion request; nothing when its address is no `http` or `https` URL.
pub(super) fn destination(server: &FileServer) -> Option<Destination> {
    let (protocol, rest) = server.url.split_once("://")?;
    let default_port = match protocol {
        "http" => 80,
        "https" => 443,
        _ => return None,
    };
    let authority = rest.split('/').next().filter(|authority| !authority.is_empty())?;
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().ok()?),
        None => (authority, default_port),
    };
    Some(Destination::Server { protocol: protocol.to_owned(), host: host.to_owned(), port, x25519: server.x25519.0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::spec::Key32;

    #[test]
    fn a_url_gives_protocol_host_and_port() {
        let at = |url: &str| {
            let server = FileServer { url: url.to_owned(), ed25519: Key32([1; 32]), x25519: Key32([2; 32]) };
            match destination(&server)? {
                Destination::Server { protocol, host, port, .. } => Some((protocol, host, port)),
                Destination::Node(_) => None,
            }
        };
        assert_eq!(at("http://files.example.org"), Some(("http".into(), "files.example.org".into(), 80)));
        assert_eq!(at("https://files.example.org/x"), Some(("https".into(), "files.example.org".into(), 443)));
        assert_eq!(at("http://127.0.0.1:8080"), Some(("http".into(), "127.0.0.1".into(), 8080)));
        assert_eq!(at("ftp://files.example.org"), None);
        assert_eq!(at("http://"), None);
    }
}
