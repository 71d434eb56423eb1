//! A picture over the whole window: larger and smaller by wheel and keys, moved by the pointer, turned, copied, saved; the
//! arrows go through the pictures of the conversation.

use egui::{Area, Context, CornerRadius, Id, Key, Mesh, Modifiers, Order, Pos2, Rect, Sense, Ui, Vec2, pos2, vec2};
use onionskin_core::api::{FileId, FileInfo, FileState};

use crate::actions::{Action, Overlay};
use crate::bridge::{Look, Shown};
use crate::model::MessageView;
use crate::screens::Cx;
use crate::theme::palette;
use crate::theme::tokens::font;
use crate::theme::{Icon, Weight};
use crate::typeset::{self, Typesetter};
use crate::widgets::{IconButton, paint_icon, paint_spinner};

/// Pixels of a side at most: larger pictures are shown smaller.
const MOST: u32 = 4_096;
/// How much larger than the window a picture can be.
const LARGEST: f32 = 12.0;
/// Height of the bar.
const BAR: f32 = 56.0;

/// What the viewer remembers between frames.
#[derive(Debug, Default)]
pub struct Viewer {
    file: Option<FileId>,
    /// 1 when all of it fits.
    zoom: f32,
    offset: Vec2,
    /// Quarters of a turn, clockwise.
    turns: u8,
}

/// A picture of the conversation with its message.
type Found<'a> = (&'a FileInfo, &'a MessageView);

impl Viewer {
    /// Shows a picture.
    pub fn ui(&mut self, ctx: &Context, cx: &Cx<'_>, file: FileId) {
        let found = pictures(cx);
        let Some(at) = found.iter().position(|(known, _)| known.id == file) else {
            return cx.act(Action::CloseOverlay);
        };
        if self.file != Some(file) {
            *self = Self { file: Some(file), zoom: 1.0, ..Self::default() };
        }
        let (before, after) = (at.checked_sub(1).and_then(|at| found.get(at)), found.get(at + 1));
        let Some(shown) = found.get(at) else { return };
        let screen = ctx.content_rect();
        let area = Area::new(Id::unique("viewer")).order(Order::Foreground).fixed_pos(screen.min);
        area.show(ctx, |ui| {
            ui.set_min_size(screen.size());
            ui.painter().rect_filled(screen, CornerRadius::ZERO, palette::PICTURE_ROOM);
            self.keys(ui, cx, (before, after));
            let place = screen.with_min_y(screen.top() + BAR);
            self.picture_ui(ui, cx, shown.0, place);
            self.bar_ui(ui, cx, shown, screen.with_max_y(screen.top() + BAR));
            for (to, is_left) in [(before, true), (after, false)] {
                step_ui(ui, cx, to, (is_left, place));
            }
        });
    }

    fn keys(&mut self, ui: &Ui, cx: &Cx<'_>, (before, after): (Option<&Found<'_>>, Option<&Found<'_>>)) {
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if pressed(Key::Escape) {
            cx.act(Action::CloseOverlay);
        }
        for (key, to) in [(Key::ArrowLeft, before), (Key::ArrowRight, after)] {
            if pressed(key)
                && let Some((file, _)) = to
            {
                cx.act(Action::Show(Overlay::Viewer(file.id)));
            }
        }
        if ui.input(|input| input.events.contains(&egui::Event::Copy))
            && let Some(file) = self.file
        {
            cx.act(Action::CopyPicture(file));
        }
        if pressed(Key::Plus) || pressed(Key::Equals) {
            self.scale(1.25);
        }
        if pressed(Key::Minus) {
            self.scale(0.8);
        }
        if pressed(Key::Num0) {
            (self.zoom, self.offset) = (1.0, Vec2::ZERO);
        }
        if pressed(Key::R) {
            self.turn();
        }
    }

    fn scale(&mut self, by: f32) {
        self.zoom = (self.zoom * by).clamp(1.0, LARGEST);
        if self.zoom <= 1.0 {
            self.offset = Vec2::ZERO;
        }
    }

    fn turn(&mut self) {
        self.turns = (self.turns + 1) % 4;
        self.offset = Vec2::ZERO;
    }

    fn picture_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, file: &FileInfo, place: Rect) {
        let response = ui.interact(place, Id::unique("viewer-picture"), Sense::click_and_drag());
        if response.dragged() && self.zoom > 1.0 {
            self.offset += response.drag_delta();
        }
        if response.double_clicked() {
            self.zoom = if self.zoom > 1.0 { 1.0 } else { 2.5 };
            self.offset = Vec2::ZERO;
        }
        let wheel = ui.input(|input| input.zoom_delta() * (input.smooth_scroll_delta().y / 300.0).exp());
        if (wheel - 1.0).abs() > 0.001 {
            self.scale(wheel);
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a screen has few thousand pixels")]
        let pixels = |points: f32| ((points * ui.ctx().pixels_per_point() * self.zoom.min(3.0)) as u32).clamp(64, MOST);
        let side = pixels(place.width().max(place.height())).next_power_of_two().min(MOST);
        let (texture, size) = match cx.pictures.get(file.id, [side, side]) {
            Shown::Ready(texture, size) => (texture, Vec2::from(size)),
            Shown::Waiting => {
                return paint_spinner(ui.painter(), Rect::from_center_size(place.center(), Vec2::splat(40.0)));
            }
            Shown::Broken => {
                paint_icon(ui.painter(), place.center(), Icon::CircleAlert, font::ICON_LARGE, palette::ON_PICTURE);
                return;
            }
        };
        let turned = if self.turns.is_multiple_of(2) { size } else { vec2(size.y, size.x) };
        let fit = (place.width() / turned.x).min(place.height() / turned.y);
        let natural = file.dimensions.map_or(1.0, |dimensions| natural(dimensions, size));
        let scale = fit.min(natural.max(1.0) / ui.ctx().pixels_per_point()).min(fit) * self.zoom;
        let half = turned * scale / 2.0;
        let room = (half - place.size() / 2.0).max(Vec2::ZERO);
        self.offset = self.offset.clamp(-room, room);
        let rect = Rect::from_center_size(place.center() + self.offset, half * 2.0);
        let painter = ui.painter().with_clip_rect(place);
        painter.add(turned_mesh(ui.ctx(), texture, rect, self.turns));
    }

    fn bar_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, (file, view): &Found<'_>, bar: Rect) {
        let layout = egui::Layout::right_to_left(egui::Align::Center);
        let inner = bar.shrink2(vec2(12.0, 8.0));
        ui.scope_builder(egui::UiBuilder::new().max_rect(inner).layout(layout), |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let button =
                |ui: &mut Ui, icon, key| ui.add(IconButton::new(icon, cx.t(key)).color(palette::ON_PICTURE)).clicked();
            if button(ui, Icon::X, "viewer-close") {
                cx.act(Action::CloseOverlay);
            }
            if button(ui, Icon::Download, "viewer-save") {
                cx.act(Action::SaveFile(file.id, file.name.to_string()));
            }
            if button(ui, Icon::Copy, "viewer-copy") {
                cx.act(Action::CopyPicture(file.id));
            }
            if button(ui, Icon::RotateCw, "viewer-turn") {
                self.turn();
            }
            if button(ui, Icon::Plus, "viewer-larger") {
                self.scale(1.25);
            }
            if button(ui, Icon::Minus, "viewer-smaller") {
                self.scale(0.8);
            }
        });
        let name = typeset::line(ui.ctx(), &view.item.author_name, Weight::Bold.style(font::BODY), bar.width() / 2.0);
        name.paint(ui.painter(), bar.min + vec2(20.0, 8.0), palette::ON_PICTURE);
        let time = typeset::text(ui.ctx(), &cx.full_time(view.item.sent_at), Weight::Regular.style(font::SMALL));
        time.paint(ui.painter(), bar.min + vec2(20.0, 30.0), palette::ON_PICTURE_DIM);
    }
}

/// How many pixels of the file one of the texture stands for.
#[expect(clippy::cast_precision_loss, reason = "sides of pictures are far below 2^24")]
fn natural((width, height): (u32, u32), texture: Vec2) -> f32 {
    (width as f32 / texture.x.max(1.0)).max(height as f32 / texture.y.max(1.0))
}

/// The pictures of the conversation that are here, oldest first.
fn pictures<'a>(cx: &Cx<'a>) -> Vec<Found<'a>> {
    let Some(timeline) = &cx.model.timeline else { return Vec::new() };
    let is_shown = |file: &&FileInfo| file.state == FileState::Here && Look::of(file) == Look::Picture;
    timeline.messages().flat_map(|view| view.item.files.iter().filter(is_shown).map(|file| (file, &**view))).collect()
}

/// The way to a neighbor, at the side of the window.
fn step_ui(ui: &mut Ui, cx: &Cx<'_>, to: Option<&Found<'_>>, (is_left, place): (bool, Rect)) {
    let Some((file, _)) = to else { return };
    let (icon, key, x) = if is_left {
        (Icon::ChevronLeft, "viewer-older", place.left() + 34.0)
    } else {
        (Icon::ChevronRight, "viewer-newer", place.right() - 34.0)
    };
    let button = Rect::from_center_size(pos2(x, place.center().y), Vec2::splat(44.0));
    ui.painter().circle_filled(button.center(), 22.0, palette::PICTURE_SHADE);
    if ui.put(button, IconButton::new(icon, cx.t(key)).size(44.0).color(palette::ON_PICTURE)).clicked() {
        cx.act(Action::Show(Overlay::Viewer(file.id)));
    }
}

/// A picture turned by quarters.
fn turned_mesh(ctx: &Context, texture: egui::TextureId, rect: Rect, turns: u8) -> egui::Shape {
    if turns == 0 {
        let shape = egui::epaint::RectShape::filled(rect, CornerRadius::ZERO, palette::UNTINTED);
        return shape.with_texture(texture, Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0))).into();
    }
    let corners = [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom()];
    // A window that runs from right to left mirrors what is painted, but not pictures.
    let is_mirrored = Typesetter::of(ctx).is_mirrored();
    let of_picture = [pos2(0.0, 0.0), pos2(1.0, 0.0), pos2(1.0, 1.0), pos2(0.0, 1.0)];
    let mut mesh = Mesh::with_texture(texture);
    for (index, pos) in corners.into_iter().enumerate() {
        let seen = if is_mirrored { [1, 0, 3, 2].get(index).copied().unwrap_or(index) } else { index };
        let from = (seen + 4 - usize::from(turns)) % 4;
        let uv = of_picture.get(from).copied().unwrap_or_default();
        mesh.vertices.push(egui::epaint::Vertex { pos, uv, color: palette::UNTINTED });
    }
    mesh.add_triangle(0, 1, 2);
    mesh.add_triangle(0, 2, 3);
    mesh.into()
}
