//! A belt's speed: holds still, then changes in a step. Tells the steps, and nothing of feet and satellites, whose speed wanders all the time.

use super::time::{Elapsed, Span};

/// Speeds so near are the same one, in km/h: belts tell hundredths.
const SAME_KMH: f64 = 0.011;
/// The buttons of a belt move tenths of km/h, or of miles an hour. Watches and foot pods measure, and hit a tenth by chance.
const BUTTONS_KMH: [f64; 2] = [0.1, 0.1609344];
/// A speed that holds for so long has arrived: a belt takes some seconds to it (design choice).
const HOLDS: Span = Span::from_secs(4);
/// And one that held for so long before is worth a comparison (design choice): by foot or satellite none does.
const HELD_BEFORE: Span = Span::from_secs(30);
/// Less is a belt's own wavering; more is a start or a stop, and no change of pace (design choice).
const STEP_KMH: (f64, f64) = (0.1, 3.0);
/// Slower than this nobody is on the move (design choice).
const MOVES_KMH: f64 = 2.0;

#[derive(Debug, Clone, Copy)]
struct Speed {
    kmh: f64,
    since: Elapsed,
}

/// What is remembered of the belt.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct SpeedSteps {
    /// The speed as it is told.
    now: Option<Speed>,
    /// The speed that held before.
    held: Option<Speed>,
    /// It made a step before, so that its speeds need not hold for long.
    is_belt: bool,
}

impl SpeedSteps {
    /// Takes in a speed in km/h.
    pub(super) fn tell(&mut self, at: Elapsed, kmh: f64) {
        match self.now {
            Some(now) if (now.kmh - kmh).abs() <= SAME_KMH => {}
            Some(now) => {
                if at - now.since >= if self.is_belt { HOLDS } else { HELD_BEFORE } {
                    self.held = Some(now);
                } else if self.held.is_some_and(|_| at - now.since >= HOLDS) {
                    // It neither held nor was on its way: no belt.
                    self.held = None;
                }
                self.now = Some(Speed { kmh, since: at });
            }
            None => self.now = Some(Speed { kmh, since: at }),
        }
    }

    /// The step that has just been made, in km/h, once: when its new speed has held.
    pub(super) fn step(&mut self, at: Elapsed) -> Option<f64> {
        let now = self.now?;
        if at - now.since < HOLDS {
            return None;
        }
        let held = self.held.take()?;
        let (slower, faster) = (held.kmh.min(now.kmh), held.kmh.max(now.kmh));
        if !is_set(held.kmh) || !is_set(now.kmh) || slower < MOVES_KMH || faster - slower > STEP_KMH.1 {
            return None;
        }
        self.is_belt = true;
        Some(now.kmh - held.kmh).filter(|step| step.abs() >= STEP_KMH.0)
    }
}

/// Whether a speed is one that buttons set.
fn is_set(kmh: f64) -> bool {
    BUTTONS_KMH.iter().any(|button| (kmh / button - (kmh / button).round()).abs() * button <= SAME_KMH)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The steps that a belt with these speeds makes, second by second.
    fn steps(kmh: impl Fn(u64) -> Option<f64>, seconds: u64) -> Vec<(u64, f64)> {
        let mut belt = SpeedSteps::default();
        (0..seconds)
            .filter_map(|at| {
                let time = Elapsed::from_secs(at);
                if let Some(kmh) = kmh(at) {
                    belt.tell(time, kmh);
                }
                belt.step(time).map(|step| (at, (step * 10.0).round() / 10.0))
            })
            .collect()
    }

    #[test]
    fn a_step_is_told_once_when_the_new_speed_has_held() {
        assert_eq!(steps(|at| Some(if at < 60 { 8.0 } else { 9.0 }), 200), [(64, 1.0)]);
        // A belt that tells its changes alone, and one that takes five seconds for them.
        assert_eq!(steps(|at| (at == 0).then_some(8.0).or((at == 60).then_some(7.5)), 200), [(64, -0.5)]);
        assert_eq!(steps(|at| Some([8.0, 8.5, 9.0][usize::from(at >= 60) + usize::from(at >= 70)]), 200), [(64, 0.5), (74, 0.5)]);
        assert_eq!(steps(|at| Some(8.0 + 0.2 * (at.clamp(60, 65) - 60) as f64), 200), [(69, 1.0)]);
    }

    #[test]
    fn a_speed_that_wanders_makes_no_steps() {
        let wandering = |at: u64| Some(9.0 + 0.6 * (at as f64 * 0.7).sin() + if at > 100 { 1.5 } else { 0.0 });
        assert_eq!(steps(wandering, 300), []);
        // A watch's speed that stands for a while is no tenth; a start is no step.
        assert_eq!(steps(|at| Some(if at < 60 { 8.04 } else { 9.27 }), 200), []);
        assert_eq!(steps(|at| Some(if at < 60 { 0.0 } else { 9.0 }), 200), []);
    }
}
