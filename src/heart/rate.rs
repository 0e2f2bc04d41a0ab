//! A heart rate and a beat-to-beat interval, each kept in the unit the strap sends.

use std::fmt;

/// A plausible heart rate in beats a minute: 30 to 230.
///
/// The range is the one used for recordings and live data alike; 0 and 255 are the
/// "no reading" of straps and files and are no `Bpm`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bpm(u8);

impl Bpm {
    /// The lowest rate taken for real.
    pub const MIN: u16 = 30;
    /// The highest rate taken for real.
    pub const MAX: u16 = 230;

    /// A rate as transmitted, if it lies in 30..=230.
    pub fn new(transmitted: u16) -> Option<Self> {
        (Self::MIN..=Self::MAX).contains(&transmitted).then(|| u8::try_from(transmitted).ok().map(Self)).flatten()
    }

    /// The rate as a whole number of beats a minute.
    pub fn whole(self) -> u8 {
        self.0
    }

    /// The rate for arithmetic.
    pub fn beats(self) -> f64 {
        f64::from(self.0)
    }
}

impl fmt::Display for Bpm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The time between two beats, in the strap's own 1/1024 s (GATT 0x2A37).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RrInterval(u16);

impl RrInterval {
    /// An interval as transmitted.
    pub const fn from_1024ths(raw: u16) -> Self {
        Self(raw)
    }

    /// The nearest interval to a length in milliseconds; none when it is negative, not a number or above 63.999 s.
    pub fn from_ms(ms: f64) -> Option<Self> {
        let raw = (ms * 1024.0 / 1000.0).round();
        (raw >= 0.0 && raw <= f64::from(u16::MAX)).then_some(Self(raw as u16))
    }

    /// The raw count of 1/1024 s.
    pub const fn in_1024ths(self) -> u16 {
        self.0
    }

    /// The length in milliseconds.
    pub fn ms(self) -> f64 {
        f64::from(self.0) * 1000.0 / 1024.0
    }

    /// Whether a heart can do that: 240 to 2000 ms, since chest straps are seen to send garbage outside it.
    pub fn is_plausible(self) -> bool {
        (240.0..=2000.0).contains(&self.ms())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_and_255_are_no_heart_rate() {
        assert_eq!(Bpm::new(0), None);
        assert_eq!(Bpm::new(255), None);
        assert_eq!(Bpm::new(257), None);
        assert_eq!(Bpm::new(29), None);
        assert_eq!(Bpm::new(30).map(Bpm::whole), Some(30));
        assert_eq!(Bpm::new(230).map(Bpm::whole), Some(230));
    }

    #[test]
    fn an_interval_in_ms_survives_the_straps_unit() {
        let rr = RrInterval::from_ms(455.0).unwrap();
        assert_eq!(rr.in_1024ths(), 466);
        assert_eq!(format!("{:.1}", rr.ms()), "455.1");
        assert_eq!(RrInterval::from_ms(f64::NAN), None);
        assert_eq!(RrInterval::from_ms(-1.0), None);
        assert_eq!(RrInterval::from_ms(70_000.0), None);
    }
}
