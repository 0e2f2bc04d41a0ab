//! A terminal for tests: a pty with the program in it, a screen that is read as a person reads it, and a way to tell
//! whether it was given back. Waiting is for bytes to come, never for time to pass.

#![allow(dead_code)] // Each test file uses a part of it.

#[path = "../requirements/mod.rs"]
mod requirements;

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// A test that hangs fails after this; no test passes by it.
const HANGS: Duration = Duration::from_secs(60);
/// Printed by the shell around the program once the program is gone.
const OVER: &str = "--over--";

pub struct Terminal {
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    bytes: Receiver<Vec<u8>>,
    /// Whether what the program writes is read.
    reading: Arc<(Mutex<bool>, Condvar)>,
    seen: Vec<u8>,
    parser: vt100::Parser,
    home: tempfile::TempDir,
}

pub fn skip_without(program: &str) -> bool {
    let missing =
        std::process::Command::new("sh").args(["-c", &format!("command -v {program}")]).output().is_ok_and(|found| !found.status.success());
    if missing {
        requirements::missing(&format!("{program} is not on this machine"));
    }
    missing
}

/// The processes that a process started. A small system has no `pgrep`, and macOS no `/proc`.
fn children_of(parent: u32) -> Vec<u32> {
    let parent = parent.to_string();
    if !cfg!(target_os = "linux") {
        let found = std::process::Command::new("pgrep").args(["-P", &parent]).output().unwrap();
        return String::from_utf8_lossy(&found.stdout).lines().map(|line| line.parse().unwrap()).collect();
    }
    let processes = std::fs::read_dir("/proc").unwrap().filter_map(|entry| entry.unwrap().file_name().to_str()?.parse().ok());
    // The name of the program, in brackets, may hold anything; after it come the state and the parent.
    let is_child = |process: &u32| {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        stat.rsplit_once(')').is_some_and(|(_, rest)| rest.split_whitespace().nth(1) == Some(&parent))
    };
    processes.filter(is_child).collect()
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

impl Terminal {
    /// Runs the program with some arguments under a shell, which tells the state of the terminal afterwards.
    pub fn run(args: &str, columns: u16, rows: u16) -> Self {
        let program = env!("CARGO_BIN_EXE_recovery-run");
        Self::shell(&format!("{program} {args}; echo exit=$?; stty -a; echo {OVER}"), columns, rows)
    }

    pub fn shell(script: &str, columns: u16, rows: u16) -> Self {
        let home = tempfile::tempdir().unwrap();
        Self::shell_in(script, columns, rows, home)
    }

    pub fn shell_in(script: &str, columns: u16, rows: u16, home: tempfile::TempDir) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let mut command = CommandBuilder::new("sh");
        command.args(["-c", script]);
        // What a terminal can do is told by many variables (CI, CLICOLOR, TMUX and more): a test sees the same terminal wherever it
        // runs, so only what programs and dynamic libraries are found by is passed on.
        command.env_clear();
        for kept in ["PATH", "HOME", "USER", "TMPDIR", "LD_LIBRARY_PATH", "LLVM_PROFILE_FILE", "RUST_BACKTRACE"] {
            if let Some(value) = std::env::var_os(kept) {
                command.env(kept, value);
            }
        }
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        // Tests make no noise.
        command.env("RECOVERY_RUN_SOUND", "bell");
        command.env("RECOVERY_RUN_DATA", home.path().join("data"));
        command.env("RECOVERY_RUN_CONFIG", home.path().join("config.toml"));
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, bytes) = channel();
        let reading = Arc::new((Mutex::new(true), Condvar::new()));
        let gate = Arc::clone(&reading);
        std::thread::spawn(move || {
            let mut buffer = [0; 8192];
            while let Ok(read @ 1..) = {
                drop(gate.1.wait_while(gate.0.lock().unwrap(), |reading| !*reading).unwrap());
                reader.read(&mut buffer)
            } {
                if sender.send(buffer[..read].to_vec()).is_err() {
                    return;
                }
            }
        });
        let keys = pair.master.take_writer().unwrap();
        let parser = vt100::Parser::new(NonZeroU16::new(rows).unwrap(), NonZeroU16::new(columns).unwrap(), 0);
        Self { master: pair.master, child, keys, bytes, reading, seen: Vec::new(), parser, home }
    }

    /// What stands on the screen.
    pub fn screen(&self) -> String {
        self.parser.screen().contents()
    }

    /// The colours that something on the screen is drawn in.
    pub fn foregrounds(&self) -> Vec<String> {
        let screen = self.parser.screen();
        let (rows, columns) = screen.size();
        let cells = (0..rows.get()).flat_map(|y| (0..columns.get()).map(move |x| (y, x))).filter_map(|(y, x)| screen.cell(y, x));
        let drawn = cells.filter(|cell| cell.has_contents()).map(|cell| format!("{:?}", cell.fgcolor()));
        drawn.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
    }

    /// All that was written so far.
    pub fn written(&self) -> String {
        String::from_utf8_lossy(&self.seen).into_owned()
    }

    /// Reads on until other colours are on the screen than these.
    pub fn wait_for_other_colors(&mut self, than: &[String]) {
        while self.foregrounds() == than {
            assert!(self.read(), "the program ended with the screen\n{}", self.screen());
        }
    }

    /// Reads on until the screen is as wanted.
    #[allow(clippy::disallowed_methods)] // Only to end a test that hangs.
    pub fn wait_for(&mut self, wanted: impl Fn(&str) -> bool) {
        let began = std::time::Instant::now();
        while !wanted(&self.screen()) {
            assert!(began.elapsed() < HANGS, "it did not come to this; the screen is\n{}", self.screen());
            assert!(self.read(), "the program ended with the screen\n{}", self.screen());
        }
    }

    fn read(&mut self) -> bool {
        match self.bytes.recv_timeout(HANGS) {
            Ok(bytes) => {
                self.seen.extend_from_slice(&bytes);
                self.parser.process(&bytes);
                true
            }
            Err(RecvTimeoutError::Disconnected) => false,
            Err(RecvTimeoutError::Timeout) => panic!("nothing came for {HANGS:?}; the screen is\n{}", self.screen()),
        }
    }

    /// Stops or goes on to read what the program writes, as a viewer that hangs does.
    pub fn set_reading(&mut self, reading: bool) {
        *self.reading.0.lock().unwrap() = reading;
        self.reading.1.notify_all();
    }

    /// Waits for the shell to end; all that was written.
    pub fn read_to_end(&mut self) -> String {
        while self.read() {}
        String::from_utf8_lossy(&self.seen).into_owned()
    }

    /// Waits for the shell to end and holds that the alternate screen was left last.
    pub fn assert_given_back(&mut self) {
        let all = self.read_to_end();
        let (entered, left) = (all.rfind("\u{1b}[?1049h"), all.rfind("\u{1b}[?1049l"));
        assert!(entered.is_some() && entered < left, "{all:?}");
    }

    /// The folder of the runs.
    pub fn runs(&self) -> std::path::PathBuf {
        self.home.path().join("data/runs")
    }

    pub fn type_keys(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.master.resize(size(columns, rows)).unwrap();
        self.parser.screen_mut().set_size(NonZeroU16::new(rows).unwrap(), NonZeroU16::new(columns).unwrap());
    }

    /// Sends a signal to the program, not to the shell around it.
    pub fn signal(&mut self, name: &str) {
        let program = children_of(self.child.process_id().unwrap());
        assert_eq!(program.len(), 1, "one program is to run in the terminal");
        let sent = std::process::Command::new("sh").args(["-c", &format!("kill -{name} {}", program[0])]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for the program to end and holds that the terminal is as it was; returns what was printed after the screen
    /// was left.
    pub fn assert_restored(&mut self) -> String {
        while self.read() {}
        let all = String::from_utf8_lossy(&self.seen).into_owned();
        let (_, after) = all.rsplit_once("\u{1b}[?1049l").unwrap_or_else(|| panic!("the alternate screen was not left: {all:?}"));
        assert!(after.contains("\u{1b}[?25h"), "the cursor stays hidden: {after:?}");
        assert!(after.contains("exit=0"), "it did not end well: {after:?}");
        assert!(after.contains(OVER));
        for mode in ["icanon", "echo", "isig"] {
            let stays = after.split_whitespace().any(|word| word.trim_end_matches(';') == mode);
            assert!(stays, "{mode} is not back: {after:?}");
        }
        after.to_owned()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
    }
}
