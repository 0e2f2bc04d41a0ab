//! The flags that override the runner's profile, and how a setup comes from flags, configuration and recordings.

use clap::Args;

use super::{Failure, words};
use crate::analysis::Baseline;
use crate::heart::{Athlete, Sex, ZoneModel, Zones, rates_for_percent};
use crate::screen::{ChartStyle, KeyMap, Layout, ThemeChoice};
use crate::session::{Feature, Features, Learned, Legs, Plan, Setup, Units};
use crate::sound::SoundSettings;
use crate::store::{Config, TreadmillUnit};

/// The profile flags of run, demo, replay, report and zones.
#[derive(Debug, Clone, Default, PartialEq, Args)]
#[command(next_help_heading = "Profile (overrides the configuration)")]
pub struct ProfileArgs {
    /// Age in years (10-100)
    #[arg(long, hide_short_help = true, value_name = "YEARS")]
    pub age: Option<f64>,
    /// Maximal heart rate in bpm (120-230)
    #[arg(long, hide_short_help = true, value_name = "BPM")]
    pub max_hr: Option<f64>,
    /// Resting heart rate in bpm (30-110)
    #[arg(long, hide_short_help = true, value_name = "BPM")]
    pub resting_hr: Option<f64>,
    /// Lactate-threshold heart rate in bpm (80-220)
    #[arg(long, hide_short_help = true, value_name = "BPM")]
    pub threshold_hr: Option<f64>,
    /// For Banister's training load alone, which differs by it
    #[arg(long, hide_short_help = true, value_name = "SEX", value_parser = words::sex())]
    pub sex: Option<Sex>,
    /// How zones are made
    ///
    /// By default from what is known: threshold, else reserve, else percent of max
    #[arg(long, hide_short_help = true, value_name = "MODEL", value_parser = words::zone_model())]
    pub zone_model: Option<ZoneModel>,
    /// Where zones 1-5 begin, as in 100,120,140,160,180
    #[arg(long, hide_short_help = true, value_name = "BPM,...", value_delimiter = ',', num_args = 1)]
    pub zone_bounds: Vec<f64>,
    /// Prompt above this rate, in bpm (60-220)
    ///
    /// Instead of the top of zone 2
    #[arg(long, hide_short_help = true, value_name = "BPM")]
    pub ceiling: Option<f64>,
}

/// The flags that override the plan.
#[derive(Debug, Clone, Copy, Default, PartialEq, Args)]
pub struct PlanArgs {
    /// Planned minutes, 5-180 [default: 30, wrecked legs 20]
    ///
    /// On the timer, which stands in pauses
    #[arg(long, value_parser = clap::value_parser!(u16).range(i64::from(*Plan::MINUTES.start())..=i64::from(*Plan::MINUTES.end())))]
    pub minutes: Option<u16>,
    /// How the legs feel: heavy and wrecked lower the ceiling
    #[arg(long, value_parser = words::legs())]
    pub legs: Option<Legs>,
}

/// The flag of a live run that leaves parts of the method out.
#[derive(Debug, Clone, Default, PartialEq, Args)]
pub struct FeatureArgs {
    /// Leave out parts of the method, as in form,talk-test
    #[arg(long, hide_short_help = true, value_name = "PART,...", value_delimiter = ',', value_parser = words::feature())]
    pub without: Vec<Feature>,
    /// Nothing but the coach: leave out every part of the method
    #[arg(long, hide_short_help = true, conflicts_with = "without")]
    pub coach_only: bool,
}

/// What is known before any flag: from the configuration file, or from a journal's header.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// The runner.
    pub athlete: Athlete,
    /// The model, where one is set.
    pub zone_model: Option<ZoneModel>,
    /// Bounds for the custom model.
    pub zone_bounds: Option<[f64; 5]>,
    /// A ceiling of the runner's own.
    pub ceiling: Option<f64>,
    /// Minutes of the plan.
    pub minutes: Option<u16>,
    /// The legs.
    pub legs: Legs,
    /// Whether the run begins with its sound on.
    pub bell: bool,
    /// The colours of the screen.
    pub theme: ThemeChoice,
    /// Which key means what.
    pub keys: KeyMap,
    /// Whether keys on the screen can be clicked.
    pub mouse: bool,
    /// Where everything stands on the screen of a run; none is the one that was chosen last.
    pub layout: Option<Layout>,
    /// How the course of a run is drawn.
    pub chart: ChartStyle,
    /// Whether a prompt's frame goes in steps.
    pub motion: bool,
    /// What is heard.
    pub sound: SoundSettings,
    /// In what the treadmill counts.
    pub treadmill_unit: TreadmillUnit,
    /// What speed, pace and distance are shown in.
    pub units: Units,
    /// What of the method a live run follows.
    pub method: Features,
    /// Seconds between syncs of a run's journal; none is as often as usual.
    pub sync_seconds: Option<u8>,
    /// What was learned of the runner.
    pub own: Learned,
    /// What is usual for the runner, to put a run beside it once it is over.
    pub usual: Baseline,
}

impl From<&Config> for Profile {
    fn from(config: &Config) -> Self {
        Self {
            athlete: config.athlete(),
            zone_model: config.zone_model.or(config.zone_bounds.map(|_| ZoneModel::Custom)),
            zone_bounds: config.zone_bounds,
            ceiling: config.ceiling,
            minutes: config.minutes,
            legs: Legs::default(),
            bell: config.bell.unwrap_or(true),
            theme: config.colors,
            keys: config.key_map.clone(),
            mouse: config.mouse.unwrap_or(false),
            layout: config.layout,
            chart: config.chart.unwrap_or_default(),
            motion: config.motion.unwrap_or(true),
            sound: config.sound(),
            treadmill_unit: config.treadmill_unit,
            units: config.units,
            method: Features::WHOLE.without(&config.without),
            sync_seconds: config.sync_seconds,
            own: Learned::default(),
            usual: Baseline::default(),
        }
    }
}

impl Profile {
    /// The profile that a recorded run was measured by.
    pub fn recorded(setup: &Setup) -> Self {
        Self {
            athlete: setup.athlete.clone(),
            zone_model: Some(setup.zones.model()),
            zone_bounds: Some(setup.zones.bounds()),
            ceiling: setup.ceiling,
            minutes: Some(setup.plan.minutes),
            legs: setup.plan.legs,
            bell: true,
            theme: ThemeChoice::default(),
            keys: KeyMap::default(),
            mouse: false,
            layout: None,
            chart: ChartStyle::default(),
            motion: true,
            sound: SoundSettings::default(),
            treadmill_unit: TreadmillUnit::default(),
            units: Units::default(),
            method: setup.plan.method,
            sync_seconds: None,
            own: setup.own,
            usual: Baseline::default(),
        }
    }

    /// The profile with the flags laid over it.
    ///
    /// # Errors
    /// Flags that contradict each other or hold impossible numbers.
    pub fn with(mut self, flags: &ProfileArgs, plan: PlanArgs) -> Result<Self, Failure> {
        let athlete = &mut self.athlete;
        athlete.age = flags.age.or(athlete.age);
        athlete.max_hr = flags.max_hr.or(athlete.max_hr);
        athlete.resting_hr = flags.resting_hr.or(athlete.resting_hr);
        athlete.threshold_hr = flags.threshold_hr.or(athlete.threshold_hr);
        athlete.sex = flags.sex.or(athlete.sex);
        if !flags.zone_bounds.is_empty() {
            let bounds: [f64; 5] = flags.zone_bounds.clone().try_into().map_err(|given: Vec<f64>| {
                Failure::usage(format!("--zone-bounds takes five rates: {} were given; give for example 100,120,140,160,180", given.len()))
            })?;
            if let Some(remedy) = rates_for_percent(bounds, athlete.max().map(|(max, _)| max)) {
                return Err(Failure::usage(format!("--zone-bounds: {remedy}")));
            }
            if flags.zone_model.is_some_and(|model| model != ZoneModel::Custom) {
                return Err(Failure::usage("--zone-bounds goes with --zone-model custom: another model was given; leave one of them out"));
            }
            self.zone_bounds = Some(bounds);
            self.zone_model = Some(ZoneModel::Custom);
        } else {
            // A changed age or rate changes the zones, unless they were given as bounds.
            self.zone_model = flags.zone_model.or(self.zone_model);
        }
        if let Some(ceiling) = flags.ceiling {
            if !Zones::CEILING.contains(&ceiling) {
                return Err(Failure::usage(format!(
                    "a ceiling of {ceiling} bpm is out of range: it must be {} to {}; correct --ceiling",
                    Zones::CEILING.start(),
                    Zones::CEILING.end()
                )));
            }
            self.ceiling = Some(ceiling);
        }
        self.legs = plan.legs.unwrap_or(self.legs);
        self.minutes = plan.minutes.or(self.minutes.filter(|_| plan.legs != Some(Legs::Wrecked)));
        Ok(self)
    }

    /// The method with the flags laid over it.
    #[must_use]
    pub fn following(mut self, flags: &FeatureArgs) -> Self {
        self.method = if flags.coach_only { Features::NONE } else { self.method.without(&flags.without) };
        self
    }

    /// The profile for a recording that was made without the method: nobody was asked to talk.
    #[must_use]
    pub fn plain(mut self) -> Self {
        self.method = Features::PLAIN;
        self
    }

    /// Whether neither the age nor anything that stands for it is known, so that it has to be assumed.
    pub fn is_guesswork(&self) -> bool {
        let known = self.athlete.max().is_some() || self.athlete.threshold_hr.is_some();
        let bounded = self.zone_model == Some(ZoneModel::Custom) && self.zone_bounds.is_some();
        !known && !bounded
    }

    /// The setup of a run. Where nothing is known of the runner, an age of 40 is assumed; see [`Self::is_guesswork`].
    ///
    /// # Errors
    /// Numbers that cannot be.
    pub fn setup(&self) -> Result<Setup, Failure> {
        let mut athlete = self.athlete.clone();
        if self.is_guesswork() {
            athlete.age = Some(Athlete::ASSUMED_AGE);
        }
        let model = self.zone_model.unwrap_or_else(|| ZoneModel::for_athlete(&athlete));
        let zones = model.zones(&athlete, self.zone_bounds).map_err(|error| Failure::usage(error.to_string()))?;
        Ok(Setup { own: self.own, athlete, zones, ceiling: self.ceiling, plan: Plan::new(self.minutes, self.legs).by(self.method) })
    }
}
