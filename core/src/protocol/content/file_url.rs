//! Addresses of files on file servers (protocol notes, messages 4.5 and network 7.3).
//!
//! `{server}/file/{id}` with an optional fragment of `&`-separated words: `p=` the Ed25519 key of the server in hex,
//! `d` that the file has the newer encryption. Addresses come from strangers: what doesn't look like one is none.

use data_encoding::HEXLOWER_PERMISSIVE;

/// The server whose key every client knows, so that it is left out of addresses.
const KNOWN_SERVER: &str = "http://filev2.getsession.org";
/// Bytes of an address at most.
const LONGEST: usize = 512;
/// Bytes of an id at most.
const LONGEST_ID: usize = 128;

/// An address of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileUrl {
    /// Protocol, host and port, without a slash at the end.
    pub server: String,
    /// What the server calls the file.
    pub id: String,
    /// Ed25519 key of the server, if the address tells it.
    pub key: Option<[u8; 32]>,
    /// Whether the file has the newer encryption.
    pub is_stream: bool,
}

impl FileUrl {
    /// Reads an address; nothing if it is none.
    pub fn parse(url: &str) -> Option<Self> {
        if url.len() > LONGEST {
            return None;
        }
        let (path, fragment) = url.split_once('#').unwrap_or((url, ""));
        let (server, id) = path.rsplit_once("/file/")?;
        let (protocol, host) = server.split_once("://")?;
        let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
        let is_server = matches!(protocol, "http" | "https") && !host.is_empty() && host.chars().all(is_host);
        let is_id = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '=');
        if !is_server || id.is_empty() || id.len() > LONGEST_ID || !id.chars().all(is_id) {
            return None;
        }
        let mut found = Self { server: server.to_owned(), id: id.to_owned(), key: None, is_stream: false };
        for word in fragment.split('&') {
            match word.split_once('=').unwrap_or((word, "")) {
                ("p", key) => found.key = Some(HEXLOWER_PERMISSIVE.decode(key.as_bytes()).ok()?.try_into().ok()?),
                ("d", _value) => found.is_stream = true,
                _ => {}
            }
        }
        Some(found)
    }

    /// The address of a file that was stored with the older encryption.
    pub fn of(server: &str, key: &[u8; 32], id: &str) -> String {
        let server = server.trim_end_matches('/');
        let fragment = match server {
            KNOWN_SERVER => String::new(),
            _ => format!("#p={}", HEXLOWER_PERMISSIVE.encode(key)),
        };
        format!("{server}/file/{id}{fragment}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_every_client_are_read() {
        let known = FileUrl::parse("http://filev2.getsession.org/file/123456").expect("an address");
        assert_eq!((known.server.as_str(), known.id.as_str()), (KNOWN_SERVER, "123456"));
        assert_eq!((known.key, known.is_stream), (None, false));
        for stream in ["#d", "#d=", "#x=1&d=1"] {
            let url = format!("{KNOWN_SERVER}/file/ab-_c{stream}");
            assert!(FileUrl::parse(&url).expect("an address").is_stream, "{stream}");
        }
        let ours = FileUrl::of("http://files.example:81/", &[0xab; 32], "xyz");
        let read = FileUrl::parse(&ours).expect("an address");
        assert_eq!((read.server.as_str(), read.id.as_str()), ("http://files.example:81", "xyz"));
        assert_eq!(read.key, Some([0xab; 32]));
        assert_eq!(FileUrl::of(KNOWN_SERVER, &[1; 32], "7"), format!("{KNOWN_SERVER}/file/7"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for url in [
            "",
            "/file/1",
            "ftp://a/file/1",
            "http:///file/1",
            "http://a/file/",
            "http://a/file/1?x=2",
            "http://a/file/../1",
            "http://a b/file/1",
            "http://a/file/1#p=00",
            "http://user@a/file/1",
            "http://a/other/1",
        ] {
            assert_eq!(FileUrl::parse(url), None, "{url}");
        }
        assert_eq!(FileUrl::parse(&format!("http://a/file/{}", "1".repeat(600))), None);
    }
}
