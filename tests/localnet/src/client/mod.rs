//! The other side of the wire, small and independent: HTTPS, onion requests, text messages.
//!
//! | Start here | for |
//! | --- | --- |
//! | [`Peer`] | somebody with an account who sends and receives texts |
//! | [`OnionClient`] | storage requests through three hops |
//! | [`Https`] | one HTTPS connection, any certificate |
//!
//! Nothing here is shared with the client under test.

mod https;
mod message;
mod onions;
mod peer;
mod wire;

pub use https::{Answer, Https};
pub use onions::{Hop, Layer, OnionClient, Opened};
pub use peer::{Content, Peer, Received};

/// Why something did not work.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The connection failed.
    #[error("the connection failed: {0}")]
    Io(#[from] std::io::Error),
    /// TLS failed.
    #[error("TLS failed: {0}")]
    Tls(#[from] rustls::Error),
    /// The answer makes no sense.
    #[error("the answer makes no sense: {0}")]
    Answer(&'static str),
    /// The network refused.
    #[error("refused with {status}: {text}")]
    Refused {
        /// The status.
        status: u16,
        /// The text.
        text: String,
    },
    /// An account id is not 66 hex digits that start with 05.
    #[error("this is no account id")]
    Account,
}
