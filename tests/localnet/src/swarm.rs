//! Which swarm holds an account (protocol notes: network 5.1).
//!
//! The 32-byte key, folded to 64 bits, is a point on a ring; the nearest swarm id on the ring wins,
//! the left one if both are equally near.

/// Folds a key, without its prefix byte, to its point on the ring.
pub(crate) fn ring_point(key: &[u8; 32]) -> u64 {
    key.as_chunks::<8>().0.iter().fold(0, |folded, chunk| folded ^ u64::from_be_bytes(*chunk))
}

/// The swarm of a ring point among sorted `ids`; none if there is no swarm.
pub(crate) fn swarm_of(point: u64, ids: &[u64]) -> Option<u64> {
    let first = *ids.first()?;
    let last = *ids.last()?;
    let position = ids.partition_point(|id| *id < point);
    let right = ids.get(position).copied().unwrap_or(first);
    let left = position.checked_sub(1).and_then(|before| ids.get(before)).copied().unwrap_or(last);
    Some(if right.wrapping_sub(point) < point.wrapping_sub(left) { right } else { left })
}

/// Evenly spaced swarm ids: `count` of them.
pub(crate) fn spread(count: usize) -> Vec<u64> {
    let count = u64::try_from(count.max(1)).unwrap_or(1);
    let step = u64::MAX / count;
    (0..count).map(|index| step.saturating_mul(index).saturating_add(step / 2)).collect()
}

#[cfg(test)]
mod tests {
    use super::swarm_of;

    #[test]
    fn the_nearest_swarm_wins_and_a_tie_goes_left() {
        assert_eq!(swarm_of(10, &[]), None);
        assert_eq!(swarm_of(10, &[77]), Some(77));
        assert_eq!(swarm_of(150, &[100, 200]), Some(100));
        assert_eq!(swarm_of(151, &[100, 200]), Some(200));
        assert_eq!(swarm_of(u64::MAX, &[100, 200]), Some(100));
    }
}
