//! The question how the legs are, as three cards, each with its ceiling, its minutes and why.

use super::canvas::{Canvas, width};
use super::rate_digits;
use super::start::Start;
use super::theme::Role;
use crate::session::Legs;

/// How much of the cards is shown, from most to least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CardSize {
    /// A question above frames with large digits.
    Large,
    /// Frames with the numbers as text.
    Small,
    /// A line each.
    Lines,
    /// All in one line.
    Line,
}

impl CardSize {
    /// The largest that leaves so many rows below, of so many rows and columns.
    pub(super) fn fitting(rows: u16, columns: u16, below: u16) -> Self {
        let fits = |size: &Self| size.rows() + below <= rows && columns >= size.columns();
        [Self::Large, Self::Small, Self::Lines].into_iter().find(fits).unwrap_or(Self::Line)
    }

    /// The rows it takes, with the empty ones around it.
    pub(super) fn rows(self) -> u16 {
        match self {
            Self::Large => 11,
            Self::Small => 5,
            Self::Lines => 4,
            Self::Line => 1,
        }
    }

    fn columns(self) -> u16 {
        match self {
            Self::Large => 66,
            Self::Small => 72,
            Self::Lines => 24,
            Self::Line => 0,
        }
    }
}

/// Rows of a large ceiling.
const DIGIT_ROWS: u16 = 3;
/// The answers with their keys.
const ANSWERS: [(Legs, char); 3] = [(Legs::Fresh, 'f'), (Legs::Heavy, 'h'), (Legs::Wrecked, 'w')];

/// Draws the cards from a row on; the row after them.
pub(super) fn draw(canvas: &mut Canvas<'_>, y: u16, start: &Start, size: CardSize) -> u16 {
    match size {
        CardSize::Large | CardSize::Small => framed(canvas, y, start, size),
        CardSize::Lines => lines(canvas, y, start),
        CardSize::Line => line(canvas, y, start),
    }
    y + size.rows()
}

/// The answers that are shown: where the legs are not asked for, the one that stands.
fn shown(start: &Start) -> Vec<(Legs, char)> {
    ANSWERS.into_iter().filter(|(legs, _)| start.checks_in() || *legs == start.setup.plan.legs).collect()
}

fn framed(canvas: &mut Canvas<'_>, y: u16, start: &Start, size: CardSize) {
    let theme = &start.theme;
    let is_large = size == CardSize::Large;
    let mut y = y;
    if is_large {
        let asked = if start.checks_in() { "HOW ARE YOUR LEGS?" } else { "YOUR CEILING" };
        canvas.text(0, y, asked, theme.ink(Role::Quiet).patch(theme.ink(Role::Strong)));
        y += 1;
    }
    let gap = if canvas.width() >= 66 { 2 } else { 1 };
    let columns = ((canvas.width().saturating_sub(2 * gap)) / 3).min(26);
    let height = if is_large { 8 } else { 4 };
    for ((legs, key), place) in shown(start).into_iter().zip(0u16..) {
        let mut card = canvas.part(place * (columns + gap), y, columns, height);
        draw_card(&mut card, start, legs, key, is_large);
    }
}

fn draw_card(card: &mut Canvas<'_>, start: &Start, legs: Legs, key: char, is_large: bool) {
    let theme = &start.theme;
    let setup = start.setup_on(legs);
    let is_chosen = start.setup.plan.legs == legs;
    let (strong, plain, quiet) = (theme.ink(Role::Strong), theme.ink(Role::Plain), theme.ink(Role::Quiet));
    let glyphs = theme.glyphs();
    let (frame, style) = if is_chosen { (glyphs.heavy_frame, theme.ink(Role::Well)) } else { (glyphs.frame, theme.faint()) };
    card.frame(frame, style);
    let name = legs.word().to_uppercase();
    let mut x = 2;
    if start.checks_in() {
        x = card.text(x, 1, &key.to_string(), strong) + 2;
    }
    card.text(x, 1, &name, if is_chosen { strong } else { quiet });
    let minutes = format!("{} min", setup.plan.minutes);
    card.text_before(card.width().saturating_sub(2), 1, &minutes, if is_chosen { strong } else { quiet });
    let ink = if is_chosen { theme.ink(Role::Well) } else { quiet };
    let why = why(start, legs);
    let room = card.width().saturating_sub(3);
    if is_large {
        let mut number = card.part(2, 3, room, DIGIT_ROWS);
        rate_digits::draw(&mut number, setup.ceiling(), theme, ink.patch(strong));
        card.part(2, 6, room, 1).text(0, 0, &format!("bpm, {why}"), if is_chosen { plain } else { quiet });
    } else {
        let mut line = card.part(2, 2, room, 1);
        let end = line.text(0, 0, &format!("{:.0}", setup.ceiling().floor()), ink.patch(strong));
        let long = format!(" bpm, {why}");
        let says = if end + width(&long) <= room { long } else { format!(" {why}") };
        line.text(end, 0, &says, if is_chosen { plain } else { quiet });
    }
}

/// Where the ceiling comes from, beside that of fresh legs.
fn why(start: &Start, legs: Legs) -> String {
    let (fresh, setup) = (start.setup_on(Legs::Fresh), start.setup_on(legs));
    let lower = fresh.ceiling().floor() - setup.ceiling().floor();
    match legs {
        Legs::Fresh => setup.ceiling_basis(),
        Legs::Heavy | Legs::Wrecked if lower <= 0.0 => setup.ceiling_basis(),
        Legs::Heavy => format!("{lower:.0} lower"),
        Legs::Wrecked => "walk, zone 1".to_owned(),
    }
}

fn lines(canvas: &mut Canvas<'_>, y: u16, start: &Start) {
    let theme = &start.theme;
    for ((legs, key), y) in shown(start).into_iter().zip(y..) {
        let setup = start.setup_on(legs);
        let is_chosen = start.setup.plan.legs == legs;
        let ink = theme.ink(if is_chosen { Role::Strong } else { Role::Quiet });
        if is_chosen {
            canvas.text(0, y, theme.glyphs().chosen, theme.ink(Role::Well));
        }
        let key = if start.checks_in() { key } else { ' ' };
        let short = format!("{key}  {:<8} {:>3.0} bpm {:>3} min", legs.word(), setup.ceiling().floor(), setup.plan.minutes);
        let long = format!("{short}   {}", why(start, legs));
        canvas.text(2, y, if width(&long) + 2 <= canvas.width() { &long } else { &short }, ink);
    }
}

fn line(canvas: &mut Canvas<'_>, y: u16, start: &Start) {
    let theme = &start.theme;
    let asked: Vec<_> = shown(start).into_iter().filter(|_| start.checks_in()).collect();
    let answer = |(legs, key): (Legs, char)| {
        let mark = if legs == start.setup.plan.legs { '>' } else { ' ' };
        format!(" {mark}{key} {}", legs.word())
    };
    let answers: u16 = asked.iter().map(|one| width(&answer(*one))).sum();
    let rate = start.setup.ceiling().floor();
    let [long, short] = [format!("ceiling {rate:.0}"), format!("{rate:.0} bpm")];
    let ceiling = if width(&long) + answers <= canvas.width() { long } else { short };
    let mut x = canvas.text(0, y, &ceiling, theme.ink(Role::Strong));
    for one in asked {
        let ink = if one.0 == start.setup.plan.legs { Role::Strong } else { Role::Quiet };
        x = canvas.text(x, y, &answer(one), theme.ink(ink));
    }
}
