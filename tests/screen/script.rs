//! Runs as scripts of events: the only way any screen here is reached. Knows nothing of how they are drawn.

use recovery_run::heart::{Athlete, HeartRateMeasurement, RrInterval, ZoneModel};
use recovery_run::session::{
    Answer, BaselineAlpha1, Command, CueKind, DeviceInfo, Elapsed, Event, EventKind, Features, Learned, Legs, Link, NoticeKind, Plan,
    Session, Setup,
};

/// A runner of forty, zones by percent of an estimated maximum of 180: the ceiling is 126.
pub(crate) fn setup(legs: Legs) -> Setup {
    let athlete = Athlete { age: Some(40.0), ..Athlete::default() };
    let zones = ZoneModel::PercentMax.zones(&athlete, None).expect("an age is enough");
    Setup { own: recovery_run::session::Learned::default(), athlete, zones, ceiling: None, plan: Plan::new(None, legs) }
}

/// The same by the whole method.
pub(crate) fn whole(legs: Legs) -> Setup {
    let setup = setup(legs);
    Setup { plan: setup.plan.by(Features::WHOLE), ..setup }
}

/// A run in the making.
pub(crate) struct Run {
    pub(crate) session: Session,
    at: u64,
    rate: f64,
    /// Beats a second that the rate can change by.
    haste: f64,
}

impl Run {
    /// With a strap that is connected.
    pub(crate) fn new(legs: Legs) -> Self {
        Self::of(setup(legs))
    }

    /// With the whole method.
    pub(crate) fn by_the_method(legs: Legs) -> Self {
        Self::of(whole(legs))
    }

    fn of(setup: Setup) -> Self {
        let mut run = Self { session: Session::new(setup), at: 0, rate: 92.0, haste: 0.5 };
        run.tell(EventKind::Link(Link::Connected));
        run.tell(EventKind::Device(DeviceInfo { name: Some("Polar H10 1A2B".to_owned()), location: None, battery: Some(82) }));
        run
    }

    /// Something that happens now.
    pub(crate) fn tell(&mut self, kind: EventKind) -> Vec<CueKind> {
        let notices = self.session.step(&Event::new(Elapsed::from_ms(self.at), kind));
        notices
            .into_iter()
            .filter_map(|notice| match notice.kind {
                NoticeKind::Cue(cue) => Some(cue.kind),
                _ => None,
            })
            .collect()
    }

    /// An order now.
    pub(crate) fn order(mut self, command: Command) -> Self {
        self.tell(EventKind::Command(command));
        self
    }

    /// A rate without beats, a second later.
    pub(crate) fn beat(&mut self, rate: u16) -> Vec<CueKind> {
        self.at += 1000;
        self.tell(EventKind::Measurement(HeartRateMeasurement::of(rate)))
    }

    /// Runs for some seconds towards a rate, as a heart does: half a beat a second, with a little to and fro.
    pub(crate) fn towards(mut self, target: f64, seconds: u64) -> Self {
        for _ in 0..seconds {
            self.pace(target);
        }
        self
    }

    /// From here on the rate changes this fast, in beats a second.
    pub(crate) fn haste(mut self, haste: f64) -> Self {
        self.haste = haste;
        self
    }

    /// Runs towards a rate until something is said, within ten minutes.
    pub(crate) fn until(mut self, target: f64, kind: CueKind) -> Self {
        for _ in 0..600 {
            if self.pace(target).contains(&kind) {
                return self;
            }
        }
        panic!("{} was not said within ten minutes at {target} bpm", kind.word());
    }

    fn pace(&mut self, target: f64) -> Vec<CueKind> {
        self.rate += (target - self.rate).clamp(-self.haste, self.haste);
        let t = self.at as f64 / 1000.0;
        let sway = 1.6 * (t / 23.0).sin() + 0.9 * (t / 7.0).sin();
        let rate = (self.rate + sway).round() as u16;
        // Beats that vary as a heart's do, so that a steady rate is not taken for a stuck strap.
        let rr = RrInterval::from_ms(60_000.0 / f64::from(rate) + 9.0 * (t / 6.0).sin() + 3.0 * (t * 1.7).sin())
            .expect("a heart beats that fast");
        self.at += 1000;
        self.tell(EventKind::Measurement(HeartRateMeasurement { rr: vec![rr; 2], ..HeartRateMeasurement::of(rate) }))
    }

    /// Nothing comes for some seconds; only time passes.
    pub(crate) fn silence(mut self, seconds: u64) -> Self {
        self.at += seconds * 1000;
        self.tell(EventKind::Tick);
        self
    }

    /// The runner tells something.
    pub(crate) fn answer(mut self, answer: Answer) -> Self {
        self.tell(EventKind::Answer(answer));
        self
    }

    /// The link changes.
    pub(crate) fn link(mut self, link: Link) -> Self {
        self.tell(EventKind::Link(link));
        self
    }
}

/// The same, by a runner whose beats hang together more on other days.
pub(crate) fn unusual() -> Session {
    let alpha1 = Some(BaselineAlpha1 { mean: 1.9, sd: 0.1, runs: 7 });
    let run = Run::of(Setup { own: Learned { bpm_per_kmh: None, alpha1 }, ..setup(Legs::Fresh) });
    run.towards(112.0, 240).towards(119.0, 200).towards(115.0, 150).towards(118.0, 164).session
}

/// Twelve and a half minutes, easy all the way.
pub(crate) fn easy() -> Run {
    easily(Run::new(Legs::Fresh))
}

/// The same by a runner who knows the maximum.
pub(crate) fn easy_with_a_told_maximum() -> Run {
    let setup = setup(Legs::Fresh);
    easily(Run::of(Setup { athlete: Athlete { max_hr: Some(180.0), ..setup.athlete }, ..setup }))
}

fn easily(run: Run) -> Run {
    run.towards(112.0, 240).towards(119.0, 200).towards(115.0, 150).towards(118.0, 164)
}
