//! The thread that makes the sounds: it finds the programs that work, and starts, ends and looks after them.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use super::exchange::{Chosen, Request, Shared};
use super::player::{self, Files};
use super::process::{End, Process};
use super::programs::{Call, Player, Programs, Voice};
use super::queue::{Queue, Sound, Step};
use crate::clock::Moment;

/// How often a program that plays is looked at: what waits for its end follows within this.
const LOOK: Duration = Duration::from_millis(10);
/// No sound takes longer; whatever plays by then hangs (design choice).
const LONGEST: Duration = Duration::from_secs(8);
/// A program of the runner's own is ended after this (design choice).
const LONGEST_COMMAND: Duration = Duration::from_secs(30);
/// So many of them may run at once (design choice).
const MOST_COMMANDS: usize = 4;

/// Tells that the thread is over, however it ends.
struct Ending(Arc<Shared>);

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.update(|told| {
            told.ended = true;
        });
    }
}

/// What is heard at present.
struct Present {
    /// The program that plays or speaks.
    player: Option<Process>,
    /// Whether the melody is over and the words have begun.
    speaks: bool,
    words: Words,
}

/// The words of the present sound.
enum Words {
    /// None, or they are being spoken.
    None,
    /// A voice writes them to a file.
    Written(Process),
    /// They are spoken when the melody is over.
    Aloud(String),
}

/// The thread's side.
pub(super) struct Studio {
    files: Files,
    programs: Programs,
    shared: Arc<Shared>,
    bell: Box<dyn Fn() + Send>,
    tones: bool,
    player: Option<Player>,
    voice: Option<Voice>,
    queue: Queue,
    present: Option<Present>,
    commands: Vec<Process>,
    /// Players that failed in this run.
    failed: Vec<Player>,
}

impl Studio {
    /// Nothing is chosen and nothing plays.
    pub(super) fn new(files: Files, programs: Programs, shared: Arc<Shared>, bell: Box<dyn Fn() + Send>, tones: bool) -> Self {
        Self {
            files,
            programs,
            shared,
            bell,
            tones,
            player: None,
            voice: None,
            queue: Queue::default(),
            present: None,
            commands: Vec::new(),
            failed: Vec::new(),
        }
    }

    fn choose(&mut self, voice: bool) {
        if !self.tones && !voice {
            self.shared.update(|told| told.chosen = Some(Chosen { player: Err("no sound is wanted".to_owned()), voice: None }));
            return;
        }
        let player = player::choose_player(&self.files, self.programs.players, &self.failed);
        let spoken = voice.then(|| player::choose_voice(&self.files, self.programs.voices));
        self.player = player.as_ref().ok().copied();
        self.voice = spoken.as_ref().and_then(|voice| voice.as_ref().ok().copied());
        let chosen = Chosen { player: player.map(|player| player.program), voice: spoken.map(|voice| voice.map(|voice| voice.program())) };
        tracing::info!(?chosen, "sound");
        self.shared.update(|told| told.chosen = Some(chosen));
    }

    /// Finds a player, and a voice where one is wanted, then does what it is asked for until it is told to end.
    pub(super) fn run(mut self, voice: bool, received: &Receiver<Request>) {
        let _ending = Ending(Arc::clone(&self.shared));
        self.choose(voice);
        loop {
            let busy = self.present.is_some() || !self.commands.is_empty();
            let request = match if busy { received.recv_timeout(LOOK) } else { received.recv().map_err(|_| RecvTimeoutError::Disconnected) }
            {
                Ok(request) => Some(request),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => Some(Request::End),
            };
            let taken = u64::from(request.is_some());
            match request {
                Some(Request::Sound(sound)) => {
                    let step = self.queue.offer(sound);
                    self.take(step);
                }
                Some(Request::Command(call)) => self.start_command(&call),
                Some(Request::Hush) => {
                    self.queue.clear();
                    self.present = None;
                    let step = self.queue.over(Moment::now());
                    self.take(step);
                }
                Some(Request::End) => break,
                None => {}
            }
            self.look();
            self.count(taken);
        }
        player::remove(&self.files.words());
    }

    fn take(&mut self, step: Step) {
        if let Step::Play(sound) = step {
            // Dropping what plays ends it.
            self.present = None;
            self.play(sound);
        }
    }

    fn play(&mut self, sound: Sound) {
        let Some(player) = self.player else {
            (self.bell)();
            self.over();
            return;
        };
        let words = self.words(sound.words);
        let melody = if self.tones { Some(self.files.melody(sound.melody)) } else { None };
        let started = melody.map(|file| {
            file.map_err(|error| format!("a tone cannot be written: {error}")).and_then(|file| Process::start(&player.call(&file), LONGEST))
        });
        match started.transpose() {
            Ok(player) => self.present = Some(Present { player, speaks: false, words }),
            Err(why) => self.player_failed(&why),
        }
    }

    /// Begins with the words while the melody plays, so that they follow it at once.
    fn words(&mut self, words: Option<String>) -> Words {
        let (Some(words), Some(voice)) = (words, self.voice) else { return Words::None };
        match voice.call_to_file(&words, &self.files.words(), self.files.volume) {
            None => Words::Aloud(words),
            Some(call) => match Process::start(&call, LONGEST) {
                Ok(process) => Words::Written(process),
                Err(why) => {
                    self.voice_failed(&why);
                    Words::None
                }
            },
        }
    }

    /// Goes on with whatever ended.
    fn look(&mut self) {
        self.commands.retain_mut(|command| match command.ended() {
            None => true,
            Some(End::Well) => false,
            Some(End::Trouble(why)) => {
                self.shared.trouble(format!("on_cue: {why}"));
                false
            }
        });
        let Some(mut present) = self.present.take() else { return };
        match present.player.as_mut().map_or(Some(End::Well), Process::ended) {
            None => self.present = Some(present),
            Some(End::Trouble(why)) if present.speaks => {
                self.voice_failed(&why);
                self.over();
            }
            Some(End::Trouble(why)) => self.player_failed(&why),
            Some(End::Well) => self.speak(present.words),
        }
    }

    fn speak(&mut self, words: Words) {
        let (Some(player), Some(voice)) = (self.player, self.voice) else { return self.over() };
        let started = match words {
            Words::None => return self.over(),
            Words::Written(mut writer) => match writer.ended() {
                None => {
                    self.present = Some(Present { player: None, speaks: true, words: Words::Written(writer) });
                    return;
                }
                Some(End::Trouble(why)) => Err(why),
                Some(End::Well) => Process::start(&player.call(&self.files.words()), LONGEST),
            },
            Words::Aloud(words) => match voice.call_aloud(&words) {
                Some(call) => Process::start(&call, LONGEST),
                None => return self.over(),
            },
        };
        match started {
            Ok(process) => self.present = Some(Present { player: Some(process), speaks: true, words: Words::None }),
            Err(why) => {
                self.voice_failed(&why);
                self.over();
            }
        }
    }

    fn over(&mut self) {
        let step = self.queue.over(Moment::now());
        self.take(step);
    }

    /// The sound is not lost: the bell rings in its place, and another player takes over where one works.
    fn player_failed(&mut self, why: &str) {
        (self.bell)();
        self.failed.extend(self.player.take());
        self.player = player::choose_player(&self.files, self.programs.players, &self.failed).ok();
        let instead = self.player.map_or("the terminal's bell", |player| player.program);
        self.shared.trouble(format!("sound: {why}; {instead} is used instead"));
        self.over();
    }

    fn voice_failed(&mut self, why: &str) {
        self.voice = None;
        self.shared.trouble(format!("voice: {why}; tones go on without words"));
    }

    fn start_command(&mut self, call: &Call) {
        if self.commands.len() >= MOST_COMMANDS {
            self.shared.trouble(format!("on_cue: {MOST_COMMANDS} programs are still running; this one is left out"));
            return;
        }
        match Process::start(call, LONGEST_COMMAND) {
            Ok(process) => self.commands.push(process),
            Err(why) => self.shared.trouble(format!("on_cue: {why}")),
        }
    }

    /// Tells how much is left.
    fn count(&self, taken: u64) {
        let open = usize::from(self.present.is_some()) + self.commands.len();
        self.shared.update(|told| {
            told.open = open;
            told.taken += taken;
        });
    }
}
