//! A program that was started, with nothing to read and nothing to say, and a time by which it has to be over.

use std::io;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::programs::Call;
use crate::clock::Moment;

/// How a program ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// Well.
    Well,
    /// With this trouble.
    Trouble(String),
}

/// A program that runs. Dropping it ends it.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    started: Moment,
    limit: Duration,
}

impl Process {
    /// Starts a program that may take so long.
    ///
    /// # Errors
    /// It is not there, or cannot be started.
    pub fn start(call: &Call, limit: Duration) -> Result<Self, String> {
        let name = call.program.to_string_lossy().into_owned();
        let variables = call.variables.iter().map(|(name, value)| (name, value));
        let mut command = Command::new(&call.program);
        command.args(&call.arguments).envs(variables).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        alone(&mut command);
        match command.spawn() {
            Ok(child) => Ok(Self { name, child, started: Moment::now(), limit }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(format!("{name} is not there")),
            Err(error) => Err(format!("{name} cannot be started: {error}")),
        }
    }

    /// How it ended; none while it runs. One that takes too long is ended.
    pub fn ended(&mut self) -> Option<End> {
        match self.child.try_wait() {
            Ok(Some(status)) if status.success() => Some(End::Well),
            Ok(Some(status)) => Some(End::Trouble(format!("{} failed ({status})", self.name))),
            Err(error) => Some(End::Trouble(format!("{} cannot be waited for: {error}", self.name))),
            Ok(None) if Moment::now().since(self.started) >= self.limit => {
                self.kill();
                Some(End::Trouble(format!("{} did not end within {} s", self.name, self.limit.as_secs())))
            }
            Ok(None) => None,
        }
    }

    fn kill(&mut self) {
        // Where it is gone already there is nothing to end; the wait takes its remains away.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Keys such as Ctrl-C are for this program: a player in its process group would be ended by them, or would take the terminal.
#[cfg(unix)]
fn alone(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    command.process_group(0);
}

/// Without this a console window opens for each sound.
#[cfg(windows)]
fn alone(command: &mut Command) {
    use std::os::windows::process::CommandExt as _;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NO_WINDOW);
}

#[cfg(not(any(unix, windows)))]
fn alone(_: &mut Command) {}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_takes_too_long_is_ended_and_named() {
        let call = Call { program: "sleep".into(), arguments: vec!["60".into()], variables: Vec::new() };
        let mut process = Process::start(&call, Duration::from_millis(1)).unwrap();
        let end = loop {
            if let Some(end) = process.ended() {
                break end;
            }
        };
        assert_eq!(end, End::Trouble("sleep did not end within 0 s".to_owned()));
    }
}
