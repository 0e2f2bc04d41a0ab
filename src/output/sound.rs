//! Cues as melodies, words, the runner's own programs and, where no player works, the terminal's bell.

use std::time::Duration;

use super::{Context, Output};
use crate::clock::Moment;
use crate::session::{Cue, Notice, NoticeKind};
use crate::sound::{self, Call, Files, Melody, Programs, Sound, SoundSettings, Speaker};
use crate::writer::WriterState;

/// A recording that is played faster than this is watched, not listened to: its sounds would overtake each other (design choice).
const FASTEST: f64 = 2.0;

/// The sound of a run.
pub struct SoundOutput {
    settings: SoundSettings,
    speaker: Speaker,
}

impl SoundOutput {
    /// Sound as the runner wants it, with its files in a folder; `bell` rings where no player works.
    ///
    /// # Errors
    /// Its thread cannot be started.
    pub fn start(settings: SoundSettings, files: Files, bell: impl Fn() + Send + 'static) -> std::io::Result<Self> {
        let speaker = Speaker::start(&settings, files, Programs::here(), bell)?;
        Ok(Self { settings, speaker })
    }

    fn run_command(&self, cue: &Cue, notice: &Notice, context: &Context<'_>) {
        let Some([program, arguments @ ..]) = self.settings.commands.get(&cue.kind).map(Vec::as_slice) else { return };
        let run = context.session.view();
        let bpm = run.rate.map(|rate| rate.bpm.whole().to_string()).unwrap_or_default();
        let variables = [
            ("RECOVERY_RUN_CUE", cue.kind.word().to_owned()),
            ("RECOVERY_RUN_TEXT", cue.text.to_owned()),
            ("RECOVERY_RUN_AT_S", format!("{:.3}", notice.at.secs())),
            ("RECOVERY_RUN_BPM", bpm),
            ("RECOVERY_RUN_CEILING_BPM", run.ceiling.to_string()),
        ];
        self.speaker.command(Call {
            program: program.into(),
            arguments: arguments.iter().map(Into::into).collect(),
            variables: variables.map(|(name, value)| (name.to_owned(), value)).to_vec(),
        });
    }
}

impl Output for SoundOutput {
    fn name(&self) -> &'static str {
        "the sound"
    }

    fn notice(&mut self, notice: &Notice, context: &Context<'_>) {
        let NoticeKind::Cue(cue) = &notice.kind else { return };
        self.run_command(cue, notice, context);
        let fast = context.ui.playback.as_ref().is_some_and(|playback| playback.speed > FASTEST);
        if fast || !context.ui.bell || self.settings.off.contains(&cue.kind) || !sound::is_heard(cue) {
            return;
        }
        if let Some(melody) = Melody::of(cue.kind) {
            let words = sound::words(cue, context.session.view().rate.map(|rate| rate.bpm));
            self.speaker.play(Sound { melody, words, at: Moment::now() });
        }
    }

    fn hush(&mut self) {
        self.speaker.hush();
    }

    fn trouble(&mut self) -> Option<String> {
        self.speaker.take_trouble()
    }

    fn state(&self) -> WriterState {
        // A sound that cannot be played is told of; the run goes on without it.
        WriterState::Open
    }

    fn close(&mut self, limit: Duration) -> bool {
        // The note that says that the run is over may end; nothing is lost where it does not.
        self.speaker.drain(limit);
        true
    }
}
