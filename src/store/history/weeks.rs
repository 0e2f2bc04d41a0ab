//! Past runs week by week, for the trend over weeks.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{HistoryEntry, PastRun, PastState};
use crate::heart::Gain;
use crate::session::Span;

/// A week, Monday to Sunday.
#[derive(Debug, Clone, PartialEq)]
pub struct Week {
    /// Its Monday.
    pub monday: Date,
    /// How many runs were finished.
    pub runs: usize,
    /// Their time without pauses.
    pub timer: Span,
    /// The share of their time below the ceiling, 0 to 1.
    pub easy_share: Option<f64>,
    /// The mean of the rates they ended with, in bpm.
    pub end_bpm: Option<f64>,
    /// The mean of their drifts, in bpm.
    pub drift_bpm: Option<f64>,
    /// Mean speed in km/h and mean rate in bpm at the end of those runs that tell both.
    pub pace: Option<(f64, f64)>,
}

/// The weeks with finished runs, newest first.
pub fn weeks(runs: &[PastRun], zone: &TimeZone) -> Vec<Week> {
    let mut by_monday: BTreeMap<Date, Vec<&HistoryEntry>> = BTreeMap::new();
    for run in runs {
        if let (Some(began), PastState::Finished(entry)) = (run.started_at, &run.state) {
            let day = began.to_zoned(zone.clone()).date();
            let monday = day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days());
            by_monday.entry(monday).or_default().push(entry);
        }
    }
    by_monday.into_iter().rev().map(|(monday, entries)| Week::of(monday, &entries)).collect()
}

/// The rates that the heart had at one speed, so that weeks compare though they were run at different ones.
#[derive(Debug, Clone, PartialEq)]
pub struct SameSpeed {
    /// The speed in km/h: the median of the weeks'.
    pub kmh: f64,
    /// The rate in bpm of each week, in their order; none where it tells no speed.
    pub bpm: Vec<Option<f64>>,
}

impl SameSpeed {
    /// Of weeks, each brought to the median speed by how much faster the runner's heart beats for each km/h more. None unless two weeks
    /// tell their speed, and half of those that tell a rate: what is left would be compared with hardly anything.
    pub fn of(weeks: &[Week], gain: Gain) -> Option<Self> {
        let mut speeds: Vec<f64> = weeks.iter().filter_map(|week| week.pace).map(|(kmh, _)| kmh).collect();
        let rated = weeks.iter().filter(|week| week.end_bpm.is_some()).count();
        if speeds.len() < 2 || 2 * speeds.len() < rated {
            return None;
        }
        speeds.sort_by(f64::total_cmp);
        let kmh = speeds[speeds.len() / 2];
        let bpm = weeks.iter().map(|week| week.pace.map(|(own, bpm)| bpm + gain.bpm_per_kmh * (kmh - own))).collect();
        Some(Self { kmh, bpm })
    }
}

impl Week {
    fn of(monday: Date, entries: &[&HistoryEntry]) -> Self {
        let believed = |entry: &HistoryEntry| entry.in_zone.iter().map(|zone| zone.secs()).sum::<f64>();
        let (mut easy, mut all) = (0.0, 0.0);
        for entry in entries {
            if let Some(share) = entry.easy_share {
                easy += share * believed(entry);
                all += believed(entry);
            }
        }
        Self {
            monday,
            runs: entries.len(),
            timer: entries.iter().map(|entry| entry.timer.since_start()).sum(),
            easy_share: (all > 0.0).then(|| easy / all),
            end_bpm: mean(entries.iter().filter_map(|entry| entry.end_bpm)),
            drift_bpm: mean(entries.iter().filter_map(|entry| entry.drift_bpm)),
            pace: {
                let both = || entries.iter().filter_map(|entry| entry.end_kmh.zip(entry.end_bpm));
                mean(both().map(|(kmh, _)| kmh)).zip(mean(both().map(|(_, bpm)| bpm)))
            },
        }
    }
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0u32), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::session::Timer;

    fn run(began: &str, easy_share: f64, minutes: u64, end_bpm: Option<f64>) -> PastRun {
        let timer = Timer::from_secs(60 * minutes);
        let mut in_zone = [Span::ZERO; 6];
        in_zone[2] = timer.since_start();
        let entry = HistoryEntry { timer, in_zone, easy_share: Some(easy_share), end_bpm, drift_bpm: Some(4.0), ..HistoryEntry::default() };
        PastRun { id: began.to_owned(), path: PathBuf::new(), started_at: Some(began.parse().unwrap()), state: PastState::Finished(entry) }
    }

    #[test]
    fn a_week_goes_from_monday_to_sunday_and_long_runs_weigh_more() {
        // 23 November 2026 is a Monday.
        let runs = [
            run("2026-11-23T06:00:00Z", 0.9, 30, Some(120.0)),
            run("2026-11-22T22:00:00Z", 1.0, 10, Some(130.0)),
            run("2026-11-16T06:00:00Z", 0.5, 30, None),
        ];
        let weeks = weeks(&runs, &TimeZone::UTC);
        assert_eq!(
            weeks.iter().map(|week| (week.monday.to_string(), week.runs)).collect::<Vec<_>>(),
            [("2026-11-23".to_owned(), 1), ("2026-11-16".to_owned(), 2)]
        );
        assert_eq!(weeks[1].timer, Span::from_secs(2400));
        assert!((weeks[1].easy_share.unwrap() - 0.625).abs() < 1e-9);
        assert_eq!((weeks[1].end_bpm, weeks[1].drift_bpm), (Some(130.0), Some(4.0)));
    }

    #[test]
    fn rates_are_brought_to_one_speed_by_the_runners_gain() {
        let week = |pace| Week { pace, ..Week::of(Date::constant(2026, 11, 23), &[]) };
        let weeks = [week(Some((8.0, 120.0))), week(None), week(Some((9.0, 128.0))), week(Some((10.0, 131.0)))];
        let same = SameSpeed::of(&weeks, Gain { bpm_per_kmh: 5.0, ..Gain::TYPICAL }).unwrap();
        assert_eq!((same.kmh, same.bpm), (9.0, vec![Some(125.0), None, Some(128.0), Some(126.0)]));
        assert_eq!(SameSpeed::of(&weeks[..2], Gain::TYPICAL), None);
        let mut both = run("2026-11-23T06:00:00Z", 0.9, 30, Some(120.0));
        if let PastState::Finished(entry) = &mut both.state {
            entry.end_kmh = Some(8.5);
        }
        let runs = [both, run("2026-11-24T06:00:00Z", 0.9, 30, Some(140.0))];
        assert_eq!(super::weeks(&runs, &TimeZone::UTC)[0].pace, Some((8.5, 120.0)), "a run without a speed has no part in it");
    }

    #[test]
    fn a_run_counts_in_the_week_of_where_it_was_run() {
        let late = run("2026-11-22T23:30:00Z", 1.0, 30, None);
        let zone = TimeZone::fixed(jiff::tz::offset(1));
        assert_eq!(weeks(&[late], &zone)[0].monday.to_string(), "2026-11-23");
    }
}
