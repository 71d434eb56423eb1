//! Why the network did not do what was asked.

use super::transport::TransportError;

/// A request that came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    /// Neither seeds nor service nodes can be reached.
    #[error("the network can't be reached")]
    Offline,
    /// Paths stand, but the request failed on each that was tried.
    #[error("the request failed on its way")]
    Lost,
    /// The nodes have too much to do.
    #[error("the nodes are busy ({0})")]
    Busy(u16),
    /// Our clock is off and could not be corrected.
    #[error("the clock is wrong")]
    ClockWrong,
    /// The swarm refuses the request whoever is asked.
    #[error("refused ({0})")]
    Refused(u16),
    /// The request is larger than the network carries.
    #[error("the request is too large")]
    TooLarge,
    /// An answer is not what the protocol says.
    #[error("the answer is malformed")]
    BadAnswer,
    /// The proxy can't be reached.
    #[error("the proxy can't be reached")]
    ProxyUnreachable,
    /// The proxy refuses us.
    #[error("the proxy refuses")]
    ProxyDenied,
    /// The network was shut down.
    #[error("shut down")]
    Closed,
}

impl NetworkError {
    /// Whether the same request may work later.
    pub const fn is_retryable(self) -> bool {
        !matches!(self, Self::Refused(_) | Self::TooLarge | Self::Closed)
    }

    /// Whether nothing at all gets through, so that waiting is all there is to do.
    pub const fn is_offline(self) -> bool {
        matches!(self, Self::Offline | Self::ProxyUnreachable | Self::ProxyDenied)
    }
}

/// What a transport error means when it happens on the way to a guard or a seed.
pub(super) const fn of_transport(error: TransportError) -> NetworkError {
    match error {
        TransportError::ProxyUnreachable => NetworkError::ProxyUnreachable,
        TransportError::ProxyDenied => NetworkError::ProxyDenied,
        TransportError::Closed => NetworkError::Closed,
        _ => NetworkError::Offline,
    }
}
