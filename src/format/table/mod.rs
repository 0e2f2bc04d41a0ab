//! Tables and lists of numbers: those of other programs read by the names of their columns and by their values together, or
//! refused where two readings are possible; and our own written.
//!
//! From below: `rows` cuts a text, `numbers`, `dates` and `units` read cells, `names` reads headers by the `vocabulary`, `block`
//! finds the table in the text, `titles` what stands above it; `clock` (with `time_column`, `counts`, `day_order` and `series`)
//! finds the time of each row, `rates`, `beats` and `motion` what was measured, `choose` weighs them against each other, and
//! `assemble` makes the recording. `lists` reads numbers without a header.

mod assemble;
mod beats;
mod block;
mod choose;
mod clock;
mod counts;
mod dates;
mod day_order;
mod error;
mod lists;
mod motion;
mod names;
mod numbers;
mod rates;
mod rows;
mod series;
mod time_column;
mod titles;
mod units;
mod values;
mod vocabulary;
mod write;

pub use error::TableError;
pub use write::write;

use super::recording::Recording;
use block::Block;
use choose::Choice;
use lists::List;

/// How much of a text is looked at to tell whether it is a table, in bytes.
const SAMPLE: usize = 200_000;

/// What a text with rows is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Rows under a header.
    Table,
    /// Numbers under no header.
    List,
}

/// Whether a text is a table or a list of numbers, by its beginning; none where it is neither.
pub(super) fn shape(text: &str) -> Option<Shape> {
    let end = text.char_indices().map(|(at, _)| at).take_while(|at| *at <= SAMPLE).last().unwrap_or(0);
    let text = text[..end].rfind('\n').filter(|_| text.len() > SAMPLE).map_or(text, |end| &text[..end]);
    // What begins so is JSON.
    if text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']) {
        return None;
    }
    match Block::find(text) {
        Ok(None) => List::find(text).map(|_| Shape::List),
        Ok(Some(_)) | Err(_) => Some(Shape::Table),
    }
}

/// Reads a table or a list of numbers; none where a text is neither. One of beats without rates is a recording of beats.
///
/// # Errors
/// It can be read in two ways, or its values are not what its header says.
pub(super) fn read(text: &str) -> Result<Option<Recording>, TableError> {
    match Block::find(text)? {
        Some(block) => Ok(Some(assemble::recording(&block, Choice::of(&block)?))),
        None => List::find(text).map(List::read).transpose(),
    }
}
