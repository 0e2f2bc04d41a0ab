//! What a journal promises: what is written comes back, whatever was cut or damaged.

use proptest::prelude::*;

use super::*;
use crate::format::{Characteristic, FileMetadata, Origin, Reading, TimedReading};
use crate::heart::{Athlete, BodyLocation, Contact, HeartRateMeasurement, RrInterval, ZoneModel};
use crate::session::{
    Answer, BaselineAlpha1, BeltAnswer, BeltSpeed, BeltStatus, Command, DeviceInfo, DeviceRole, Effort, Elapsed, EventSource, Feature,
    Features, HoldMode, HoldPlan, Learned, Legs, Link, Motion, Plan, Setup, Talk,
};

fn header() -> Header {
    let athlete = Athlete { age: Some(40.0), resting_hr: Some(55.0), ..Athlete::default() };
    let zones = ZoneModel::Reserve.zones(&athlete, None).unwrap();
    let own = Learned { bpm_per_kmh: Some(7.25), alpha1: Some(BaselineAlpha1 { mean: 0.93, sd: 0.08, runs: 7 }) };
    let hold = HoldPlan::new(HoldMode::On, 10.0, Some(5.5)).unwrap();
    let plan = Plan::new(None, Legs::Heavy).by(Features::WHOLE.without(&[Feature::Form])).holding(hold);
    let setup = Setup { own, athlete, zones, ceiling: Some(138.0), plan };
    Header { app: "0.1.0".to_owned(), started_at: "2026-11-23T10:00:00Z".parse().unwrap(), origin: Origin::Strap, setup, imported: None }
}

/// What devices beside the strap notify.
const OTHERS: [Characteristic; 5] = [
    Characteristic::TreadmillData,
    Characteristic::TreadmillDataInMiles,
    Characteristic::MachineStatus,
    Characteristic::ControlPoint,
    Characteristic::RunningSpeed,
];

fn reading() -> impl Strategy<Value = Reading> {
    let motion = (prop::option::of(0.0..30.0f64), prop::option::of(-5.0..15.0f64), prop::option::of(0.0..250.0f64));
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..30).prop_map(|payload| Reading::Packet(Characteristic::HeartRateMeasurement, payload)),
        (any::<u16>(), 0..3usize, any::<Option<u16>>(), prop::collection::vec(any::<u16>(), 0..9)).prop_map(
            |(rate, contact, energy_kj, rr)| {
                let contact = [Contact::Unsupported, Contact::Off, Contact::On][contact];
                Reading::Measurement(HeartRateMeasurement {
                    rate,
                    contact,
                    energy_kj,
                    rr: rr.into_iter().map(RrInterval::from_1024ths).collect(),
                })
            }
        ),
        motion.prop_map(|(speed_kmh, grade_percent, cadence_spm)| Reading::Motion(Motion {
            speed_kmh,
            grade_percent,
            cadence_spm,
            distance_m: None,
            elapsed_s: speed_kmh.map(f64::floor),
        })),
        Just(Reading::Link(Link::Lost)),
        (0..OTHERS.len(), prop::collection::vec(any::<u8>(), 0..30)).prop_map(|(which, payload)| Reading::Packet(OTHERS[which], payload)),
        (any::<Option<String>>(), 0..9u8, any::<Option<u8>>()).prop_map(|(name, location, battery)| Reading::Device(DeviceInfo {
            name,
            location: BodyLocation::from_code(location),
            battery
        })),
        (0..Command::ALL.len() - 1).prop_map(|place| {
            let goes_on = |command: &Command| *command != Command::Stop;
            Reading::Command(Command::ALL.into_iter().filter(goes_on).nth(place).unwrap())
        }),
        (any::<u8>(), any::<Option<u16>>())
            .prop_map(|(op, speed)| { Reading::Belt(BeltAnswer::Written { op, speed: speed.map(BeltSpeed::from_hundredths) }) }),
        prop::collection::vec(any::<u8>(), 3..5)
            .prop_map(|bytes| { Reading::Belt(BeltStatus::read(&bytes).map_or(BeltAnswer::NoAnswer, BeltAnswer::Status)) }),
        (0..100_000u64).prop_map(|ms| Reading::Slept(crate::session::Span::from_ms(ms))),
        (0..3usize).prop_map(|talk| Reading::Answer(Answer::Talk(Talk::ALL[talk]))),
        (1..=10u8).prop_map(|rating| Reading::Answer(Answer::Effort(Effort::new(rating).unwrap()))),
    ]
}

fn journal() -> impl Strategy<Value = Vec<TimedReading>> {
    prop::collection::vec((0..5000u64, reading(), 0..DeviceRole::ALL.len()), 0..40).prop_map(|steps| {
        let mut at = 0;
        steps
            .into_iter()
            .map(|(wait, reading, role)| {
                at += wait;
                let stamped = TimedReading::new(Elapsed::from_ms(at), reading);
                // What is no device's own stays the runner's or no one's, and what a belt answers the treadmill's.
                let of_any = stamped.from == EventSource::Device(DeviceRole::HeartRate);
                let from = if of_any { EventSource::Device(DeviceRole::ALL[role]) } else { stamped.from };
                TimedReading { from, ..stamped }
            })
            .collect()
    })
}

fn written(readings: &[TimedReading]) -> String {
    let lines = readings.iter().map(|stamped| line(stamped) + "\n");
    std::iter::once(header_line(&header()) + "\n").chain(lines).collect()
}

#[test]
fn what_is_told_after_the_stop_is_kept_and_lengthens_no_run() {
    let at = Elapsed::from_secs;
    let stop = TimedReading::new(at(600), Reading::Command(Command::Stop));
    let effort = TimedReading::new(at(640), Reading::Answer(Answer::Effort(Effort::new(3).unwrap())));
    assert_eq!(line(&effort), r#"{"at":640.000,"effort":3}"#);
    let journal = read(written(&[stop, effort]).as_bytes()).unwrap();
    assert!(journal.is_finished());
    assert_eq!((journal.end(), journal.readings.len()), (at(600), 2));
}

#[test]
fn a_journal_from_before_the_method_was_kept_followed_its_milestones_alone() {
    let method = r#","method":["check-in","warm-up","talk-test","milestones","afterwards"],"hold":{"mode":"on","floor":550,"limit":1000},"own":{"bpm_per_kmh":7.25,"alpha1":{"mean":0.93,"sd":0.08,"runs":7}}"#;
    let old = header_line(&header()).replace(method, "") + "\n";
    assert!(!old.contains("method"), "{old}");
    let setup = read(old.as_bytes()).unwrap().header.setup;
    assert_eq!((setup.plan.method, setup.own, setup.plan.hold), (Features::PLAIN, Learned::default(), HoldPlan::OFF));
}

#[test]
fn lines_look_as_documented() {
    let packet =
        TimedReading::new(Elapsed::from_ms(12_345), Reading::Packet(Characteristic::HeartRateMeasurement, vec![0x16, 0x59, 0xa2, 0x02]));
    assert_eq!(line(&packet), r#"{"at":12.345,"gatt":"2a37","hex":"1659a202"}"#);
    assert!(
        header_line(&header())
            .starts_with(r#"{"journal":"recovery-run","version":2,"app":"0.1.0","started_at":"2026-11-23T10:00:00Z","origin":"strap""#)
    );
}

#[test]
fn a_device_tells_of_itself_under_its_own_name_and_version_1_knew_the_strap_alone() {
    let info = DeviceInfo { name: Some("Belt".to_owned()), location: None, battery: Some(80) };
    let told = |role| TimedReading { from: EventSource::Device(role), ..TimedReading::new(Elapsed::ZERO, Reading::Device(info.clone())) };
    assert_eq!(line(&told(DeviceRole::HeartRate)), r#"{"at":0.000,"info":{"battery":80,"name":"Belt"}}"#);
    assert_eq!(line(&told(DeviceRole::Treadmill)), r#"{"at":0.000,"info":{"battery":80,"name":"Belt"},"device":"treadmill"}"#);
    let first = header_line(&header()).replace("\"version\":2", "\"version\":1")
        + "\n{\"at\":0.000,\"strap\":{\"battery\":80,\"name\":\"Belt\"}}\n";
    assert_eq!(read(first.as_bytes()).unwrap().readings, [told(DeviceRole::HeartRate)]);
}

#[test]
fn a_header_with_a_number_that_cannot_be_is_refused_by_the_numbers_name() {
    let imported = Imported {
        from: "run.fit".to_owned(),
        claims: FileMetadata {
            elapsed_s: Some(60.5),
            timer_s: Some(50.5),
            distance_m: Some(70.5),
            laps: Some(3),
            ..FileMetadata::default()
        },
    };
    let good = header_line(&Header { imported: Some(imported), ..header() });
    assert!(read((good.clone() + "\n").as_bytes()).is_ok());
    for (from, to, named) in [
        ("\"ceiling\":138.0", "\"ceiling\":1e300", "ceiling of 1e300"),
        ("\"ceiling\":138.0", "\"ceiling\":-1", "60 to 220"),
        ("\"minutes\":30", "\"minutes\":65535", "minutes of 65535"),
        ("\"age\":40.0", "\"age\":1e9", "age"),
        ("\"resting_hr\":55.0", "\"resting_hr\":0", "resting"),
        ("\"bpm_per_kmh\":7.25", "\"bpm_per_kmh\":-1e99", "own.bpm_per_kmh"),
        ("\"mean\":0.93", "\"mean\":1e300", "own.alpha1.mean"),
        ("\"sd\":0.08", "\"sd\":-0.08", "own.alpha1.sd"),
        ("\"runs\":7", "\"runs\":0", "own.alpha1.runs"),
        ("\"elapsed_s\":60.5", "\"elapsed_s\":1e300", "imported.elapsed_s"),
        ("\"timer_s\":50.5", "\"timer_s\":-1", "imported.timer_s"),
        ("\"distance_m\":70.5", "\"distance_m\":1e12", "imported.distance_m"),
        ("\"laps\":3", "\"laps\":18446744073709551615", "imported.laps"),
    ] {
        let bad = good.replace(from, to);
        assert_ne!(bad, good, "{from} is not in the header");
        let said = read((bad + "\n").as_bytes()).unwrap_err().to_string();
        assert!(said.contains(named), "{to}: {said}");
    }
    let bounds = good.find("\"zone_bounds\":[").unwrap();
    let bad = good[..bounds].to_owned()
        + "\"zone_bounds\":[1e300,2e300,3e300,4e300,5e300]"
        + &good[good[bounds..].find(']').unwrap() + bounds + 1..];
    assert!(matches!(read((bad + "\n").as_bytes()), Err(JournalError::Setup(_))));
}

#[test]
fn bad_lines_beyond_twenty_are_counted_and_not_told_one_by_one() {
    let mut text = header_line(&header()) + "\n" + &"garbage\n".repeat(5000);
    text += &(line(&TimedReading::new(Elapsed::ZERO, Reading::Measurement(HeartRateMeasurement::of(120)))) + "\n");
    let warnings = read(text.as_bytes()).unwrap().warnings;
    assert_eq!(warnings.len(), 21);
    assert!(warnings[19].contains("line 21") && warnings[20].contains("4980 more"), "{warnings:?}");
}

#[test]
fn a_run_ends_at_its_first_stop_and_only_the_rates_and_the_effort_are_taken_from_what_follows() {
    let at = |secs, reading| TimedReading::new(Elapsed::from_secs(secs), reading);
    let rate = || Reading::Measurement(HeartRateMeasurement::of(120));
    let readings = [
        at(1, rate()),
        at(600, Reading::Command(Command::Stop)),
        at(601, rate()),
        at(602, Reading::Packet(Characteristic::HeartRateMeasurement, vec![0, 118])),
        at(610, Reading::Motion(Motion { speed_kmh: Some(9.0), ..Motion::default() })),
        at(611, Reading::Command(Command::Lap)),
        at(612, Reading::Command(Command::Pause)),
        at(613, Reading::Answer(Answer::Talk(Talk::ALL[0]))),
        at(614, Reading::Link(Link::Lost)),
        at(640, Reading::Answer(Answer::Effort(Effort::new(3).unwrap()))),
        at(900, Reading::Command(Command::Stop)),
    ];
    let journal = read(written(&readings).as_bytes()).unwrap();
    assert_eq!((journal.end(), journal.readings.len()), (Elapsed::from_secs(600), readings.len()));
    let recording = journal.recording();
    assert_eq!(recording.end, Elapsed::from_secs(600));
    let kept: Vec<u64> = recording.readings.iter().map(|stamped| stamped.at.ms() / 1000).collect();
    assert_eq!(kept, [1, 600, 601, 602, 640]);
}

#[test]
fn what_is_no_journal_says_what_it_is() {
    assert_eq!(read(b""), Err(JournalError::Empty));
    assert_eq!(read(b"time,hr\n"), Err(JournalError::Foreign));
    assert_eq!(read(b"{\"jour"), Err(JournalError::TornHeader));
    let newer = header_line(&header()).replace("\"version\":2", "\"version\":9") + "\n";
    assert_eq!(read(newer.as_bytes()), Err(JournalError::Newer { version: 9, known: VERSION }));
}

#[test]
fn fields_of_a_later_program_are_passed_over() {
    let later = header_line(&header()).replace("{\"age\":", "{\"vo2max\":50,\"age\":").replace("\"minutes\"", "\"shoes\":{},\"minutes\"");
    let text = later + "\n{\"at\":1.000,\"bpm\":120,\"mood\":\"fine\"}\n";
    let journal = read(text.as_bytes()).unwrap();
    assert_eq!((journal.header, journal.readings.len(), journal.warnings.len()), (header(), 1, 0));
}

#[test]
fn the_header_keeps_every_number_of_the_runner() {
    let athlete = Athlete {
        age: Some(40.0),
        max_hr: Some(182.5),
        resting_hr: Some(55.0),
        threshold_hr: Some(165.3),
        weight_kg: Some(70.1),
        sex: Some(crate::heart::Sex::Female),
        maf: Some(crate::heart::MafCategory::Progressing),
    };
    let header = Header { setup: Setup { athlete, ..header().setup }, ..header() };
    assert_eq!(read((header_line(&header) + "\n").as_bytes()).unwrap().header, header);
}

#[test]
fn a_bad_line_hides_nothing_else() {
    let good = |secs| line(&TimedReading::new(Elapsed::from_secs(secs), Reading::Measurement(HeartRateMeasurement::of(120))));
    let text = format!("{}\n{}\n\0\0\0garbage\n{}\n{{\"at\":3", header_line(&header()), good(1), good(2));
    let journal = read(text.as_bytes()).unwrap();
    assert_eq!(journal.readings.len(), 2);
    assert!(journal.warnings[0].contains("line 3"), "{:?}", journal.warnings);
    assert_eq!((journal.truncated_at, journal.whole), (Some(text.len() - 7), text.len() - 7));
}

#[test]
fn room_that_was_kept_for_lines_to_come_is_no_line() {
    let good = |secs| line(&TimedReading::new(Elapsed::from_secs(secs), Reading::Measurement(HeartRateMeasurement::of(120)))) + "\n";
    let text = header_line(&header()) + "\n" + &good(1) + &good(2);
    let room = "\n".repeat(5000);
    let journal = read((text.clone() + &room).as_bytes()).unwrap();
    assert_eq!(journal, read(text.as_bytes()).unwrap());
    assert_eq!((journal.whole, journal.truncated_at, journal.readings.len()), (text.len(), None, 2));
    // A line that the power cut met on its way into that room.
    let journal = read((text.clone() + "{\"at\":3.0" + &room).as_bytes()).unwrap();
    assert_eq!((journal.whole, journal.truncated_at, journal.readings.len()), (text.len(), Some(text.len()), 2));
    // A block that did not reach the disk, before one that did.
    let journal = read((text + &room + &good(3) + &room).as_bytes()).unwrap();
    assert_eq!((journal.readings.len(), journal.warnings.len(), journal.truncated_at), (3, 0, None));
    let header_alone = header_line(&header()) + "\n";
    assert_eq!(read((header_alone.clone() + &room).as_bytes()).unwrap().whole, header_alone.len());
}

proptest! {
    #[test]
    fn every_reading_comes_back_as_it_was(readings in journal()) {
        let journal = read(written(&readings).as_bytes()).unwrap();
        prop_assert_eq!(journal.header, header());
        prop_assert_eq!(journal.readings, readings);
        prop_assert_eq!(journal.truncated_at, None);
    }

    #[test]
    fn a_journal_cut_anywhere_keeps_every_whole_line(readings in journal(), cut in 0.0..1.0f64) {
        let text = written(&readings);
        let bytes = &text.as_bytes()[..(text.len() as f64 * cut) as usize];
        let whole = bytes.iter().filter(|byte| **byte == b'\n').count();
        if let Ok(journal) = read(bytes) {
            prop_assert_eq!(&journal.readings[..], &readings[..whole - 1]);
        } else {
            prop_assert_eq!(whole, 0);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes);
        let _ = read(&[header_line(&header()).as_bytes(), b"\n", &bytes].concat());
    }
}
