//! Keys: joining fields to bytes and taking them apart.

use crate::storage::error::StoreError;

/// The bytes of `parts`, one after the other; together they must have `N` bytes.
pub fn join<const N: usize>(parts: &[&[u8]]) -> [u8; N] {
    debug_assert_eq!(parts.iter().map(|part| part.len()).sum::<usize>(), N);
    let mut key = [0; N];
    for (to, from) in key.iter_mut().zip(parts.iter().flat_map(|part| part.iter())) {
        *to = *from;
    }
    key
}

/// The big-endian number in the last eight bytes of a key.
pub fn last_u64(key: &[u8]) -> Result<u64, StoreError> {
    key.last_chunk::<8>().map(|bytes| u64::from_be_bytes(*bytes)).ok_or(StoreError::Damaged)
}

/// The big-endian number in the first eight bytes of a key.
pub fn first_u64(key: &[u8]) -> Result<u64, StoreError> {
    key.first_chunk::<8>().map(|bytes| u64::from_be_bytes(*bytes)).ok_or(StoreError::Damaged)
}

/// Key of the timeline.
pub fn timeline(conversation: u32, sent_at: u64, message: u64) -> [u8; 20] {
    join(&[&conversation.to_be_bytes(), &sent_at.to_be_bytes(), &message.to_be_bytes()])
}

/// Sent at and message id of a key of the timeline.
pub fn of_timeline(key: &[u8; 20]) -> Result<(u64, u64), StoreError> {
    let (_conversation, position) = key.split_first_chunk::<4>().ok_or(StoreError::Damaged)?;
    Ok((first_u64(position)?, last_u64(position)?))
}

/// Value of a place.
pub fn place(conversation: u32, sent_at: u64) -> [u8; 12] {
    join(&[&conversation.to_be_bytes(), &sent_at.to_be_bytes()])
}

/// Conversation number and sent at of a place.
pub fn of_place(place: &[u8; 12]) -> Result<(u32, u64), StoreError> {
    let (conversation, sent_at) = place.split_first_chunk::<4>().ok_or(StoreError::Damaged)?;
    Ok((u32::from_be_bytes(*conversation), first_u64(sent_at)?))
}

/// Two numbers.
pub fn pair(first: u64, second: u64) -> [u8; 16] {
    join(&[&first.to_be_bytes(), &second.to_be_bytes()])
}

/// Key of an author's message.
pub fn authored(author: &[u8; 33], sent_at: u64) -> [u8; 41] {
    join(&[author, &sent_at.to_be_bytes()])
}
