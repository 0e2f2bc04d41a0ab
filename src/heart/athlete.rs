//! The runner's own numbers and what may be believed of them.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::rate::Bpm;

/// Sex, where a formula asks for it (energy, training load); never required.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Sex {
    Female,
    Male,
}

impl Sex {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Female, Self::Male];

    /// The word in flags and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
        }
    }
}

/// The training-history groups of the MAF method, each an addition in bpm to 180 - age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MafCategory {
    /// Major illness, rehabilitation, regular medication or chronic overtraining: -10.
    Recovering,
    /// Injured, regressing, more than two colds a year, allergies or asthma, inconsistent, returning: -5.
    Inconsistent,
    /// At least four times a week for up to two years: 0.
    #[default]
    Regular,
    /// More than two years and progressing: +5.
    Progressing,
}

impl MafCategory {
    /// The addition to 180 - age, in bpm.
    pub fn adjustment(self) -> f64 {
        match self {
            Self::Recovering => -10.0,
            Self::Inconsistent => -5.0,
            Self::Regular => 0.0,
            Self::Progressing => 5.0,
        }
    }
}

/// Where the maximal heart rate comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MaxSource {
    /// Told by the runner.
    Given,
    /// Tanaka's 208 - 0.7 age, with an error of about +-11 bpm.
    Estimated,
}

/// The runner's numbers, each optional. Rates in bpm, age in years, weight in kg.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Athlete {
    /// Age in years, 10 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age: Option<f64>,
    /// Maximal heart rate, 120 to 230.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_hr: Option<f64>,
    /// Resting heart rate, 30 to 110.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resting_hr: Option<f64>,
    /// Lactate-threshold heart rate, 80 to 220: the mean of minutes 10-30 of 30 minutes all-out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold_hr: Option<f64>,
    /// Weight in kg, 25 to 250.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight_kg: Option<f64>,
    /// Sex, for formulas that ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// Training history, for the MAF model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maf: Option<MafCategory>,
}

/// A number that cannot be, with the range it must lie in.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AthleteError {
    /// Outside its range.
    #[error("{what} of {value} is out of range: it must be {low} to {high}; correct {flag}")]
    OutOfRange {
        /// The name of the number.
        what: &'static str,
        /// What was given.
        value: f64,
        /// Lowest allowed.
        low: f64,
        /// Highest allowed.
        high: f64,
        /// The flag that sets it.
        flag: &'static str,
    },
    /// Rates in the wrong order.
    #[error("{lower} must be below {upper}: {low} is not below {high}; correct one of them")]
    Order {
        /// The one that must be lower.
        lower: &'static str,
        /// The one that must be higher.
        upper: &'static str,
        /// The first's value.
        low: f64,
        /// The second's value.
        high: f64,
    },
    /// Maximal and resting rate too close together.
    #[error("a heart-rate reserve of {reserve} bpm is too small: max minus resting must be at least 50; correct --max-hr or --resting-hr")]
    Reserve {
        /// Max minus resting.
        reserve: f64,
    },
    /// A zone model that needs a number nobody gave.
    #[error("the {model} zone model needs {needs}: none is set; give {flag}")]
    Missing {
        /// The model.
        model: &'static str,
        /// What it needs.
        needs: &'static str,
        /// How to give it.
        flag: &'static str,
    },
    /// Custom bounds that do not rise.
    #[error("zone bounds must be five rising heart rates from {low} to {high}: {given}; give for example --zone-bounds 100,120,140,160,180", low = Bpm::MIN, high = Bpm::MAX)]
    Bounds {
        /// As given.
        given: String,
    },
}

impl Athlete {
    /// Ages in years that are taken for real, and the ranges of the other numbers: design choices, wide enough for any runner.
    pub const AGES: RangeInclusive<f64> = 10.0..=100.0;
    /// Maximal heart rates in bpm.
    pub const MAX_RATES: RangeInclusive<f64> = 120.0..=230.0;
    /// Resting heart rates in bpm.
    pub const RESTING_RATES: RangeInclusive<f64> = 30.0..=110.0;
    /// Threshold heart rates in bpm.
    pub const THRESHOLD_RATES: RangeInclusive<f64> = 80.0..=220.0;
    /// Weights in kg.
    pub const WEIGHTS: RangeInclusive<f64> = 25.0..=250.0;

    /// The age assumed where none is known, so that a first run can start at all; whoever uses it says so.
    pub const ASSUMED_AGE: f64 = 40.0;

    /// Checks every number and their order; the ranges are design choices, wide enough for any runner.
    ///
    /// # Errors
    /// The first number that is out of range or out of order.
    pub fn validate(&self) -> Result<(), AthleteError> {
        let in_range = |what, value: Option<f64>, allowed: RangeInclusive<f64>, flag| match value {
            Some(value) if !allowed.contains(&value) => {
                Err(AthleteError::OutOfRange { what, value, low: *allowed.start(), high: *allowed.end(), flag })
            }
            _ => Ok(()),
        };
        in_range("age", self.age, Self::AGES, "--age")?;
        in_range("maximal heart rate", self.max_hr, Self::MAX_RATES, "--max-hr")?;
        in_range("resting heart rate", self.resting_hr, Self::RESTING_RATES, "--resting-hr")?;
        in_range("threshold heart rate", self.threshold_hr, Self::THRESHOLD_RATES, "--threshold-hr")?;
        in_range("weight", self.weight_kg, Self::WEIGHTS, "weight_kg in the configuration")?;
        let ordered = |lower, low: Option<f64>, upper, high: Option<f64>| match (low, high) {
            (Some(low), Some(high)) if low >= high => Err(AthleteError::Order { lower, upper, low, high }),
            _ => Ok(()),
        };
        ordered("the resting rate", self.resting_hr, "the threshold rate", self.threshold_hr)?;
        ordered("the threshold rate", self.threshold_hr, "the maximal rate", self.max_hr)?;
        if let (Some(rest), Some((max, _))) = (self.resting_hr, self.max()) {
            let reserve = max - rest;
            if reserve < 50.0 {
                return Err(AthleteError::Reserve { reserve });
            }
        }
        Ok(())
    }

    /// The maximal rate in bpm and where it comes from; none when neither it nor the age is known.
    pub fn max(&self) -> Option<(f64, MaxSource)> {
        self.max_hr.map(|max| (max, MaxSource::Given)).or_else(|| self.age.map(|age| (Self::estimated_max(age), MaxSource::Estimated)))
    }

    /// Tanaka's estimate, 208 - 0.7 age (SD about 10 bpm).
    pub fn estimated_max(age: f64) -> f64 {
        208.0 - 0.7 * age
    }

    /// What is odd about numbers that are allowed all the same, a sentence each.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if let (Some(given), Some(age)) = (self.max_hr, self.age) {
            let estimate = Self::estimated_max(age);
            if (given - estimate).abs() > 25.0 {
                warnings.push(format!(
                    "a maximal rate of {given:.0} is more than 25 bpm off the estimate for age {age:.0} ({estimate:.0} +-11): check it"
                ));
            }
        }
        if let (Some(rest), Some((max, _))) = (self.resting_hr, self.max())
            && max - rest < 70.0
        {
            warnings.push(format!("a heart-rate reserve of {:.0} bpm is unusually small: check max and resting rate", max - rest));
        }
        warnings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn athlete(age: f64, rest: f64, max: f64) -> Athlete {
        Athlete { age: Some(age), resting_hr: Some(rest), max_hr: Some(max), ..Athlete::default() }
    }

    #[test]
    fn numbers_no_runner_has_are_refused_with_the_flag_to_correct() {
        let error = athlete(5.0, 55.0, 180.0).validate().unwrap_err();
        assert!(error.to_string().contains("10 to 100") && error.to_string().contains("--age"));
        assert!(athlete(40.0, 20.0, 180.0).validate().is_err());
        assert!(athlete(40.0, 55.0, 240.0).validate().is_err());
        assert!(athlete(40.0, f64::NAN, 180.0).validate().is_err());
        assert!(matches!(athlete(40.0, 100.0, 140.0).validate(), Err(AthleteError::Reserve { .. })));
        let swapped = Athlete { threshold_hr: Some(170.0), ..athlete(40.0, 55.0, 165.0) };
        assert!(matches!(swapped.validate(), Err(AthleteError::Order { .. })));
    }

    #[test]
    fn an_odd_maximum_is_allowed_and_said() {
        assert_eq!(athlete(40.0, 55.0, 210.0).warnings().len(), 1);
        assert!(athlete(40.0, 55.0, 185.0).warnings().is_empty());
    }
}
