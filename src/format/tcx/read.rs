//! TCX, Garmin's Training Center XML: an activity is a list of laps of tracks of points.

use std::mem;

use crate::format::iso_time::{FileTimes, wall};
use crate::format::rate_element;
use crate::format::recording::{FileMetadata, LapTotals, Origin, Recording};
use crate::format::time_parsing::number;
use crate::format::track::{Point, Track};
use crate::format::xml::{Elements, Step, attribute, label};

use crate::session::Command;

/// An activity being read.
#[derive(Default)]
struct Activity {
    track: Track,
    claims: FileMetadata,
    laps: usize,
    /// When the present lap begins, as it says itself, in milliseconds.
    lap_begins: Option<i64>,
    /// The last point of the track before, within the same lap.
    track_ended: Option<i64>,
    point: Point,
    in_point: bool,
    times: FileTimes,
    /// A lap has begun that is not yet told: it begins with its first point.
    new_lap: bool,
}

/// Reads the activities of a TCX file; each is one recording. A file of workouts or courses gives none.
pub(in crate::format) fn read(text: &str) -> Vec<Recording> {
    let mut elements = Elements::new(text);
    let mut recordings = Vec::new();
    let mut activity: Option<Activity> = None;
    while let Some(step) = elements.next() {
        match (step, activity.as_mut()) {
            (Step::Open(start), _) if start.local_name().as_ref() == "Activity" => {
                let claims = FileMetadata { sport: attribute(&start, "Sport").map(|sport| word(&sport)), ..FileMetadata::default() };
                activity = Some(Activity { claims, ..Activity::default() });
            }
            (Step::Open(start), Some(activity)) => {
                activity.open(start.local_name().as_ref(), || attribute(&start, "StartTime"));
                activity.add_rate(rate_element::rate_attribute(&start));
            }
            (Step::Close { name, .. }, Some(_)) if name == "Activity" => recordings.extend(activity.take().map(Activity::recording)),
            (Step::Close { name, parent, text }, Some(activity)) => activity.close(&name, &parent, &text),
            (_, None) => {}
        }
    }
    if let Some(last) = recordings.last_mut() {
        last.warnings.append(&mut elements.warnings);
    }
    recordings
}

/// TCX knows three sports; FIT's words for them.
fn word(sport: &str) -> String {
    match sport {
        "Running" => "running".to_owned(),
        "Biking" => "cycling".to_owned(),
        "Other" => "generic".to_owned(),
        other => label(&other.to_lowercase()).unwrap_or_default(),
    }
}

impl Activity {
    fn open(&mut self, name: &str, start_time: impl Fn() -> Option<String>) {
        match name {
            "Lap" => {
                self.laps += 1;
                self.claims.lap_totals.push(LapTotals::default());
                self.lap_begins = start_time().and_then(|time| wall(&time));
                // A break between laps is seen at the tracks within the next one.
                (self.track_ended, self.new_lap) = (None, self.laps > 1);
            }
            "Trackpoint" => (self.point, self.in_point) = (Point::default(), true),
            _ => {}
        }
    }

    fn close(&mut self, name: &str, parent: &str, text: &str) {
        match (name, parent) {
            ("Time", "Trackpoint") => self.point.time = self.point.time.or_else(|| self.times.read(text)),
            ("DistanceMeters", "Trackpoint") => self.point.motion.distance_m = number(text),
            ("Speed", "TPX") => self.point.motion.speed_kmh = number(text).map(|metres_a_second| metres_a_second * 3.6),
            // Strides of one leg, as in FIT.
            ("RunCadence", "TPX") => self.point.motion.cadence_spm = number(text).map(|strides| 2.0 * strides),
            ("Trackpoint", _) => self.add_point(),
            ("Track", _) => self.track_ended = self.track.points.last().and_then(|point| point.time).or(self.track_ended),
            ("TotalTimeSeconds", "Lap") => self.lap_total(text, |lap| &mut lap.timer_s, |claims| &mut claims.timer_s),
            ("DistanceMeters", "Lap") => self.lap_total(text, |lap| &mut lap.distance_m, |claims| &mut claims.distance_m),
            ("Name", "Creator") => self.claims.device = label(text),
            // Where two devices wrote a rate into one point, the first stands.
            _ => self.add_rate(rate_element::rate(name, parent, text)),
        }
    }

    fn add_rate(&mut self, rate: Option<u16>) {
        if self.in_point {
            self.point.rate = rate_element::first(self.point.rate, rate);
        }
    }

    /// What a lap says of itself, which is a part of what the whole comes to.
    fn lap_total(
        &mut self,
        text: &str,
        of_lap: impl Fn(&mut LapTotals) -> &mut Option<f64>,
        of_all: impl Fn(&mut FileMetadata) -> &mut Option<f64>,
    ) {
        let told = number(text);
        if let Some(lap) = self.claims.lap_totals.last_mut() {
            add(of_lap(lap), told);
        }
        add(of_all(&mut self.claims), told);
    }

    fn add_point(&mut self) {
        let point = mem::take(&mut self.point);
        self.in_point = false;
        if let Some(time) = point.time {
            if mem::take(&mut self.new_lap) {
                self.track.commands.push((self.lap_begins.filter(|begin| *begin <= time).unwrap_or(time), Command::Lap));
            }
            // A lap's tracks are apart where the timer was stopped.
            if let Some(ended) = self.track_ended.take().filter(|ended| *ended < time) {
                self.track.add_pause(ended, time);
            }
        }
        if point.time.is_some() || point.rate.is_some() {
            self.track.points.push(point);
        }
    }

    fn recording(mut self) -> Recording {
        self.claims.laps = (self.laps > 0).then_some(self.laps);
        let mut warnings = Vec::new();
        let started_at = self.times.start(self.track.first(), &mut warnings);
        let (readings, end) = self.track.readings_beside(&mut self.claims.timer_s, &mut warnings);
        Recording { origin: Origin::Tcx, started_at, setup: None, readings, end, claims: self.claims, warnings }
    }
}

fn add(sum: &mut Option<f64>, more: Option<f64>) {
    if let Some(more) = more.filter(|more| *more >= 0.0) {
        *sum = Some(sum.unwrap_or(0.0) + more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Reading;

    fn point(time: &str, inner: &str) -> String {
        format!("<Trackpoint><Time>2025-10-24T15:{time}Z</Time>{inner}</Trackpoint>")
    }

    fn rate(rate: u16) -> String {
        format!("<HeartRateBpm><Value>{rate}</Value></HeartRateBpm>")
    }

    fn activity(tracks: &str) -> String {
        format!(
            "<Activity Sport=\"Running\"><Lap StartTime=\"2025-10-24T15:00:00Z\"><TotalTimeSeconds>5</TotalTimeSeconds>{tracks}</Lap></Activity>"
        )
    }

    fn file(activities: &str) -> String {
        format!("<t:TrainingCenterDatabase><Activities>{activities}</Activities></t:TrainingCenterDatabase>")
    }

    fn readings(recording: &Recording) -> Vec<String> {
        let show = |reading: &Reading| match reading {
            Reading::Measurement(measurement) => measurement.rate.to_string(),
            Reading::Command(command) => command.word().to_owned(),
            _ => String::new(),
        };
        recording.readings.iter().map(|stamped| format!("{} {}", stamped.at.ms() / 1000, show(&stamped.reading))).collect()
    }

    #[test]
    fn the_first_of_two_rates_of_a_point_stands() {
        let text = file(&activity(&format!("<Track>{}</Track>", point("00:00", &(rate(100) + &rate(180))))));
        assert_eq!(readings(&read(&text)[0]), ["0 100"]);
    }

    #[test]
    fn a_rate_is_found_in_other_elements_of_a_point_and_in_no_summary() {
        for rate in [
            "<HeartRateBpm>101</HeartRateBpm>",
            "<x:HeartRateBpm><x:Value>101</x:Value></x:HeartRateBpm>",
            "<Extensions><ns3:TPX><ns3:HeartRate>101</ns3:HeartRate></ns3:TPX></Extensions>",
            "<Extensions><bpm>101</bpm></Extensions>",
            "<HeartRateBpm value=\"101\"/>",
        ] {
            let lap = "<AverageHeartRateBpm><Value>90</Value></AverageHeartRateBpm><HeartRateBpm><Value>91</Value></HeartRateBpm>";
            let text = file(&activity(&format!("{lap}<Track>{}</Track>", point("00:00", rate))));
            assert_eq!(readings(&read(&text)[0]), ["0 101"], "{rate}");
        }
    }

    #[test]
    fn points_without_a_date_or_from_before_all_recordings_tell_no_start() {
        for [first, second] in [["23:59:59", "0:00:01"], ["1970-01-01T00:00:00Z", "1970-01-01T00:00:02Z"]] {
            let points: String = [(first, 100), (second, 101)]
                .map(|(time, bpm)| format!("<Trackpoint><Time>{time}</Time>{}</Trackpoint>", rate(bpm)))
                .concat();
            let recording = &read(&file(&activity(&format!("<Track>{points}</Track>"))))[0];
            assert_eq!((readings(recording), recording.started_at), (vec!["0 100".to_owned(), "2 101".to_owned()], None));
            assert!(recording.warnings[0].contains("no date"), "{:?}", recording.warnings);
        }
    }

    #[test]
    fn rates_whose_times_are_not_understood_are_not_put_at_the_start() {
        let points = (100..110).map(|bpm| format!("<Trackpoint><Time>noon</Time>{}</Trackpoint>", rate(bpm))).collect::<String>();
        let recording = &read(&file(&activity(&format!("<Track>{points}</Track>"))))[0];
        assert!(readings(recording).is_empty());
        assert!(recording.warnings[0].contains("10 of its 10 heart rates have no time"), "{:?}", recording.warnings);
    }

    #[test]
    fn tracks_apart_are_a_pause_and_laps_are_laps() {
        let [one, two] = [point("00:00", &rate(100)), point("01:00", &rate(90))].map(|point| format!("<Track>{point}</Track>"));
        let next = point("01:30", &rate(110));
        let text = activity(&(one + &two)).replace(
            "</Activity>",
            &format!(
                "<Lap StartTime=\"2025-10-24T15:01:20Z\"><TotalTimeSeconds>7</TotalTimeSeconds><Track>{next}</Track></Lap></Activity>"
            ),
        );
        let recording = &read(&file(&text))[0];
        assert_eq!(readings(recording), ["0 100", "0 pause", "60 90", "60 resume", "80 lap", "90 110"]);
        assert_eq!((recording.claims.timer_s, recording.claims.laps), (Some(12.0), Some(2)));
    }

    #[test]
    fn every_activity_is_one_and_a_cut_keeps_what_came_before() {
        let one = activity(&format!("<Track>{}</Track>", point("00:00", &rate(100))));
        let text = file(&one.repeat(2));
        assert_eq!(read(&text).len(), 2);
        let cut = read(&text[..text.rfind("</Value>").unwrap()]);
        assert_eq!(cut.len(), 2);
        assert_eq!(readings(&cut[1]), ["0 100"]);
        assert!(cut[1].warnings[0].contains("damaged"));
    }
}
