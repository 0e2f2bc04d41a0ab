//! What holds for every run whatever: ticks are free, the coach keeps its promises, no input breaks the machine.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use recovery_run::analysis::summary;
use recovery_run::heart::{Athlete, Contact, HeartRateMeasurement, RrInterval, ZoneModel};
use recovery_run::session::{
    AUDIBLE_PROMPTS, Answer, Command, CueKind, Effort, Elapsed, Escalation, Event, EventKind, Features, HALF_HOUR, Legs, Link, Motion,
    Notice, NoticeKind, Phase, Plan, RunState, Session, Setup, Signal, Span, Talk,
};

fn session(legs: Legs, minutes: u16) -> Session {
    let athlete = Athlete { max_hr: Some(185.0), ..Athlete::default() };
    let zones = ZoneModel::Custom.zones(&athlete, Some([100.0, 120.0, 140.0, 160.0, 180.0])).unwrap();
    Session::new(Setup {
        own: recovery_run::session::Learned::default(),
        athlete,
        zones,
        ceiling: None,
        plan: Plan::new(Some(minutes), legs).by(Features::WHOLE),
    })
}

/// What may happen next, and after how many milliseconds.
#[derive(Debug, Clone)]
enum Step {
    Rate { change: i16, rr: bool },
    Raw(u16),
    Command(Command),
    Link(Link),
    Speed(f64),
    Answer(Answer),
    Steps(f64),
}

fn steps() -> impl Strategy<Value = Vec<(u64, Step)>> {
    let wait = prop_oneof![8 => 200u64..2000, 2 => Just(1000u64), 1 => 4000u64..15_000, 1 => 20_000u64..200_000];
    let step = prop_oneof![
        60 => (-4i16..=4, any::<bool>()).prop_map(|(change, rr)| Step::Rate { change, rr }),
        4 => (20i16..=60, any::<bool>()).prop_map(|(change, rr)| Step::Rate { change, rr }),
        3 => prop_oneof![Just(0u16), Just(254), Just(255), any::<u16>()].prop_map(Step::Raw),
        2 => prop_oneof![Just(Command::Pause), Just(Command::Resume), Just(Command::Lap)].prop_map(Step::Command),
        1 => prop_oneof![Just(Link::Lost), Just(Link::Searching), Just(Link::Connected)].prop_map(Step::Link),
        1 => (0.0f64..20.0).prop_map(Step::Speed),
        3 => prop_oneof![
            4 => (0usize..3).prop_map(|talk| Answer::Talk(Talk::ALL[talk])),
            1 => (1u8..=10).prop_map(|rating| Answer::Effort(Effort::new(rating).unwrap())),
        ].prop_map(Step::Answer),
        2 => (0.0f64..220.0).prop_map(Step::Steps),
    ];
    // A stretch of the same small step makes climbs and falls that last.
    prop::collection::vec((wait, step, 1usize..40), 1..40)
        .prop_map(|stretches| stretches.into_iter().flat_map(|(wait, step, times)| std::iter::repeat_n((wait, step), times)).collect())
}

fn events(steps: &[(u64, Step)]) -> Vec<Event> {
    let (mut at, mut rate) = (0u64, 125i16);
    let mut events: Vec<Event> = steps
        .iter()
        .map(|(wait, step)| {
            at += wait;
            let kind = match step {
                Step::Rate { change, rr } => {
                    rate += change;
                    if !(60..=210).contains(&rate) {
                        rate = 125;
                    }
                    let rr = if *rr { RrInterval::from_ms(60_000.0 / f64::from(rate)).into_iter().collect() } else { Vec::new() };
                    EventKind::Measurement(HeartRateMeasurement { rr, contact: Contact::On, ..HeartRateMeasurement::of(rate as u16) })
                }
                Step::Raw(raw) => EventKind::Measurement(HeartRateMeasurement::of(*raw)),
                Step::Command(command) => EventKind::Command(*command),
                Step::Link(link) => EventKind::Link(*link),
                Step::Answer(answer) => EventKind::Answer(*answer),
                Step::Steps(spm) => EventKind::Motion(Motion { cadence_spm: Some(*spm), ..Motion::default() }),
                Step::Speed(kmh) => EventKind::Motion(Motion { speed_kmh: Some(*kmh), ..Motion::default() }),
            };
            Event::new(Elapsed::from_ms(at), kind)
        })
        .collect();
    events.push(Event::new(Elapsed::from_ms(at + 1), EventKind::Command(Command::Stop)));
    events
}

fn fold(session: &mut Session, events: &[Event]) -> Vec<Notice> {
    events.iter().flat_map(|event| session.step(event)).collect()
}

/// Two thousand cases of each property, or as many as `PROPTEST_CASES` asks for.
fn config() -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().map(|cases| cases.parse().expect("PROPTEST_CASES is a number of cases"));
    ProptestConfig {
        cases: asked.unwrap_or(2000),
        // Integration tests have no place for failed cases by default, and one that is forgotten comes back.
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/proptest-regressions/invariants.txt"
        )))),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn ticks_are_free(steps in steps(), every in 50u64..5000, minutes in 5u16..60) {
        let events = events(&steps);
        let mut ticked = Vec::new();
        let mut next_tick = every;
        for event in &events {
            while next_tick <= event.at.ms() {
                ticked.push(Event::new(Elapsed::from_ms(next_tick), EventKind::Tick));
                next_tick += every;
            }
            ticked.push(event.clone());
        }
        let (mut without, mut with) = (session(Legs::Fresh, minutes), session(Legs::Fresh, minutes));
        prop_assert_eq!(fold(&mut without, &events), fold(&mut with, &ticked));
        prop_assert_eq!(summary(&without), summary(&with));
    }

    #[test]
    fn the_coach_keeps_its_promises_whatever_comes(steps in steps(), legs in 0usize..3, minutes in 5u16..60) {
        let mut session = session([Legs::Fresh, Legs::Heavy, Legs::Wrecked][legs], minutes);
        let mut sounded: Vec<Elapsed> = Vec::new();
        let mut last_good = None;
        for event in events(&steps) {
            let state = session.state();
            for notice in session.step(&event) {
                match notice.kind {
                    NoticeKind::Sample { signal, bpm, .. } => {
                        if signal == Signal::Good {
                            last_good = bpm.map(|_| notice.at);
                        }
                    }
                    NoticeKind::Cue(cue) => {
                        prop_assert!(cue.text.split_whitespace().count() <= 6);
                        let paused = matches!(state, RunState::Paused { .. });
                        prop_assert!(!paused, "{:?} while paused", cue.kind);
                        if cue.kind.is_prompt() {
                            prop_assert!(cue.slower_kmh.is_none_or(|slower| slower > 0.0), "it asks to go faster");
                            if cue.audible {
                                sounded.push(notice.at);
                                let lately = sounded.iter().filter(|then| notice.at - **then < HALF_HOUR).count();
                                prop_assert!(lately <= AUDIBLE_PROMPTS, "{lately} prompts within half an hour");
                            }
                            prop_assert!(session.view().phase != Phase::CoolDown, "{:?} while cooling down", cue.kind);
                            let caused = matches!(event.kind, EventKind::Measurement(_) | EventKind::Answer(_));
                            prop_assert!(caused, "{:?} without a measurement or an answer", cue.kind);
                            prop_assert!(!cue.audible || matches!(event.kind, EventKind::Measurement(_)), "an answer made a sound");
                            let gap = last_good.map_or(0, |last: Elapsed| (notice.at - last).ms());
                            prop_assert!(gap <= 10_000, "{:?} after {gap} ms without a rate", cue.kind);
                        }
                    }
                    NoticeKind::Zone { from, to } => prop_assert_ne!(from, to),
                    NoticeKind::Phase(_) | NoticeKind::Link { .. } | NoticeKind::Slept(_) => {}
                }
            }
        }
        let summary = summary(&session);
        prop_assert_eq!(summary.timer.since_start() + summary.paused + summary.slept, summary.elapsed.since_start());
        let in_zones: u64 = summary.time_in_zone.iter().map(|zone| zone.ms()).sum();
        prop_assert!(in_zones <= summary.elapsed.ms());
    }

    #[test]
    fn the_method_keeps_its_manners_whatever_comes(steps in steps(), minutes in 5u16..60) {
        let mut session = session(Legs::Fresh, minutes);
        let mut last_form = None;
        let mut talks = 0;
        let mut lowest = session.plan_ceiling();
        // A long wait may end a prompt and bring a question: ticks, which are free, tell the one from the other.
        let mut ticked: Vec<Event> = Vec::new();
        for event in events(&steps) {
            let from = ticked.last().map_or(0, |last| last.at.ms());
            let ticks = (from / 4000 + 1..=event.at.ms() / 4000).map(|n| Event::new(Elapsed::from_ms(n * 4000), EventKind::Tick));
            ticked.extend(ticks);
            ticked.push(event);
        }
        for event in ticked {
            let asking = session.view().level != Escalation::None;
            let running = session.state();
            // By the next tick, at most four seconds later, ten seconds of silence are full.
            let lost = session.view().rate.is_none_or(|rate| rate.age > Span::from_secs(10));
            for notice in session.step(&event) {
                let NoticeKind::Cue(cue) = notice.kind else { continue };
                if matches!(cue.kind, CueKind::Form | CueKind::TalkTest | CueKind::StartSlower) {
                    prop_assert!(!cue.audible, "{:?} aloud", cue.kind);
                    prop_assert!(!asking || cue.kind == CueKind::StartSlower, "{:?} while a prompt stands", cue.kind);
                    prop_assert!(!matches!(running, RunState::Paused { .. }) && !lost, "{:?} while paused or lost", cue.kind);
                }
                if cue.kind == CueKind::Form {
                    let apart = last_form.map(|last: Elapsed| notice.at - last);
                    prop_assert!(apart.is_none_or(|apart| apart >= Span::from_secs(300)), "{apart:?}");
                    last_form = Some(notice.at);
                }
                talks += usize::from(cue.kind == CueKind::TalkTest);
            }
            // Answers only ever lower the ceiling, but for a correction of the last one; and never by more than 12.
            lowest = lowest.min(session.plan_ceiling());
            prop_assert!(session.ceiling() <= session.plan_ceiling() && lowest >= 140.0 - 12.0);
        }
        prop_assert!(talks <= 3);
    }

    #[test]
    fn deadlines_lie_ahead_and_come_to_an_end(steps in steps()) {
        let mut session = session(Legs::Fresh, 30);
        for event in events(&steps) {
            session.step(&event);
            let ahead = session.next_deadline().is_none_or(|due| due > session.now());
            prop_assert!(ahead, "a deadline is behind");
        }
        prop_assert_eq!(session.next_deadline(), None);
    }
}
