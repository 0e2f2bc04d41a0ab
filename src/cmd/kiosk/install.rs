//! `kiosk install` and `kiosk remove`.

use std::path::Path;

use super::machine::Machine;
use super::parts::{self, ENABLED, FOLDER, LOGIN, LOGIN_MASK, NAME, RUNNER, Runner, UNIT, WANTS};
use super::{Failure, InstallArgs, RemoveArgs, status};
use crate::cmd::output::say;

pub(super) fn install(args: InstallArgs) -> Result<(), Failure> {
    let machine = Machine::new(&args.common.root)?;
    let (user, program) = whom(args.user, &machine)?;
    refuse_changed(&machine, &[UNIT, RUNNER], args.force, "write over them")?;
    let before = Runner::read(&machine);
    // A mask that was there before stays when the kiosk goes.
    let is_ours = before.as_ref().is_some_and(|before| before.masked);
    let masked = is_ours || !machine.is_there(LOGIN_MASK);
    let groups = machine.groups().into_iter().map(str::to_owned).collect();
    let runner = Runner { user, program, groups, masked };

    let unit = match parts::packaged(&machine) {
        // What a package brings is kept up to date by it.
        Some(packaged) => {
            machine.remove(UNIT)?;
            packaged
        }
        None => {
            machine.make_folder("/etc/systemd/system")?;
            machine.write(UNIT, &parts::unit())?;
            UNIT
        }
    };
    machine.make_folder(FOLDER)?;
    // First what puts everything back, then what is to be put back.
    machine.write(RUNNER, &runner.text())?;
    if masked {
        machine.link(LOGIN_MASK, "/dev/null")?;
    }
    machine.make_folder(WANTS)?;
    machine.link(ENABLED, unit)?;
    if let Err(why) = machine.systemctl(&["daemon-reload"]) {
        return Err(Failure::new(format!("the files are written, but systemd did not take them in: {why}; start the computer anew")));
    }
    say(format_args!(
        "from the next start on this screen shows the start screen of {}'s runs; its program is {}",
        runner.user, runner.program
    ))?;
    if machine.runs() {
        say("now already: sudo systemctl start recovery-run-kiosk (a login on the first console is ended by it)")?;
    }
    for missing in status::missing(&machine, Some(&runner)) {
        say(format_args!("  !!  {missing}"))?;
    }
    Ok(())
}

/// Whose runs, by which program: a user that there is, and a program that the user may start.
fn whom(named: Option<String>, machine: &Machine) -> Result<(String, String), Failure> {
    let called_sudo = || std::env::var("SUDO_USER").ok().filter(|user| machine.is_this() && user != "root");
    let Some(user) = named.or_else(called_sudo) else {
        return Err(Failure::usage("whose runs? name the user that the program is to run as: --user NAME"));
    };
    let Some(known) = machine.user(&user) else {
        return Err(Failure::new(format!(
            "there is no user {user} in {}; name one of those, or make it first (`sudo adduser {user}`)",
            machine.at("/etc/passwd").display()
        )));
    };
    if known.id == 0 {
        return Err(Failure::new(format!("{user} is root, and nothing in a run needs that: name a user of your own with --user NAME")));
    }
    let program = machine.program()?;
    if let Some(closed) = machine.closed_to(&program, &known) {
        let (program, closed) = (program.display(), closed.display());
        return Err(Failure::new(format!(
            "{user} may not start {program} ({closed} is closed to others): `sudo install -m 755 {program} /usr/local/bin/`, and call \
             /usr/local/bin/recovery-run"
        )));
    }
    Ok((user, program.display().to_string()))
}

/// Keeps files that somebody changed.
fn refuse_changed(machine: &Machine, paths: &[&str], force: bool, what: &str) -> Result<(), Failure> {
    let changed: Vec<String> =
        paths.iter().filter(|path| parts::is_changed(machine, path)).map(|path| machine.at(path).display().to_string()).collect();
    if changed.is_empty() || force {
        return Ok(());
    }
    let changed = changed.join(" and ");
    Err(Failure::new(format!("changed by hand: {changed}; save what you want to keep of it, then --force lets this command {what}")))
}

pub(super) fn remove(args: &RemoveArgs) -> Result<(), Failure> {
    let machine = Machine::new(&args.common.root)?;
    let there: Vec<&str> = [UNIT, RUNNER, ENABLED].into_iter().filter(|path| machine.is_there(path)).collect();
    if there.is_empty() {
        return say("there is no kiosk to remove");
    }
    refuse_changed(&machine, &[UNIT, RUNNER], args.force, "remove them")?;
    let masked = Runner::read(&machine).is_some_and(|runner| runner.masked);
    machine.remove(ENABLED)?;
    if masked && machine.is_masked(LOGIN_MASK) {
        machine.remove(LOGIN_MASK)?;
    }
    machine.remove(UNIT)?;
    // What the runner wrote beside it stays, and with it the folder.
    machine.remove(RUNNER)?;
    machine.remove_if_empty(FOLDER);
    let has_login = Path::new("/etc/systemd/system/getty.target.wants").join(LOGIN);
    let restart = [&["daemon-reload"][..], &["stop", NAME], &["start", LOGIN]];
    let told = if machine.is_there(has_login) { &restart[..] } else { &restart[..2] };
    for arguments in told {
        if let Err(why) = machine.systemctl(arguments) {
            tracing::debug!(%why, "systemd");
            say(format_args!("systemd says: {why}; after a new start all is as it was"))?;
        }
    }
    say("the first console is as it was before; runs and configuration are untouched")
}
