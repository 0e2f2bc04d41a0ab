//! Completions for shells. bash, zsh and fish ask the program itself, which knows the runs, devices and themes of whoever types; what is
//! asked for elvish and PowerShell was written down beforehand by the command line's library.
//!
//! The answer's first line tells the shell which files go with it (`files fit tcx`, `folders`, `none`) and how to go on, then come the
//! values, a line each, with what they are behind a tabulator. No value with a control character is offered. Nothing is written, and
//! what cannot be read counts as absent: whoever presses the tabulator wants no message in the line.

mod line;
mod offers;
mod wanted;

use std::ffi::OsString;
use std::io::Write as _;

use clap::{Args, Command, CommandFactory as _, ValueEnum};
use clap_complete::aot::{Elvish, PowerShell};

use super::{Cli, Failure, output};
use crate::format::sanitize::plain;
use crate::store::Folders;
use line::{Quote, quoted};
use offers::{Offer, offers, paths};
use wanted::{Wanted, wanted};

/// What the scripts ask the program by, as its first word.
pub(super) const QUESTION: &str = "__complete";

/// A shell that completions are written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shell {
    Bash,
    Elvish,
    Fish,
    Powershell,
    Zsh,
}

/// Flags of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// Which shell
    shell: Shell,
}

impl CompletionsArgs {
    pub(super) fn run(self) -> Result<(), Failure> {
        let mut script = Vec::new();
        match self.shell {
            Shell::Bash => script.extend_from_slice(include_bytes!("completions/bash.sh")),
            Shell::Fish => script.extend_from_slice(include_bytes!("completions/fish.fish")),
            Shell::Zsh => script.extend_from_slice(include_bytes!("completions/zsh.zsh")),
            Shell::Elvish => clap_complete::generate(Elvish, &mut Cli::command(), "recovery-run", &mut script),
            Shell::Powershell => clap_complete::generate(PowerShell, &mut Cli::command(), "recovery-run", &mut script),
        }
        output::print(&script)
    }
}

/// The files that go with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Files {
    None,
    Folders,
    /// Those with one of these endings, and folders.
    Ending(&'static [&'static str]),
}

impl Files {
    /// Whether a file of this name is one of them.
    fn take(self, name: &str) -> bool {
        match self {
            Self::None | Self::Folders => false,
            Self::Ending(endings) => {
                name.rsplit_once('.').is_some_and(|(_, ending)| endings.iter().any(|taken| ending.eq_ignore_ascii_case(taken)))
            }
        }
    }

    fn told(self) -> String {
        match self {
            Self::None => "none".to_owned(),
            Self::Folders => "folders".to_owned(),
            Self::Ending(endings) => format!("files {}", endings.join(" ")),
        }
    }
}

/// Answers a script: `words` are those behind the question. Whatever goes wrong, nothing is said.
pub(super) fn answer(words: impl Iterator<Item = OsString>, folders: Option<&Folders>) {
    let words: Vec<String> = words.map(|word| word.to_string_lossy().into_owned()).collect();
    let text = match words.split_first() {
        Some((shell, [line, breaks])) if shell == "bash" => for_bash(line, breaks, folders),
        Some((shell, [given @ .., current])) if shell != "bash" => for_others(given, current, folders),
        _ => None,
    };
    // A shell that reads no further has gone on.
    let _ = std::io::stdout().write_all(text.unwrap_or_default().as_bytes());
}

/// What there is for the word at the cursor, whole, and which files.
fn found(words: &[String], current: &str, folders: Option<&Folders>) -> (Vec<Offer>, Files) {
    let mut program = Cli::command();
    program.build();
    let (mut found, files) = match wanted(&program, words, current) {
        Wanted::Command(command) => (commands(command), Files::None),
        Wanted::Flag(command) => (flags(command), Files::None),
        Wanted::Value { argument, .. } if argument.get_id() == "command" => (commands(&program), Files::None),
        Wanted::Value { argument, before, typed } => {
            let (mut offers, files) = folders.map_or_else(|| (Vec::new(), Files::None), |folders| offers(argument, typed, folders));
            let taken: Vec<&str> = before.rsplit('=').next().unwrap_or_default().split(',').collect();
            // A value that stands in the list already is not offered again.
            offers.retain(|offer| before.is_empty() || !taken.contains(&offer.value.as_str()));
            offers.iter_mut().for_each(|offer| offer.value.insert_str(0, before));
            (offers, files)
        }
        Wanted::Nothing => (Vec::new(), Files::None),
    };
    found.retain(|offer| offer.value.starts_with(current) && !offer.value.contains(char::is_control));
    (found, files)
}

fn commands(command: &Command) -> Vec<Offer> {
    let visible = command.get_subcommands().filter(|command| !command.is_hide_set());
    visible.map(|command| Offer::new(command.get_name(), command.get_about().map(ToString::to_string).unwrap_or_default())).collect()
}

fn flags(command: &Command) -> Vec<Offer> {
    let visible = command.get_arguments().filter(|argument| !argument.is_hide_set());
    let flags = visible.filter_map(|argument| {
        let about = argument.get_help().map(ToString::to_string).unwrap_or_default();
        argument.get_long().map(|long| Offer::new(format!("--{long}"), about))
    });
    flags.collect()
}

/// For a shell that reads words and writes quotes itself: values whole, and the endings of files.
fn for_others(words: &[String], current: &str, folders: Option<&Folders>) -> Option<String> {
    let (found, files) = found(words, current, folders);
    let mut text = files.told() + "\n";
    for Offer { value, about } in found {
        text += &format!("{value}\t{}\n", plain(about.lines().next().unwrap_or_default()));
    }
    Some(text)
}

/// For bash: replies as they may stand in the line, files among them.
fn for_bash(line: &str, breaks: &str, folders: Option<&Folders>) -> Option<String> {
    let Some(line) = line::read(line, breaks) else { return Some("unknown\n".to_owned()) };
    let (found, files) = found(line.words.get(1..)?, &line.current, folders);
    let mut values: Vec<String> = found.into_iter().map(|offer| offer.value).collect();
    let mut told = "none";
    if files != Files::None {
        // A flag before the path stays before it.
        let begin = if line.current.starts_with("--") { line.current.find('=').map_or(0, |at| at + 1) } else { 0 };
        let (before, typed) = line.current.split_at(begin);
        let paths = paths(typed, files, std::env::var_os("HOME").as_deref());
        values.extend(paths.into_iter().filter(|path| !path.contains(char::is_control)).map(|path| format!("{before}{path}")));
        // Variables are the shell's to read.
        told = if values.is_empty() && line.current.contains('$') { "unknown" } else { told };
    }
    // Within a folder the word goes on.
    told = if matches!(values.as_slice(), [one] if one.ends_with('/')) { "unfinished" } else { told };
    let mut text = format!("{told}\n");
    for value in values {
        let reply = value.get(line.kept..)?;
        // A tilde that was typed stays the name of the home folder.
        let (home, rest) = match reply.strip_prefix("~/") {
            Some(rest) if line.kept == 0 && line.quote == Quote::None && line.current.starts_with("~/") => ("~/", rest),
            _ => ("", reply),
        };
        text += &format!("{home}{}\n", quoted(rest, line.quote));
    }
    Some(text)
}
