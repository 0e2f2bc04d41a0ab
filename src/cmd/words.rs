//! The words that flags take for the values of the lower rooms, each with the line that `--help` says of it.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::format::Export;
use crate::source::demo::Runner;

/// A parser of one of these values. Only their words get past the list of possible values, so that one is always found.
fn parser<T: Copy + Send + Sync + 'static>(values: &'static [T], described: fn(T) -> PossibleValue) -> impl TypedValueParser<Value = T> {
    let possible = PossibleValuesParser::new(values.iter().map(|value| described(*value)));
    possible.try_map(move |word| {
        let found = values.iter().find(|value| described(**value).matches(&word, false));
        found.copied().ok_or_else(|| format!("{word} is not one of them"))
    })
}

pub(super) fn export() -> impl TypedValueParser<Value = Export> {
    parser(&Export::ALL, |export| {
        PossibleValue::new(export.word()).help(match export {
            Export::Fit => "A FIT activity, as sites take it",
            Export::Tcx => "Garmin's Training Center XML",
            Export::Csv => "A table of a row a second",
            Export::Json => "Every sample, beat, lap, pause and prompt as one JSON object",
        })
    })
}

pub(super) fn runner() -> impl TypedValueParser<Value = Runner> {
    parser(&Runner::ALL, |runner| {
        PossibleValue::new(runner.word()).help(match runner {
            Runner::Obedient => "Slows down by about what is advised, a few seconds after a prompt",
            Runner::Forgetful => "Obeys, and creeps back up to the old speed within minutes",
            Runner::Slow => "Obeys the second time, by half",
            Runner::Stubborn => "Hears nothing",
        })
    })
}
