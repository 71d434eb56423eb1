//! JSON-RPC 2.0 on lines (<https://www.jsonrpc.org/specification>), without batches: a line is sent as
//! soon as it is ready, so a batch would gain nothing.
//!
//! Error codes: those of the specification for broken requests, -32000 for what the engine refuses.
//! There `message` is the stable code of the failure and `data` says whether trying again may help.

use onionskin_core::api::{Failure, FailureCode};
use serde::Deserialize;
use serde_json::{Value, json};

/// The longest line that is read, in bytes. The longest sensible one is a message of 2,000 code points.
pub const LINE_BYTES: usize = 64 << 10;

/// What a request is answered to: number, text or null, given back as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestId(Value);

/// A request as it stands on a line.
#[derive(Debug, PartialEq)]
pub struct Request {
    /// For the answer; `None` for a notification, which gets none.
    pub id: Option<RequestId>,
    /// Name of the method.
    pub method: String,
    /// Parameters, an object; empty if there were none.
    pub params: Value,
}

/// What went wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RpcError {
    /// The line is not JSON.
    #[error("the line is not JSON")]
    Parse,
    /// The line is longer than [`LINE_BYTES`].
    #[error("the line is longer than {LINE_BYTES} bytes")]
    TooLong,
    /// The line is JSON, but no request.
    #[error("{0}")]
    Invalid(&'static str),
    /// No such method.
    #[error("there is no method {0}")]
    NoMethod(String),
    /// The parameters don't fit the method.
    #[error("{0}")]
    Params(String),
    /// Too much is asked at once.
    #[error("busy")]
    Busy,
    /// The answer did not come in time.
    #[error("timeout")]
    Timeout,
    /// The program is ending.
    #[error("closing")]
    Closing,
    /// The engine says no.
    #[error("{0}")]
    Failed(#[from] Failure),
}

impl RpcError {
    fn code(&self) -> i32 {
        match self {
            Self::Parse => -32700,
            Self::TooLong | Self::Invalid(_) => -32600,
            Self::NoMethod(_) => -32601,
            Self::Params(_) => -32602,
            Self::Busy | Self::Timeout | Self::Closing | Self::Failed(_) => -32000,
        }
    }

    fn data(&self) -> Option<Value> {
        match self {
            Self::Busy | Self::Timeout => Some(json!({ "code": self.to_string(), "retryable": true })),
            Self::Closing => Some(json!({ "code": "closing", "retryable": false })),
            Self::Failed(failure) => {
                let mut data = json!({ "code": failure.code.as_str(), "retryable": failure.code.is_retryable() });
                if let (FailureCode::RecoveryUnknownWord { position }, Some(map)) = (failure.code, data.as_object_mut())
                {
                    map.insert("position".to_owned(), json!(position));
                }
                Some(data)
            }
            _ => None,
        }
    }
}

impl From<FailureCode> for RpcError {
    fn from(code: FailureCode) -> Self {
        Self::Failed(Failure::from(code))
    }
}

#[derive(Deserialize)]
struct Raw {
    jsonrpc: Option<String>,
    #[serde(default, deserialize_with = "present")]
    id: Option<Value>,
    method: Option<String>,
    params: Option<Value>,
}

/// Keeps `null` apart from a missing field.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// Reads one line.
///
/// # Errors
/// [`RpcError`] with the id to answer it to, which is `null` when the line has none that is readable.
pub fn parse(line: &str) -> Result<Request, (RequestId, RpcError)> {
    let nobody = || RequestId(Value::Null);
    let value: Value = serde_json::from_str(line).map_err(|_syntax| (nobody(), RpcError::Parse))?;
    if value.is_array() {
        return Err((nobody(), RpcError::Invalid("batches are not taken: send one request a line")));
    }
    let raw: Raw = serde_json::from_value(value).map_err(|_shape| {
        (nobody(), RpcError::Invalid("a request is an object with jsonrpc, id, method and params"))
    })?;
    if raw.id.as_ref().is_some_and(|id| !(id.is_null() || id.is_number() || id.is_string())) {
        return Err((nobody(), RpcError::Invalid("id is a number, a text or null")));
    }
    let id = raw.id.map(RequestId);
    let refuse = |why| (id.clone().unwrap_or_else(nobody), RpcError::Invalid(why));
    if raw.jsonrpc.as_deref() != Some("2.0") {
        return Err(refuse("jsonrpc must be \"2.0\""));
    }
    let Some(method) = raw.method else { return Err(refuse("method is missing")) };
    let params = raw.params.unwrap_or_else(|| json!({}));
    if !params.is_object() {
        return Err(refuse("params must be an object"));
    }
    Ok(Request { id, method, params })
}

/// The answer to a request, as a line without its end.
pub fn answer(id: &RequestId, result: Result<Value, RpcError>) -> String {
    match result {
        Ok(result) => json!({ "jsonrpc": "2.0", "id": id.0, "result": result }).to_string(),
        Err(error) => {
            let mut body = json!({ "code": error.code(), "message": error.to_string() });
            if let (Some(data), Some(map)) = (error.data(), body.as_object_mut()) {
                map.insert("data".to_owned(), data);
            }
            json!({ "jsonrpc": "2.0", "id": id.0, "error": body }).to_string()
        }
    }
}

/// The answer to a line that is no request at all.
pub fn refusal(error: RpcError) -> String {
    answer(&RequestId(Value::Null), Err(error))
}

/// A notification to the script, as a line without its end.
pub fn notification(params: &Value) -> String {
    json!({ "jsonrpc": "2.0", "method": "event", "params": params }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_of(line: &str) -> i32 {
        parse(line).expect_err(line).1.code()
    }

    #[test]
    fn a_request_keeps_its_id_as_it_came() {
        let request = parse(r#"{"jsonrpc":"2.0","id":"x-1","method":"account"}"#).expect("a request");
        assert_eq!(request.params, json!({}));
        let id = request.id.expect("an id");
        assert_eq!(answer(&id, Ok(json!(1))), r#"{"id":"x-1","jsonrpc":"2.0","result":1}"#);
    }

    #[test]
    fn a_request_without_an_id_is_a_notification_but_null_is_an_id() {
        assert!(parse(r#"{"jsonrpc":"2.0","method":"x"}"#).expect("a request").id.is_none());
        assert!(parse(r#"{"jsonrpc":"2.0","id":null,"method":"x"}"#).expect("a request").id.is_some());
    }

    #[test]
    fn broken_requests_get_the_codes_of_the_specification() {
        assert_eq!(code_of("{"), -32700);
        assert_eq!(code_of("[]"), -32600);
        assert_eq!(code_of("3"), -32600);
        assert_eq!(code_of(r#"{"id":1,"method":"x"}"#), -32600);
        assert_eq!(code_of(r#"{"jsonrpc":"2.0","id":1}"#), -32600);
        assert_eq!(code_of(r#"{"jsonrpc":"2.0","id":[1],"method":"x"}"#), -32600);
        assert_eq!(code_of(r#"{"jsonrpc":"2.0","id":1,"method":"x","params":[1]}"#), -32600);
        assert_eq!(RpcError::NoMethod("x".to_owned()).code(), -32601);
        assert_eq!(RpcError::Params("x".to_owned()).code(), -32602);
    }

    #[test]
    fn a_failure_of_the_engine_carries_its_stable_code() {
        let line = answer(&RequestId(json!(7)), Err(FailureCode::RecoveryUnknownWord { position: 3 }.into()));
        let value: Value = serde_json::from_str(&line).expect("our own line");
        assert_eq!(value["error"]["message"], "recovery-unknown-word");
        assert_eq!(value["error"]["data"]["position"], 3);
        assert_eq!(value["error"]["data"]["retryable"], false);
    }
}
