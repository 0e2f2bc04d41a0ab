//! Why JSON is not read.

/// JSON that is no recording this program can read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// More than is read at once.
    #[error("it is JSON of {megabytes} MB, and at most {most} MB are read; give the activity as FIT, TCX or GPX")]
    TooLong {
        /// How much it is.
        megabytes: usize,
        /// How much is read.
        most: usize,
    },
    /// No JSON after all, or cut short.
    #[error("it looks like JSON and is damaged at line {line}, column {column}: {why}; export it once more")]
    Damaged {
        /// Where, from 1 on.
        line: usize,
        /// Where, from 1 on.
        column: usize,
        /// What is wrong there.
        why: String,
    },
    /// Of another kind.
    #[error(
        "it is JSON, but of no kind that is read: it holds {0}; give an export of recovery-run, Strava, intervals.icu, Polar Flow, \
         Fitbit, Google Fit or GoldenCheetah, or the activity as FIT, TCX or GPX"
    )]
    Unknown(String),
    /// Of a known kind, but its numbers are no recording.
    #[error("it is JSON of {kind}, but {why}; give the activity as FIT, TCX or GPX")]
    Unusable {
        /// Whose it is.
        kind: &'static str,
        /// What is wrong with it.
        why: String,
    },
}
