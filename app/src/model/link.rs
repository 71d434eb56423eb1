//! A link in a text: where it really leads, and whether it pretends to lead elsewhere.
//!
//! Only `http` and `https` are links, and those into this program that lead somewhere. The host is what stands between `//`, an account before `@`, and the path.
//! A host is suspicious when it holds letters that look like others: several scripts in one name, or a foreign
//! script whose letters all look Latin; when it is written in Punycode, which hides such letters; when there is an
//! account before it, which looks like a host; and when signs turn the direction of writing.

use std::ops::Range;

use super::program_link::ProgramLink;

/// Longest link that opens, in bytes.
const LONGEST: usize = 2_048;

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// The whole of it.
    pub url: String,
    /// The bytes of the host in `url`.
    pub host: Range<usize>,
    /// Why it is not what it seems.
    pub suspicion: Option<Suspicion>,
}

/// Why a link is not what it seems.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suspicion {
    /// Its host has letters that look like others.
    LookAlike,
    /// What looks like the host is an account.
    Account,
    /// It holds signs that cannot be seen or turn the direction of writing.
    Hidden,
}

impl Link {
    /// The link in a text at a place; nothing if it isn't one that opens.
    pub fn new(url: &str, range: Range<usize>) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
        let is_ours = scheme.eq_ignore_ascii_case("onionskin") && ProgramLink::parse(url).is_some();
        if !(is_web || is_ours) || url.len() > LONGEST {
            return None;
        }
        let authority = rest.split(['/', '?', '#', '\\']).next()?;
        let (account, named) =
            authority.rsplit_once('@').map_or((None, authority), |(account, host)| (Some(account), host));
        let start = scheme.len() + 3 + account.map_or(0, |account| account.len() + 1);
        let host = match named.rsplit_once(':') {
            Some((host, port)) if port.chars().all(|c| c.is_ascii_digit()) => host,
            _ => named,
        };
        if host.is_empty() {
            return None;
        }
        let suspicion = if url.chars().any(is_hidden) {
            Some(Suspicion::Hidden)
        } else if account.is_some() {
            Some(Suspicion::Account)
        } else if host.split('.').any(looks_like_another) {
            Some(Suspicion::LookAlike)
        } else {
            None
        };
        Some(Self { range, url: url.to_owned(), host: start..start + host.len(), suspicion })
    }

    /// The host.
    pub fn host(&self) -> &str {
        self.url.get(self.host.clone()).unwrap_or_default()
    }

    /// What stands before, in and behind the host.
    pub fn parts(&self) -> (&str, &str, &str) {
        let before = self.url.get(..self.host.start).unwrap_or_default();
        (before, self.host(), self.url.get(self.host.end..).unwrap_or_default())
    }
}

/// Signs that cannot be seen, or that turn the direction of writing.
const fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

/// Whether a name of a host holds letters that look like others.
fn looks_like_another(name: &str) -> bool {
    if name.len() > 4 && name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("xn--")) {
        return true;
    }
    let foreign: Vec<char> = name.chars().filter(|c| !c.is_ascii()).collect();
    if foreign.is_empty() {
        return false;
    }
    let has_latin = name.chars().any(|c| c.is_ascii_alphabetic());
    let is_latin = |c: &char| matches!(u32::from(*c), 0xC0..=0x24F | 0x1E00..=0x1EFF);
    let is_mixed = has_latin && foreign.iter().any(|c| !is_latin(c));
    let pretends = |c: &char| PRETENDERS.contains(*c);
    is_mixed || foreign.iter().all(pretends) || foreign.iter().any(|c| SIGNS.contains(*c))
}

/// Letters of Cyrillic and Greek that look like Latin ones.
const PRETENDERS: &str = "аеорсухіјѕԁɡһӏԛԝьаАВЕКМНОРСТХІЈЅαινορτυχεκΑΒΕΖΗΙΚΜΝΟΡΤΥΧ";
/// Signs that look like a slash, a dot or a dash of an address.
const SIGNS: &str = "⁄∕／。․·﹒．－‐‑–—";

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(url: &str) -> Option<Suspicion> {
        Link::new(url, 0..url.len()).expect("a link").suspicion
    }

    #[test]
    fn the_host_is_what_it_really_is() {
        let host = |url: &str| Link::new(url, 0..url.len()).map(|link| link.host().to_owned());
        assert_eq!(host("https://example.org/path?x=//evil.example").as_deref(), Some("example.org"));
        assert_eq!(host("HTTP://example.org:8080#a@b").as_deref(), Some("example.org"));
        assert_eq!(host("https://getsession.org@evil.example/x").as_deref(), Some("evil.example"));
        assert_eq!(host("https://[::1]:80/").as_deref(), Some("[::1]"));
        assert_eq!(host("ftp://example.org"), None);
        assert_eq!(host("https:///x"), None);
        let ours = format!("onionskin://chat/05{}", "7a".repeat(32));
        assert_eq!(host(&ours).as_deref(), Some("chat"));
        assert_eq!(host("onionskin://chat/05"), None, "it leads nowhere");
    }

    #[test]
    fn a_link_that_pretends_is_suspicious() {
        assert_eq!(judged("https://getsession.org"), None);
        assert_eq!(judged("https://münchen.example"), None);
        assert_eq!(judged("https://пример.example"), None, "an honest name in Cyrillic");
        assert_eq!(judged("https://例え.example"), None);
        assert_eq!(judged("https://gеtsession.org"), Some(Suspicion::LookAlike), "the first e is Cyrillic");
        assert_eq!(judged("https://аррӏе.example"), Some(Suspicion::LookAlike), "all letters are Cyrillic");
        assert_eq!(judged("https://xn--80ak6aa92e.example"), Some(Suspicion::LookAlike));
        assert_eq!(judged("https://getsession.org@evil.example"), Some(Suspicion::Account));
        assert_eq!(judged("https://example.org/\u{202e}gpj.exe"), Some(Suspicion::Hidden));
    }
}
