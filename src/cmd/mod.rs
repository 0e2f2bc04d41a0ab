//! The commands: one file each, its flags beside what it does.

mod begun;
mod config;
mod demo;
mod doctor;
mod export;
mod exported;
mod face;
mod first_run;
mod history;
mod history_screen;
mod import;
mod kernel_console;
mod kiosk;
mod live;
mod log;
mod man;
mod output;
mod packed;
mod past_runs;
mod profile;
mod recording;
mod reference;
mod replay;
mod report;
mod run;
mod runner;
mod scan;
mod time_zone;
mod words;
mod zones;

use std::fmt;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::format::Origin;
use crate::format::journal::Header;
use crate::format::sanitize::plain;
use crate::screen::{Layout, ThemeChoice};
use crate::session::Setup;
use crate::store::{Config, Folders, StoreError, find_theme};
use profile::Profile;

/// The terminal companion for easy runs: reads a Bluetooth heart-rate strap and keeps you in zones 1-2.
#[derive(Debug, Parser)]
#[command(name = "recovery-run", version, max_term_width = 100)]
pub struct Cli {
    /// The colours of the screen: auto (those for the terminal's background), dark, light, high-contrast, plain (none),
    /// catppuccin-latte, -frappe, -macchiato or -mocha, or a theme of your own by its name or file
    #[arg(long, global = true, value_name = "NAME|FILE", help_heading = "Screen")]
    theme: Option<String>,
    /// The layout of a run's screen; the v key changes it
    #[arg(long, global = true, value_name = "NAME", value_parser = words::layout(), help_heading = "Screen")]
    layout: Option<Layout>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// A live run (also without any command)
    #[command(after_long_help = reference::plain(&reference::run()))]
    Run(run::RunArgs),
    /// A simulated heart, to try it all without a strap
    #[command(after_long_help = reference::LINES_ELSEWHERE)]
    Demo(demo::DemoArgs),
    /// Play a recording through the same machine and screen
    #[command(after_long_help = reference::LINES_ELSEWHERE)]
    Replay(replay::ReplayArgs),
    /// A finished run or recording in words, as JSON, as a page or a picture
    #[command(after_long_help = reference::plain(&reference::report()))]
    Report(report::ReportArgs),
    /// Convert a run or recording for other programs
    Export(export::ExportArgs),
    /// Past runs, newest first
    #[command(after_long_help = reference::plain(&reference::history()))]
    History(history::HistoryArgs),
    /// Add recordings of other programs to the history
    Import(import::ImportArgs),
    /// Straps, treadmills and foot pods in reach, the nearest first
    #[command(after_long_help = reference::plain(&reference::scan()))]
    Scan(scan::ScanArgs),
    /// Check adapter, permissions, terminal, sound, configuration and data folder
    #[command(after_long_help = reference::plain(&reference::doctor()))]
    Doctor(doctor::DoctorArgs),
    /// The zones in force, where each number comes from, and what your runs have taught
    #[command(after_long_help = reference::plain(&reference::zones()))]
    Zones(zones::ZonesArgs),
    /// Make this computer an appliance that shows the start screen when it is switched on (Linux with systemd)
    #[command(subcommand, after_long_help = kiosk::MORE)]
    Kiosk(kiosk::KioskCommand),
    /// The configuration: where it is, what it says, a first one
    Config(config::ConfigArgs),
    /// Completions for a shell, on standard output
    Completions {
        /// Which
        shell: clap_complete::Shell,
    },
    /// The manual page, on standard output
    Man,
}

/// Runs the command line.
pub fn main() -> ExitCode {
    crate::app::install_panic_hook();
    let Cli { theme, layout, command } = Cli::parse();
    match run_command(command.unwrap_or_else(|| Command::Run(run::RunArgs::default())), theme, layout) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("recovery-run: {failure}");
            ExitCode::from(failure.code)
        }
    }
}

fn run_command(command: Command, theme: Option<String>, layout: Option<Layout>) -> Result<(), Failure> {
    let folders = Folders::find(|key| std::env::var_os(key))?;
    let configured = || {
        let profile = Profile::from(&Config::load(&folders.config)?);
        let profile = Profile { layout: layout.or(profile.layout), ..profile };
        let Some(word) = &theme else { return Ok(profile) };
        let named = find_theme(word, &folders.config).map_err(Failure::usage)?;
        let theme = ThemeChoice { console_palette: profile.theme.console_palette, ..named };
        Ok::<_, Failure>(Profile { theme, ..profile })
    };
    match command {
        Command::Run(args) if args.kiosk => kiosk::appliance(&args, configured, &folders),
        Command::Run(args) => args.run(configured()?, &folders).map(|_| ()),
        Command::Demo(args) => args.run(configured()?, &folders),
        Command::Replay(args) => args.run(configured()?, &folders),
        Command::Zones(args) => args.run(configured()?, &folders),
        Command::Report(args) => args.run(&configured()?, &folders),
        Command::Export(args) => args.run(&configured()?, &folders),
        Command::History(args) => args.run(&configured()?, &folders),
        Command::Import(args) => args.run(&configured()?, &folders),
        Command::Scan(args) => args.run(&folders),
        Command::Doctor(args) => args.run(&folders),
        Command::Kiosk(command) => command.run(),
        Command::Config(args) => args.run(&folders),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "recovery-run", &mut script);
            output::print(&script)
        }
        Command::Man => output::print(man::page(Cli::command()).as_bytes()),
    }
}

/// The header of a run that begins now.
#[allow(clippy::disallowed_methods)] // The one wall-clock reading of a run.
fn header(origin: Origin, setup: &Setup) -> Header {
    let started_at = jiff::Timestamp::now().round(jiff::Unit::Millisecond).unwrap_or_else(|_| jiff::Timestamp::now());
    Header { app: env!("CARGO_PKG_VERSION").to_owned(), started_at, origin, setup: setup.clone(), imported: None }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::new(error.to_string())
    }
}

/// Why a command failed: one line for standard error, and the exit code.
#[derive(Debug)]
pub struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    /// It failed: exit code 1. The message says what failed, why, and what to do.
    pub fn new(message: impl Into<String>) -> Self {
        Self { code: 1, message: message.into() }
    }

    /// The computer is to be shut down, which this exit code says to whoever started the program; the message tells why it could not be done
    /// by itself.
    fn shut_down(code: u8, refused: Option<String>) -> Self {
        let message = match refused {
            None => "shutting down".to_owned(),
            Some(why) => format!("the system lets not everybody shut it down ({why}); its unit does, else `sudo poweroff`"),
        };
        Self { code, message }
    }

    /// Wrong usage: exit code 2.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { code: 2, message: message.into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Messages name files, and a terminal would obey what can stand in a name.
        f.write_str(&self.message.lines().map(plain).collect::<Vec<_>>().join("\n"))
    }
}
