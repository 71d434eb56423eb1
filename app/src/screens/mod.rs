//! The screens. Each is a state and `ui(&mut self, ui, cx)`; what it wants done goes to [`Cx::act`].

pub mod accounts;
pub mod backup;
pub mod clear_data;
pub mod conversation;
pub mod cx;
pub mod emoji;
pub mod export;
pub mod folders;
pub mod forward;
pub mod home;
pub mod link;
pub mod network_view;
pub mod new_message;
pub mod onboarding;
pub mod page;
pub mod password;
pub mod people;
mod pick;
pub mod program_link;
pub mod saving;
pub mod search;
pub mod settings;
pub mod shortcuts;
pub mod store_problem;
pub mod switcher;
pub mod unlock;

pub use cx::Cx;
