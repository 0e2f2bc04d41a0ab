//! What holds for every run whatever: ticks are free, the coach keeps its promises, no input breaks the machine.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use recovery_run::analysis::summary;
use recovery_run::heart::{Athlete, Contact, HeartRateMeasurement, RrInterval, ZoneModel};
use recovery_run::session::{
    AUDIBLE_PROMPTS, Answer, BeltAbilities, BeltAnswer, BeltSpeed, BeltStatus, Command, CueKind, DeviceRole, Effort, Elapsed, Escalation,
    Event, EventKind, EventSource, Features, HALF_HOUR, HoldMode, HoldPlan, Legs, Link, Motion, Notice, NoticeKind, Plan, RunState,
    Session, Setup, Signal, Span, SpeedRange, Talk,
};

fn session(legs: Legs, minutes: u16) -> Session {
    let athlete = Athlete { max_hr: Some(185.0), ..Athlete::default() };
    let zones = ZoneModel::Custom.zones(&athlete, Some([100.0, 120.0, 140.0, 160.0, 180.0])).unwrap();
    Session::new(Setup {
        own: recovery_run::session::Learned::default(),
        athlete,
        zones,
        ceiling: None,
        plan: Plan::new(Some(minutes), legs).by(Features::WHOLE).holding(HoldPlan::new(HoldMode::On, 12.0, None).unwrap()),
    })
}

/// What may happen next, and after how many milliseconds.
#[derive(Debug, Clone)]
enum Step {
    Rate {
        change: i16,
        rr: bool,
    },
    Raw(u16),
    Command(Command),
    Link(DeviceRole, Link),
    Speed(f64),
    Distance(DeviceRole, f64),
    Grade(f64),
    Answer(Answer),
    Steps(f64),
    /// A treadmill tells its speed, and whether its own time runs.
    Belt(f64, bool),
    Told(BeltAnswer),
    Slept,
}

fn role() -> impl Strategy<Value = DeviceRole> {
    (0usize..3).prop_map(|role| DeviceRole::ALL[role])
}

fn belt_answer() -> impl Strategy<Value = BeltAnswer> {
    prop_oneof![
        2 => (prop_oneof![Just(0u8), Just(2u8)], prop_oneof![4 => Just(1u8), 1 => Just(4u8)]).prop_map(|(op, result)| BeltAnswer::Indication { op, result }),
        1 => prop::collection::vec(any::<u8>(), 1..4).prop_map(|bytes| BeltStatus::read(&bytes).map_or(BeltAnswer::NoAnswer, BeltAnswer::Status)),
    ]
}

fn steps() -> impl Strategy<Value = Vec<(u64, Step)>> {
    let wait = prop_oneof![8 => 200u64..2000, 2 => Just(1000u64), 1 => 4000u64..15_000, 1 => 20_000u64..200_000];
    let step = prop_oneof![
        60 => (-4i16..=4, any::<bool>()).prop_map(|(change, rr)| Step::Rate { change, rr }),
        4 => (20i16..=60, any::<bool>()).prop_map(|(change, rr)| Step::Rate { change, rr }),
        3 => prop_oneof![Just(0u16), Just(254), Just(255), any::<u16>()].prop_map(Step::Raw),
        2 => prop_oneof![2 => Just(Command::CeilingDown), 1 => Just(Command::CeilingUp)].prop_map(Step::Command),
        2 => (0usize..6).prop_map(|command| [Command::Pause, Command::Resume, Command::Lap, Command::Hold, Command::LetGo, Command::Hold][command])
            .prop_map(Step::Command),
        1 => (role(), prop_oneof![Just(Link::Lost), Just(Link::Searching), Just(Link::Connected)])
            .prop_map(|(device, link)| Step::Link(device, link)),
        1 => (0.0f64..20.0).prop_map(Step::Speed),
        // A belt's speeds lie a tenth apart: their steps are told.
        2 => (40u32..140).prop_map(|tenths| Step::Speed(f64::from(tenths) / 10.0)),
        1 => (role(), 0.0f64..60_000.0).prop_map(|(device, metres)| Step::Distance(device, metres)),
        1 => (-5.0f64..15.0).prop_map(Step::Grade),
        2 => Just(Step::Slept),
        8 => (prop_oneof![Just(0.0), Just(9.0), Just(8.7), 0.0f64..16.0], any::<bool>()).prop_map(|(kmh, runs)| Step::Belt(kmh, runs)),
        3 => belt_answer().prop_map(Step::Told),
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
    let (mut at, mut rate, mut own_time) = (0u64, 125i16, 0.0);
    let range =
        SpeedRange { min: BeltSpeed::from_hundredths(100), max: BeltSpeed::from_hundredths(1600), step: BeltSpeed::from_hundredths(10) };
    let abilities = BeltAbilities { control_point: true, sets_speed: None, range: Some(range), remembered: None };
    let known = Event::new(Elapsed::ZERO, EventKind::Belt(BeltAnswer::Abilities(abilities)));
    let told = steps.iter().map(|(wait, step)| {
        at += wait;
        let motion = |motion| (EventSource::Other, EventKind::Motion(motion));
        let (from, kind) = match step {
            Step::Rate { change, rr } => {
                rate += change;
                if !(60..=210).contains(&rate) {
                    rate = 125;
                }
                let rr = if *rr { RrInterval::from_ms(60_000.0 / f64::from(rate)).into_iter().collect() } else { Vec::new() };
                let measurement = HeartRateMeasurement { rr, contact: Contact::On, ..HeartRateMeasurement::of(rate as u16) };
                (EventSource::Other, EventKind::Measurement(measurement))
            }
            Step::Raw(raw) => (EventSource::Other, EventKind::Measurement(HeartRateMeasurement::of(*raw))),
            Step::Command(command) => (EventSource::Runner, EventKind::Command(*command)),
            Step::Link(device, link) => (EventSource::Device(*device), EventKind::Link(*link)),
            Step::Answer(answer) => (EventSource::Runner, EventKind::Answer(*answer)),
            Step::Steps(spm) => motion(Motion { cadence_spm: Some(*spm), ..Motion::default() }),
            Step::Speed(kmh) => motion(Motion { speed_kmh: Some(*kmh), ..Motion::default() }),
            Step::Grade(percent) => motion(Motion { grade_percent: Some(*percent), ..Motion::default() }),
            Step::Distance(device, metres) => {
                (EventSource::Device(*device), EventKind::Motion(Motion { distance_m: Some(*metres), ..Motion::default() }))
            }
            // The computer slept for all but a moment of the wait.
            Step::Slept => (EventSource::Other, EventKind::Slept(Span::from_ms(wait - 100))),
            Step::Belt(kmh, runs) => {
                own_time += f64::from(u8::from(*runs));
                let motion = Motion { speed_kmh: Some(*kmh), elapsed_s: Some(own_time), ..Motion::default() };
                (EventSource::Device(DeviceRole::Treadmill), EventKind::Motion(motion))
            }
            Step::Told(answer) => (EventSource::Device(DeviceRole::Treadmill), EventKind::Belt(*answer)),
        };
        Event { at: Elapsed::from_ms(at), from, kind }
    });
    let mut events: Vec<Event> = std::iter::once(known).chain(told).collect();
    events.push(Event::new(Elapsed::from_ms(at + 1), EventKind::Command(Command::Stop)));
    events
}

/// A run under a ceiling of 150 bpm, with nothing but the coach and with what was told of the runner.
fn coached(athlete: Athlete) -> Setup {
    let athlete = if athlete == Athlete::default() { Athlete { age: Some(40.0), ..athlete } } else { athlete };
    let zones = ZoneModel::for_athlete(&athlete).zones(&athlete, None).unwrap();
    let own = recovery_run::session::Learned::default();
    Setup { own, athlete, zones, ceiling: Some(150.0), plan: Plan::new(Some(120), Legs::Fresh).by(Features::NONE) }
}

/// Levels that are held for minutes, in bpm beside the ceiling, with how long it takes to get there.
fn under_the_ceiling() -> impl Strategy<Value = Vec<(i16, u64, u64)>> {
    prop::collection::vec((-40i16..=-4, 30u64..120, 60u64..400), 1..12)
}

/// A crossing that is far enough from the ceiling to be told from it, and long enough to be told.
fn clear_crossing() -> impl Strategy<Value = Vec<(i16, u64, u64)>> {
    let under = (-20i16..=-10, 40u64..90, 150u64..400);
    let over = (5i16..=12, 40u64..90, 150u64..400);
    // One alone: a word more or less, in the moment at which a rate begins to fall, moves those of the next crossing.
    (under.clone(), over, under).prop_map(|(before, over, after)| vec![before, over, after])
}

/// The rates of such levels, every so many seconds; a trembling that favours no side keeps the strap from looking stuck.
fn rates(stretches: &[(i16, u64, u64)], every: usize) -> Vec<Event> {
    let mut from = 120.0_f64;
    let mut all = Vec::new();
    for (level, climbs, holds) in stretches {
        let to = 150.0 + f64::from(*level);
        // No heart climbs by more than 1 bpm a second.
        let climbs = (*climbs as f64).max((to - from).abs());
        all.extend((0..climbs as u64 + holds).map(|second| from + (to - from) * (second as f64 / climbs).min(1.0)));
        from = to;
    }
    (0..all.len())
        .step_by(every)
        .map(|second| {
            let wobble = (second as f64 * 0.9).sin() * 0.9 + (second as f64 * 2.3).sin() * 0.6;
            let measurement = HeartRateMeasurement::of((all[second] + wobble).round() as u16);
            Event::new(Elapsed::from_secs(second as u64), EventKind::Measurement(measurement))
        })
        .collect()
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

/// How long a source that measured at these times may be silent: the larger of ten seconds and 3.5 of its last intervals, the longest of them.
fn patience(measured_at: &[Elapsed]) -> Span {
    let recent = &measured_at[measured_at.len().saturating_sub(8)..];
    let longest = recent.windows(2).map(|pair| (pair[1] - pair[0]).ms()).max().unwrap_or(0);
    Span::from_ms((longest * 7 / 2).max(10_000))
}

/// The same events with ticks between them, but for the time that the computer slept: nobody ticks then.
fn ticked(events: &[Event], every: u64) -> Vec<Event> {
    let mut ticked = Vec::new();
    let mut next_tick = every;
    for event in events {
        let awake_until = match event.kind {
            EventKind::Slept(span) => event.at - span,
            _ => event.at,
        };
        while next_tick <= event.at.ms() {
            if next_tick <= awake_until.ms() {
                ticked.push(Event::new(Elapsed::from_ms(next_tick), EventKind::Tick));
            }
            next_tick += every;
        }
        ticked.push(event.clone());
    }
    ticked
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn ticks_are_free(steps in steps(), every in 50u64..5000, minutes in 5u16..60) {
        let events = events(&steps);
        let ticked = ticked(&events, every);
        let (mut without, mut with) = (session(Legs::Fresh, minutes), session(Legs::Fresh, minutes));
        prop_assert_eq!(fold(&mut without, &events), fold(&mut with, &ticked));
        prop_assert_eq!(summary(&without), summary(&with));
    }

    #[test]
    fn the_coach_keeps_its_promises_whatever_comes(steps in steps(), legs in 0usize..3, minutes in 5u16..60) {
        let mut session = session([Legs::Fresh, Legs::Heavy, Legs::Wrecked][legs], minutes);
        let mut sounded: Vec<Elapsed> = Vec::new();
        let mut last_good = None;
        let mut measured_at: Vec<Elapsed> = Vec::new();
        for event in events(&steps) {
            if matches!(event.kind, EventKind::Measurement(_)) {
                measured_at.push(event.at);
            }
            let state = session.state();
            let before = session.now();
            let notices = session.step(&event);
            if let EventKind::Slept(span) = event.kind {
                let asleep = (event.at - span).max(before);
                let woke = |notice: &Notice| notice.at == event.at && matches!(notice.kind, NoticeKind::Slept(_));
                prop_assert!(notices.iter().all(|notice| notice.at <= asleep || woke(notice)), "something happened while asleep");
            }
            // A prompt may come of the very rate that ends a silence, as where the belt was made faster meanwhile.
            let good_now = notices.iter().any(|notice| matches!(notice.kind, NoticeKind::Sample { signal: Signal::Good, .. }));
            for notice in notices {
                match notice.kind {
                    NoticeKind::Sample { signal, bpm, .. } => {
                        if signal == Signal::Good {
                            last_good = bpm.map(|_| notice.at);
                        }
                    }
                    NoticeKind::Cue(cue) => {
                        prop_assert!(cue.text.split_whitespace().count() <= 6);
                        // The belt that moves again ends the pause, and says so.
                        let paused = matches!(state, RunState::Paused { .. }) && cue.kind != CueKind::BeltMoves;
                        prop_assert!(!paused, "{:?} while paused", cue.kind);
                        if cue.kind.is_prompt() {
                            prop_assert!(cue.slower_kmh.is_none_or(|slower| slower > 0.0), "it asks to go faster");
                            if cue.audible {
                                sounded.push(notice.at);
                                let lately = sounded.iter().filter(|then| notice.at - **then < HALF_HOUR).count();
                                prop_assert!(lately <= AUDIBLE_PROMPTS, "{lately} prompts within half an hour");
                            }
                            let caused = matches!(event.kind, EventKind::Measurement(_) | EventKind::Answer(_));
                            prop_assert!(caused, "{:?} without a measurement or an answer", cue.kind);
                            prop_assert!(!cue.audible || matches!(event.kind, EventKind::Measurement(_)), "an answer made a sound");
                            let fresh = last_good.is_some_and(|last: Elapsed| notice.at - last <= patience(&measured_at));
                            let measured = matches!(event.kind, EventKind::Measurement(_));
                            prop_assert!(if measured { good_now } else { fresh }, "{:?} without a believable rate", cue.kind);
                        }
                    }
                    NoticeKind::Zone { from, to } => prop_assert_ne!(from, to),
                    NoticeKind::Phase(_) | NoticeKind::Link { .. } | NoticeKind::Slept(_) | NoticeKind::Hold(_) => {}
                }
            }
        }
        let summary = summary(&session);
        prop_assert_eq!(summary.timer.since_start() + summary.paused + summary.slept, summary.elapsed.since_start());
        let [stored, believed] = [summary.time_in_zone, summary.believed_in_zone];
        prop_assert!(believed.iter().zip(&stored).all(|(believed, stored)| believed <= stored), "{believed:?} of {stored:?}");
        prop_assert!(believed.into_iter().sum::<Span>() <= summary.timer.since_start());
        prop_assert!(stored.into_iter().sum::<Span>() + summary.slept <= summary.elapsed.since_start());
    }

    #[test]
    fn the_method_keeps_its_manners_whatever_comes(steps in steps(), minutes in 5u16..60) {
        let mut session = session(Legs::Fresh, minutes);
        let mut last_form = None;
        let mut talks = 0;
        let mut lowest = session.plan_ceiling();
        // A long wait may end a prompt and bring a question: ticks, which are free, tell the one from the other.
        let ticked = ticked(&events(&steps), 4000);
        let mut measured_at: Vec<Elapsed> = Vec::new();
        for event in ticked {
            if matches!(event.kind, EventKind::Measurement(_)) {
                measured_at.push(event.at);
            }
            let asking = session.view().level != Escalation::None;
            let running = session.state();
            let (before, room) = (session.plan_ceiling(), session.ceiling_room());
            // By the next tick, at most four seconds later, ten seconds of silence are full.
            let lost = session.view().rate.is_none_or(|rate| rate.age > patience(&measured_at));
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
            // Whatever is answered and pressed, the ceiling never rises above the plan's, and never comes down by more than 20.
            let ceiling = session.plan_ceiling();
            lowest = lowest.min(ceiling);
            prop_assert!(session.ceiling() <= ceiling && ceiling <= session.setup().ceiling() && lowest >= 140.0 - 20.0);
            // A press moves it by one or not at all; nothing but an answer or a press moves it.
            let moved = ceiling - before;
            match event.kind {
                EventKind::Command(Command::CeilingDown) => prop_assert!(moved == -1.0 || (moved == 0.0 && !room.can_lower())),
                EventKind::Command(Command::CeilingUp) => prop_assert!(moved == 1.0 || (moved == 0.0 && !room.can_raise())),
                EventKind::Answer(_) => {}
                _ => prop_assert!(moved == 0.0, "{moved} by {:?}", event.kind),
            }
        }
        prop_assert!(talks <= 3);
    }

    #[test]
    fn no_profile_changes_what_is_said_to_a_rate_under_the_ceiling(
        stretches in under_the_ceiling(), age in 15.0f64..80.0, max in 150.0f64..215.0, told in 0usize..4,
    ) {
        let athlete = match told {
            0 => Athlete { age: Some(age), ..Athlete::default() },
            1 => Athlete { max_hr: Some(max), ..Athlete::default() },
            2 => Athlete { age: Some(age), resting_hr: Some(55.0), ..Athlete::default() },
            _ => Athlete { threshold_hr: Some(max - 10.0), ..Athlete::default() },
        };
        let said = |setup: Setup| {
            let mut session = Session::new(setup);
            let of = |notice: Notice| match notice.kind {
                NoticeKind::Cue(cue) => Some((notice.at, cue.kind, cue.audible)),
                _ => None,
            };
            fold(&mut session, &rates(&stretches, 1)).into_iter().filter_map(of).collect::<Vec<_>>()
        };
        let plain = said(coached(Athlete { max_hr: Some(220.0), ..Athlete::default() }));
        prop_assert!(!plain.iter().any(|(_, kind, _)| kind.is_prompt()), "a prompt under the ceiling: {plain:?}");
        prop_assert_eq!(said(coached(athlete)), plain);
    }

    #[test]
    fn a_source_that_tells_each_ten_seconds_is_told_the_same_within_twenty(stretches in clear_crossing()) {
        let said = |every: usize| {
            let mut session = Session::new(coached(Athlete::default()));
            fold(&mut session, &rates(&stretches, every))
                .into_iter()
                .filter_map(|notice| match notice.kind {
                    NoticeKind::Cue(cue) if cue.audible && cue.kind.is_prompt() => Some(notice.at),
                    _ => None,
                })
                .collect::<Vec<_>>()
        };
        // A rate that has begun to fall is let go by either as soon as it is seen.
        let moves = (0..stretches.len()).map(|before| stretches[..before].iter().map(|(_, climbs, holds)| climbs + holds).sum::<u64>());
        let falls: Vec<Elapsed> = moves.map(Elapsed::from_secs).collect();
        let steady = |at: &Elapsed| !falls.iter().any(|fall| *at >= *fall && *at - *fall <= Span::from_secs(40));
        let (each, tenth) = (said(1), said(10));
        let near = |one: &Elapsed, of: &[Elapsed]| of.iter().any(|other| (*one - *other).max(*other - *one) <= Span::from_secs(20));
        prop_assert!(each.iter().filter(|at| steady(at)).all(|one| near(one, &tenth)) && tenth.iter().filter(|at| steady(at)).all(|one| near(one, &each)), "{each:?} but {tenth:?}");
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
