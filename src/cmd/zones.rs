//! `recovery-run zones`: the zones in force, where each number comes from, and what the runner's own runs have taught.

use clap::Args;

use super::Failure;
use super::output::{runs, say};
use super::past_runs;
use super::profile::{PlanArgs, Profile, ProfileArgs};
use crate::analysis::Baseline;
use crate::format::json_lines;
use crate::heart::{Gain, MaxSource, Zone};
use crate::screen::signed;
use crate::session::Setup;
use crate::store::Folders;

/// Flags of `zones`.
#[derive(Debug, Args)]
pub struct ZonesArgs {
    /// As one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    profile: ProfileArgs,
}

impl ZonesArgs {
    pub(super) fn run(self, configured: Profile, folders: &Folders) -> Result<(), Failure> {
        let profile = configured.with(&self.profile, self.plan)?;
        let setup = profile.setup()?;
        let usual = past_runs::usual(folders);
        if self.json {
            say(json(&setup, &usual, profile.is_guesswork()))?;
        } else {
            say(text(&setup, &usual, profile.is_guesswork()))?;
        }
        Ok(())
    }
}

fn json(setup: &Setup, usual: &Baseline, guesswork: bool) -> String {
    let source = setup.athlete.max().map(|(_, source)| match source {
        MaxSource::Given => "given",
        MaxSource::Estimated => "estimated",
    });
    serde_json::json!({
        "schema": 1,
        "zone_model": setup.zones.model().name(),
        "zone_bounds": setup.zones.bounds(),
        "basis": setup.zones.basis(),
        "ceiling_bpm": setup.ceiling(),
        "ceiling_basis": setup.ceiling_basis(),
        "legs": setup.plan.legs.word(),
        "max_hr": setup.max(),
        "max_hr_source": source,
        "age_assumed": guesswork,
        "warnings": setup.athlete.warnings(),
        "learned": {
            "gain": usual.gain.map(|usual| serde_json::json!({
                "bpm_per_kmh": rounded(usual.gain.bpm_per_kmh, 2), "sd": rounded(usual.gain.sd, 2), "runs": usual.runs,
            })),
            "drift": usual.drift.map(|usual| serde_json::json!({
                "bpm": rounded(usual.bpm, 1), "spread_bpm": rounded(usual.spread_bpm, 1), "runs": usual.runs,
            })),
            "alpha1": usual.alpha1.map(|usual| serde_json::json!({
                "mean": rounded(usual.mean, 3), "sd": rounded(usual.sd, 3), "runs": usual.runs,
            })),
            "aerobic_threshold": usual.threshold.map(|usual| serde_json::json!({
                "bpm": rounded(usual.bpm, 1), "spread_bpm": rounded(usual.spread_bpm, 1), "runs": usual.runs,
            })),
        },
    })
    .to_string()
}

fn text(setup: &Setup, usual: &Baseline, guesswork: bool) -> String {
    let mut text = format!("zones by {}: {}\n\n", setup.zones.model().name(), setup.zones.basis());
    for zone in Zone::ALL {
        let range = setup.zones.range(zone);
        text += &format!("  Z{}  {range:>8} bpm   {}\n", zone.number(), zone.word());
    }
    text += &format!("\nceiling  {} bpm: {}\n", json_lines::number(setup.ceiling()), setup.ceiling_basis());
    text += &learned(setup, usual);
    if guesswork {
        text += "\nnothing is known of you, so an age of 40 is assumed: give --age, or `recovery-run config init`\n";
    }
    for warning in setup.athlete.warnings() {
        text += &format!("\n{warning}\n");
    }
    text += "\nzones are a guide, not a medical device: an estimated maximum is off by +-11 bpm, and beta-blockers, pregnancy or\nheart disease make them invalid: ask a clinician. how you feel outranks the number.\n";
    text
}

/// What the runs have taught, a line each; where that is nothing, what is needed. The threshold is offered, never applied.
fn learned(setup: &Setup, usual: &Baseline) -> String {
    if *usual == Baseline::default() {
        return "\nnothing is learned from your runs yet: how your heart answers speed takes a run with changes of speed, the usual\ndrift and alpha1 take five runs, the aerobic threshold three with beats that cross it\n".to_owned();
    }
    let mut text = "\nlearned from your runs\n".to_owned();
    let typical = Gain::EASY_RUNNING;
    text += &match usual.gain {
        Some(own) => {
            let (gain, sd) = (own.gain.bpm_per_kmh, own.gain.sd);
            format!("  gain    {gain:.1} bpm for each km/h more, +-{sd:.1} ({}); without it {typical} is used\n", runs(own.runs))
        }
        None => format!("  gain    not known, so {typical} bpm for each km/h is used: it takes a run with changes of speed\n"),
    };
    text += &match usual.drift {
        Some(own) => format!("  drift   {} bpm is usual, +-{:.0} ({})\n", signed(own.bpm, 0), own.spread_bpm, runs(own.runs)),
        None => "  drift   not known: it takes five runs of 20 minutes or more\n".to_owned(),
    };
    text += &match usual.alpha1 {
        Some(own) => format!("  alpha1  {:.2} is usual in minutes 5-12, +-{:.2} ({})\n", own.mean, own.sd, runs(own.runs)),
        None => "  alpha1  not known: it takes five easy runs with a chest strap that sends beats\n".to_owned(),
    };
    if let Some(own) = usual.threshold {
        let bpm = own.bpm.round();
        let offer = if setup.ceiling.is_some_and(|ceiling| (ceiling - bpm).abs() < 1.0) {
            "that is your ceiling".to_owned()
        } else {
            format!("`ceiling = {bpm}` in the configuration,\n  or --ceiling {bpm}, uses it")
        };
        text += &format!("\n  your runs put the aerobic threshold near {bpm} bpm ({}): {offer}\n", runs(own.runs));
    }
    text
}

/// Rounded to so many decimals, which is as precise as the value is.
fn rounded(value: f64, places: i32) -> f64 {
    let scale = 10f64.powi(places);
    (value * scale).round() / scale
}
