//! The speeds that a belt takes: its range, in its own steps.

use super::answer::SpeedRange;

/// The coarsest step that a belt may have, in hundredths of a km/h: a coarser one cannot be less than 0.3 km/h at a time.
pub(super) const COARSEST: u16 = 30;
/// No treadmill is faster, in hundredths of a km/h (design choice): whatever says so has its bytes swapped.
pub(super) const FASTEST: u16 = 3000;

/// Why no grid can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoGrid {
    /// The range cannot be.
    Absurd,
    /// Its steps are too coarse.
    Coarse,
}

/// The speeds that a belt takes, in hundredths of a km/h.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Grid {
    min: u16,
    max: u16,
    step: u16,
}

impl Grid {
    /// By what the machine tells.
    ///
    /// # Errors
    /// It tells a range that cannot be, or steps that are too coarse.
    pub(super) fn new(range: SpeedRange) -> Result<Self, NoGrid> {
        let (min, max, step) = (range.min.hundredths(), range.max.hundredths(), range.step.hundredths());
        if min == 0 || min >= max || max > FASTEST || step == 0 || step > max - min {
            return Err(NoGrid::Absurd);
        }
        if step > COARSEST {
            return Err(NoGrid::Coarse);
        }
        Ok(Self { min, max, step })
    }

    /// The highest speed of the grid that is no higher; none below its lowest.
    pub(super) fn at_or_below(self, hundredths: u16) -> Option<u16> {
        let inside = hundredths.min(self.max);
        (inside >= self.min).then(|| self.min + (inside - self.min) / self.step * self.step)
    }

    /// The lowest speed of the grid that is no lower; none above its highest.
    pub(super) fn at_or_above(self, hundredths: u16) -> Option<u16> {
        let inside = hundredths.max(self.min);
        let up = self.min + (inside - self.min).div_ceil(self.step) * self.step;
        (up <= self.max).then_some(up)
    }

    /// Whether it is a speed of the grid.
    pub(super) fn has(self, hundredths: u16) -> bool {
        self.at_or_below(hundredths) == Some(hundredths)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::hold::speed::BeltSpeed;

    fn grid(min: u16, max: u16, step: u16) -> Result<Grid, NoGrid> {
        let [min, max, step] = [min, max, step].map(BeltSpeed::from_hundredths);
        Grid::new(SpeedRange { min, max, step })
    }

    #[test]
    fn a_range_that_cannot_be_or_is_too_coarse_makes_no_grid() {
        for (min, max, step) in [(65535, 0, 0), (0, 1600, 10), (100, 100, 10), (100, 1600, 0), (100, 60000, 10)] {
            assert_eq!(grid(min, max, step), Err(NoGrid::Absurd), "{min} {max} {step}");
        }
        assert_eq!(grid(100, 1600, 50), Err(NoGrid::Coarse));
    }

    #[test]
    fn speeds_are_rounded_to_the_belts_own_steps() {
        let miles = grid(96, 1920, 16).unwrap();
        assert_eq!((miles.at_or_below(920), miles.at_or_above(920)), (Some(912), Some(928)));
        assert_eq!((miles.at_or_below(90), miles.at_or_above(90)), (None, Some(96)));
        assert_eq!((miles.at_or_below(5000), miles.at_or_above(5000)), (Some(1920), None));
        assert!(miles.has(928) && !miles.has(930));
    }
}
