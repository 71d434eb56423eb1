//! The file server: known by address and key, reached through onion requests only.

use super::spec::FileServer;
use crate::crypto::onion::Destination;

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
