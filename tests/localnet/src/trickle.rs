//! A response body that comes in pieces, with pauses between them.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, SizeHint};
use tokio::time::Sleep;

use crate::listener::Piece;

/// The body.
pub(crate) struct Trickle {
    rest: Bytes,
    step: usize,
    pause: Duration,
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Trickle {
    /// A body of `bytes` in pieces of `step`, each after `pause`.
    pub(crate) fn new(bytes: Bytes, step: usize, pause: Duration) -> Self {
        Self { rest: bytes, step: step.max(1), pause, sleep: None }
    }
}

impl Body for Trickle {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Piece, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        if !self.pause.is_zero() {
            let pause = self.pause;
            let sleep = self.sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep(pause)));
            if sleep.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            self.sleep = None;
        }
        let step = self.step.min(self.rest.len());
        let piece = self.rest.split_to(step);
        Poll::Ready(Some(Ok(Piece::data(piece))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(u64::try_from(self.rest.len()).unwrap_or(u64::MAX))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }
}
