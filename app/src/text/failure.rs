//! Reasons in words: each code of the engine is a key of `failures.ftl`.

use onionskin_core::api::FailureCode;

use super::Strings;

/// The sentence of a reason.
pub fn failure_sentence(text: &Strings, code: FailureCode) -> &str {
    let key = match code {
        FailureCode::Offline => "failure-offline",
        FailureCode::NetworkTrouble => "failure-network-trouble",
        FailureCode::ClockWrong => "failure-clock-wrong",
        FailureCode::Refused => "failure-refused",
        FailureCode::Blocked => "failure-blocked",
        FailureCode::Storage => "failure-storage",
        FailureCode::ProxyUnreachable => "failure-proxy-unreachable",
        _ => "failure-internal",
    };
    text.get(key)
}
