//! `recovery-run doctor`: checks what a run needs; one remedy a finding.

use std::env;
use std::io::{self, IsTerminal};

use clap::Args;

use super::Failure;
use super::output::say;
use super::profile::Profile;
use super::runner::block_on;
use crate::ble::{self, Finding, System};
use crate::store::{Config, Folders};

/// Flags of `doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// The Bluetooth adapter to check, by its name (hci1) or address
    #[arg(long, value_name = "NAME|ADDRESS")]
    adapter: Option<String>,
    /// As JSON: a list of findings
    #[arg(long)]
    json: bool,
}

impl DoctorArgs {
    pub(super) fn run(self, folders: &Folders) -> Result<(), Failure> {
        let mut findings = block_on(ble::diagnose(self.adapter))?;
        findings.extend([terminal(), sound(), configuration(folders), data(folders)]);
        if self.json {
            let list: serde_json::Value = findings
                .iter()
                .map(|finding| {
                    let remedies: serde_json::Map<_, _> =
                        finding.remedies.iter().map(|(system, remedy)| (system.word().to_owned(), (*remedy).into())).collect();
                    serde_json::json!({ "what": finding.what, "ok": finding.trouble.is_none(), "trouble": finding.trouble, "remedies": remedies })
                })
                .collect();
            say(list)?;
        } else {
            for finding in &findings {
                match &finding.trouble {
                    None => say(format_args!("  ok  {}", finding.what))?,
                    Some(trouble) => say(format_args!("  !!  {}\n      {trouble}", finding.what))?,
                }
                // For whoever helps with another machine than this one.
                for (system, remedy) in finding.remedies.iter().filter(|(system, _)| *system != System::here()) {
                    say(format_args!("      on {:<16} {remedy}", format!("{}:", system.name())))?;
                }
            }
        }
        let wrong = findings.iter().filter(|finding| finding.trouble.is_some()).count();
        if wrong == 0 {
            Ok(())
        } else {
            Err(Failure::new(format!(
                "{wrong} of {} things stand in the way of a run: see above; mend the first one first",
                findings.len()
            )))
        }
    }
}

fn found(what: &str, trouble: Option<String>) -> Finding {
    Finding { what: what.to_owned(), trouble, remedies: Vec::new() }
}

/// A terminal is needed for the dashboard only; a pipe is what `--headless` is for.
fn terminal() -> Finding {
    let term = env::var("TERM").unwrap_or_default();
    if !io::stdout().is_terminal() {
        return found("terminal: none here, --headless works all the same", None);
    }
    match crossterm::terminal::size() {
        Ok((columns, rows)) if columns < 40 || rows < 10 => {
            found("terminal", Some(format!("the window is too small: {columns}x{rows}; make it at least 40x10, better 80x24")))
        }
        Ok(_) if term == "dumb" => {
            found("terminal", Some("the terminal cannot place text: TERM is dumb; set TERM, for example to xterm-256color".to_owned()))
        }
        Ok((columns, rows)) => found(&format!("terminal {columns}x{rows}"), None),
        Err(error) => found("terminal", Some(format!("the window's size is not known: {error}; use another terminal"))),
    }
}

fn sound() -> Finding {
    found("sound: the terminal's bell; if prompts are silent, turn the bell on in its settings", None)
}

fn configuration(folders: &Folders) -> Finding {
    let what = format!("configuration {}", folders.config.display());
    let wrong = Config::load(&folders.config)
        .map_err(|error| error.to_string())
        .and_then(|config| Profile::from(&config).setup().map(|_| ()).map_err(|failure| failure.to_string()))
        .err();
    found(&what, wrong)
}

fn data(folders: &Folders) -> Finding {
    let trouble = folders.try_writing().err().map(|error| format!("runs cannot be kept: {error}"));
    found(&format!("data folder {}", folders.data.display()), trouble)
}
