//! `recovery-run config`: where the configuration is, what it says, a first one, and an editor for it.

use std::env;
use std::process::Command;

use clap::{Args, Subcommand};

use super::Failure;
use super::output::say;
use super::profile::Profile;
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
    /// Write a first file, every line explained
    Init,
    /// Open the file in $VISUAL or $EDITOR, a first one if there is none
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
            What::Init => {
                Config::init(path)?;
                say(path.display())?;
            }
            What::Edit => {
                if !path.exists() {
                    Config::init(path)?;
                }
                let editor = ["VISUAL", "EDITOR"]
                    .into_iter()
                    .find_map(env::var_os)
                    .unwrap_or_else(|| if cfg!(windows) { "notepad" } else { "vi" }.into());
                let shown = editor.to_string_lossy().into_owned();
                let mut words = shown.split_whitespace();
                let program = words.next().unwrap_or("vi");
                let edited = Command::new(program)
                    .args(words)
                    .arg(path)
                    .status()
                    .map_err(|error| Failure::new(format!("{shown} cannot be started: {error}; set EDITOR to an editor you have")))?;
                if !edited.success() {
                    return Err(Failure::new(format!(
                        "{shown} ended with {edited}: the file may be unchanged; look at {}",
                        path.display()
                    )));
                }
                Profile::from(&Config::load(path)?).setup()?;
            }
        }
        Ok(())
    }
}
