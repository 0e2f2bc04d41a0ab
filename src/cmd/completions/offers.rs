//! What there is for a value of an argument: runs, devices, themes, words, files.

use std::ffi::OsStr;
use std::path::Path;

use clap::Arg;
use jiff::tz::TimeZone;

use super::super::time_zone;
use super::Files;
use crate::format::DeviceIdentity;
use crate::format::sanitize::{plain, sanitize_name};
use crate::screen::percent;
use crate::session::DeviceRole;
use crate::store::{self, Folders, KnownRun, PastState};

/// So many runs are offered before anything of an id is typed (design choice): more than a screen nobody reads.
const MOST_RUNS: usize = 30;
/// The endings of recordings.
const RECORDINGS: &[&str] = &["jsonl", "fit", "tcx", "gpx", "json", "csv", "hrm", "rr", "txt", "gz", "zip"];
/// Where Linux lists its Bluetooth adapters.
const ADAPTERS: &str = "/sys/class/bluetooth";

/// Something to take, with what it is in a few words, where that is not plain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Offer {
    pub value: String,
    pub about: String,
}

impl Offer {
    pub(super) fn new(value: impl Into<String>, about: impl Into<String>) -> Self {
        Self { value: value.into(), about: about.into() }
    }
}

/// What there is for an argument of which `typed` is there, and which files go with it.
pub(super) fn offers(argument: &Arg, typed: &str, folders: &Folders) -> (Vec<Offer>, Files) {
    let files = match argument.get_id().as_str() {
        "file" | "files" => Files::Ending(RECORDINGS),
        "html" => Files::Ending(&["html"]),
        "svg" => Files::Ending(&["svg"]),
        "theme" => Files::Ending(&["toml"]),
        "output" => Files::Ending(&["fit", "tcx", "csv", "json"]),
        "dir" => Files::Folders,
        _ => Files::None,
    };
    let is_import = argument.get_value_names().is_some_and(|names| names.iter().any(|name| name.contains("FOLDER")));
    let mut offers = match argument.get_id().as_str() {
        "file" | "files" if !is_import => runs(typed, folders),
        "strap" => devices(folders, DeviceRole::HeartRate),
        "treadmill" => [devices(folders, DeviceRole::Treadmill), no_device()].concat(),
        "foot_pod" => [devices(folders, DeviceRole::FootPod), no_device()].concat(),
        "theme" => store::theme_names(&folders.config).into_iter().map(|name| Offer::new(name, "")).collect(),
        "adapter" => adapters(),
        "hold" => vec![Offer::new("dry-run", "show what would be asked, and send nothing")],
        _ => words(argument),
    };
    offers.retain(|offer| offer.value.starts_with(typed));
    (offers, files)
}

fn no_device() -> Vec<Offer> {
    vec![Offer::new("none", "look for none")]
}

/// The words that an argument takes.
fn words(argument: &Arg) -> Vec<Offer> {
    let takes_value = argument.get_num_args().is_some_and(|number| number.takes_values());
    let values = if takes_value { argument.get_possible_values() } else { Vec::new() };
    values.iter().map(|value| Offer::new(value.get_name(), value.get_help().map(ToString::to_string).unwrap_or_default())).collect()
}

/// The latest run and the runs by their ids, newest first, each with its start and how it went.
fn runs(typed: &str, folders: &Folders) -> Vec<Offer> {
    let most = if typed.is_empty() { MOST_RUNS } else { usize::MAX };
    let runs = store::known_runs(folders, typed, most);
    let zone = if runs.is_empty() { TimeZone::UTC } else { time_zone::local() };
    let mut offers = Vec::with_capacity(runs.len() + 1);
    if typed.is_empty() || "last".starts_with(typed) {
        // Where something is typed, the newest of these need not be the latest run.
        let about = runs.first().filter(|_| typed.is_empty()).map_or_else(String::new, |run| format!(": {}", told(run, &zone)));
        offers.push(Offer::new("last", format!("the latest run{about}")));
    }
    offers.extend(runs.iter().map(|run| Offer::new(run.id.clone(), told(run, &zone))));
    offers
}

/// A run in a few words: "Thu 26 Nov 18:30, 30:12, 96 % easy".
fn told(run: &KnownRun, zone: &TimeZone) -> String {
    let day = run.started_at.map(|at| at.to_zoned(zone.clone()).strftime("%a %-d %b %Y %H:%M").to_string());
    let how = run.state.as_ref().map(|state| match state {
        PastState::Finished(entry) => {
            let easy = entry.easy_share.map(|share| format!(", {} % easy", percent(share))).unwrap_or_default();
            format!("{}{easy}", entry.timer)
        }
        PastState::Unfinished(_) => "unfinished".to_owned(),
        PastState::Damaged(_) => "damaged".to_owned(),
    });
    day.into_iter().chain(how).collect::<Vec<_>>().join(", ")
}

/// The devices of a role that were used before, by name and by address.
fn devices(folders: &Folders, role: DeviceRole) -> Vec<Offer> {
    let mut offers: Vec<Offer> = Vec::new();
    for DeviceIdentity { address, name, .. } in store::known_devices(&folders.data, role) {
        let shown = sanitize_name(&name);
        let is_plain = !name.is_empty() && plain(&name) == name;
        // A name that holds more than letters cannot be typed; its address can.
        if is_plain {
            offers.push(Offer::new(name, address.as_deref().map(plain).unwrap_or_default()));
        }
        offers.extend(address.map(|address| Offer::new(address, shown)));
    }
    offers
}

/// The Bluetooth adapters of this computer, where the system lists them.
fn adapters() -> Vec<Offer> {
    let Ok(entries) = std::fs::read_dir(ADAPTERS) else { return Vec::new() };
    let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    // A link to an adapter is listed beside it, as in hci0:64.
    let mut offers: Vec<Offer> = names.filter(|name| !name.contains(':')).map(|name| Offer::new(name, "")).collect();
    offers.sort_by(|a, b| a.value.cmp(&b.value));
    offers
}

/// The paths that begin as typed, folders with a slash at their end: for a shell that cannot choose files by their endings itself.
/// `home` stands for a tilde at the beginning.
pub(super) fn paths(typed: &str, files: Files, home: Option<&OsStr>) -> Vec<String> {
    let (folder, beginning) = typed.split_at(typed.rfind('/').map_or(0, |at| at + 1));
    let place = match folder.strip_prefix("~/") {
        Some(inner) => Path::new(home.unwrap_or_default()).join(inner),
        None if folder.is_empty() => Path::new(".").to_owned(),
        None => Path::new(folder).to_owned(),
    };
    let Ok(entries) = std::fs::read_dir(place) else { return Vec::new() };
    let mut paths = Vec::new();
    for entry in entries.flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        if !name.starts_with(beginning) || (name.starts_with('.') && !beginning.starts_with('.')) {
            continue;
        }
        // Asked of the path, since a link to a folder is as good as one.
        if entry.path().is_dir() {
            paths.push(format!("{folder}{name}/"));
        } else if files.take(&name) {
            paths.push(format!("{folder}{name}"));
        }
    }
    paths.sort();
    paths
}
