//! Blocking HTTP by ureq on threads of its own, with an async front.
//!
//! The requests of the network are few and small, so a handful of named threads carries them. Every
//! connection is made by the chain of connectors in `connect`: through the proxy when there is one,
//! then TLS with a verifier of ours in `tls`. Environment variables about proxies are ignored.

mod client;
mod connect;
mod tls;

pub use client::{HttpAnswer, HttpRequest, ProxyConfig, ProxyProtocol, Transport, TransportError, Trust};
