//! The screens that are not a run: the history and the report. Each is read in every theme and every window, on every terminal.

use std::sync::OnceLock;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::style::Color;
use ratatui::{Terminal, backend::TestBackend};
use recovery_run::heart::HeartRateMeasurement;
use recovery_run::screen::{
    Action, AfterRun, History, HistoryAction, HistoryRow, HistoryTrend, HistoryWeek, Playback, PromptLine, RecordingLine, ReportView,
    ReportWords, Theme, ThemeName, Ui, draw_history, draw_report, last_row_of,
};
use recovery_run::session::{Answer, Command, CueKind, Effort, Elapsed, Event, EventKind, Legs, RunShape, Session, Span};
use termprofile::TermProfile;

use crate::contrast::{PAINTED, is_safe_on_the_console, unreadable};
use crate::picture::{dashboard, text, theme};
use crate::script::Run;

pub(crate) const SIZES: [(u16, u16); 6] = [(40, 10), (60, 18), (80, 24), (100, 32), (120, 40), (160, 50)];

/// A run with a minute and more above the ceiling and prompts that worked, stopped.
pub(crate) fn finished() -> Session {
    static FINISHED: OnceLock<Session> = OnceLock::new();
    let run = || {
        let run = Run::by_the_method(Legs::Fresh).towards(112.0, 240).towards(119.0, 200).towards(115.0, 150);
        let run = run.haste(0.1).until(130.0, CueKind::EaseOff).towards(133.0, 90).haste(0.5).until(112.0, CueKind::Settled);
        run.towards(112.0, 120).order(Command::Stop).session
    };
    FINISHED.get_or_init(run).clone()
}

/// A history of so many runs, the newest first, the last of them damaged.
pub(crate) fn history(runs: usize, theme: Theme) -> History {
    let shape = RunShape::of(&finished());
    let row = |n: usize| HistoryRow {
        began: format!("Thu {:>2} Nov 18:42", 28 - n % 28),
        search: format!("thu {:>2} nov 18:42 2026-11-{:02}", 28 - n % 28, 28 - n % 28),
        note: String::new(),
        timer: Some(Span::from_secs(1500 + 61 * n as u64 % 900)),
        mean_bpm: Some(112.0 + (n % 9) as f64),
        shape,
        easy_share: Some(0.8 + 0.2 * ((n * 7 % 11) as f64 / 10.0)),
        prompts: n % 4,
        drift_bpm: Some((n % 7) as f64 - 2.0),
    };
    let mut rows: Vec<HistoryRow> = (0..runs).map(row).collect();
    if let Some(last) = rows.last_mut() {
        *last = HistoryRow { began: last.began.clone(), note: "damaged: the journal is empty".to_owned(), ..HistoryRow::default() };
    }
    let week = |n: usize| HistoryWeek {
        label: ["Sep", "", "", "", "Oct", "", "", "", "", "Nov", "", ""][n].to_owned(),
        timer: Span::from_secs(if n == 7 { 0 } else { 60 * (50 + 17 * (n as u64 * 5 % 7)) }),
        easy_share: (n != 7).then_some(0.78 + 0.018 * n as f64),
        bpm: (n != 7).then_some(131.0 - 1.2 * n as f64),
    };
    let trend = HistoryTrend {
        weeks: (0..12).map(week).collect(),
        rate_title: "rate at the same speed".to_owned(),
        rate_caption: "at 8.0 km/h".to_owned(),
        runs: format!("{runs} runs since 3 Sep 2026"),
        total: "20 h 12 min, 91 % easy".to_owned(),
    };
    History::new(rows, trend, theme)
}

fn prompts() -> Vec<PromptLine> {
    let line = |at: u64, kind: CueKind, said: &str, outcome: &str, is_good: bool| PromptLine {
        kind,
        at: Elapsed::from_secs(at),
        said: said.to_owned(),
        outcome: outcome.to_owned(),
        is_good,
    };
    vec![
        line(330, CueKind::EaseOff, "ease off", "settled in 0:42", true),
        line(640, CueKind::SlowDown, "slow down", "not enough", false),
        line(1080, CueKind::TalkTest, "could talk", "yes", true),
    ]
}

/// A report of a run with as much to tell as there can be.
pub(crate) fn report() -> ReportView {
    let words = ReportWords {
        title: "Thursday, 26 November 2026, 18:42".to_owned(),
        facts: "30:00, 4.02 km, 7:28 /km".to_owned(),
        easy_share: Some(0.923),
        is_easy: true,
        sentences: vec![
            "Yes, for the most part. 23:08 of 25:04 below the ceiling of 126 bpm, the top of zone 2. The longest time above it in one go was 1:17.".to_owned(),
            "1 of 2 prompts was enough. The heart rate drifted +1 bpm from the first half to the second, your usual 0 (20 runs).".to_owned(),
            "You could talk at 18:00. By alpha1, 1.26, the middle of the run was below your aerobic threshold.".to_owned(),
        ],
        prompts: prompts(),
        notes: vec!["alpha1  1.22 in minutes 5-12, your usual 1.28 (20 runs)".to_owned()],
    };
    ReportView::new(finished(), words)
}

/// A run that is over by so many seconds, with an answer where there is one, and what is told of it.
pub(crate) fn summary(theme: Theme, seconds: u64, effort: Option<u8>) -> (Session, Ui) {
    let mut session = finished();
    let end = session.elapsed().ms();
    for second in 0..seconds {
        let rate = HeartRateMeasurement::of(118 - u16::try_from(second / 2).unwrap());
        session.step(&Event::new(Elapsed::from_ms(end + 1000 * (second + 1)), EventKind::Measurement(rate)));
    }
    if let Some(effort) = effort.and_then(Effort::new) {
        session.step(&Event::new(Elapsed::from_ms(end + 1000 * seconds), EventKind::Answer(Answer::Effort(effort))));
    }
    let after = AfterRun {
        verdict: "done, well run".to_owned(),
        when: "Thursday 26 November, 18:42".to_owned(),
        easy_share: Some(0.923),
        is_easy: true,
        facts: ["mean", "highest", "distance", "pace", "drift", "alpha1", "load"].map(|name| (name, "118 bpm".to_owned())).to_vec(),
        prompts: prompts(),
        drink: "Now: water, and a normal meal with some protein (about 20 g) within two hours.".to_owned(),
        kept: vec!["/home/runner/.local/share/recovery-run/runs".to_owned(), "2026-11-26T18-42-00Z.jsonl".to_owned()],
    };
    let ui = Ui { recording: RecordingLine::On, after: Some(Box::new(after)), ..Ui::new(theme) };
    (session, ui)
}

pub(crate) fn history_drawn(history: &History, (width, height): (u16, u16)) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw_history(frame, history)).unwrap();
    terminal.backend().buffer().clone()
}

pub(crate) fn report_drawn(report: &ReportView, theme: &Theme, (width, height): (u16, u16)) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw_report(frame, report, theme)).unwrap();
    terminal.backend().buffer().clone()
}

fn press(history: &mut History, code: KeyCode) -> Option<HistoryAction> {
    history.press(KeyEvent::new(code, KeyModifiers::NONE))
}

/// The history in each of its states.
fn states(theme: Theme) -> Vec<(&'static str, History)> {
    let after = |keys: &str| {
        let mut history = history(41, theme);
        for key in keys.chars() {
            press(&mut history, KeyCode::Char(key));
        }
        history
    };
    let mut told = history(41, theme);
    told.tell("written: /home/runner/recovery-run-2026-11-26.fit".to_owned());
    vec![
        ("list", after("")),
        ("second", after("j")),
        ("last", after("G")),
        ("searching", after("/nov 2026")),
        ("nothing found", after("/zzz")),
        ("exporting", after("e")),
        ("told", told),
        ("empty", history(0, theme)),
    ]
}

/// Every screen in every state as drawn, with words for where it is.
fn every(theme: Theme) -> Vec<(String, Buffer)> {
    let mut drawn = Vec::new();
    for size in SIZES {
        for (state, history) in states(theme) {
            drawn.push((format!("history, {state}, {size:?}"), history_drawn(&history, size)));
        }
        for (seconds, effort) in [(0, None), (38, None), (70, Some(3)), (70, Some(10))] {
            let (session, ui) = summary(theme, seconds, effort);
            drawn.push((format!("summary after {seconds} s, {effort:?}, {size:?}"), dashboard(&session, &ui, size.0, size.1)));
        }
        let mut report = report();
        drawn.push((format!("report, {size:?}"), report_drawn(&report, &theme, size)));
        report.press(KeyEvent::new(KeyCode::End, KeyModifiers::NONE), last_row_of(&report, &theme, size));
        drawn.push((format!("report's end, {size:?}"), report_drawn(&report, &theme, size)));
        report.press(KeyEvent::new(KeyCode::Char('e'), KeyModifiers::NONE), 0);
        drawn.push((format!("report, exporting, {size:?}"), report_drawn(&report, &theme, size)));
    }
    drawn
}

#[test]
fn every_letter_is_read_in_every_theme_and_window() {
    for name in PAINTED {
        let theme = theme().named(name);
        for (place, drawn) in every(theme) {
            let bad = unreadable(&drawn, &theme.palette());
            assert!(bad.is_empty(), "{name:?}, {place}: {bad:?}");
        }
    }
}

#[test]
fn the_console_and_plain_terminals_are_sent_only_what_they_have() {
    let vars =
        |key: &str| [("TERM", "linux"), ("LANG", "C.UTF-8")].iter().find(|(name, _)| *name == key).map(|(_, value)| (*value).to_owned());
    for (place, drawn) in every(Theme::detect(vars, true)) {
        for cell in &drawn.content {
            assert!(cell.symbol().chars().all(is_safe_on_the_console), "{place}: {:?}", cell.symbol());
        }
    }
    for (place, drawn) in every(Theme::new(TermProfile::NoTty, false)) {
        assert!(text(&drawn).is_ascii(), "{place}: {}", text(&drawn));
    }
}

#[test]
fn without_colour_there_is_none() {
    for theme in [Theme::new(TermProfile::NoColor, true), theme().named(ThemeName::Plain)] {
        for (place, drawn) in every(theme) {
            let plain = |cell: &ratatui::buffer::Cell| [cell.fg, cell.bg] == [Color::Reset; 2];
            assert!(drawn.content.iter().all(plain), "{place}");
        }
    }
}

#[test]
fn the_chosen_run_is_in_sight_in_any_window() {
    for size in SIZES.into_iter().chain([(20, 4), (200, 8)]) {
        let mut history = history(500, theme());
        for _ in 0..37 {
            press(&mut history, KeyCode::PageDown);
        }
        assert_eq!(press(&mut history, KeyCode::Enter), Some(HistoryAction::Open(370)));
        let drawn = text(&history_drawn(&history, size));
        assert!(drawn.contains("▸ Thu 22 Nov"), "{size:?}: {drawn}");
    }
}

#[test]
fn a_window_however_small_takes_either_screen_and_every_row_of_a_report_is_reached() {
    for width in [0, 1, 2, 7, 20, 40, 75, 101, 200] {
        for height in [0, 1, 2, 3, 5, 9, 14, 21, 35, 60] {
            history_drawn(&history(9, theme()), (width, height));
            let (session, ui) = summary(theme(), 20, None);
            dashboard(&session, &ui, width, height);
            let mut report = report();
            let last = last_row_of(&report, &theme(), (width, height));
            report.press(KeyEvent::new(KeyCode::End, KeyModifiers::NONE), last);
            let drawn = text(&report_drawn(&report, &theme(), (width, height)));
            assert!(width < 75 || height < 3 || drawn.contains("your usual 1.28"), "{width}x{height}: {drawn}");
        }
    }
}

#[test]
fn what_is_above_the_ceiling_has_another_colour_than_the_rest_of_the_run() {
    let theme = theme().named(ThemeName::Dark);
    let drawn = history_drawn(&history(9, theme), (120, 40));
    let over = Color::Rgb(0xE6, 0xA0, 0x00);
    let shapes: Vec<_> = drawn.content.iter().filter(|cell| "▁▂▃▄▅▆▇".contains(cell.symbol())).collect();
    let (above, below): (Vec<_>, Vec<_>) = shapes.into_iter().partition(|cell| cell.symbol() == "▇" && cell.fg == over);
    assert!(above.len() > 8 && below.len() > 100, "{} {}", above.len(), below.len());
}

#[test]
fn each_screen_is_kept_as_it_is_drawn() {
    for size @ (width, height) in [(120, 40), (80, 24), (40, 10)] {
        insta::assert_snapshot!(format!("history_{width}x{height}"), text(&history_drawn(&history(41, theme()), size)));
        let (session, ui) = summary(theme(), 38, Some(3));
        insta::assert_snapshot!(format!("summary_{width}x{height}"), text(&dashboard(&session, &ui, width, height)));
        insta::assert_snapshot!(format!("report_{width}x{height}"), text(&report_drawn(&report(), &theme(), size)));
    }
}

/// The columns of the recovery's bar that are filled, after so many seconds.
fn filled_after(seconds: u64) -> usize {
    let (session, ui) = summary(theme(), seconds, None);
    let drawn = dashboard(&session, &ui, 120, 40);
    let rows: Vec<String> = text(&drawn).lines().map(str::to_owned).collect();
    // In the last row of the number, right of the share and its word.
    rows[12].chars().skip(62).filter(|glyph| *glyph == '█').count()
}

#[test]
fn the_recovery_ticks_for_a_minute_and_its_bar_fills_once() {
    let filled: Vec<usize> = [1, 15, 31, 46, 61, 80].map(filled_after).to_vec();
    assert!(filled.windows(2).all(|pair| pair[0] <= pair[1]), "{filled:?}");
    assert!(filled[0] <= 1 && (14..=18).contains(&filled[2]) && filled[4] == 32 && filled[5] == 32, "{filled:?}");
    for (seconds, told) in [(38, "38 s"), (38, "stand still until 60 "), (80, "60 s")] {
        let (session, ui) = summary(theme(), seconds, None);
        assert!(text(&dashboard(&session, &ui, 120, 40)).contains(told), "{seconds}: {told}");
    }
}

#[test]
fn digits_rate_the_effort_and_the_summary_leaves_with_a_key() {
    let (session, mut ui) = summary(theme(), 20, None);
    let press = |ui: &mut Ui, code: KeyCode| ui.press(KeyEvent::new(code, KeyModifiers::NONE), &session.view());
    assert_eq!(press(&mut ui, KeyCode::Char('3')), Some(Action::Answer(Answer::Effort(Effort::new(3).unwrap()))));
    for code in [KeyCode::Enter, KeyCode::Esc, KeyCode::Char('q')] {
        assert_eq!(press(&mut ui, code), Some(Action::Quit), "{code:?}");
    }
    assert_eq!(press(&mut ui, KeyCode::Char('t')), Some(Action::Refresh), "the theme can be changed here as well");
    // A recording was answered long ago.
    let played = Playback { speed: 1.0, held: false, position: session.elapsed(), total: session.elapsed() };
    let mut replay = Ui { playback: Some(played), ..ui };
    assert_eq!(press(&mut replay, KeyCode::Char('3')), None);
    assert_eq!(press(&mut replay, KeyCode::Char('q')), Some(Action::Quit));
    assert!(!text(&dashboard(&session, &replay, 120, 40)).contains("HOW HARD"));
}

#[test]
fn what_was_not_enough_is_told_quietly_and_never_in_a_colour_that_scolds() {
    let theme = theme().named(ThemeName::Dark);
    let (session, ui) = summary(theme, 61, Some(3));
    let drawn = dashboard(&session, &ui, 120, 40);
    let (quiet, well) = (Color::Rgb(0x8F, 0x9B, 0xA8), Color::Rgb(0x34, 0xDD, 0xB3));
    for (told, color) in [("not enough", quiet), ("settled in 0:42", well)] {
        let rows = text(&drawn);
        let (y, row) = rows.lines().enumerate().find(|(_, row)| row.contains(told)).unwrap();
        let x = row[..row.find(told).unwrap()].chars().count();
        assert_eq!(drawn[(x as u16, y as u16)].fg, color, "{told}");
    }
}
