//! What holds for every screen: nothing is covered, nothing jumps, nothing looks alive that is not, nothing is wasted.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};
use recovery_run::heart::HeartRateMeasurement;
use recovery_run::screen::{
    Action, Found, KEYS, Layout, Overlay, Playback, Purpose, RecordingLine, Scope, Screen, Start, StrapState, Theme, ThemeName, Ui,
};
use recovery_run::session::{Answer, Command, CueKind, DeviceInfo, Effort, Elapsed, Event, EventKind, Legs, Link, Session, Span, Talk};
use termprofile::TermProfile;

use crate::picture::{dashboard, start, text, theme};
use crate::script::{Run, easy, setup};

fn ui() -> Ui {
    Ui { recording: RecordingLine::On, ..Ui::new(theme()) }
}

/// Rows of a screen as text.
fn rows(buffer: &Buffer) -> Vec<String> {
    text(buffer).lines().map(str::to_owned).collect()
}

fn press(ui: &mut Ui, code: KeyCode, session: &Session) -> Option<Action> {
    ui.press(KeyEvent::new(code, KeyModifiers::NONE), &session.view())
}

#[test]
fn without_colour_there_is_none_and_a_prompt_still_stands_out() {
    let slowed = easy().haste(0.1).until(130.0, CueKind::EaseOff);
    let ui = Ui { theme: Theme::new(TermProfile::NoColor, true), ..ui() };
    for (width, height) in [(120, 40), (80, 24), (40, 10)] {
        let drawn = dashboard(&slowed.session, &ui, width, height);
        assert!(drawn.content.iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset));
        assert!(drawn.content.iter().filter(|cell| cell.modifier.contains(Modifier::REVERSED)).count() >= usize::from(width) - 6);
    }
}

#[test]
fn a_number_chooses_a_strap_in_the_run_only_while_the_list_is_in_view() {
    let run = Run::new(Legs::Fresh).link(Link::Searching).silence(20);
    let strap = Found { name: "TICKR".to_owned(), ..Found::default() };
    let mut asked = Ui { offered: vec![strap; 2], ..ui() };
    assert_eq!(press(&mut asked, KeyCode::Char('2'), &run.session), Some(Action::Pick(1)));
    assert_eq!(press(&mut asked, KeyCode::Char('3'), &run.session), None);
    for (width, height) in [(120, 40), (80, 24), (40, 10)] {
        assert!(text(&dashboard(&run.session, &asked, width, height)).contains("which strap is yours? press 1-2"));
    }
    let lone = Ui { offered: asked.offered[..1].to_vec(), ..asked.clone() };
    assert!(text(&dashboard(&run.session, &lone, 40, 10)).contains("is this strap yours? press 1"));
    press(&mut asked, KeyCode::Char('q'), &run.session);
    assert!(!text(&dashboard(&run.session, &asked, 40, 10)).contains("which strap"));
    assert_eq!(press(&mut asked, KeyCode::Char('2'), &run.session), Some(Action::Redraw), "it answers whether to stop");
    let over = run.order(Command::Stop);
    assert_eq!(press(&mut asked, KeyCode::Char('2'), &over.session), None);
    assert!(!text(&dashboard(&over.session, &asked, 80, 24)).contains("which strap"));
}

#[test]
fn plain_terminals_are_sent_ascii_alone() {
    let ui = Ui { theme: Theme::new(TermProfile::NoTty, false), ..ui() };
    let slowed = easy().haste(0.1).until(130.0, CueKind::EaseOff);
    let paused = easy().order(Command::Pause).silence(20);
    for run in [easy(), slowed, easy().link(Link::Lost).silence(40), paused] {
        for (width, height) in [(120, 40), (80, 24), (40, 10), (20, 3)] {
            assert!(text(&dashboard(&run.session, &ui, width, height)).is_ascii());
        }
    }
}

#[test]
fn a_stale_or_doubted_number_is_thin_and_quiet_and_never_pointed_at() {
    let mut jumped = easy();
    jumped.beat(164);
    let mut believed = easy().towards(164.0, 0);
    believed.beat(120);
    let ink = |session: &Session| {
        let drawn = dashboard(session, &ui(), 80, 24);
        let digits = (2..11).flat_map(|y| (4..42).map(move |x| (x, y))).map(|at| drawn[at].clone());
        digits.filter(|cell| cell.symbol() != " ").collect::<Vec<_>>()
    };
    let solid = ink(&easy().session).len();
    for run in [easy().silence(9), jumped] {
        let digits = ink(&run.session);
        assert!(!digits.is_empty() && digits.len() < solid * 3 / 4, "{} of {solid}", digits.len());
        assert!(digits.iter().all(|cell| cell.modifier.contains(Modifier::DIM)));
        // Nothing of the bar is lit, and nothing stands for a pointer.
        let drawn = dashboard(&run.session, &ui(), 80, 24);
        assert!((0..80).all(|x| drawn[(x, 13)].symbol() != "█"));
    }
}

#[test]
fn neither_questions_nor_prompts_nor_pauses_cover_or_move_the_number() {
    let session = easy().session;
    let digits = |buffer: &Buffer, rows_of: std::ops::Range<usize>, columns: std::ops::Range<usize>| -> Vec<String> {
        rows(buffer)[rows_of].iter().map(|row| row.chars().skip(columns.start).take(columns.len()).collect()).collect()
    };
    for layout in [Layout::Balanced, Layout::Far, Layout::Detail] {
        for (width, height) in [(80, 24), (120, 40), (40, 10)] {
            let ui = Ui { layout, ..ui() };
            let (at, columns) = match (layout, width) {
                (Layout::Far, 40) => (0..7, 2..37),
                (Layout::Far, 80) => (1..16, 5..75),
                (Layout::Far, _) => (2..28, 4..115),
                (Layout::Balanced, 40) => (2..6, 2..22),
                (Layout::Balanced, 80) => (2..11, 4..42),
                (Layout::Balanced, _) => (4..19, 4..68),
                (Layout::Detail, 40) => (1..2, 2..5),
                (Layout::Detail, 80) => (2..6, 4..24),
                (Layout::Detail, _) => (4..11, 4..33),
            };
            let digits = |session: &Session, ui: &Ui| digits(&dashboard(session, ui, width, height), at.clone(), columns.clone());
            let plain = digits(&session, &ui);
            assert!(plain.iter().any(|row| !row.trim().is_empty()), "{layout:?} {width}x{height}");
            for overlay in [Overlay::Help, Overlay::ConfirmStop] {
                assert_eq!(plain, digits(&session, &Ui { overlay, ..ui.clone() }), "{layout:?} {overlay:?} at {width}x{height}");
            }
            let paused = easy().order(Command::Pause).session;
            assert_eq!(plain, digits(&paused, &ui), "{layout:?} {width}x{height}");
            // The same rate under a prompt is drawn in the same cells.
            let slowed = easy().haste(0.1).until(130.0, CueKind::EaseOff).until(131.0, CueKind::SlowDown);
            let rate = slowed.session.view().rate.unwrap().bpm.whole();
            let mut calm = Run::new(Legs::Fresh);
            calm.beat(u16::from(rate));
            assert_eq!(digits(&slowed.session, &ui), digits(&calm.session, &ui), "{layout:?} {width}x{height}");
        }
    }
}

#[test]
fn what_is_fixed_stays_in_its_place_whatever_is_said() {
    let calm = rows(&dashboard(&easy().session, &ui(), 80, 24));
    let slowed = easy().haste(0.1).until(130.0, CueKind::EaseOff).until(131.0, CueKind::SlowDown);
    let prompt = rows(&dashboard(&slowed.session, &ui(), 80, 24));
    let names = calm.iter().position(|row| row.contains("Z1 very easy")).unwrap();
    let ceiling = calm.iter().position(|row| row.contains("ceiling 126")).unwrap();
    // Rails stand in the margins.
    let fixed = |row: &str| row.chars().skip(4).take(72).collect::<String>();
    for row in [names, ceiling, 23] {
        assert_eq!(fixed(&calm[row]), fixed(&prompt[row]));
    }
    let column = |rows: &[String], row: usize, what: &str| fixed(&rows[row]).find(what);
    for what in ["easy", "Z1", "Z2", "Z3", "Z4", "Z5"] {
        assert_eq!(column(&calm, 22, what), column(&prompt, 22, what), "{what}");
    }
}

#[test]
fn footer_help_and_dispatch_tell_the_same_keys() {
    let session = easy().session;
    let playback = Playback { speed: 2.0, held: false, position: Elapsed::ZERO, total: Elapsed::from_secs(60) };
    for replay in [false, true] {
        let ui = Ui { playback: replay.then_some(playback), ..ui() };
        let footer = rows(&dashboard(&session, &ui, 80, 24))[23].clone();
        let help = text(&dashboard(&session, &Ui { overlay: Overlay::Help, ..ui.clone() }, 120, 40));
        let hidden = if replay { Scope::Live } else { Scope::Replay };
        for key in &KEYS {
            // A computer that is no appliance is not shut down by it.
            let counts = key.scope != hidden && key.scope != Scope::Kiosk;
            assert_eq!(help.contains(key.line), counts, "{}", key.name);
            if key.scope == Scope::Kiosk {
                continue;
            }
            let word = if replay && key.purpose == Purpose::Stop { "leave" } else { key.word };
            assert_eq!(footer.contains(&format!("{} {word}", key.name)), counts && key.in_footer, "{} in {footer}", key.name);
            let modifiers = if key.control { KeyModifiers::CONTROL } else { KeyModifiers::NONE };
            for code in key.codes {
                let mut ui = ui.clone();
                let answer = ui.press(KeyEvent::new(*code, modifiers), &session.view());
                // Answers are for questions, and the ceiling is at the plan's: those say why, and ask for nothing.
                let can = counts && !matches!(key.purpose, Purpose::Talk(_) | Purpose::CeilingUp | Purpose::LetGo | Purpose::Hold);
                let does = |action: Option<Action>| action.is_some() && (action != Some(Action::Redraw) || ui.note.is_none());
                let other = KEYS.iter().any(|other| other.name == key.name && other.scope != hidden && other.purpose != key.purpose);
                assert!(does(answer) == can || other, "{}", key.name);
                if !can && !other {
                    let noted = text(&dashboard(&session, &ui, 80, 24));
                    assert!(
                        ["nothing is asked", "the plan's own", "a recording", "own speed", "no belt is held"]
                            .iter()
                            .any(|why| noted.contains(why)),
                        "{noted}"
                    );
                }
            }
        }
    }
    assert!(KEYS.iter().any(|key| key.purpose == Purpose::StopAtOnce));
}

#[test]
fn stopping_is_asked_once_and_anything_but_yes_goes_on() {
    let session = easy().session;
    for (second, confirmed) in [(KeyCode::Char('q'), true), (KeyCode::Char('y'), true), (KeyCode::Esc, false), (KeyCode::Char(' '), false)]
    {
        let mut ui = ui();
        assert_eq!(press(&mut ui, KeyCode::Char('q'), &session), Some(Action::Redraw));
        assert_eq!(ui.overlay, Overlay::ConfirmStop);
        let answer = press(&mut ui, second, &session);
        assert_eq!(answer, Some(if confirmed { Action::Quit } else { Action::Redraw }), "{second:?}");
        assert_eq!(ui.overlay, Overlay::None);
    }
    let ctrl_c = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
    assert_eq!(ui().press(ctrl_c, &session.view()), Some(Action::QuitAtOnce));
    assert_eq!(press(&mut ui(), KeyCode::Char('q'), &easy().order(Command::Stop).session), Some(Action::Quit));
}

#[test]
fn questions_are_answered_with_one_key() {
    let asked = Run::by_the_method(Legs::Fresh).towards(112.0, 300).until(115.0, CueKind::TalkTest).session;
    for (key, talk) in [('y', Talk::Yes), ('j', Talk::JustAbout), ('n', Talk::No)] {
        assert_eq!(press(&mut ui(), KeyCode::Char(key), &asked), Some(Action::Answer(Answer::Talk(talk))));
    }
    let over = Run::by_the_method(Legs::Fresh).towards(112.0, 300).order(Command::Stop).session;
    for (key, rating) in [('1', 1), ('9', 9), ('0', 10)] {
        assert_eq!(press(&mut ui(), KeyCode::Char(key), &over), Some(Action::Answer(Answer::Effort(Effort::new(rating).unwrap()))));
    }
    for leaves in [KeyCode::Enter, KeyCode::Esc, KeyCode::Char('q')] {
        assert_eq!(press(&mut ui(), leaves, &over), Some(Action::Quit));
    }
    assert_eq!(press(&mut ui(), KeyCode::Char('x'), &over), None);
}

#[test]
fn space_pauses_and_goes_on_and_releases_mean_nothing() {
    let (running, paused) = (easy().session, easy().order(Command::Pause).session);
    let space = KeyCode::Char(' ');
    assert_eq!(press(&mut ui(), space, &running), Some(Action::Command(Command::Pause)));
    assert_eq!(press(&mut ui(), space, &paused), Some(Action::Command(Command::Resume)));
    // No lap is asked for; that there is none while paused is said.
    assert_eq!(press(&mut ui(), KeyCode::Char('l'), &paused), Some(Action::Redraw));
    for kind in [KeyEventKind::Release, KeyEventKind::Repeat] {
        assert_eq!(ui().press(KeyEvent::new_with_kind(space, KeyModifiers::NONE, kind), &running.view()), None);
    }
    let mut ui = ui();
    assert_eq!((press(&mut ui, KeyCode::Char('m'), &running), ui.bell), (Some(Action::Bell), false));
}

/// Bytes a screen has sent, to be looked at while it still draws.
#[derive(Clone, Default)]
struct Wire(std::rc::Rc<std::cell::RefCell<Vec<u8>>>);

impl std::io::Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_frame_in_which_nothing_changed_sends_no_byte_and_others_come_whole() {
    let wire = Wire::default();
    let mut screen = Screen::to(wire.clone(), 80, 24).unwrap();
    assert!(wire.0.borrow().is_empty());
    let mut run = easy();
    screen.show(&run.session.view(), &ui()).unwrap();
    let first = std::mem::take(&mut *wire.0.borrow_mut());
    assert!(first.starts_with(b"\x1b[?2026h") && first.ends_with(b"\x1b[?2026l"));
    assert_eq!(first.windows(8).filter(|window| *window == b"\x1b[?2026h").count(), 1);
    screen.show(&run.session.view(), &ui()).unwrap();
    assert!(wire.0.borrow().is_empty());
    run.beat(121);
    screen.show(&run.session.view(), &ui()).unwrap();
    let next = std::mem::take(&mut *wire.0.borrow_mut());
    assert!(!next.is_empty() && next.len() < first.len() / 2 && next.starts_with(b"\x1b[?2026h"));
    screen.refresh().unwrap();
    screen.show(&run.session.view(), &ui()).unwrap();
    assert!(wire.0.borrow().len() > first.len() / 2);
}

#[test]
fn ten_minutes_of_an_easy_run_at_120x40_send_less_than_500_bytes_a_second() {
    let dark = &Ui { theme: theme().named(ThemeName::Dark), ..ui() };
    let wire = Wire::default();
    let mut screen = Screen::to(wire.clone(), 120, 40).unwrap();
    let mut run = easy();
    screen.show(&run.session.view(), dark).unwrap();
    let first = wire.0.borrow().len();
    for _ in 0..600 {
        run = run.towards(117.0, 1);
        screen.show(&run.session.view(), dark).unwrap();
    }
    let rate = (wire.0.borrow().len() - first) / 600;
    println!("{rate} bytes a second after a first frame of {first}");
    assert!(rate < 500, "{rate}");
}

/// Anything that can happen to a run, at times that only go forward.
fn happening() -> impl Strategy<Value = (u64, EventKind)> {
    let link = prop::sample::select(vec![Link::Searching, Link::Connecting, Link::Connected, Link::Lost]);
    let command = prop::sample::select(vec![Command::Pause, Command::Resume, Command::Lap, Command::Stop]);
    let name = prop::option::of("\\PC{0,40}");
    let kind = prop_oneof![
        8 => (0u16..300).prop_map(|rate| EventKind::Measurement(HeartRateMeasurement::of(rate))),
        4 => (110u16..160).prop_map(|rate| EventKind::Measurement(HeartRateMeasurement::of(rate))),
        1 => link.prop_map(EventKind::Link),
        1 => (name, prop::option::of(any::<u8>())).prop_map(|(name, battery)| EventKind::Device(DeviceInfo { name, location: None, battery })),
        1 => command.prop_map(EventKind::Command),
        1 => Just(EventKind::Tick),
    ];
    (prop_oneof![20 => 0u64..3000, 1 => 0u64..40_000_000], kind)
}

fn viewing() -> impl Strategy<Value = Ui> {
    let overlay = prop::sample::select(vec![Overlay::None, Overlay::Help, Overlay::ConfirmStop]);
    let depth = prop::sample::select(vec![TermProfile::NoTty, TermProfile::NoColor, TermProfile::Ansi16, TermProfile::TrueColor]);
    let words = || prop::option::of("\\PC{0,120}");
    (overlay, depth, any::<bool>(), words(), words(), words(), prop::option::of(any::<f64>())).prop_map(
        |(overlay, depth, unicode, trouble, suspended, source_line, speed)| Ui {
            overlay,
            trouble,
            source_line,
            recording: suspended.map_or(RecordingLine::On, RecordingLine::Suspended),
            playback: speed.map(|speed| Playback { speed, held: unicode, position: Elapsed::ZERO, total: Elapsed::from_secs(9999) }),
            ..Ui::new(Theme::new(depth, unicode))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_run_in_no_window_whatever_makes_it_panic(
        happenings in prop::collection::vec(happening(), 0..120),
        ui in viewing(),
        legs in prop::sample::select(vec![Legs::Fresh, Legs::Heavy, Legs::Wrecked]),
        ceiling in prop::option::of(30.0f64..230.0),
        sizes in prop::collection::vec((0u16..=200, 0u16..=60), 12),
    ) {
        let mut setup = setup(legs);
        setup.ceiling = ceiling;
        let mut session = Session::new(setup);
        let mut at = 0;
        for (later, kind) in happenings {
            at += later;
            session.step(&Event::new(Elapsed::from_ms(at), kind));
        }
        for (width, height) in sizes {
            dashboard(&session, &ui, width, height);
        }
    }
}

#[test]
fn every_window_from_nothing_to_200x60_can_be_drawn() {
    let slowed = easy().haste(0.1).until(130.0, CueKind::EaseOff).session;
    let fresh = Start::new(theme(), setup(Legs::Heavy), None);
    let troubled = Start { strap: StrapState::Unavailable, trouble: Some("no adapter: it is not there; press d".to_owned()), ..fresh };
    for height in 0..=60 {
        for width in (0..=200).filter(|width| *width < 70 || width % 7 == 0) {
            dashboard(&slowed, &ui(), width, height);
            start(&troubled, width, height);
        }
    }
}

#[test]
fn the_smallest_windows_keep_the_number_and_then_the_prompt() {
    let slowed = easy().haste(0.1).until(130.0, CueKind::EaseOff).until(131.0, CueKind::SlowDown).session;
    let bpm = slowed.view().rate.map(|rate| rate.bpm.to_string()).unwrap();
    for (width, height) in [(12, 1), (16, 2), (20, 3), (30, 5), (40, 7)] {
        let drawn = text(&dashboard(&slowed, &ui(), width, height));
        assert!(drawn.contains(&bpm), "{width}x{height}\n{drawn}");
        assert!(height == 1 || drawn.contains("SLOW DOWN"), "{width}x{height}\n{drawn}");
    }
}

#[test]
fn time_that_the_computer_slept_is_told_beside_the_pauses() {
    let mut run = easy().order(Command::Pause).silence(40).order(Command::Resume);
    let slept_until = run.session.now() + Span::from_secs(312);
    run.session.step(&Event::new(slept_until, EventKind::Slept(Span::from_secs(312))));
    let drawn = text(&dashboard(&run.session, &ui(), 120, 40));
    assert!(drawn.contains("0:40 paused") && drawn.contains("5:12 asleep"), "{drawn}");
}

#[test]
fn ten_hours_are_drawn_like_ten_minutes() {
    let run = Run::new(Legs::Fresh).towards(115.0, 36_000);
    let drawn = text(&dashboard(&run.session, &ui(), 120, 40));
    assert!(drawn.contains("10:00:00") && drawn.contains("12:00:00"), "{drawn}");
}
