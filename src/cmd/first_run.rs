//! What the form of a first run changes: the configuration, the setup of the run, and what is heard of its sounds.

use std::path::PathBuf;

use super::profile::Profile;
use crate::clock::Moment;
use crate::heart::Bpm;
use crate::screen::{CueSound, DrawnNote, Form, Numbers, SoundChoice, SoundStep};
use crate::session::{Cue, CueKind};
use crate::sound::{self, Files, Melody, Note, Programs, Sound, SoundSettings, Speaker};
use crate::store::{Config, Folders, Setting, StoreError};

/// The cues that are played, in the order in which they ask for more; "stop" is left for nobody to be frightened by.
const CUES: [CueKind; 6] = [CueKind::EaseOff, CueKind::SlowDown, CueKind::Walk, CueKind::Settled, CueKind::SignalLost, CueKind::TalkTest];
/// The rate that is said as an example.
const EXAMPLE_BPM: u16 = 131;
/// A column of a drawn melody is so long: the longest has fifteen (design choice).
const MS_A_COLUMN: u32 = 75;
/// The lowest and the highest note of all melodies, in Hz.
const LOWEST: f64 = 246.94;
const HIGHEST: f64 = 1318.51;

/// The form for a profile: whole where there is no configuration yet, else the numbers alone.
pub(super) fn form(profile: &Profile, folders: &Folders) -> Form {
    if folders.config.exists() {
        return Form::numbers_alone();
    }
    let choice = SoundChoice { volume: profile.sound.volume, voice: profile.sound.voice, muted: !profile.bell };
    Form::whole(SoundStep::of(CUES.iter().filter_map(|kind| cue_sound(*kind)).collect(), choice))
}

fn cue_sound(kind: CueKind) -> Option<CueSound> {
    let melody = Melody::of(kind)?;
    let name = Cue::aloud(kind).text.to_owned();
    let is_spoken = sound::words(&Cue::aloud(kind), Bpm::new(EXAMPLE_BPM)).is_some();
    Some(CueSound { name, notes: melody.notes().iter().map(drawn).collect(), described: melody.described().to_owned(), is_spoken })
}

/// A note as it is drawn: by octaves from an eighth of a row to a whole one.
fn drawn(note: &Note) -> DrawnNote {
    let columns = u16::try_from((note.ms + MS_A_COLUMN / 2) / MS_A_COLUMN).unwrap_or(1).max(1);
    let height = if note.hz > 0.0 { (1.0 + 7.0 * (note.hz / LOWEST).log2() / (HIGHEST / LOWEST).log2()).round() } else { 0.0 };
    DrawnNote { height: height as u8, columns }
}

/// The runner's numbers, in the profile and in the configuration. The profile has them whatever becomes of the file.
pub(super) fn keep_numbers(numbers: Numbers, profile: &mut Profile, folders: &Folders) -> Result<(), StoreError> {
    let athlete = &mut profile.athlete;
    let mut changes = Vec::new();
    for (key, told, kept) in [
        ("age", numbers.age, &mut athlete.age),
        ("max_hr", numbers.max_hr, &mut athlete.max_hr),
        ("resting_hr", numbers.resting_hr, &mut athlete.resting_hr),
        ("threshold_hr", numbers.threshold_hr, &mut athlete.threshold_hr),
        ("weight_kg", numbers.weight_kg, &mut athlete.weight_kg),
    ] {
        if let Some(value) = told {
            *kept = Some(f64::from(value));
            changes.push((key, Setting::Whole(i64::from(value))));
        }
    }
    Config::set(&folders.config, &changes)
}

/// What the runner wants to hear, likewise; only what is not as it was.
pub(super) fn keep_sound(choice: SoundChoice, profile: &mut Profile, folders: &Folders) -> Result<(), StoreError> {
    let SoundChoice { volume, voice, muted } = choice;
    let mut changes = Vec::new();
    if volume != profile.sound.volume {
        changes.push(("sound.volume", Setting::Whole(i64::from(volume))));
    }
    if voice != profile.sound.voice {
        changes.push(("sound.voice", Setting::Switch(voice)));
    }
    if muted == profile.bell {
        changes.push(("bell", Setting::Switch(!muted)));
    }
    (profile.sound.volume, profile.sound.voice, profile.bell) = (volume, voice, !muted);
    if changes.is_empty() { Ok(()) } else { Config::set(&folders.config, &changes) }
}

/// Plays cues of the form, by a speaker that is started with the first one.
#[derive(Default)]
pub(super) struct Rehearsal {
    /// It is started anew for other wishes: files hold the volume.
    speaker: Option<(SoundChoice, Speaker)>,
}

impl Rehearsal {
    /// Plays the cue at a place of the form's list; where there is no sound, why.
    pub(super) fn play(&mut self, place: usize, choice: SoundChoice, sounds: PathBuf, bell: impl Fn() + Send + 'static) -> Option<String> {
        let cue = Cue::aloud(*CUES.get(place)?);
        let melody = Melody::of(cue.kind)?;
        if choice.muted {
            return Some("muted: m brings the sound back".to_owned());
        }
        if self.speaker.as_ref().is_none_or(|(heard, _)| *heard != choice) {
            let settings = SoundSettings { volume: choice.volume, voice: choice.voice, ..SoundSettings::default() };
            // The one before ends what it plays.
            self.speaker = None;
            match Speaker::start(&settings, Files::new(sounds, choice.volume), Programs::here(), bell) {
                Ok(speaker) => self.speaker = Some((choice, speaker)),
                Err(error) => return Some(format!("no sound can be played: {error}")),
            }
        }
        let (_, speaker) = self.speaker.as_ref()?;
        speaker.play(Sound { melody, words: sound::words(&cue, Bpm::new(EXAMPLE_BPM)), at: Moment::now() });
        speaker.take_trouble()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn melodies_are_drawn_as_they_lead() {
        let heights = |kind| cue_sound(kind).unwrap().notes.iter().map(|note| note.height).filter(|height| *height > 0).collect::<Vec<_>>();
        assert_eq!(heights(CueKind::EaseOff), [7, 6]);
        assert_eq!(heights(CueKind::SlowDown), [7, 6, 5]);
        assert_eq!(heights(CueKind::Walk), [2]);
        assert_eq!(heights(CueKind::Settled), [6, 7]);
        assert_eq!(heights(CueKind::SignalLost), [1, 1]);
        assert_eq!(heights(CueKind::TalkTest), [8]);
        for kind in CUES {
            let columns: u16 = cue_sound(kind).unwrap().notes.iter().map(|note| note.columns + 1).sum();
            assert!(columns <= 17, "{kind:?}: {columns}");
        }
    }
}
