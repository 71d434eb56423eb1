//! Goes to a conversation by a part of its name: Ctrl+K, a few letters, Enter.
//!
//! Letters may be left out: they must come in the order of the name. Those at the beginning of words count more,
//! and so do letters that stand together; what is newer wins a tie. Without letters those with something unread
//! come first.

use std::sync::Arc;

use egui::{Color32, Context, CornerRadius, Id, Key, Modifiers, Rect, Role, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};
use onionskin_core::api::{ConversationId, fold};

use super::Cx;
use crate::actions::{Action, Overlay};
use crate::model::Row;
use crate::theme::tokens::{font, gap, radius};
use crate::theme::{Icon, Weight};
use crate::typeset;
use crate::widgets::{Avatar, Dialog, DialogEnd, TextField, paint_avatar, paint_icon, paint_pill, secondary_ui};

/// Lines at most.
const LINES: usize = 8;

/// Where a line leads.
#[derive(Debug, Clone)]
enum Goal {
    Conversation(Arc<Row>),
    Person(ConversationId, String, Avatar),
    Command(&'static str, Icon, Overlay),
}

/// Commands that can be gone to by their names, too.
const COMMANDS: [(&str, Icon, Overlay); 3] = [
    ("list-new", Icon::Plus, Overlay::NewMessage),
    ("settings-title", Icon::Settings, Overlay::Settings),
    ("shortcuts-title", Icon::Keyboard, Overlay::Shortcuts),
];

/// What it remembers between frames.
#[derive(Debug, Default)]
pub struct Switcher {
    query: String,
    at: usize,
    found: Vec<Goal>,
    found_for: Option<(String, u64)>,
}

impl Switcher {
    /// Shows it.
    pub fn ui(&mut self, ctx: &Context, cx: &Cx<'_>) {
        self.find(cx);
        let (down, up, enter) = ctx.input_mut(|input| {
            let mut is = |key| input.consume_key(Modifiers::NONE, key);
            (is(Key::ArrowDown), is(Key::ArrowUp), is(Key::Enter))
        });
        let count = self.found.len().max(1);
        if down {
            self.at = (self.at + 1) % count;
        }
        if up {
            self.at = (self.at + count - 1) % count;
        }
        if enter && let Some(goal) = self.found.get(self.at) {
            go(cx, goal);
        }
        let dialog = Dialog::new("switcher", cx.t("switcher-title"), cx.t("close")).width(460.0);
        let (end, ()) = dialog.show(ctx, |ui| {
            let id = Id::unique("switcher-field");
            let field = TextField::new(&mut self.query, cx.t("switcher-hint")).hint(cx.t("switcher-hint"));
            if field.icon(Icon::Search).id(id).show(ui).changed() {
                self.at = 0;
            }
            if ui.memory(|memory| memory.focused() != Some(id)) {
                ui.memory_mut(|memory| memory.request_focus(id));
            }
            ui.add_space(gap::XS);
            ui.spacing_mut().item_spacing.y = 2.0;
            if self.found.is_empty() {
                secondary_ui(ui, cx.t("list-nothing-found"));
            }
            for (index, goal) in self.found.iter().enumerate() {
                if line_ui(ui, cx, goal, index == self.at) {
                    go(cx, goal);
                }
            }
        });
        if end != DialogEnd::Open {
            cx.act(Action::CloseOverlay);
        }
    }

    /// Finds once for a query and a state of the list.
    fn find(&mut self, cx: &Cx<'_>) {
        let wanted = (fold(self.query.trim()), cx.model.list_version);
        if self.found_for.as_ref() == Some(&wanted) {
            return;
        }
        let query = wanted.0.as_str();
        let mut goals: Vec<(u32, usize, Goal)> = Vec::new();
        let rows = cx.model.listed().chain(&cx.model.requests);
        for (age, row) in rows.enumerate() {
            let by_id = if query.len() > 4 && row.id_text.starts_with(query) { Some(1_000) } else { None };
            if let Some(rank) = rank(query, &row.name_folded).or(by_id) {
                let unread = u32::from(query.is_empty() && row.is_unread()) * 1_000;
                goals.push((rank + unread, age, Goal::Conversation(Arc::clone(row))));
            }
        }
        for person in cx.model.people.iter().filter(|person| person.is_contact() && !query.is_empty()) {
            let conversation = ConversationId::Contact(person.account());
            if cx.model.row(conversation).is_none()
                && let Some(rank) = rank(query, &person.folded)
            {
                let goal = Goal::Person(conversation, person.row.name.to_string(), person.avatar.clone());
                goals.push((rank, 1_000, goal));
            }
        }
        for (key, icon, overlay) in COMMANDS.into_iter().filter(|_| !query.is_empty()) {
            if let Some(rank) = rank(query, &fold(cx.t(key))) {
                goals.push((rank, 2_000, Goal::Command(key, icon, overlay)));
            }
        }
        goals.sort_by_key(|(rank, age, _)| (std::cmp::Reverse(*rank), *age));
        self.found = goals.into_iter().take(LINES).map(|(_, _, goal)| goal).collect();
        self.at = self.at.min(self.found.len().saturating_sub(1));
        self.found_for = Some(wanted);
    }
}

/// How well letters fit a name, both in lower case; nothing if they don't.
fn rank(query: &str, name: &str) -> Option<u32> {
    let mut rank = 1;
    let mut rest = name.char_indices().peekable();
    let mut before: Option<(usize, char)> = None;
    for wanted in query.chars().filter(|c| !c.is_whitespace()) {
        loop {
            let (at, found) = rest.next()?;
            let previous = name.get(..at).and_then(|before| before.chars().next_back());
            if found == wanted {
                let begins = previous.is_none_or(|c| !c.is_alphanumeric());
                let follows = before.is_some_and(|(last, c)| last + c.len_utf8() == at);
                rank += 1 + 8 * u32::from(begins) + 6 * u32::from(follows) + 6 * u32::from(at == 0);
                before = Some((at, found));
                break;
            }
        }
    }
    Some(rank)
}

fn go(cx: &Cx<'_>, goal: &Goal) {
    cx.act(Action::CloseOverlay);
    match goal {
        Goal::Conversation(row) => cx.act(Action::OpenConversation(row.conversation())),
        Goal::Person(conversation, ..) => cx.act(Action::OpenConversation(*conversation)),
        Goal::Command(_, _, overlay) => cx.act(Action::Show(*overlay)),
    }
}

/// A line. True when it was pressed.
fn line_ui(ui: &mut Ui, cx: &Cx<'_>, goal: &Goal, is_chosen: bool) -> bool {
    let palette = cx.palette();
    let name = match goal {
        Goal::Conversation(row) => row.name.as_str(),
        Goal::Person(_, name, _) => name,
        Goal::Command(key, ..) => cx.t(key),
    };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 44.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_chosen, name));
    let fill = match (is_chosen, response.hovered()) {
        (true, _) => palette.row_selected,
        (false, true) => palette.row_hover,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, CornerRadius::same(radius::ROW), fill);
    let picture = Rect::from_center_size(pos2(rect.left() + 26.0, rect.center().y), Vec2::splat(30.0));
    match goal {
        Goal::Conversation(row) => paint_avatar(ui.painter(), picture, &row.avatar),
        Goal::Person(_, _, avatar) => paint_avatar(ui.painter(), picture, avatar),
        Goal::Command(_, icon, _) => paint_icon(ui.painter(), picture.center(), *icon, font::ICON, palette.text),
    }
    let mut right = rect.right() - 12.0;
    if let Goal::Conversation(row) = goal
        && !row.unread.is_empty()
    {
        let at = pos2(right, rect.center().y);
        right = paint_pill(ui.painter(), at, &row.unread, palette.accent, palette.on_accent).left() - 8.0;
    }
    let left = picture.right() + 12.0;
    let laid = typeset::line(ui.ctx(), name, Weight::Medium.style(font::NAME), right - left);
    laid.paint(ui.painter(), pos2(left, rect.center().y - laid.size().y / 2.0), palette.text);
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}

#[cfg(test)]
mod tests {
    use super::rank;

    #[test]
    fn letters_fit_in_order_and_beginnings_of_words_count_more() {
        assert_eq!(rank("xyz", "grace hopper"), None);
        assert_eq!(rank("ecarg", "grace"), None);
        assert!(rank("gh", "grace hopper") > rank("gh", "slough"));
        assert!(rank("gra", "grace hopper") > rank("gra", "a program"));
        assert!(rank("hop", "grace hopper") > rank("hop", "the old photo"));
        assert_eq!(rank("", "anybody"), Some(1));
        assert!(rank("g h", "grace hopper").is_some(), "spaces don't count");
        assert!(rank("ка", "карл").is_some());
    }
}
