//! Calls that write files. Paths are as the program sees them, from where it was started; nothing is replaced.

use std::path::PathBuf;

use jiff::tz::TimeZone;
use onionskin_core::api::{BackUp, Command, ConversationId, Export, ExportFormat, Secret, Ticket};
use serde::Deserialize;
use serde_json::Value;

use super::method::{bad, conversation, take};
use super::wire::RpcError;
use crate::model::export;
use crate::text::ClockForm;

/// A call.
#[derive(Debug)]
pub enum FileCall {
    /// Writes a conversation into a file.
    Export {
        /// Which.
        conversation: ConversationId,
        /// In which form.
        format: ExportFormat,
        /// Where.
        path: PathBuf,
        /// The password of the store.
        password: Option<Secret>,
    },
    /// Writes a backup.
    BackUp {
        /// Where.
        path: PathBuf,
        /// Its password.
        backup_password: Secret,
        /// The password of the store.
        password: Option<Secret>,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BackUpParams {
    path: PathBuf,
    backup_password: String,
    password: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExportParams {
    conversation: String,
    format: String,
    path: PathBuf,
    password: Option<String>,
}

impl FileCall {
    /// Reads a call; nothing if the name is of none of these.
    ///
    /// # Errors
    /// [`RpcError::Params`].
    pub fn read(name: &str, params: &Value) -> Result<Option<Self>, RpcError> {
        if name == "back_up" {
            let p: BackUpParams = take(params.clone())?;
            let backup_password = Secret::new(p.backup_password);
            return Ok(Some(Self::BackUp { path: p.path, backup_password, password: p.password.map(Secret::new) }));
        }
        if name != "export" {
            return Ok(None);
        }
        let p: ExportParams = take(params.clone())?;
        let format = ExportFormat::ALL.into_iter().find(|format| format.extension() == p.format);
        Ok(Some(Self::Export {
            conversation: conversation(&p.conversation)?,
            format: format.ok_or_else(|| bad("format is html, json or txt"))?,
            path: p.path,
            password: p.password.map(Secret::new),
        }))
    }

    /// The command that does it; `known` is the password that the program was given.
    pub fn command(self, ticket: Ticket, known: Option<&Secret>) -> Command {
        match self {
            Self::Export { conversation, format, path, password } => {
                let voice = export::voice(Some("en"), ClockForm::Hours24, &TimeZone::UTC);
                let password = password.or_else(|| known.cloned());
                Command::Export { ticket, export: Export { conversation, format, path, password, voice } }
            }
            Self::BackUp { path, backup_password, password } => {
                let password = password.or_else(|| known.cloned());
                Command::BackUp { ticket, backup: BackUp { path, backup_password, password } }
            }
        }
    }
}
