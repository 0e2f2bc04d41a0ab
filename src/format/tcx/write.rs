//! A run as TCX with what the schema requires, speed and cadence in Garmin's extension.

use std::fmt::Write as _;

use jiff::Timestamp;

use crate::format::export_laps::{self, Lap};
use crate::format::export_points::{self, Entry, EntryKind, Sample};
use crate::format::export_summary::ExportSummary;
use crate::format::markup::escape;
use crate::format::recording::Recording;
use crate::format::wall_clock::wall_clock;
use crate::session::{Command, DeviceRole, Elapsed};

const HEAD: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8"?>"#,
    "\n",
    r#"<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2""#,
    r#" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:x="http://www.garmin.com/xmlschemas/ActivityExtension/v2""#,
    r#" xsi:schemaLocation="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"#,
    r#" http://www.garmin.com/xmlschemas/TrainingCenterDatabasev2.xsd">"#,
    "\n"
);

/// Writes a recording as TCX. Samples keep their milliseconds; TCX has no room for beats. A pause begins a new track. Where the
/// wall clock is not known the run begins in 1970, and where the distance is not known the laps say 0, since they must say one.
pub fn write(recording: &Recording, export_summary: &ExportSummary) -> String {
    let export_points = export_points::export_points(recording);
    let end = export_summary.elapsed.max(recording.end);
    let laps = export_laps::laps(recording, export_summary, &export_points, end);
    let text = Text { start: recording.started_at.unwrap_or(Timestamp::UNIX_EPOCH), out: String::from(HEAD) };
    text.activity(recording, &laps, &export_points)
}

struct Text {
    start: Timestamp,
    out: String,
}

impl Text {
    fn activity(mut self, recording: &Recording, laps: &[Lap], export_points: &[Entry]) -> String {
        let sport = match export_points::sport(recording).0.as_str() {
            "running" => "Running",
            "cycling" => "Biking",
            _ => "Other",
        };
        self.line(1, "<Activities>");
        self.line(2, &format!(r#"<Activity Sport="{sport}">"#));
        self.line(3, &format!("<Id>{}</Id>", self.time(Elapsed::ZERO)));
        let mut export_points = export_points.iter();
        for lap in laps {
            self.lap_head(lap);
            let mut in_track = false;
            for entry in export_points.by_ref() {
                match &entry.kind {
                    EntryKind::Sample(sample) => {
                        if !in_track {
                            self.line(4, "<Track>");
                            in_track = true;
                        }
                        self.point(entry.at, sample);
                    }
                    EntryKind::Command(Command::Lap) => break,
                    EntryKind::Command(Command::Pause) if in_track => {
                        self.line(4, "</Track>");
                        in_track = false;
                    }
                    EntryKind::Command(_) => {}
                }
            }
            if in_track {
                self.line(4, "</Track>");
            }
            self.line(3, "</Lap>");
        }
        let strap = export_points::device(recording, DeviceRole::HeartRate);
        if let Some(name) = recording.claims.device.clone().or(strap.name) {
            self.line(3, r#"<Creator xsi:type="Device_t">"#);
            self.line(4, &format!("<Name>{}</Name><UnitId>0</UnitId><ProductID>0</ProductID>", escape(&name)));
            self.line(4, "<Version><VersionMajor>0</VersionMajor><VersionMinor>0</VersionMinor></Version>");
            self.line(3, "</Creator>");
        }
        self.line(2, "</Activity>");
        self.line(1, "</Activities>");
        self.out.push_str("</TrainingCenterDatabase>\n");
        self.out
    }

    fn lap_head(&mut self, lap: &Lap) {
        self.line(3, &format!(r#"<Lap StartTime="{}">"#, self.time(lap.start)));
        self.line(4, &format!("<TotalTimeSeconds>{:.3}</TotalTimeSeconds>", lap.timer_s));
        self.line(4, &format!("<DistanceMeters>{:.2}</DistanceMeters>", lap.distance_m.unwrap_or(0.0)));
        self.line(4, "<Calories>0</Calories>");
        for (name, rate) in [("Average", lap.mean_rate()), ("Maximum", lap.max_rate())] {
            if let Some(rate) = rate {
                self.line(4, &format!("<{name}HeartRateBpm><Value>{rate}</Value></{name}HeartRateBpm>"));
            }
        }
        self.line(4, "<Intensity>Active</Intensity>");
        self.line(4, "<TriggerMethod>Manual</TriggerMethod>");
    }

    fn point(&mut self, at: Elapsed, sample: &Sample) {
        let mut point = format!("<Trackpoint><Time>{}</Time>", self.time(at));
        // Writing to a String cannot fail.
        if let Some(metres) = sample.motion.distance_m {
            let _ = write!(point, "<DistanceMeters>{metres:.2}</DistanceMeters>");
        }
        if let Some(rate) = sample.rate {
            let _ = write!(point, "<HeartRateBpm><Value>{rate}</Value></HeartRateBpm>");
        }
        let speed = sample.motion.speed_kmh.map(|kmh| format!("<x:Speed>{:.4}</x:Speed>", kmh / 3.6));
        let strides = sample.motion.cadence_spm.map(|steps| (steps / 2.0).round()).filter(|strides| (0.0..=254.0).contains(strides));
        let cadence = strides.map(|strides| format!("<x:RunCadence>{strides}</x:RunCadence>"));
        if speed.is_some() || cadence.is_some() {
            let inner = speed.unwrap_or_default() + &cadence.unwrap_or_default();
            let _ = write!(point, "<Extensions><x:TPX>{inner}</x:TPX></Extensions>");
        }
        point.push_str("</Trackpoint>");
        self.line(5, &point);
    }

    fn time(&self, at: Elapsed) -> String {
        wall_clock(self.start, at)
    }

    fn line(&mut self, depth: usize, text: &str) {
        self.out.extend(std::iter::repeat_n("  ", depth));
        self.out.push_str(text);
        self.out.push('\n');
    }
}
