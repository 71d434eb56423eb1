//! Forgetting everything: here, and if asked for in our swarm.

use super::account::Account;
use super::face::{ClearScope, Failure, FailureCode, NodeInfo};
use super::wire::WireError;

/// Makes the swarm forget us if asked for; gives the nodes that did not.
///
/// # Errors
/// When no node deleted anything; nothing is changed then.
pub async fn forget_in_network(account: &Account, scope: ClearScope) -> Result<Vec<NodeInfo>, Failure> {
    if scope == ClearScope::Device {
        return Ok(Vec::new());
    }
    // A push that is under way would put back what is deleted.
    let _no_push = account.pushing.lock().await;
    match account.wire.forget_all().await {
        Ok(answer) if answer.deleted > 0 => {
            // Nothing may be stored any more, not even what was on its way.
            account.stop.cancel();
            Ok(answer.refused)
        }
        Ok(_) => Err(FailureCode::NetworkTrouble.into()),
        Err(WireError::Later(code)) => Err(code.into()),
        Err(WireError::Refused | WireError::Gone) => Err(FailureCode::Refused.into()),
        Err(WireError::Clock) => Err(FailureCode::ClockWrong.into()),
    }
}
