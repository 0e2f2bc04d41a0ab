//! The one loop: take an event, record it, step, speak, draw. Knows no rule of the coach and no detail of any source.

mod browse;
mod dashboard;
mod face;
mod lines;
mod panic_hook;
mod run;
mod signals;
mod start_screen;

pub use browse::browse;
pub use dashboard::Dashboard;
pub use face::{Face, Wish};
pub use lines::Lines;
pub use panic_hook::contain;
pub use run::{App, Ended};
pub use start_screen::{StartOutcome, StartScreen};
