//! The three kinds of time of a run: an instant of the run, an instant on its timer, and a length of time.
//!
//! They are types of their own, so that a time with pauses is never compared with one without, nor an instant with a length.
//! All count whole milliseconds and saturate: nothing is earlier than the start, and no length is negative.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

/// The longest time that is read from a number of seconds: 1000 days.
const LONGEST_SECS: f64 = 86_400_000.0;

/// An instant of the run: time since its start, pauses included (FIT's "elapsed").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Elapsed(u64);

/// An instant on the timer of the run: time since its start without pauses and sleep (FIT's "timer").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timer(u64);

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span(u64);

/// What the three have in common: how they are made, read and written.
macro_rules! milliseconds {
    ($time:ident, $zero:literal) => {
        impl $time {
            #[doc = $zero]
            pub const ZERO: Self = Self(0);

            /// From milliseconds.
            pub const fn from_ms(ms: u64) -> Self {
                Self(ms)
            }

            /// From whole seconds.
            pub const fn from_secs(secs: u64) -> Self {
                Self(secs.saturating_mul(1000))
            }

            /// The nearest millisecond to a number of seconds; none when it is negative, not a number or above 1000 days.
            pub fn from_secs_f64(secs: f64) -> Option<Self> {
                (0.0..=LONGEST_SECS).contains(&secs).then(|| Self((secs * 1000.0).round() as u64))
            }

            /// In milliseconds.
            pub const fn ms(self) -> u64 {
                self.0
            }

            /// In seconds.
            pub fn secs(self) -> f64 {
                self.0 as f64 / 1000.0
            }
        }

        impl fmt::Display for $time {
            /// `12:34`, from an hour on `1:02:03`.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let secs = self.0 / 1000;
                let (hours, minutes, secs) = (secs / 3600, secs / 60 % 60, secs % 60);
                if hours > 0 { write!(f, "{hours}:{minutes:02}:{secs:02}") } else { write!(f, "{minutes}:{secs:02}") }
            }
        }
    };
}

milliseconds!(Elapsed, "The start.");
milliseconds!(Timer, "The start.");
milliseconds!(Span, "No time at all.");

/// An instant can be moved by a length, and two instants of one kind lie a length apart: zero where the second is later.
macro_rules! instant {
    ($time:ident) => {
        impl $time {
            /// The length from the start to this instant.
            pub const fn since_start(self) -> Span {
                Span(self.0)
            }
        }

        impl Sub for $time {
            type Output = Span;

            fn sub(self, earlier: Self) -> Span {
                Span(self.0.saturating_sub(earlier.0))
            }
        }

        impl Sub<Span> for $time {
            type Output = Self;

            fn sub(self, span: Span) -> Self {
                Self(self.0.saturating_sub(span.0))
            }
        }

        impl Add<Span> for $time {
            type Output = Self;

            fn add(self, span: Span) -> Self {
                Self(self.0.saturating_add(span.0))
            }
        }
    };
}

instant!(Elapsed);
instant!(Timer);

impl Elapsed {
    /// The timer at this instant, after it has stood still for a length in all.
    pub(super) fn timer(self, stood: Span) -> Timer {
        Timer(self.0.saturating_sub(stood.0))
    }
}

impl Timer {
    /// The instant of the run at which a timer that stood still for a length in all shows this.
    pub(super) fn elapsed(self, stood: Span) -> Elapsed {
        Elapsed(self.0.saturating_add(stood.0))
    }
}

impl Add for Span {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Span {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Span {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Span {
    fn sum<I: Iterator<Item = Self>>(spans: I) -> Self {
        spans.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_reads_like_a_clock() {
        assert_eq!(Elapsed::from_secs(754).to_string(), "12:34");
        assert_eq!(Timer::from_secs(3723).to_string(), "1:02:03");
        assert_eq!(Elapsed::from_secs_f64(-1.0), None);
        assert_eq!(Span::from_secs_f64(f64::NAN), None);
        assert_eq!(Span::from_secs_f64(1.2345), Some(Span::from_ms(1235)));
    }

    #[test]
    fn nothing_is_earlier_than_the_start_and_no_length_is_negative() {
        let (early, late) = (Elapsed::from_secs(3), Elapsed::from_secs(10));
        assert_eq!((late - early, early - late), (Span::from_secs(7), Span::ZERO));
        assert_eq!((early - Span::from_secs(9), Span::from_secs(1) - Span::from_secs(2)), (Elapsed::ZERO, Span::ZERO));
        assert_eq!(Elapsed::from_ms(u64::MAX) + Span::from_secs(1), Elapsed::from_ms(u64::MAX));
    }
}
