//! The third step of the form: what the cues sound like, how loud, and whether words are spoken.

use crossterm::event::KeyCode;
use ratatui::style::Style;

use super::canvas::{Canvas, width};
use super::theme::{Role, Theme};

/// A press of an arrow changes the volume by so many percent (design choice).
const VOLUME_STEP: u8 = 10;
/// The columns of a full volume.
const VOLUME_COLUMNS: u16 = 30;

/// A note, to be drawn: its height in eighths of a row (0 for a rest) and its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DrawnNote {
    /// 0 to 8.
    pub height: u8,
    /// Columns.
    pub columns: u16,
}

/// A cue that can be played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CueSound {
    /// Its name.
    pub name: String,
    /// Its melody.
    pub notes: Vec<DrawnNote>,
    /// The melody in words.
    pub described: String,
    /// Whether words belong to it.
    pub is_spoken: bool,
}

/// What the runner wants to hear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SoundChoice {
    /// 0 to 100 percent.
    pub volume: u8,
    /// Whether words are spoken.
    pub voice: bool,
    /// Whether runs begin without sound.
    pub muted: bool,
}

impl Default for SoundChoice {
    fn default() -> Self {
        Self { volume: 70, voice: true, muted: false }
    }
}

/// The step as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct SoundStep {
    cues: Vec<CueSound>,
    pub(super) chosen: usize,
    pub(super) choice: SoundChoice,
    /// What is heard, in place of sound: that there is none, and why.
    pub trouble: Option<String>,
}

impl SoundStep {
    /// These cues, to be heard like this.
    pub fn of(cues: Vec<CueSound>, choice: SoundChoice) -> Self {
        Self { cues, chosen: 0, choice, trouble: None }
    }

    /// Takes in a key; whether it changed anything.
    pub(super) fn press(&mut self, code: KeyCode) -> bool {
        let before = (self.chosen, self.choice);
        let SoundChoice { volume, voice, muted } = &mut self.choice;
        match code {
            KeyCode::Up => self.chosen = self.chosen.saturating_sub(1),
            KeyCode::Down | KeyCode::Tab => self.chosen = (self.chosen + 1).min(self.cues.len().saturating_sub(1)),
            KeyCode::Left => *volume = volume.saturating_sub(VOLUME_STEP),
            KeyCode::Right => *volume = (*volume + VOLUME_STEP).min(100),
            KeyCode::Char('v' | 'V') => *voice = !*voice,
            KeyCode::Char('m' | 'M') => *muted = !*muted,
            _ => {}
        }
        before != (self.chosen, self.choice)
    }

    /// Draws it from a row on, in so many rows.
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, y: u16, rows: u16, theme: &Theme) {
        let (strong, quiet) = (theme.ink(Role::Strong), theme.ink(Role::Quiet));
        let count = u16::try_from(self.cues.len()).unwrap_or(u16::MAX);
        // A row between the cues where there is room for the volume below as well.
        let apart = if rows >= 2 * count + 4 { 2 } else { 1 };
        let mut y = y;
        if rows > count + 3 {
            canvas.text(0, y, "CAN YOU HEAR THESE ON THE TREADMILL?", quiet.patch(strong));
            y += 2;
        }
        for (place, cue) in self.cues.iter().enumerate() {
            self.draw_cue(canvas, y, place, cue, theme);
            y += apart;
        }
        if rows > count {
            self.draw_volume(canvas, if rows > count + 3 { y + 1 } else { y }, theme);
        }
        if let (Some(trouble), true) = (&self.trouble, rows > count + 4) {
            canvas.text(0, y + 3, &format!("{} {trouble}", theme.glyphs().trouble), strong);
        }
    }

    fn draw_cue(&self, canvas: &mut Canvas<'_>, y: u16, place: usize, cue: &CueSound, theme: &Theme) {
        let is_chosen = place == self.chosen;
        let (strong, plain, quiet) = (theme.ink(Role::Strong), theme.ink(Role::Plain), theme.ink(Role::Quiet));
        if is_chosen {
            canvas.text(0, y, theme.glyphs().chosen, theme.ink(Role::Well));
        }
        canvas.text(2, y, &cue.name, if is_chosen { strong } else { plain });
        let melody = if is_chosen { theme.ink(Role::SlowDown) } else { quiet };
        draw_notes(canvas, 18, y, &cue.notes, theme, melody);
        let says = if is_chosen { strong } else { quiet };
        let described_at = 34;
        let end = described_at + width(&cue.described);
        if end <= canvas.width() {
            canvas.text(described_at, y, &cue.described, quiet);
        }
        let heard = match (cue.is_spoken && self.choice.voice, self.choice.muted) {
            (_, true) => "muted",
            (true, false) => "tones, voice",
            (false, false) => "tones",
        };
        if end + 14 <= canvas.width() {
            canvas.text(canvas.width().min(74) - 12, y, heard, says);
        }
    }

    fn draw_volume(&self, canvas: &mut Canvas<'_>, y: u16, theme: &Theme) {
        let (strong, plain, quiet) = (theme.ink(Role::Strong), theme.ink(Role::Plain), theme.ink(Role::Quiet));
        let x = 18;
        canvas.text(2, y, "volume", plain);
        let columns = VOLUME_COLUMNS.min(canvas.width().saturating_sub(x + 8));
        let full = columns * u16::from(self.choice.volume) / 100;
        let glyphs = theme.glyphs();
        for column in 0..columns {
            let (glyph, style) = if column < full { (glyphs.solid, strong) } else { (glyphs.dash, quiet) };
            canvas.cell(x + column, y, glyph, style);
        }
        let says = if self.choice.muted { "muted".to_owned() } else { format!("{} %", self.choice.volume) };
        canvas.text(x + columns + 2, y, &says, strong);
    }
}

/// A melody on one row: the higher a note, the fuller its cells.
fn draw_notes(canvas: &mut Canvas<'_>, x: u16, y: u16, notes: &[DrawnNote], theme: &Theme, style: Style) {
    let glyphs = theme.glyphs();
    let [low, middle, high] = glyphs.strata;
    let cell = |height: u8| match height {
        _ if theme.unicode() => glyphs.eighths[usize::from(height.min(8))],
        ..=3 => low,
        4..=5 => middle,
        _ => high,
    };
    let mut x = x;
    for note in notes {
        for column in (0..note.columns).filter(|_| note.height > 0) {
            canvas.cell(x + column, y, cell(note.height), style);
        }
        x += note.columns + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_change_cue_and_volume_within_their_bounds() {
        let cue = CueSound { name: "walk".to_owned(), notes: Vec::new(), described: String::new(), is_spoken: true };
        let mut step = SoundStep::of(vec![cue; 2], SoundChoice::default());
        assert!(!step.press(KeyCode::Up));
        assert!(step.press(KeyCode::Down) && !step.press(KeyCode::Down));
        assert_eq!(step.chosen, 1);
        for (key, times, volume) in [(KeyCode::Right, 9, 100), (KeyCode::Left, 20, 0), (KeyCode::Right, 1, 10)] {
            (0..times).for_each(|_| {
                step.press(key);
            });
            assert_eq!(step.choice.volume, volume);
        }
        assert!(step.press(KeyCode::Char('v')) && !step.choice.voice);
        assert!(step.press(KeyCode::Char('m')) && step.choice.muted);
    }
}
