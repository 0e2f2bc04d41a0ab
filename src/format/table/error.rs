//! Why a table is refused. Whatever could be read in two ways is not read at all.

/// A table, or a list of numbers, that is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// Two readings are possible.
    #[error("it can be read in two ways: {what} may be {first} or {second}; {remedy}")]
    Ambiguous {
        /// What is in question.
        what: String,
        /// One reading.
        first: String,
        /// The other.
        second: String,
        /// What makes it unambiguous.
        remedy: String,
    },
    /// A column's values are not what its name says.
    #[error("its column \"{column}\" is named as {as_what}, but {why}; {remedy}")]
    Contradiction {
        /// The column's name.
        column: String,
        /// What the name says.
        as_what: &'static str,
        /// What the values say.
        why: String,
        /// What to do.
        remedy: &'static str,
    },
    /// No column is of use.
    #[error(
        "it is a table, but none of its columns ({names}) is known as a heart rate or as beat intervals; name one \"heart_rate\" or \"rr_ms\""
    )]
    NothingKnown {
        /// The columns' names.
        names: String,
    },
    /// The columns that are known hold nothing.
    #[error("it holds no heart rate: its column \"{column}\" has no number in any row; give a recording with heart rate")]
    Empty {
        /// The first such column.
        column: String,
    },
    /// Numbers without a header.
    #[error("it holds rows of {columns} numbers under no header; put a line of names above them, as in \"time,heart_rate\"")]
    NoHeader {
        /// How many cells a row has.
        columns: usize,
    },
    /// Rows do not fit the header.
    #[error("its line {line} has {cells} cells under {names} names, so no cell is sure to belong to its name; {remedy}")]
    Misaligned {
        /// The first such line.
        line: u64,
        /// The cells in it.
        cells: usize,
        /// The names in the header.
        names: usize,
        /// What to do.
        remedy: &'static str,
    },
    /// The rows are parts of a run or runs, not moments of one.
    #[error("it has a row for each {of}, not for each moment, so its rates are averages of unequal length; give the recording itself")]
    Summary {
        /// What each row stands for.
        of: String,
    },
    /// Nothing tells when the rates were taken.
    #[error("its times cannot be read: {why}; {remedy}")]
    Times {
        /// Why not.
        why: String,
        /// What to do.
        remedy: &'static str,
    },
}

impl TableError {
    /// Two columns of which either may be meant.
    pub(super) fn columns(what: &str, first: &str, second: &str) -> Self {
        Self::Ambiguous {
            what: what.to_owned(),
            first: format!("its column \"{}\"", shown(first)),
            second: format!("its column \"{}\"", shown(second)),
            remedy: "delete or rename the one that is not meant".to_owned(),
        }
    }
}

/// A name as it is shown in messages: on one line, and not endless.
pub(super) fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(60).collect()
}
