//! Every screen in its states as text, in the three windows and for the troubles of a run.

use recovery_run::screen::{
    ChartStyle, Found, Layout, Overlay, Playback, RecordingLine, Start, StrapState, Theme, ThemeName, Ui, Unfinished,
};
use recovery_run::session::{Answer, Command, CueKind, Effort, Elapsed, Feature, Features, Legs, Link, Session, Setup, Talk};
use termprofile::TermProfile;

use crate::picture::{dashboard, start, text_and_colors, theme};
use crate::script::{Run, easy, easy_with_a_told_maximum, whole};

fn ui() -> Ui {
    Ui { recording: RecordingLine::On, ..Ui::new(theme()) }
}

fn keep(name: &str, session: &Session, ui: &Ui, width: u16, height: u16) {
    insta::assert_snapshot!(name, text_and_colors(&dashboard(session, ui, width, height)));
}

fn keep_all(name: &str, session: &Session, ui: &Ui) {
    for (width, height) in [(120, 40), (80, 24), (40, 10)] {
        keep(&format!("{name}_{width}x{height}"), session, ui, width, height);
    }
}

#[test]
fn an_easy_run_is_calm() {
    keep_all("easy", &easy().session, &ui());
}

#[test]
fn each_layout_and_theme_has_its_places_and_colours() {
    let run = easy().order(Command::Lap).towards(118.0, 100).session;
    for layout in [Layout::Far, Layout::Detail] {
        for (width, height) in [(120, 40), (80, 24), (60, 18), (40, 10)] {
            keep(&format!("{}_{width}x{height}", layout.word()), &run, &Ui { layout, ..ui() }, width, height);
        }
    }
    for name in [ThemeName::Dark, ThemeName::Light, ThemeName::HighContrast] {
        keep(&format!("theme_{}_100x32", name.word()), &run, &Ui { theme: theme().named(name), ..ui() }, 100, 32);
    }
    let console = Theme::detect(|key| (key == "TERM").then(|| "linux".to_owned()), true);
    keep("theme_console_80x24", &run, &Ui { theme: console, ..ui() }, 80, 24);
    keep("chart_line_120x40", &run, &Ui { chart: ChartStyle::Line, ..ui() }, 120, 40);
}

#[test]
fn a_run_that_has_just_begun_has_no_number_yet() {
    keep_all("beginning", &Run::new(Legs::Heavy).silence(3).session, &ui());
}

#[test]
fn a_rate_on_its_way_up_earns_an_arrow() {
    let run = easy().haste(0.08).until(134.0, CueKind::Rising);
    assert!(run.session.view().rising);
    keep("rising_80x24", &run.session, &ui(), 80, 24);
}

#[test]
fn each_prompt_takes_the_place_of_the_calm() {
    let eased = easy().haste(0.1).until(130.0, CueKind::EaseOff);
    keep_all("ease_off", &eased.session, &ui());
    let slowed = eased.until(131.0, CueKind::SlowDown);
    keep_all("slow_down", &slowed.session, &ui());
    let walked = slowed.until(148.0, CueKind::Walk);
    keep_all("walk", &walked.session, &ui());
    let settled = walked.haste(0.5).until(112.0, CueKind::Settled).towards(112.0, 2);
    keep_all("settled", &settled.session, &ui());
}

#[test]
fn near_the_maximum_it_says_stop() {
    let run = easy_with_a_told_maximum().until(176.0, CueKind::Stop);
    keep_all("stop", &run.session, &ui());
}

#[test]
fn a_lost_strap_leaves_a_hollow_number_with_its_age() {
    let run = easy().link(Link::Lost).silence(9);
    keep_all("lost", &run.session, &ui());
    let told =
        Ui { trouble: Some("searching for Polar H10 1A2B: nothing heard for 40 s; move it closer to the computer".to_owned()), ..ui() };
    keep_all("lost_for_long", &run.silence(31).session, &told);
}

#[test]
fn a_doubted_rate_says_why() {
    let mut run = easy();
    run.beat(164);
    keep_all("suspect", &run.session, &ui());
    for _ in 0..7 {
        run.beat(165);
    }
}

#[test]
fn a_pause_is_large() {
    keep_all("paused", &easy().order(Command::Pause).silence(95).session, &ui());
    let on = easy().order(Command::Pause).silence(95).order(Command::Resume).towards(116.0, 60).order(Command::Lap).towards(118.0, 100);
    keep_all("after_a_pause_and_a_lap", &on.session, &ui());
}

#[test]
fn the_end_comes_in_steps() {
    let cooling = easy().until(117.0, CueKind::EnoughIsFine).until(117.0, CueKind::CoolDown).towards(110.0, 5);
    keep_all("cool_down", &cooling.session, &ui());
    let done = cooling.until(108.0, CueKind::Done).towards(108.0, 2);
    keep_all("done", &done.session, &ui());
    let over = done.towards(108.0, 128);
    keep_all("over_the_plan", &over.session, &ui());
    keep_all("stopped", &over.order(Command::Stop).session, &ui());
}

#[test]
fn heavy_legs_lower_the_ceiling_inside_zone_2() {
    let run = Run::new(Legs::Heavy).towards(110.0, 400);
    keep("heavy_80x24", &run.session, &ui(), 80, 24);
}

#[test]
fn the_method_warms_up_asks_and_reminds() {
    let begun = Run::by_the_method(Legs::Fresh).haste(1.0).towards(104.0, 70);
    keep_all("warm_up", &begun.session, &ui());
    let hasty = begun.until(123.0, CueKind::StartSlower).towards(123.0, 2);
    keep_all("start_slower", &hasty.session, &ui());
    let formed = hasty.until(115.0, CueKind::Form).towards(115.0, 2);
    keep_all("form", &formed.session, &ui());
    let asked = formed.until(116.0, CueKind::TalkTest).towards(116.0, 2);
    keep_all("talk_test", &asked.session, &ui());
    let tighter = asked.answer(Answer::Talk(Talk::JustAbout)).towards(116.0, 2);
    keep_all("talk_just_about", &tighter.session, &ui());
    let over = tighter.towards(116.0, 200).order(Command::Stop).towards(94.0, 24);
    keep_all("afterwards", &over.session, &ui());
    let rated = over.answer(Answer::Effort(Effort::new(3).unwrap())).towards(90.0, 40);
    keep_all("afterwards_rated", &rated.session, &ui());
}

#[test]
fn an_alpha1_that_is_lower_than_usual_is_told_quietly() {
    let session = crate::script::unusual();
    assert!(session.view().alpha1_is_lower);
    keep_all("lower_than_usual", &session, &ui());
}

#[test]
fn questions_and_help_never_cover_the_number() {
    let run = easy();
    keep_all("confirm_stop", &run.session, &Ui { overlay: Overlay::ConfirmStop, ..ui() });
    keep_all("help", &run.session, &Ui { overlay: Overlay::Help, ..ui() });
}

#[test]
fn a_recording_that_cannot_be_written_is_said_and_the_run_goes_on() {
    let recording = RecordingLine::Suspended("no space left on device; free some, it resumes by itself".to_owned());
    keep_all("recording_suspended", &easy().session, &Ui { recording, ..ui() });
}

#[test]
fn a_replay_tells_its_speed_and_place() {
    let playback = Playback { speed: 60.0, held: false, position: Elapsed::from_secs(754), total: Elapsed::from_secs(2112) };
    let ui = Ui { playback: Some(playback), source_line: Some("replay".to_owned()), ..Ui::new(theme()) };
    keep_all("replay", &easy().session, &ui);
}

/// So many straps in reach, the nearest first, two of them of one name.
fn in_reach(count: usize) -> Vec<Found> {
    let all = [
        ("Polar H10 1A2B3C4D", None, Some(-45), false),
        ("H64", Some("00:02"), Some(-58), false),
        ("H64", Some("00:05"), Some(-66), true),
        ("Garmin HRM-Dual:123456", None, Some(-70), false),
        ("TICKR 99", None, Some(-71), false),
        ("A strap of an uncommonly long name", None, Some(-80), false),
        ("HW9", None, Some(-88), false),
        ("Movesense 1234", None, Some(-90), false),
        ("Suunto", None, None, false),
    ];
    let found = |(name, tail, dbm, remembered): (&str, Option<&str>, _, _)| Found {
        name: name.to_owned(),
        tail: tail.map(str::to_owned),
        dbm,
        remembered,
        ..Found::default()
    };
    all.into_iter().take(count).map(found).collect()
}

#[test]
fn which_strap_is_yours_is_asked_in_the_run_until_it_is_answered() {
    let waiting = Run::new(Legs::Fresh).link(Link::Searching).silence(20);
    for count in [3, 9] {
        keep_all(&format!("which_of_{count}"), &waiting.session, &Ui { offered: in_reach(count), ..ui() });
    }
    let trouble = Some("TICKR 99 is not in reach: it does not show itself; moisten it, put it on".to_owned());
    keep_all("which_of_3_in_trouble", &waiting.session, &Ui { offered: in_reach(3), trouble, ..ui() });
}

#[test]
fn which_strap_is_yours_is_asked_before_the_run_with_all_straps_in_view() {
    let asked = Start { strap: StrapState::Found(in_reach(9)), ..Start::new(theme(), whole(Legs::Fresh), None) };
    for (width, height) in [(80, 24), (40, 10)] {
        insta::assert_snapshot!(format!("start_which_of_9_{width}x{height}"), text_and_colors(&start(&asked, width, height)));
    }
}

#[test]
fn without_colour_or_beyond_ascii_it_says_the_same() {
    let slowed = easy().haste(0.1).until(130.0, CueKind::EaseOff).until(131.0, CueKind::SlowDown);
    let plain = |unicode| Ui { theme: Theme::new(TermProfile::NoColor, unicode), ..ui() };
    keep("no_color_80x24", &slowed.session, &plain(true), 80, 24);
    keep("ascii_80x24", &slowed.session, &plain(false), 80, 24);
    keep("ascii_120x40", &easy().session, &plain(false), 120, 40);
    keep("ascii_40x10", &easy().session, &plain(false), 40, 10);
}

#[test]
fn the_start_screen_leads_from_strap_to_run() {
    let fresh = Start::new(theme(), whole(Legs::Fresh), None);
    let keep = |name: &str, state: Start| {
        for (width, height) in [(80, 24), (40, 10)] {
            insta::assert_snapshot!(format!("start_{name}_{width}x{height}"), text_and_colors(&start(&state, width, height)));
        }
    };
    keep("searching", fresh.clone());
    let found = [("Polar H10 1A2B", Some(-58)), ("Garmin HRM-Dual", Some(-81)), ("TICKR 99", None)];
    let found = found.map(|(name, dbm)| Found { name: name.to_owned(), dbm, ..Found::default() }).to_vec();
    keep("found", Start { strap: StrapState::Found(found), ..fresh.clone() });
    let bpm = recovery_run::heart::Bpm::new(74);
    let connected = StrapState::Connected { name: "Polar H10 1A2B".to_owned(), bpm, battery: Some(82) };
    keep("connected_heavy", Start { strap: connected, setup: whole(Legs::Heavy), ..fresh.clone() });
    let trouble = "bluetooth cannot be used: no adapter was found; plug one in, or press d for the demo".to_owned();
    keep("no_adapter", Start { strap: StrapState::Unavailable, trouble: Some(trouble), ..fresh.clone() });
    keep("adapter_off", Start { strap: StrapState::AdapterOff, ..fresh.clone() });
    let unasked = whole(Legs::Fresh);
    let unasked = Setup { plan: unasked.plan.by(Features::WHOLE.without(&[Feature::CheckIn])), ..unasked };
    keep("without_check_in", Start { setup: unasked, ..fresh.clone() });
    let unfinished = Unfinished { length: Elapsed::from_secs(754), began: "10:02".to_owned(), resumable: true };
    keep("unfinished", Start { unfinished: Some(unfinished), ..fresh });
}
