//! `run --kiosk`: the start screen, a run, the start screen again, until the computer is shut down.

use std::process::{Command, Stdio};
use std::time::Duration;

use crossterm::event::{self, Event, KeyEventKind};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use super::font;
use crate::cmd::Failure;
use crate::cmd::profile::Profile;
use crate::cmd::run::RunArgs;
use crate::cmd::runner::Next;
use crate::store::Folders;

/// The exit status that asks whoever started the program to shut the computer down. The unit does it as root.
const SHUT_DOWN: u8 = 3;
/// So long a failure is shown where no key is pressed (design choice): time to walk up and read it.
const SHOWN_FOR: Duration = Duration::from_secs(60);

/// Shows the start screen and runs, again and again.
///
/// # Errors
/// The terminal is gone for good, or the computer is to be shut down.
pub(in crate::cmd) fn appliance(
    args: &RunArgs,
    configured: impl Fn() -> Result<Profile, Failure>,
    folders: &Folders,
) -> Result<(), Failure> {
    font::choose();
    loop {
        match configured().and_then(|profile| args.clone().run(profile, folders)) {
            Ok(Next::Back) => {}
            Ok(Next::End) => return Ok(()),
            Ok(Next::ShutDown) => return Err(shut_down()),
            // A dark screen would tell nobody what is wrong.
            Err(failure) => {
                eprintln!("recovery-run: {failure}\n\nany key tries again");
                if !wait_for_a_key(SHOWN_FOR) {
                    return Err(failure);
                }
            }
        }
    }
}

/// Waits for a key, at most so long. False where there are no keys to wait for: whoever started the program has to do something.
fn wait_for_a_key(limit: Duration) -> bool {
    if enable_raw_mode().is_err() {
        return false;
    }
    let pressed = pressed_within(limit);
    pressed & disable_raw_mode().is_ok()
}

#[allow(clippy::disallowed_methods)] // A wait of whole seconds for a key, outside of any run.
fn pressed_within(limit: Duration) -> bool {
    let until = std::time::Instant::now() + limit;
    loop {
        let left = until.saturating_duration_since(std::time::Instant::now());
        match event::poll(left) {
            Ok(false) => return true,
            Ok(true) => match event::read() {
                Ok(Event::Key(key)) if key.kind == KeyEventKind::Press => return true,
                Ok(_) => {}
                Err(_) => return false,
            },
            Err(_) => return false,
        }
    }
}

/// Asks the system to shut down, as whoever sits at it may; started by its unit the exit status asks as well, and cannot be refused.
fn shut_down() -> Failure {
    let asked = Command::new("systemctl").args(["--no-ask-password", "poweroff"]).stdin(Stdio::null()).output();
    let refused = match asked {
        Ok(output) if output.status.success() => None,
        Ok(output) => Some(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        Err(error) => Some(error.to_string()),
    };
    Failure::shut_down(SHUT_DOWN, refused)
}
