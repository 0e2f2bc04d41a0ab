//! A run as a FIT activity that sites accept: records and beats as they came, the summary last. Returns bytes; opens nothing.

use std::io::Cursor;

use embedded_io_adapters::std::FromStd;
use rustyfit::profile::typedef::{FitBaseType, MesgNum};
use rustyfit::proto::{Field, Message, Value};
use rustyfit::{Encoder, HeaderOption};

use super::message::{EPOCH, FIRST_DATE};
use super::names;
use crate::format::export_points::{self, Entry, EntryKind, Lap, Sample};
use crate::format::{ExportSummary, Recording};
use crate::heart::{BodyLocation, Bpm, RrInterval, ZoneModel};
use crate::session::{Command, Elapsed, Motion};

/// "Development": the maker's number for programs that have none of their own.
const DEVELOPMENT: u16 = 255;
/// Without a wall clock the times count from switching on, as the format allows; this is when the run begins, in seconds.
const WITHOUT_A_CLOCK: i64 = 60;
/// Beats in one `hrv` message.
const BEATS_A_MESSAGE: usize = 5;
/// Longer names are cut, in bytes; a field holds 255.
const LONGEST_NAME: usize = 60;

/// Events and their types in FIT's profile.
mod event {
    pub(super) const TIMER: u8 = 0;
    pub(super) const SESSION: u8 = 8;
    pub(super) const LAP: u8 = 9;
    pub(super) const HR_HIGH_ALERT: u8 = 13;
    pub(super) const RECOVERY_HR: u8 = 21;
    pub(super) const ACTIVITY: u8 = 26;
    pub(super) const START: u8 = 0;
    pub(super) const STOP: u8 = 1;
    pub(super) const MARKER: u8 = 3;
    pub(super) const STOP_ALL: u8 = 4;
}

/// Writes a recording as a FIT activity. Every sample is a record of its own, also where two share a second; beats are kept
/// to the millisecond, which is what the format has room for. Positions are not written, and a distance only where it is known.
pub fn write(recording: &Recording, export_summary: &ExportSummary) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let mut encoder = Encoder::builder().header_option(HeaderOption::Normal(15)).build();
    let mut stream = encoder.stream(FromStd::new(&mut file));
    for mut message in Activity::new(recording, export_summary).messages() {
        stream.write_message(&mut message).expect("messages of known fields are valid, and memory takes them");
    }
    stream.finish().expect("there is at least the file's own message, and memory takes it");
    file.into_inner()
}

struct Activity<'a> {
    recording: &'a Recording,
    export_summary: &'a ExportSummary,
    /// The wall clock at elapsed zero in milliseconds of FIT's clock.
    zero: i64,
    end: Elapsed,
    sport: u8,
    sub_sport: u8,
}

impl<'a> Activity<'a> {
    fn new(recording: &'a Recording, export_summary: &'a ExportSummary) -> Self {
        let dated = recording.started_at.map(|start| start.as_millisecond() - 1000 * EPOCH);
        let zero = dated.filter(|zero| *zero >= 1000 * i64::from(FIRST_DATE)).unwrap_or(1000 * WITHOUT_A_CLOCK);
        let (sport, sub_sport) = export_points::sport(recording);
        let end = export_summary.elapsed.max(recording.end);
        let number = |word: &str, of: fn(i64) -> Option<String>| (0..=254u8).find(|n| of(i64::from(*n)).as_deref() == Some(word));
        Self {
            recording,
            export_summary,
            zero,
            end,
            sport: number(&sport, names::sport).unwrap_or(0),
            sub_sport: number(&sub_sport, names::sub_sport).unwrap_or(0),
        }
    }

    fn time(&self, at: Elapsed) -> u32 {
        let ms = self.zero.saturating_add(i64::try_from(at.ms()).unwrap_or(i64::MAX));
        u32::try_from(ms / 1000).unwrap_or(u32::MAX - 1)
    }

    fn messages(&self) -> Vec<Message> {
        let export_points = export_points::export_points(self.recording);
        let laps = export_points::laps(&export_points, self.end);
        let mut messages = self.beginning();
        let mut prompts = self.export_summary.prompts.iter().peekable();
        let mut lap = 0;
        let mut running = true;
        for entry in &export_points {
            while let Some(prompt) = prompts.next_if(|prompt| prompt.at <= entry.at) {
                messages.push(self.alert(prompt.at));
            }
            match &entry.kind {
                EntryKind::Sample(sample) => self.record(entry, sample, &mut messages),
                EntryKind::Command(Command::Lap) => {
                    messages.push(self.lap(lap, &laps[lap], false));
                    lap += 1;
                }
                EntryKind::Command(Command::Pause) if running => {
                    messages.push(self.timer(entry.at, event::STOP_ALL));
                    running = false;
                }
                EntryKind::Command(Command::Resume) if !running => {
                    messages.push(self.timer(entry.at, event::START));
                    running = true;
                }
                EntryKind::Command(_) => {}
            }
        }
        messages.extend(prompts.map(|prompt| self.alert(prompt.at.min(self.end))));
        if running {
            messages.push(self.timer(self.end, event::STOP_ALL));
        }
        messages.extend(self.export_summary.recovered_to.map(|bpm| self.recovery(bpm)));
        messages.push(self.lap(lap, &laps[lap], true));
        let whole = laps.iter().copied().reduce(Lap::joined).unwrap_or_default();
        messages.push(self.session(&whole, laps.len()));
        messages.push(self.time_in_zone());
        messages.push(self.activity(&whole));
        messages
    }

    fn beginning(&self) -> Vec<Message> {
        let start = self.time(Elapsed::ZERO);
        let version = software_version();
        let mut messages = vec![
            Fields::of(MesgNum::FILE_ID)
                .byte(0, FitBaseType::ENUM, 4)
                .short(1, DEVELOPMENT)
                .short(2, 0)
                // Any but zero; the start tells runs apart.
                .add(3, FitBaseType::UINT32Z, Value::Uint32(start.max(1)))
                .long(4, start)
                .text(8, "recovery-run")
                .message(),
            Fields::of(MesgNum::FILE_CREATOR).short(0, version).message(),
            Fields::of(MesgNum::DEVICE_INFO)
                .long(253, start)
                .byte(0, FitBaseType::UINT8, 0)
                .short(2, DEVELOPMENT)
                .short(4, 0)
                .short(5, version)
                .text(27, "recovery-run")
                .message(),
        ];
        let strap = export_points::strap(self.recording);
        let name = strap.name.as_deref().or(self.recording.claims.device.as_deref());
        if name.is_some() || strap.battery.is_some() {
            // A Bluetooth Low Energy source (3) of the kind heart rate (1).
            let mut fields = Fields::of(MesgNum::DEVICE_INFO)
                .long(253, start)
                .byte(0, FitBaseType::UINT8, 1)
                .byte(1, FitBaseType::UINT8, 1)
                .byte(25, FitBaseType::ENUM, 3);
            if strap.location == Some(BodyLocation::Chest) {
                fields = fields.text(19, "chest");
            }
            if let Some(name) = name {
                fields = fields.text(27, name);
            }
            if let Some(percent) = strap.battery.filter(|percent| *percent <= 100) {
                fields = fields.byte(32, FitBaseType::UINT8, percent);
            }
            messages.push(fields.message());
        }
        messages.push(self.timer(Elapsed::ZERO, event::START));
        messages
    }

    fn timer(&self, at: Elapsed, kind: u8) -> Message {
        let fields = Fields::of(MesgNum::EVENT).long(253, self.time(at)).byte(0, FitBaseType::ENUM, event::TIMER);
        fields.byte(1, FitBaseType::ENUM, kind).byte(4, FitBaseType::UINT8, 0).message()
    }

    /// A prompt, as the alert above a rate that watches know; its value is the ceiling.
    fn alert(&self, at: Elapsed) -> Message {
        let fields = Fields::of(MesgNum::EVENT).long(253, self.time(at)).byte(0, FitBaseType::ENUM, event::HR_HIGH_ALERT);
        let ceiling = self.export_summary.ceiling.clamp(0.0, 254.0).round() as u32;
        fields.byte(1, FitBaseType::ENUM, event::MARKER).long(3, ceiling).byte(4, FitBaseType::UINT8, 0).message()
    }

    /// The rate a minute after the stop; told at the stop, so that the activity ends there.
    fn recovery(&self, bpm: Bpm) -> Message {
        let fields = Fields::of(MesgNum::EVENT).long(253, self.time(self.end)).byte(0, FitBaseType::ENUM, event::RECOVERY_HR);
        fields.byte(1, FitBaseType::ENUM, event::MARKER).long(3, u32::from(bpm.whole())).byte(4, FitBaseType::UINT8, 0).message()
    }

    fn record(&self, entry: &Entry, sample: &Sample, messages: &mut Vec<Message>) {
        let Motion { speed_kmh, grade_percent, cadence_spm, distance_m } = sample.motion;
        let mut fields = Fields::of(MesgNum::RECORD).long(253, self.time(entry.at));
        if let Some(rate) = sample.rate {
            fields = fields.byte(3, FitBaseType::UINT8, rate);
        }
        // Two steps are one of FIT's strides; half strides go to the fraction's field, in 1/128.
        if let Some(halves) = cadence_spm.and_then(|steps| scaled(steps / 2.0, 128.0, f64::from(u16::MAX) / 2.0)) {
            let whole = u8::try_from(halves / 128).unwrap_or(254).min(254);
            fields = fields.byte(4, FitBaseType::UINT8, whole).byte(53, FitBaseType::UINT8, (halves % 128) as u8);
        }
        if let Some(cm) = distance_m.and_then(|metres| scaled(metres, 100.0, f64::from(u32::MAX - 1))) {
            fields = fields.long(5, cm);
        }
        if let Some(mm_a_second) = speed_kmh.and_then(|kmh| scaled(kmh / 3.6, 1000.0, f64::from(u32::MAX - 1))) {
            fields = fields.long(73, mm_a_second);
        }
        if let Some(grade) = grade_percent.filter(|grade| grade.abs() <= 300.0) {
            fields = fields.add(9, FitBaseType::SINT16, Value::Int16((grade * 100.0).round() as i16));
        }
        messages.push(fields.message());
        messages.extend(sample.rr.chunks(BEATS_A_MESSAGE).map(hrv));
    }

    fn lap(&self, index: usize, lap: &Lap, is_last: bool) -> Message {
        let trigger = if is_last { 7 } else { 0 };
        self.span(MesgNum::LAP, index, lap, event::LAP)
            .ratio(7, (lap.end - lap.start).secs(), 1000.0)
            .ratio(8, lap.timer().secs(), 1000.0)
            .optional_ratio(9, lap.distance_m(), 100.0)
            .optional_byte(15, lap.mean_rate())
            .optional_byte(16, lap.max_rate())
            .byte(24, FitBaseType::ENUM, trigger)
            .byte(25, FitBaseType::ENUM, self.sport)
            .byte(39, FitBaseType::ENUM, self.sub_sport)
            .message()
    }

    fn session(&self, whole: &Lap, laps: usize) -> Message {
        let claims = &self.recording.claims;
        self.span(MesgNum::SESSION, 0, whole, event::SESSION)
            .byte(5, FitBaseType::ENUM, self.sport)
            .byte(6, FitBaseType::ENUM, self.sub_sport)
            .ratio(7, claims.elapsed_s.unwrap_or(self.end.secs()), 1000.0)
            .ratio(8, self.timer_s(), 1000.0)
            .optional_ratio(9, claims.distance_m.or(self.export_summary.distance_m), 100.0)
            .optional_byte(16, whole.mean_rate())
            .optional_byte(17, whole.max_rate())
            .short(25, 0)
            .short(26, u16::try_from(laps).unwrap_or(u16::MAX - 1))
            .byte(28, FitBaseType::ENUM, 0)
            // Borg's CR-10, ten times.
            .optional_byte(193, self.export_summary.effort.map(|effort| 10 * effort.rating()))
            .message()
    }

    fn timer_s(&self) -> f64 {
        self.recording.claims.timer_s.unwrap_or(self.export_summary.timer.secs())
    }

    /// What laps and sessions begin with.
    fn span(&self, number: MesgNum, index: usize, lap: &Lap, event: u8) -> Fields {
        Fields::of(number)
            .short(254, u16::try_from(index).unwrap_or(u16::MAX - 1))
            .long(253, self.time(lap.end))
            .byte(0, FitBaseType::ENUM, event)
            .byte(1, FitBaseType::ENUM, event::STOP)
            .long(2, self.time(lap.start))
    }

    fn time_in_zone(&self) -> Message {
        let ExportSummary { zone_bounds, time_in_zone, zone_model, athlete, .. } = self.export_summary;
        let times = time_in_zone.map(|time| u32::try_from(time.ms()).unwrap_or(u32::MAX - 1));
        // The last rate of each zone: one below the next one's first; the last zone has no end.
        let mut highs: Vec<u8> = zone_bounds.iter().map(|bound| (bound.ceil() - 1.0).clamp(1.0, 254.0) as u8).collect();
        highs.push(254);
        let calculation = match zone_model {
            ZoneModel::Custom | ZoneModel::Maf => 0,
            ZoneModel::PercentMax => 1,
            ZoneModel::Reserve => 2,
            ZoneModel::PercentThreshold => 3,
        };
        let whole = |rate: Option<f64>| rate.map(|rate| rate.round().clamp(0.0, 254.0) as u8);
        Fields::of(MesgNum::TIME_IN_ZONE)
            .long(253, self.time(self.end))
            .short(0, MesgNum::SESSION.0)
            .short(1, 0)
            .add(2, FitBaseType::UINT32, Value::ArrayUint32(times.into()))
            .add(6, FitBaseType::UINT8, Value::ArrayUint8(highs.into()))
            .byte(10, FitBaseType::ENUM, calculation)
            .optional_byte(11, whole(athlete.max().map(|(max, _)| max)))
            .optional_byte(12, whole(athlete.resting_hr))
            .optional_byte(13, whole(athlete.threshold_hr))
            .message()
    }

    fn activity(&self, whole: &Lap) -> Message {
        Fields::of(MesgNum::ACTIVITY)
            .long(253, self.time(whole.end))
            .ratio(0, self.timer_s(), 1000.0)
            .short(1, 1)
            .byte(2, FitBaseType::ENUM, 0)
            .byte(3, FitBaseType::ENUM, event::ACTIVITY)
            .byte(4, FitBaseType::ENUM, event::STOP)
            .message()
    }
}

fn hrv(beats: &[RrInterval]) -> Message {
    let mut lengths = [u16::MAX; BEATS_A_MESSAGE];
    for (length, beat) in lengths.iter_mut().zip(beats) {
        *length = beat.ms().round().min(65_534.0) as u16;
    }
    Fields::of(MesgNum::HRV).add(0, FitBaseType::UINT16, Value::ArrayUint16(lengths.into())).message()
}

/// A number in its field's unit; none where it is negative or has no room.
fn scaled(value: f64, scale: f64, most: f64) -> Option<u32> {
    let scaled = (value * scale).round();
    (0.0..=most).contains(&scaled).then_some(scaled as u32)
}

/// The crate's version in hundredths: 1.2.x is 102.
fn software_version() -> u16 {
    let mut parts = env!("CARGO_PKG_VERSION").split('.').map(|part| part.parse().unwrap_or(0u16));
    100 * parts.next().unwrap_or(0) + parts.next().unwrap_or(0)
}

/// A message being put together, field by field.
struct Fields(Message);

impl Fields {
    fn of(number: MesgNum) -> Self {
        Self(Message { header: 0, num: number, fields: Vec::new(), developer_fields: Vec::new() })
    }

    fn add(mut self, number: u8, base_type: FitBaseType, value: Value) -> Self {
        self.0.fields.push(Field { num: number, base_type, value, is_expanded: false });
        self
    }

    fn byte(self, number: u8, base_type: FitBaseType, value: u8) -> Self {
        self.add(number, base_type, Value::Uint8(value))
    }

    fn short(self, number: u8, value: u16) -> Self {
        self.add(number, FitBaseType::UINT16, Value::Uint16(value))
    }

    fn long(self, number: u8, value: u32) -> Self {
        self.add(number, FitBaseType::UINT32, Value::Uint32(value))
    }

    fn text(self, number: u8, text: &str) -> Self {
        let mut bytes = 0;
        let fits = |c: &char| {
            bytes += c.len_utf8();
            bytes <= LONGEST_NAME
        };
        let text: String = text.chars().filter(|c| !c.is_control()).take_while(fits).collect();
        self.add(number, FitBaseType::STRING, Value::String(text.into()))
    }

    fn optional_byte(self, number: u8, value: Option<u8>) -> Self {
        match value {
            Some(value) => self.byte(number, FitBaseType::UINT8, value),
            None => self,
        }
    }

    fn ratio(self, number: u8, value: f64, scale: f64) -> Self {
        self.optional_ratio(number, Some(value), scale)
    }

    fn optional_ratio(self, number: u8, value: Option<f64>, scale: f64) -> Self {
        match value.and_then(|value| scaled(value, scale, f64::from(u32::MAX - 1))) {
            Some(value) => self.long(number, value),
            None => self,
        }
    }

    fn message(self) -> Message {
        self.0
    }
}
