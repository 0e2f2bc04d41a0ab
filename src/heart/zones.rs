//! Zone models: from the runner's numbers to five lower bounds in bpm, each with its source.

use serde::{Deserialize, Serialize};

use super::{Athlete, AthleteError, Bpm, MaxSource};

/// A training zone, 0 (below zone 1) to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Zone(u8);

impl Zone {
    /// All six, 0 first.
    pub const ALL: [Self; 6] = [Self(0), Self(1), Self(2), Self(3), Self(4), Self(5)];

    /// The zone's number.
    pub fn number(self) -> u8 {
        self.0
    }

    /// The zone's place in an array of six.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// One word for how the zone feels.
    pub fn word(self) -> &'static str {
        match self.0 {
            0 => "resting",
            1 => "very easy",
            2 => "easy",
            3 => "moderate",
            4 => "hard",
            _ => "maximal",
        }
    }
}

/// How zone bounds are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ZoneModel {
    /// 50, 60, 70, 80, 90 % of the maximal rate (Garmin, Polar).
    PercentMax,
    /// 50, 60, 70, 80, 90 % of the heart-rate reserve above resting (Karvonen).
    Reserve,
    /// 65, 85, 90, 95, 100 % of the threshold rate (Friel's running zones; 65 % as the foot of zone 1).
    PercentThreshold,
    /// Maffetone: zone 2 is the band from 180 - age + adjustment - 10 up to 180 - age + adjustment.
    Maf,
    /// Five bounds as given.
    Custom,
}

impl ZoneModel {
    /// Every model.
    pub const ALL: [Self; 5] = [Self::PercentMax, Self::Reserve, Self::PercentThreshold, Self::Maf, Self::Custom];

    /// The name in flags, files and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::PercentMax => "percent-max",
            Self::Reserve => "reserve",
            Self::PercentThreshold => "percent-threshold",
            Self::Maf => "maf",
            Self::Custom => "custom",
        }
    }

    /// The model for what is known: threshold rate if given, else reserve if the resting rate is known, else percent of max.
    pub fn for_athlete(athlete: &Athlete) -> Self {
        if athlete.threshold_hr.is_some() {
            Self::PercentThreshold
        } else if athlete.resting_hr.is_some() && athlete.max().is_some() {
            Self::Reserve
        } else {
            Self::PercentMax
        }
    }

    /// The zones of this model for an athlete.
    ///
    /// # Errors
    /// A number is missing or cannot be, or the bounds do not rise.
    pub fn zones(self, athlete: &Athlete, custom: Option<[f64; 5]>) -> Result<Zones, AthleteError> {
        athlete.validate()?;
        let missing = |needs, flag| AthleteError::Missing { model: self.name(), needs, flag };
        let estimate = |source| match source {
            MaxSource::Given => "",
            MaxSource::Estimated => " (208 - 0.7 x age, +-11 bpm)",
        };
        let (bounds, basis) = match self {
            Self::PercentMax => {
                let (max, source) = athlete.max().ok_or_else(|| missing("a maximal rate or an age", "--max-hr or --age"))?;
                ([0.5, 0.6, 0.7, 0.8, 0.9].map(|p| round6(max * p)), format!("50/60/70/80/90 % of max {max:.0}{}", estimate(source)))
            }
            Self::Reserve => {
                let (max, source) = athlete.max().ok_or_else(|| missing("a maximal rate or an age", "--max-hr or --age"))?;
                let rest = athlete.resting_hr.ok_or_else(|| missing("a resting rate", "--resting-hr"))?;
                (
                    [0.5, 0.6, 0.7, 0.8, 0.9].map(|p| round6(rest + p * (max - rest))),
                    format!("50/60/70/80/90 % of the reserve between resting {rest:.0} and max {max:.0}{}", estimate(source)),
                )
            }
            Self::PercentThreshold => {
                let threshold = athlete.threshold_hr.ok_or_else(|| missing("a threshold rate", "--threshold-hr"))?;
                ([0.65, 0.85, 0.9, 0.95, 1.0].map(|p| round6(threshold * p)), format!("65/85/90/95/100 % of threshold {threshold:.0}"))
            }
            Self::Maf => {
                let age = athlete.age.ok_or_else(|| missing("an age", "--age"))?;
                let top = maf(age, athlete.maf.unwrap_or_default().adjustment());
                (
                    [top - 20.0, top - 10.0, top, top + 10.0, top + 20.0],
                    format!("MAF {top:.0} for age {age:.0}: zone 2 is the ten beats below it"),
                )
            }
            Self::Custom => {
                let bounds = custom.ok_or_else(|| missing("five bounds", "--zone-bounds 100,120,140,160,180"))?;
                (bounds, "bounds as given".to_owned())
            }
        };
        Zones::new(self, bounds, basis)
    }
}

/// Products such as 0.7 x 180 lie a rounding error off the number a person would write; six decimals put them on it.
fn round6(bpm: f64) -> f64 {
    (bpm * 1e6).round() / 1e6
}

/// The MAF rate: fixed 165 up to 16 years; above 65 the progressing group may add up to 10.
fn maf(age: f64, adjustment: f64) -> f64 {
    if age <= 16.0 {
        165.0
    } else if age > 65.0 && adjustment > 0.0 {
        180.0 - age + 10.0
    } else {
        180.0 - age + adjustment
    }
}

/// Five lower bounds in bpm. Zone n is `lower <= rate < upper`, without rounding first; below the first is zone 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Zones {
    model: ZoneModel,
    bounds: [f64; 5],
    basis: String,
}

impl Zones {
    /// What a ceiling of the runner's own may be, in bpm; a design choice, wide enough for any runner.
    pub const CEILING: std::ops::RangeInclusive<f64> = 60.0..=220.0;

    /// Zones of strictly rising lower bounds between 30 and 230 bpm.
    ///
    /// # Errors
    /// Bounds that are out of range or do not rise.
    pub fn new(model: ZoneModel, bounds: [f64; 5], basis: String) -> Result<Self, AthleteError> {
        let rising = bounds.windows(2).all(|pair| pair[0] < pair[1]);
        let plausible = bounds.iter().all(|bound| (f64::from(Bpm::MIN)..=f64::from(Bpm::MAX)).contains(bound));
        if rising && plausible {
            Ok(Self { model, bounds, basis })
        } else {
            Err(AthleteError::Bounds { given: bounds.map(|b| b.to_string()).join(",") })
        }
    }

    /// The model they were made by.
    pub fn model(&self) -> ZoneModel {
        self.model
    }

    /// The lower bounds of zones 1 to 5.
    pub fn bounds(&self) -> [f64; 5] {
        self.bounds
    }

    /// In words, what the bounds were made of.
    pub fn basis(&self) -> &str {
        &self.basis
    }

    /// The zone of a rate.
    pub fn of(&self, bpm: Bpm) -> Zone {
        self.of_rate(bpm.beats())
    }

    /// The zone of a rate that may be a mean.
    pub fn of_rate(&self, rate: f64) -> Zone {
        let above = self.bounds.iter().filter(|&&lower| lower <= rate).count();
        Zone::ALL[above.min(5)]
    }

    /// The lower bound of a zone; none for zone 0.
    pub fn lower(&self, zone: Zone) -> Option<f64> {
        zone.index().checked_sub(1).map(|i| self.bounds[i])
    }

    /// The top of zone 2, where easy ends.
    pub fn top_of_easy(&self) -> f64 {
        self.bounds[2]
    }

    /// A zone's whole rates as a person reads them: from the lower bound rounded up to one below the next one rounded up.
    pub fn shown(&self, zone: Zone) -> (Option<u16>, Option<u16>) {
        let up = |bound: f64| bound.ceil() as u16;
        let low = self.lower(zone).map(up);
        let high = self.bounds.get(zone.index()).map(|next| up(*next).saturating_sub(1));
        (low, high)
    }

    /// The same in words: "to 99", "100-119", "180 on".
    pub fn range(&self, zone: Zone) -> String {
        match self.shown(zone) {
            (Some(low), Some(high)) => format!("{low}-{high}"),
            (None, Some(high)) => format!("to {high}"),
            (Some(low), None) => format!("{low} on"),
            (None, None) => String::new(),
        }
    }
}

/// No runner's fifth zone begins this low, in bpm: of the lowest maximum that is taken for real, 120 bpm, it is 108.
const HIGHEST_PERCENT: f64 = 100.0;

/// Where bounds look like percent of something and not like rates: what to give in their place. With a known maximum in bpm the rates that
/// are most likely meant.
pub fn rates_for_percent(bounds: [f64; 5], max: Option<f64>) -> Option<String> {
    let rising = bounds.windows(2).all(|pair| pair[0] < pair[1]);
    let [first, .., last] = bounds;
    if !rising || last > HIGHEST_PERCENT || first < 1.0 {
        return None;
    }
    let example = match max {
        Some(max) => bounds.map(|percent| format!("{:.0}", (percent * max / 100.0).round())).join(","),
        None => "90,108,126,144,162".to_owned(),
    };
    let of = max.map_or("a maximum of 180".to_owned(), |max| format!("your maximum of {max:.0}"));
    Some(format!(
        "they look like percent and are taken as bpm: of {of} they would be {example}; or leave them out and take the zone model percent-max"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forty() -> Athlete {
        Athlete { age: Some(40.0), resting_hr: Some(55.0), ..Athlete::default() }
    }

    #[test]
    fn zone_2_ends_at_126_by_percent_of_max_and_at_142_by_reserve_at_forty() {
        let top = |model: ZoneModel| model.zones(&forty(), None).unwrap().shown(Zone(2)).1;
        assert_eq!(top(ZoneModel::PercentMax), Some(125));
        assert_eq!(ZoneModel::PercentMax.zones(&forty(), None).unwrap().top_of_easy(), 126.0);
        assert_eq!(top(ZoneModel::Reserve), Some(142));
        assert_eq!(ZoneModel::Reserve.zones(&forty(), None).unwrap().top_of_easy(), 142.5);
        assert_eq!(ZoneModel::Maf.zones(&forty(), None).unwrap().top_of_easy(), 140.0);
    }

    #[test]
    fn a_rate_on_a_bound_belongs_to_the_upper_zone() {
        let zones = ZoneModel::Custom.zones(&Athlete::default(), Some([100.0, 120.0, 140.0, 160.0, 180.0])).unwrap();
        let zone = |rate| zones.of(Bpm::new(rate).unwrap()).number();
        assert_eq!((zone(99), zone(100), zone(139), zone(140), zone(180), zone(230)), (0, 1, 2, 3, 5, 5));
        assert_eq!(zones.shown(Zone(0)), (None, Some(99)));
        assert_eq!(zones.shown(Zone(5)), (Some(180), None));
        assert_eq!([0, 1, 5].map(|zone| zones.range(Zone(zone))), ["to 99", "100-119", "180 on"]);
    }

    #[test]
    fn the_default_model_follows_what_is_known() {
        assert_eq!(ZoneModel::for_athlete(&forty()), ZoneModel::Reserve);
        assert_eq!(ZoneModel::for_athlete(&Athlete { threshold_hr: Some(165.0), ..forty() }), ZoneModel::PercentThreshold);
        assert_eq!(ZoneModel::for_athlete(&Athlete { resting_hr: None, ..forty() }), ZoneModel::PercentMax);
    }

    #[test]
    fn bounds_that_do_not_rise_are_refused() {
        for bounds in [[100.0, 120.0, 120.0, 160.0, 180.0], [0.0, 1.0, 2.0, 3.0, 4.0], [f64::NAN, 120.0, 140.0, 160.0, 180.0]] {
            assert!(ZoneModel::Custom.zones(&Athlete::default(), Some(bounds)).is_err());
        }
    }

    #[test]
    fn maf_follows_its_groups_and_ages() {
        assert_eq!(maf(40.0, -10.0), 130.0);
        assert_eq!(maf(16.0, 5.0), 165.0);
        assert_eq!(maf(70.0, 5.0), 120.0);
    }

    #[test]
    fn bounds_that_look_like_percent_are_told_with_the_rates_they_stand_for() {
        let told = rates_for_percent([50.0, 60.0, 70.0, 80.0, 90.0], Some(190.0)).unwrap();
        assert!(told.contains("percent") && told.contains("95,114,133,152,171") && told.contains("maximum of 190"), "{told}");
        assert!(rates_for_percent([50.0, 60.0, 70.0, 80.0, 90.0], None).unwrap().contains("90,108,126,144,162"));
        assert_eq!(rates_for_percent([80.0, 90.0, 100.0, 105.0, 110.0], None), None);
        assert_eq!(rates_for_percent([100.0, 120.0, 140.0, 160.0, 180.0], Some(190.0)), None);
        // That is told as what it is.
        assert_eq!(rates_for_percent([50.0, 40.0, 70.0, 80.0, 90.0], None), None);
    }
}
