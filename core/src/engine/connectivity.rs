//! The state of the connection, told when it changes, and what a new connection sets off.

use std::sync::Arc;

use super::account::Account;
use super::face::{Connectivity, Event, NetworkState};
use super::jobs::JobNews;

/// Tells until the account stops.
pub async fn run(account: Arc<Account>) {
    let mut network = account.wire.connectivity();
    let mut polled = account.polled_at.subscribe();
    let mut was_connected = false;
    loop {
        let now = Arc::clone(&network.borrow_and_update());
        let polled_at = *polled.borrow_and_update();
        let is_connected = now.state == NetworkState::Connected;
        account.queue.tell(Event::ConnectivityChanged(Arc::new(Connectivity { polled_at, ..(*now).clone() })));
        if is_connected && !was_connected {
            account.poll_now.notify_one();
            drop(account.jobs.send(JobNews::Connected).await);
        }
        was_connected = is_connected;
        tokio::select! {
            () = account.stop.cancelled() => return,
            changed = network.changed() => if changed.is_err() { return },
            changed = polled.changed() => if changed.is_err() { return },
        }
    }
}
