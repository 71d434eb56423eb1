//! Padding of one-to-one messages, which hides how long they are.
//!
//! A content is followed by 0x80 and zeros up to a multiple of 160 bytes, with at least one zero, so
//! that a whole block is added when the content and its mark fill the last one (protocol notes,
//! messages 2.1). Readers can't rely on the block: older senders wrote 160·k - 1 bytes.

/// Bytes of a block.
const BLOCK: usize = 160;
/// The byte that separates a content from its padding.
pub const MARK: u8 = 0x80;

/// Pads a content.
pub fn pad(content: &[u8]) -> Vec<u8> {
    let padded_len = BLOCK * ((content.len() + 1) / BLOCK + 1);
    let mut padded = Vec::with_capacity(padded_len);
    padded.extend_from_slice(content);
    padded.push(MARK);
    padded.resize(padded_len, 0);
    padded
}

/// The content of padded bytes.
///
/// Bytes without a mark are a content without padding; zeros at their end are dropped, as the
/// reference library does.
pub fn unpad(padded: &[u8]) -> &[u8] {
    let used = padded.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let without_zeros = padded.get(..used).unwrap_or_default();
    match without_zeros.split_last() {
        Some((&MARK, content)) => content,
        _ => without_zeros,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_least_one_zero_follows_the_mark() {
        for (content, padded) in [(0, 160), (1, 160), (158, 160), (159, 320), (160, 320), (318, 320), (319, 480)] {
            let bytes = pad(&vec![7; content]);
            assert_eq!(bytes.len(), padded, "for {content} bytes");
            assert_eq!(bytes.last(), Some(&0));
            assert_eq!(unpad(&bytes).len(), content);
        }
    }

    #[test]
    fn only_the_last_mark_counts() {
        assert_eq!(unpad(&pad(&[1, 0x80, 0, 0x80])), [1, 0x80, 0, 0x80]);
    }

    #[test]
    fn bytes_without_a_mark_are_a_content() {
        assert_eq!(unpad(&[10, 3, 97, 98, 99]), [10, 3, 97, 98, 99]);
        assert_eq!(unpad(&[]), [0; 0]);
        assert_eq!(unpad(&[0, 0]), [0; 0]);
    }
}
