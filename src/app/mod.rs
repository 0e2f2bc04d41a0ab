//! The loops of the program: a run, the start screen before it, the history. Readings are taken, recorded and stepped; what
//! changes is handed to the outputs.

mod after_stop;
mod browse;
mod interrupt;
mod keys;
mod other_devices;
mod packet_faults;
mod panic_hook;
mod reach;
mod recording_news;
mod run;
mod signals;
mod start_screen;
mod strap_question;

pub use browse::{Shelf, browse, read_report};
pub use interrupt::Interrupt;
pub use other_devices::{OtherDevice, OtherDevices};
pub use packet_faults::PacketFaults;
pub use panic_hook::install_panic_hook;
pub use recording_news::RecordingNews;
pub use run::{App, Ended};
pub use start_screen::{StartOutcome, StartScreen};
pub use strap_question::StrapQuestion;
