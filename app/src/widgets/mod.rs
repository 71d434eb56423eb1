//! The controls of the window. They know the theme, but neither the model nor the engine.
//!
//! Each has a name for screen readers, by which tests find it, and a ring when the keyboard is on it.

pub mod avatar;
pub mod button;
pub mod chip;
pub mod dialog;
pub mod field;
pub mod icon;
pub mod label;
pub mod logo;
pub mod menu;
pub mod mono;
pub mod panel;
pub mod pill;
pub mod portraits;
pub mod qr;
pub mod ring;
pub mod switch;
pub mod toast;

pub use avatar::{Avatar, avatar_ui, paint_avatar};
pub use button::{Button, IconButton};
pub use chip::chip_ui;
pub use dialog::{Dialog, DialogEnd};
pub use field::TextField;
pub use icon::{icon_ui, paint_icon, paint_spinner, spinner_ui};
pub use label::{error_ui, fine_ui, heading_ui, secondary_ui, text_ui, title_ui};
pub use logo::logo_ui;
pub use menu::{menu_frame, menu_item_ui};
pub use mono::copyable_ui;
pub use panel::{group_ui, setting_ui};
pub use pill::{paint_pill, pill_ui};
pub use portraits::{Portrait, Portraits};
pub use qr::Qr;
pub use switch::{check_ui, radio_ui, toggle_ui};
pub use toast::{ToastKind, Toasts};
