//! A recording's readings as exports want them: points with all that was measured at one time, commands between them.

use super::reading::Reading;
use super::recording::{Origin, Recording};
use crate::heart::RrInterval;
use crate::session::{Command, Copies, CoveredDistance, DeviceInfo, DeviceRole, Elapsed, EventKind, EventSource, Motion, Span};

/// What was measured at one time.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Sample {
    /// The rate as transmitted, 1 to 254; others are "no rate".
    pub(super) rate: Option<u8>,
    /// The beats since the sample before.
    pub(super) rr: Vec<RrInterval>,
    /// The movement, where it was told since the sample before; its distance is that covered since the first value.
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
    let mut covered = Covered::of(recording);
    let mut speeds = Speeds::default();
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
            Ok(EventKind::Motion(told)) => {
                let speed_kmh = told.speed_kmh.filter(|_| speeds.counts(stamped.from, at));
                let motion = Motion { distance_m: covered.tell(stamped.from, told.distance_m), speed_kmh, ..told };
                let before = waiting.take().map_or(Motion::default(), |(_, motion)| motion);
                waiting = Some((at, merged(before, motion)));
            }
            Ok(EventKind::Command(Command::Stop)) => break,
            // What the belt was let do, and a ceiling that a runner moves, is no part of other programs' files.
            Ok(EventKind::Command(Command::Hold | Command::LetGo | Command::CeilingDown | Command::CeilingUp)) => {}
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
            Ok(
                EventKind::Link(_)
                | EventKind::Device(_)
                | EventKind::Answer(_)
                | EventKind::Belt(_)
                | EventKind::Slept(_)
                | EventKind::Tick,
            )
            | Err(_) => {}
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

/// Whose speed counts: a treadmill knows its belt better than a foot pod the foot.
#[derive(Default)]
struct Speeds {
    treadmill_told: Option<Elapsed>,
}

impl Speeds {
    /// A treadmill that told a speed so long ago is gone (design choice).
    const GONE_AFTER: Span = Span::from_secs(10);

    /// Whether the speed that a device tells now counts.
    fn counts(&mut self, from: EventSource, at: Elapsed) -> bool {
        match from {
            EventSource::Device(DeviceRole::Treadmill) => {
                self.treadmill_told = Some(at);
                true
            }
            EventSource::Device(DeviceRole::FootPod) => self.treadmill_told.is_none_or(|told| at - told > Self::GONE_AFTER),
            EventSource::Device(DeviceRole::HeartRate) | EventSource::Runner | EventSource::Other => true,
        }
    }
}

/// The distance covered by the device whose distance counts for the run.
struct Covered {
    rank: Option<u8>,
    distance: Option<CoveredDistance>,
}

impl Covered {
    fn of(recording: &Recording) -> Self {
        let until_stop = recording.readings.iter().take_while(|stamped| stamped.reading != Reading::Command(Command::Stop));
        let tells = until_stop.filter(|stamped| motion(&stamped.reading).is_some_and(|motion| motion.distance_m.is_some()));
        Self { rank: tells.map(|stamped| CoveredDistance::rank(stamped.from)).min(), distance: None }
    }

    /// The metres covered when a device told this; none where it is not that device.
    fn tell(&mut self, from: EventSource, told: Option<f64>) -> Option<f64> {
        let told = told.filter(|_| self.rank == Some(CoveredDistance::rank(from)))?;
        let distance = self.distance.get_or_insert(CoveredDistance::from(told));
        distance.tell(told);
        Some(distance.metres())
    }
}

/// How the runner moved by a reading, whether it was a packet or not.
fn motion(reading: &Reading) -> Option<Motion> {
    match reading.decode() {
        Ok(EventKind::Motion(motion)) => Some(motion),
        Ok(_) | Err(_) => None,
    }
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
        elapsed_s: newer.elapsed_s.or(older.elapsed_s),
    }
}

/// What a device told of itself in the end.
pub(super) fn device(recording: &Recording, role: DeviceRole) -> DeviceInfo {
    let device = EventSource::Device(role);
    recording.readings.iter().filter(|stamped| stamped.from == device).fold(DeviceInfo::default(), |known, stamped| {
        match &stamped.reading {
            Reading::Device(told) => DeviceInfo {
                name: told.name.clone().or(known.name),
                location: told.location.or(known.location),
                battery: told.battery.or(known.battery),
            },
            _ => known,
        }
    })
}

/// The sport and sub-sport in FIT's words: what the file says, and a treadmill run for what was recorded live.
pub(super) fn sport(recording: &Recording) -> (String, String) {
    let live = matches!(recording.origin, Origin::Strap | Origin::Pipe | Origin::Demo);
    let sport = recording.claims.sport.clone().unwrap_or_else(|| "running".to_owned());
    let sub_sport = recording.claims.sub_sport.clone();
    (sport, sub_sport.unwrap_or_else(|| if live { "treadmill" } else { "generic" }.to_owned()))
}
