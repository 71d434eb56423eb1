//! `onionskin rpc`: the engine for scripts and bots, JSON-RPC 2.0 over stdin and stdout.
//!
//! One line is one message, in both directions. A request is answered when the engine has done it,
//! so answers may come in another order than the requests. Requests wait until the store is open (and
//! unlocked, if `--password-file` is given). When stdin ends, open requests are still answered, then
//! the program ends. `ARCHITECTURE.md` lists the methods.
//!
//! | Module | Does |
//! | --- | --- |
//! | `wire` | JSON-RPC: lines to requests, answers to lines |
//! | `method` | the methods and their parameters |
//! | `session` | pure: requests and events in, commands and answers out |
//! | `change`, `arrange` | methods that change people, conversations, the list |
//! | `answer` | snapshots of the engine as JSON |
//! | `files` | the methods that write files |
//! | `search` | the method `search` |
//! | `changes` | numbered events |
//! | `run` | threads, stdin, stdout |

mod answer;
mod arrange;
mod attachments;
mod change;
mod changes;
mod files;
mod method;
mod run;
mod search;
mod session;
mod wire;

#[cfg(test)]
mod tests;

pub use run::{RpcConfig, RpcRunError, run};
