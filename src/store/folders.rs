//! Where things are kept: the platform's folders, or those named by the environment.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use etcetera::{AppStrategy, AppStrategyArgs, choose_app_strategy};

use super::{StoreError, files};

/// The folders and files of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folders {
    /// The data folder: runs and the remembered strap.
    pub data: PathBuf,
    /// The configuration file.
    pub config: PathBuf,
}

impl Folders {
    /// `RECOVERY_RUN_DATA` and `RECOVERY_RUN_CONFIG` where they are set, else the platform's own (XDG on Linux).
    ///
    /// # Errors
    /// Neither is known.
    pub fn find(var: impl Fn(&str) -> Option<std::ffi::OsString>) -> Result<Self, StoreError> {
        let named = |key| var(key).filter(|value| !value.is_empty()).map(PathBuf::from);
        let (data, config) = (named("RECOVERY_RUN_DATA"), named("RECOVERY_RUN_CONFIG"));
        if let (Some(data), Some(config)) = (&data, &config) {
            return Ok(Self { data: data.clone(), config: config.clone() });
        }
        let platform = choose_app_strategy(AppStrategyArgs {
            top_level_domain: "org".to_owned(),
            author: "recovery-run".to_owned(),
            app_name: "recovery-run".to_owned(),
        })
        .map_err(|_| StoreError::NoHome)?;
        Ok(Self {
            data: data.unwrap_or_else(|| platform.data_dir()),
            config: config.unwrap_or_else(|| platform.config_dir().join("config.toml")),
        })
    }

    /// Where journals are kept.
    pub fn runs(&self) -> PathBuf {
        self.data.join("runs")
    }

    /// Where the sounds of cues are kept.
    pub fn sounds(&self) -> PathBuf {
        self.data.join("sounds")
    }

    /// Tries whether a run can be kept: creates the folder of journals where it is missing, and writes and removes a file.
    ///
    /// # Errors
    /// It cannot be.
    pub fn try_writing(&self) -> Result<(), StoreError> {
        let probe = self.runs().join(".doctor");
        let written = files::create_folder(&self.runs())
            .and_then(|()| files::private().create(true).truncate(true).open(&probe))
            .and_then(|mut file| file.write_all(b"ok"))
            .and_then(|()| fs::remove_file(&probe));
        written.map_err(|why| StoreError::Unwritable { path: self.runs(), why })
    }
}
