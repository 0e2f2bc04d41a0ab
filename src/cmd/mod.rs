//! The commands: one file each, its flags beside what it does.

mod begun;
mod completions;
mod config;
mod demo;
mod doctor;
mod examples;
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
mod places;
mod profile;
mod recording;
mod reference;
mod replay;
mod report;
mod roff;
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
use crate::screen::{ConsoleModes, Layout, ThemeChoice};
use crate::session::Setup;
use crate::store::{Config, Folders, StoreError, find_theme};
use profile::Profile;

/// Keeps easy runs easy: reads a Bluetooth heart-rate strap, says when to slow down
#[derive(Debug, Parser)]
#[command(name = "recovery-run", version, max_term_width = 80)]
#[command(override_usage = "recovery-run [COMMAND] [--theme NAME|FILE] [--layout NAME] [--version]")]
#[command(help_template = "{about}\n{usage-heading} {usage}\n\n{subcommands}{after-help}", after_help = examples::program_help())]
pub struct Cli {
    /// The colours of the screen: auto (those for the terminal's background), dark, light, high-contrast, plain (none),
    /// catppuccin-latte, -frappe, -macchiato or -mocha, or a theme of your own by its name or file
    #[arg(long, global = true, value_name = "NAME|FILE", help_heading = "Screen", hide_short_help = true)]
    theme: Option<String>,
    /// The layout of a run's screen; the v key changes it
    #[arg(long, global = true, value_name = "NAME", value_parser = words::layout(), help_heading = "Screen", hide_short_help = true)]
    layout: Option<Layout>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// A live run (also without any command)
    ///
    /// Looks for the strap, asks how your legs are, and begins when you press enter. The run is kept as it happens, and one that broke off
    /// is offered at the next start. `q` ends it once you confirm, Ctrl-C at once; either way it is kept.
    #[command(after_help = examples::help("run"), after_long_help = closing("run", &reference::run()))]
    Run(run::RunArgs),
    /// A simulated heart, to try it all without a strap
    ///
    /// The same screen, prompts and summary as in a run. The same seed gives the same run; nothing of it is kept without `--record`.
    #[command(after_help = examples::help("demo"), after_long_help = lines_elsewhere("demo"))]
    Demo(demo::DemoArgs),
    /// Play a recording through the same machine and screen
    ///
    /// Plays a run of yours, or what another program recorded, as if it were happening: by its own numbers where it has them, else by the
    /// configuration's, with the flags laid over them.
    #[command(after_help = examples::help("replay"), after_long_help = lines_elsewhere("replay"))]
    Replay(replay::ReplayArgs),
    /// A finished run or recording: words, JSON, a page or a picture
    ///
    /// Tells how it went: time in zones, how easy it was, drift, prompts, load, beats. A run of the history is put beside those before it.
    /// A file that cannot be read does not keep the others from being reported.
    #[command(after_help = examples::help("report"), after_long_help = closing("report", &reference::report()))]
    Report(report::ReportArgs),
    /// Convert a run or recording for other programs
    ///
    /// Reads any recording that `report` reads and writes it anew. Another file of the same name is left alone unless `--force` is given.
    #[command(after_help = examples::help("export"))]
    Export(export::ExportArgs),
    /// Past runs, newest first
    ///
    /// On a terminal a list fills the screen: enter reads a run, `/` finds, `e` exports. Elsewhere, and with `--list`, a line a run.
    #[command(after_help = examples::help("history"), after_long_help = closing("history", &reference::history()))]
    History(history::HistoryArgs),
    /// Add recordings of other programs to the history
    ///
    /// Each recording becomes a run of the history, and the file is kept beside it. What is there already is not added again.
    #[command(after_help = examples::help("import"))]
    Import(import::ImportArgs),
    /// Straps, treadmills and foot pods in reach, the nearest first
    ///
    /// Listens for a while and lists what was heard, with name, address and signal strength. `--strap` takes the name or the address.
    #[command(after_help = examples::help("scan"), after_long_help = closing("scan", &reference::scan()))]
    Scan(scan::ScanArgs),
    /// What stands in the way of a run: Bluetooth, terminal, sound
    ///
    /// Checks adapter, permissions, terminal, sound, configuration and data folder, and tells one remedy for each finding.
    #[command(after_help = examples::help("doctor"), after_long_help = closing("doctor", &reference::doctor()))]
    Doctor(doctor::DoctorArgs),
    /// Your zones, where each number comes from, what your runs taught
    ///
    /// Flags lay other numbers over the configuration's, to try them.
    #[command(after_help = examples::help("zones"), after_long_help = closing("zones", &reference::zones()))]
    #[command(mut_args(|argument| match argument.get_id().as_str() {
        "minutes" | "sex" => argument.hide_short_help(true),
        _ => argument.hide_short_help(false),
    }))]
    Zones(zones::ZonesArgs),
    /// Make this computer an appliance that shows the start screen when it is switched on (Linux with systemd)
    #[command(subcommand, after_help = examples::help("kiosk"), after_long_help = format!("{}\n\n{}", examples::help("kiosk"), kiosk::MORE))]
    Kiosk(kiosk::KioskCommand),
    /// The configuration: where it is, what it says, a first one
    ///
    /// Everything works without a file. With your numbers in it the zones are yours.
    #[command(after_help = examples::help("config"))]
    Config(config::ConfigArgs),
    /// What a shell reads to complete commands, flags, runs and straps
    ///
    /// Prints a script on standard output, which the shell reads at its start. bash: `source <(recovery-run completions bash)` in ~/.bashrc.
    /// zsh: the same with zsh behind compinit in ~/.zshrc, or the script as a file _recovery-run in a folder of $fpath. fish:
    /// `recovery-run completions fish > ~/.config/fish/completions/recovery-run.fish`. In these three the program itself tells which runs,
    /// straps, treadmills, themes and recordings there are.
    #[command(after_help = examples::help("completions"))]
    Completions(completions::CompletionsArgs),
    /// The manual pages
    ///
    /// Prints the page of the whole program, or of one command. `--dir` writes every page as a file instead.
    #[command(after_help = examples::help("man"))]
    Man(man::ManArgs),
}

/// What closes the long help of a command: its examples, and what it writes and reads.
fn closing(command: &str, sections: &[&reference::Section]) -> String {
    format!("{}\n\n{}", examples::help(command), reference::plain(sections))
}

/// The same where the lines of `--headless` are those of `run`.
fn lines_elsewhere(command: &str) -> String {
    format!("{}\n\n{}", examples::help(command), reference::LINES_ELSEWHERE)
}

/// Runs the command line.
pub fn main() -> ExitCode {
    crate::app::install_panic_hook();
    let mut words = std::env::args_os().skip(1);
    if words.next().is_some_and(|first| first == completions::QUESTION) {
        completions::answer(words, Folders::find(|key| std::env::var_os(key)).ok().as_ref());
        return ExitCode::SUCCESS;
    }
    let Cli { theme, layout, command } = Cli::parse();
    let _console = ConsoleModes::prepare();
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
        Command::Completions(args) => args.run(),
        Command::Man(args) => args.run(Cli::command()),
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
