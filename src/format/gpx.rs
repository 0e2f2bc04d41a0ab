//! GPX: a track is a list of segments of points, the heart rate somewhere in a point's extensions.

use std::mem;

use super::iso_time::FileTimes;
use super::rate_element;
use super::recording::{FileMetadata, Origin, Recording};
use super::sport_words;
use super::time_parsing::number;
use super::track::{Point, Track};
use super::xml::{Elements, Step, attribute, label};

/// The mean radius of the earth in metres.
const EARTH: f64 = 6_371_000.0;

/// A track being read.
#[derive(Default)]
struct Tracked {
    track: Track,
    claims: FileMetadata,
    point: Option<Point>,
    /// Latitude and longitude in degrees of the point and of the one before it in the segment.
    place: Option<(f64, f64)>,
    before: Option<(f64, f64)>,
    distance_m: Option<f64>,
    /// The last time of the segment before.
    ended: Option<i64>,
    times: FileTimes,
    /// A time and a rate that stand outside any point, in a list of their own.
    loose: Point,
}

/// Reads the tracks of a GPX file; each is one recording. A file of routes or places alone gives none.
pub(super) fn read(text: &str) -> Vec<Recording> {
    let mut elements = Elements::new(text);
    let mut recordings = Vec::new();
    let mut device = None;
    let mut track: Option<Tracked> = None;
    while let Some(step) = elements.next() {
        match (step, track.as_mut()) {
            (Step::Open(start), None) => match start.local_name().as_ref() {
                "gpx" => device = attribute(&start, "creator").and_then(|creator| label(&creator)),
                "trk" => {
                    track =
                        Some(Tracked { claims: FileMetadata { device: device.clone(), ..FileMetadata::default() }, ..Tracked::default() });
                }
                _ => {}
            },
            (Step::Open(start), Some(track)) => match start.local_name().as_ref() {
                "trkpt" => {
                    let degrees =
                        |name, most: f64| attribute(&start, name).and_then(|degrees| number(&degrees)).filter(|d| d.abs() <= most);
                    track.point = Some(Point { rate: rate_element::rate_attribute(&start), ..Point::default() });
                    track.place = degrees("lat", 90.0).zip(degrees("lon", 180.0));
                }
                "trkseg" => track.before = None,
                _ => track.add_rate(rate_element::rate_attribute(&start)),
            },
            (Step::Close { name, .. }, Some(_)) if name == "trk" => recordings.extend(track.take().map(Tracked::recording)),
            (Step::Close { name, parent, text }, Some(track)) => track.close(&name, &parent, &text),
            (Step::Close { .. }, None) => {}
        }
    }
    if let Some(last) = recordings.last_mut() {
        last.warnings.append(&mut elements.warnings);
    }
    recordings
}

impl Tracked {
    fn close(&mut self, name: &str, parent: &str, text: &str) {
        if name == "type" && parent == "trk" {
            self.claims.sport = sport_words::word(text);
        } else if name == "trkseg" {
            self.ended = self.track.points.last().and_then(|point| point.time).or(self.ended);
        } else if name == "trkpt" {
            self.add_point();
        } else if let Some(point) = self.point.as_mut() {
            match name {
                "time" if parent == "trkpt" => point.time = point.time.or_else(|| self.times.read(text)),
                "speed" => point.motion.speed_kmh = number(text).map(|metres_a_second| metres_a_second * 3.6),
                "cad" | "cadence" => point.motion.cadence_spm = number(text),
                // Some nest it wrongly, so it is looked for everywhere within the point.
                _ => point.rate = rate_element::first(point.rate, rate_element::rate(name, parent, text)),
            }
        } else {
            self.close_outside_points(name, parent, text);
        }
    }

    /// Some makers list rates with times of their own beside the places.
    fn close_outside_points(&mut self, name: &str, parent: &str, text: &str) {
        if name == "time" {
            // What tells no date here may be a length of time.
            self.loose.time = self.times.read_date(text);
        } else if let Some(rate) = rate_element::rate(name, parent, text) {
            self.loose.rate = Some(rate);
        } else {
            let loose = mem::take(&mut self.loose);
            self.track.points.extend(Some(loose).filter(|loose| loose.time.is_some() && loose.rate.is_some()));
        }
    }

    fn add_rate(&mut self, rate: Option<u16>) {
        if let Some(point) = self.point.as_mut() {
            point.rate = rate_element::first(point.rate, rate);
        }
    }

    fn add_point(&mut self) {
        let Some(mut point) = self.point.take() else { return };
        let place = self.place.take();
        if let (Some(before), Some(here)) = (self.before, place) {
            self.distance_m = Some(self.distance_m.unwrap_or(0.0) + distance(before, here));
        }
        self.before = place.or(self.before);
        point.motion.distance_m = self.distance_m;
        if let Some(time) = point.time
            && let Some(ended) = self.ended.take().filter(|ended| *ended < time)
        {
            // Segments are apart where the timer was stopped or the satellites were lost.
            self.track.add_pause(ended, time);
        }
        if point.time.is_some() || point.rate.is_some() {
            self.track.points.push(point);
        }
    }

    fn recording(mut self) -> Recording {
        self.claims.distance_m = self.distance_m;
        // Strides of one leg on foot, revolutions on a bicycle.
        let on_foot = matches!(self.claims.sport.as_deref(), None | Some("running" | "walking" | "hiking"));
        for point in &mut self.track.points {
            point.motion.cadence_spm = point.motion.cadence_spm.filter(|_| on_foot).map(|strides| 2.0 * strides);
        }
        let mut warnings = Vec::new();
        let started_at = self.times.start(self.track.first(), &mut warnings);
        let (readings, end) = mem::take(&mut self.track).readings(&mut warnings);
        Recording { origin: Origin::Gpx, started_at, setup: None, readings, end, claims: self.claims, warnings }
    }
}

/// The distance over a sphere between two places in degrees, in metres (haversine).
fn distance(from: (f64, f64), to: (f64, f64)) -> f64 {
    let [from_lat, from_lon, to_lat, to_lon] = [from.0, from.1, to.0, to.1].map(f64::to_radians);
    let half = |angle: f64| (angle / 2.0).sin().powi(2);
    let h = half(to_lat - from_lat) + from_lat.cos() * to_lat.cos() * half(to_lon - from_lon);
    2.0 * EARTH * h.clamp(0.0, 1.0).sqrt().asin()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Reading;

    fn rates(recording: &Recording) -> Vec<u16> {
        let rate = |reading: &Reading| match reading {
            Reading::Measurement(measurement) => Some(measurement.rate),
            _ => None,
        };
        recording.readings.iter().filter_map(|stamped| rate(&stamped.reading)).collect()
    }

    #[test]
    fn a_rate_is_found_in_any_namespace_and_the_first_of_two_stands() {
        let point = |second: u8, inner: &str| {
            format!("<trkpt lat=\"40\" lon=\"-105\"><time>2021-04-16T13:37:{second:02}Z</time><extensions>{inner}</extensions></trkpt>")
        };
        let text = format!(
            "<gpx creator=\"X\"><wpt><hr>1</hr></wpt><trk><type>Trail Run</type><trkseg>{}{}{}</trkseg></trk></gpx>",
            point(1, "<a:TrackPointExtension><a:hr>101</a:hr><b:hr>199</b:hr></a:TrackPointExtension>"),
            point(2, "<heartrate>102</heartrate>"),
            point(3, "<odd><odder:hr>103</odder:hr></odd>"),
        );
        let recordings = read(&text);
        assert_eq!(rates(&recordings[0]), [101, 102, 103]);
        assert_eq!(recordings[0].claims.sport.as_deref(), Some("running"));
        assert_eq!(recordings[0].claims.device.as_deref(), Some("X"));
    }

    #[test]
    fn rates_in_attributes_and_in_lists_of_their_own_are_read() {
        let text = "<gpx><trk><trkseg><trkpt lat=\"1\" lon=\"2\" hr=\"101\"><time>2021-4-16T9:37:01Z</time></trkpt>\
            <trkpt lat=\"1\" lon=\"2\"><time>2021-4-16T9:37:02Z</time><extensions><p:heartRate value=\"102\"/></extensions></trkpt>\
            </trkseg><extensions><heartRateTrack><heartRate><time>2021-04-16T09:37:03Z</time><bpm>103</bpm></heartRate>\
            <heartRate><time>2021-04-16T09:37:04Z</time><bpm>104</bpm></heartRate></heartRateTrack></extensions></trk></gpx>";
        let recording = &read(text)[0];
        assert_eq!(rates(recording), [101, 102, 103, 104]);
        assert_eq!((recording.started_at.unwrap().to_string(), recording.end.ms()), ("2021-04-16T09:37:01Z".to_owned(), 3000));
    }

    #[test]
    fn a_track_without_dates_tells_no_start() {
        let recording = &read("<gpx><trk><trkseg><trkpt><time>9:05:07</time><hr>101</hr></trkpt></trkseg></trk></gpx>")[0];
        assert_eq!((rates(recording), recording.started_at), (vec![101], None));
        assert!(recording.warnings[0].contains("no date"));
    }

    #[test]
    fn a_degree_of_the_equator_is_111_km() {
        assert!((distance((0.0, 0.0), (0.0, 1.0)) - 111_194.9).abs() < 0.1);
    }
}
