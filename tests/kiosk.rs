//! A computer that shows the start screen when it is switched on: what `kiosk` writes into a root file system and takes out of it again,
//! and what `run --kiosk` does on a console.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.
#![cfg(target_os = "linux")]

mod terminal;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;
use terminal::Terminal;

const UNIT: &str = "etc/systemd/system/recovery-run-kiosk.service";
const RUNNER: &str = "etc/systemd/system/recovery-run-kiosk.service.d/runner.conf";
const ENABLED: &str = "etc/systemd/system/multi-user.target.wants/recovery-run-kiosk.service";
const LOGIN: &str = "etc/systemd/system/getty@tty1.service";

/// The root file system of a system with systemd, as far as it matters.
struct Card(TempDir);

impl Card {
    fn new() -> Self {
        let card = Self(tempfile::tempdir().unwrap());
        card.put("usr/lib/systemd/systemd", "");
        card.put("usr/libexec/bluetooth/bluetoothd", "");
        card.put("usr/bin/recovery-run", "");
        card.put("etc/passwd", "root:x:0:0:root:/root:/bin/bash\nrunner:x:1000:1000:,,,:/home/runner:/bin/bash\n");
        card.put("etc/group", "root:x:0:\nbluetooth:x:106:\naudio:x:29:pulse\nrunner:x:1000:\n");
        fs::create_dir_all(card.path("etc/systemd/system/getty.target.wants")).unwrap();
        symlink("/lib/systemd/system/getty@.service", card.path("etc/systemd/system/getty.target.wants/getty@tty1.service")).unwrap();
        let program = card.path("usr/bin/recovery-run");
        fs::set_permissions(program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        card
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn put(&self, path: &str, text: &str) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    fn run(&self, arguments: &str) -> Output {
        let arguments = arguments.split(' ').chain(["--root", self.0.path().to_str().unwrap()]);
        Command::new(env!("CARGO_BIN_EXE_recovery-run")).arg("kiosk").args(arguments).env_remove("SUDO_USER").output().unwrap()
    }

    /// What a command says that works.
    fn says(&self, arguments: &str) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// What a command says that is refused.
    fn refuses(&self, arguments: &str) -> String {
        let output = self.run(arguments);
        assert!(!output.status.success(), "{arguments} is not refused");
        String::from_utf8(output.stderr).unwrap()
    }

    fn status(&self) -> Value {
        serde_json::from_str(&self.says("status --json")).unwrap()
    }

    /// Every file and link with what it holds.
    fn all(&self) -> Vec<(PathBuf, String)> {
        fn list(folder: &Path, into: &mut Vec<(PathBuf, String)>) {
            let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
            paths.sort();
            for path in paths {
                if let Ok(to) = fs::read_link(&path) {
                    into.push((path, format!("-> {}", to.display())));
                } else if path.is_dir() {
                    list(&path, into);
                } else {
                    into.push((path.clone(), fs::read_to_string(&path).unwrap()));
                }
            }
        }
        let mut all = Vec::new();
        list(self.0.path(), &mut all);
        all
    }
}

fn link(path: &Path) -> String {
    fs::read_link(path).map_or_else(|error| error.to_string(), |to| to.display().to_string())
}

#[test]
fn an_installed_kiosk_starts_at_boot_for_its_user_in_place_of_the_first_login_and_removed_leaves_nothing() {
    let card = Card::new();
    let before = card.all();
    let said = card.says("install --user runner");
    assert!(said.contains("from the next start on") && said.contains("runner"), "{said}");
    assert_eq!(link(&card.path(ENABLED)), format!("/{UNIT}"));
    assert_eq!(link(&card.path(LOGIN)), "/dev/null", "two programs would fight for the console");
    let (unit, runner) = (card.read(UNIT), card.read(RUNNER));
    for line in ["TTYPath=/dev/tty1", "Restart=always", "ExecStart=/usr/bin/recovery-run run --kiosk", "Conflicts=getty@tty1.service"] {
        assert!(unit.lines().any(|own| own == line), "{line}");
    }
    for line in ["User=runner", "SupplementaryGroups=bluetooth audio"] {
        assert!(runner.lines().any(|own| own == line), "{line}");
    }
    let status = card.status();
    assert_eq!(
        (&status["installed"], &status["enabled"], &status["running"], &status["login"]),
        (&true.into(), &true.into(), &Value::Null, &false.into())
    );
    assert_eq!(
        (&status["user"], &status["program"], &status["missing"]),
        (&"runner".into(), &"/usr/bin/recovery-run".into(), &Value::Array(vec![]))
    );

    let after = card.all();
    card.says("install --user runner");
    assert_eq!(card.all(), after, "a second time changes nothing");
    card.says("remove");
    assert_eq!(card.all(), before);
    assert!(!card.path("etc/systemd/system/recovery-run-kiosk.service.d").exists());
    assert!(card.says("remove").contains("no kiosk"));
    assert_eq!(card.status()["installed"], false);
}

#[test]
fn a_first_console_without_a_login_stays_so_when_the_kiosk_goes() {
    let card = Card::new();
    symlink("/dev/null", card.path(LOGIN)).unwrap();
    card.says("install --user runner");
    card.says("install --user runner");
    card.says("remove");
    assert_eq!(link(&card.path(LOGIN)), "/dev/null");
    // A unit of the owner's own in place of it is no mask, and stays.
    fs::remove_file(card.path(LOGIN)).unwrap();
    card.put(LOGIN, "[Service]\n");
    card.says("install --user runner");
    card.says("remove");
    assert_eq!(card.read(LOGIN), "[Service]\n");
}

#[test]
fn what_was_changed_by_hand_is_neither_written_over_nor_removed_unasked() {
    for file in [UNIT, RUNNER] {
        let card = Card::new();
        card.says("install --user runner");
        let own = card.read(file).replacen("[Service]", "[Service]\nNice=-5", 1);
        card.put(file, &own);
        for command in ["install --user runner", "remove"] {
            let refused = card.refuses(command);
            assert!(refused.contains(file) && refused.contains("--force"), "{refused}");
            assert_eq!(card.read(file), own);
            assert_eq!(link(&card.path(LOGIN)), "/dev/null", "nothing is done by halves");
        }
        card.says("install --user runner --force");
        assert!(!card.read(file).contains("Nice=-5"));
        card.says("remove");
    }
    // Another file of the folder is where changes belong.
    let card = Card::new();
    card.says("install --user runner");
    let own = "etc/systemd/system/recovery-run-kiosk.service.d/override.conf";
    card.put(own, "[Service]\nNice=-5\n");
    card.says("install --user runner");
    card.says("remove");
    assert_eq!(card.read(own), "[Service]\nNice=-5\n");
}

#[test]
fn a_unit_that_a_package_brought_is_used_and_left_where_it_is() {
    let card = Card::new();
    let packaged = "usr/lib/systemd/system/recovery-run-kiosk.service";
    card.put(packaged, include_str!("../assets/kiosk/recovery-run-kiosk.service"));
    card.says("install --user runner");
    assert!(!card.path(UNIT).exists());
    assert_eq!(link(&card.path(ENABLED)), format!("/{packaged}"));
    assert_eq!(card.status()["unit"], format!("/{packaged}"));
    card.says("remove");
    assert!(card.path(packaged).exists() && !card.path(ENABLED).exists());
}

#[test]
fn a_program_elsewhere_and_a_system_without_groups_are_written_into_the_unit() {
    let card = Card::new();
    fs::remove_file(card.path("usr/bin/recovery-run")).unwrap();
    let refused = card.refuses("install --user runner");
    assert!(refused.contains("usr/local/bin/recovery-run"), "{refused}");
    card.put("usr/local/bin/recovery-run", "");
    let refused = card.refuses("install --user runner");
    assert!(refused.contains("may not start /usr/local/bin/recovery-run"), "{refused}");
    fs::set_permissions(card.path("usr/local/bin/recovery-run"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    card.put("etc/group", "root:x:0:\n");
    fs::remove_file(card.path("usr/libexec/bluetooth/bluetoothd")).unwrap();
    let said = card.says("install --user runner");
    assert!(said.contains("sudo apt install bluez"), "{said}");
    let runner = card.read(RUNNER);
    // The usual command is taken back first, or there would be two.
    assert!(runner.contains("\nExecStart=\nExecStart=/usr/local/bin/recovery-run run --kiosk\n"), "{runner}");
    assert!(!runner.contains("SupplementaryGroups"), "a group that there is not would keep the unit from starting: {runner}");
    assert_eq!(card.status()["program"], "/usr/local/bin/recovery-run");
    card.put("etc/group", "root:x:0:\nbluetooth:x:106:\n");
    assert!(card.says("status").contains("group bluetooth"));
}

#[test]
fn what_cannot_be_installed_says_why_and_what_to_do_and_writes_nothing() {
    let card = Card::new();
    let before = card.all();
    for (command, words) in [
        ("install", &["--user NAME"][..]),
        ("install --user nobody-here", &["no user nobody-here", "etc/passwd", "adduser"]),
        ("install --user root", &["root", "--user NAME"]),
    ] {
        let refused = card.refuses(command);
        for word in words {
            assert!(refused.contains(word), "{command}: {refused}");
        }
    }
    assert_eq!(card.all(), before);
    fs::remove_file(card.path("usr/lib/systemd/systemd")).unwrap();
    for command in ["install --user runner", "remove", "status"] {
        let refused = card.refuses(command);
        assert!(refused.contains("no systemd") && refused.contains("--root FOLDER"), "{refused}");
    }
}

/// The start screen of a kiosk, with no Bluetooth: a bus that is not there.
fn kiosk(term: &str, config: &str) -> Terminal {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("config.toml"), config).unwrap();
    let bin = home.path().join("bin");
    fs::create_dir(&bin).unwrap();
    // What shuts the computer down leaves a mark in its place.
    let mark = home.path().join("shut-down");
    fs::write(bin.join("systemctl"), format!("#!/bin/sh\necho \"$@\" > {}\n", mark.display())).unwrap();
    fs::set_permissions(bin.join("systemctl"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let set = format!("DBUS_SYSTEM_BUS_ADDRESS=unix:path={0}/no-bus PATH={1}:$PATH TERM={term}", home.path().display(), bin.display());
    let program = env!("CARGO_BIN_EXE_recovery-run");
    let script = format!("{set} {program} run --kiosk; echo exit=$?; cat {}; stty -a; echo --over--", mark.display());
    Terminal::shell_in(&script, 100, 30, home)
}

#[test]
fn after_a_run_the_start_screen_is_back_and_a_key_pressed_twice_shuts_the_computer_down() {
    let mut terminal = kiosk("linux", "age = 40\n");
    terminal.wait_for(|screen| screen.contains("Q Q shut down") && screen.contains("d demo"));
    terminal.type_keys("d");
    terminal.wait_for(|screen| screen.contains("demo strap"));
    terminal.type_keys("Q");
    terminal.wait_for(|screen| screen.contains("stop the run first: q"));
    terminal.type_keys("qq");
    terminal.wait_for(|screen| screen.contains("Q Q shut down"));
    terminal.type_keys("q");
    terminal.type_keys("\u{3}\u{1a}");
    terminal.type_keys("Q");
    terminal.wait_for(|screen| screen.contains("press Q again to shut down"));
    terminal.type_keys("h");
    terminal.wait_for(|screen| screen.contains("Q Q shut down"));
    terminal.type_keys("QQ");
    let all = terminal.read_to_end();
    assert!(all.contains("exit=3") && all.contains("--no-ask-password poweroff"), "{all}");
    assert!(all.contains("icanon"), "{all}");
}

#[test]
fn a_kiosks_console_rests_while_nobody_runs_and_is_lit_in_a_run() {
    const RESTS: &str = "\u{1b}[9;10]";
    const LIT: &str = "\u{1b}[9;0]";
    let mut terminal = kiosk("linux", "age = 40\n");
    terminal.wait_for(|screen| screen.contains("d demo"));
    assert!(terminal.written().contains(RESTS) && !terminal.written().contains(LIT));
    terminal.type_keys("d");
    // The whole of its first frame: while only its upper rows are drawn, the start screen's foot is still there.
    terminal.wait_for(|screen| screen.contains("demo strap") && !screen.contains("d demo"));
    let written = terminal.written();
    assert!(written.rfind(RESTS) < written.rfind(LIT), "the run has begun");
    terminal.type_keys("qq");
    terminal.wait_for(|screen| screen.contains("d demo"));
    let written = terminal.written();
    assert!(written.rfind(LIT) < written.rfind(RESTS), "the run is over");
    terminal.type_keys("QQ");
    terminal.read_to_end();
    // No other terminal understands it.
    let mut terminal = kiosk("xterm-256color", "age = 40\n");
    terminal.wait_for(|screen| screen.contains("d demo"));
    assert!(!terminal.written().contains(RESTS) && !terminal.written().contains(LIT));
}

#[test]
fn what_fails_in_a_kiosk_is_shown_and_tried_again_with_a_key() {
    let mut terminal = kiosk("linux", "age = \"old\"\n");
    terminal.wait_for(|screen| screen.contains("age") && screen.contains("any key tries again"));
    terminal.type_keys("x");
    terminal.wait_for(|screen| screen.matches("any key tries again").count() == 2);
}

#[test]
fn a_kiosk_that_is_told_to_end_ends() {
    let mut terminal = kiosk("linux", "age = 40\n");
    terminal.wait_for(|screen| screen.contains("d demo"));
    terminal.signal("TERM");
    let all = terminal.read_to_end();
    assert!(all.contains("exit=0"), "{all}");
}

#[test]
fn another_key_shuts_down_where_the_runner_wants_that() {
    let mut terminal = kiosk("linux", "age = 40\n[keys]\nshut-down = \"o\"\n");
    terminal.wait_for(|screen| screen.contains("o o shut down"));
    terminal.type_keys("oo");
    assert!(terminal.read_to_end().contains("exit=3"));
}
