//! `recovery-run kiosk`: a computer that shows the start screen when it is switched on, and what `run --kiosk` does on it.

mod appliance;
mod console;
#[cfg(target_os = "linux")]
mod install;
#[cfg(target_os = "linux")]
mod machine;
#[cfg(target_os = "linux")]
mod parts;
#[cfg(target_os = "linux")]
mod status;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Failure;
use super::reference::Section;
pub(super) use appliance::appliance;

/// How it is set up by hand where more is wanted than the kernel's console shows.
pub(super) const MORE: &str = "\
The program is started on the first console by a systemd unit, recovery-run-kiosk.service, as the user that --user names; nothing of a
desktop is needed. The other consoles (Ctrl-Alt-F2) have their login as before. Q twice, or the power button, shuts the computer down.
A run that a power cut ended is offered at the next start.

The kernel's console has 256 or 512 glyphs and 8 or 16 colours, and is what the console's screens are drawn for. Where a font of Debian's
console-setup makes 80 to 120 columns of the screen, it is chosen for this console alone, unless yours does that already.

For true colours and smoother letters another terminal can take the first console, with `systemctl edit recovery-run-kiosk`:

  [Service]
  ExecStart=
  ExecStart=/usr/bin/kmscon --vt=/dev/tty1 --no-switchvt --login -- /usr/bin/recovery-run run --kiosk

or, with a compositor that shows one window (packages cage and foot), drawing every character that the screens know:

  ExecStart=/usr/bin/cage -s -- /usr/bin/foot --font=monospace:size=16 /usr/bin/recovery-run run --kiosk

A memory card is spared: a run is synced every 45 seconds (sync_seconds in the configuration has another time), which is what a power cut
takes of it, and the unit mounts the file system that the user's folder is on with noatime, lazytime and commit=300.";

/// What a kiosk tells as JSON.
const FIELDS: [Section; 1] = [Section {
    heading: "The object of `kiosk status --json`",
    about: "Whether this computer shows the start screen when it is switched on.",
    examples: &[],
    fields: &[
        ("installed", "the unit and what says for whom are there"),
        ("enabled", "it is started at boot"),
        ("running", "it runs now; null where that cannot be asked, as with --root"),
        ("user", "whose runs it shows; null where it is not installed"),
        ("program", "the program that is started; null where it is not installed"),
        ("unit", "the file of the unit; null where there is none"),
        ("login", "whether the first console has a login of its own"),
        ("missing", "a list of what is missing, each with what to do"),
    ],
}];

/// What belongs to `kiosk`.
pub(super) fn fields() -> Vec<&'static Section> {
    FIELDS.iter().collect()
}

/// What becomes of the appliance.
#[derive(Debug, Subcommand)]
pub enum KioskCommand {
    /// Show the start screen on the first console from the next boot on (as root)
    Install(InstallArgs),
    /// Put back what was before; runs and configuration stay (as root)
    Remove(RemoveArgs),
    /// Whether it is installed, for whom, and what is missing
    Status(StatusArgs),
}

/// Flags of `kiosk install`.
#[derive(Debug, Args)]
pub struct InstallArgs {
    /// Whose runs: the user that the program runs as [default: who called sudo]
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    #[command(flatten)]
    common: Common,
    /// Write also over files that were changed by hand
    #[arg(long)]
    force: bool,
}

/// Flags of `kiosk remove`.
#[derive(Debug, Args)]
pub struct RemoveArgs {
    #[command(flatten)]
    common: Common,
    /// Remove also what was changed by hand
    #[arg(long)]
    force: bool,
}

/// Flags of `kiosk status`.
#[derive(Debug, Args)]
pub struct StatusArgs {
    #[command(flatten)]
    common: Common,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// Flags of all three.
#[derive(Debug, Args)]
struct Common {
    /// Another root file system, such as a card's, in place of this computer's
    #[arg(long, value_name = "FOLDER", default_value = "/", hide_default_value = true)]
    root: PathBuf,
}

impl KioskCommand {
    /// Carries it out.
    #[cfg(target_os = "linux")]
    pub(super) fn run(self) -> Result<(), Failure> {
        match self {
            Self::Install(args) => install::install(args),
            Self::Remove(args) => install::remove(&args),
            Self::Status(args) => status::status(&args),
        }
    }

    /// Says that it cannot be carried out.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn run(self) -> Result<(), Failure> {
        Err(Failure::new(
            "a kiosk is made for Linux with systemd; on this system let the login start `recovery-run run --kiosk` in a terminal of its own",
        ))
    }
}
