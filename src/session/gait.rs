//! Whether the runner walks, by the belt's speed and the steps.

/// Between these speeds, in km/h, some walk and some run (6 to 7 is where people change); what was done before goes on.
const CHANGES_KMH: (f64, f64) = (6.0, 7.0);
/// Nobody runs with fewer steps a minute than this, or walks with more (design choice: a walk has 100 to 135, an easy run 150 and more).
const CHANGES_SPM: f64 = 142.0;
/// Slower than this nobody is on the move, in km/h (design choice).
const MOVES_KMH: f64 = 0.5;

/// How the runner moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gait {
    /// Not at all.
    Stands,
    /// Walking.
    Walks,
    /// Running.
    Runs,
}

impl Gait {
    /// By a speed in km/h and, where they are told and fresh, the steps a minute; `before` is what it was.
    pub(super) fn of(kmh: f64, steps: Option<f64>, before: Option<Self>) -> Self {
        let (walks_below, runs_from) = CHANGES_KMH;
        if kmh < MOVES_KMH {
            Self::Stands
        } else if kmh < walks_below {
            Self::Walks
        } else if kmh >= runs_from {
            Self::Runs
        } else {
            match (steps.filter(|steps| *steps > 0.0), before) {
                (Some(steps), _) if steps < CHANGES_SPM => Self::Walks,
                (Some(_), _) => Self::Runs,
                (None, Some(Self::Runs)) => Self::Runs,
                (None, Some(Self::Walks | Self::Stands) | None) => Self::Walks,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_walk_and_run_the_steps_tell_and_else_what_was_done_before() {
        assert_eq!([0.0, 4.5, 8.0].map(|kmh| Gait::of(kmh, None, None)), [Gait::Stands, Gait::Walks, Gait::Runs]);
        assert_eq!(Gait::of(6.5, None, Some(Gait::Runs)), Gait::Runs);
        assert_eq!(Gait::of(6.5, None, Some(Gait::Walks)), Gait::Walks);
        assert_eq!(Gait::of(6.5, Some(120.0), Some(Gait::Runs)), Gait::Walks);
        assert_eq!(Gait::of(6.5, Some(160.0), Some(Gait::Walks)), Gait::Runs);
    }
}
