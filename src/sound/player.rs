//! The player and the voice that work on this machine, found by trying.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::melody::Melody;
use super::process::{End, Process};
use super::programs::{Player, Voice};
use super::wav;

/// A player that has not played a twentieth of a second of silence by now hangs, or its sound server does (design choice). PowerShell
/// takes some seconds by itself where it is started for the first time.
const TRIAL: Duration = Duration::from_secs(if cfg!(windows) { 8 } else { 3 });
/// Time between looks at a program that is tried.
const LOOK: Duration = Duration::from_millis(10);
const SILENCE_MS: u32 = 50;

/// Where melodies and words are kept as files.
#[derive(Debug, Clone)]
pub struct Files {
    folder: PathBuf,
    /// 0 to 100 percent.
    pub volume: u8,
}

impl Files {
    /// Files in a folder, for a volume of 0 to 100.
    pub fn new(folder: PathBuf, volume: u8) -> Self {
        Self { folder, volume }
    }

    /// The file of a melody, made where it is not there yet.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn melody(&self, melody: Melody) -> io::Result<PathBuf> {
        self.made(&format!("{}-{}.wav", melody.word(), self.volume), || wav::wav(melody.notes(), self.volume))
    }

    /// The file for the words that are spoken next; each process has its own.
    pub fn words(&self) -> PathBuf {
        self.folder.join(format!("words-{}.wav", std::process::id()))
    }

    fn silence(&self) -> io::Result<PathBuf> {
        self.made("silence.wav", || wav::silence(SILENCE_MS))
    }

    /// A file that is there and whole, else made anew under another name first, so that no other run plays half of it.
    fn made(&self, name: &str, content: impl FnOnce() -> Vec<u8>) -> io::Result<PathBuf> {
        let path = self.folder.join(name);
        let content = content();
        if fs::metadata(&path).is_ok_and(|meta| meta.len() == content.len() as u64) {
            return Ok(path);
        }
        create_folder(&self.folder)?;
        let part = self.folder.join(format!("{name}.{}", std::process::id()));
        create(&part)?.write_all(&content)?;
        fs::rename(&part, &path)?;
        Ok(path)
    }
}

/// The first player that plays silence to its end; else what was wrong with each.
///
/// # Errors
/// None works.
pub fn choose_player(files: &Files, players: &[Player], besides: &[Player]) -> Result<Player, String> {
    let silence = files.silence().map_err(|error| format!("{} cannot be written: {error}", files.folder.display()))?;
    let mut wrong = Vec::new();
    for player in players.iter().filter(|player| !besides.contains(player)) {
        match tried(Process::start(&player.call(&silence), TRIAL)) {
            Ok(()) => return Ok(*player),
            Err(why) => wrong.push(why),
        }
    }
    Err(wrong.join(", "))
}

/// The first voice that says something; else what was wrong with each.
///
/// # Errors
/// None works.
pub fn choose_voice(files: &Files, voices: &[Voice]) -> Result<Voice, String> {
    let mut wrong = Vec::new();
    for voice in voices {
        // Nothing is heard: the file is not played, and to the others no words are given.
        let call = voice.call_to_file("ok", &files.words(), 0).or_else(|| voice.call_aloud(""));
        match tried(call.ok_or_else(|| "nothing to call".to_owned()).and_then(|call| Process::start(&call, TRIAL))) {
            Ok(()) => return Ok(*voice),
            Err(why) => wrong.push(why),
        }
    }
    Err(wrong.join(", "))
}

/// Folders and files are for the runner alone, like all that lies in the data folder.
#[cfg(unix)]
fn create_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(unix)]
fn create(file: &Path) -> io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file)
}

#[cfg(not(unix))]
fn create_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(not(unix))]
fn create(file: &Path) -> io::Result<fs::File> {
    fs::File::create(file)
}

/// Removes the words that were spoken last.
pub fn remove(words: &Path) {
    // Where nothing was spoken there is no file.
    let _ = fs::remove_file(words);
}

fn tried(started: Result<Process, String>) -> Result<(), String> {
    let mut process = started?;
    loop {
        match process.ended() {
            Some(End::Well) => return Ok(()),
            Some(End::Trouble(why)) => return Err(why),
            None => std::thread::sleep(LOOK),
        }
    }
}
