//! `recovery-run doctor`: checks what a run needs; one remedy a finding.

use std::env;
use std::io::{self, IsTerminal, Write as _};
use std::time::Duration;

use clap::Args;

use super::Failure;
use super::output::say;
use super::profile::Profile;
use super::runner::block_on;
use crate::ble::{self, Finding, System};
use crate::clock::Moment;
use crate::heart::Bpm;
use crate::screen::{faint_colors, window_size};
use crate::session::{Cue, CueKind, DeviceRole};
use crate::sound::{self, BELL, Chosen, Files, Melody, Programs, Sound, SoundSettings, Speaker};
use crate::store::{Config, Folders, remembered_device};

/// All players and voices are tried within this: each has three seconds, or eight where there is one of either.
const TRIALS: Duration = Duration::from_secs(20);
/// No cue takes longer to be heard.
const LONGEST: Duration = Duration::from_secs(20);
/// The rate that is said as an example.
const EXAMPLE_BPM: u16 = 131;

/// Flags of `doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// The Bluetooth adapter to check, by name (hci1) or address
    #[arg(long, value_name = "NAME")]
    adapter: Option<String>,
    /// Play each cue, to hear whether it reaches you on the treadmill
    #[arg(long)]
    sound: bool,
    /// As JSON: a list of findings
    #[arg(long)]
    json: bool,
}

impl DoctorArgs {
    pub(super) fn run(self, folders: &Folders) -> Result<(), Failure> {
        let mut findings = block_on(ble::diagnose(self.adapter))?;
        findings.extend([devices(folders), terminal(), sound(folders), configuration(folders), data(folders)]);
        findings.extend(theme(folders));
        if self.json {
            let list: serde_json::Value = findings
                .iter()
                .map(|finding| {
                    let remedies: serde_json::Map<_, _> =
                        finding.remedies.iter().map(|(system, remedy)| (system.word().to_owned(), (*remedy).into())).collect();
                    serde_json::json!({ "what": finding.what, "ok": finding.trouble.is_none(), "trouble": finding.trouble, "remedies": remedies })
                })
                .collect();
            say(list)?;
        } else {
            let here = System::here();
            for finding in &findings {
                match &finding.trouble {
                    None => say(format_args!("  ok  {}", finding.what))?,
                    Some(trouble) => say(format_args!("  !!  {}\n      {trouble}", finding.what))?,
                }
                // For whoever helps with another machine than this one.
                for (system, remedy) in finding.remedies.iter().filter(|(system, _)| *system != here && here.tells_of_others()) {
                    say(format_args!("      on {:<16} {remedy}", format!("{}:", system.name())))?;
                }
            }
        }
        if self.sound && !self.json {
            play(folders)?;
        }
        let wrong = findings.iter().filter(|finding| finding.trouble.is_some()).count();
        if wrong == 0 {
            Ok(())
        } else {
            Err(Failure::new(format!(
                "{wrong} of {} things stand in the way of a run: see above; mend the first one first",
                findings.len()
            )))
        }
    }
}

fn found(what: &str, trouble: Option<String>) -> Finding {
    Finding { what: what.to_owned(), trouble, remedies: Vec::new() }
}

/// The devices that were chosen, which a run connects by itself.
fn devices(folders: &Folders) -> Finding {
    let chosen = DeviceRole::ALL.map(|role| {
        let name = remembered_device(&folders.data, role).map_or_else(|| "none yet".to_owned(), |device| device.name);
        format!("{} {name}", if role == DeviceRole::FootPod { "foot pod" } else { role.word() })
    });
    found(&format!("devices used last time: {}", chosen.join(", ")), None)
}

/// A terminal is needed for the dashboard only; a pipe is what `--headless` is for.
fn terminal() -> Finding {
    let term = env::var("TERM").unwrap_or_default();
    if !io::stdout().is_terminal() {
        return found("terminal: none here, --headless works all the same", None);
    }
    match window_size() {
        (columns, rows) if columns < 40 || rows < 10 => {
            found("terminal", Some(format!("the window is too small: {columns}x{rows}; make it at least 40x10, better 80x24")))
        }
        _ if term == "dumb" => found("terminal: it cannot place text (TERM is dumb), so runs are told in plain lines", None),
        (columns, rows) => found(&format!("terminal {columns}x{rows}"), None),
    }
}

/// What the runner wants to hear; the usual where the configuration cannot be read, which is told of elsewhere.
fn wanted(folders: &Folders) -> SoundSettings {
    Config::load(&folders.config).map(|config| config.sound()).unwrap_or_default()
}

/// What plays sound here. None is needed: the terminal's bell rings in its place.
fn sound(folders: &Folders) -> Finding {
    const BELL: &str = "the terminal's bell rings; if it is silent, turn it on in the terminal's settings";
    let settings = wanted(folders);
    let files = Files::new(folders.sounds(), settings.volume);
    let chosen = match Speaker::start(&settings, files, Programs::here(), || {}) {
        Ok(speaker) => speaker.chosen(TRIALS),
        Err(error) => return found(&format!("sound: {BELL} (no thread for it: {error})"), None),
    };
    found(
        &match chosen {
            None => format!("sound: the players do not answer; {BELL}"),
            Some(Chosen { player: Err(why), .. }) => format!("sound: {BELL} (players tried: {why})"),
            Some(Chosen { player: Ok(player), voice: None }) => format!("sound by {player}"),
            Some(Chosen { player: Ok(player), voice: Some(Ok(voice)) }) => format!("sound by {player}, words by {voice}"),
            Some(Chosen { player: Ok(player), voice: Some(Err(why)) }) => {
                format!("sound by {player}, without words ({why}; {})", voice_remedy(System::here()))
            }
        },
        None,
    )
}

/// What brings words where nothing speaks.
fn voice_remedy(system: System) -> &'static str {
    const LINUX: &str = "`sudo apt install espeak-ng` brings them on Debian";
    system.choose(
        LINUX,
        LINUX,
        "choose a voice in System Settings > Accessibility > Spoken Content",
        "Windows PowerShell speaks them: see that `powershell` starts, and a voice is installed in Settings > Time & language > Speech",
    )
}

/// Plays each cue after the other.
fn play(folders: &Folders) -> Result<(), Failure> {
    let settings = wanted(folders);
    let failed = |error| Failure::new(format!("no sound can be played: {error}; close other programs and try again"));
    let speaker = Speaker::start(&settings, Files::new(folders.sounds(), settings.volume), Programs::here(), || {
        // Whoever listens for the bell of a pipe hears nothing; that is told above.
        let _ = io::stdout().write_all(BELL).and_then(|()| io::stdout().flush());
    })
    .map_err(failed)?;
    let cues =
        [CueKind::EaseOff, CueKind::SlowDown, CueKind::Walk, CueKind::Stop, CueKind::Settled, CueKind::SignalLost, CueKind::TalkTest];
    for cue in cues.map(Cue::aloud) {
        let Some(melody) = Melody::of(cue.kind) else { continue };
        let muted = if settings.off.contains(&cue.kind) { " (off in the configuration)" } else { "" };
        say(format_args!("  {:<28} {}{muted}", cue.text, melody.described()))?;
        speaker.play(Sound { melody, words: sound::words(&cue, Bpm::new(EXAMPLE_BPM)), at: Moment::now() });
        speaker.drain(LONGEST);
        if let Some(trouble) = speaker.take_trouble() {
            say(format_args!("  !!  {trouble}"))?;
        }
    }
    Ok(())
}

fn configuration(folders: &Folders) -> Finding {
    let what = format!("configuration {}", folders.config.display());
    let wrong = Config::load(&folders.config)
        .map_err(|error| error.to_string())
        .and_then(|config| Profile::from(&config).setup().map(|_| ()).map_err(|failure| failure.to_string()))
        .err();
    found(&what, wrong)
}

/// A theme of the runner's own that is hard to read is a runner's own choice: it is told, and stands in nobody's way.
fn theme(folders: &Folders) -> Option<Finding> {
    let config = Config::load(&folders.config).ok()?;
    let (word, own) = (config.theme?, config.colors.own?);
    let faint = faint_colors(&own);
    let what = if faint.is_empty() { format!("theme {word}") } else { format!("theme {word}, though {}", faint.join("; ")) };
    Some(found(&what, None))
}

fn data(folders: &Folders) -> Finding {
    let trouble = folders.try_writing().err().map(|error| format!("runs cannot be kept: {error}"));
    found(&format!("data folder {}", folders.data.display()), trouble)
}
