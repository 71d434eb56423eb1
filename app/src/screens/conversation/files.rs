//! The files of a message in its bubble: pictures in their final size before their pixels come, everything else as
//! lines with a name and what can be done. Design notes on screens, 3.4.

use egui::{CornerRadius, Id, Pos2, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};
use onionskin_core::api::{Command, FileInfo, FileState, FileWish};

use super::sound;
use crate::actions::{Action, Overlay};
use crate::bridge::{Look, Shown};
use crate::model::MessageView;
use crate::model::files::FileWords;
use crate::screens::Cx;
use crate::text::failure_sentence;
use crate::theme::palette;
use crate::theme::tokens::font;
use crate::theme::{Icon, Weight};
use crate::typeset;
use crate::widgets::ring::focus_ring;
use crate::widgets::{paint_icon, paint_spinner};

/// Widest picture.
const WIDEST: f32 = 340.0;
/// Highest picture.
const HIGHEST: f32 = 360.0;
/// A picture is shown no smaller than this.
const LEAST: Vec2 = vec2(132.0, 96.0);
/// Sides of a picture whose sender did not say them.
const UNKNOWN: (u32, u32) = (320, 240);
/// Between pictures.
const GAP: f32 = 3.0;
/// Height of a line.
const LINE: f32 = 50.0;
/// Width of a line at least.
const LINE_WIDTH: f32 = 250.0;
/// Around pictures without a text.
pub const FRAME: f32 = 4.0;
/// Below the files.
pub const BELOW: f32 = 6.0;
/// Pictures of a grid; of more, the last says how many.
const GRID: usize = 6;

/// Where a file lies, from the top left of all of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Which of the message's files.
    pub index: usize,
    /// Where.
    pub rect: Rect,
    /// How many more there are that are not shown.
    pub more: usize,
    look: Look,
}

/// The files of a message laid out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FilesLaid {
    /// Those that are shown.
    pub places: Vec<Place>,
    /// Width and height of all, with the room below.
    pub size: Vec2,
}

/// Lays the files of a message out in a width.
pub fn lay(files: &[FileInfo], most: f32) -> FilesLaid {
    let mut laid = FilesLaid::default();
    if files.is_empty() {
        return laid;
    }
    let looks: Vec<(usize, Look)> = files.iter().map(Look::of).enumerate().collect();
    let is_picture = |look: &(usize, Look)| look.1 == Look::Picture;
    let pictures: Vec<usize> = looks.iter().filter(|look| is_picture(look)).map(|(index, _)| *index).collect();
    let mut top = 0.0;
    match pictures.as_slice() {
        [] => {}
        [only] => {
            let size = files.get(*only).map_or(LEAST, |file| picture_size(file, most));
            laid.push(*only, Look::Picture, Rect::from_min_size(Pos2::ZERO, size), 0);
            top = size.y + GAP;
        }
        several => top = laid.grid(several, most),
    }
    let width = LINE_WIDTH.max(laid.size.x).min(most);
    for (index, look) in looks.into_iter().filter(|look| !is_picture(look)) {
        laid.push(index, look, Rect::from_min_size(pos2(0.0, top), vec2(width, LINE)), 0);
        top += LINE + GAP;
    }
    laid.size.y = top - GAP + BELOW;
    laid
}

impl FilesLaid {
    fn push(&mut self, index: usize, look: Look, rect: Rect, more: usize) {
        self.size.x = self.size.x.max(rect.right());
        self.places.push(Place { index, rect, more, look });
    }

    /// Two squares in each row; the first of an odd number fills its row. Gives where the next thing begins.
    fn grid(&mut self, pictures: &[usize], most: f32) -> f32 {
        let side = ((most.min(WIDEST) - GAP) / 2.0).floor();
        let whole = 2.0 * side + GAP;
        let shown = pictures.len().min(GRID);
        let mut top = 0.0;
        let mut at_left = true;
        for (place, index) in pictures.iter().take(shown).enumerate() {
            let more = if place + 1 == shown { pictures.len() - shown } else { 0 };
            if place == 0 && shown % 2 == 1 {
                self.push(*index, Look::Picture, Rect::from_min_size(Pos2::ZERO, vec2(whole, side)), more);
                top = side + GAP;
                continue;
            }
            let left = if at_left { 0.0 } else { side + GAP };
            self.push(*index, Look::Picture, Rect::from_min_size(pos2(left, top), Vec2::splat(side)), more);
            if !at_left {
                top += side + GAP;
            }
            at_left = !at_left;
        }
        top
    }

    /// Whether the files are one or several pictures and nothing else.
    pub fn is_pictures_only(&self) -> bool {
        !self.places.is_empty() && self.places.iter().all(|place| place.look == Look::Picture)
    }
}

#[expect(clippy::cast_precision_loss, reason = "sides of pictures are far below 2^24")]
fn picture_size(file: &FileInfo, most: f32) -> Vec2 {
    let (width, height) = file.dimensions.unwrap_or(UNKNOWN);
    let (width, height) = (width.clamp(1, 100_000) as f32, height.clamp(1, 100_000) as f32);
    let scale = (most.min(WIDEST) / width).min(HIGHEST / height).min(1.0);
    vec2(width * scale, height * scale).max(LEAST).min(vec2(most.min(WIDEST), HIGHEST)).round()
}

/// Shows the files of a message with their top left at `at`.
pub fn files_ui(ui: &Ui, cx: &Cx<'_>, view: &MessageView, laid: &FilesLaid, at: Pos2) {
    for place in &laid.places {
        let Some(file) = view.item.files.get(place.index) else { continue };
        let rect = place.rect.translate(at.to_vec2());
        let response = ui.interact(rect, Id::unique(("file", file.id)), Sense::click());
        let Some(words) = view.files(cx.text).get(place.index) else { continue };
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words.label));
        if place.look == Look::Picture {
            picture_ui(ui, cx, view, (file, words, place), rect);
        } else {
            line_ui(ui, cx, view, (file, words, place.look), rect);
        }
        focus_ring(ui.painter(), &response, rect, 8);
        let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
        if let FileState::Failed(code) = file.state {
            typeset::tip(response.clone(), failure_sentence(cx.text, code));
        }
        press(cx, (file, place.look), &response);
    }
}

/// What a press on a file does.
fn press(cx: &Cx<'_>, (file, look): (&FileInfo, Look), response: &Response) {
    if !response.clicked() {
        return;
    }
    let id = file.id;
    match file.state {
        FileState::Here if look == Look::Picture => cx.act(Action::Show(Overlay::Viewer(id))),
        FileState::Here if look == Look::Sound => sound::press(cx, file, response),
        FileState::Here => cx.act(Action::SaveFile(id, file.name.to_string())),
        FileState::Offered | FileState::Failed(_) => {
            cx.tell(|ticket| Command::UseFile { ticket, file: id, wish: FileWish::Fetch });
        }
        FileState::Fetching => cx.tell(|ticket| Command::UseFile { ticket, file: id, wish: FileWish::Stop }),
        FileState::Expired => {}
    }
}

/// The icon that says what a press would do, or what is.
const fn state_icon(state: FileState, here: Icon) -> Icon {
    match state {
        FileState::Here => here,
        FileState::Offered => Icon::Download,
        FileState::Fetching => Icon::X,
        FileState::Failed(_) => Icon::RotateCw,
        FileState::Expired => Icon::Clock,
    }
}

/// How many pixels are asked for: those of the place, in steps, so that small changes of the window bring no new ones.
fn pixels(ui: &Ui, file: &FileInfo, size: Vec2) -> [u32; 2] {
    let scale = ui.ctx().pixels_per_point();
    // A square shows the middle of a picture: its shorter side must fill it.
    #[expect(clippy::cast_precision_loss, reason = "sides of pictures are far below 2^24")]
    let (width, height) = file.dimensions.map_or((4.0, 3.0), |(w, h)| (w.max(1) as f32, h.max(1) as f32));
    let cover = (size.x / width).max(size.y / height).min((size.x / width).min(size.y / height) * 3.0);
    let step = |points: f32| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a screen has few thousand pixels")]
        let pixels = (points * scale).ceil().clamp(32.0, 4_096.0) as u32;
        pixels.next_multiple_of(16)
    };
    [step(width * cover), step(height * cover)]
}

/// The part of a picture that fills a place of another shape.
pub fn cover(picture: [f32; 2], place: Vec2) -> Rect {
    let [width, height] = picture;
    let (of_picture, of_place) = (width / height.max(1.0), place.x / place.y.max(1.0));
    let (x, y) = if of_picture > of_place { (of_place / of_picture, 1.0) } else { (1.0, of_picture / of_place) };
    Rect::from_center_size(pos2(0.5, 0.5), vec2(x, y))
}

fn picture_ui(
    ui: &Ui,
    cx: &Cx<'_>,
    view: &MessageView,
    (file, words, place): (&FileInfo, &FileWords, &Place),
    rect: Rect,
) {
    let (ink, dim, ground) = cx.palette().inset(view.is_outgoing());
    let corners = CornerRadius::same(12);
    ui.painter().rect_filled(rect, corners, ground.gamma_multiply(0.6));
    let shown = match file.state {
        FileState::Here => Some(cx.pictures.get(file.id, pixels(ui, file, rect.size()))),
        _ => None,
    };
    let center = rect.center();
    match (file.state, shown) {
        (_, Some(Shown::Ready(texture, size))) => {
            let shape = egui::epaint::RectShape::filled(rect, corners, palette::UNTINTED);
            ui.painter().add(shape.with_texture(texture, cover(size, rect.size())));
        }
        (_, Some(Shown::Waiting)) => {}
        (_, Some(Shown::Broken)) => note(ui, (center, rect.width()), Icon::CircleAlert, cx.t("file-broken"), dim),
        (FileState::Fetching, _) => {
            paint_spinner(ui.painter(), Rect::from_center_size(center, Vec2::splat(38.0)));
            paint_icon(ui.painter(), center, Icon::X, 14.0, ink);
        }
        (FileState::Expired, _) => note(ui, (center, rect.width()), Icon::Clock, cx.t("file-expired"), dim),
        (state, _) => {
            note(ui, (center, rect.width()), state_icon(state, Icon::Image), &words.state, ink);
        }
    }
    if place.more > 0 {
        ui.painter().rect_filled(rect, corners, palette::PICTURE_SHADE);
        let text = typeset::text(ui.ctx(), &format!("+{}", place.more), Weight::Bold.style(font::HEADING));
        text.paint(ui.painter(), center - text.size() / 2.0, palette::ON_PICTURE);
    }
}

/// An icon over a short text, in the middle of a place.
fn note(ui: &Ui, (center, width): (Pos2, f32), icon: Icon, text: &str, ink: egui::Color32) {
    paint_icon(ui.painter(), center - vec2(0.0, 12.0), icon, 26.0, ink);
    let text = typeset::line(ui.ctx(), text, Weight::Regular.style(font::SMALL), width - 12.0);
    text.paint(ui.painter(), pos2(center.x - text.size().x / 2.0, center.y + 8.0), ink);
}

fn line_ui(ui: &Ui, cx: &Cx<'_>, view: &MessageView, (file, words, look): (&FileInfo, &FileWords, Look), rect: Rect) {
    let (ink, dim, ground) = cx.palette().inset(view.is_outgoing());
    ui.painter().rect_filled(rect, CornerRadius::same(10), ground.gamma_multiply(0.6));
    if look == Look::Sound && file.state == FileState::Here {
        return sound::sound_ui(ui, cx, view, (file, words), rect);
    }
    let center = pos2(rect.left() + 27.0, rect.center().y);
    ui.painter().circle_filled(center, 17.0, ground);
    let here = match look {
        Look::Sound => Icon::Mic,
        Look::Archive => Icon::Archive,
        Look::Picture => Icon::Image,
        Look::Video | Look::File => Icon::File,
    };
    if file.state == FileState::Fetching {
        paint_spinner(ui.painter(), Rect::from_center_size(center, Vec2::splat(32.0)));
    }
    paint_icon(ui.painter(), center, state_icon(file.state, here), 17.0, ink);
    let left = rect.left() + 54.0;
    let room = rect.right() - left - 10.0;
    let line = |text: &str, weight: Weight, top: f32, ink| {
        let laid = typeset::line(ui.ctx(), text, weight.style(font::SMALL), room);
        let left = if laid.is_rtl() { left + room - laid.size().x } else { left };
        laid.paint(ui.painter(), pos2(left, top), ink);
    };
    line(&words.name, Weight::Medium, rect.top() + 7.0, ink);
    line(&words.state, Weight::Regular, rect.top() + 26.0, dim);
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use onionskin_core::api::{FileId, MessageId};

    use super::*;

    fn file(index: u8, content_type: &str, dimensions: Option<(u32, u32)>) -> FileInfo {
        FileInfo {
            id: FileId { message: MessageId(1), index },
            name: Arc::from("a name"),
            content_type: content_type.into(),
            size_bytes: Some(1),
            dimensions,
            is_voice: false,
            state: FileState::Here,
        }
    }

    #[test]
    fn one_picture_keeps_its_shape_within_bounds() {
        let size = |dimensions| lay(&[file(0, "image/png", dimensions)], 500.0).places[0].rect.size();
        assert_eq!(size(Some((4_000, 2_000))), vec2(340.0, 170.0));
        assert_eq!(size(Some((2_000, 4_000))), vec2(180.0, 360.0));
        assert_eq!(size(Some((10, 10))), LEAST, "small ones are shown large enough to be hit");
        assert_eq!(size(Some((200, 150))), vec2(200.0, 150.0), "none is enlarged beyond that");
        assert!(size(Some((u32::MAX, 1))).x <= WIDEST && size(None).y > 0.0);
    }

    #[test]
    fn several_pictures_make_a_grid_that_says_how_many_are_left() {
        for count in 2..=9_u8 {
            let files: Vec<FileInfo> = (0..count).map(|index| file(index, "image/jpeg", None)).collect();
            let laid = lay(&files, 500.0);
            assert_eq!(laid.places.len(), usize::from(count).min(GRID));
            assert_eq!(laid.places.last().map(|place| place.more), Some(usize::from(count).saturating_sub(GRID)));
            for (at, place) in laid.places.iter().enumerate() {
                assert!(laid.places[..at].iter().all(|other| !other.rect.intersects(place.rect.shrink(1.0))));
                assert!(place.rect.bottom() <= laid.size.y && place.rect.right() <= laid.size.x);
            }
        }
    }

    #[test]
    fn other_files_are_lines_below_the_pictures() {
        let files = [file(0, "application/pdf", None), file(1, "image/png", Some((200, 150)))];
        let laid = lay(&files, 500.0);
        assert_eq!(laid.places.iter().map(|place| place.index).collect::<Vec<_>>(), [1, 0]);
        assert!(laid.places[1].rect.top() >= laid.places[0].rect.bottom());
        assert!(!laid.is_pictures_only());
        assert_eq!(lay(&[], 500.0), FilesLaid::default());
    }

    #[test]
    fn the_middle_of_a_picture_fills_a_place() {
        assert_eq!(cover([100.0, 50.0], vec2(50.0, 50.0)), Rect::from_min_max(pos2(0.25, 0.0), pos2(0.75, 1.0)));
        assert_eq!(cover([50.0, 100.0], vec2(50.0, 50.0)), Rect::from_min_max(pos2(0.0, 0.25), pos2(1.0, 0.75)));
    }
}
