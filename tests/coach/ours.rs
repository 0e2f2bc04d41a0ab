//! Our own coach, as the user gets it: a whole [`Session`], fed with events, heard by its notices.

use recovery_run::heart::{Athlete, ZoneModel, Zones};
use recovery_run::session::{Elapsed, Event, EventKind, Features, Learned, Legs, Motion, NoticeKind, Plan, Session, Setup};

use crate::policy::{Answer, Heard, Limits, Policy};

/// A run under our coach.
pub struct Ours {
    session: Session,
    kmh: Option<f64>,
}

/// The longest plan there is: its cool-down, in which the coach is silent by design, comes after every run judged here.
const MINUTES: u16 = 180;

impl Ours {
    pub fn new(limits: Limits) -> Self {
        let zones = Zones::new(ZoneModel::Custom, limits.bounds(), "made up".to_owned()).expect("ceilings are in range");
        let athlete = Athlete { max_hr: limits.max, ..Athlete::default() };
        let plan = Plan::new(Some(MINUTES), Legs::Fresh).by(Features::WHOLE);
        Self {
            session: Session::new(Setup {
                own: Learned { bpm_per_kmh: limits.bpm_per_kmh, alpha1: None },
                athlete,
                zones,
                ceiling: Some(limits.ceiling),
                plan,
            }),
            kmh: None,
        }
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
                    NoticeKind::Phase(_) | NoticeKind::Link { .. } | NoticeKind::Slept(_) => {}
                }
            }
        };
        // Steps go stale and are told each second; a speed holds until it is told anew.
        if heard.kmh != self.kmh || heard.steps.is_some() {
            self.kmh = heard.kmh;
            step(EventKind::Motion(Motion { speed_kmh: heard.kmh, cadence_spm: heard.steps, ..Motion::default() }));
        }
        step(heard.measurement.map_or(EventKind::Tick, |measurement| EventKind::Measurement(measurement.clone())));
        answer
    }
}
