//! The list of straps to choose from, before the run and in it.

use ratatui::layout::Rect;

use super::canvas::{Canvas, width};
use super::layout::Places;
use super::theme::{Role, Theme};

/// There is a key for each of so many.
pub(super) const MOST: usize = 9;

/// A strap in reach.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Its name, already sanitised.
    pub name: String,
    /// The end of its address, where another one has the same name.
    pub tail: Option<String>,
    /// Its signal in dBm, where known.
    pub dbm: Option<i16>,
    /// Whether it is the one used last time.
    pub remembered: bool,
}

/// The rows that the question and the straps take.
pub(super) fn rows(found: &[Found]) -> u16 {
    1 + u16::try_from(found.len().min(MOST)).unwrap_or(0)
}

/// Where the list stands in a run: under the number where it fits there, and over more of the window the smaller that is.
pub(super) fn place(area: Rect, places: &Places, found: &[Found]) -> Rect {
    let below = places.below_number(area);
    let foot = if places.footer.is_empty() { area.bottom() } else { places.footer.y };
    let heights = [(below.y, foot), (places.digits.y, foot), (area.y + 1, foot), (area.y + 1, area.bottom())];
    let fits = |(from, to): &(u16, u16)| to.saturating_sub(*from) >= rows(found);
    let (from, to) = heights.into_iter().find(fits).unwrap_or((area.y, area.bottom()));
    Rect { y: from, height: to.saturating_sub(from), ..below }
}

/// Draws the question and the straps from a row on; the row after them.
pub(super) fn draw(canvas: &mut Canvas<'_>, y: u16, found: &[Found], theme: &Theme) -> u16 {
    let (strong, plain, quiet) = (theme.ink(Role::Strong), theme.ink(Role::Plain), theme.ink(Role::Quiet));
    let [_, _, searching, _] = theme.glyphs().link;
    let cut = if theme.unicode() { "…" } else { ".." };
    let found = &found[..found.len().min(MOST)];
    let asked = match found.len() {
        1 => "is this strap yours? press 1".to_owned(),
        count => format!("which strap is yours? press 1-{count}"),
    };
    canvas.text(0, y, &format!("{searching} {asked}"), plain);
    let columns = Columns::of(found, canvas.width(), cut);
    for ((i, strap), y) in found.iter().enumerate().zip(y + 1..) {
        let x = canvas.text(2, y, &format!("{}  ", i + 1), strong);
        canvas.text(x, y, &label(strap, columns.label, cut), strong);
        let signal_ends = x + columns.label + columns.signal;
        canvas.text_before(signal_ends, y, &signal(strap), quiet);
        if strap.remembered {
            canvas.text(signal_ends + 2, y, columns.note, strong);
        }
    }
    y + rows(found)
}

fn signal(strap: &Found) -> String {
    strap.dbm.map_or(String::new(), |dbm| format!("  {dbm} dBm"))
}

/// Name and tail in so many columns. A name that does not fit is cut in its middle: the number at its end is what tells
/// one strap from another of its model.
fn label(strap: &Found, columns: u16, cut: &str) -> String {
    /// Characters that are kept of the end: the shortest serial number in a strap's name has four.
    const END: usize = 4;
    let tail = strap.tail.as_ref().map_or(String::new(), |tail| format!(" {cut}{tail}"));
    let room = columns.saturating_sub(width(&tail));
    if width(&strap.name) <= room {
        return format!("{}{tail}", strap.name);
    }
    let letters: Vec<char> = strap.name.chars().collect();
    let end: String = letters[letters.len().saturating_sub(END)..].iter().collect();
    let mut start = String::new();
    for letter in &letters {
        start.push(*letter);
        if width(&start) + width(cut) + width(&end) > room {
            start.pop();
            break;
        }
    }
    format!("{start}{cut}{end}{tail}")
}

/// How wide each part of a line is; a part that no strap has takes nothing.
struct Columns {
    label: u16,
    signal: u16,
    note: &'static str,
}

impl Columns {
    fn of(found: &[Found], room: u16, cut: &str) -> Self {
        let widest = |part: &dyn Fn(&Found) -> u16| found.iter().map(part).max().unwrap_or(0);
        let label = widest(&|strap| width(&label(strap, u16::MAX, cut)));
        let signal = widest(&|strap| width(&signal(strap)));
        let is_remembered = found.iter().any(|strap| strap.remembered);
        // The indent and the number stand before the name, two columns before the note.
        let beside = |note: &str| 5 + signal + if is_remembered { 2 + width(note) } else { 0 };
        let note = if beside("yours last time") + label <= room { "yours last time" } else { "yours" };
        Self { label: label.min(room.saturating_sub(beside(note))), signal, note }
    }
}
