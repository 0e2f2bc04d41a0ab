//! What a measurement does to a run: judged, counted, believed or doubted, and coached by.

use super::clock::RunState;
use super::coach::Ceiling;
use super::cue::{Notice, NoticeKind};
use super::early_alpha1::early_alpha1;
use super::log::Sample;
use super::machine::Session;
use super::signal::{Signal, SignalIssue, Surroundings};
use super::time::{Elapsed, Timer};
use crate::heart::{Bpm, HeartRateMeasurement};

/// Within this time a rate far above the ceiling is the strap's doing.
const ARTEFACTS_CLUSTER: Timer = Timer::from_secs(300);
/// A belt faster than this explains a high rate, in km/h (design choice).
const EASY_SPEED_KMH: f64 = 11.0;
/// A told maximum that lies no further than this over the ceiling, in bpm, is wrong or the ceiling is: no rate is doubted for it (design
/// choice).
const LEAVES_ROOM: f64 = 10.0;

impl Session {
    pub(super) fn measure(&mut self, at: Elapsed, measurement: &HeartRateMeasurement, notices: &mut Vec<Notice>) {
        let zone = measurement.bpm().map(|bpm| self.setup.zones.of(bpm));
        let motion = self.moves();
        let sample = |rr, signal| Notice {
            at,
            kind: NoticeKind::Sample { bpm: measurement.bpm(), sent: measurement.rate, zone, rr, signal, motion },
        };
        if let Some(signal) = self.copies.original(at, measurement) {
            // Whoever wrote it waits for its line; it counts nowhere.
            notices.push(sample(Vec::new(), signal));
            return;
        }
        let timer = self.timer();
        let around = self.surroundings(at);
        let signal = self.signal.judge(at, measurement, around);
        self.copies.keep(at, measurement, signal);
        for rr in &measurement.rr {
            self.log.beats.push((at, *rr));
            self.log.windows.extend(self.alpha1.variability.beat(at.ms(), *rr));
        }
        let (setup, log, end) = (&self.setup, &self.log, self.clock.elapsed());
        self.alpha1.compare(timer, setup.own.alpha1, || early_alpha1(setup, log, end));
        let bpm = measurement.bpm();
        if let Some(bpm) = bpm {
            if let Some(cue) = self.signal.hear(at, self.clock.is_running()) {
                self.say(at, cue, notices);
            }
            self.log.samples.push(Sample { at, bpm, signal });
        }
        if bpm.is_some() && (signal != Signal::Good || !self.clock.is_running()) {
            self.time_in_zone.pass(at);
        }
        match (signal, bpm) {
            (Signal::Good, Some(bpm)) => self.believe(at, bpm, timer, notices),
            // Some sources tell the beats in readings of their own between those of the rate, which say nothing against it.
            (Signal::Suspect(SignalIssue::NoReading), None) if measurement.is_of_beats_alone() => {}
            (Signal::Good, None) | (Signal::Stale, _) => self.coaching.wait(at),
            (Signal::Suspect(issue), _) => self.suspect(at, issue, notices),
        }
        notices.push(sample(measurement.rr.clone(), signal));
    }

    /// What a measurement is judged beside.
    fn surroundings(&self, at: Elapsed) -> Surroundings {
        let pace = self.devices.pace(at);
        let slow_enough = pace.speed_kmh.is_none_or(|speed| speed <= EASY_SPEED_KMH);
        Surroundings {
            ceiling: self.setup.ceiling(),
            max: self.setup.told_max().filter(|max| *max >= self.setup.ceiling() + LEAVES_ROOM),
            expected: self.coaching.expected(at),
            early_and_easy: self.timer() < ARTEFACTS_CLUSTER && slow_enough,
            pace,
            patience: self.signal.patience(),
        }
    }

    fn believe(&mut self, at: Elapsed, bpm: Bpm, timer: Timer, notices: &mut Vec<Notice>) {
        let running = self.clock.state() == RunState::Running;
        if self.signal.believe(at) {
            self.hold_questions(at);
        }
        if running {
            self.time_in_zone.add(at, bpm);
            self.held_max.observe(at, bpm, self.signal.patience());
        }
        let too_slow = running.then(|| self.signal.tell_too_slow(at)).flatten();
        if let Some(cue) = too_slow {
            self.say(at, cue, notices);
        }
        let ceiling = (running && !self.signal.is_too_slow()).then(|| Ceiling { now: self.ceiling(), plan: self.plan_ceiling() });
        let coached = self.coaching.believe(at, bpm, timer, ceiling, self.signal.patience());
        if coached.settled {
            self.hold_questions(at);
        }
        if let Some((from, to)) = self.zone_display.observe(at, coached.mean, &self.setup.zones) {
            notices.push(Notice { at, kind: NoticeKind::Zone { from, to } });
        }
        for cue in coached.cues {
            let cue = self.fits_the_gait(self.hold_hushes(cue));
            self.say(at, cue, notices);
        }
        if running && !self.signal.is_too_slow() {
            self.hold_believed(at, notices);
        }
    }

    fn suspect(&mut self, at: Elapsed, issue: SignalIssue, notices: &mut Vec<Notice>) {
        self.coaching.wait(at);
        self.hold.doubted();
        self.time_in_zone.interrupt(at);
        if let Some(cue) = self.signal.suspect(at, issue, self.clock.is_running()) {
            self.say(at, cue, notices);
        }
    }
}
