//! What a cue sounds like, and how it is played: melodies and words of our own, by whatever program plays sound on this machine.
//!
//! Players are spawned and not linked, so that the build needs no sound library and a sound server that hangs holds up nothing. The one
//! that is used is found by playing silence with each; melodies lie ready as files, so that a cue costs no more than the start of a program.
//! Where none works, the terminal's bell rings.

mod exchange;
mod melody;
mod player;
mod process;
mod programs;
mod queue;
mod settings;
mod speaker;
mod speech;
mod studio;
mod wav;

pub use exchange::Chosen;
pub use melody::{Melody, Note, is_heard};
pub use player::Files;
pub use programs::{Call, Programs};
pub use queue::Sound;
pub use settings::SoundSettings;
pub use speaker::Speaker;
pub use speech::words;

/// The terminal's bell (BEL).
pub const BELL: &[u8] = b"\x07";
