//! A finished run in words and as JSON. Knows no sources; takes what the session came to.

mod json;
mod text;

pub use json::{Provenance, object};
pub use text::closing;
