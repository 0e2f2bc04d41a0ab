//! What a measurement does to a run: judged, counted, believed or doubted, and coached by.

use super::coach::{Ceiling, Heard};
use super::{
    AFTER_A_PROMPT, Bpm, Cue, CueKind, Elapsed, Escalation, HeartRateMeasurement, Notice, NoticeKind, Phase, RunState, Sample, Session,
    Signal, SignalIssue, run_metrics,
};

/// A doubt of this length earns a "check the strap", which is not repeated for two minutes.
const DOUBTS_ALOUD_AFTER: Elapsed = Elapsed::from_secs(10);
const BETWEEN_STRAP_CHECKS: Elapsed = Elapsed::from_secs(120);

impl Session {
    pub(super) fn measure(&mut self, at: Elapsed, measurement: &HeartRateMeasurement, notices: &mut Vec<Notice>) {
        let timer = self.timer();
        let signal = self.judge.judge(at, measurement, self.surroundings(at));
        for rr in &measurement.rr {
            self.beats.push((at, *rr));
            self.stretches.extend(self.variability.beat(at.ms(), *rr));
        }
        if self.alpha1_lower.is_none() && timer > run_metrics::EARLY_UNTIL {
            let usual = self.setup.own.alpha1.zip(self.early_alpha1());
            self.alpha1_lower = Some(usual.is_some_and(|(usual, alpha1)| usual.is_lower(alpha1)));
        }
        let bpm = measurement.bpm();
        if let Some(bpm) = bpm {
            self.hear(at, notices);
            self.stored.add(at, bpm);
            self.samples.push(Sample { at, bpm, signal });
        }
        match (signal, bpm) {
            (Signal::Good, Some(bpm)) => self.believe(at, bpm, timer, notices),
            (Signal::Good, None) | (Signal::Stale, _) => self.coach.wait(at),
            (Signal::Suspect(doubt), _) => self.suspect(at, doubt, notices),
        }
        let zone = bpm.map(|bpm| self.setup.zones.of(bpm));
        notices.push(Notice { at, kind: NoticeKind::Sample { bpm, zone, rr: measurement.rr.clone(), signal } });
    }

    /// A valid rate came: whatever was said of a lost signal is over.
    fn hear(&mut self, at: Elapsed, notices: &mut Vec<Notice>) {
        if self.lost_said && self.last_rate.is_some() && self.state == RunState::Running {
            self.say(at, Cue::quiet(CueKind::SignalBack), notices);
        }
        self.lost_said = false;
        self.last_rate = Some(at);
    }

    fn believe(&mut self, at: Elapsed, bpm: Bpm, timer: Elapsed, notices: &mut Vec<Notice>) {
        let running = self.state == RunState::Running;
        self.last_believed = Some(at);
        if std::mem::take(&mut self.frozen) || self.doubt.take().is_some() {
            self.free_from = self.free_from.max(at.plus(AFTER_A_PROMPT));
        }
        if let Some(step) = self.belt.step(at) {
            self.forecast.expect(step * self.setup.bpm_per_kmh());
            self.coach.belt_stepped(at, step);
        }
        self.forecast.observe(at, bpm.beats());
        if running {
            self.tally.add(at, bpm);
        }
        let coached = running && self.phase != Some(Phase::CoolDown);
        let mean = self.mean.observe(at, bpm.beats());
        let asked = self.coach.level();
        let ceiling = Ceiling { now: self.ceiling(), plan: self.plan_ceiling() };
        let heard = Heard { timer, rate: bpm.beats(), mean, ceiling };
        let cues = if coached { self.coach.observe(at, heard, &self.forecast) } else { Vec::new() };
        if asked != Escalation::None && self.coach.level() == Escalation::None {
            self.free_from = self.free_from.max(at.plus(AFTER_A_PROMPT));
        }
        if let Some((from, to)) = self.zone_display.observe(at, mean, &self.setup.zones) {
            notices.push(Notice { at, kind: NoticeKind::Zone { from, to } });
        }
        for cue in cues {
            self.say(at, cue, notices);
        }
    }

    fn suspect(&mut self, at: Elapsed, doubt: SignalIssue, notices: &mut Vec<Notice>) {
        self.coach.wait(at);
        self.tally.interrupt(at);
        let since = self.doubt.map_or(at, |(since, _)| since);
        self.doubt = Some((since, doubt));
        let long = at.since(since) >= DOUBTS_ALOUD_AFTER;
        let due = self.strap_checked.is_none_or(|last| last < since && at.since(last) >= BETWEEN_STRAP_CHECKS);
        // No reading at all is a lost signal, which has its own words.
        let tells = self.state == RunState::Running && doubt != SignalIssue::NoReading;
        if long && due && tells {
            self.strap_checked = Some(at);
            self.say(at, Cue::quiet(CueKind::CheckStrap), notices);
        }
    }
}
