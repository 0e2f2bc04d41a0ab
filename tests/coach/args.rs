//! The flags after `--`.

use crate::policy::Name;

/// What to judge.
#[derive(Debug, Clone)]
pub struct Args {
    pub runners: usize,
    pub seed: u64,
    pub policies: Vec<Name>,
    pub recordings: bool,
    pub simulation: bool,
    pub broad_only: bool,
    pub broad: bool,
    pub faults: bool,
    pub hold: bool,
    pub hold_only: bool,
    pub verbose: bool,
    pub json: bool,
}

const USAGE: &str = "cargo bench --bench coach -- [--runners N] [--seed S] [--policy NAME]... \
    [--recordings-only | --closed-only | --broad-only | --hold-only] [--no-hold] [--verbose] [--json]";

impl Args {
    /// From the command line.
    ///
    /// # Errors
    /// A flag that is not known, with the usage.
    pub fn parse(given: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut args = Self {
            // A debug build is for a quick look.
            runners: if cfg!(debug_assertions) { 60 } else { 600 },
            seed: 1,
            policies: Vec::new(),
            recordings: true,
            simulation: true,
            broad_only: false,
            broad: true,
            faults: true,
            hold: true,
            hold_only: false,
            verbose: false,
            json: false,
        };
        let mut given = given;
        while let Some(flag) = given.next() {
            let mut value = || given.next().ok_or_else(|| format!("{flag} needs a value\n{USAGE}"));
            match flag.as_str() {
                // Cargo's own flags for a bench and a test.
                "--bench" | "--test" => {}
                "--runners" => args.runners = value()?.parse().map_err(|_| format!("--runners takes a number\n{USAGE}"))?,
                "--seed" => args.seed = value()?.parse().map_err(|_| format!("--seed takes a number\n{USAGE}"))?,
                "--policy" => {
                    let word = value()?;
                    let known = Name::ALL.iter().find(|name| name.word() == word);
                    let words = || Name::ALL.map(Name::word).join(", ");
                    args.policies.push(*known.ok_or_else(|| format!("no policy is called {word}; there are {}", words()))?);
                }
                "--recordings-only" => args.simulation = false,
                "--closed-only" => args.recordings = false,
                "--no-faults" => args.faults = false,
                "--no-broad" => args.broad = false,
                "--hold-only" => (args.recordings, args.hold_only) = (false, true),
                "--no-hold" => args.hold = false,
                "--broad-only" => (args.recordings, args.broad_only) = (false, true),
                "--verbose" => args.verbose = true,
                "--json" => args.json = true,
                _ => return Err(format!("{flag} is no flag of this\n{USAGE}")),
            }
        }
        // The worst cases are for reading.
        args.verbose &= !args.json;
        if args.policies.is_empty() {
            args.policies = Name::ALL.to_vec();
        }
        Ok(args)
    }
}
