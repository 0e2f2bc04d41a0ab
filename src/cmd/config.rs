//! `recovery-run config`: where the configuration is, what it says, a first one, and an editor for it.

use std::env;
use std::io::{self, IsTerminal};
use std::path::Path;
use std::process::Command;

use clap::{Args, Subcommand};

use super::output::say;
use super::profile::Profile;
use super::{Failure, live};
use crate::store::{Config, Folders};

/// Flags of `config`.
#[derive(Debug, Args)]
pub struct ConfigArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Clone, Copy, Subcommand)]
enum What {
    /// Print where the file is, or would be
    Path,
    /// Print the file, or what would stand in a first one
    Show,
    /// Write a first file, every line explained; at a terminal a form asks for what belongs into it
    Init,
    /// Open the file in $VISUAL or $EDITOR, a first one if there is none, and check it afterwards
    Edit,
}

impl ConfigArgs {
    pub(super) fn run(self, folders: &Folders) -> Result<(), Failure> {
        let path = &folders.config;
        match self.what {
            What::Path => say(path.display())?,
            What::Show => {
                Config::load(path)?;
                let text = std::fs::read_to_string(path)
                    .unwrap_or_else(|_| format!("# there is no {} yet\n{}", path.display(), Config::template()));
                say(text)?;
            }
            What::Init => init(folders)?,
            What::Edit => edit(folders)?,
        }
        Ok(())
    }
}

/// Writes a first file: what the form at a terminal tells is set in it.
fn init(folders: &Folders) -> Result<(), Failure> {
    let path = &folders.config;
    if io::stdout().is_terminal() && io::stdin().is_terminal() && !path.exists() {
        let told = live::fill_in_form(Profile::from(&Config::default()), folders)?;
        if path.exists() {
            return say(path.display());
        }
        if !told {
            eprintln!("recovery-run: nothing was told, and nothing is written");
            return Ok(());
        }
    }
    Config::init(path)?;
    say(path.display())
}

/// Opens the file in an editor until it can be understood, or is left as it is.
fn edit(folders: &Folders) -> Result<(), Failure> {
    let path = &folders.config;
    if !path.exists() {
        Config::init(path)?;
    }
    loop {
        open_editor(path)?;
        let wrong = match Config::load(path) {
            Ok(config) => Profile::from(&config).setup().err().map(|failure| failure.to_string()),
            Err(error) => Some(error.to_string()),
        };
        match wrong {
            None => return Ok(()),
            Some(why) if !offers_again(&why)? => return Err(Failure::new(why)),
            Some(_) => {}
        }
    }
}

/// Tells a mistake and asks whether to go back to the editor; not where nobody can answer.
fn offers_again(why: &str) -> Result<bool, Failure> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Ok(false);
    }
    eprint!("recovery-run: {why}\nedit it again? [Y/n] ");
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).map_err(|error| Failure::new(format!("the answer cannot be read: {error}; correct the file")))?;
    Ok(!answer.is_empty() && !answer.trim().to_lowercase().starts_with('n'))
}

fn open_editor(path: &Path) -> Result<(), Failure> {
    let editor = ["VISUAL", "EDITOR"].into_iter().find_map(env::var_os).filter(|editor| !editor.is_empty());
    let editor = editor.unwrap_or_else(|| if cfg!(windows) { "notepad" } else { "vi" }.into());
    let shown = editor.to_string_lossy().into_owned();
    let (program, arguments) = call(&shown, |path| Path::new(path).is_file());
    let edited = Command::new(program)
        .args(arguments)
        .arg(path)
        .status()
        .map_err(|error| Failure::new(format!("{shown} cannot be started: {error}; set EDITOR to an editor you have")))?;
    if edited.success() {
        return Ok(());
    }
    Err(Failure::new(format!("{shown} ended with {edited}: the file may be unchanged; look at {}", path.display())))
}

/// The program that a variable names, and its arguments. A path with spaces, as they are usual on Windows, is one where it leads to a file or
/// stands in quotes.
fn call(editor: &str, is_file: impl Fn(&str) -> bool) -> (&str, Vec<&str>) {
    let editor = editor.trim();
    if is_file(editor) {
        return (editor, Vec::new());
    }
    let quoted = editor.strip_prefix('"').and_then(|rest| rest.split_once('"'));
    let (program, arguments) = quoted.or_else(|| editor.split_once(char::is_whitespace)).unwrap_or((editor, ""));
    (program, arguments.split_whitespace().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editor_is_found_in_a_path_with_spaces_and_takes_its_arguments() {
        let there = |path: &str| path == r"C:\Program Files\Edit\edit.exe";
        assert_eq!(call(r"C:\Program Files\Edit\edit.exe", there), (r"C:\Program Files\Edit\edit.exe", vec![]));
        assert_eq!(call(r#""C:\Program Files\Edit\edit.exe" --wait -n"#, there), (r"C:\Program Files\Edit\edit.exe", vec!["--wait", "-n"]));
        assert_eq!(call(" code  --wait ", there), ("code", vec!["--wait"]));
        assert_eq!(call("vi", there), ("vi", vec![]));
    }
}
