//! The keys of the window. Escape acts on what is on top: menus and dialogs take it first.

use egui::{Context, Key, KeyboardShortcut, Modifiers};
use onionskin_core::api::Phase;

use crate::actions::{Action, Overlay};
use crate::screens::Cx;

const NUMBERS: [Key; 9] =
    [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];

fn pressed(ctx: &Context, modifiers: Modifiers, key: Key) -> bool {
    ctx.input_mut(|input| input.consume_shortcut(&KeyboardShortcut::new(modifiers, key)))
}

/// Turns keys into actions. Runs before the screens, so that fields don't see these keys.
pub fn shortcuts(ctx: &Context, cx: &Cx<'_>) {
    zoom(ctx, cx);
    if cx.model.phase != Phase::Ready || cx.has_overlay() {
        return;
    }
    let command = |key| pressed(ctx, Modifiers::COMMAND, key);
    if command(Key::N) {
        cx.act(Action::Show(Overlay::NewMessage));
    }
    if command(Key::Comma) {
        cx.act(Action::Show(Overlay::Settings));
    }
    if command(Key::Slash) {
        cx.act(Action::Show(Overlay::Shortcuts));
    }
    if command(Key::F) || command(Key::K) {
        cx.act(Action::FocusSearch);
    }
    if command(Key::W) {
        cx.act(Action::CloseConversation);
    }
    for (index, key) in NUMBERS.into_iter().enumerate() {
        if command(key)
            && let Some(row) = cx.model.rows.get(index)
        {
            cx.act(Action::OpenConversation(row.conversation()));
        }
    }
    if pressed(ctx, Modifiers::ALT, Key::ArrowDown) {
        step(cx, 1);
    }
    if pressed(ctx, Modifiers::ALT, Key::ArrowUp) {
        step(cx, -1);
    }
}

fn zoom(ctx: &Context, cx: &Cx<'_>) {
    let zoom = cx.prefs.zoom;
    if pressed(ctx, Modifiers::COMMAND, Key::Plus) || pressed(ctx, Modifiers::COMMAND, Key::Equals) {
        cx.act(Action::SetZoom(zoom + 0.1));
    }
    if pressed(ctx, Modifiers::COMMAND, Key::Minus) {
        cx.act(Action::SetZoom(zoom - 0.1));
    }
    if pressed(ctx, Modifiers::COMMAND, Key::Num0) {
        cx.act(Action::SetZoom(1.0));
    }
}

/// Opens the next or the previous conversation of the list.
fn step(cx: &Cx<'_>, by: isize) {
    let rows = &cx.model.rows;
    let open = cx.model.open_conversation();
    let at = rows.iter().position(|row| Some(row.conversation()) == open);
    let next = match at {
        Some(at) => at.saturating_add_signed(by).min(rows.len().saturating_sub(1)),
        None => 0,
    };
    if let Some(row) = rows.get(next) {
        cx.act(Action::OpenConversation(row.conversation()));
    }
}
