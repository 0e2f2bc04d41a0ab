//! What is known of a run only afterwards: its summary, training load, recovery, drift and decoupling, and what is usual for
//! the runner by many runs. Computed once from the log of a session.

mod baseline;
mod halves;
mod parts;
mod rr;
mod run_metrics;
mod speed_response;
mod summary;
mod training_load;

pub use baseline::{Baseline, BaselineDrift, BaselineGain, BaselineThreshold};
pub use rr::RrSummary;
pub use run_metrics::RunMetrics;
pub use summary::{HeartRates, PromptOutcome, Summary, summary};
pub use training_load::TrainingLoad;
