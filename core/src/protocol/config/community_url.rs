//! Addresses of communities and their canonical form (protocol notes, config 7.4).
//!
//! Base: scheme and host in lower case, no default port, no path. Room: 1 to 64 of `[-_0-9A-Za-z]`,
//! compared in lower case. A full address also carries the server's key, in hex, base32z or base64.

use data_encoding::{BASE64, BASE64_NOPAD, HEXLOWER_PERMISSIVE};

/// Most bytes of a base address.
const MAX_BASE_BYTES: usize = 267;
/// Most bytes of a room.
const MAX_ROOM_BYTES: usize = 64;
/// The alphabet of base32z.
const BASE32Z: &[u8; 32] = b"ybndrfg8ejkmcpqxot1uwisza345h769";

/// A room with all that is needed to join it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommunityUrl {
    /// Canonical base address.
    pub base_url: String,
    /// The room as it was written.
    pub room: String,
    /// Key of the server, 32 bytes.
    pub server_key: [u8; 32],
}

/// The canonical form of a base address; nothing if it is none.
pub fn canonical_base(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let default_port = match scheme.as_str() {
        "http" => "80",
        "https" => "443",
        _ => return None,
    };
    let authority = rest.strip_suffix('/').unwrap_or(rest).to_ascii_lowercase();
    let (host, port) = authority.split_once(':').unwrap_or((&authority, default_port));
    let is_host = host.len() >= 4
        && host.contains('.')
        && !host.ends_with('.')
        && host.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'.' || byte == b'-');
    let is_number = port.bytes().all(|byte| byte.is_ascii_digit());
    let port = port.parse::<u16>().ok().filter(|port| *port != 0 && is_number)?.to_string();
    let base = if port == default_port { format!("{scheme}://{host}") } else { format!("{scheme}://{host}:{port}") };
    (is_host && base.len() <= MAX_BASE_BYTES).then_some(base)
}

/// Whether a text can name a room.
pub fn is_room(text: &str) -> bool {
    let is_good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    !text.is_empty() && text.len() <= MAX_ROOM_BYTES && text.bytes().all(is_good)
}

impl CommunityUrl {
    /// Reads `base/room?public_key=…` or `base/r/room?public_key=…`.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, query) = text.trim().split_once('?')?;
        let (base, room) = address.trim_end_matches('/').rsplit_once('/')?;
        let base = base.strip_suffix("/r").unwrap_or(base);
        let key = query.split('&').find_map(|pair| pair.strip_prefix("public_key="))?;
        let base_url = canonical_base(base)?;
        is_room(room).then_some(())?;
        Some(Self { base_url, room: room.to_owned(), server_key: read_key(key)? })
    }

    /// The full address.
    pub fn full(&self) -> String {
        format!("{}/{}?public_key={}", self.base_url, self.room, HEXLOWER_PERMISSIVE.encode(&self.server_key))
    }
}

fn read_key(text: &str) -> Option<[u8; 32]> {
    let bytes = match text.len() {
        64 => HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?,
        52 => base32z(text)?,
        44 => BASE64.decode(text.as_bytes()).ok()?,
        43 => BASE64_NOPAD.decode(text.as_bytes()).ok()?,
        _ => return None,
    };
    bytes.try_into().ok()
}

fn base32z(text: &str) -> Option<Vec<u8>> {
    let (mut bits, mut count, mut bytes) = (0_u32, 0_u32, Vec::with_capacity(32));
    for digit in text.bytes() {
        let value = BASE32Z.iter().position(|known| *known == digit.to_ascii_lowercase())?;
        bits = (bits << 5) | u32::try_from(value).ok()?;
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).ok()?);
            bits &= (1 << count) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "5ace20c3085b3849e8c0ed132d321eaa866b88a3fcf01422e863ff29682f9dcf";

    #[test]
    fn the_same_room_has_one_form() {
        for text in
            ["https://Open.Example.org/r/Main", "HTTPS://open.example.org:443/Main", "https://open.example.org/Main/"]
        {
            let url = CommunityUrl::parse(&format!("{text}?public_key={KEY}")).expect("an address");
            assert_eq!((url.base_url.as_str(), url.room.as_str()), ("https://open.example.org", "Main"), "{text}");
            assert_eq!(CommunityUrl::parse(&url.full()), Some(url));
        }
        assert_eq!(canonical_base("http://Example.com:8080").as_deref(), Some("http://example.com:8080"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        assert_eq!(canonical_base("https://example.org:0443").as_deref(), Some("https://example.org"));
        assert_eq!(canonical_base("http://example.org:+8080"), None);
        let with_key = |text: &str| CommunityUrl::parse(&format!("{text}?public_key={KEY}"));
        for text in
            ["ftp://example.org/room", "https://localhost/room", "https://example.org/ro om", "https://example.org."]
        {
            assert_eq!(with_key(text), None, "{text}");
        }
        assert_eq!(CommunityUrl::parse("https://example.org/room"), None);
        assert_eq!(CommunityUrl::parse("https://example.org/room?public_key=12"), None);
    }
}
