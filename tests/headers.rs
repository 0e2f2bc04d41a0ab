//! Headers of exports in the wild, from `tests/data/headers.tsv`: above a known series each gives that series and names the columns it took, or
//! is refused where its table is none of a recording.
#![allow(clippy::unwrap_used)] // Helpers of tests too: clippy's own exception ends at the test function.

use recovery_run::format::{Reading, Recording, read};

const ROWS: usize = 40;
/// 2024-05-04T09:05:07Z.
const START: i64 = 1_714_813_507_000;

/// A line of the file.
struct Header {
    program: String,
    refused: bool,
    kinds: Vec<String>,
    names: String,
}

fn headers() -> Vec<Header> {
    let text = std::fs::read_to_string(format!("{}/tests/data/headers.tsv", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let [program, kinds, names] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
            let refused = kinds.starts_with("! ");
            let kinds = kinds.trim_start_matches("! ").split(' ').map(str::to_owned).collect();
            Header { program: program.to_owned(), refused, kinds, names: names.replace("\\t", "\t") }
        })
        .collect()
}

fn rate(row: usize) -> u16 {
    (112 + (row * 7 / 5) % 9 + row / 10) as u16
}

/// The interval of a row, in milliseconds.
fn interval(row: usize) -> i64 {
    480 + (row as i64 * 13) % 40
}

fn civil(ms: i64, format: &str) -> String {
    jiff::Timestamp::from_millisecond(ms).unwrap().to_zoned(jiff::tz::TimeZone::UTC).strftime(format).to_string()
}

impl Header {
    fn separator(&self) -> char {
        ['\t', ';', '|'].into_iter().find(|separator| self.names.contains(*separator)).unwrap_or(',')
    }

    /// Seconds from row to row: averages are minutes apart, and those of whole activities days.
    fn step(&self) -> i64 {
        let averages = self.kinds.iter().any(|kind| kind == "avg");
        match (self.refused && averages, averages || self.kinds.iter().any(|kind| kind == "todm")) {
            (true, _) => 86_400,
            (false, true) => 60,
            (false, false) => 2,
        }
    }

    fn cell(&self, kind: &str, row: usize) -> String {
        let secs = self.step() * row as i64;
        let now = START + secs * 1000;
        let beats: i64 = (1..=row).map(interval).sum();
        let hms = |secs: i64| format!("{:02}:{:02}:{:02}", secs / 3600, secs / 60 % 60, secs % 60);
        match kind {
            "iso" => civil(now, "%Y-%m-%dT%H:%M:%SZ"),
            "isolocal" => civil(now, "%Y-%m-%dT%H:%M:%S.000"),
            "islocal" => civil(now, "%Y-%m-%d %H:%M:%S"),
            "islocal2" => civil(now + 3000, "%Y-%m-%d %H:%M:%S"),
            "isorr" => civil(START + beats, "%Y-%m-%d %H:%M:%S%.3f"),
            "dede" => civil(now, "%d.%m.%Y %H:%M:%S"),
            "datede" => civil(now, "%d.%m.%Y"),
            "date" => civil(now, "%Y-%m-%d"),
            "tod" => civil(now, "%H:%M:%S"),
            "todm" => civil(now, "%H:%M"),
            "epoch" => (now / 1000).to_string(),
            "epochms" => now.to_string(),
            "epochns" => (now * 1_000_000).to_string(),
            "epochrr" => (START + beats).to_string(),
            // FIT counts from 1989-12-31.
            "epochfit" => (now / 1000 - 631_065_600).to_string(),
            "sincems" => beats.to_string(),
            "clock" => hms(secs),
            "secs" => secs.to_string(),
            "ms" => (secs * 1000).to_string(),
            "mins" => format!("{:.6}", secs as f64 / 60.0),
            "rate" | "avg" => rate(row).to_string(),
            "hi" => (rate(row) + 20 + (row % 3) as u16).to_string(),
            "lo" => (rate(row) - 20 - (row % 2) as u16).to_string(),
            "near" => (rate(row) + 2).to_string(),
            "rest" => "55".to_owned(),
            "pct" => format!("{:.1}", f64::from(rate(row)) / 1.9),
            "rr" => interval(row).to_string(),
            "rrs" => format!("{:.3}", interval(row) as f64 / 1000.0),
            "kmh" => "9.0".to_owned(),
            "mps" => "2.5".to_owned(),
            "mph" => format!("{:.4}", 9.0 / 1.609_344),
            "m" => format!("{:.1}", secs as f64 * 2.5),
            "km" => format!("{:.4}", secs as f64 * 0.0025),
            "spm" => "162".to_owned(),
            "spm0" => "81".to_owned(),
            "pace" => "06:40".to_owned(),
            "one" => if row == 0 { "1" } else { "" }.to_owned(),
            "zero" => "0".to_owned(),
            "row" => (row + 1).to_string(),
            "lap" => (row + 1).to_string(),
            "grade" => "1.0".to_owned(),
            "n" | "m0" => format!("{}.5", 3 + row * 5 % 4),
            "text" => format!("word{}", row % 3),
            "none" => String::new(),
            other => panic!("{}: no kind {other}", self.program),
        }
    }

    fn table(&self) -> String {
        let separator = self.separator().to_string();
        let rows = (0..ROWS).map(|row| self.kinds.iter().map(|kind| self.cell(kind, row)).collect::<Vec<_>>().join(&separator));
        format!("{}\n{}\n", self.names, rows.collect::<Vec<_>>().join("\n"))
    }

    /// What each kind of column must be taken for, where it is used.
    fn meaning(kind: &str) -> Option<&'static str> {
        match kind {
            "rate" | "avg" => Some("heart_rate"),
            "rr" | "rrs" => Some("rr"),
            "kmh" | "mps" | "mph" => Some("speed"),
            "m" | "km" => Some("distance"),
            "spm" | "spm0" => Some("cadence"),
            "date" | "datede" => Some("date"),
            "grade" => Some("grade"),
            "zero" | "lap" => Some("lap"),
            "hi" | "lo" | "near" | "rest" | "pct" | "pace" | "one" | "row" | "n" | "m0" | "text" | "none" => None,
            _ => Some("time"),
        }
    }
}

fn rates(recording: &Recording) -> Vec<(u64, u16)> {
    let one = |reading: &Reading| match reading {
        Reading::Measurement(measurement) => Some(measurement.rate),
        _ => None,
    };
    recording.readings.iter().filter_map(|stamped| Some((stamped.at.ms(), one(&stamped.reading)?))).collect()
}

fn beats(recording: &Recording) -> Vec<i64> {
    let all = recording.readings.iter().filter_map(|stamped| match &stamped.reading {
        Reading::Measurement(measurement) => Some(&measurement.rr),
        _ => None,
    });
    all.flatten().map(|rr| rr.ms().round() as i64).collect()
}

fn check(header: &Header) -> Result<(), String> {
    let table = header.table();
    let recording = match read(table.as_bytes()) {
        Err(error) if header.refused => return if error.to_string().contains("; ") { Ok(()) } else { Err(format!("no remedy: {error}")) },
        Err(error) => return Err(format!("refused: {error}")),
        Ok(_) if header.refused => return Err("read, and should be refused".to_owned()),
        Ok(mut recordings) => recordings.remove(0),
    };
    let has = |kinds: &[&str]| header.kinds.iter().any(|kind| kinds.contains(&kind.as_str()));
    if has(&["rate", "avg"]) {
        let expected: Vec<(u64, u16)> = (0..ROWS).map(|row| (row as u64 * header.step() as u64 * 1000, rate(row))).collect();
        if rates(&recording) != expected {
            return Err(format!("other rates: {:?}", &rates(&recording)[..3.min(rates(&recording).len())]));
        }
    } else if beats(&recording).iter().zip((0..ROWS).map(interval)).any(|(ours, theirs)| (ours - theirs).abs() > 1) {
        return Err("other intervals".to_owned());
    }
    let dated = has(&["iso", "isolocal", "islocal", "isorr", "dede", "datede", "date", "epoch", "epochms", "epochns", "epochrr"]);
    let start = recording.started_at.map(|start| start.as_millisecond());
    let expected = dated.then_some(if has(&["todm"]) { START / 60_000 * 60_000 } else { START });
    if start != expected {
        return Err(format!("starts at {start:?}, not {expected:?}"));
    }
    for (name, used) in recording.claims.columns.iter().map(|used| (&used.name, used.meaning)) {
        let known = header.names.split(header.separator()).map(|name| name.trim().trim_matches('"')).zip(&header.kinds);
        let kinds: Vec<&String> = known.filter(|(other, _)| other == name).map(|(_, kind)| kind).collect();
        if !kinds.iter().any(|kind| Header::meaning(kind) == Some(used)) {
            return Err(format!("\"{name}\" is taken as {used}"));
        }
    }
    let far = |value: Option<f64>, expected: f64| value.is_some_and(|value| (value - expected).abs() > 0.01 * expected + 0.1);
    for stamped in &recording.readings {
        if let Reading::Motion(motion) = stamped.reading
            && (far(motion.speed_kmh, 9.0) || far(motion.cadence_spm, 162.0) || far(motion.distance_m, stamped.at.ms() as f64 * 0.0025))
        {
            return Err(format!("other movement at {} ms: {motion:?}", stamped.at.ms()));
        }
    }
    match recording.claims.columns.iter().any(|used| matches!(used.meaning, "heart_rate" | "rr")) {
        true => Ok(()),
        false => Err("no word of the column taken".to_owned()),
    }
}

#[test]
fn every_header_of_the_wild_is_read_as_what_it_is_or_refused() {
    let headers = headers();
    let wrong: Vec<String> =
        headers.iter().filter_map(|header| check(header).err().map(|why| format!("{}: {why}", header.program))).collect();
    assert!(headers.len() >= 60, "{} headers", headers.len());
    assert!(wrong.is_empty(), "{} of {} are wrong:\n{}", wrong.len(), headers.len(), wrong.join("\n"));
}
