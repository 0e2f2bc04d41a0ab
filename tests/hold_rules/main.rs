//! No command to a belt ever breaks a rule of `hold`, whatever happens: random runs of faults, speeds, keys, losses, delays and lying machines,
//! judged by a statement of the rules that knows nothing of the program's own.
//!
//! `HOLD_SEQUENCES` asks for another number of runs than some thousand; a release build does a million in half an hour.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

#[path = "../coach/hold/belt.rs"]
#[allow(dead_code)] // Shared with the bench, which uses other parts of it.
mod belt;
mod faults;
mod judge;
mod manners;
#[path = "../../src/source/random.rs"]
mod random;
mod world;

use std::sync::atomic::{AtomicU64, Ordering};

use judge::judge;
use random::Random;
use world::World;

fn sequences() -> u64 {
    std::env::var("HOLD_SEQUENCES").map_or(3000, |asked| asked.parse().expect("HOLD_SEQUENCES is a number of runs"))
}

#[test]
fn no_command_breaks_a_rule_whatever_happens() {
    let (next, commands, raises, releases) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    let broken: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut broken = Vec::new();
                    loop {
                        let seed = next.fetch_add(1, Ordering::Relaxed);
                        if seed >= sequences() || broken.len() > 20 {
                            return broken;
                        }
                        let story = World::draw(&mut Random::new(seed.wrapping_mul(0x9E37_79B9))).run();
                        commands.fetch_add(story.commands.len() as u64, Ordering::Relaxed);
                        raises.fetch_add(story.raises(), Ordering::Relaxed);
                        releases.fetch_add(u64::from(story.was_released), Ordering::Relaxed);
                        broken.extend(judge(&story).into_iter().map(|complaint| format!("seed {seed}: {complaint}")));
                    }
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(broken.is_empty(), "{} rules broken:\n{}", broken.len(), broken[..broken.len().min(20)].join("\n"));
    let [commands, raises, releases] = [commands, raises, releases].map(AtomicU64::into_inner);
    println!("{} runs, {commands} commands, {raises} of them up, {releases} runs let go", sequences());
    assert!(commands > 2 * sequences() && raises > sequences() / 50 && releases > sequences() / 4, "{commands} {raises} {releases}");
}
