//! FIT's messages of totals: laps, the session, time in zones, the activity.

use super::clock::FileClock;
use super::encoder::Message;
use super::events;
use super::message::{TIMESTAMP, number};
use crate::format::export_laps::Lap;
use crate::format::export_summary::ExportSummary;
use crate::format::recording::Recording;
use crate::heart::ZoneModel;
use crate::session::Elapsed;

/// The field that numbers laps and sessions.
const MESSAGE_INDEX: u8 = 254;
/// Why a lap ended: by hand, and with the session.
const MANUAL: u8 = 0;
const SESSION_END: u8 = 7;

/// What the totals of a run are made of.
pub(super) struct Totals<'a> {
    pub(super) recording: &'a Recording,
    pub(super) export_summary: &'a ExportSummary,
    pub(super) clock: FileClock,
    pub(super) end: Elapsed,
    /// Numbers of the profile.
    pub(super) sport: u8,
    pub(super) sub_sport: u8,
}

impl Totals<'_> {
    /// A lap, counted from 0.
    pub(super) fn lap(&self, index: usize, lap: &Lap, is_last: bool) -> Message {
        self.span(number::LAP, index, lap, events::LAP)
            .ratio(7, (lap.end - lap.start).secs(), 1000.0)
            .ratio(8, lap.timer_s, 1000.0)
            .ratio(9, lap.distance_m, 100.0)
            .byte(15, lap.mean_rate())
            .byte(16, lap.max_rate())
            .choice(24, if is_last { SESSION_END } else { MANUAL })
            .choice(25, self.sport)
            .choice(39, self.sub_sport)
            .ratio(110, lap.mean_speed(), 1000.0)
    }

    /// The session over all laps.
    pub(super) fn session(&self, whole: &Lap, laps: usize) -> Message {
        let claims = &self.recording.claims;
        self.span(number::SESSION, 0, whole, events::SESSION)
            .choice(5, self.sport)
            .choice(6, self.sub_sport)
            .ratio(7, claims.elapsed_s.unwrap_or(self.end.secs()), 1000.0)
            .ratio(8, self.timer_s(), 1000.0)
            .ratio(9, claims.distance_m.or(self.export_summary.distance_m), 100.0)
            .ratio(124, whole.mean_speed(), 1000.0)
            .byte(16, whole.mean_rate())
            .byte(17, whole.max_rate())
            .short(25, 0)
            .short(26, u16::try_from(laps).unwrap_or(u16::MAX).min(u16::MAX - 1))
            // The session's own trigger: the end of the activity.
            .choice(28, 0)
            // Borg's CR-10, ten times.
            .byte(193, self.export_summary.effort.map(|effort| 10 * effort.rating()))
    }

    fn timer_s(&self) -> f64 {
        self.recording.claims.timer_s.unwrap_or(self.export_summary.timer.secs())
    }

    /// What laps and sessions begin with.
    fn span(&self, number: u16, index: usize, lap: &Lap, event: u8) -> Message {
        Message::of(number)
            .short(MESSAGE_INDEX, u16::try_from(index).unwrap_or(u16::MAX).min(u16::MAX - 1))
            .long(TIMESTAMP, self.clock.time(lap.end))
            .choice(0, event)
            .choice(1, events::STOP)
            .long(2, self.clock.time(lap.start))
    }

    /// Time in zones over the session.
    pub(super) fn time_in_zone(&self) -> Message {
        let ExportSummary { zone_bounds, time_in_zone, zone_model, athlete, .. } = self.export_summary;
        let times = time_in_zone.map(|time| u32::try_from(time.ms()).unwrap_or(u32::MAX).min(u32::MAX - 1));
        // The last rate of each zone: one below the next one's first; the last zone has no end.
        let highs = zone_bounds.iter().map(|bound| (bound.ceil() - 1.0).clamp(1.0, 254.0) as u8);
        let calculation = match zone_model {
            ZoneModel::Custom | ZoneModel::Maf => 0,
            ZoneModel::PercentMax => 1,
            ZoneModel::Reserve => 2,
            ZoneModel::PercentThreshold => 3,
        };
        let whole = |rate: Option<f64>| rate.map(|rate| rate.round().clamp(0.0, 254.0) as u8);
        Message::of(number::TIME_IN_ZONE)
            .long(TIMESTAMP, self.clock.time(self.end))
            .short(0, number::SESSION)
            .short(1, 0)
            .longs(2, times)
            .bytes(6, highs.chain([254]))
            .choice(10, calculation)
            .byte(11, whole(athlete.max().map(|(max, _)| max)))
            .byte(12, whole(athlete.resting_hr))
            .byte(13, whole(athlete.threshold_hr))
    }

    /// The activity: one session, recorded by hand.
    pub(super) fn activity(&self, whole: &Lap) -> Message {
        Message::of(number::ACTIVITY)
            .long(TIMESTAMP, self.clock.time(whole.end))
            .ratio(0, self.timer_s(), 1000.0)
            .short(1, 1)
            .choice(2, 0)
            .choice(3, events::ACTIVITY)
            .choice(4, events::STOP)
    }
}
