//! Where the column of messages stands: an entry and how far its top is from that of the view.
//!
//! Since the place is told by an entry, nothing moves under the reader when older messages arrive above,
//! when the width changes, or when the height of something out of view becomes known.

use crate::model::EntryKey;

/// Where the column stands.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Anchor {
    /// At the end, and stays there when something is added.
    #[default]
    End,
    /// The top of an entry is this far below the top of the view, in points.
    At(EntryKey, f32),
}

/// The entries in view: the first, and the top of each relative to that of the view.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Placed {
    /// The first entry in view.
    pub first: usize,
    /// Tops of the entries from `first` on.
    pub tops: Vec<f32>,
}

/// Places the entries around an anchor.
///
/// `heights(index)` measures an entry; it is asked for those in view only. `padding` is the space
/// above the first and below the last.
pub fn place(
    index: Option<(usize, f32)>,
    count: usize,
    view: f32,
    padding: f32,
    heights: &mut dyn FnMut(usize) -> f32,
) -> (Placed, bool) {
    if count == 0 {
        return (Placed::default(), true);
    }
    let from_end = |heights: &mut dyn FnMut(usize) -> f32| {
        let last = count - 1;
        (last, view - padding - heights(last))
    };
    let (mut index, mut top) = match index {
        Some((index, top)) => (index.min(count - 1), top),
        None => from_end(heights),
    };
    // Up to the first entry that begins above the view.
    let mut is_end = false;
    let end = bottom(index, top, count, view, heights);
    if end.is_some_and(|end| end <= view - padding + 0.5) {
        (index, top) = from_end(heights);
        is_end = true;
    }
    while top > 0.0 && index > 0 {
        index -= 1;
        top -= heights(index);
    }
    if index == 0 && top > padding && !is_end {
        top = padding;
    }
    let mut tops = Vec::new();
    let mut y = top;
    for next in index..count {
        tops.push(y);
        y += heights(next);
        if y > view {
            break;
        }
    }
    (Placed { first: index, tops }, is_end)
}

/// The bottom of the last entry if it is in view.
fn bottom(index: usize, top: f32, count: usize, view: f32, heights: &mut dyn FnMut(usize) -> f32) -> Option<f32> {
    let mut y = top;
    for next in index..count {
        if y > view {
            return None;
        }
        y += heights(next);
    }
    Some(y)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(anchor: Option<(usize, f32)>, heights: &[f32]) -> (Placed, bool) {
        place(anchor, heights.len(), 100.0, 10.0, &mut |index| heights[index])
    }

    #[test]
    fn at_the_end_the_last_entry_stands_above_the_padding() {
        let (placed, is_end) = placed(None, &[30.0; 10]);
        assert!(is_end);
        assert_eq!(placed, Placed { first: 7, tops: vec![0.0, 30.0, 60.0] });
    }

    #[test]
    fn few_entries_stand_at_the_end_of_the_view() {
        assert_eq!(placed(None, &[20.0, 20.0]).0, Placed { first: 0, tops: vec![50.0, 70.0] });
    }

    #[test]
    fn entries_added_above_do_not_move_the_anchor() {
        let (before, _) = placed(Some((3, 12.0)), &[30.0; 10]);
        let (after, _) = placed(Some((8, 12.0)), &[30.0; 15]);
        assert_eq!(before.tops, after.tops);
        assert_eq!((before.first, after.first), (2, 7));
    }

    #[test]
    fn scrolling_too_far_ends_at_the_ends() {
        let (end, is_end) = placed(Some((9, -500.0)), &[30.0; 10]);
        assert!(is_end && end.first == 7);
        let (start, is_end) = placed(Some((0, 500.0)), &[30.0; 10]);
        assert!(!is_end);
        assert_eq!(start.tops.first(), Some(&10.0));
    }

    #[test]
    fn only_entries_in_view_are_measured() {
        let mut asked = 0;
        let mut heights = |_index| {
            asked += 1;
            25.0
        };
        place(Some((50_000, 0.0)), 100_000, 100.0, 10.0, &mut heights);
        assert!(asked < 20, "{asked}");
    }
}
