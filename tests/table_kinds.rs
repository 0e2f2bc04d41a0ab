//! Small tables and lists of each kind that fooled readers before: each is read as what it is, or refused in words that name what is in doubt.
#![allow(clippy::unwrap_used)] // Helpers of tests too: clippy's own exception ends at the test function.

use recovery_run::format::{Origin, Reading, Recording, read};

const ROWS: i64 = 120;
/// 2024-05-04T09:05:07Z.
const START: i64 = 1_714_813_507;

fn rate(row: i64) -> i64 {
    114 + row * 7 / 5 % 9 + row / 30
}

fn interval(row: i64) -> i64 {
    500 + row % 7
}

/// The time of a beat in milliseconds from the start of the first interval.
fn beat(row: i64) -> i64 {
    (0..=row).map(interval).sum()
}

fn at(secs: i64, format: &str) -> String {
    jiff::Timestamp::from_second(secs).unwrap().to_zoned(jiff::tz::TimeZone::UTC).strftime(format).to_string()
}

fn table(header: &str, row: impl Fn(i64) -> String) -> String {
    format!("{header}\n{}\n", (0..ROWS).map(row).collect::<Vec<_>>().join("\n"))
}

fn one(text: &str) -> Recording {
    read(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{}", &text[..text.len().min(200)])).remove(0)
}

fn rates(recording: &Recording) -> Vec<i64> {
    let rate = |reading: &Reading| match reading {
        Reading::Measurement(measurement) => Some(i64::from(measurement.rate)),
        _ => None,
    };
    recording.readings.iter().filter_map(|stamped| rate(&stamped.reading)).collect()
}

fn beats(recording: &Recording) -> usize {
    let all = recording.readings.iter().filter_map(|stamped| match &stamped.reading {
        Reading::Measurement(measurement) => Some(measurement.rr.len()),
        _ => None,
    });
    all.sum()
}

/// A table of the known rates, so many milliseconds long, that begins at a time or tells none.
fn assert_read(text: &str, elapsed_ms: u64, start: Option<i64>) {
    let recording = one(text);
    let head: String = text.lines().take(3).collect::<Vec<_>>().join(" / ");
    assert_eq!(rates(&recording), (0..ROWS).map(rate).collect::<Vec<_>>(), "{head}");
    assert_eq!((recording.end.ms(), recording.started_at.map(|start| start.as_second())), (elapsed_ms, start), "{head}");
}

fn assert_refused(text: &str, words: &[&str]) {
    let error = read(text.as_bytes()).expect_err(&text[..text.len().min(120)]).to_string();
    for word in words {
        assert!(error.contains(word), "{word} is not in: {error}");
    }
    assert!(error.contains("; "), "no remedy: {error}");
}

#[test]
fn times_are_read_in_every_notation() {
    let night = START / 86_400 * 86_400 + 86_280;
    assert_read(&table("Time,HR", |row| format!("{},{}", at(START + 2 * row, "%m/%d/%Y %I:%M:%S %p"), rate(row))), 238_000, Some(START));
    assert_read(&table("Time,HR", |row| format!("{},{}", at(START + 2 * row, "%Y-%m-%d %-H:%M:%S"), rate(row))), 238_000, Some(START));
    assert_read(&table("ts;hr", |row| format!("{};{}", at(START + 2 * row, "%d.%m.%y %H:%M:%S"), rate(row))), 238_000, Some(START));
    assert_read(
        &table("Date,Time,HR", |row| format!("{},{}", at(night + 2 * row, "2024-05-04,%H:%M:%S"), rate(row))),
        238_000,
        Some(night),
    );
    assert_read(&table("Time,HR", |row| format!("{},{}", at(night + 2 * row, "%d/%m/%Y %H:%M:%S"), rate(row))), 238_000, Some(night));
    assert_read(&table("Time,HR", |row| format!("{}:{:02},{}", row / 30, 2 * row % 60, rate(row))), 238_000, None);
    assert_read(&table("Minute,HR", |row| format!("{row},{}", rate(row))), 7_140_000, None);
    assert_read(&table("HR (5 s)", |row| rate(row).to_string()), 595_000, None);
    assert_read(&table("Interval;5\nHR", |row| rate(row).to_string()), 595_000, None);
    assert_read(&table("timestamp_ms,hr", |row| format!("{},{}", 345_678_901 + 1000 * row, rate(row))), 119_000, None);
}

#[test]
fn a_time_of_two_readings_is_refused() {
    let minutes = |row: i64| format!("{:02}:{:02},{}", 9 + row / 60, row % 60, rate(row));
    assert_refused(&table("Time,HR", minutes), &["hours and minutes", "minutes and seconds"]);
    let dates = |row: i64| format!("04/05/2024 {},{}", at(START + row, "%H:%M:%S"), rate(row));
    assert_refused(&table("Time,HR", dates), &["2024-05-04 (day first)", "2024-04-05 (month first)"]);
    assert_refused(&table("Time,HR", |row| format!("{:.1},{}", row as f64 / 10.0, rate(row))), &["seconds", "minutes"]);
    assert_refused(&table("lap,time,hr", |row| format!("{},{},{}", row / 40, row % 40, rate(row))), &["goes back in line 42"]);
    assert_refused(&table("time [s/256],hr", |row| format!("{},{}", row * 256, rate(row))), &["time [s/256]"]);
}

#[test]
fn the_rate_is_told_by_name_and_values_together() {
    let two = |row: i64| format!("{row},{},{}", rate(row), rate(row) + 3);
    assert_refused(&table("time,hr_polar,hr_garmin", two), &["\"hr_polar\"", "\"hr_garmin\""]);
    assert_read(&table("time,hr,max hr", two), 119_000, None);
    assert_read(&table("time,hr,Cal/Hr", two), 119_000, None);
    assert_refused(&table("time,hr", |row| format!("{row},{}", 40 + row)), &["\"hr\"", "evenly"]);
    assert_refused(&table("time,hr", |row| format!("{row},{}", 40 + row * 67 % 180)), &["\"hr\"", "jumps"]);
    assert_refused(&table("time,hr", |row| format!("{row},{}", interval(row))), &["\"hr\"", "30 and 230"]);
    assert_refused(&table("time,speed,hr", |row| format!("{row},8,5,{}", rate(row))), &["4 cells under 3 names"]);
    assert_refused(&table("a,b", |row| format!("{row},{}", rate(row))), &["a, b"]);
    assert_refused(&table("Activity,Date,Avg HR", |row| format!("Run,{},{}", at(START + 86_400 * row, "%F %T"), rate(row))), &["activity"]);
}

#[test]
fn intervals_are_read_in_their_unit_and_their_sums_are_the_times() {
    let last = beat(ROWS - 1) as u64;
    let cases = [
        table("RR", |row| interval(row).to_string()),
        table("RR (s)", |row| format!("0,{}", interval(row))),
        table("n,time,rr", |row| format!("{row},{row},{}", interval(row))),
        table("# a list", |row| interval(row).to_string()),
        table("0.500", |row| format!("0.{}", interval(row))).replacen("0.500\n", "", 1),
        table("", |row| format!("{:.3} 0.{}", (beat(row) - interval(row)) as f64 / 1000.0, interval(row))),
        table("", |row| format!("{},{}", beat(row), interval(row))),
        table("", |row| format!("{}\t{}", row + 1, interval(row))),
    ];
    for text in cases {
        let recording = one(&text);
        let head: String = text.lines().take(3).collect::<Vec<_>>().join(" / ");
        assert_eq!((recording.origin, beats(&recording), recording.end.ms()), (Origin::Rr, ROWS as usize, last), "{head}");
        assert!(rates(&recording)[3..].iter().all(|rate| (118..=121).contains(rate)), "{head}");
    }
    let in_1024ths = one(&table("rr (1/1024 s)", |row| interval(row).to_string()));
    assert_eq!(in_1024ths.end.ms(), (last as f64 / 1.024).round() as u64);
}

#[test]
fn a_list_of_other_numbers_is_refused() {
    assert_refused(&table("", |row| beat(row).to_string()), &["times of beats", "rr_ms"]);
    assert_refused(&table("", |row| (100 + row * 67 % 130).to_string()), &["heart rates", "intervals"]);
    assert_refused(&table("Cadence", |row| (160 + row % 7).to_string()), &["Cadence"]);
    assert_refused(&table("Power", |row| (250 + row % 17).to_string()), &["Power"]);
    assert_refused(&table("", |row| format!("{row} {}", rate(row))), &["2 numbers under no header"]);
    assert_refused(&table("time,RR", |row| format!("{row},{}", 14 + row % 4)), &["\"RR\"", "240 to 2000 ms"]);
    let rates_alone = one(&table("", |row| rate(row).to_string()));
    assert!(rates_alone.warnings.iter().any(|warning| warning.contains("one second apart")));
}

#[test]
fn rates_and_intervals_without_a_time_stand_at_the_sums_of_the_intervals() {
    let text = table("IBI,HR", |row| format!("{},{}", interval(row), 60_000 / interval(row)));
    let recording = one(&text);
    assert_eq!((beats(&recording), recording.end.ms()), (ROWS as usize, (beat(ROWS - 1) - interval(0)) as u64));
    assert!(recording.warnings.iter().any(|warning| warning.contains("add up")), "{:?}", recording.warnings);
}

#[test]
fn a_last_row_that_was_cut_off_is_left_out_and_its_number_never_taken_for_a_whole_one() {
    let text = "Time;HR (bpm);Speed (km/h)\n00:00:00;101;8,1\n00:00:01;102;8,1\n00:00:02;10";
    let recording = one(text);
    assert_eq!(rates(&recording), [101, 102]);
    assert!(recording.warnings.iter().any(|warning| warning.contains("cut off")), "{:?}", recording.warnings);
    // A file need not end its last line.
    assert_eq!(rates(&one(&format!("{text}3;8,2"))), [101, 102, 103]);
}
