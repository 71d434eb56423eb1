//! How single values stand in the data of group info and group members (protocol notes, config 7).
//!
//! A number of no meaning is absent rather than 0, a text rather than empty; an avatar has both parts or
//! none. What has the wrong type reads as absent. Texts are cut at whole characters.

use crate::protocol::config::{Config, Scalar};
use crate::protocol::content::Avatar;

/// Most bytes of a name.
pub(super) const MAX_NAME_BYTES: usize = 100;
/// Most bytes of an avatar's address.
const MAX_URL_BYTES: usize = 223;

/// A text, if it is there and not empty.
pub(super) fn text<'a>(config: &'a Config, path: &[&[u8]]) -> Option<&'a str> {
    config.bytes(path).and_then(|bytes| str::from_utf8(bytes).ok()).filter(|text| !text.is_empty())
}

/// The beginning of a text that has at most `bytes` bytes.
pub(super) fn cut(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or_default()
}

/// Puts a text, or nothing if it is empty.
pub(super) fn set_text(config: &mut Config, path: &[&[u8]], text: &str, max_bytes: usize) {
    let text = cut(text, max_bytes);
    if text.is_empty() {
        config.erase(path);
    } else {
        config.set_bytes(path, text.as_bytes());
    }
}

/// A positive number.
pub(super) fn positive(config: &Config, path: &[&[u8]]) -> Option<u64> {
    config.int(path).and_then(|number| u64::try_from(number).ok()).filter(|number| *number > 0)
}

/// Puts a positive number, or nothing instead of 0.
pub(super) fn set_positive(config: &mut Config, path: &[&[u8]], number: u64) {
    match i64::try_from(number) {
        Ok(number @ 1..) => config.set_int(path, number),
        Ok(_) => drop(config.erase(path)),
        Err(_huge) => config.set_int(path, i64::MAX),
    }
}

/// Whether a flag is set.
pub(super) fn flag(config: &Config, path: &[&[u8]]) -> bool {
    config.int(path).is_some_and(|number| number != 0)
}

/// Sets or clears a flag.
pub(super) fn set_flag(config: &mut Config, path: &[&[u8]], is_set: bool) {
    set_positive(config, path, u64::from(is_set));
}

/// The avatar whose address and key stand at these two paths.
pub(super) fn avatar(config: &Config, url: &[&[u8]], key: &[&[u8]]) -> Option<Avatar> {
    let url = text(config, url).filter(|url| url.len() <= MAX_URL_BYTES)?;
    let key = config.bytes(key)?.try_into().ok()?;
    Some(Avatar { url: url.to_owned(), key })
}

/// Puts an avatar; without one, or one whose address is too long, none remains.
pub(super) fn set_avatar(config: &mut Config, url: &[&[u8]], key: &[&[u8]], avatar: Option<&Avatar>) {
    let usable = avatar.filter(|avatar| !avatar.url.is_empty() && avatar.url.len() <= MAX_URL_BYTES);
    if let Some(avatar) = usable {
        config.assign(url, Scalar::Bytes(avatar.url.as_bytes().to_vec()));
        config.assign(key, Scalar::Bytes(avatar.key.to_vec()));
    } else {
        config.erase(url);
        config.erase(key);
    }
}
