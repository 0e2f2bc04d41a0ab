//! The words of every cue: the few that are read from afar, and the rest. At most six, calm, and never for more speed.

/// What a cue says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// All of it in one line, as it is spoken and written to files.
    pub text: &'static str,
    /// The first words, which are shown large.
    pub head: &'static str,
    /// What follows them, shown small; empty where the head says all.
    pub rest: &'static str,
}

/// Words from a head alone, or from a head, what joins it to the rest, and the rest.
macro_rules! words {
    ($head:literal) => {
        Words { text: $head, head: $head, rest: "" }
    };
    ($head:literal, $joint:literal, $rest:literal) => {
        Words { text: concat!($head, $joint, $rest), head: $head, rest: $rest }
    };
}

pub(super) const RISING: Words = words!("creeping up");
pub(super) const EASE_OFF: Words = words!("ease off");
pub(super) const SLOW_DOWN: Words = words!("slow down");
pub(super) const WALK: Words = words!("walk", " ", "for a minute or two");
/// The same to somebody who walks already.
pub(super) const WALK_SLOWER: Words = words!("walk slower", ", ", "or rest");
/// What a prompt says once it was said aloud often enough: on the screen only.
pub(super) const TOLD_ENOUGH: Words = words!("walk breaks", ", ", "or finish here");
pub(super) const SETTLED: Words = words!("that's it");
pub(super) const STOP: Words = words!("stop gently", ". ", "unwell? get help");
pub(super) const SIGNAL_LOST: Words = words!("no heart rate from the strap");
pub(super) const SIGNAL_BACK: Words = words!("heart rate is back");
pub(super) const CHECK_STRAP: Words = words!("check the strap");
/// Said in place of [`CHECK_STRAP`] where no rate has come since the start: dry electrodes are the usual reason.
pub(super) const NEVER_CAME: Words = words!("no heart rate", ": ", "moisten the strap");
/// Said in place of [`CHECK_STRAP`] where rates come so seldom that nobody can be coached by them.
pub(super) const TOO_SELDOM: Words = words!("too few readings", ": ", "no prompts");
pub(super) const START_SLOWER: Words = words!("start slower");
pub(super) const TALK_TEST: Words = words!("could you chat?");
pub(super) const HALFWAY: Words = words!("halfway");
pub(super) const LAST_FIVE: Words = words!("last five minutes");
pub(super) const ENOUGH_IS_FINE: Words = words!("20 minutes", ": ", "enough is fine");
pub(super) const COOL_DOWN: Words = words!("cool down", ": ", "slower still");
pub(super) const DONE: Words = words!("done", ". ", "well run");
pub(super) const THAT_IS_ENOUGH: Words = words!("40 minutes", ": ", "that is enough");
pub(super) const BELT_YOURS: Words = words!("the belt is yours");
pub(super) const BELT_WALKS: Words = words!("belt down to walking");
pub(super) const BELT_STANDS: Words = words!("paused", ": ", "the belt stands");
pub(super) const BELT_MOVES: Words = words!("on again");
/// Form cues, given in turn (design choice).
pub(super) const FORM: [Words; 6] = [
    words!("run tall"),
    words!("soft shoulders"),
    words!("short quiet steps"),
    words!("relaxed hands"),
    words!("breathe easily"),
    words!("look ahead", ", ", "not down"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_cue_has_at_most_four_words() {
        assert!(FORM.iter().all(|words| words.text.split(' ').count() <= 4));
    }
}
