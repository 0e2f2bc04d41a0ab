//! The files that a kiosk consists of. Each ends with a checksum of itself, so that one that was changed by hand is known.

use std::fs;
use std::path::Path;

use super::machine::Machine;
use crate::store::checksum;

/// The unit as it comes.
const UNIT_TEXT: &str = include_str!("../../../assets/kiosk/recovery-run-kiosk.service");
/// Its name.
pub(super) const NAME: &str = "recovery-run-kiosk.service";
/// Where it is written unless a package brought it.
pub(super) const UNIT: &str = "/etc/systemd/system/recovery-run-kiosk.service";
/// Where a package puts it.
const PACKAGED: [&str; 2] = ["/usr/lib/systemd/system/recovery-run-kiosk.service", "/lib/systemd/system/recovery-run-kiosk.service"];
/// What says for whom.
pub(super) const FOLDER: &str = "/etc/systemd/system/recovery-run-kiosk.service.d";
pub(super) const RUNNER: &str = "/etc/systemd/system/recovery-run-kiosk.service.d/runner.conf";
/// What has it started at boot.
pub(super) const WANTS: &str = "/etc/systemd/system/multi-user.target.wants";
pub(super) const ENABLED: &str = "/etc/systemd/system/multi-user.target.wants/recovery-run-kiosk.service";
/// The login on the first console: masked, since switching to that console would start it again and end the kiosk.
pub(super) const LOGIN: &str = "getty@tty1.service";
pub(super) const LOGIN_MASK: &str = "/etc/systemd/system/getty@tty1.service";
/// The program where a package puts it, and the unit looks for it.
const USUAL_PROGRAM: &str = "/usr/bin/recovery-run";

const SUM: &str = "# checksum ";
const MASKED: &str = "# The login on the first console was masked by this command, and `kiosk remove` brings it back.";
const LEFT: &str = "# The login on the first console was left as it was found.";

/// The unit as it is written.
pub(super) fn unit() -> String {
    stamped(UNIT_TEXT)
}

/// The unit that a package brought.
pub(super) fn packaged(machine: &Machine) -> Option<&'static str> {
    PACKAGED.into_iter().find(|path| machine.is_there(path))
}

/// What says for whom, and by which program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Runner {
    /// Whose runs.
    pub user: String,
    /// The program's path in its root.
    pub program: String,
    /// Groups beside the user's own.
    pub groups: Vec<String>,
    /// The login on the first console was masked by us.
    pub masked: bool,
}

impl Runner {
    /// The file that says it.
    pub(super) fn text(&self) -> String {
        let Self { user, program, groups, masked } = self;
        let mut text = format!(
            "# Written by `recovery-run kiosk install`, removed by `recovery-run kiosk remove`. What you want otherwise goes into another file\n\
             # of this folder: `systemctl edit recovery-run-kiosk`.\n{}\n[Service]\nUser={user}\n",
            if *masked { MASKED } else { LEFT }
        );
        if !groups.is_empty() {
            text += &format!("SupplementaryGroups={}\n", groups.join(" "));
        }
        if program != USUAL_PROGRAM {
            text += &format!("ExecStart=\nExecStart={program} run --kiosk\n");
        }
        stamped(&text)
    }

    /// What a file says, also one that was changed by hand; none where there is none.
    pub(super) fn read(machine: &Machine) -> Option<Self> {
        let text = fs::read_to_string(machine.at(RUNNER)).ok()?;
        let last = |key: &str| text.lines().filter_map(|line| line.strip_prefix(key)).rfind(|value| !value.is_empty());
        Some(Self {
            user: last("User=").unwrap_or("root").to_owned(),
            program: last("ExecStart=").and_then(|command| command.split(' ').next()).unwrap_or(USUAL_PROGRAM).to_owned(),
            groups: last("SupplementaryGroups=").unwrap_or_default().split_whitespace().map(str::to_owned).collect(),
            masked: text.lines().any(|line| line == MASKED),
        })
    }
}

fn stamped(text: &str) -> String {
    format!("{text}{SUM}{:016x}\n", checksum(text.as_bytes()))
}

/// Whether a file is there and is not as this program, of whatever version, wrote it.
pub(super) fn is_changed(machine: &Machine, path: &str) -> bool {
    let place = machine.at(path);
    fs::symlink_metadata(&place).is_ok() && !is_ours(&place)
}

fn is_ours(path: &Path) -> bool {
    let Ok(text) = fs::read_to_string(path) else { return false };
    let Some(at) = text.rfind(SUM) else { return false };
    stamped(&text[..at]) == text
}
