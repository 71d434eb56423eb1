//! The engine of Onionskin: accounts, protocol, network, storage.
//!
//! | Start here | for |
//! | --- | --- |
//! | [`api`] | the face other crates use: commands in, events out |
//! | [`id`], [`clock`] | the words everything else speaks |
//!
//! Imports go one way: `id`, `clock` ← `crypto`, `codec` ← `protocol` ← `network`, `storage` ←
//! `engine` ← `api`. `network` and `storage` never see each other.

pub mod api;
pub mod clock;
pub mod codec;
pub mod crypto;
pub mod engine;
pub mod id;
pub mod network;
pub mod protocol;
pub mod storage;
