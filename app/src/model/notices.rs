//! When something is to be notified, and what is said: one notice at a time, made anew at most every two seconds.
//!
//! The rules are those of the official client (design notes on features, 15): one message says itself, several say how
//! many and from whom the last is; nothing while the window has the keyboard; nothing of what is muted, in quiet hours,
//! or when the master switch is off. A notice goes when what it tells of was read, here or elsewhere, or is gone. What
//! was unread before the program started rings for nobody.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Time;
use onionskin_core::api::{ConversationId, MessageId, ReactionNews};
use serde::{Deserialize, Serialize};

use super::list::Row;
use crate::text::Strings;

/// Between two notices, in milliseconds.
const PAUSE_MILLIS: u64 = 2_000;
/// A day, in milliseconds.
const DAY_MILLIS: u64 = 86_400_000;
/// Minutes of a day.
const DAY_MINUTES: u16 = 24 * 60;

/// How much a notice tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Telling {
    /// Who wrote, and what.
    #[default]
    Everything,
    /// Who wrote.
    Name,
    /// That somebody wrote.
    Nothing,
}

/// What the person wants of notices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoticePrefs {
    /// Whether there are any.
    pub is_on: bool,
    /// How much they tell.
    pub telling: Telling,
    /// Whether they sound.
    pub has_sound: bool,
    /// Whether quiet hours are kept.
    pub has_quiet: bool,
    /// From when to when it is quiet, in minutes of the day.
    pub quiet: (u16, u16),
    /// Nothing is notified before this moment, in Unix milliseconds; 0 for no pause.
    pub paused_until: u64,
}

impl Default for NoticePrefs {
    fn default() -> Self {
        Self {
            is_on: true,
            telling: Telling::default(),
            has_sound: false,
            has_quiet: false,
            quiet: (22 * 60, 7 * 60),
            paused_until: 0,
        }
    }
}

impl NoticePrefs {
    /// Whether there is a pause at a moment, in Unix milliseconds.
    pub const fn is_paused(&self, now_millis: u64) -> bool {
        self.paused_until > now_millis
    }

    /// Whether anything of a conversation is notified now.
    fn is_loud(&self, row: &Row, now: &Situation<'_>) -> bool {
        let is_heard = self.is_on && !row.summary.is_blocked && !row.is_muted(now.now_millis);
        is_heard && !self.is_quiet(now.time) && !self.is_paused(now.now_millis)
    }

    /// Whether it is quiet at a time of day. Hours that end where they begin are none.
    pub fn is_quiet(&self, time: Time) -> bool {
        let now = u16::try_from(i32::from(time.hour()) * 60 + i32::from(time.minute())).unwrap_or(0);
        let (from, to) = (self.quiet.0 % DAY_MINUTES, self.quiet.1 % DAY_MINUTES);
        let is_within = if from <= to { (from..to).contains(&now) } else { now >= from || now < to };
        self.has_quiet && is_within
    }
}

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its first line.
    pub title: String,
    /// What it says.
    pub body: String,
    /// Where a press on it leads; nothing while the window is locked.
    pub conversation: Option<ConversationId>,
    /// Whether it sounds.
    pub has_sound: bool,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Show this in place of what is shown.
    Show(Notice),
    /// Take away what is shown.
    Withdraw,
}

/// How things stand.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// What the person wants.
    pub prefs: &'a NoticePrefs,
    /// Whether the window has the keyboard.
    pub is_focused: bool,
    /// Whether the window is locked.
    pub is_locked: bool,
    /// Unix milliseconds.
    pub now_millis: u64,
    /// The time of day where the person is.
    pub time: Time,
}

/// What is known of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Known {
    unread: u32,
    last: Option<MessageId>,
}

/// What was notified and what waits to be.
#[derive(Debug, Default)]
pub struct Notices {
    known: HashMap<ConversationId, Known>,
    has_begun: bool,
    /// Conversations with something to notify, the newest last, with how many messages.
    waiting: Vec<(ConversationId, u32)>,
    /// The last emoji that somebody put on a message of ours.
    reaction: Option<Arc<ReactionNews>>,
    is_changed: bool,
    is_shown: bool,
    shown_at: Option<u64>,
}

impl Notices {
    /// Takes over the rows of the list: what came is noted, what was read is forgotten.
    pub fn look<'a>(&mut self, rows: impl Iterator<Item = &'a Arc<Row>>, now: Situation<'_>) {
        let mut known = HashMap::new();
        for row in rows {
            let (id, unread) = (row.conversation(), row.summary.unread);
            let preview = row.summary.preview.as_ref();
            let last = preview.map(|preview| preview.message);
            let before = self.known.get(&id).copied().unwrap_or(Known { unread: 0, last: None });
            known.insert(id, Known { unread, last });
            let more = unread.saturating_sub(before.unread);
            let is_worth = preview.is_some_and(|preview| !preview.is_ours() && preview.note.is_none());
            let is_told = !now.is_focused && now.prefs.is_loud(row, &now);
            if self.has_begun && more > 0 && last != before.last && is_worth && is_told {
                let waited = self.take(id);
                self.waiting.push((id, waited.saturating_add(more)));
                self.is_changed = true;
            } else if unread == 0 || unread < before.unread {
                self.is_changed |= self.take(id) > 0;
            }
        }
        let is_there = |id: &ConversationId| known.contains_key(id);
        let before = self.waiting.len();
        self.waiting.retain(|(id, _)| is_there(id));
        self.is_changed |= self.waiting.len() != before;
        (self.known, self.has_begun) = (known, true);
        if now.is_focused && (self.is_shown || !self.waiting.is_empty() || self.reaction.is_some()) {
            self.waiting.clear();
            self.reaction = None;
            self.is_changed = true;
        }
    }

    /// Notes an emoji on a message of ours. One that is a day old rings for nobody.
    pub fn react(&mut self, news: &Arc<ReactionNews>, row: &Row, now: Situation<'_>) {
        let is_old = news.at.millis() + DAY_MILLIS < now.now_millis;
        let is_loud = now.prefs.is_loud(row, &now);
        if !now.is_focused && is_loud && !is_old {
            self.reaction = Some(Arc::clone(news));
            self.is_changed = true;
        }
    }

    fn take(&mut self, id: ConversationId) -> u32 {
        match self.waiting.iter().position(|(known, _)| *known == id) {
            Some(at) => self.waiting.remove(at).1,
            None => 0,
        }
    }

    /// What is to be done now, and if it is too early, in how many milliseconds to ask again.
    pub fn step(
        &mut self,
        row: impl Fn(ConversationId) -> Option<Arc<Row>>,
        now: Situation<'_>,
        text: &Strings,
    ) -> (Option<Deed>, Option<u64>) {
        if !self.is_changed {
            return (None, None);
        }
        let last = self.waiting.last().map(|(last, _)| *last);
        if last.is_none() && self.reaction.is_none() {
            self.is_changed = false;
            return (std::mem::take(&mut self.is_shown).then_some(Deed::Withdraw), None);
        }
        let passed = self.shown_at.map_or(PAUSE_MILLIS, |at| now.now_millis.saturating_sub(at));
        if passed < PAUSE_MILLIS {
            return (None, Some(PAUSE_MILLIS - passed));
        }
        self.is_changed = false;
        // Words are worth more than an emoji, and there is one notice at a time.
        let reaction = self.reaction.take();
        let about = last.or(reaction.as_ref().map(|reaction| reaction.conversation));
        let Some(row) = about.and_then(row) else { return (None, None) };
        if let Some(reaction) = reaction.filter(|_| last.is_none()) {
            self.is_shown = true;
            self.shown_at = Some(now.now_millis);
            return (Some(Deed::Show(of_reaction(&row, &reaction.emoji, now, text))), None);
        }
        let count = self.waiting.iter().fold(0_u32, |sum, (_, count)| sum.saturating_add(*count));
        self.is_shown = true;
        self.shown_at = Some(now.now_millis);
        (Some(Deed::Show(notice(&row, count, now, text))), None)
    }
}

fn of_reaction(row: &Row, emoji: &str, now: Situation<'_>, text: &Strings) -> Notice {
    let telling = if now.is_locked { Telling::Nothing } else { now.prefs.telling };
    let (title, body) = match telling {
        Telling::Nothing => (text.get("app-name").to_owned(), text.get("notice-reaction-some").to_owned()),
        Telling::Name => (row.name.clone(), text.get("notice-reaction-some").to_owned()),
        Telling::Everything => (row.name.clone(), text.with("notice-reaction", &[("emoji", emoji)])),
    };
    let conversation = (!now.is_locked).then(|| row.conversation());
    Notice { title, body, conversation, has_sound: now.prefs.has_sound }
}

fn notice(row: &Row, count: u32, now: Situation<'_>, text: &Strings) -> Notice {
    let app = text.get("app-name");
    let several = usize::try_from(count).unwrap_or(usize::MAX);
    let telling = if now.is_locked { Telling::Nothing } else { now.prefs.telling };
    let is_request = row.summary.is_request;
    let (title, body) = match telling {
        Telling::Nothing => (app.to_owned(), text.count("notice-messages", several)),
        _ if is_request => (app.to_owned(), text.get("notice-request").to_owned()),
        _ if count > 1 => {
            let values = [("count", &*count.to_string()), ("name", row.name.as_str())];
            (app.to_owned(), text.with("notice-several", &values))
        }
        Telling::Name => (row.name.clone(), text.count("notice-messages", 1)),
        Telling::Everything => {
            let said = row.summary.preview.as_ref().map(|preview| preview.text.trim().to_owned()).unwrap_or_default();
            (row.name.clone(), if said.is_empty() { text.count("notice-messages", 1) } else { said })
        }
    };
    let conversation = (!now.is_locked).then(|| row.conversation());
    Notice { title, body, conversation, has_sound: now.prefs.has_sound }
}

#[cfg(test)]
mod tests {
    use onionskin_core::api::{
        AccountId, ConversationKind, ConversationSummary, Delivery, NetworkTime, NotificationLevel, Preview,
    };

    use super::*;
    use crate::model::Now;

    fn row(number: u8, unread: u32, said: &str) -> Arc<Row> {
        let preview = Preview {
            text: said.into(),
            delivery: Delivery::Received,
            message: MessageId(u64::from(number) * 1_000 + u64::from(unread)),
            is_deleted: false,
            note: None,
            files: None,
        };
        let summary = ConversationSummary {
            conversation: ConversationId::Contact(AccountId::from_key([number; 32])),
            kind: ConversationKind::Contact,
            name: format!("Person {number}").into(),
            preview: Some(preview),
            active_at: NetworkTime(5),
            unread,
            draft: None,
            draft_answers: None,
            is_request: false,
            is_awaiting_reply: false,
            is_blocked: false,
            priority: 0,
            is_marked_unread: false,
            notifications: NotificationLevel::All,
            mute_until: None,
            timer: None,
            is_archived: false,
            portrait: 0,
        };
        Arc::new(Row::new(Arc::new(summary), &Now::new(0, jiff::tz::TimeZone::UTC), &Strings::default()))
    }

    fn changed(row: &Row, change: impl FnOnce(&mut ConversationSummary)) -> Arc<Row> {
        let mut summary = (*row.summary).clone();
        change(&mut summary);
        Arc::new(Row::new(Arc::new(summary), &Now::new(0, jiff::tz::TimeZone::UTC), &Strings::default()))
    }

    /// A desk with a window that has no keyboard, at noon.
    struct Desk {
        notices: Notices,
        prefs: NoticePrefs,
        rows: Vec<Arc<Row>>,
        is_focused: bool,
        is_locked: bool,
        now_millis: u64,
        time: Time,
    }

    impl Desk {
        fn new(rows: Vec<Arc<Row>>) -> Self {
            let mut desk = Self {
                notices: Notices::default(),
                prefs: NoticePrefs::default(),
                rows: Vec::new(),
                is_focused: false,
                is_locked: false,
                now_millis: 1_000_000,
                time: Time::midnight().with().hour(12).build().expect("noon"),
            };
            assert_eq!(desk.list(rows), (None, None), "what was there before rings for nobody");
            desk
        }

        fn list(&mut self, rows: Vec<Arc<Row>>) -> (Option<Deed>, Option<u64>) {
            self.rows = rows;
            let now = Situation {
                prefs: &self.prefs,
                is_focused: self.is_focused,
                is_locked: self.is_locked,
                now_millis: self.now_millis,
                time: self.time,
            };
            self.notices.look(self.rows.iter(), now);
            let rows = &self.rows;
            let row = |id| rows.iter().find(|row| row.conversation() == id).cloned();
            self.notices.step(row, now, &Strings::default())
        }

        fn said(&mut self, rows: Vec<Arc<Row>>) -> Option<(String, String)> {
            match self.list(rows).0 {
                Some(Deed::Show(notice)) => Some((notice.title, notice.body)),
                _ => None,
            }
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "a notice is there or not")]
    fn pair(title: &str, body: &str) -> Option<(String, String)> {
        Some((title.to_owned(), body.to_owned()))
    }

    #[test]
    fn one_message_says_itself_and_several_say_how_many() {
        let mut desk = Desk::new(vec![row(1, 3, "old")]);
        assert_eq!(desk.said(vec![row(1, 4, "new")]), pair("Person 1", "new"));
        assert_eq!(desk.list(vec![row(1, 5, "newer"), row(2, 1, "hi")]), (None, Some(2_000)), "too early");
        desk.now_millis += 2_000;
        let several = "4 new messages, the last from Person 2";
        assert_eq!(desk.said(vec![row(2, 2, "hello"), row(1, 5, "newer")]), pair("Onionskin", several));
    }

    #[test]
    fn a_notice_goes_when_it_was_read_elsewhere_or_the_window_is_looked_at() {
        let mut desk = Desk::new(vec![row(1, 0, "old")]);
        assert!(desk.said(vec![row(1, 1, "new")]).is_some());
        assert_eq!(desk.list(vec![row(1, 0, "new")]).0, Some(Deed::Withdraw));
        desk.now_millis += 5_000;
        assert!(desk.said(vec![row(1, 1, "more")]).is_some());
        desk.is_focused = true;
        assert_eq!(desk.list(vec![row(1, 1, "more")]).0, Some(Deed::Withdraw));
        assert_eq!(desk.list(vec![row(1, 2, "seen at once")]), (None, None));
    }

    #[test]
    fn what_is_muted_blocked_quiet_or_switched_off_rings_for_nobody() {
        let loud = row(1, 1, "new");
        let muted = changed(&loud, |summary| summary.notifications = NotificationLevel::Off);
        let paused = changed(&loud, |summary| summary.mute_until = Some(NetworkTime(9_000_000)));
        let blocked = changed(&loud, |summary| summary.is_blocked = true);
        let ours = changed(&loud, |summary| summary.preview.as_mut().expect("one").delivery = Delivery::Sent);
        for silent in [muted, paused, blocked, ours] {
            assert_eq!(Desk::new(vec![row(1, 0, "old")]).said(vec![silent]), None);
        }
        let mut desk = Desk::new(vec![row(1, 0, "old")]);
        desk.prefs.is_on = false;
        assert_eq!(desk.said(vec![row(1, 1, "new")]), None);
        let mut desk = Desk::new(vec![row(1, 0, "old")]);
        desk.prefs.has_quiet = true;
        desk.time = Time::midnight();
        assert_eq!(desk.said(vec![row(1, 1, "new")]), None);
        desk.time = Time::midnight().with().hour(8).build().expect("a time");
        assert!(desk.said(vec![row(1, 2, "later")]).is_some());
    }

    #[test]
    fn an_emoji_on_a_message_of_ours_is_told_unless_words_came_too() {
        let react = |desk: &mut Desk, at| {
            let about = row(1, 0, "old");
            let now = Situation {
                prefs: &desk.prefs,
                is_focused: desk.is_focused,
                is_locked: desk.is_locked,
                now_millis: desk.now_millis,
                time: desk.time,
            };
            let (conversation, message) = (about.conversation(), MessageId(5));
            let news = ReactionNews { conversation, message, emoji: "🐢".to_owned(), at: NetworkTime(at) };
            desk.notices.react(&Arc::new(news), &about, now);
        };
        let mut desk = Desk::new(vec![row(1, 0, "old")]);
        react(&mut desk, 999_000);
        assert_eq!(desk.said(vec![row(1, 0, "old")]), pair("Person 1", "Reacted 🐢 to your message"));
        desk.now_millis += 3_000;
        desk.is_focused = true;
        assert_eq!(desk.list(vec![row(1, 0, "old")]).0, Some(Deed::Withdraw), "it is looked at");
        react(&mut desk, 999_000);
        desk.is_focused = false;
        assert_eq!(desk.list(vec![row(1, 0, "old")]), (None, None), "it was seen");
        react(&mut desk, 999_000);
        desk.now_millis += 3_000;
        assert_eq!(desk.said(vec![row(1, 1, "words")]), pair("Person 1", "words"));
        desk.now_millis += 200_000_000;
        react(&mut desk, 999_000);
        assert_eq!(desk.said(vec![row(1, 1, "words")]), None, "it is days old");
        let mut locked = Desk::new(vec![row(1, 0, "old")]);
        locked.is_locked = true;
        react(&mut locked, 999_000);
        assert_eq!(locked.said(vec![row(1, 0, "old")]), pair("Onionskin", "A reaction to your message"));
    }

    #[test]
    fn quiet_hours_may_span_midnight_or_not() {
        let at = |hour| Time::midnight().with().hour(hour).build().expect("a time");
        let night = NoticePrefs { has_quiet: true, ..NoticePrefs::default() };
        assert_eq!([21, 22, 0, 6, 7].map(|hour| night.is_quiet(at(hour))), [false, true, true, true, false]);
        let nap = NoticePrefs { quiet: (13 * 60, 15 * 60), ..night.clone() };
        assert_eq!([12, 13, 14, 15].map(|hour| nap.is_quiet(at(hour))), [false, true, true, false]);
        assert!(!NoticePrefs { has_quiet: false, ..night }.is_quiet(at(0)));
    }

    #[test]
    fn how_much_is_told_is_up_to_the_person_and_nothing_while_locked() {
        let tell = |telling, is_locked| {
            let mut desk = Desk::new(vec![row(1, 0, "old")]);
            (desk.prefs.telling, desk.is_locked) = (telling, is_locked);
            desk.said(vec![row(1, 1, "secret")])
        };
        assert_eq!(tell(Telling::Name, false), pair("Person 1", "1 new message"));
        assert_eq!(tell(Telling::Nothing, false), pair("Onionskin", "1 new message"));
        assert_eq!(tell(Telling::Everything, true), pair("Onionskin", "1 new message"));
        let request = changed(&row(1, 1, "hi"), |summary| summary.is_request = true);
        let said = Desk::new(vec![row(1, 0, "old")]).said(vec![request]);
        assert_eq!(said, pair("Onionskin", "You have a new message request"));
    }
}
