//! JSON of the programs that runners export from: the series comes out as it went in, or the file is refused in words.
#![allow(clippy::unwrap_used)] // Helpers of tests too: clippy's own exception ends at the test function.

use recovery_run::format::{Export, ExportSummary, Origin, Reading, Recording, read};
use recovery_run::heart::{Athlete, ZoneModel};
use recovery_run::session::{Event, EventKind, Legs, Plan, Session, Setup};
use serde_json::{Value, json};

/// The series that every kind of file is made of.
const RATES: [u16; 6] = [112, 113, 115, 0, 118, 121];

fn times(step: u64) -> Vec<u64> {
    (0..RATES.len() as u64).map(|index| index * step).collect()
}

fn read_json(value: &Value) -> Recording {
    let mut recordings = read(value.to_string().as_bytes()).unwrap();
    assert_eq!(recordings.len(), 1);
    recordings.remove(0)
}

fn refused(value: &Value) -> String {
    read(value.to_string().as_bytes()).unwrap_err().to_string()
}

/// Seconds and rates.
fn rates(recording: &Recording) -> Vec<(u64, u16)> {
    let rate = |reading: &Reading| match reading {
        Reading::Measurement(measurement) => Some(measurement.rate),
        _ => None,
    };
    recording.readings.iter().filter_map(|stamped| Some((stamped.at.ms() / 1000, rate(&stamped.reading)?))).collect()
}

fn expected(step: u64) -> Vec<(u64, u16)> {
    times(step).into_iter().zip(RATES).collect()
}

fn speeds(recording: &Recording) -> Vec<Option<f64>> {
    let motion = |reading: &Reading| match reading {
        Reading::Motion(motion) => Some(motion.speed_kmh),
        _ => None,
    };
    recording.readings.iter().filter_map(|stamped| motion(&stamped.reading)).collect()
}

/// 2024-05-04, 9:05:07 and so many seconds, written by a pattern.
fn written(seconds: u64, pattern: &str) -> String {
    jiff::Timestamp::from_second(1_714_813_507 + seconds as i64).unwrap().strftime(pattern).to_string()
}

const START: &str = "2024-05-04T09:05:07Z";

fn assert_start(recording: &Recording) {
    assert_eq!(recording.started_at.unwrap().to_string(), START);
}

#[test]
fn strava_streams_are_read_in_a_list_by_type_and_as_bare_lists() {
    let (time, speed) = (times(2), [2.5; 6]);
    let list = json!([
        {"type": "heartrate", "data": RATES, "series_type": "distance", "original_size": 6, "resolution": "high"},
        {"type": "time", "data": time}, {"type": "latlng", "data": [[1, 2]]}, {"type": "velocity_smooth", "data": speed}
    ]);
    let keyed = json!({"time": {"data": time}, "heartrate": {"data": RATES}, "velocity_smooth": {"data": speed}});
    let bare = json!({"time": time, "heartrate": RATES, "velocity_smooth": speed, "moving": [true]});
    for value in [list, keyed, bare] {
        let recording = read_json(&value);
        assert_eq!((rates(&recording), recording.origin, recording.started_at), (expected(2), Origin::Json, None));
        assert_eq!(speeds(&recording), [Some(9.0); 6]);
    }
}

#[test]
fn streams_of_intervals_icu_and_those_beside_their_activity_are_read() {
    let streams = json!([{"type": "time", "name": null, "data": times(1), "valueType": "java.lang.Integer"},
        {"type": "heartrate", "data": [112, 113, 115, null, 118, 121]}, {"type": "hrv", "data": []}]);
    let mut expected = expected(1);
    expected.remove(3);
    assert_eq!(rates(&read_json(&streams)), expected);
    let beside = read_json(&json!({"activity": {"start_date": START, "sport_type": "TrailRun"}, "streams": streams}));
    assert_start(&beside);
    assert_eq!(beside.claims.sport.as_deref(), Some("running"));
}

#[test]
fn streams_of_different_length_or_without_times_are_refused_or_told() {
    let message = refused(&json!({"time": {"data": times(1)}, "heartrate": {"data": [112, 113]}}));
    assert!(message.contains("6 times and 2 heart rates"), "{message}");
    assert!(refused(&json!({"heartrate": {"data": RATES}})).contains("no stream of times"));
    assert!(refused(&json!({"time": [0, 1, 2, 0, 1, 2], "heartrate": RATES})).contains("6 values have 3 times"));
    assert!(refused(&json!({"time": times(1000), "heartrate": RATES})).contains("no seconds"));
    let told = read_json(&json!({"time": times(1), "heartrate": RATES, "velocity_smooth": [2.5]}));
    assert_eq!((rates(&told), speeds(&told)), (expected(1), Vec::new()));
    assert!(told.warnings[0].contains("velocity_smooth"), "{:?}", told.warnings);
}

#[test]
fn numbers_that_are_no_heart_rates_are_refused() {
    let message = refused(&json!({"time": times(1), "heartrate": [1_714_813_507, 2, 3, 4, 5, 6]}));
    assert!(message.contains("those are none"), "{message}");
    assert!(refused(&json!({"time": ["a", "b", "c", "d", "e", "f"], "heartrate": RATES})).contains("no time"));
}

#[test]
fn a_polar_session_is_read_with_its_offset() {
    let heart_rate: Vec<Value> = times(1)
        .into_iter()
        .zip(RATES)
        .map(|(at, rate)| {
            let time = written(at + 7200, "%Y-%m-%dT%H:%M:%S.000");
            if rate == 0 { json!({"dateTime": time}) } else { json!({"dateTime": time, "value": rate}) }
        })
        .collect();
    let speed = json!([{"dateTime": "2024-05-04T11:05:07.000", "value": 9.5}]);
    let session = json!({"exportVersion": "1.6", "startTime": "2024-05-04T11:05:07.000", "timeZoneOffset": 120, "exercises": [
        {"startTime": "2024-05-04T11:05:07.000", "timezoneOffset": 120, "sport": "RUNNING", "duration": "PT5S",
         "samples": {"heartRate": heart_rate, "speed": speed, "recordedRoute": []}}]});
    let recording = read_json(&session);
    let mut expected = expected(1);
    expected.remove(3);
    assert_eq!((rates(&recording), recording.claims.sport.as_deref()), (expected, Some("running")));
    assert_start(&recording);
    assert_eq!(speeds(&recording), [Some(9.5)]);
}

#[test]
fn polar_samples_at_a_recording_rate_are_read_in_every_shape() {
    let text = RATES.map(|rate| rate.to_string()).join(",");
    let list = json!([{"recording-rate": 5, "sample-type": "0", "data": text}, {"recording-rate": 5, "sample-type": "3", "data": "1,2"}]);
    let interface = json!({"start-time": "2024-05-04T09:05:07", "start-time-utc-offset": 0, "sport": "RUNNING", "samples": list});
    let samples = [
        json!({"recordingRate": 5, "heartRate": RATES}),
        json!({"heartRate": {"recordingRate": 5, "values": RATES}}),
        json!({"samples": [{"type": "HEART_RATE", "intervalMillis": 5000, "values": RATES}]}),
        json!([{"recordingRate": 5, "sampleType": 0, "values": RATES}]),
    ];
    let sessions = samples.map(|samples| json!({"exercises": [{"startTime": "2024-05-04T09:05:07", "samples": samples}]}));
    for value in sessions.into_iter().chain([interface]) {
        let recording = read_json(&value);
        assert_eq!(rates(&recording), expected(5), "{value}");
        assert_start(&recording);
    }
    let message = refused(&json!({"exercises": [{"startTime": START, "samples": {"heartRate": RATES}}]}));
    assert!(message.contains("nothing tells when"), "{message}");
}

#[test]
fn fitbits_export_has_the_month_first_and_a_rate_where_it_was_not_worn_is_none() {
    let row = |at: u64, rate: u16, confidence: u8| json!({"dateTime": written(at, "%m/%d/%y %H:%M:%S"), "value": {"bpm": rate, "confidence": confidence}});
    let mut rows: Vec<Value> = times(5).into_iter().zip(RATES).map(|(at, rate)| row(at, rate, 2)).collect();
    rows.push(row(30, 70, 0));
    let recording = read_json(&Value::Array(rows));
    assert_eq!(rates(&recording), expected(5));
    assert_start(&recording);
}

#[test]
fn fitbits_intraday_answer_is_read_over_midnight() {
    let rows = |hour: &str| -> Vec<Value> {
        times(60).iter().zip(RATES).map(|(at, rate)| json!({"time": format!("{hour}:{:02}:07", 5 + at / 60), "value": rate})).collect()
    };
    let answer = json!({"activities-heart": [{"dateTime": "2024-05-04", "value": {"restingHeartRate": 62}}],
        "activities-heart-intraday": {"dataset": rows("09"), "datasetInterval": 1, "datasetType": "minute"}});
    assert_start(&read_json(&answer));
    assert_eq!(rates(&read_json(&answer)), expected(60));
    let midnight = json!([{"time": "23:59:59", "value": 100}, {"time": "00:00:01", "value": 101}]);
    let recording = read_json(&json!({"activities-heart-intraday": {"dataset": midnight}}));
    assert_eq!((rates(&recording), recording.started_at), (vec![(0, 100), (2, 101)], None));
}

#[test]
fn google_fits_data_points_are_read_by_their_nanoseconds() {
    let point = |(at, rate): (u64, u16)| {
        let nanoseconds = 1_714_813_507_000_000_000_u64 + at * 1_000_000_000;
        json!({"fitValue": [{"value": {"fpVal": f64::from(rate)}}], "dataTypeName": "com.google.heart_rate.bpm",
            "startTimeNanos": nanoseconds, "endTimeNanos": nanoseconds})
    };
    let points: Vec<Value> = expected(5).into_iter().map(point).collect();
    let recording = read_json(&json!({"Data Source": "raw:com.google.heart_rate.bpm:x", "Data Points": points}));
    assert_eq!(rates(&recording), expected(5));
    assert_start(&recording);
}

#[test]
fn a_day_of_rates_is_told_to_be_no_run() {
    let rows: Vec<Value> =
        (0..24).map(|hour| json!({"dateTime": format!("05/04/24 {hour:02}:00:00"), "value": {"bpm": 60 + hour}})).collect();
    let recording = read_json(&Value::Array(rows));
    assert_eq!((rates(&recording).len(), recording.claims.sport.as_deref()), (24, Some("generic")));
    assert!(recording.warnings.iter().any(|warning| warning.contains("of a day")), "{:?}", recording.warnings);
}

#[test]
fn a_golden_cheetah_activity_is_read() {
    let samples: Vec<Value> =
        expected(1).into_iter().map(|(at, rate)| json!({"SECS": at, "HR": rate, "KM": 0.0025 * at as f64, "KPH": 9.0})).collect();
    let ride = json!({"RIDE": {"STARTTIME": "2024/05/04 09:05:07 UTC ", "RECINTSECS": 1, "DEVICETYPE": "Polar H10 ", "TAGS": {"Sport": "Run "},
        "SAMPLES": samples}});
    for text in [ride.to_string(), format!("\u{feff}{ride}")] {
        let recording = read(text.as_bytes()).unwrap().remove(0);
        assert_eq!((rates(&recording), speeds(&recording)), (expected(1), vec![Some(9.0); 6]));
        assert_eq!((recording.claims.sport.as_deref(), recording.claims.device.as_deref()), (Some("running"), Some("Polar H10")));
        assert_start(&recording);
    }
}

/// A run of our own as our export has it.
fn exported(recording: &Recording) -> Vec<u8> {
    let zones = ZoneModel::Custom.zones(&Athlete::default(), Some([100.0, 120.0, 140.0, 160.0, 180.0])).unwrap();
    let setup = Setup {
        own: recovery_run::session::Learned::default(),
        athlete: Athlete::default(),
        zones,
        ceiling: None,
        plan: Plan::new(None, Legs::Fresh),
    };
    let mut session = Session::new(setup);
    for stamped in &recording.readings {
        session.step(&stamped.event());
    }
    session.step(&Event::new(recording.end, EventKind::Command(recovery_run::session::Command::Stop)));
    Export::Json.write(recording, &ExportSummary::of(&session))
}

#[test]
fn our_own_export_reads_back_as_it_was_written() {
    for name in ["elite.txt", "polar-export.csv", "two-activities.tcx", "journals-1/pauses-and-laps.jsonl", "journals-1/speed.jsonl"] {
        let path = format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
        let written = read(&std::fs::read(path).unwrap()).unwrap().remove(0);
        let again = read(&exported(&written)).unwrap().remove(0);
        // What is written knows no "no rate"; the journals' readings of it stay behind.
        let measured = |recording: &Recording| rates(recording).into_iter().filter(|(_, rate)| *rate > 0).collect::<Vec<_>>();
        let before_the_stop = |recording: &Recording| {
            let end = recording.end.ms() / 1000;
            measured(recording).into_iter().filter(|(at, _)| *at <= end).collect::<Vec<_>>()
        };
        assert_eq!(measured(&again), before_the_stop(&written), "{name}");
        assert_eq!(again.started_at, written.started_at, "{name}");
        let pauses = |recording: &Recording| {
            let is_pause = |stamped: &&recovery_run::format::TimedReading| matches!(&stamped.reading, Reading::Command(command) if command.word() == "pause");
            recording.readings.iter().filter(is_pause).count()
        };
        assert_eq!(pauses(&again), pauses(&written), "{name}");
    }
}

#[test]
fn json_of_another_kind_is_refused_by_what_it_holds() {
    for (value, told) in [
        (json!({"name": "x", "version": 2}), "an object with \"name\", \"version\""),
        (json!([{"lat": 1, "lon": 2}]), "a list of 1, the first with \"lat\", \"lon\""),
        (json!([800, 810, 790]), "a list of numbers"),
        (json!([]), "an empty list"),
        (json!({}), "an empty object"),
        (json!({"schema": 1, "heart_rate": {}, "time_in_zone_s": []}), "a report of recovery-run"),
        (json!({"a\u{1b}[31m\u{202e}": 1}), "\"a[31m\""),
    ] {
        let message = refused(&value);
        assert!(message.contains(told) && message.contains("it is JSON") && message.contains("Strava"), "{message}");
    }
    let lines = read(b"{\"at\": 1, \"bpm\": 120}\n{\"at\": 2, \"bpm\": 121}\n").unwrap_err().to_string();
    assert!(lines.contains("one behind the other"), "{lines}");
}

#[test]
fn a_byte_changed_anywhere_breaks_no_reader() {
    let kinds = [
        json!({"time": times(1), "heartrate": {"data": RATES}, "distance": RATES}),
        json!({"exercises": [{"startTime": START, "samples": {"recordingRate": 1, "heartRate": RATES, "speed": [{"dateTime": START, "value": 9}]}}]}),
        json!([{"dateTime": "05/04/24 09:05:07", "value": {"bpm": 120, "confidence": 3}}]),
        json!({"activities-heart": [{"dateTime": "2024-05-04"}], "activities-heart-intraday": {"dataset": [{"time": "09:05:07", "value": 62}]}}),
        json!({"RIDE": {"STARTTIME": "2024/05/04 09:05:07 UTC", "SAMPLES": [{"SECS": 1, "HR": 120}]}}),
        json!({"schema": 1, "samples": [{"at": 1, "bpm": 120, "rr_ms": [500]}], "laps_at": [1], "pauses": [{"from": 1, "to": 2}]}),
    ];
    for kind in kinds {
        let text = kind.to_string();
        assert_eq!(read(text.as_bytes()).unwrap().len(), 1, "{text}");
        for at in 0..text.len() {
            for byte in *b"0-9.e\"[]{},:\\\xff \0" {
                let mut changed = text.clone().into_bytes();
                changed[at] = byte;
                if let Ok(recordings) = read(&changed) {
                    assert!(recordings.iter().all(|recording| recording.readings.is_sorted_by_key(|stamped| stamped.at)), "{at}");
                }
            }
        }
    }
}

#[test]
fn json_cut_or_nested_beyond_all_bounds_is_refused_in_words() {
    let whole = json!({"time": times(1), "heartrate": RATES}).to_string();
    for cut in 2..whole.len() {
        let message = read(&whole.as_bytes()[..cut]).unwrap_err().to_string();
        assert!(message.contains("damaged at line 1"), "{cut}: {message}");
    }
    for deep in ["[".repeat(1_000_000), "{\"a\":".repeat(1_000_000)] {
        assert!(read(deep.as_bytes()).unwrap_err().to_string().contains("damaged"));
    }
    let huge = format!("{{\"time\": [{}0]}}", " ".repeat(64_000_000));
    assert!(read(huge.as_bytes()).unwrap_err().to_string().contains("at most 64 MB"));
}
