//! The keys of the window. Escape acts on what is on top: menus and dialogs take it first.

use egui::{Context, Key, KeyboardShortcut, Modifiers};
use onionskin_core::api::{ConversationId, ConversationKind, Phase};

use super::keymap::Deed;
use crate::actions::{Action, Overlay};
use crate::model::Row;
use crate::screens::Cx;

const NUMBERS: [Key; 9] =
    [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];

/// Whether the chord of a deed was pressed; the longer chords are asked for first, since Shift counts as no
/// obstacle to a shorter one.
fn is_asked(ctx: &Context, cx: &Cx<'_>, deed: Deed) -> bool {
    let chords = [Some(deed.chord(&cx.prefs.keys)), deed.also()];
    ctx.input_mut(|input| chords.into_iter().flatten().any(|chord| input.consume_shortcut(&chord.shortcut())))
}

/// Turns keys into actions. Runs before the screens, so that fields don't see these keys.
pub fn shortcuts(ctx: &Context, cx: &Cx<'_>) {
    if cx.overlay == Some(Overlay::Shortcuts) {
        return;
    }
    let mut deeds = Deed::ALL;
    deeds.sort_by_key(|deed| {
        let chord = deed.chord(&cx.prefs.keys);
        std::cmp::Reverse(u8::from(chord.shift) + u8::from(chord.alt))
    });
    let is_ready = cx.model.phase == Phase::Ready && !cx.has_overlay();
    for deed in deeds {
        let is_zoom = matches!(deed, Deed::ZoomIn | Deed::ZoomOut | Deed::ZoomReset);
        if (is_ready || is_zoom) && is_asked(ctx, cx, deed) {
            act(cx, deed);
        }
    }
    if !is_ready {
        return;
    }
    for (index, key) in NUMBERS.into_iter().enumerate() {
        let chord = KeyboardShortcut::new(Modifiers::COMMAND, key);
        if ctx.input_mut(|input| input.consume_shortcut(&chord))
            && let Some(row) = cx.model.rows.get(index)
        {
            cx.act(Action::OpenConversation(row.conversation()));
        }
    }
}

fn act(cx: &Cx<'_>, deed: Deed) {
    let zoom = cx.prefs.zoom;
    match deed {
        Deed::Switcher => cx.act(Action::Show(Overlay::Switcher)),
        Deed::Next => step(cx, 1, |_| true),
        Deed::Previous => step(cx, -1, |_| true),
        Deed::NextUnread => step(cx, 1, Row::is_unread),
        Deed::PreviousUnread => step(cx, -1, Row::is_unread),
        Deed::NoteToSelf => note_to_self(cx),
        Deed::Close => cx.act(Action::CloseConversation),
        Deed::Details => {
            if let Some(conversation) = cx.model.open_conversation() {
                cx.act(Action::Show(Overlay::Details(conversation)));
            }
        }
        Deed::NewMessage => cx.act(Action::Show(Overlay::NewMessage)),
        Deed::Search => cx.act(Action::FocusSearch),
        Deed::Find => cx.act(Action::Find),
        Deed::FoldList => cx.act(Action::FoldList(!cx.prefs.is_list_folded)),
        Deed::Settings => cx.act(Action::Show(Overlay::Settings)),
        Deed::Shortcuts => cx.act(Action::Show(Overlay::Shortcuts)),
        Deed::Emoji => cx.act(Action::TurnPicker),
        Deed::NextAccount => cx.act(Action::NextAccount),
        Deed::Lock => cx.act(Action::LockNow),
        Deed::ZoomIn => cx.act(Action::SetZoom(zoom + 0.1)),
        Deed::ZoomOut => cx.act(Action::SetZoom(zoom - 0.1)),
        Deed::ZoomReset => cx.act(Action::SetZoom(1.0)),
    }
}

/// Opens Note to Self, also when it is off the list.
fn note_to_self(cx: &Cx<'_>) {
    let listed = cx.model.listed().find(|row| row.summary.kind == ConversationKind::NoteToSelf);
    let own = cx.model.own.as_ref().map(|own| ConversationId::Contact(own.profile.account));
    if let Some(conversation) = listed.map(|row| row.conversation()).or(own) {
        cx.act(Action::OpenConversation(conversation));
    }
}

/// Opens the next or the previous conversation of the list that is wanted.
fn step(cx: &Cx<'_>, by: isize, is_wanted: impl Fn(&Row) -> bool) {
    let rows = &cx.model.rows;
    let open = cx.model.open_conversation();
    let at = rows.iter().position(|row| Some(row.conversation()) == open);
    let wanted = |row: &&std::sync::Arc<Row>| is_wanted(row);
    let next = match (at, by > 0) {
        (Some(at), true) => rows.iter().skip(at + 1).find(wanted),
        (Some(at), false) => rows.iter().take(at).rev().find(wanted),
        (None, true) => rows.iter().find(wanted),
        (None, false) => rows.iter().rev().find(wanted),
    };
    if let Some(row) = next {
        cx.act(Action::OpenConversation(row.conversation()));
    }
}
