//! Players that work, are missing, fail, hang or speak, each a program of the system.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::clock::Moment;
use crate::sound::melody::Melody;
use crate::sound::programs::{GIVEN, Player, Voice, player};

/// So long a test waits for what comes at once.
const LONG: Duration = Duration::from_secs(60);

const MISSING: Player = player("recovery-run-no-such-player", &[GIVEN]);
const FAILS: Player = player("false", &[]);
const WORKS: Player = player("true", &[]);
/// Plays silence, and fails at everything else.
const BREAKS: Player = player("sh", &["-c", "case $0 in *silence*) ;; *) exit 1 ;; esac", GIVEN]);
/// Writes down what it plays.
const TELLS: Player = player("sh", &["-c", "echo $(basename $0) >> $(dirname $0)/heard", GIVEN]);
/// Takes part of the melodies' own time, until it is ended; tells of its beginning.
const GOES_ON: Player =
    player("sh", &["-c", "case $0 in *silence*) ;; *) echo $(basename $0) >> $(dirname $0)/heard; exec sleep 60 ;; esac", GIVEN]);
/// Takes no words, and fails at any.
const MUMBLES: Voice = Voice::Aloud(player("sh", &["-c", "test -z \"$0\"", GIVEN]));

struct Lab {
    speaker: Speaker,
    rung: Arc<AtomicUsize>,
    folder: tempfile::TempDir,
}

impl Lab {
    fn new(players: &'static [Player], voices: &'static [Voice], settings: &SoundSettings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let rung = Arc::new(AtomicUsize::new(0));
        let ring = Arc::clone(&rung);
        let bell = move || {
            ring.fetch_add(1, Ordering::SeqCst);
        };
        let files = Files::new(folder.path().join("sounds"), settings.volume);
        Self { speaker: Speaker::start(settings, files, Programs { players, voices }, bell).unwrap(), rung, folder }
    }

    fn play(&self, melody: Melody) {
        self.speaker.play(Sound { melody, words: None, at: Moment::now() });
    }

    fn heard(&self) -> Vec<String> {
        let path: PathBuf = self.folder.path().join("sounds/heard");
        fs::read_to_string(path).unwrap_or_default().lines().filter(|line| !line.starts_with("silence")).map(str::to_owned).collect()
    }

    fn troubles(&self) -> Vec<String> {
        std::iter::from_fn(|| self.speaker.take_trouble()).collect()
    }

    fn bells(&self) -> usize {
        self.rung.load(Ordering::SeqCst)
    }
}

fn tones() -> SoundSettings {
    SoundSettings { voice: false, ..SoundSettings::default() }
}

#[test]
fn the_first_player_that_plays_silence_is_taken() {
    let lab = Lab::new(&[MISSING, FAILS, TELLS, WORKS], &[], &tones());
    assert_eq!(lab.speaker.chosen(LONG).unwrap().player, Ok("sh"));
    for melody in [Melody::TwoDown, Melody::LowThrice] {
        lab.play(melody);
        assert!(lab.speaker.drain(LONG));
    }
    assert_eq!(lab.heard(), ["two-down-70.wav", "low-thrice-70.wav"]);
    assert_eq!((lab.bells(), lab.troubles()), (0, vec![]));
}

#[test]
fn without_a_player_that_works_the_bell_rings_and_why_is_told() {
    let lab = Lab::new(&[MISSING, FAILS], &[], &tones());
    let why = lab.speaker.chosen(LONG).unwrap().player.unwrap_err();
    assert!(why.contains("recovery-run-no-such-player is not there") && why.contains("false failed"), "{why}");
    lab.play(Melody::Low);
    assert!(lab.speaker.drain(LONG));
    assert_eq!(lab.bells(), 1);
}

#[test]
fn a_player_that_breaks_in_the_run_costs_no_cue_and_is_told_of_once() {
    let lab = Lab::new(&[BREAKS, TELLS], &[], &tones());
    lab.play(Melody::Low);
    assert!(lab.speaker.drain(LONG));
    assert_eq!(lab.bells(), 1, "the bell rings for the sound that failed");
    for _ in 0..2 {
        lab.play(Melody::ThreeDown);
        assert!(lab.speaker.drain(LONG));
    }
    assert_eq!(lab.heard(), ["three-down-70.wav"; 2]);
    let [told] = &lab.troubles()[..] else { panic!("told once") };
    assert!(told.starts_with("sound: sh failed"), "{told}");
}

#[test]
fn walk_cuts_ease_off_and_silence_cuts_both() {
    let lab = Lab::new(&[GOES_ON], &[], &tones());
    lab.play(Melody::TwoDown);
    lab.play(Melody::Low);
    lab.play(Melody::Up);
    lab.speaker.hush();
    assert!(lab.speaker.drain(LONG), "what was cut is over");
    // The first may be cut before it has told of itself; what came after the more urgent one is never begun.
    assert!(lab.heard().iter().all(|heard| heard == "two-down-70.wav" || heard == "low-70.wav"), "{:?}", lab.heard());
}

#[test]
fn a_voice_that_fails_leaves_the_tones_and_is_told_of_once() {
    let with_words = |lab: &Lab| {
        lab.speaker.play(Sound { melody: Melody::ThreeDown, words: Some("slow down. one thirty one".to_owned()), at: Moment::now() });
        assert!(lab.speaker.drain(LONG));
    };
    let lab = Lab::new(&[TELLS], &[Voice::Aloud(FAILS), MUMBLES], &SoundSettings::default());
    assert_eq!(lab.speaker.chosen(LONG).unwrap().voice, Some(Ok("sh")));
    with_words(&lab);
    assert_eq!(lab.heard(), ["three-down-70.wav"]);
    let [told] = &lab.troubles()[..] else { panic!("told once") };
    assert!(told.starts_with("voice: "), "{told}");
    with_words(&lab);
    assert_eq!(lab.heard(), ["three-down-70.wav"; 2]);
}

#[test]
fn a_program_of_the_runners_own_gets_its_arguments_and_variables_and_no_shell() {
    let lab = Lab::new(&[WORKS], &[], &SoundSettings::none());
    let file = lab.folder.path().join("told");
    let call = |program: &str, arguments: &[&str]| Call {
        program: program.into(),
        arguments: arguments.iter().map(Into::into).collect(),
        variables: vec![("THE_CUE".to_owned(), "slow-down".to_owned()), ("FILE".to_owned(), file.display().to_string())],
    };
    lab.speaker.command(call("sh", &["-c", "echo \"$THE_CUE $0\" > \"$FILE\"", "$HOME; *"]));
    lab.speaker.command(call("recovery-run-no-such-program", &[]));
    lab.speaker.command(call("recovery-run-no-such-program", &[]));
    assert!(lab.speaker.drain(LONG));
    assert_eq!(fs::read_to_string(&file).unwrap(), "slow-down $HOME; *\n");
    assert_eq!(lab.troubles(), ["on_cue: recovery-run-no-such-program is not there"]);
}
