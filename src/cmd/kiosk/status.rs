//! `kiosk status`: what is there, and what is missing.

use super::machine::Machine;
use super::parts::{self, ENABLED, LOGIN_MASK, NAME, Runner, UNIT};
use super::{Failure, StatusArgs};
use crate::cmd::output::say;

/// Where Bluetooth's daemon may lie.
const DAEMONS: [&str; 2] = ["/usr/libexec/bluetooth/bluetoothd", "/usr/lib/bluetooth/bluetoothd"];

pub(super) fn status(args: &StatusArgs) -> Result<(), Failure> {
    let machine = Machine::new(&args.common.root)?;
    let unit = parts::packaged(&machine).or(machine.is_there(UNIT).then_some(UNIT));
    let runner = Runner::read(&machine).filter(|_| unit.is_some());
    let enabled = machine.is_there(ENABLED);
    let running = machine.runs().then(|| machine.systemctl(&["is-active", "--quiet", NAME]).is_ok());
    let login = !machine.is_masked(LOGIN_MASK);
    let missing = missing(&machine, runner.as_ref());
    if args.json {
        return say(serde_json::json!({
            "installed": runner.is_some(),
            "enabled": enabled,
            "running": running,
            "user": runner.as_ref().map(|runner| &runner.user),
            "program": runner.as_ref().map(|runner| &runner.program),
            "unit": unit,
            "login": login,
            "missing": missing,
        }));
    }
    match (&runner, unit) {
        (Some(Runner { user, program, .. }), Some(unit)) => {
            say(format_args!("installed for {user}: {program} run --kiosk"))?;
            say(format_args!("unit: {unit}{}", if parts::is_changed(&machine, unit) && unit == UNIT { ", changed by hand" } else { "" }))?;
        }
        _ => say("not installed: sudo recovery-run kiosk install --user NAME")?,
    }
    if runner.is_some() {
        say(if enabled { "started at boot" } else { "not started at boot: sudo systemctl enable recovery-run-kiosk" })?;
        match running {
            Some(true) => say("running")?,
            Some(false) => say("not running: sudo systemctl start recovery-run-kiosk")?,
            None => {}
        }
    }
    for missing in missing {
        say(format_args!("  !!  {missing}"))?;
    }
    Ok(())
}

/// What is missing, or stands in the way, each with what to do.
pub(super) fn missing(machine: &Machine, runner: Option<&Runner>) -> Vec<String> {
    let mut missing = Vec::new();
    if !DAEMONS.iter().any(|path| machine.is_there(path)) {
        missing.push("no bluetoothd, so no strap: sudo apt install bluez, then `kiosk install` again".to_owned());
    }
    if let Some(runner) = runner {
        if machine.user(&runner.user).is_none() {
            missing.push(format!("there is no user {}: `kiosk install --user NAME` with another", runner.user));
        }
        if !machine.is_there(&runner.program) {
            missing.push(format!("there is no {}: `kiosk install` again, by the program that is to be started", runner.program));
        }
        if let Some(group) = machine.groups().into_iter().find(|group| !runner.groups.iter().any(|own| own == group)) {
            missing.push(format!("the program is not in the group {group}, which there is by now: `kiosk install` again"));
        }
    }
    if machine.is_there("/etc/systemd/system/display-manager.service") {
        missing.push(
            "a desktop is started as well, and takes the screen: sudo systemctl set-default multi-user.target keeps it from the next start"
                .to_owned(),
        );
    }
    missing
}
