//! The V4 framing of requests to servers: a bencoded list of one or two byte strings.
//!
//! The first is JSON about the request or the answer, the second its body (protocol notes, network
//! 3.6). Lengths are in bytes. Foreign answers are bounded by their own length: nothing is allocated
//! for what a length only claims.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Why bytes are no V4 answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum V4Error {
    /// The list or one of its strings is malformed.
    #[error("malformed list")]
    List,
    /// The first string is not the JSON it should be.
    #[error("malformed head")]
    Head,
}

/// The head of a request.
#[derive(Debug, Clone, Serialize)]
pub struct V4Request<'a> {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub method: &'a str,
    /// Path and query, starting with `/`.
    pub endpoint: &'a str,
    /// Headers.
    pub headers: BTreeMap<&'a str, String>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct V4Response {
    /// HTTP status of the server.
    pub code: u16,
    /// Headers, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
}

#[derive(Deserialize)]
struct Head {
    code: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
}

fn push_string(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend(bytes.len().to_string().as_bytes());
    out.push(b':');
    out.extend(bytes);
}

impl V4Request<'_> {
    /// The request as bytes; `body` becomes the second string when there is one.
    pub fn encode(&self, body: Option<&[u8]>) -> Vec<u8> {
        let head = serde_json::to_vec(self).expect("text keys and values are always JSON");
        let mut out = vec![b'l'];
        push_string(&mut out, &head);
        if let Some(body) = body {
            push_string(&mut out, body);
        }
        out.push(b'e');
        out
    }
}

/// Takes `len:bytes` off the front.
fn take_string(bytes: &[u8]) -> Result<(&[u8], &[u8]), V4Error> {
    let colon = bytes.iter().take(9).position(|byte| *byte == b':').ok_or(V4Error::List)?;
    let (digits, rest) = bytes.split_at_checked(colon).ok_or(V4Error::List)?;
    let is_number = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    let length = std::str::from_utf8(digits).ok().filter(|_| is_number).and_then(|text| text.parse().ok());
    rest.get(1..).ok_or(V4Error::List)?.split_at_checked(length.ok_or(V4Error::List)?).ok_or(V4Error::List)
}

/// Reads an answer.
///
/// # Errors
/// [`V4Error`] says which part is malformed.
pub fn decode_response(bytes: &[u8]) -> Result<V4Response, V4Error> {
    let list = bytes.strip_prefix(b"l").ok_or(V4Error::List)?;
    let (head, rest) = take_string(list)?;
    let (body, rest) = if rest == b"e" { (&[][..], rest) } else { take_string(rest)? };
    if rest != b"e" {
        return Err(V4Error::List);
    }
    let head: Head = serde_json::from_slice(head).map_err(|_json| V4Error::Head)?;
    let headers = head.headers.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect();
    Ok(V4Response { code: head.code, headers, body: body.to_vec() })
}
