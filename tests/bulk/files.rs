//! Small recordings and archives.

use std::io::{Cursor, Write as _};

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Rates of a run of four minutes in November 2026, each day's its own.
pub fn rates(day: u64) -> impl Iterator<Item = (u64, u64)> {
    (0..=240).map(move |at| (at, 110 + day + (at * (day + 3) / 40) % 23))
}

/// A TCX file of that day's run.
pub fn tcx(day: u64) -> Vec<u8> {
    let start = format!("2026-11-{day:02}T06:00:00Z");
    let points: String = rates(day)
        .map(|(at, bpm)| {
            let time = format!("2026-11-{day:02}T06:{:02}:{:02}Z", at / 60, at % 60);
            format!("<Trackpoint><Time>{time}</Time><HeartRateBpm><Value>{bpm}</Value></HeartRateBpm></Trackpoint>")
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?><TrainingCenterDatabase><Activities><Activity Sport=\"Running\"><Id>{start}</Id><Lap StartTime=\"{start}\">\
         <TotalTimeSeconds>240</TotalTimeSeconds><Track>{points}</Track></Lap></Activity></Activities></TrainingCenterDatabase>"
    )
    .into_bytes()
}

/// The same without heart rate.
pub fn tcx_without_heart_rate(day: u64) -> Vec<u8> {
    String::from_utf8(tcx(day)).unwrap().replace("HeartRateBpm", "Other").into_bytes()
}

/// A GPX file of that day's run.
pub fn gpx(day: u64) -> Vec<u8> {
    let points: String = rates(day)
        .map(|(at, bpm)| {
            let time = format!("2026-11-{day:02}T06:{:02}:{:02}Z", at / 60, at % 60);
            format!(
                "<trkpt lat=\"52.0\" lon=\"13.0\"><time>{time}</time><extensions><gpxtpx:TrackPointExtension><gpxtpx:hr>{bpm}</gpxtpx:hr>\
                 </gpxtpx:TrackPointExtension></extensions></trkpt>"
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?><gpx xmlns:gpxtpx=\"http://www.garmin.com/xmlschemas/TrackPointExtension/v1\"><trk><type>running</type>\
         <trkseg>{points}</trkseg></trk></gpx>"
    )
    .into_bytes()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
