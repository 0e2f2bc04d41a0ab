//! The one loop: take an event, record it, step, speak, draw. Knows no rule of the coach and no detail of any source.

mod browse;
mod dashboard;
mod face;
mod lines;
mod panics;
mod prelude;
mod run;
mod signals;

pub use browse::browse;
pub use dashboard::Dashboard;
pub use face::{Face, Wish};
pub use lines::Lines;
pub use panics::contain;
pub use prelude::{Decided, Prelude};
pub use run::{App, Ended};
