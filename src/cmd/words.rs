//! The words that flags take for the values of the lower rooms, each with the line that `--help` says of it.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::format::Export;
use crate::heart::{Sex, ZoneModel};
use crate::screen::Layout;
use crate::session::{Feature, Legs};
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

pub(super) fn layout() -> impl TypedValueParser<Value = Layout> {
    parser(&Layout::ALL, |layout| {
        PossibleValue::new(layout.word()).help(match layout {
            Layout::Far => "The number, a word and the zones, to be read from two metres",
            Layout::Balanced => "The chart and the time in zones too",
            Layout::Detail => "Everything that is known",
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

pub(super) fn sex() -> impl TypedValueParser<Value = Sex> {
    parser(&Sex::ALL, |sex| PossibleValue::new(sex.word()))
}

pub(super) fn zone_model() -> impl TypedValueParser<Value = ZoneModel> {
    parser(&ZoneModel::ALL, |model| {
        PossibleValue::new(model.name()).help(match model {
            ZoneModel::PercentMax => "50, 60, 70, 80, 90 % of the maximal rate (Garmin, Polar)",
            ZoneModel::Reserve => "50, 60, 70, 80, 90 % of the heart-rate reserve above resting (Karvonen)",
            ZoneModel::PercentThreshold => {
                "65, 85, 90, 95, 100 % of the threshold rate (Friel's running zones; 65 % as the foot of zone 1)"
            }
            ZoneModel::Maf => "Maffetone: zone 2 is the band from 180 - age + adjustment - 10 up to 180 - age + adjustment",
            ZoneModel::Custom => "Five bounds as given",
        })
    })
}

pub(super) fn legs() -> impl TypedValueParser<Value = Legs> {
    parser(&Legs::ALL, |legs| {
        PossibleValue::new(legs.word()).help(match legs {
            Legs::Fresh => "The ceiling is the top of zone 2",
            Legs::Heavy => "The ceiling is the middle of zone 2",
            Legs::Wrecked => "The ceiling is the top of zone 1, and 20 minutes do",
        })
    })
}

pub(super) fn feature() -> impl TypedValueParser<Value = Feature> {
    parser(&Feature::ALL, |feature| {
        PossibleValue::new(feature.word()).help(match feature {
            Feature::CheckIn => "The question before the run: fresh, heavy or wrecked legs",
            Feature::WarmUp => "A ceiling that rises from the top of zone 1 to the plan's while warming up",
            Feature::TalkTest => "The talk test after 8, 18 and 28 minutes",
            Feature::Form => "A form cue every five minutes",
            Feature::Milestones => "Halfway, the last five minutes, cooling down, done, enough",
            Feature::Afterwards => "After the run: how the rate recovers, the effort, water and food",
        })
    })
}
