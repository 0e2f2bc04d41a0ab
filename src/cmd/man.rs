//! The manual pages: one of everything, and one a command, each with its flags and the formats that other programs rely on.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Arg, Args, Command, ValueHint};

use super::examples::{self, Example};
use super::places::{self, Place};
use super::reference::{self, Section};
use super::roff::{Roff, bold, italic};
use super::{Failure, output};
use crate::screen::{KEY_NAMES, KEYS, Scope};

/// The program, and the beginning of all its pages' names.
const PROGRAM: &str = "recovery-run";
/// The day of this version, which stands at the foot of a page. `assets/CHANGELOG.md` tells the same one.
const DATE: &str = "2026-11-27";

const DESCRIPTION: &str = "`recovery-run` is for easy runs on a treadmill. It reads a Bluetooth heart-rate strap, shows the rate in digits \
     that are made to be read from two metres, and says when, and by how much, to slow down so that the run stays in zones 1 and 2. It never \
     asks for more speed, works offline and sends nothing anywhere.\n\nWithout a command it starts a run. Every run is kept as it happens, and \
     one that broke off is finished or resumed at the next start.\n\nIt is not a medical device: beta-blockers, pregnancy and heart disease make \
     heart-rate zones invalid. How you feel outranks the number.";

/// Which keys a page tells.
const PLAYED: [&str; 3] = ["run", "demo", "replay"];

/// Flags of `man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// The command whose page it is; without one, the page of the whole program
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
    /// Write every page as a file into this folder: recovery-run.1, recovery-run-run.1 and so on; older ones are replaced
    #[arg(long, value_name = "DIR", conflicts_with = "command", value_hint = ValueHint::DirPath)]
    dir: Option<PathBuf>,
}

impl ManArgs {
    pub(super) fn run(self, mut program: Command) -> Result<(), Failure> {
        // Sets the names of flags and commands as they are typed.
        program.build();
        if let Some(folder) = &self.dir {
            if !folder.is_dir() {
                return Err(Failure::new(format!("the pages cannot be written: there is no folder {}; create it first", folder.display())));
            }
            for (name, page) in pages(&program) {
                let path = folder.join(name);
                std::fs::write(&path, page)
                    .map_err(|error| Failure::new(format!("{} cannot be written: {error}; look at the folder", path.display())))?;
            }
            return Ok(());
        }
        let Some(name) = &self.command else { return output::print(whole(&program).as_bytes()) };
        match commands(&program).find(|command| command.get_name() == name) {
            Some(command) => output::print(of_command(command).as_bytes()),
            None => {
                let known: Vec<&str> = commands(&program).map(Command::get_name).collect();
                Err(Failure::usage(format!("there is no page of {name}: take one of {}", known.join(", "))))
            }
        }
    }
}

/// Every page with the name of its file.
fn pages(program: &Command) -> Vec<(String, String)> {
    let one = |command: &Command| (format!("{PROGRAM}-{}.1", command.get_name()), of_command(command));
    [(format!("{PROGRAM}.1"), whole(program))].into_iter().chain(commands(program).map(one)).collect()
}

fn commands(program: &Command) -> impl Iterator<Item = &Command> {
    program.get_subcommands().filter(|command| command.get_name() != "help" && !command.is_hide_set())
}

fn titled(name: &str, about: &str) -> Roff {
    let mut page = Roff::titled(&name.to_uppercase(), DATE, &format!("{PROGRAM} {}", env!("CARGO_PKG_VERSION")));
    page.section("NAME");
    page.prose(&format!("{name} - {about}"));
    page
}

/// The page of the program as a whole.
fn whole(program: &Command) -> String {
    let mut page = titled(PROGRAM, &about(program));
    page.section("SYNOPSIS");
    page.line(&format!("{} [{}] [{}]", bold(PROGRAM), italic("COMMAND"), italic("OPTIONS")));
    page.section("DESCRIPTION");
    page.prose(DESCRIPTION);
    page.section("OPTIONS");
    options(&mut page, program);
    page.section("COMMANDS");
    for command in commands(program) {
        page.subsection(&spoken(command));
        described(&mut page, command);
    }
    keys(&mut page);
    for command in commands(program) {
        formats(&mut page, command.get_name(), &format!("FORMATS OF {}", command.get_name().to_uppercase()));
    }
    page.section("EXAMPLES");
    examples_of(&mut page, examples::PROGRAM.iter().chain(commands(program).flat_map(|command| examples::of(command.get_name()))));
    closing(&mut page, None);
    let others: Vec<String> = commands(program).map(|command| format!("{PROGRAM}-{}", command.get_name())).collect();
    see_also(&mut page, others.iter().map(String::as_str).chain(["bluetoothctl", "espeak-ng"]));
    page.into_text()
}

/// The page of a command.
fn of_command(command: &Command) -> String {
    let name = command.get_name();
    let mut page = titled(&format!("{PROGRAM}-{name}"), &about(command));
    page.section("SYNOPSIS");
    let mut synopsis = format!("{} [{}]", bold(&spoken(command)), italic("OPTIONS"));
    for argument in command.get_positionals() {
        synopsis.push(' ');
        synopsis += &positional(argument);
    }
    if command.has_subcommands() {
        synopsis += &format!(" {}", italic("COMMAND"));
    }
    page.line(&synopsis);
    page.section("DESCRIPTION");
    page.prose(&long_about(command));
    if command.has_subcommands() {
        page.section("COMMANDS");
        for inner in commands(command) {
            page.item(&bold(inner.get_name()), &long_about(inner));
        }
    }
    page.section("OPTIONS");
    options(&mut page, command);
    if PLAYED.contains(&name) {
        keys(&mut page);
    }
    formats(&mut page, name, "FORMATS");
    page.section("EXAMPLES");
    examples_of(&mut page, examples::of(name).iter());
    closing(&mut page, Some(name));
    see_also(&mut page, [PROGRAM].into_iter());
    page.into_text()
}

/// A command within the page of the whole: what it does, its flags and commands of its own.
fn described(page: &mut Roff, command: &Command) {
    page.prose(&long_about(command));
    options(page, command);
    for inner in commands(command) {
        page.item(&bold(&spoken(inner)), &long_about(inner));
    }
}

/// A command as it is typed.
fn spoken(command: &Command) -> String {
    command.get_bin_name().unwrap_or(command.get_name()).to_owned()
}

fn about(command: &Command) -> String {
    command.get_about().map(ToString::to_string).unwrap_or_default()
}

fn long_about(command: &Command) -> String {
    command.get_long_about().or_else(|| command.get_about()).map(ToString::to_string).unwrap_or_default()
}

fn positional(argument: &Arg) -> String {
    let dots = if argument.get_num_args().is_some_and(|number| number.max_values() > 1) { " ..." } else { "" };
    let name = italic(&value_names(argument));
    if argument.is_required_set() { format!("{name}{dots}") } else { format!("[{name}]{dots}") }
}

fn value_names(argument: &Arg) -> String {
    match argument.get_value_names() {
        Some(names) => names.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        None => argument.get_id().to_string().to_uppercase(),
    }
}

/// Each argument with what it means and what it takes.
fn options(page: &mut Roff, command: &Command) {
    for argument in command.get_positionals().chain(command.get_opts()).chain(flags(command)).filter(|argument| !argument.is_hide_set()) {
        let help = argument.get_long_help().or_else(|| argument.get_help()).map(ToString::to_string).unwrap_or_default();
        let values: Vec<PossibleValue> = if takes_value(argument) { argument.get_possible_values() } else { Vec::new() };
        let default: Vec<String> = argument.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
        let default =
            if default.is_empty() || !takes_value(argument) { String::new() } else { format!(" [default: {}]", default.join(" ")) };
        let is_explained = values.iter().any(|value| value.get_help().is_some());
        let names: Vec<String> = values.iter().map(|value| format!("`{}`", value.get_name())).collect();
        let one_of = if names.is_empty() || is_explained { String::new() } else { format!(": {}", names.join(", ")) };
        page.item(&tag(argument), &format!("{help}{one_of}{default}"));
        if is_explained {
            page.within(|page| {
                for value in values {
                    page.item(&bold(value.get_name()), &value.get_help().map(ToString::to_string).unwrap_or_default());
                }
            });
        }
    }
}

/// The arguments that are no positionals and take no value.
fn flags(command: &Command) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(|argument| !argument.is_positional() && !takes_value(argument))
}

fn takes_value(argument: &Arg) -> bool {
    argument.get_num_args().is_some_and(|number| number.takes_values())
}

/// An argument as it is typed.
fn tag(argument: &Arg) -> String {
    if argument.is_positional() {
        return positional(argument);
    }
    let short = argument.get_short().map(|letter| bold(&format!("-{letter}")));
    let long = argument.get_long().map(|name| bold(&format!("--{name}")));
    let mut tag = short.into_iter().chain(long).collect::<Vec<_>>().join(", ");
    if takes_value(argument) {
        let value = italic(&value_names(argument));
        let is_optional = argument.get_num_args().is_some_and(|number| number.min_values() == 0);
        tag += &if is_optional { format!(" [{value}]") } else { format!(" {value}") };
    }
    tag
}

/// The keys of a run, and how to give others.
fn keys(page: &mut Roff) {
    page.section("KEYS");
    page.prose("In a run on the screen, and in a recording that is played:");
    for key in KEYS {
        let scope = match key.scope {
            Scope::Always => "",
            Scope::Live => " (in a run)",
            Scope::Replay => " (in a recording)",
            Scope::Kiosk => " (before and after a run)",
        };
        page.item(&bold(key.name), &format!("{}{scope}; keys.{}", key.line, key.action));
    }
    page.further(&format!(
        "The configuration gives other keys: keys.pause = \"p\", or a list of keys; an empty list takes the key away. A key is {KEY_NAMES}. \
         Digits, enter and esc answer questions and stay what they are. With mouse = true the keys at the foot of the screen can be clicked."
    ));
}

/// What other programs read and write by a command, under a heading.
fn formats(page: &mut Roff, command: &str, heading: &str) {
    let sections: Vec<&Section> = match command {
        "report" => reference::report(),
        "run" => reference::run(),
        "history" => reference::history(),
        "zones" => reference::zones(),
        "scan" => reference::scan(),
        "doctor" => reference::doctor(),
        "kiosk" => super::kiosk::fields(),
        _ => return,
    };
    page.section(heading);
    for section in sections {
        page.subsection(section.heading);
        page.prose(section.about);
        if !section.examples.is_empty() {
            page.verbatim(section.examples.iter().copied());
        }
        for (name, means) in section.fields {
            page.item(&bold(name), means);
        }
    }
}

fn examples_of<'a>(page: &mut Roff, examples: impl Iterator<Item = &'a Example>) {
    for Example(line, does) in examples {
        page.item(&bold(line), does);
    }
}

/// Files, variables and exit codes.
fn closing(page: &mut Roff, command: Option<&str>) {
    places_of(page, "FILES", places::files(command).collect());
    places_of(page, "ENVIRONMENT", places::variables(command).collect());
    page.section("EXIT STATUS");
    for (code, means) in [("0", "success"), ("1", "it failed; standard error says what, why and what to do"), ("2", "wrong usage")] {
        page.item(&bold(code), means);
    }
}

fn places_of(page: &mut Roff, heading: &str, places: Vec<&Place>) {
    if !places.is_empty() {
        page.section(heading);
        for place in places {
            page.item(&italic(place.name), place.means);
        }
    }
}

fn see_also<'a>(page: &mut Roff, names: impl Iterator<Item = &'a str>) {
    page.section("SEE ALSO");
    let names: Vec<String> = names.map(|name| format!("{}(1)", bold(name))).collect();
    page.line(&names.join(", "));
}
