//! A recording's readings as exports want them: points with all that was measured at one time, laps and pauses between them.

use super::reading::Reading;
use super::recording::{Origin, Recording};
use crate::heart::{Bpm, RrInterval};
use crate::session::{Command, Copies, DeviceInfo, DeviceRole, Elapsed, EventKind, EventSource, Motion, Span};

/// What was measured at one time.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Sample {
    /// The rate as transmitted, 1 to 254; others are "no rate".
    pub(super) rate: Option<u8>,
    /// The beats since the sample before.
    pub(super) rr: Vec<RrInterval>,
    /// The movement, where it was told since the sample before.
    pub(super) motion: Motion,
}

/// What an entry holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum EntryKind {
    /// A sample.
    Sample(Sample),
    /// A lap or a pause, in its place.
    Command(Command),
}

/// Something at a time.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    /// When.
    pub(super) at: Elapsed,
    /// What.
    pub(super) kind: EntryKind,
}

/// A recording in order of time, up to its stop.
pub(super) fn export_points(recording: &Recording) -> Vec<Entry> {
    let mut export_points = Vec::with_capacity(recording.readings.len());
    // Movement waits for a measurement of the same second to stand beside.
    let mut waiting: Option<(Elapsed, Motion)> = None;
    let mut paused = false;
    let mut copies = Copies::default();
    for stamped in &recording.readings {
        let at = stamped.at;
        if let Some((since, motion)) = waiting.take_if(|(since, _)| since.ms() / 1000 != at.ms() / 1000) {
            export_points.push(sample(since, Sample { motion, ..Sample::default() }));
        }
        match stamped.reading.decode() {
            Ok(EventKind::Measurement(measurement)) if copies.original(at, &measurement).is_some() => {}
            Ok(EventKind::Measurement(measurement)) => {
                copies.keep(at, &measurement, ());
                let rate = u8::try_from(measurement.rate).ok().filter(|rate| (1..=254).contains(rate));
                let motion = waiting.take().map(|(_, motion)| motion).unwrap_or_default();
                export_points.push(sample(at, Sample { rate, rr: measurement.rr, motion }));
            }
            Ok(EventKind::Motion(motion)) => {
                let before = waiting.take().map_or(Motion::default(), |(_, motion)| motion);
                waiting = Some((at, merged(before, motion)));
            }
            Ok(EventKind::Command(Command::Stop)) => break,
            Ok(EventKind::Command(command)) => {
                paused = command == Command::Pause || paused && command != Command::Resume;
                export_points.push(Entry { at, kind: EntryKind::Command(command) });
            }
            // Other programs know pauses, and no sleep; a run that was paused already stays so.
            Ok(EventKind::Slept(span)) if !paused => {
                let latest = export_points.last().map_or(Elapsed::ZERO, |entry| entry.at);
                let from = Elapsed::from_ms(at.ms().saturating_sub(span.ms())).max(latest);
                let command = |at, command| Entry { at, kind: EntryKind::Command(command) };
                export_points.extend([command(from, Command::Pause), command(at, Command::Resume)]);
            }
            Ok(EventKind::Link(_) | EventKind::Device(_) | EventKind::Answer(_) | EventKind::Slept(_) | EventKind::Tick) | Err(_) => {}
        }
    }
    if let Some((at, motion)) = waiting {
        export_points.push(sample(at, Sample { motion, ..Sample::default() }));
    }
    // A movement that was alone in its second is only known to be so when the next one begins.
    export_points.sort_by_key(|entry| entry.at);
    // Files tell the start by their first point, also where the first rate came later.
    if !export_points.iter().any(|entry| entry.at.ms() < 1000 && matches!(entry.kind, EntryKind::Sample(_))) {
        export_points.insert(0, sample(Elapsed::ZERO, Sample::default()));
    }
    export_points
}

fn sample(at: Elapsed, sample: Sample) -> Entry {
    Entry { at, kind: EntryKind::Sample(sample) }
}

/// The newer movement, with what only the older one knows.
pub(super) fn merged(older: Motion, newer: Motion) -> Motion {
    Motion {
        speed_kmh: newer.speed_kmh.or(older.speed_kmh),
        grade_percent: newer.grade_percent.or(older.grade_percent),
        cadence_spm: newer.cadence_spm.or(older.cadence_spm),
        distance_m: newer.distance_m.or(older.distance_m),
    }
}

/// A lap as summaries want it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Lap {
    /// When it began.
    pub(super) start: Elapsed,
    /// When it ended.
    pub(super) end: Elapsed,
    /// How much of it the timer stood.
    pub(super) paused: Span,
    /// The distance at its beginning and at its end in metres, where any was told within it.
    pub(super) distance: Option<(f64, f64)>,
    /// The number, sum and highest of its rates.
    pub(super) rates: (u32, u32, u8),
}

impl Lap {
    /// Time on the timer.
    pub(super) fn timer(&self) -> Span {
        self.end - self.start - self.paused
    }

    /// The distance covered in metres.
    pub(super) fn distance_m(&self) -> Option<f64> {
        self.distance.map(|(from, to)| (to - from).max(0.0))
    }

    /// The mean rate in whole bpm.
    pub(super) fn mean_rate(&self) -> Option<u8> {
        let (count, sum, _) = self.rates;
        (count > 0).then(|| (f64::from(sum) / f64::from(count)).round() as u8)
    }

    /// The highest rate in bpm.
    pub(super) fn max_rate(&self) -> Option<u8> {
        (self.rates.0 > 0).then_some(self.rates.2)
    }

    /// Both together, this one first.
    pub(super) fn joined(self, next: Self) -> Self {
        Self {
            start: self.start,
            end: next.end,
            paused: self.paused + next.paused,
            distance: match (self.distance, next.distance) {
                (Some((from, _)), Some((_, to))) => Some((from, to)),
                (one, other) => one.or(other),
            },
            rates: (self.rates.0 + next.rates.0, self.rates.1 + next.rates.1, self.rates.2.max(next.rates.2)),
        }
    }
}

/// The laps up to the end of the run; at least one. Rates count where they are plausible, 30 to 230 bpm.
pub(super) fn laps(export_points: &[Entry], end: Elapsed) -> Vec<Lap> {
    let mut laps = Vec::new();
    let mut lap = Lap::default();
    let (mut paused_since, mut distance): (Option<Elapsed>, Option<f64>) = (None, None);
    let close = |lap: &mut Lap, at: Elapsed, paused_since: &mut Option<Elapsed>| {
        if let Some(since) = paused_since {
            lap.paused += at - *since;
            *since = at;
        }
        lap.end = at;
        std::mem::replace(lap, Lap { start: at, ..Lap::default() })
    };
    for entry in export_points {
        match &entry.kind {
            EntryKind::Sample(sample) => {
                if let Some(rate) = sample.rate.filter(|rate| Bpm::new(u16::from(*rate)).is_some()) {
                    lap.rates = (lap.rates.0 + 1, lap.rates.1 + u32::from(rate), lap.rates.2.max(rate));
                }
                if let Some(metres) = sample.motion.distance_m {
                    lap.distance = Some((lap.distance.map_or(distance.unwrap_or(0.0), |(from, _)| from), metres));
                    distance = Some(metres);
                }
            }
            EntryKind::Command(Command::Lap) => laps.push(close(&mut lap, entry.at, &mut paused_since)),
            EntryKind::Command(Command::Pause) => paused_since = paused_since.or(Some(entry.at)),
            EntryKind::Command(Command::Resume) => {
                if let Some(since) = paused_since.take() {
                    lap.paused += entry.at - since;
                }
            }
            EntryKind::Command(Command::Stop) => {}
        }
    }
    laps.push(close(&mut lap, end, &mut paused_since));
    laps
}

/// What the strap told of itself in the end; other devices have names of their own.
pub(super) fn strap(recording: &Recording) -> DeviceInfo {
    let strap = EventSource::Device(DeviceRole::HeartRate);
    recording.readings.iter().filter(|stamped| stamped.from == strap).fold(DeviceInfo::default(), |known, stamped| match &stamped.reading {
        Reading::Device(told) => DeviceInfo {
            name: told.name.clone().or(known.name),
            location: told.location.or(known.location),
            battery: told.battery.or(known.battery),
        },
        _ => known,
    })
}

/// The sport and sub-sport in FIT's words: what the file says, and a treadmill run for what was recorded live.
pub(super) fn sport(recording: &Recording) -> (String, String) {
    let live = matches!(recording.origin, Origin::Strap | Origin::Pipe | Origin::Demo);
    let sport = recording.claims.sport.clone().unwrap_or_else(|| "running".to_owned());
    let sub_sport = recording.claims.sub_sport.clone();
    (sport, sub_sport.unwrap_or_else(|| if live { "treadmill" } else { "generic" }.to_owned()))
}
