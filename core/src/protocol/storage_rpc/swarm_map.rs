//! Which swarm holds an account (protocol notes, network 5.1).

/// The swarm id of a node that has none.
pub const NO_SWARM: u64 = u64::MAX;

/// Where an account's 32-byte key lies among the swarm ids.
pub fn swarm_space(key: &[u8; 32]) -> u64 {
    key.as_chunks::<8>().0.iter().fold(0, |sum, part| sum ^ u64::from_be_bytes(*part))
}

/// The id of the swarm nearest to a place, going around; `ids` must be sorted. Of two equally near the
/// one before wins. Without swarms the answer is [`NO_SWARM`].
pub fn swarm_for(place: u64, ids: &[u64]) -> u64 {
    let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return NO_SWARM };
    let at = ids.partition_point(|id| *id < place);
    let right = *ids.get(at).unwrap_or(first);
    let left = at.checked_sub(1).and_then(|before| ids.get(before)).unwrap_or(last);
    if right.wrapping_sub(place) < place.wrapping_sub(*left) { right } else { *left }
}
