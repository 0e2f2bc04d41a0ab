//! What other programs read and write: the objects of `--json`, the lines of `--headless`, and those of `--source -`.
//! It stands in `--help` and in the manual page; `tests/manual.rs` holds it equal to what is written and taken.

use crate::screen::AnsiPrinter;

/// A description of one object or kind of line.
pub(super) struct Section {
    pub heading: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Lines as they stand, word for word.
    pub examples: &'static [&'static str],
    /// Each field and what it means; `outer.inner` is a field of an object, `outer[].inner` of the objects in a list.
    pub fields: &'static [(&'static str, &'static str)],
}

/// Where the lines of `--headless` are described, for the other commands that print them.
pub(super) const LINES_ELSEWHERE: &str = "`recovery-run run --help` describes the lines of --headless.";

/// What the words of cues mean.
const CUE: &str = "the kind: rising, ease-off, slow-down, walk and stop (prompts, each asking for more than the one before), settled (back \
     under the ceiling), signal-lost, signal-back, check-strap, start-slower, talk-test, form, halfway, last-five, enough-is-fine, cool-down, \
     done, that-is-enough, belt-yours, belt-walks, belt-stands, belt-moves (of the belt: yours again, held down to a walk, stopped, moving); later versions may have more";

/// The lines of `--headless`.
const LINES: [Section; 9] = [
    Section {
        heading: "The lines of --headless",
        about: "One JSON object a line on standard output, written out line by line. Times are seconds since the start, pauses included, with \
                three decimals. The zone, phase and cue lines that a measurement causes stand before its sample line. The same input gives the \
                same bytes, at any speed. The last line has the type \"summary\" and the fields of `report --json`, its file being null. \
                Fields and types may be added: ignore what you do not know.",
        examples: &[],
        fields: &[],
    },
    Section {
        heading: "A line of type \"start\"",
        about: "The first line: what the run is measured by.",
        examples: &[],
        fields: &[
            ("schema", "1; it changes where a field is removed or changes its meaning"),
            ("started_at", "RFC 3339 in UTC; null for demo and pipe, so that the same input gives the same bytes"),
            ("ceiling_bpm", "prompts begin above it"),
            ("zone_bounds", "where zones 1 to 5 begin, in bpm; each zone is lower <= rate < upper"),
            ("zone_model", "percent-max, reserve, percent-threshold, maf or custom"),
            ("minutes", "of the plan, on the timer"),
            ("legs", "fresh, heavy or wrecked"),
            ("age_assumed", "nothing is known of the runner, so an age of 40 is assumed for the zones"),
            ("source", "strap, pipe, demo, fit, tcx, gpx, csv, rr or json"),
        ],
    },
    Section {
        heading: "A line of type \"sample\"",
        about: "A measurement, or a second without one.",
        examples: &[r#"{"type":"sample","at":12.000,"bpm":132,"zone":2,"rr_ms":[455.1,460.0],"signal":"good"}"#],
        fields: &[
            ("at", "seconds"),
            ("bpm", "the rate as sent; over 230 it is doubted, has no zone and counts for nothing; null where there is none"),
            ("zone", "0 to 5, of this rate; null without one"),
            ("rr_ms", "beat-to-beat intervals that came with it, in ms"),
            ("signal", "good; suspect (doubted: no prompt comes of it); stale (no rate, and the last one is over 5 s old)"),
            ("speed_kmh", "of belt or runner; this and what follows only where a device told it lately"),
            ("grade_percent", "incline"),
            ("cadence_spm", "steps a minute of both feet"),
            ("distance_m", "covered in this run, in metres"),
        ],
    },
    Section {
        heading: "A line of type \"zone\"",
        about: "The shown zone changed. It follows a smoothed rate and does not flicker on a bound, as a sample's zone may.",
        examples: &[],
        fields: &[("at", "seconds"), ("from", "0 to 5"), ("to", "0 to 5")],
    },
    Section {
        heading: "A line of type \"phase\"",
        about: "The plan goes on to its next part.",
        examples: &[],
        fields: &[("at", "seconds"), ("phase", "warm-up, steady, cool-down or done")],
    },
    Section {
        heading: "A line of type \"link\"",
        about: "The connection to a device changed.",
        examples: &[],
        fields: &[("at", "seconds"), ("link", "searching, connecting, connected or lost"), ("device", "strap, treadmill or foot-pod")],
    },
    Section {
        heading: "A line of type \"hold\"",
        about: "What becomes of the belt that follows the heart, where --hold asked for it.",
        examples: &[],
        fields: &[
            ("at", "seconds"),
            (
                "state",
                "off, checking (the first step shows whether the belt understands), holding, released (the belt is yours) or refused",
            ),
            ("why", "in words"),
            ("speed_kmh", "of the belt; null where it is not known"),
            ("asked_kmh", "the speed that was asked for last, or would be in a dry run; null before the first"),
        ],
    },
    Section {
        heading: "A line of type \"slept\"",
        about: "The computer was suspended, or the process stopped. It counts as a pause.",
        examples: &[],
        fields: &[("at", "when it went on, in seconds"), ("for_s", "for how long, in seconds")],
    },
    Section {
        heading: "A line of type \"cue\"",
        about: "Something is said to the runner.",
        examples: &[r#"{"type":"cue","at":34.000,"cue":"ease-off","text":"ease off","audible":true,"slower_kmh":0.6,"target_kmh":7.6}"#],
        fields: &[
            ("at", "seconds"),
            ("cue", CUE),
            ("text", "in words, at most six"),
            ("audible", "whether it may make a sound"),
            ("slower_kmh", "by how much to slow down, in km/h; null where that cannot be said"),
            ("target_kmh", "the speed to set on the belt, in km/h; null where the belt's speed is not known"),
        ],
    },
];

/// The lines of `--source -`.
const STDIN: [Section; 1] = [Section {
    heading: "The lines of --source -",
    about: "One reading a line: a bare number is a rate in bpm, anything else a JSON object. Unknown fields are ignored. A line that cannot be \
            read is skipped, with a warning on standard error that names its number. The end of input ends the run. For example:",
    examples: &[
        "132",
        r#"{"bpm":132,"rr_ms":[455,460],"contact":true}"#,
        r#"{"gatt":"2a37","hex":"1659a202"}"#,
        r#"{"gatt":"2acd","hex":"0c0452030010270a0000000807"}"#,
        r#"{"gatt":"2a53","hex":"04800252"}"#,
        r#"{"speed_kmh":8.2,"grade_percent":1.0}"#,
        r#"{"command":"pause"}"#,
        r#"{"command":"resume"}"#,
        r#"{"command":"ceiling-down"}"#,
        r#"{"talk":"just-about"}"#,
        r#"{"effort":3}"#,
    ],
    fields: &[
        ("bpm", "the rate, 0 to 65535; outside 30 to 230 it counts as none"),
        ("rr_ms", "beat-to-beat intervals in ms, with or without a rate; those of an equal line within 50 ms count once"),
        ("contact", "whether the strap touches the skin, true or false"),
        (
            "gatt",
            "a Bluetooth characteristic whose notification is in hex: 2a37 is Heart Rate Measurement, 2acd Treadmill Data, 2ada Fitness \
             Machine Status, 2a53 RSC Measurement (of a foot pod)",
        ),
        ("hex", "the notification's bytes, two hex digits each"),
        ("speed_kmh", "of belt or runner, 0 to 60"),
        ("grade_percent", "incline, -40 to 60"),
        ("cadence_spm", "steps a minute of both feet, 0 to 400"),
        ("distance_m", "since the start, in metres"),
        (
            "command",
            "pause, resume, lap or stop; let-go hands a held belt back, hold takes it up again; ceiling-down lowers the ceiling by 1 bpm for \
             the rest of the run, by 20 or to the foot of zone 1 at most, and ceiling-up undoes that, never above the ceiling of the plan",
        ),
        ("talk", "answers the talk test: yes, just-about or no, for two minutes after it is asked"),
        ("effort", "how hard the run was, 1 to 10"),
        ("at", "the line's time in seconds since the start, in place of the wall clock's; it must not go backwards"),
    ],
}];

/// The object of `report --json`.
const REPORT: [Section; 1] = [Section {
    heading: "The objects of --json",
    about: "One object a line for each activity with a heart rate, in the order of the file. A number that is not known is null. heart_rate, \
            time_in_zone_s, above_ceiling_s and no_data_s are over all valid rates (30 to 230 bpm) as stored: of equal times the last one \
            counts, and the gap to the next valid sample belongs to the zone of the earlier one, at most 10 s of it. Fields may be added: \
            ignore what you do not know.",
    examples: &[],
    fields: &[
        ("schema", "1; it changes where a field is removed or changes its meaning"),
        ("file", "as it was named; null on a summary line"),
        ("format", "journal, fit, tcx, gpx, csv, rr or json"),
        ("sport", "as the file tells; \"running\" for a run of your own"),
        ("sub_sport", "likewise; \"treadmill\" for a run of your own"),
        ("device", "what recorded it"),
        ("started_at", "RFC 3339 in UTC"),
        ("elapsed_s", "seconds from start to stop, pauses included"),
        ("timer_s", "without pauses and without the time slept"),
        ("slept_s", "seconds that the computer was suspended or the process stopped"),
        ("distance_m", "metres, as the file tells in its headline; else from the first value of the distance on, through its resets"),
        ("pace_s_per_km", "time on the timer by the distance, in seconds a kilometre; null for less than 100 m"),
        ("laps", "the last one included"),
        ("heart_rate.samples", "how many valid rates"),
        ("heart_rate.mean", "bpm, unweighted"),
        ("heart_rate.min", "bpm"),
        ("heart_rate.max", "bpm"),
        ("legs", "as told before the run: fresh, heavy or wrecked"),
        ("ceiling_bpm", "prompts begin above it"),
        ("zone_bounds", "where zones 1 to 5 begin, in bpm; each zone is lower <= rate < upper"),
        ("time_in_zone_s", "seconds in zones 0 to 5"),
        ("above_ceiling_s", "seconds above the ceiling"),
        ("no_data_s", "elapsed seconds that no sample covers"),
        ("believed_time_in_zone_s", "seconds in zones 0 to 5 without doubted samples and pauses, as on the screen"),
        ("easy_percent", "how much of that was below the ceiling; 100 only where it was all"),
        ("longest_above_s", "the longest time above the ceiling in one go, by believed samples"),
        ("doubted_samples", "valid samples that were not believed"),
        ("rr.count", "beat-to-beat intervals"),
        ("rr.artefact_percent", "how many of them are faulty"),
        ("rr.rmssd_ms", "how much successive intervals differ"),
        (
            "rr.dfa_alpha1",
            "the median alpha1 of the run (detrended fluctuation analysis); null by fewer than three windows of two minutes that are worth showing",
        ),
        (
            "rr.aerobic_threshold_bpm",
            "the rate at which alpha1 crosses 0.75; null by fewer than 20 windows, or without 3 clearly on either side",
        ),
        ("rr.early_alpha1", "alpha1 of minutes 5 to 12; null by fewer than three windows"),
        (
            "drift_bpm",
            "mean rate of the second half minus the first, after ten minutes; null under 20 minutes, and where fewer than half the minutes of a \
             half hold a believed rate",
        ),
        ("end_bpm", "mean rate of the last five minutes before the cool-down; null where fewer than half of them hold a believed rate"),
        ("cues", "how often each cue was given, by its word"),
        ("prompts[].cue", "an audible prompt: ease-off, slow-down, walk or stop"),
        ("prompts[].at", "when, in seconds"),
        ("prompts[].settled_after_s", "seconds until the rate had settled; null where it did not, or needed another prompt"),
        ("load_edwards", "minutes times 1 to 5, by tenths of the maximal rate from 50 % on; believed samples"),
        ("load_banister", "minutes weighed by the share of the heart-rate reserve; needs resting and maximal rate, and sex"),
        (
            "recovery_hr_bpm",
            "how far the rate fell in the minute after the stop, where the recording goes on; null without two believed rates in the five \
             seconds before the stop and two within three seconds of the minute",
        ),
        (
            "decoupling_percent",
            "how much of the metres a heartbeat was lost from the first half to the second, after ten minutes, by means over time; null under 20 \
             minutes, and where a half has believed rates in fewer than half of its minutes or speeds in fewer than two",
        ),
        ("talk_test[].at", "when it was asked, in seconds"),
        ("talk_test[].answer", "yes, just-about or no; null where there was none"),
        ("effort", "the rating, 1 to 10"),
        (
            "gain_bpm_per_kmh",
            "how much higher the rate settles for each km/h more; null without five minutes of believed rates at known running speeds that \
             vary by 0.3 km/h (SD), each three minutes after the start, a pause, a walk or a slope",
        ),
        ("warnings", "what was odd about the file, every assumption made, and an estimated maximum that turned out too low, in words"),
        (
            "columns",
            "of a table, what each used column was taken for: name, meaning (heart_rate, rr, time, date, speed, distance, cadence, grade, lap or timer) and unit; empty for other formats",
        ),
    ],
}];

/// The objects of `history --json`.
const HISTORY: [Section; 2] = [
    Section {
        heading: "The objects of --json",
        about: "One object a line for each run, newest first. What a damaged run came to is null.",
        examples: &[],
        fields: &[
            ("id", "what the run is called by"),
            ("file", "its journal"),
            ("started_at", "RFC 3339 in UTC"),
            ("state", "finished, unfinished or damaged"),
            ("damage", "why it cannot be read"),
            ("elapsed_s", "seconds from start to stop, pauses included"),
            ("timer_s", "without pauses"),
            ("mean_bpm", "over all valid samples"),
            ("time_in_zone_s", "seconds in zones 0 to 5 by believed samples"),
            ("easy_percent", "how much of that was below the ceiling"),
            ("prompts", "how many were audible"),
            ("drift_bpm", "mean rate of the second half minus the first, after ten minutes"),
            ("end_bpm", "mean rate of the last five minutes before the cool-down"),
        ],
    },
    Section {
        heading: "The objects of --weeks --json",
        about: "One object a line for each week with finished runs, newest first.",
        examples: &[],
        fields: &[
            ("monday", "its first day, where the runs were run"),
            ("runs", "how many were finished"),
            ("timer_s", "their seconds without pauses"),
            ("easy_percent", "how much of their time was below the ceiling"),
            ("end_bpm", "the mean of the rates they ended with"),
            ("drift_bpm", "the mean of their drifts"),
        ],
    },
];

/// The object of `zones --json`.
const ZONES: [Section; 1] = [Section {
    heading: "The object of --json",
    about: "What has not been learned is null.",
    examples: &[],
    fields: &[
        ("schema", "1; it changes where a field is removed or changes its meaning"),
        ("zone_model", "percent-max, reserve, percent-threshold, maf or custom"),
        ("zone_bounds", "where zones 1 to 5 begin, in bpm"),
        ("basis", "what the bounds come from, in words"),
        ("ceiling_bpm", "prompts begin above it"),
        ("ceiling_basis", "what it comes from, in words"),
        ("legs", "fresh, heavy or wrecked"),
        ("max_hr", "the maximal rate in bpm"),
        ("max_hr_source", "given or estimated"),
        ("age_assumed", "nothing is known of the runner, so an age of 40 is assumed"),
        ("warnings", "about the runner's numbers, in words"),
        ("learned.gain", "how much higher the rate settles for each km/h more: bpm_per_kmh, sd, runs"),
        ("learned.drift", "the usual drift: bpm, spread_bpm, runs"),
        ("learned.alpha1", "the usual alpha1 of minutes 5 to 12: mean, sd, runs"),
        ("learned.aerobic_threshold", "the rate at the threshold: bpm, spread_bpm, runs"),
    ],
}];

/// The objects of `scan --json`.
const SCAN: [Section; 1] = [Section {
    heading: "The objects in the list of --json",
    about: "One JSON list, the nearest device first. What is not known is null.",
    examples: &[],
    fields: &[
        ("kind", "heart-rate, treadmill or foot-pod; a treadmill that passes a heart rate on is a treadmill"),
        ("id", "the system's own name for it"),
        ("name", "as the device tells it"),
        ("address", "the Bluetooth address, which --strap takes; macOS does not tell it"),
        ("rssi", "signal strength in dBm; null for a device that is connected"),
        ("rssi_dbm", "the same"),
        ("battery_percent", "read of remembered devices, and with --battery of all"),
        ("remembered", "whether it is one that you used last time"),
    ],
}];

/// The objects of `doctor --json`.
const DOCTOR: [Section; 1] = [Section {
    heading: "The objects in the list of --json",
    about: "One JSON list, in the order in which things are checked.",
    examples: &[],
    fields: &[
        ("what", "what was checked, in a few words"),
        ("ok", "whether it is well"),
        ("trouble", "what is wrong and what to do; null where all is well"),
        ("remedies", "what to do on each system, where that differs: debian, raspberry-pi-os, macos, windows"),
    ],
}];

/// What belongs to `scan`.
pub(super) fn scan() -> Vec<&'static Section> {
    SCAN.iter().collect()
}

/// What belongs to `doctor`.
pub(super) fn doctor() -> Vec<&'static Section> {
    DOCTOR.iter().collect()
}

/// What belongs to `history`.
pub(super) fn history() -> Vec<&'static Section> {
    HISTORY.iter().collect()
}

/// What belongs to `zones`.
pub(super) fn zones() -> Vec<&'static Section> {
    ZONES.iter().collect()
}

/// What belongs to `report`.
pub(super) fn report() -> Vec<&'static Section> {
    REPORT.iter().collect()
}

/// What belongs to `run`.
pub(super) fn run() -> Vec<&'static Section> {
    LINES.iter().chain(&STDIN).collect()
}

/// Sections as plain text, for `--help`.
pub(super) fn plain(sections: &[&Section]) -> String {
    const WIDTH: u16 = 80;
    let printer = AnsiPrinter::detect(|_| None, false, WIDTH);
    let mut text = String::new();
    for section in sections {
        text += &format!("{}:\n{}\n\n", section.heading, printer.wrapped(&format!("  {}", section.about), 2));
        for example in section.examples {
            text += &format!("      {example}\n");
        }
        if !section.examples.is_empty() {
            text.push('\n');
        }
        let widest = section.fields.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        for (name, means) in section.fields {
            text += &printer.wrapped(&format!("  {name:<widest$}  {means}"), widest + 4);
            text.push('\n');
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text
}
