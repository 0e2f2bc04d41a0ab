//! What holds of every recording, whatever it was read from.

use recovery_run::format::{Export, ExportSummary, Reading, Recording, read};
use recovery_run::heart::{Athlete, ZoneModel};
use recovery_run::session::{Span, Timer};

/// Reads bytes, and checks that what was read is in order and survives a FIT export.
pub(crate) fn sound(bytes: &[u8]) {
    for recording in read(bytes).unwrap_or_default() {
        assert!(recording.readings.is_sorted_by_key(|stamped| stamped.at));
        assert!(recording.readings.last().is_none_or(|last| last.at <= recording.end));
        let export_summary = export_summary(&recording);
        for to in Export::ALL {
            let written = to.write(&recording, &export_summary);
            if to == Export::Fit {
                let again = read(&written).expect("our own export is read");
                assert_eq!(rates(&recording), again.iter().flat_map(rates).collect::<Vec<_>>());
            }
        }
    }
}

fn rates(recording: &Recording) -> Vec<u16> {
    let rate = |reading: &Reading| match reading {
        Reading::Measurement(measurement) => Some(measurement.rate).filter(|rate| (1..255).contains(rate)),
        _ => None,
    };
    recording.readings.iter().filter_map(|stamped| rate(&stamped.reading)).collect()
}

/// An export_summary without a session, which is fuzzed on its own.
fn export_summary(recording: &Recording) -> ExportSummary {
    ExportSummary {
        effort: None,
        recovered_to: None,
        elapsed: recording.end,
        timer: Timer::from_ms(recording.end.ms()),
        distance_m: None,
        prompts: Vec::new(),
        ceiling: 140.0,
        zone_model: ZoneModel::Custom,
        zone_bounds: [100.0, 120.0, 140.0, 160.0, 180.0],
        time_in_zone: [Span::ZERO; 6],
        athlete: Athlete::default(),
    }
}
