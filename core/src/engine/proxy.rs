//! The proxy setting as it is kept.
//!
//! It is read before the network is started, so that not even the first connection goes around it.

use prost::Message as _;

use super::face::{Proxy, ProxyKind, Secret};
use crate::storage::{Reads, StoreError, WriteTx, settings};

/// Name of the setting.
const SETTING: &str = "proxy";

#[derive(Clone, PartialEq, prost::Message)]
struct ProxyRow {
    /// 0 SOCKS5, 1 HTTP.
    #[prost(uint32, tag = "1")]
    kind: u32,
    #[prost(string, tag = "2")]
    host: String,
    #[prost(uint32, tag = "3")]
    port: u32,
    #[prost(string, optional, tag = "4")]
    user: Option<String>,
    #[prost(string, optional, tag = "5")]
    password: Option<String>,
}

/// The proxy that was set, or nothing.
///
/// # Errors
/// [`StoreError`] when the store can't be read; a setting that makes no sense is damage, and never
/// means to connect without a proxy.
pub fn read(tx: &impl Reads) -> Result<Option<Proxy>, StoreError> {
    let Some(bytes) = settings::get(tx, SETTING)? else { return Ok(None) };
    let row = ProxyRow::decode(bytes.as_slice())?;
    Ok(Some(Proxy {
        kind: if row.kind == 0 { ProxyKind::Socks5 } else { ProxyKind::Http },
        host: row.host,
        port: u16::try_from(row.port).map_err(|_large| StoreError::Damaged)?,
        user: row.user,
        password: row.password.map(Secret::new),
    }))
}

/// Keeps or removes the proxy.
///
/// # Errors
/// [`StoreError`] when the store can't be written.
pub fn write(tx: &WriteTx, proxy: Option<&Proxy>) -> Result<(), StoreError> {
    let Some(proxy) = proxy else { return settings::remove(tx, SETTING) };
    let row = ProxyRow {
        kind: u32::from(proxy.kind == ProxyKind::Http),
        host: proxy.host.clone(),
        port: u32::from(proxy.port),
        user: proxy.user.clone(),
        password: proxy.password.as_ref().map(|password| password.reveal().to_owned()),
    };
    settings::put(tx, SETTING, &row.encode_to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Store;

    #[test]
    fn a_proxy_survives_the_store() {
        let store = Store::in_memory().expect("a store in memory");
        let proxy = Proxy {
            kind: ProxyKind::Http,
            host: "127.0.0.1".into(),
            port: 8_080,
            user: Some("me".into()),
            password: Some(Secret::new("secret".into())),
        };
        store.write_blocking(move |tx| write(tx, Some(&proxy))).expect("works");
        let read_back = store.read(read).expect("works").expect("a proxy");
        assert_eq!((read_back.kind, read_back.port, read_back.host.as_str()), (ProxyKind::Http, 8_080, "127.0.0.1"));
        assert_eq!(read_back.password.as_ref().map(Secret::reveal), Some("secret"));
        store.write_blocking(|tx| write(tx, None)).expect("works");
        assert!(store.read(read).expect("works").is_none());
    }
}
