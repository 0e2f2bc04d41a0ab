//! Where readings come from: Bluetooth, standard input, a simulated heart, a recording; merged into one run's time.

mod coding;
pub mod demo;
mod demo_belt;
mod live;
mod next;
mod playback;
mod random;
mod script;
pub mod stdin;
mod timeline;

pub use live::{LiveSource, SourceEvent, TimeBase};
pub use next::Next;
pub use script::{Recorded, Script, Speed};
pub use timeline::Timeline;
