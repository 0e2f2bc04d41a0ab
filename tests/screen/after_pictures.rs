//! The README's pictures of what follows a run: kept equal to what is drawn, as those of the run itself.

use recovery_run::format::{FileMetadata, Origin};
use recovery_run::heart::HeartRateMeasurement;
use recovery_run::report::{self, Provenance};
use recovery_run::screen::{History, HistoryRow, HistoryTrend, HistoryWeek, RecordingLine, ThemeName, Ui};
use recovery_run::session::{Answer, Command, CueKind, Effort, Elapsed, Event, EventKind, Legs, RunShape, Session, Span, Talk};

use crate::after::history_drawn;
use crate::picture::{DARK, dashboard, theme};
use crate::pictures::keep_screen;
use crate::script::Run;

/// Half an hour with two prompts, stopped; higher by some bpm from the sixth minute on.
fn half_an_hour(higher: f64) -> Run {
    let chats = |run: Run, rate: f64| run.until(rate, CueKind::TalkTest).answer(Answer::Talk(Talk::Yes));
    let rises = Run::by_the_method(Legs::Fresh).towards(104.0, 150).towards(114.0, 150).towards(116.0 + higher, 120);
    let eased = chats(rises, 117.0).haste(0.1).until(130.0, CueKind::EaseOff).haste(0.4).until(114.0, CueKind::Settled);
    let again = eased.towards(115.0 + higher, 300).haste(0.12).until(131.0, CueKind::EaseOff).until(134.0, CueKind::SlowDown);
    let slowed = chats(again.haste(0.4).until(113.0, CueKind::Settled), 117.0 + higher).towards(117.0 + higher, 500);
    let chatted = chats(slowed, 110.0);
    let left = 1800 - chatted.session.elapsed().ms() / 1000;
    chatted.towards(100.0, left + 1).order(Command::Stop)
}

/// What the run's end looks like so many seconds after it.
fn ended(seconds: u64) -> Session {
    let mut session = half_an_hour(0.0).session;
    let end = session.elapsed().ms();
    let last = session.samples().last().map_or(100, |sample| u16::from(sample.bpm.whole()));
    for second in 1..=seconds {
        let rate = HeartRateMeasurement::of(last - u16::try_from(second * 24 / 38).expect("a minute fits"));
        session.step(&Event::new(Elapsed::from_ms(end + 1000 * second), EventKind::Measurement(rate)));
    }
    let effort = Effort::new(2).expect("2 of 10 is an effort");
    session.step(&Event::new(Elapsed::from_ms(end + 1000 * seconds), EventKind::Answer(Answer::Effort(effort))));
    session
}

#[test]
fn the_readme_shows_the_summary_as_it_is_drawn() {
    let session = ended(38);
    let from = Provenance {
        file: None,
        origin: Origin::Strap,
        format: "journal",
        started_at: None,
        claims: FileMetadata::default(),
        warnings: Vec::new(),
    };
    let kept = ["~/.local/share/recovery-run/runs", "2026-11-26T17-42-00Z.jsonl", "and a .fit beside it, on leaving"];
    let after = report::after_run(&session, &from, Some("Thursday 26 November, 18:42"), kept.map(str::to_owned).to_vec());
    let ui = Ui { recording: RecordingLine::On, after: Some(Box::new(after)), ..Ui::new(theme().named(ThemeName::Dark)) };
    keep_screen("screen-summary.svg", &dashboard(&session, &ui, 120, 40), DARK);
}

/// Runs of four kinds over some weeks.
fn history() -> History {
    let shapes = [0.0, 4.0, -3.0, 8.0].map(|higher| RunShape::of(&half_an_hour(higher).session));
    let days =
        ["Thu 26 Nov", "Tue 24 Nov", "Sun 22 Nov", "Fri 20 Nov", "Wed 18 Nov", "Mon 16 Nov", "Sat 14 Nov", "Thu 12 Nov", "Tue 10 Nov"];
    let earlier =
        ["Sun  8 Nov", "Fri  6 Nov", "Wed  4 Nov", "Mon  2 Nov", "Sat 31 Oct", "Thu 29 Oct", "Tue 27 Oct", "Sun 25 Oct", "Fri 23 Oct"];
    let times = ["18:42", "18:10", "9:05", "18:51", "6:58"];
    let row = |(n, day): (usize, &&str)| HistoryRow {
        began: format!("{day} {:>5}", times[n % times.len()]),
        search: String::new(),
        note: String::new(),
        timer: Some(Span::from_secs([1964, 1220, 1488, 2105, 1830][n * 7 % 5])),
        mean_bpm: Some([116.0, 119.0, 117.0, 113.0, 115.0, 121.0][n * 5 % 6] + n as f64 * 0.2),
        shape: shapes[n * 3 % 4],
        easy_share: Some([0.89, 0.95, 0.93, 0.96, 0.91, 1.0, 0.83][n * 3 % 7]),
        prompts: [2, 0, 1, 1, 3][n % 5],
        drift_bpm: Some([1.0, 2.0, 0.0, -1.0, 3.0][n * 2 % 5]),
    };
    let week = |n: usize| HistoryWeek {
        label: ["Sep", "", "", "", "Oct", "", "", "", "Nov", "", "", ""][n].to_owned(),
        timer: Span::from_secs(60 * [78, 80, 62, 104, 74, 81, 106, 64, 102, 84, 121, 82][n]),
        easy_share: Some([0.8, 0.81, 0.82, 0.84, 0.83, 0.86, 0.9, 0.92, 0.93, 0.92, 0.94, 0.95][n]),
        bpm: Some([131.0, 129.0, 131.0, 127.0, 126.0, 127.0, 123.0, 122.0, 123.0, 120.0, 119.0, 117.0][n]),
    };
    let trend = HistoryTrend {
        weeks: (0..12).map(week).collect(),
        rate_title: "rate at the same speed".to_owned(),
        rate_caption: "at 8.0 km/h".to_owned(),
        runs: "41 runs since 3 Sep 2026".to_owned(),
        total: "20 h 12 min, 91 % easy".to_owned(),
    };
    let shown = days.iter().chain(earlier.iter().cycle()).take(41);
    History::new(shown.enumerate().map(row).collect(), trend, theme().named(ThemeName::Dark))
}

#[test]
fn the_readme_shows_the_history_as_it_is_drawn() {
    keep_screen("screen-history.svg", &history_drawn(&history(), (120, 36)), DARK);
}
