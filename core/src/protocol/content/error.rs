//! Why a payload has no meaning, and the small checks every kind shares.

use crate::codec::proto::ProtoError;

/// Why a payload is dropped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContentError {
    /// The bytes are not a payload.
    #[error(transparent)]
    Proto(#[from] ProtoError),
    /// No part that we know is there.
    #[error("the content is empty")]
    Empty,
    /// A required field is missing.
    #[error("the content lacks {0}")]
    Missing(&'static str),
    /// A field has a value that is not allowed.
    #[error("the content has an invalid {0}")]
    Invalid(&'static str),
    /// The flags of a data message are neither 0 nor 2.
    #[error("the content has unknown flags")]
    UnknownFlags,
    /// There are more than 32 attachments.
    #[error("the content has too many attachments")]
    TooManyAttachments,
}

/// The value of a required field.
pub(super) fn required<T>(value: Option<T>, field: &'static str) -> Result<T, ContentError> {
    value.ok_or(ContentError::Missing(field))
}

/// The value of a required field of exactly `N` bytes.
pub(super) fn exact<const N: usize>(value: Option<Vec<u8>>, field: &'static str) -> Result<[u8; N], ContentError> {
    let bytes = required(value, field)?;
    <[u8; N]>::try_from(bytes).map_err(|_length| ContentError::Invalid(field))
}

/// The value of a required field, read from its text.
pub(super) fn parsed<T: std::str::FromStr>(value: Option<String>, field: &'static str) -> Result<T, ContentError> {
    required(value, field)?.parse().map_err(|_details| ContentError::Invalid(field))
}

/// The value of a required field whose number must be one the schema knows.
pub(super) fn known<T: TryFrom<i32>>(value: Option<i32>, field: &'static str) -> Result<T, ContentError> {
    T::try_from(required(value, field)?).map_err(|_unknown| ContentError::Invalid(field))
}
