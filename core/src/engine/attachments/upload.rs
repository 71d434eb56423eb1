//! Files of a message that goes out: encrypted, uploaded, and noted with their address.

use std::sync::Arc;

use crate::crypto::files::legacy;
use crate::engine::account::Account;
use crate::engine::changes::Changes;
use crate::engine::wire::WireError;
use crate::id::{FileId, MessageId};
use crate::storage::{File, FileState, StoreError, files, messages};

/// Uploads the files of a message that no server has yet, one after the other.
///
/// # Errors
/// [`WireError`] of the first file that could not be uploaded; those before it are kept.
pub async fn all(account: &Arc<Account>, message: MessageId) -> Result<Result<(), WireError>, StoreError> {
    for (id, plain) in waiting(account, message).await? {
        let rng = Arc::clone(&account.rng);
        let sealed = tokio::task::spawn_blocking(move || legacy::seal(&plain, true, &*rng)).await;
        let sealed = sealed.map_err(|_panicked| StoreError::Panicked)?;
        let url = match account.wire.upload(sealed.file).await {
            Ok(url) => url,
            Err(error) => return Ok(Err(error)),
        };
        let (key, digest) = (sealed.key.to_vec(), sealed.digest.to_vec());
        let noted = account.store.write(move |tx| {
            files::change(tx, id, |file| {
                file.pointer.url.clone_from(&url);
                file.pointer.key.clone_from(&key);
                file.pointer.digest.clone_from(&digest);
            })
        });
        match noted.await {
            Ok(changed) => account.changed(Changes::message(changed.conversation, changed.id)).await,
            // Deleted meanwhile; the job will notice.
            Err(StoreError::NotFound) => return Ok(Ok(())),
            Err(error) => return Err(error),
        }
    }
    Ok(Ok(()))
}

/// The files of a message that have no address, with their bytes.
async fn waiting(account: &Arc<Account>, id: MessageId) -> Result<Vec<(FileId, Vec<u8>)>, StoreError> {
    let store = account.store.clone();
    let read = tokio::task::spawn_blocking(move || {
        store.read(|tx| {
            let Some(message) = messages::get(tx, id)? else { return Ok(Vec::new()) };
            let numbered = (0_u8..).zip(&message.files).filter(|(_, file)| is_waiting(file));
            numbered
                .map(|(index, _)| {
                    let id = FileId { message: id, index };
                    Ok((id, files::bytes(tx, id)?))
                })
                .collect()
        })
    });
    read.await.unwrap_or(Err(StoreError::Panicked))
}

fn is_waiting(file: &File) -> bool {
    file.pointer.url.is_empty() && file.state == FileState::Here
}
