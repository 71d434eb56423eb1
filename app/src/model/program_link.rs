//! Links that lead into the program, from the command line, the browser or a message.
//!
//! | link | leads to |
//! | --- | --- |
//! | `onionskin://chat/05…` | the conversation with an account |
//! | `onionskin://join?url=…` | a community, by its address, percent-encoded |
//! | `https://host/room?public_key=…` | the same; the form that all clients share (protocol notes, config 7.4) |

use onionskin_core::api::{AccountId, CommunityUrl};

/// Longest link that is read, in bytes.
pub const LONGEST: usize = 2_048;

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProgramLink {
    /// To the conversation with an account.
    Chat(AccountId),
    /// To a community.
    Community(CommunityUrl),
}

impl ProgramLink {
    /// Reads a link; nothing if it leads elsewhere.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > LONGEST {
            return None;
        }
        let Some((_scheme, rest)) =
            text.split_once("://").filter(|(scheme, _)| scheme.eq_ignore_ascii_case("onionskin"))
        else {
            return CommunityUrl::parse(text).map(Self::Community);
        };
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let place = place.trim_end_matches('/');
        if place.eq_ignore_ascii_case("join") {
            let url = query.split('&').find_map(|pair| pair.strip_prefix("url="))?;
            return CommunityUrl::parse(&decoded(url)?).map(Self::Community);
        }
        let (place, id) = place.split_once('/')?;
        place.eq_ignore_ascii_case("chat").then(|| id.parse().ok())?.map(Self::Chat)
    }
}

/// A percent-encoded text; nothing if it is none.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        let value = digit()? * 16 + digit()?;
        bytes.push(u8::try_from(value).ok()?);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "050000000000000000000000000000000000000000000000000000000000000001";
    const KEY: &str = "a03c383cf63c3c4efe67acc52112a6dd734b3a946b9545f488aaa93da7991238";

    #[test]
    fn a_chat_is_named_by_its_account() {
        let chat = Some(ProgramLink::Chat(ID.parse().expect("an id")));
        for link in [
            format!("onionskin://chat/{ID}"),
            format!(" ONIONSKIN://Chat/{ID}/ "),
            format!("onionskin://chat/{ID}?x=1"),
        ] {
            assert_eq!(ProgramLink::parse(&link), chat, "{link}");
        }
        let group = format!("onionskin://chat/03{}", ID.get(2..).expect("digits"));
        for bad in [
            "onionskin://chat/",
            "onionskin://chat/05ab",
            "onionskin://talk/05",
            "session://chat/05",
            &group,
            "onionskin:",
        ] {
            assert_eq!(ProgramLink::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_community_is_named_by_its_address_in_either_form() {
        let plain = format!("https://open.getsession.org/session?public_key={KEY}");
        let Some(ProgramLink::Community(url)) = ProgramLink::parse(&plain) else { panic!("a community") };
        assert_eq!((url.base_url.as_str(), url.room.as_str()), ("https://open.getsession.org", "session"));
        let encoded = plain.replace(':', "%3A").replace('/', "%2f").replace('?', "%3F").replace('=', "%3D");
        assert_eq!(ProgramLink::parse(&format!("onionskin://join?url={encoded}")), Some(ProgramLink::Community(url)));
        for bad in ["onionskin://join", "onionskin://join?url=%", "onionskin://join?url=%zz", "https://example.org/a"] {
            assert_eq!(ProgramLink::parse(bad), None, "{bad}");
        }
    }
}
