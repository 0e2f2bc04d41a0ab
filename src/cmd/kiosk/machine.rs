//! The computer that a kiosk is made of, in its own root file system or in one that is mounted somewhere.

use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::Failure;

/// Where a program is looked for in another root.
const PROGRAMS: [&str; 2] = ["/usr/bin/recovery-run", "/usr/local/bin/recovery-run"];
/// Groups of the program beside the user's own: Bluetooth and sound ask for them on some systems.
const GROUPS: [&str; 2] = ["bluetooth", "audio"];

/// A root file system.
pub(super) struct Machine {
    root: PathBuf,
}

impl Machine {
    /// The system in a folder, which must be one with systemd.
    pub(super) fn new(root: &Path) -> Result<Self, Failure> {
        let machine = Self { root: root.to_owned() };
        if ["/usr/lib/systemd/systemd", "/lib/systemd/systemd"].iter().any(|path| machine.at(path).exists()) {
            return Ok(machine);
        }
        let place = if machine.is_this() { "here".to_owned() } else { format!("in {}", root.display()) };
        Err(Failure::new(format!("there is no systemd {place}, which a kiosk is started by; name the root file system with --root FOLDER")))
    }

    /// Whether it is the one that this program runs on.
    pub(super) fn is_this(&self) -> bool {
        self.root == Path::new("/")
    }

    /// A path of it as it is reached from here.
    pub(super) fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        let path = path.as_ref();
        self.root.join(path.strip_prefix("/").unwrap_or(path))
    }

    /// The same, a link included that leads nowhere from here.
    pub(super) fn is_there(&self, path: impl AsRef<Path>) -> bool {
        fs::symlink_metadata(self.at(path)).is_ok()
    }

    /// Whether a path is a link to `/dev/null`, systemd's mask.
    pub(super) fn is_masked(&self, path: &str) -> bool {
        fs::read_link(self.at(path)).is_ok_and(|to| to == Path::new("/dev/null"))
    }

    /// Fields of a user's line in `passwd`.
    pub(super) fn user(&self, name: &str) -> Option<User> {
        let line = self.line_of("/etc/passwd", name).or_else(|| self.is_this().then(|| getent(name)).flatten())?;
        let mut fields = line.split(':').skip(2);
        Some(User { id: fields.next()?.parse().ok()?, group: fields.next()?.parse().ok()? })
    }

    /// The groups that the program is to have beside the user's own.
    pub(super) fn groups(&self) -> Vec<&'static str> {
        GROUPS.into_iter().filter(|group| self.line_of("/etc/group", group).is_some()).collect()
    }

    fn line_of(&self, file: &str, name: &str) -> Option<String> {
        let text = fs::read_to_string(self.at(file)).ok()?;
        text.lines().find(|line| line.split(':').next() == Some(name)).map(str::to_owned)
    }

    /// The program that is to be started: this one, or the one that lies in another root.
    pub(super) fn program(&self) -> Result<PathBuf, Failure> {
        let found = if self.is_this() {
            std::env::current_exe().ok().filter(|path| path.exists())
        } else {
            PROGRAMS.into_iter().map(PathBuf::from).find(|path| self.at(path).exists())
        };
        let place = self.root.display();
        let program =
            found.ok_or_else(|| Failure::new(format!("there is no recovery-run in {place}: copy it to {place}{} first", PROGRAMS[1])))?;
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._+-@~".contains(&byte);
        if program.as_os_str().as_encoded_bytes().iter().all(|byte| is_plain(*byte)) {
            return Ok(program);
        }
        Err(Failure::new(format!(
            "a unit cannot name {}: put the program into a folder without spaces, such as {}",
            program.display(),
            PROGRAMS[1]
        )))
    }

    /// The first part of a path that a user may not enter or start.
    pub(super) fn closed_to(&self, program: &Path, user: &User) -> Option<PathBuf> {
        let closed = |path: &&Path| {
            fs::metadata(self.at(path)).is_ok_and(|meta| {
                let shift = if meta.uid() == user.id {
                    6
                } else if meta.gid() == user.group {
                    3
                } else {
                    0
                };
                meta.permissions().mode() >> shift & 1 == 0
            })
        };
        program.ancestors().filter(closed).last().map(Path::to_owned)
    }

    /// Tells the running systemd; nothing where this is another root or systemd does not run. What it says where it refuses.
    pub(super) fn systemctl(&self, arguments: &[&str]) -> Result<(), String> {
        if !self.runs() {
            return Ok(());
        }
        let output =
            Command::new("systemctl").args(arguments).stdin(Stdio::null()).output().map_err(|error| format!("systemctl: {error}"))?;
        if output.status.success() {
            return Ok(());
        }
        Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
    }

    /// Whether systemd runs here and now.
    pub(super) fn runs(&self) -> bool {
        self.is_this() && Path::new("/run/systemd/system").exists()
    }

    /// Makes a folder and all above it.
    pub(super) fn make_folder(&self, path: &str) -> Result<(), Failure> {
        fs::create_dir_all(self.at(path)).map_err(|error| self.refused(path, &error))
    }

    /// Writes a file, whole or not at all.
    pub(super) fn write(&self, path: &str, text: &str) -> Result<(), Failure> {
        let place = self.at(path);
        let new = place.with_extension("new");
        let written = fs::write(&new, text).and_then(|()| fs::set_permissions(&new, fs::Permissions::from_mode(0o644)));
        written.and_then(|()| fs::rename(&new, &place)).map_err(|error| {
            // What was begun is no file of systemd's.
            let _ = fs::remove_file(&new);
            self.refused(path, &error)
        })
    }

    /// Makes a link, in place of another one.
    pub(super) fn link(&self, path: &str, to: &str) -> Result<(), Failure> {
        let place = self.at(path);
        if fs::read_link(&place).is_ok_and(|now| now.as_os_str() == OsStr::new(to)) {
            return Ok(());
        }
        self.remove(path)?;
        std::os::unix::fs::symlink(to, place).map_err(|error| self.refused(path, &error))
    }

    /// Removes a file or a link, where it is there.
    pub(super) fn remove(&self, path: &str) -> Result<(), Failure> {
        match fs::remove_file(self.at(path)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(self.refused(path, &error)),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Removes a folder that has nothing more in it.
    pub(super) fn remove_if_empty(&self, path: &str) {
        // Whatever else lies there is somebody's.
        let _ = fs::remove_dir(self.at(path));
    }

    fn refused(&self, path: &str, error: &std::io::Error) -> Failure {
        let place = self.at(path);
        if error.kind() == ErrorKind::PermissionDenied {
            return Failure::new(format!("{} cannot be changed: only root may; put `sudo` before the command", place.display()));
        }
        Failure::new(format!("{} cannot be changed: {error}; see that the file system can be written and has room", place.display()))
    }
}

/// A user, by numbers.
pub(super) struct User {
    pub id: u32,
    pub group: u32,
}

/// A user whom another database than `passwd` knows.
fn getent(name: &str) -> Option<String> {
    let output = Command::new("getent").args(["passwd", name]).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
