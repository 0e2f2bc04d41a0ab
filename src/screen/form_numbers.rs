//! The first step of the form: the runner's numbers as they are typed, what follows from them, and why some cannot be.

use crate::heart::{Athlete, MaxSource, ZoneModel};
use crate::session::{Features, Learned, Legs, Plan, Setup};

/// How far an estimated maximum is off, in bpm: about one standard deviation of Tanaka's formula.
const ESTIMATE_IS_OFF: f64 = 11.0;
/// No number here has more digits.
const DIGITS: usize = 3;

/// A number that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Age,
    Resting,
    Highest,
    Threshold,
    Weight,
}

impl Field {
    pub(super) const ALL: [Self; 5] = [Self::Age, Self::Resting, Self::Highest, Self::Threshold, Self::Weight];

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Age => "age",
            Self::Resting => "resting rate",
            Self::Highest => "highest rate",
            Self::Threshold => "threshold",
            Self::Weight => "weight",
        }
    }

    /// The unit, and when it is worth telling.
    pub(super) fn unit(self) -> &'static str {
        match self {
            Self::Age => "years",
            Self::Resting => "bpm, lying down",
            Self::Highest => "bpm, if you saw it",
            Self::Threshold => "bpm, if tested",
            Self::Weight => "kg, for energy",
        }
    }

    fn range(self) -> (u16, u16) {
        let range = match self {
            Self::Age => Athlete::AGES,
            Self::Resting => Athlete::RESTING_RATES,
            Self::Highest => Athlete::MAX_RATES,
            Self::Threshold => Athlete::THRESHOLD_RATES,
            Self::Weight => Athlete::WEIGHTS,
        };
        (*range.start() as u16, *range.end() as u16)
    }
}

/// The numbers as they stand, whole ones; none where nothing is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Numbers {
    /// Years.
    pub age: Option<u16>,
    /// bpm, lying down.
    pub resting_hr: Option<u16>,
    /// bpm, the highest that was seen.
    pub max_hr: Option<u16>,
    /// bpm, of a test.
    pub threshold_hr: Option<u16>,
    /// kg.
    pub weight_kg: Option<u16>,
}

impl Numbers {
    /// As the runner's numbers.
    pub fn athlete(self) -> Athlete {
        Athlete {
            age: self.age.map(f64::from),
            resting_hr: self.resting_hr.map(f64::from),
            max_hr: self.max_hr.map(f64::from),
            threshold_hr: self.threshold_hr.map(f64::from),
            weight_kg: self.weight_kg.map(f64::from),
            ..Athlete::default()
        }
    }
}

/// What follows from the numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Follows {
    pub setup: Setup,
    /// Where the ceiling may lie, in bpm, where the maximum is an estimate.
    pub between: Option<(f64, f64)>,
}

impl Follows {
    /// Where the ceiling comes from, in two lines.
    pub(super) fn basis(&self) -> [String; 2] {
        let zones = &self.setup.zones;
        let athlete = &self.setup.athlete;
        let how = match (zones.model(), athlete.max()) {
            (ZoneModel::PercentThreshold, _) => format!("90 % of your threshold of {:.0}", athlete.threshold_hr.unwrap_or_default()),
            (ZoneModel::Reserve, Some((max, source))) => {
                let resting = athlete.resting_hr.unwrap_or_default();
                format!("{resting:.0} + 70 % of {:.0}; {}", max - resting, estimate(max, source))
            }
            (_, Some((max, source))) => format!("70 % of {}", estimate(max, source)),
            (_, None) => zones.basis().to_owned(),
        };
        [self.setup.ceiling_basis(), how]
    }
}

fn estimate(max: f64, source: MaxSource) -> String {
    match source {
        MaxSource::Given => format!("{max:.0}, your highest"),
        MaxSource::Estimated => format!("{max:.0} = 208 - 0.7 x age"),
    }
}

/// The fields and which of them is written in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct You {
    digits: [String; 5],
    pub focus: usize,
    /// Someone tried to go on: what is missing is told from then on.
    tried: bool,
}

impl You {
    pub(super) fn digits(&self, field: usize) -> &str {
        &self.digits[field]
    }

    pub(super) fn push(&mut self, digit: char) -> bool {
        let digits = &mut self.digits[self.focus];
        let fits = digits.len() < DIGITS;
        if fits {
            digits.push(digit);
        }
        fits
    }

    pub(super) fn pop(&mut self) -> bool {
        self.digits[self.focus].pop().is_some()
    }

    pub(super) fn go(&mut self, by: isize) {
        self.focus = self.focus.saturating_add_signed(by).min(Field::ALL.len() - 1);
    }

    /// Goes to the first field with something wrong; false where nothing is.
    pub(super) fn refuse(&mut self) -> bool {
        self.tried = true;
        let wrong = (0..Field::ALL.len()).find(|field| self.problem(*field).is_some());
        self.focus = wrong.unwrap_or(self.focus);
        wrong.is_some()
    }

    fn value(&self, field: Field) -> Option<u16> {
        let place = Field::ALL.iter().position(|other| *other == field)?;
        self.digits[place].parse().ok()
    }

    /// The numbers that stand there, whatever they are.
    pub(super) fn numbers(&self) -> Numbers {
        Numbers {
            age: self.value(Field::Age),
            resting_hr: self.value(Field::Resting),
            max_hr: self.value(Field::Highest),
            threshold_hr: self.value(Field::Threshold),
            weight_kg: self.value(Field::Weight),
        }
    }

    /// Those that can be: a number that is half typed is not there yet.
    fn sound_numbers(&self) -> Numbers {
        let sound = |field: Field| {
            let (low, high) = field.range();
            self.value(field).filter(|value| (low..=high).contains(value))
        };
        Numbers {
            age: sound(Field::Age),
            resting_hr: sound(Field::Resting),
            max_hr: sound(Field::Highest),
            threshold_hr: sound(Field::Threshold),
            weight_kg: sound(Field::Weight),
        }
    }

    /// What follows from the numbers so far; none while too little is known, or they contradict each other.
    pub(super) fn follows(&self) -> Option<Follows> {
        let athlete = self.sound_numbers().athlete();
        let setup = |athlete: &Athlete| {
            let model = ZoneModel::for_athlete(athlete);
            let zones = model.zones(athlete, None).ok()?;
            let plan = Plan::new(None, Legs::Fresh).by(Features::WHOLE);
            Some(Setup { own: Learned::default(), athlete: athlete.clone(), zones, ceiling: None, plan })
        };
        let here = setup(&athlete)?;
        let by_estimate = !matches!(here.zones.model(), ZoneModel::PercentThreshold);
        let between = match athlete.max() {
            Some((max, MaxSource::Estimated)) if by_estimate => {
                let with = |max| setup(&Athlete { max_hr: Some(max), ..athlete.clone() }).map(|setup| setup.ceiling());
                with(max - ESTIMATE_IS_OFF).zip(with(max + ESTIMATE_IS_OFF))
            }
            _ => None,
        };
        Some(Follows { setup: here, between })
    }

    /// Why the number in a field cannot be, in few words for beside it and in a sentence; none where it can, or may become one that can.
    pub(super) fn problem(&self, place: usize) -> Option<(String, String)> {
        let field = Field::ALL[place];
        let (low, high) = field.range();
        if let Some(value) = self.value(field) {
            let may_grow = !self.tried && place == self.focus && self.digits[place].len() < high.to_string().len() && value < low;
            if !(low..=high).contains(&value) {
                let whole = format!("{} {value}: it must be {low} to {high}", field.label());
                return (!may_grow).then(|| (format!("only {low} to {high}"), whole));
            }
            let (short, why) = self.contradiction(field, value)?;
            return Some((short.to_owned(), format!("{} {value}: {why}", field.label())));
        }
        let numbers = self.numbers();
        let nothing = numbers.age.is_none() && numbers.max_hr.is_none() && numbers.threshold_hr.is_none();
        let why = "an age is needed, or your highest rate, or a threshold; esc leaves it for later";
        (self.tried && field == Field::Age && nothing).then(|| ("needed".to_owned(), why.to_owned()))
    }

    /// Why two numbers cannot both be, told at the lower rate.
    fn contradiction(&self, field: Field, value: u16) -> Option<(&'static str, String)> {
        let numbers = self.sound_numbers();
        let max = numbers.athlete().max().map(|(max, _)| max as u16);
        match field {
            Field::Resting => match (numbers.threshold_hr, max) {
                (Some(threshold), _) if value >= threshold => {
                    Some(("over threshold", format!("it must lie below the threshold of {threshold}")))
                }
                (_, Some(max)) if max < value + 50 => Some(("near the highest", format!("it must lie 50 below the highest rate of {max}"))),
                _ => None,
            },
            Field::Threshold => {
                let over = numbers.max_hr.filter(|max| value >= *max);
                over.map(|max| ("over the highest", format!("it must lie below the highest rate of {max}")))
            }
            Field::Age | Field::Highest | Field::Weight => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &[(usize, &str)]) -> You {
        let mut you = You::default();
        for (field, digits) in fields {
            you.focus = *field;
            digits.chars().for_each(|digit| assert!(you.push(digit)));
        }
        you
    }

    fn ceiling(you: &You) -> Option<(f64, Option<(f64, f64)>)> {
        you.follows().map(|follows| (follows.setup.ceiling(), follows.between.map(|(low, high)| (low.round(), high.round()))))
    }

    #[test]
    fn every_digit_changes_the_ceiling_and_what_is_measured_takes_the_doubt_away() {
        assert_eq!(ceiling(&typed(&[(0, "4")])), None);
        assert_eq!(ceiling(&typed(&[(0, "40")])), Some((126.0, Some((118.0, 134.0)))));
        let (reserve, between) = ceiling(&typed(&[(0, "40"), (1, "55")])).unwrap();
        assert_eq!((reserve, between), (142.5, Some((135.0, 150.0))));
        assert_eq!(ceiling(&typed(&[(0, "40"), (1, "55"), (2, "185")])), Some((146.0, None)));
        assert_eq!(ceiling(&typed(&[(2, "190")])), Some((133.0, None)));
        let (threshold, between) = ceiling(&typed(&[(0, "40"), (3, "160")])).unwrap();
        assert_eq!((threshold, between), (144.0, None));
    }

    #[test]
    fn the_ceiling_names_its_source() {
        let basis = |fields: &[(usize, &str)]| typed(fields).follows().unwrap().basis();
        assert_eq!(basis(&[(0, "40")]), ["top of zone 2", "70 % of 180 = 208 - 0.7 x age"]);
        assert_eq!(basis(&[(2, "190")])[1], "70 % of 190, your highest");
        assert!(basis(&[(0, "40"), (1, "60")])[1].starts_with("60 + 70 % of 120; 180 ="));
        assert_eq!(basis(&[(3, "160")])[1], "90 % of your threshold of 160");
    }

    #[test]
    fn an_impossible_number_is_told_at_its_field_and_a_half_typed_one_is_left_alone() {
        for (fields, place, why) in [
            (&[(0, "4")][..], 0, None),
            (&[(0, "5"), (1, "55")], 0, Some("age 5: it must be 10 to 100")),
            (&[(0, "140")], 0, Some("age 140: it must be 10 to 100")),
            (&[(2, "18")], 2, None),
            (&[(2, "240")], 2, Some("highest rate 240: it must be 120 to 230")),
            (&[(2, "150"), (1, "105")], 1, Some("resting rate 105: it must lie 50 below the highest rate of 150")),
            (&[(2, "150"), (3, "160")], 3, Some("threshold 160: it must lie below the highest rate of 150")),
            (&[(3, "90"), (1, "95")], 1, Some("resting rate 95: it must lie below the threshold of 90")),
            (&[(4, "20"), (0, "40")], 4, Some("weight 20: it must be 25 to 250")),
        ] {
            assert_eq!(typed(fields).problem(place).map(|(_, why)| why).as_deref(), why, "{fields:?}");
        }
        let mut nothing = You::default();
        assert_eq!(nothing.problem(0), None);
        assert!(nothing.refuse() && nothing.problem(0).is_some());
        let mut half = typed(&[(0, "4")]);
        assert!(half.refuse() && half.problem(0).is_some());
        assert!(!typed(&[(0, "40")]).refuse());
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_typed_a_ceiling_comes_only_of_numbers_that_can_be(
            digits in proptest::collection::vec((0usize..5, "[0-9]{0,3}"), 0..6)
        ) {
            let you = typed(&digits.iter().map(|(field, digits)| (*field, &digits[..])).scan([0usize; 5], |lengths, (field, digits)| {
                // No field takes more than three digits.
                let room = 3 - lengths[field].min(3);
                lengths[field] += digits.len().min(room);
                Some((field, &digits[..digits.len().min(room)]))
            }).collect::<Vec<_>>());
            if !you.clone().refuse() {
                proptest::prop_assert!(you.numbers().athlete().validate().is_ok());
                proptest::prop_assert!(you.follows().is_some());
            }
        }
    }
}
