//! The files and environment variables of each command, for the manual pages.

/// A file or a variable.
pub(super) struct Place {
    pub name: &'static str,
    pub means: &'static str,
    /// The commands that it matters to.
    commands: &'static [&'static str],
}

/// Those that read recordings or the runner's numbers.
const CONFIGURED: &[&str] = &["run", "demo", "replay", "report", "export", "history", "import", "zones", "doctor", "config"];
/// Those that read or write runs of the history.
const HISTORY: &[&str] = &["run", "demo", "replay", "report", "export", "history", "import", "zones", "doctor"];
/// Those that draw.
const DRAWN: &[&str] = &["run", "demo", "replay", "report", "history"];

const FILES: &[Place] = &[
    Place {
        name: "~/.config/recovery-run/config.toml",
        means: "The runner's numbers and preferences, every line explained.",
        commands: CONFIGURED,
    },
    Place { name: "~/.config/recovery-run/themes/NAME.toml", means: "A theme of one's own, which --theme NAME takes.", commands: DRAWN },
    Place {
        name: "~/.local/share/recovery-run/runs/",
        means: "For each run a journal (JSON Lines) and, once it has ended, a FIT activity.",
        commands: HISTORY,
    },
    Place { name: "~/.local/share/recovery-run/originals/", means: "The files that were imported.", commands: &["import"] },
    Place {
        name: "~/.local/share/recovery-run/devices.json",
        means: "The strap, treadmill and foot pod that were used last.",
        commands: &["run", "scan", "doctor"],
    },
    Place { name: "~/.local/share/recovery-run/log/", means: "The logs of the last two runs.", commands: &["run"] },
];

const VARIABLES: &[Place] = &[
    Place { name: "RECOVERY_RUN_CONFIG", means: "Another configuration file.", commands: CONFIGURED },
    Place { name: "RECOVERY_RUN_DATA", means: "Another folder in place of ~/.local/share/recovery-run.", commands: HISTORY },
    Place {
        name: "RECOVERY_RUN_LOG",
        means: "What is logged: error, warn, info, debug or trace, or a level for each part, as in info,btleplug=debug.",
        commands: &["run"],
    },
    Place {
        name: "RECOVERY_RUN_SOUND",
        means: "bell leaves the terminal's bell alone, off begins with the sound off.",
        commands: &["run", "demo", "replay"],
    },
    Place { name: "NO_COLOR", means: "Where it is set, nothing is drawn in colours.", commands: DRAWN },
    Place { name: "TERM, COLORTERM", means: "What the terminal can draw; with dumb a run is told in plain lines.", commands: DRAWN },
    Place { name: "TZ", means: "The time zone that starts are shown in.", commands: &["run", "report", "history"] },
    Place { name: "VISUAL, EDITOR", means: "The editor of config edit.", commands: &["config"] },
    Place {
        name: "XDG_CONFIG_HOME, XDG_DATA_HOME",
        means: "Other folders in place of ~/.config and ~/.local/share.",
        commands: CONFIGURED,
    },
];

/// The files of a command; of all where none is named.
pub(super) fn files(command: Option<&str>) -> impl Iterator<Item = &'static Place> {
    chosen(FILES, command)
}

/// The environment variables of a command; of all where none is named.
pub(super) fn variables(command: Option<&str>) -> impl Iterator<Item = &'static Place> {
    chosen(VARIABLES, command)
}

fn chosen(places: &'static [Place], command: Option<&str>) -> impl Iterator<Item = &'static Place> {
    places.iter().filter(move |place| command.is_none_or(|command| place.commands.contains(&command)))
}
