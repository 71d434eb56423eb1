//! Where the files of messages meet pixels and samples: the only place that knows both the engine and `media`.
//!
//! Nothing here blocks the window: bytes come from the engine as answers, are decoded by two threads, and become
//! textures when they are done. What is shown least lately goes first when the budget is used up.

pub mod copying;
pub mod intake;
pub mod look;
pub mod pictures;
pub mod sounds;
pub mod workers;

pub use copying::Copying;
pub use intake::{Attached, Intake};
pub use look::Look;
pub use pictures::{Pictures, Shown};
pub use sounds::Sounds;
pub use workers::Workers;
