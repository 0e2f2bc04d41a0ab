//! Heart-rate variability on the move: is this run still easy, told from the beats themselves rather than from zones.
//!
//! The short-term scaling exponent alpha1 of the beats falls as a run gets harder: about 1 and more when easy, about 0.75
//! at the aerobic threshold, about 0.5 at the anaerobic one (Rogers et al. 2021). It needs a chest strap that sends RR
//! intervals, and few faults among them: one missed beat can pull a window from 1.5 to 0.6. So every window is
//! corrected first, and says how much of it was.
//!
//! Lengths are in ms, times in ms of the clock the caller feeds, rates in bpm. Nothing here fails: what cannot be told
//! is none.

mod alpha;
mod artefacts;
mod detrend;
mod rmssd;
mod rolling;
mod threshold;
mod tracker;

pub use alpha::{alpha1, scaling_exponent};
pub use artefacts::{BeatClass, Corrected, classify, correct};
pub use detrend::without_trend;
pub use rmssd::{rmssd, rmssd_of_normal};
pub use threshold::ThresholdEstimate;
pub use tracker::{Alpha1, Band, Quality, Variability};
