//! The rules of `hold`, stated once more by what was told and done, and when.

use recovery_run::session::{BeltAnswer, BeltCommandKind, BeltStatus, Command, EventKind, HoldMode};

use crate::world::{CEILING, Story, is_lost};

/// Within this a belt is where it was asked, in hundredths.
const NEAR: u16 = 20;

/// What breaks a rule, each with its rule's name first.
pub fn judge(story: &Story) -> Vec<String> {
    let mut complaints = Vec::new();
    for (place, (at, kind)) in story.commands.iter().enumerate() {
        let mut say = |rule: &str| complaints.push(format!("{rule}: {kind:?} at {at} ms"));
        if story.plan.mode != HoldMode::On {
            say("opt-in");
        }
        let last_beat = story.beats.iter().rev().find(|(then, _)| then <= at);
        if last_beat.is_none_or(|(then, _)| at - then > 1000) {
            say("strap");
        }
        if let Some(why) = released(story, *at) {
            say(&format!("let-go ({why})"));
        }
        if serial(story, place) {
            say("serial");
        }
        if let BeltCommandKind::TargetSpeed { hundredths_kmh } = kind {
            speed_rules(story, place, *at, *hundredths_kmh).into_iter().for_each(say);
        }
    }
    complaints.extend(story.commands.iter().filter(|(_, kind)| ![0, 2].contains(&kind.op())).map(|_| "only-speed".to_owned()));
    complaints
}

/// The last speed that was told before an instant; one packet of zeros between others is none.
fn told(story: &Story, at: u64) -> Option<u16> {
    let before: Vec<u16> = story.told.iter().filter(|(then, _)| *then <= at).map(|(_, speed)| *speed).collect();
    match before[..] {
        [.., last, 0] if last > 0 => Some(last),
        [.., last] => Some(last),
        [] => None,
    }
}

/// The speed commands before one, of the same control.
fn asked(story: &Story, place: usize) -> Option<(u64, u16)> {
    let before = story.commands[..place].iter().rev().take_while(|(_, kind)| *kind != BeltCommandKind::RequestControl);
    before.filter_map(|(at, kind)| Some((*at, kind.speed()?.hundredths()))).next()
}

fn speed_rules(story: &Story, place: usize, at: u64, target: u16) -> Vec<&'static str> {
    let mut broken = Vec::new();
    let mut rule = |name, holds: bool| {
        if !holds {
            broken.push(name);
        }
    };
    let Some(told) = told(story, at) else { return vec!["blind"] };
    let asked_before = asked(story, place);
    let control = story.commands[..place].iter().rev().find(|(_, kind)| *kind == BeltCommandKind::RequestControl);
    rule("control-first", control.is_some_and(|(since, _)| answered(story, *since, 0)));
    rule("moves", told >= 100);
    // From what was asked where the belt is near it, else from what it tells.
    let from = asked_before.map(|(_, asked)| asked).filter(|asked| asked.abs_diff(told) <= NEAR).unwrap_or(told);
    let (low, high, step) = story.grid;
    rule("range", (low..=high).contains(&target) && (target - low).is_multiple_of(step.max(1)));
    rule("coarse", step <= 30);
    rule("floor", target >= story.plan.floor.hundredths());
    let own = story.hand.iter().filter(|(then, _)| *then <= at).map(|(_, speed)| *speed).max().unwrap_or_default();
    // A belt that trembles or is on its way tells a little else than was set.
    rule("never-above-own", target <= own + 10);
    rule("down-by", target >= from.saturating_sub(30));
    rule("up-by", target <= from + 10);
    rule("unchanged", target != from && asked_before.is_none_or(|(_, asked)| asked != target));
    let any_before = story.commands[..place].iter().rev().find(|(_, kind)| kind.speed().is_some()).map(|(then, _)| *then);
    let waited = |ms: u64| any_before.is_none_or(|then| at - then >= ms);
    rule("pace-down", target > from || waited(10_000));
    if target > from {
        rule("pace-up", waited(30_000));
        rule("limit", story.plan.limit.is_some_and(|limit| target <= limit.hundredths()));
        rule("raise-believed", under_for_half_a_minute(story, at));
    }
    let passed = story.commands[..place].iter().filter_map(|(then, kind)| Some((*then, kind.speed()?.hundredths())));
    if !passed.into_iter().any(|(then, asked)| then + 8000 <= at && was_taken(story, then, asked)) {
        rule("first-step", target < from && from - target >= 15);
    }
    broken
}

/// Whether a speed was answered with success in time, and told within 0.2 km/h after eight seconds.
fn was_taken(story: &Story, at: u64, asked: u16) -> bool {
    answered(story, at, 2) && told(story, at + 8000).is_some_and(|told| told.abs_diff(asked) <= NEAR)
}

/// Whether a command was answered with success within two seconds.
fn answered(story: &Story, at: u64, op: u8) -> bool {
    answer(story, at).is_some_and(|(_, of, result)| of == op && result == 1)
}

/// The first answer within two seconds: when, to which operation, and with which result.
fn answer(story: &Story, at: u64) -> Option<(u64, u8, u8)> {
    story.inputs.iter().filter(|(then, _)| (at..=at + 2000).contains(then)).find_map(|(then, kind)| match kind {
        EventKind::Belt(BeltAnswer::Indication { op, result }) => Some((*then, *op, *result)),
        _ => None,
    })
}

fn serial(story: &Story, place: usize) -> bool {
    let Some((before, kind)) = place.checked_sub(1).map(|place| story.commands[place]) else { return false };
    let at = story.commands[place].0;
    // Unless it was let go in between, which a key must have ended.
    let key = story.inputs.iter().any(|(then, input)| (before..=at).contains(then) && *input == EventKind::Command(Command::Hold));
    at < before + 2000 && !answered_by(story, before, kind.op(), at) && !key
}

fn answered_by(story: &Story, at: u64, op: u8, until: u64) -> bool {
    story.inputs.iter().any(|(then, kind)| {
        (at..=until).contains(then) && matches!(kind, EventKind::Belt(BeltAnswer::Indication { op: of, result: 1 }) if *of == op)
    })
}

/// Whether the rate was believed to be 3 bpm under the ceiling for 30 s, as far as its mean and its single values can show.
fn under_for_half_a_minute(story: &Story, at: u64) -> bool {
    let late: Vec<f64> = story.beats.iter().filter(|(then, _)| *then <= at && *then + 30_000 > at).map(|(_, bpm)| *bpm).collect();
    let mean = late.iter().sum::<f64>() / late.len().max(1) as f64;
    late.len() >= 24 && mean <= CEILING - 3.0
}

/// Why no command may be given at an instant: what ended control since it was asked for, if no key took it up again.
fn released(story: &Story, at: u64) -> Option<&'static str> {
    // The control that this command belongs to begins with its request; a request itself follows a key, or is the first.
    let requests: Vec<u64> = story
        .commands
        .iter()
        .filter(|(then, kind)| *then <= at && *kind == BeltCommandKind::RequestControl)
        .map(|(then, _)| *then)
        .collect();
    let is_request = requests.last() == Some(&at);
    let since = match (requests[..].len(), is_request) {
        (0, _) => return Some("no request"),
        (1, true) => return still_paused(story, at),
        (count, true) => requests[count - 2],
        (_, false) => requests[requests.len() - 1],
    };
    let (ended, why) = first_end(story, since, at)?;
    let is_taken_up = |(then, kind): &(u64, EventKind)| (ended..=at).contains(then) && *kind == EventKind::Command(Command::Hold);
    if why == "refused for good" || !is_request || !story.inputs.iter().any(is_taken_up) { Some(why) } else { still_paused(story, at) }
}

fn still_paused(story: &Story, at: u64) -> Option<&'static str> {
    let keys = story.inputs.iter().filter(|(then, _)| *then <= at).filter_map(|(_, kind)| match kind {
        EventKind::Command(command) => Some(*command),
        _ => None,
    });
    let timer = keys
        .filter(|key| matches!(key, Command::Pause | Command::Resume | Command::Stop))
        .fold(Command::Resume, |state, key| if state == Command::Stop { state } else { key });
    (timer != Command::Resume).then_some("paused or over")
}

/// The first thing since a request that ends control before an instant.
fn first_end(story: &Story, since: u64, at: u64) -> Option<(u64, &'static str)> {
    let mut ends: Vec<(u64, &'static str)> = Vec::new();
    let last_asked = |then: u64| {
        let speeds = story.commands.iter().filter(|(when, _)| (since..=then).contains(when));
        speeds.filter_map(|(_, kind)| kind.speed()).next_back().map(|speed| speed.hundredths())
    };
    for (then, kind) in story.inputs.iter().filter(|(then, _)| (since..at).contains(then)) {
        let why = match kind {
            EventKind::Command(Command::Pause | Command::Stop) => "pause",
            EventKind::Command(Command::LetGo) => "key",
            EventKind::Slept(_) => "slept",
            kind if is_lost(kind) => "link",
            EventKind::Belt(BeltAnswer::Status(status)) => match status {
                BeltStatus::Stopped | BeltStatus::SafetyKey | BeltStatus::Started | BeltStatus::Reset | BeltStatus::ControlLost => "status",
                BeltStatus::TargetSpeed(speed) if last_asked(*then).is_none_or(|asked| asked.abs_diff(speed.hundredths()) >= 10) => {
                    "target"
                }
                BeltStatus::TargetSpeed(_) | BeltStatus::Other(_) => continue,
            },
            EventKind::Belt(BeltAnswer::WriteFailed { .. }) => "write",
            _ => continue,
        };
        ends.push((*then, why));
    }
    ends.extend(commands_that_failed(story, since, at));
    ends.extend(silence(story, since, at));
    ends.extend(wandering(story, since, at));
    ends.into_iter().min_by_key(|(then, _)| *then)
}

/// Commands without a good answer, or that the belt did not follow: the first step of all for good.
fn commands_that_failed(story: &Story, since: u64, at: u64) -> Vec<(u64, &'static str)> {
    let mut ends = Vec::new();
    let first = story.commands.iter().find(|(_, kind)| kind.speed().is_some()).map(|(then, _)| *then);
    for (then, kind) in story.commands.iter().filter(|(then, _)| (since..at).contains(then)) {
        let ended = answer(story, *then).map_or(then + 2000, |(when, ..)| when);
        if at > ended && !answered(story, *then, kind.op()) {
            ends.push((ended, "answer"));
        }
        let Some(asked) = kind.speed() else { continue };
        if at > then + 8100 && !was_taken(story, *then, asked.hundredths()) {
            let interrupted = ends_in_between(story, *then);
            let for_good = first == Some(*then) && answered(story, *then, 2) && !interrupted;
            ends.push((then + 8000, if for_good { "refused for good" } else { "not followed" }));
        }
    }
    ends
}

/// Whether something else ended control within the eight seconds of a command.
fn ends_in_between(story: &Story, at: u64) -> bool {
    let within = |then: &u64| (at..at + 8000).contains(then);
    let input = story.inputs.iter().any(|(then, kind)| {
        within(then)
            && (matches!(kind, EventKind::Command(_) | EventKind::Slept(_) | EventKind::Belt(BeltAnswer::Status(_))) || is_lost(kind))
    });
    let hand = story.hand.iter().any(|(then, _)| within(then));
    let beat = story.beats.iter().rev().find(|(then, _)| *then <= at + 8000).is_none_or(|(then, _)| *then + 2000 < at);
    let data = story.told.iter().rev().find(|(then, _)| *then <= at + 8000).is_none_or(|(then, _)| *then + 1000 < at + 8000);
    input || hand || beat || data || story.told.iter().any(|(then, speed)| within(then) && *speed == 0)
}

/// Ten seconds without a rate.
fn silence(story: &Story, since: u64, at: u64) -> Vec<(u64, &'static str)> {
    let beats: Vec<u64> = story.beats.iter().map(|(then, _)| *then).filter(|then| *then <= at).collect();
    let gap = beats.windows(2).find(|pair| pair[1] > since && pair[0].max(since) + 10_500 < pair[1]);
    gap.map(|pair| (pair[0].max(since) + 10_000, "strap")).into_iter().collect()
}

/// Three packets in a row that are off by more than 0.3 km/h from anything that the belt was asked to do.
fn wandering(story: &Story, since: u64, at: u64) -> Vec<(u64, &'static str)> {
    let Some(start) = told(story, since) else { return Vec::new() };
    let mut off = 0;
    for (then, speed) in story.told.iter().filter(|(then, _)| (since..at).contains(then)) {
        let mut way: Vec<u16> = story
            .commands
            .iter()
            .filter(|(when, _)| (since..=*then).contains(when))
            .filter_map(|(_, kind)| kind.speed())
            .map(|speed| speed.hundredths())
            .collect();
        way.insert(0, start);
        let recent = &way[way.len().saturating_sub(2)..];
        let (low, high) = (recent.iter().min().copied().unwrap_or(start), recent.iter().max().copied().unwrap_or(start));
        off = if *speed + 30 < low || *speed > high + 30 { off + 1 } else { 0 };
        if off == 3 {
            return vec![(*then, "speed")];
        }
    }
    Vec::new()
}
