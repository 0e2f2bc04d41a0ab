//! The shape of a run: its heart rate in a few columns, small enough to be kept for every run of a history.

use super::log::Sample;
use super::machine::Session;
use super::signal::Signal;
use super::time::Elapsed;
use crate::heart::{Zone, Zones};

/// Heights below the ceiling; what lies above it is one height more.
const BELOW: u8 = 6;
/// How far below the ceiling the lowest height ends, in bpm (design choice): an easy run stays within it, and its way up from rest
/// begins at the bottom.
const DEPTH: f64 = 42.0;
/// A column as a letter: a dash where it is empty, else its height and zone.
const LETTERS: &[u8; 43] = b"-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop";

/// The heart rate over a run in columns of equal time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RunShape([Option<Level>; RunShape::COLUMNS]);

/// The mean rate of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    /// Its height in eighths of a row, 1 to 7. The ceiling lies between 6 and 7.
    pub eighths: u8,
    /// The zone that it lies in.
    pub zone: Zone,
}

impl Level {
    fn of(bpm: f64, ceiling: f64, zones: &Zones) -> Self {
        let share = (bpm - (ceiling - DEPTH)) / DEPTH;
        let below = (share * f64::from(BELOW)).floor().clamp(0.0, f64::from(BELOW - 1)) as u8 + 1;
        Self { eighths: if bpm >= ceiling { BELOW + 1 } else { below }, zone: zones.of_rate(bpm) }
    }

    /// Whether it lies above the ceiling.
    pub fn is_over(self) -> bool {
        self.eighths > BELOW
    }
}

impl RunShape {
    /// How many columns there are.
    pub const COLUMNS: usize = 26;

    /// The shape of a run from its start to where it has come.
    pub fn of(session: &Session) -> Self {
        let mut sums = [(0.0, 0u32); Self::COLUMNS];
        for sample in session.samples().iter().filter(|sample| sample.signal == Signal::Good) {
            let (sum, count) = &mut sums[column(sample, session.elapsed())];
            *sum += sample.bpm.beats();
            *count += 1;
        }
        let (zones, ceiling) = (&session.setup().zones, session.setup().ceiling());
        Self(sums.map(|(sum, count)| (count > 0).then(|| Level::of(sum / f64::from(count), ceiling, zones))))
    }

    /// The columns from the start on; none where nothing was measured that is believed.
    pub fn columns(&self) -> &[Option<Level>] {
        &self.0
    }

    /// As a word of letters and dashes, one a column.
    pub fn letters(&self) -> String {
        let letter = |column: &Option<Level>| column.map_or(0, |level| usize::from(level.eighths) + 7 * level.zone.index());
        self.0.iter().map(|column| char::from(LETTERS[letter(column)])).collect()
    }

    /// The shape of such a word; none for any other.
    pub fn from_letters(word: &str) -> Option<Self> {
        if word.len() != Self::COLUMNS {
            return None;
        }
        let mut shape = Self::default();
        for (column, letter) in shape.0.iter_mut().zip(word.bytes()) {
            let place = match letter {
                b'-' => continue,
                b'A'..=b'Z' => letter - b'A',
                b'a'..=b'p' => letter - b'a' + 26,
                _ => return None,
            };
            *column = Some(Level { eighths: place % 7 + 1, zone: Zone::ALL[usize::from(place / 7)] });
        }
        Some(shape)
    }
}

/// The column of a sample; the end of the run lies in the last one.
fn column(sample: &Sample, end: Elapsed) -> usize {
    let place = u128::from(sample.at.ms()) * RunShape::COLUMNS as u128 / u128::from(end.ms().max(1));
    usize::try_from(place).unwrap_or(usize::MAX).min(RunShape::COLUMNS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heart::{Athlete, HeartRateMeasurement, ZoneModel};
    use crate::session::{Command, Event, EventKind, Learned, Legs, Plan, Setup};

    /// Twenty-six minutes with a ceiling of 140: up from 95, level, a minute above the ceiling, two of silence.
    fn run() -> Session {
        let zones = ZoneModel::Custom.zones(&Athlete::default(), Some([100.0, 120.0, 140.0, 160.0, 180.0])).unwrap();
        let plan = Plan::new(None, Legs::Fresh);
        let mut session = Session::new(Setup { own: Learned::default(), athlete: Athlete::default(), zones, ceiling: None, plan });
        for secs in (0..1560u64).filter(|at| !(1200..1320).contains(at)) {
            let rate = match secs / 60 {
                minute @ 0..=4 => 95 + 8 * minute,
                10 => 144,
                _ => 131,
            };
            let rate = HeartRateMeasurement::of(u16::try_from(rate + secs % 2).unwrap());
            session.step(&Event::new(Elapsed::from_secs(secs), EventKind::Measurement(rate)));
        }
        session.step(&Event::new(Elapsed::from_secs(1560), EventKind::Command(Command::Stop)));
        session
    }

    #[test]
    fn a_run_rises_from_the_bottom_and_tops_out_only_above_the_ceiling() {
        let shape = RunShape::of(&run());
        let levels = shape.columns();
        let first = levels[0].unwrap();
        assert_eq!((first.eighths, first.zone.number()), (1, 0));
        assert!(levels[..5].windows(2).all(|pair| pair[0].unwrap().eighths <= pair[1].unwrap().eighths), "{levels:?}");
        let over: Vec<usize> = (0..26).filter(|column| levels[*column].is_some_and(Level::is_over)).collect();
        assert_eq!(over, [10]);
        assert_eq!((levels[20], levels[21]), (None, None), "{levels:?}");
        assert_eq!(levels[15].map(|level| (level.eighths, level.zone.number())), Some((5, 2)));
    }

    #[test]
    fn a_shape_survives_as_a_word_and_any_other_word_is_none() {
        let shape = RunShape::of(&run());
        let word = shape.letters();
        assert_eq!((word.len(), RunShape::from_letters(&word)), (26, Some(shape)));
        for word in ["", "A", &"A".repeat(27), &"q".repeat(26), &",".repeat(26), &"é".repeat(13)] {
            assert_eq!(RunShape::from_letters(word), None, "{word}");
        }
        for letter in LETTERS {
            let word = String::from_utf8(vec![*letter; 26]).unwrap();
            assert_eq!(RunShape::from_letters(&word).unwrap().letters(), word);
        }
    }
}
