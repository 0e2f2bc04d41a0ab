//! `recovery-run zones`: the zones in force and where each number comes from.

use clap::Args;

use super::Failure;
use super::output::say;
use super::profile::{PlanArgs, Profile, ProfileArgs};
use crate::format::lines;
use crate::heart::{MaxSource, Zone};
use crate::session::Setup;

/// Flags of `zones`.
#[derive(Debug, Args)]
pub struct ZonesArgs {
    #[command(flatten)]
    profile: ProfileArgs,
    #[command(flatten)]
    plan: PlanArgs,
    /// As one JSON object
    #[arg(long)]
    json: bool,
}

impl ZonesArgs {
    pub(super) fn run(self, configured: Profile) -> Result<(), Failure> {
        let profile = configured.with(&self.profile, self.plan)?;
        let setup = profile.setup()?;
        if self.json {
            say(json(&setup, profile.is_guesswork()))?;
        } else {
            say(text(&setup, profile.is_guesswork()))?;
        }
        Ok(())
    }
}

fn json(setup: &Setup, guesswork: bool) -> String {
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
    })
    .to_string()
}

fn text(setup: &Setup, guesswork: bool) -> String {
    let mut text = format!("zones by {}: {}\n\n", setup.zones.model().name(), setup.zones.basis());
    for zone in Zone::ALL {
        let range = match setup.zones.shown(zone) {
            (None, Some(high)) => format!("to {high}"),
            (Some(low), Some(high)) => format!("{low}-{high}"),
            (Some(low), None) => format!("{low} on"),
            (None, None) => String::new(),
        };
        text += &format!("  Z{}  {range:>8} bpm   {}\n", zone.number(), zone.word());
    }
    text += &format!("\nceiling  {} bpm: {}\n", lines::number(setup.ceiling()), setup.ceiling_basis());
    if guesswork {
        text += "\nnothing is known of you, so an age of 40 is assumed: give --age, or `recovery-run config init`\n";
    }
    for warning in setup.athlete.warnings() {
        text += &format!("\n{warning}\n");
    }
    text += "\nzones are a guide, not a medical device: an estimated maximum is off by +-11 bpm, and beta-blockers, pregnancy or\nheart disease make them invalid: ask a clinician. how you feel outranks the number.\n";
    text
}
