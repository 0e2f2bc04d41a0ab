//! A run written as a file from the screen: into the folder that the program was started in, never over another file.

use std::path::{Path, PathBuf};

use super::Failure;
use crate::format::{Export, ExportSummary, Recording};
use crate::report::{self, Run};
use crate::screen::ExportAs;
use crate::store::{self, StoreError};

/// More files of one run than anybody keeps.
const MOST: u32 = 1000;

/// Writes a run as a file of this name, with the ending of its kind; where it lies.
pub(super) fn exported(recording: &Recording, run: &Run<'_>, kind: ExportAs, name: &str) -> Result<PathBuf, Failure> {
    let export = |format: Export| format.write(recording, &ExportSummary::of(run.session));
    let (ending, bytes) = match kind {
        ExportAs::Fit => ("fit", export(Export::Fit)),
        ExportAs::Tcx => ("tcx", export(Export::Tcx)),
        ExportAs::Csv => ("csv", export(Export::Csv)),
        ExportAs::Json => ("json", export(Export::Json)),
        ExportAs::Page => ("html", report::page(&[*run]).into_bytes()),
        ExportAs::Picture => ("svg", report::svg(run.session).into_bytes()),
    };
    write_beside(Path::new("."), name, ending, &bytes)
}

/// What came of it, as a line on the screen.
pub(super) fn told(written: Result<PathBuf, Failure>) -> String {
    match written {
        Ok(path) => format!("written: {}", path.display()),
        Err(failure) => failure.to_string(),
    }
}

/// What the files of a recording are called by.
pub(super) fn name_of(file: &str) -> String {
    let stem = Path::new(file).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    stem.filter(|stem| stem != "-").unwrap_or_else(|| "recovery-run".to_owned())
}

/// Writes a file of this name, with a number where there is one already; where it lies.
fn write_beside(folder: &Path, name: &str, ending: &str, bytes: &[u8]) -> Result<PathBuf, Failure> {
    for number in 1..=MOST {
        let path = folder.join(if number == 1 { format!("{name}.{ending}") } else { format!("{name} ({number}).{ending}") });
        match store::export_to(&path, bytes, false) {
            Err(StoreError::FileExists { .. }) => {}
            written => {
                written?;
                // Without the "." that it was made with.
                return Ok(std::path::absolute(&path).unwrap_or(path));
            }
        }
    }
    Err(Failure::new(format!("{name}.{ending} cannot be written: there are {MOST} of it already; move some away")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_never_takes_the_place_of_another_file() {
        let folder = tempfile::tempdir().unwrap();
        let names = ["run.csv", "run (2).csv", "run (3).csv"];
        for name in names {
            let path = write_beside(folder.path(), "run", "csv", name.as_bytes()).unwrap();
            assert_eq!(path.file_name().unwrap().to_str(), Some(name));
        }
        for name in names {
            assert_eq!(std::fs::read_to_string(folder.path().join(name)).unwrap(), name);
        }
        let missing = write_beside(&folder.path().join("run.csv/not"), "run", "csv", b"").unwrap_err();
        assert!(missing.to_string().contains("run.csv"), "{missing}");
    }
}
