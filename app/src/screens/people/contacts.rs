//! The contacts by name, with a search; a press opens the conversation. Only rows in view are laid out.

use std::sync::Arc;

use egui::{CornerRadius, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};
use onionskin_core::api::{Command, Ticket};

use crate::model::Person;
use crate::screens::Cx;
use crate::theme::tokens::{font, gap, radius, size};
use crate::theme::{Icon, Weight};
use crate::typeset;
use crate::widgets::ring::focus_ring;
use crate::widgets::{TextField, fine_ui, paint_avatar};

const ROW: f32 = 48.0;
/// Rows before the list scrolls.
const SHOWN: usize = 5;

/// What the list remembers between frames.
#[derive(Debug, Default)]
pub struct ContactPicker {
    query: String,
    found: Vec<Arc<Person>>,
    found_for: Option<(String, u64)>,
}

impl ContactPicker {
    /// Shows it, if there are contacts; gives the command that makes a conversation with the chosen one.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Ticket> {
        self.find(cx);
        if self.found.is_empty() && self.query.trim().is_empty() {
            return None;
        }
        fine_ui(ui, cx.t("contacts-title"));
        TextField::new(&mut self.query, cx.t("contacts-search"))
            .hint(cx.t("contacts-search"))
            .icon(Icon::Search)
            .low()
            .show(ui);
        if self.found.is_empty() {
            fine_ui(ui, cx.t("contacts-none"));
        }
        let mut chosen = None;
        let most = ROW * SHOWN as f32;
        let scroll = ScrollArea::vertical().id_salt("contacts").max_height(most);
        ui.spacing_mut().item_spacing.y = 0.0;
        scroll.show_rows(ui, ROW, self.found.len(), |ui, range| {
            for person in self.found.get(range).into_iter().flatten() {
                if person_ui(ui, cx, person) {
                    chosen = Some(person.id_text.clone());
                }
            }
        });
        ui.spacing_mut().item_spacing.y = 10.0;
        ui.add_space(gap::XS);
        chosen.map(|account_id| cx.run(|ticket| Command::StartConversation { ticket, account_id }))
    }

    /// Filters once for a query and a state of the people, not in every frame.
    fn find(&mut self, cx: &Cx<'_>) {
        let wanted = (self.query.trim().to_lowercase(), cx.model.people_version);
        if self.found_for.as_ref() == Some(&wanted) {
            return;
        }
        let fits = |person: &&Arc<Person>| {
            person.is_contact() && (person.folded.contains(&wanted.0) || person.id_text.starts_with(&wanted.0))
        };
        self.found = cx.model.people.iter().filter(fits).cloned().collect();
        self.found_for = Some(wanted);
    }
}

fn person_ui(ui: &mut Ui, cx: &Cx<'_>, person: &Person) -> bool {
    let palette = cx.palette();
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &*person.row.name));
    if response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::same(radius::ROW), palette.row_hover);
    }
    let picture = egui::Rect::from_center_size(
        pos2(rect.left() + 8.0 + size::AVATAR_SMALL / 2.0, rect.center().y),
        egui::Vec2::splat(size::AVATAR_SMALL),
    );
    paint_avatar(ui.painter(), picture, &person.avatar);
    let left = picture.right() + 12.0;
    let name =
        typeset::line(ui.ctx(), &person.row.name, Weight::Medium.style(font::NAME), (rect.right() - left).max(20.0));
    name.paint(ui.painter(), pos2(left, rect.center().y - name.size().y / 2.0), palette.text);
    focus_ring(ui.painter(), &response, rect, radius::ROW);
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}
