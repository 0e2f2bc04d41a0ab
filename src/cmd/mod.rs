//! The commands: one file each, its flags beside what it does.

mod demo;
mod play;
mod profile;
mod run;
mod zones;

use std::fmt;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The terminal companion for easy runs: reads a Bluetooth heart-rate strap and keeps you in zones 1-2.
#[derive(Debug, Parser)]
#[command(name = "recovery-run", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// A live run (also without any command)
    Run(run::RunArgs),
    /// A simulated heart, to try it all without a strap
    Demo(demo::DemoArgs),
    /// The zones in force, and where each number comes from
    Zones(zones::ZonesArgs),
}

/// Carries out the command line.
pub fn main() -> ExitCode {
    crate::app::contain();
    let command = Cli::parse().command.unwrap_or_else(|| Command::Run(run::RunArgs::default()));
    let configured = profile::Profile::default();
    let done = match command {
        Command::Run(args) => args.run(configured),
        Command::Demo(args) => args.run(configured),
        Command::Zones(args) => args.run(configured),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("recovery-run: {failure}");
            ExitCode::from(failure.code)
        }
    }
}

/// Why a command did not do what it was asked to: one line for standard error, and the exit code.
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

    /// It was asked for wrongly: exit code 2.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { code: 2, message: message.into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
