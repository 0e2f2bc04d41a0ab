//! Our own coach, as the user gets it: a whole [`Session`], fed with events, heard by its notices.

use recovery_run::heart::{Athlete, ZoneModel, Zones};
use recovery_run::session::{Elapsed, Event, EventKind, Features, Learned, Legs, Motion, NoticeKind, Plan, Session, Setup};

use crate::policy::{Answer, Heard, Limits, Policy, Told};

/// A run under our coach.
pub struct Ours {
    session: Session,
    told: (Option<f64>, Option<f64>),
}

impl Ours {
    pub fn new(limits: Limits) -> Self {
        let athlete = match limits.told {
            Told::Zones { max } => Athlete { max_hr: max, ..Athlete::default() },
            Told::Ceiling { age } => Athlete { age: age.or(Some(Athlete::ASSUMED_AGE)), ..Athlete::default() },
            Told::Measured { max } => Athlete { max_hr: Some(max), ..Athlete::default() },
            Told::Reserve { resting, max } => Athlete { max_hr: Some(max), resting_hr: Some(resting), ..Athlete::default() },
            Told::Age(age) => Athlete { age: Some(age), ..Athlete::default() },
        };
        let zones = match limits.told {
            Told::Zones { .. } => Zones::new(ZoneModel::Custom, limits.bounds(), "made up".to_owned()).expect("ceilings are in range"),
            Told::Ceiling { .. } | Told::Measured { .. } | Told::Reserve { .. } | Told::Age(_) => {
                ZoneModel::for_athlete(&athlete).zones(&athlete, None).expect("ages and maxima are in range")
            }
        };
        let ceiling = (!matches!(limits.told, Told::Age(_))).then_some(limits.ceiling);
        let plan = Plan::new(Some(limits.minutes), Legs::Fresh).by(Features::WHOLE);
        let own = Learned { bpm_per_kmh: limits.bpm_per_kmh, ..Learned::default() };
        Self { session: Session::new(Setup { own, athlete, zones, ceiling, plan }), told: (None, None) }
    }
}

impl Policy for Ours {
    fn live(&mut self, heard: &Heard) -> Answer {
        let at = Elapsed::from_secs(heard.second);
        let mut answer = Answer::default();
        let mut step = |kind| {
            for notice in self.session.step(&Event::new(at, kind)) {
                match notice.kind {
                    NoticeKind::Cue(cue) => answer.cues.push(cue),
                    NoticeKind::Zone { from, to } => answer.zone = Some((from, to)),
                    NoticeKind::Sample { signal, .. } => answer.signal = Some(signal),
                    NoticeKind::Phase(_) | NoticeKind::Link { .. } | NoticeKind::Slept(_) | NoticeKind::Hold(_) => {}
                }
            }
        };
        // Steps go stale and are told each second; a speed holds until it is told anew.
        if (heard.kmh, heard.grade) != self.told || heard.steps.is_some() {
            self.told = (heard.kmh, heard.grade);
            let motion = Motion { speed_kmh: heard.kmh, grade_percent: heard.grade, cadence_spm: heard.steps, ..Motion::default() };
            step(EventKind::Motion(motion));
        }
        step(heard.measurement.map_or(EventKind::Tick, |measurement| EventKind::Measurement(measurement.clone())));
        answer
    }
}
