//! What the window knows, built from events of the engine. No egui in here.
//!
//! Names, times and labels are made when an event arrives, so that a frame only paints them.

pub mod answers;
pub mod content;
pub mod emoji;
pub mod export;
pub mod files;
mod folders;
pub mod link;
pub mod list;
pub mod note;
pub mod notices;
pub mod people;
pub mod program_link;
mod seats;
pub mod state;
pub mod timeline;

pub use answers::{Answer, Answers, Tickets};
pub use content::Content;
pub use folders::{FolderView, moved};
pub use link::{Link, Suspicion};
pub use list::Row;
pub use people::{Person, SyncView};
pub use program_link::ProgramLink;
pub use seats::SeatView;
pub use state::{Model, Now};
pub use timeline::{Entry, EntryKey, MessageView, TimelineView};
