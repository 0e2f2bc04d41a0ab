//! A finished run in words, as JSON, and as a picture. Knows no sources; takes what the session came to.

mod comparison;
mod coordinate;
mod json;
mod page;
mod svg;
mod text;

pub use json::{Provenance, object};
pub use page::{Run, page};
pub use svg::svg;
pub use text::{AFTER_A_RUN, IN_A_REPORT, closing};
