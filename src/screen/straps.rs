//! The devices in reach: straps to choose from, before the run and in it, and what else is there.

use ratatui::layout::Rect;

use super::canvas::{Canvas, width};
use super::layout::Places;
use super::theme::{Role, Theme};
use crate::heart::Bpm;

/// There is a key for each of so many.
pub(super) const MOST: usize = 9;

/// What a device in reach is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FoundKind {
    /// A strap; it can be picked.
    #[default]
    Strap,
    /// A treadmill.
    Treadmill,
    /// A foot pod.
    FootPod,
}

/// A device in reach.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub kind: FoundKind,
    /// Its name, already sanitised.
    pub name: String,
    /// The end of its address, where another one has the same name.
    pub tail: Option<String>,
    /// Its signal in dBm, where known.
    pub dbm: Option<i16>,
    /// Whether it is the one used last time.
    pub remembered: bool,
    /// Whether it is connected, or on the way there.
    pub is_chosen: bool,
    /// The rate that it sends: it is worn.
    pub bpm: Option<Bpm>,
}

impl Found {
    /// Whether it is a treadmill or a foot pod that nobody took yet.
    pub(super) fn can_be_picked(&self) -> bool {
        self.kind != FoundKind::Strap && !self.is_chosen
    }
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
    let [_, _, searching, _] = theme.glyphs().link;
    let asked = match found.len().min(MOST) {
        1 => "is this strap yours? press 1".to_owned(),
        count => format!("which strap is yours? press 1-{count}"),
    };
    canvas.text(0, y, &format!("{searching} {asked}"), theme.ink(Role::Plain));
    let numbers: Vec<Option<usize>> = (1..=found.len()).map(Some).collect();
    draw_rows(canvas, y + 1, found, &numbers, theme)
}

/// Draws what else is in reach, a line each; the row after them. Machines that can be picked are numbered after so many straps.
pub(super) fn draw_others(canvas: &mut Canvas<'_>, y: u16, others: &[Found], straps: usize, theme: &Theme) -> u16 {
    let mut number = straps;
    let numbers: Vec<Option<usize>> = others
        .iter()
        .map(|device| {
            number += usize::from(device.can_be_picked());
            device.can_be_picked().then_some(number).filter(|number| *number <= MOST)
        })
        .collect();
    draw_rows(canvas, y, others, &numbers, theme)
}

fn draw_rows(canvas: &mut Canvas<'_>, y: u16, found: &[Found], numbers: &[Option<usize>], theme: &Theme) -> u16 {
    let (strong, plain, quiet) = (theme.ink(Role::Strong), theme.ink(Role::Plain), theme.ink(Role::Quiet));
    let cut = if theme.unicode() { "…" } else { ".." };
    let found = &found[..found.len().min(MOST)];
    let columns = Columns::of(found, canvas.width(), cut);
    let are_chosen = found.iter().any(|device| device.is_chosen);
    for ((i, device), y) in found.iter().enumerate().zip(y..) {
        let ink = if device.is_chosen || !are_chosen { strong } else { quiet };
        if device.is_chosen {
            canvas.text(0, y, theme.glyphs().chosen, theme.ink(Role::Well));
        }
        let number = numbers.get(i).copied().flatten().map_or("   ".to_owned(), |number| format!("{number}  "));
        let x = canvas.text(2, y, &number, strong);
        canvas.text(x, y, &label(device, columns.label, cut), ink);
        let mut x = x + columns.label;
        if columns.steps > 0 {
            draw_steps(canvas, x + 2, y, device.dbm, theme);
            x += columns.steps;
        }
        if columns.dbm > 0 {
            canvas.text_before(x + columns.dbm, y, &dbm(device), quiet);
            x += columns.dbm;
        }
        if let Some(bpm) = device.bpm {
            canvas.text_before(x + columns.bpm, y, &format!("{} bpm", bpm.whole()), strong);
        }
        x += columns.bpm;
        let note = columns.note(device);
        canvas.text(x + 2, y, note, if device.remembered || device.bpm.is_some() { strong } else { plain });
    }
    y + u16::try_from(found.len()).unwrap_or(0)
}

/// From which signal in dBm on a step is lit; a weaker one lights the first alone (design choice: 10 m in the open are about -80).
const STEPS: [i16; 3] = [-80, -67, -55];
/// A device with a weaker signal is too far for a run.
const FAR: i16 = -85;

fn draw_steps(canvas: &mut Canvas<'_>, x: u16, y: u16, dbm: Option<i16>, theme: &Theme) {
    let Some(dbm) = dbm else { return };
    let lit = 1 + STEPS.iter().filter(|least| dbm >= **least).count();
    let ink = if lit == 1 { Role::EaseOff } else { Role::Well };
    for ((step, glyph), x) in theme.glyphs().signal.into_iter().enumerate().zip(x..) {
        if step < lit {
            canvas.cell(x, y, glyph, theme.ink(ink));
        } else if theme.tints().is_some() && theme.unicode() {
            canvas.cell(x, y, glyph, theme.faint());
        } else {
            // Without a colour for what is not lit it is told by its shape.
            canvas.text(x, y, theme.glyphs().dot, theme.ink(Role::Quiet));
        }
    }
}

fn dbm(device: &Found) -> String {
    device.dbm.map_or(String::new(), |dbm| format!(" {dbm} dBm"))
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

/// How much is said of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notes {
    Long,
    Short,
    /// Only which is the runner's, and which is worn.
    Least,
}

/// How wide each part of a line is; a part that no device has, or that has no room, takes nothing.
#[derive(Debug, Clone, Copy)]
struct Columns {
    label: u16,
    steps: u16,
    dbm: u16,
    bpm: u16,
    notes: Notes,
}

impl Columns {
    fn of(found: &[Found], room: u16, cut: &str) -> Self {
        let widest = |part: &dyn Fn(&Found) -> u16| found.iter().map(part).max().unwrap_or(0);
        let label = widest(&|device| width(&label(device, u16::MAX, cut)));
        let steps = if found.iter().any(|device| device.dbm.is_some()) { 6 } else { 0 };
        let dbm = widest(&|device| width(&dbm(device)));
        let bpm = if found.iter().any(|device| device.bpm.is_some()) { 9 } else { 0 };
        let all = Self { label, steps, dbm, bpm, notes: Notes::Long };
        // What tells straps apart, and which is the runner's, stays longest.
        let choices = [
            Self { ..all },
            Self { notes: Notes::Short, ..all },
            Self { dbm: 0, notes: Notes::Short, ..all },
            Self { dbm: 0, notes: Notes::Least, ..all },
        ];
        // The mark and the number stand before the name, two columns before the note.
        let beside = |columns: &Self| {
            let note = widest(&|device| width(columns.note(device)));
            5 + columns.steps + columns.dbm + columns.bpm + if note > 0 { 2 + note } else { 0 }
        };
        let [.., least] = choices;
        match choices.into_iter().find(|columns| beside(columns) + label <= room) {
            Some(fitting) => fitting,
            None => Self { label: room.saturating_sub(beside(&least)), ..least },
        }
    }

    /// A word on a device.
    fn note(&self, device: &Found) -> &'static str {
        let far = device.dbm.is_some_and(|dbm| dbm < FAR);
        match (device.bpm, device.remembered, far) {
            (Some(_), ..) => "worn",
            (None, true, _) if self.notes == Notes::Long => "yours last time",
            (None, true, _) => "yours",
            (None, false, _) if self.notes == Notes::Least => "",
            (None, false, true) => "far away",
            (None, false, false) => match device.kind {
                FoundKind::Strap => "",
                FoundKind::Treadmill => "treadmill",
                FoundKind::FootPod => "foot pod",
            },
        }
    }
}
