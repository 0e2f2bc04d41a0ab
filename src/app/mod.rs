//! The one loop: take an event, record it, step, speak, draw. Knows no rule of the coach and no detail of any source.

mod face;
mod run;
mod signals;

pub use face::{Face, Lines, Wish};
pub use run::{App, Ended};
