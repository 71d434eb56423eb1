//! Which messages are looked for besides by their words: whose, since when, with links only.

use egui::{Popup, Ui, vec2};
use onionskin_core::api::{AccountId, ConversationId, NetworkTime, SearchKind, SearchQuery};

use crate::screens::Cx;
use crate::theme::Icon;
use crate::widgets::{chip_ui, menu_frame, menu_item_ui};

/// People whom the menu offers at most.
const PEOPLE: usize = 12;

/// Since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Age {
    #[default]
    Any,
    Today,
    Week,
    Month,
    Year,
}

impl Age {
    const ALL: [(Self, &'static str, i64); 5] = [
        (Self::Any, "search-any-time", 0),
        (Self::Today, "search-today", 0),
        (Self::Week, "search-week", 6),
        (Self::Month, "search-month", 29),
        (Self::Year, "search-year", 364),
    ];

    /// The first moment that counts: the beginning of a day where the person is.
    fn from(self, cx: &Cx<'_>) -> Option<NetworkTime> {
        let (_, _, days) = Self::ALL.into_iter().find(|(age, ..)| *age == self && self != Self::Any)?;
        let today = cx.local(NetworkTime(cx.now_millis)).date();
        let first = today.checked_sub(jiff::Span::new().days(days)).ok()?;
        let start = first.to_zoned(cx.zone.clone()).ok()?.timestamp().as_millisecond();
        u64::try_from(start).ok().map(NetworkTime)
    }
}

/// What the person filters by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Filters {
    author: Option<AccountId>,
    age: Age,
    kind: SearchKind,
}

impl Filters {
    /// Whether any is set.
    pub fn are_set(&self) -> bool {
        *self != Self::default()
    }

    /// The question with these filters.
    pub fn query(&self, cx: &Cx<'_>, text: &str, conversation: Option<ConversationId>) -> SearchQuery {
        SearchQuery {
            text: text.to_owned(),
            conversation,
            author: self.author,
            from: self.age.from(cx),
            kind: self.kind,
            ..SearchQuery::default()
        }
    }

    /// Shows them as chips side by side; in a conversation only its people are offered.
    pub fn chips_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, within: Option<ConversationId>) {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        let is_from_right = ui.layout().prefer_right_to_left();
        if is_from_right {
            self.files_ui(ui, cx);
            self.links_ui(ui, cx);
            self.age_ui(ui, cx);
            self.author_ui(ui, cx, within);
        } else {
            self.author_ui(ui, cx, within);
            self.age_ui(ui, cx);
            self.links_ui(ui, cx);
            self.files_ui(ui, cx);
        }
    }

    fn links_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        self.kind_ui(ui, cx.t("search-links"), Icon::Globe, SearchKind::Links);
    }

    fn files_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        self.kind_ui(ui, cx.t("search-files"), Icon::Paperclip, SearchKind::Files);
    }

    fn kind_ui(&mut self, ui: &mut Ui, name: &str, icon: Icon, kind: SearchKind) {
        if chip_ui(ui, name, Some(icon), self.kind == kind).clicked() {
            self.kind = if self.kind == kind { SearchKind::Any } else { kind };
        }
    }

    fn author_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, within: Option<ConversationId>) {
        let own = cx.model.own.as_ref().map(|own| own.profile.account);
        let name = match self.author {
            None => cx.t("search-from").to_owned(),
            Some(author) if Some(author) == own => cx.t("search-from-me").to_owned(),
            Some(author) => cx.text.with("search-from-name", &[("name", &name_of(cx, author))]),
        };
        let chip = chip_ui(ui, &name, Some(Icon::User), self.author.is_some());
        Popup::menu(&chip).frame(menu_frame(ui)).show(|ui| {
            if menu_item_ui(ui, Icon::Users, cx.t("search-from-anyone"), false).clicked() {
                self.author = None;
            }
            if menu_item_ui(ui, Icon::User, cx.t("search-from-me"), false).clicked() {
                self.author = own;
            }
            for (author, name) in others(cx, within, own) {
                if menu_item_ui(ui, Icon::User, &name, false).clicked() {
                    self.author = Some(author);
                }
            }
        });
    }

    fn age_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let set = Age::ALL.into_iter().find(|(age, ..)| *age == self.age && self.age != Age::Any);
        let chip = chip_ui(ui, cx.t(set.map_or("search-date", |(_, key, _)| key)), Some(Icon::Clock), set.is_some());
        Popup::menu(&chip).frame(menu_frame(ui)).show(|ui| {
            for (age, key, _) in Age::ALL {
                let icon = if age == self.age { Icon::Check } else { Icon::Clock };
                if menu_item_ui(ui, icon, cx.t(key), false).clicked() {
                    self.age = age;
                }
            }
        });
    }
}

fn name_of(cx: &Cx<'_>, author: AccountId) -> String {
    cx.model.row(ConversationId::Contact(author)).map_or_else(String::new, |row| row.name.clone())
}

/// People to choose from: those of the conversation, or of the newest ones.
fn others(cx: &Cx<'_>, within: Option<ConversationId>, own: Option<AccountId>) -> Vec<(AccountId, String)> {
    let rows = cx
        .model
        .rows
        .iter()
        .chain(&cx.model.requests)
        .filter(|row| within.is_none_or(|within| row.conversation() == within));
    let people = rows.filter_map(|row| match row.conversation() {
        ConversationId::Contact(account) if Some(account) != own => Some((account, row.name.clone())),
        _ => None,
    });
    people.take(PEOPLE).collect()
}
