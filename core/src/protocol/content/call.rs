//! Call signals: what two clients say to each other to set up a call (protocol notes, messages 6.1).

use super::error::{ContentError, known, required};
use crate::codec::proto;

/// Most ICE candidates of one signal.
const MAX_CANDIDATES: usize = 256;

/// A way to reach the other side.
#[derive(Clone, PartialEq, Eq)]
pub struct IceCandidate {
    /// The candidate line, without `a=`.
    pub sdp: String,
    /// Which media section it belongs to, by number.
    pub m_line_index: u32,
    /// Which media section it belongs to, by name.
    pub mid: String,
}

/// What is said.
#[derive(Clone, PartialEq, Eq)]
pub enum CallSignalKind {
    /// A call comes; makes mobile clients ring.
    PreOffer,
    /// The caller's session description, first or for a restart.
    Offer(String),
    /// The callee's session description.
    Answer(String),
    /// Nobody sends it; to be ignored.
    ProvisionalAnswer,
    /// Ways to reach the sender.
    IceCandidates(Vec<IceCandidate>),
    /// The call ended, or was refused.
    End,
}

/// One signal of a call.
#[derive(Clone, PartialEq, Eq)]
pub struct CallSignal {
    /// Which call, a UUID in lower case.
    pub uuid: String,
    /// What is said.
    pub kind: CallSignalKind,
}

/// Hides addresses.
impl std::fmt::Debug for CallSignal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CallSignal(…)")
    }
}

impl CallSignal {
    /// Whether our own devices tell each other this signal.
    pub const fn is_synced(&self) -> bool {
        matches!(self.kind, CallSignalKind::Answer(_) | CallSignalKind::End)
    }
}

impl TryFrom<proto::CallMessage> for CallSignal {
    type Error = ContentError;

    fn try_from(call: proto::CallMessage) -> Result<Self, ContentError> {
        let uuid = required(call.uuid.clone(), "call uuid")?.to_ascii_lowercase();
        let kind = match known(call.r#type, "call signal")? {
            proto::CallType::PreOffer => CallSignalKind::PreOffer,
            proto::CallType::Offer => CallSignalKind::Offer(description(call)?),
            proto::CallType::Answer => CallSignalKind::Answer(description(call)?),
            proto::CallType::ProvisionalAnswer => CallSignalKind::ProvisionalAnswer,
            proto::CallType::IceCandidates => CallSignalKind::IceCandidates(candidates(call)?),
            proto::CallType::EndCall => CallSignalKind::End,
        };
        Ok(Self { uuid, kind })
    }
}

fn description(call: proto::CallMessage) -> Result<String, ContentError> {
    required(call.sdps.into_iter().next(), "session description")
}

/// The candidates, whose parts come in three arrays that must be equally long.
fn candidates(call: proto::CallMessage) -> Result<Vec<IceCandidate>, ContentError> {
    let count = call.sdps.len();
    if count > MAX_CANDIDATES || call.sdp_m_line_indexes.len() != count || call.sdp_mids.len() != count {
        return Err(ContentError::Invalid("candidates"));
    }
    let places = call.sdp_m_line_indexes.into_iter().zip(call.sdp_mids);
    let join = |(sdp, (m_line_index, mid))| IceCandidate { sdp, m_line_index, mid };
    Ok(call.sdps.into_iter().zip(places).map(join).collect())
}

impl From<CallSignal> for proto::CallMessage {
    fn from(signal: CallSignal) -> Self {
        let mut call = Self { uuid: Some(signal.uuid), ..Self::default() };
        let kind = match signal.kind {
            CallSignalKind::PreOffer => proto::CallType::PreOffer,
            CallSignalKind::Offer(sdp) => {
                call.sdps.push(sdp);
                proto::CallType::Offer
            }
            CallSignalKind::Answer(sdp) => {
                call.sdps.push(sdp);
                proto::CallType::Answer
            }
            CallSignalKind::ProvisionalAnswer => proto::CallType::ProvisionalAnswer,
            CallSignalKind::IceCandidates(candidates) => {
                for candidate in candidates {
                    call.sdps.push(candidate.sdp);
                    call.sdp_m_line_indexes.push(candidate.m_line_index);
                    call.sdp_mids.push(candidate.mid);
                }
                proto::CallType::IceCandidates
            }
            CallSignalKind::End => proto::CallType::EndCall,
        };
        call.r#type = Some(kind.into());
        call
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_whose_parts_do_not_match_are_refused() {
        let call = proto::CallMessage {
            r#type: Some(proto::CallType::IceCandidates.into()),
            sdps: vec!["candidate:1".into(), "candidate:2".into()],
            sdp_m_line_indexes: vec![0],
            sdp_mids: vec!["0".into(), "1".into()],
            uuid: Some("A".into()),
        };
        assert_eq!(CallSignal::try_from(call), Err(ContentError::Invalid("candidates")));
    }
}
