//! The programs that play a file or speak a sentence, in the order in which they are tried on this system. None is linked, so that
//! the build needs no sound library; none is passed through a shell.

use std::ffi::OsString;
use std::path::Path;

/// A program that plays a WAV file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Player {
    /// The program.
    pub program: &'static str,
    arguments: &'static [&'static str],
}

/// Stands for the file or the words among the arguments of a program.
pub(super) const GIVEN: &str = "{}";
/// What PowerShell reads instead of an argument: text in a command line would be code to it.
const GIVEN_VARIABLE: &str = "SOUND_OR_WORDS";

pub(super) const fn player(program: &'static str, arguments: &'static [&'static str]) -> Player {
    Player { program, arguments }
}

/// PipeWire, PulseAudio, ALSA.
const LINUX: [Player; 3] = [player("pw-play", &[GIVEN]), player("paplay", &[GIVEN]), player("aplay", &["-q", GIVEN])];
const MACOS: [Player; 1] = [player("afplay", &[GIVEN])];
const WINDOWS: [Player; 1] =
    [player("powershell", &["-NoProfile", "-NonInteractive", "-Command", "(New-Object Media.SoundPlayer $env:SOUND_OR_WORDS).PlaySync()"])];

/// The programs to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Programs {
    /// Players, the first to be tried first.
    pub players: &'static [Player],
    /// Voices, the first to be tried first.
    pub voices: &'static [Voice],
}

impl Programs {
    /// Those of this system.
    pub fn here() -> Self {
        Self { players: players(), voices: voices() }
    }
}

fn players() -> &'static [Player] {
    if cfg!(target_os = "macos") {
        &MACOS
    } else if cfg!(windows) {
        &WINDOWS
    } else {
        &LINUX
    }
}

impl Player {
    /// How it is called for a file.
    pub fn call(&self, file: &Path) -> Call {
        Call::new(self.program, self.arguments, file.as_os_str().to_owned())
    }
}

/// A program that speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    /// espeak-ng writes a WAV file, which a player plays: the volume is then the same as that of the tones.
    ToFile,
    /// The program speaks by itself.
    Aloud(Player),
}

const LINUX_VOICES: [Voice; 2] = [Voice::ToFile, Voice::Aloud(player("spd-say", &["--wait", "--", GIVEN]))];
const MACOS_VOICES: [Voice; 1] = [Voice::Aloud(player("say", &["--", GIVEN]))];
const WINDOWS_VOICES: [Voice; 1] = [Voice::Aloud(player(
    "powershell",
    &[
        "-NoProfile",
        "-NonInteractive",
        "-Command",
        "Add-Type -AssemblyName System.Speech; (New-Object System.Speech.Synthesis.SpeechSynthesizer).Speak($env:SOUND_OR_WORDS)",
    ],
))];

fn voices() -> &'static [Voice] {
    if cfg!(target_os = "macos") {
        &MACOS_VOICES
    } else if cfg!(windows) {
        &WINDOWS_VOICES
    } else {
        &LINUX_VOICES
    }
}

impl Voice {
    /// The program.
    pub fn program(&self) -> &'static str {
        match self {
            Self::ToFile => "espeak-ng",
            Self::Aloud(program) => program.program,
        }
    }

    /// How it is called to write words into a file, at a volume of 0 to 100; none where it speaks by itself.
    pub fn call_to_file(&self, words: &str, file: &Path, volume: u8) -> Option<Call> {
        match self {
            // Its loudness goes from 0 to 200, and 100 is its usual one.
            Self::ToFile => {
                let mut call = Call::new("espeak-ng", &["-a", "{}", "-w"], (u16::from(volume) * 2).to_string().into());
                call.arguments.extend([file.as_os_str().to_owned(), "--".into(), words.into()]);
                Some(call)
            }
            Self::Aloud(_) => None,
        }
    }

    /// How it is called to speak by itself; none where it writes a file.
    pub fn call_aloud(&self, words: &str) -> Option<Call> {
        match self {
            Self::ToFile => None,
            Self::Aloud(program) => Some(Call::new(program.program, program.arguments, words.into())),
        }
    }
}

/// A program with its arguments and variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The program, looked for on PATH where it has no folder.
    pub program: OsString,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// Variables beside those that this program has.
    pub variables: Vec<(String, String)>,
}

impl Call {
    fn new(program: &str, arguments: &[&str], given: OsString) -> Self {
        let variables = vec![(GIVEN_VARIABLE.to_owned(), given.to_string_lossy().into_owned())];
        let arguments =
            arguments.iter().map(|argument| if *argument == GIVEN { given.clone() } else { OsString::from(argument) }).collect();
        Self { program: program.into(), arguments, variables }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_said_or_played_is_one_argument_and_no_option() {
        let call = LINUX[2].call(Path::new("/a b/c.wav"));
        assert_eq!(call.arguments, ["-q", "/a b/c.wav"]);
        let call = Voice::ToFile.call_to_file("-q; rm", Path::new("o.wav"), 50).unwrap();
        assert_eq!(call.arguments, ["-a", "100", "-w", "o.wav", "--", "-q; rm"]);
        let call = LINUX_VOICES[1].call_aloud("--x").unwrap();
        assert_eq!(call.arguments, ["--wait", "--", "--x"]);
    }
}
