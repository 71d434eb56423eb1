//! The V4 envelope of server requests: a bencoded list of one or two byte strings (protocol notes: network 3.6).

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::servers::ServiceRequest;

/// Makes `l<len>:<bytes>...e`.
pub(crate) fn write(parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = vec![b'l'];
    for part in parts {
        bytes.extend(part.len().to_string().into_bytes());
        bytes.push(b':');
        bytes.extend(*part);
    }
    bytes.push(b'e');
    bytes
}

/// Reads a list of one or two byte strings; none if anything is off.
pub(crate) fn read(bytes: &[u8]) -> Option<(&[u8], Option<&[u8]>)> {
    let rest = bytes.strip_prefix(b"l")?;
    let (first, rest) = string(rest)?;
    if rest == b"e" {
        return Some((first, None));
    }
    let (second, rest) = string(rest)?;
    (rest == b"e").then_some((first, Some(second)))
}

fn string(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = bytes.iter().take(12).position(|byte| *byte == b':')?;
    let (digits, rest) = bytes.split_at_checked(colon)?;
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) || (digits.len() > 1 && digits.starts_with(b"0")) {
        return None;
    }
    let size: usize = std::str::from_utf8(digits).ok()?.parse().ok()?;
    rest.get(1..)?.split_at_checked(size)
}

/// Reads a request.
pub(crate) fn read_request(bytes: &[u8], now: u64) -> Option<ServiceRequest> {
    let (info, body) = read(bytes)?;
    let info: Map<String, Value> = serde_json::from_slice(info).ok()?;
    let method = info.get("method")?.as_str()?.to_owned();
    let endpoint = info.get("endpoint")?.as_str()?;
    if !endpoint.starts_with('/') {
        return None;
    }
    let headers = match info.get("headers") {
        None => BTreeMap::new(),
        Some(Value::Object(headers)) => headers
            .iter()
            .map(|(name, value)| Some((name.to_lowercase(), value.as_str()?.to_owned())))
            .collect::<Option<_>>()?,
        Some(_) => return None,
    };
    Some(ServiceRequest { method, endpoint: endpoint.to_owned(), headers, body: body.unwrap_or(&[]).to_vec(), now })
}

#[cfg(test)]
mod tests {
    use super::{read, write};

    #[test]
    fn what_is_written_is_read_and_nothing_else() {
        let bytes = write(&[b"info", b"body"]);
        assert_eq!(bytes, b"l4:info4:bodye");
        assert_eq!(read(&bytes), Some((b"info".as_slice(), Some(b"body".as_slice()))));
        for broken in ["", "l", "le", "l4:infe", "l5:info4:bodye", "l04:infoe", "l4:infoex", "l-1:e", "l99999999999:e"]
        {
            assert_eq!(read(broken.as_bytes()), None, "{broken}");
        }
    }
}
