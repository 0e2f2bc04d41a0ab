//! A finished run as text for the terminal, as JSON, as an HTML page and as an SVG picture.

mod comparison;
mod coordinate;
mod json;
mod page;
mod screen;
mod sentences;
mod svg;
mod text;
mod words;

pub use json::{Provenance, object};
pub use page::{Run, page};
pub use screen::{after_run, is_easy, on_screen, prompt_lines};
pub use sentences::sentences;
pub use svg::svg;
pub use text::{AFTER_A_RUN, IN_A_REPORT, closing, columns};
