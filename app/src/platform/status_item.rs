//! The tray of Linux desktops: a `StatusNotifierItem` of freedesktop.org, by the crate ksni.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;

use ksni::blocking::TrayMethods as _;
use ksni::menu::StandardItem;
use ksni::{Category, Icon, MenuItem, OfflineReason, ToolTip};
use onionskin_core::api::Waker;
use onionskin_media::image::{Limits, decode};

use super::newest::Take;
use super::tray::{TrayState, TrayWish};

/// Color of the mark of something unread, as alpha, red, green, blue.
const MARK: [u8; 4] = [255, 0x31, 0xf1, 0x96];

struct Item {
    state: TrayState,
    plain: Vec<Icon>,
    marked: Vec<Icon>,
    told: SyncSender<TrayWish>,
    is_there: Arc<AtomicBool>,
    waker: Waker,
}

impl Item {
    fn tell(&self, wish: TrayWish) {
        if self.told.try_send(wish).is_ok() {
            (self.waker)();
        }
    }

    fn set_there(&self, is_there: bool) {
        self.is_there.store(is_there, Ordering::Relaxed);
        (self.waker)();
    }
}

impl ksni::Tray for Item {
    fn id(&self) -> String {
        "onionskin".to_owned()
    }

    fn title(&self) -> String {
        "Onionskin".to_owned()
    }

    fn category(&self) -> Category {
        Category::Communications
    }

    fn icon_pixmap(&self) -> Vec<Icon> {
        if self.state.is_unread { self.marked.clone() } else { self.plain.clone() }
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip { title: self.state.tip.clone(), ..ToolTip::default() }
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        self.tell(TrayWish::Turn);
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let line = |(wish, label): &(TrayWish, String)| {
            let wish = *wish;
            let activate = Box::new(move |item: &mut Self| item.tell(wish));
            // An underscore would mark an access key.
            StandardItem { label: label.replace('_', "__"), activate, ..StandardItem::default() }.into()
        };
        self.state.lines.iter().map(line).collect()
    }

    fn watcher_online(&self) {
        self.set_there(true);
    }

    fn watcher_offline(&self, _reason: OfflineReason) -> bool {
        self.set_there(false);
        true
    }
}

/// Shows the item, as it is to look, until there are no more states.
pub fn run(states: &Take<TrayState>, told: SyncSender<TrayWish>, is_there: &Arc<AtomicBool>, waker: &Waker) {
    let Some(state) = states.next() else { return };
    let (plain, marked) = icons();
    let item = Item { state, plain, marked, told, is_there: Arc::clone(is_there), waker: waker.clone() };
    // A desktop may bring its tray later; until then there is none.
    is_there.store(true, Ordering::Relaxed);
    let handle = match item.assume_sni_available(true).spawn() {
        Ok(handle) => handle,
        Err(error) => {
            is_there.store(false, Ordering::Relaxed);
            tracing::info!(%error, "the system has no tray");
            return;
        }
    };
    waker();
    while let Some(state) = states.next() {
        if handle.update(move |item| item.state = state).is_none() {
            is_there.store(false, Ordering::Relaxed);
            return;
        }
    }
    handle.shutdown().wait();
}

/// The mark of the program, and the same with a dot for what is unread.
fn icons() -> (Vec<Icon>, Vec<Icon>) {
    let logo = include_bytes!("../../../assets/logo/logo-64.png");
    let Ok(picture) = decode(logo, Limits::default()) else { return (Vec::new(), Vec::new()) };
    let (width, height) = (picture.width, picture.height);
    let mut plain = picture.rgba;
    for pixel in plain.as_chunks_mut::<4>().0 {
        pixel.rotate_right(1);
    }
    let mut marked = plain.clone();
    let radius = width / 4;
    let (center_x, center_y) = (width.saturating_sub(radius), height.saturating_sub(radius));
    for (index, pixel) in (0_u32..).zip(marked.as_chunks_mut::<4>().0) {
        let (x, y) = (index % width.max(1), index / width.max(1));
        let (by_x, by_y) = (x.abs_diff(center_x), y.abs_diff(center_y));
        if by_x * by_x + by_y * by_y <= radius * radius {
            *pixel = MARK;
        }
    }
    let icon = |data| {
        let (width, height) = (i32::try_from(width).unwrap_or(0), i32::try_from(height).unwrap_or(0));
        vec![Icon { width, height, data }]
    };
    (icon(plain), icon(marked))
}

#[cfg(test)]
mod tests {
    use super::icons;

    #[test]
    fn what_is_unread_has_a_dot() {
        let (plain, marked) = icons();
        let (plain, marked) = (plain.first().expect("one"), marked.first().expect("one"));
        assert_eq!((plain.width, plain.height), (64, 64));
        let is_dot = |data: &[u8]| data.as_chunks::<4>().0.iter().filter(|pixel| **pixel == super::MARK).count();
        assert!(is_dot(&marked.data) > 600 && is_dot(&plain.data) < 100);
    }
}
