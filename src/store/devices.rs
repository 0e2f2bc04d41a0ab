//! The devices used last, by role, so that each is connected next time without a question: `devices.json`.
//!
//! Earlier versions knew a strap alone, in `strap.json`. It is read where `devices.json` has no strap, and carried over by
//! the next write.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use super::checked_belts::{checked_belts, remember_check};
use super::{StoreError, files};
use crate::format::DeviceIdentity;
use crate::session::{DeviceRole, UnitCheck};

const FILE: &str = "devices.json";
const EARLIER_FILE: &str = "strap.json";

/// Identities that may wait to be written. A run remembers each device once or twice (design choice).
const WAITING: usize = 8;

/// Devices by the word of their role. Words of roles that this version does not know are kept.
type Remembered = BTreeMap<String, DeviceIdentity>;

/// The remembered device of a role. A file that cannot be understood counts as empty, so that the runner is simply asked
/// again; it is moved aside to the same name with `.damaged`, so that it can still be looked at.
pub fn remembered_device(data: &Path, role: DeviceRole) -> Option<DeviceIdentity> {
    remembered(data).remove(role.word())
}

/// Remembers a device. This syncs the file to the disk, which can take as long as the disk likes: call it from a worker, or
/// use a [`DeviceMemory`].
///
/// # Errors
/// The data folder cannot be written.
pub fn remember_device(data: &Path, role: DeviceRole, device: &DeviceIdentity) -> Result<(), StoreError> {
    let mut devices = remembered(data);
    devices.insert(role.word().to_owned(), device.clone());
    let path = data.join(FILE);
    let json = serde_json::to_vec_pretty(&devices).expect("a map of strings is always JSON");
    files::replace(&path, &json).map_err(|why| StoreError::Unwritable { path, why })?;
    // Its strap is in the new file, or was replaced by another. Where it cannot be removed, the new file comes first.
    let _ = fs::remove_file(data.join(EARLIER_FILE));
    Ok(())
}

/// The devices of a role that were used before, the last one first: the remembered one and, of treadmills, those that were told a speed.
/// Files that cannot be read or understood hold none, and are left as they are.
pub fn known_devices(data: &Path, role: DeviceRole) -> Vec<DeviceIdentity> {
    let read = |name| fs::read(data.join(name)).ok();
    let all: Remembered = read(FILE).and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    let mut devices: Vec<DeviceIdentity> = all.get(role.word()).cloned().into_iter().collect();
    if devices.is_empty() && role == DeviceRole::HeartRate {
        devices.extend(read(EARLIER_FILE).and_then(|bytes| serde_json::from_slice(&bytes).ok()));
    }
    if role == DeviceRole::Treadmill {
        let belts = checked_belts(data).unwrap_or_default().into_iter().map(|(belt, _)| belt);
        devices.extend(belts.filter(|belt| all.get(role.word()).is_none_or(|device| device.id != belt.id)));
    }
    devices
}

fn remembered(data: &Path) -> Remembered {
    let mut devices: Remembered = read_or_move_aside(&data.join(FILE)).unwrap_or_default();
    let strap = DeviceRole::HeartRate.word();
    if !devices.contains_key(strap)
        && let Some(identity) = read_or_move_aside(&data.join(EARLIER_FILE))
    {
        devices.insert(strap.to_owned(), identity);
    }
    devices
}

fn read_or_move_aside<T: serde::de::DeserializeOwned>(path: &Path) -> Option<T> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            if error.kind() != ErrorKind::NotFound {
                tracing::warn!(path = %path.display(), %error, "the remembered devices cannot be read");
            }
            return None;
        }
    };
    match serde_json::from_slice(&bytes) {
        Ok(read) => Some(read),
        Err(error) => {
            tracing::warn!(path = %path.display(), %error, "the remembered devices cannot be understood and are moved aside");
            let mut aside = path.as_os_str().to_owned();
            aside.push(".damaged");
            // Where it cannot be moved, the next device remembered is written over it.
            let _ = fs::rename(path, aside);
            None
        }
    }
}

/// What is to be remembered.
#[derive(Debug)]
enum Memo {
    /// A device in its role.
    Device(DeviceRole, DeviceIdentity),
    /// How the unit check of a treadmill ended.
    Belt(DeviceIdentity, UnitCheck),
}

/// Remembers devices on a thread of its own, so that nobody waits for the disk.
#[derive(Debug)]
pub struct DeviceMemory {
    /// Dropped to end the thread.
    sender: Option<SyncSender<Memo>>,
    failures: Receiver<StoreError>,
    thread: Option<JoinHandle<()>>,
    ended: Receiver<()>,
}

impl DeviceMemory {
    /// A memory in a data folder.
    ///
    /// # Errors
    /// The thread cannot be started.
    pub fn start(data: PathBuf) -> std::io::Result<Self> {
        Self::with_writer(move |memo| match memo {
            Memo::Device(role, device) => remember_device(&data, *role, device),
            Memo::Belt(belt, check) => remember_check(&data, belt, *check),
        })
    }

    fn with_writer(mut write: impl FnMut(&Memo) -> Result<(), StoreError> + Send + 'static) -> std::io::Result<Self> {
        let (sender, waiting) = sync_channel::<Memo>(WAITING);
        let (failed, failures) = sync_channel(WAITING);
        let (end, ended) = sync_channel(1);
        let thread = std::thread::Builder::new().name("device-memory".to_owned()).spawn(move || {
            for memo in waiting {
                if let Err(error) = write(&memo) {
                    tracing::warn!(%error, "a device is not remembered");
                    // One that nobody took since is as good as the next.
                    let _ = failed.try_send(error);
                }
            }
            // Nobody may wait for the end.
            let _ = end.try_send(());
        })?;
        Ok(Self { sender: Some(sender), failures, thread: Some(thread), ended })
    }

    /// Remembers a device as soon as the disk can. Returns at once: with false where so many wait that this one is dropped.
    pub fn remember(&self, role: DeviceRole, device: DeviceIdentity) -> bool {
        self.note(Memo::Device(role, device))
    }

    /// Remembers how the unit check of a treadmill ended, likewise.
    pub fn remember_check(&self, belt: DeviceIdentity, check: UnitCheck) -> bool {
        self.note(Memo::Belt(belt, check))
    }

    fn note(&self, memo: Memo) -> bool {
        let Some(sender) = &self.sender else { return false };
        match sender.try_send(memo) {
            Ok(()) => true,
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                tracing::warn!("the disk is too slow: a device is not remembered");
                false
            }
        }
    }

    /// A failure since the last call, where there was one. Returns at once.
    pub fn failure(&self) -> Option<StoreError> {
        self.failures.try_recv().ok()
    }

    /// Waits until everything is written, at most for `limit`; false where a disk that hangs did not let it. The thread then
    /// ends with the process.
    pub fn finish(mut self, limit: Duration) -> bool {
        self.sender = None;
        match self.ended.recv_timeout(limit) {
            Ok(()) | Err(RecvTimeoutError::Disconnected) => self.thread.take().is_none_or(|thread| thread.join().is_ok()),
            Err(RecvTimeoutError::Timeout) => {
                tracing::warn!("the disk is too slow: a device may not be remembered");
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(name: &str) -> DeviceIdentity {
        DeviceIdentity { id: format!("hci0/dev_{name}"), address: None, name: name.to_owned() }
    }

    #[test]
    fn a_device_of_each_role_is_remembered_in_a_folder_that_was_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        for role in DeviceRole::ALL {
            assert_eq!(remembered_device(&data, role), None);
            remember_device(&data, role, &device(role.word())).unwrap();
        }
        for role in DeviceRole::ALL {
            assert_eq!(remembered_device(&data, role), Some(device(role.word())));
        }
        remember_device(&data, DeviceRole::Treadmill, &device("other")).unwrap();
        assert_eq!(remembered_device(&data, DeviceRole::Treadmill), Some(device("other")));
        assert_eq!(remembered_device(&data, DeviceRole::HeartRate), Some(device("strap")));
    }

    #[test]
    fn the_strap_of_an_earlier_version_is_known_and_carried_over() {
        let data = tempfile::tempdir().unwrap();
        let earlier = data.path().join(EARLIER_FILE);
        fs::write(&earlier, r#"{"id":"hci0/dev_H10","address":null,"name":"H10"}"#).unwrap();
        assert_eq!(remembered_device(data.path(), DeviceRole::HeartRate), Some(device("H10")));
        assert_eq!(remembered_device(data.path(), DeviceRole::Treadmill), None);
        remember_device(data.path(), DeviceRole::Treadmill, &device("belt")).unwrap();
        assert!(!earlier.exists());
        assert_eq!(remembered_device(data.path(), DeviceRole::HeartRate), Some(device("H10")));
        assert_eq!(remembered_device(data.path(), DeviceRole::Treadmill), Some(device("belt")));
    }

    #[test]
    fn a_role_of_a_later_version_is_kept() {
        let data = tempfile::tempdir().unwrap();
        fs::write(data.path().join(FILE), r#"{"bike":{"id":"1","address":null,"name":"Bike"}}"#).unwrap();
        remember_device(data.path(), DeviceRole::FootPod, &device("pod")).unwrap();
        let written = fs::read_to_string(data.path().join(FILE)).unwrap();
        assert!(written.contains("Bike") && written.contains("foot-pod"), "{written}");
    }

    #[test]
    fn a_damaged_file_is_moved_aside_and_the_next_choice_is_remembered() {
        for name in [FILE, EARLIER_FILE] {
            let data = tempfile::tempdir().unwrap();
            for damaged in ["", "{\"id\":\"hci0", "\0\0\0\0", "[1,2]", "7"] {
                fs::write(data.path().join(name), damaged).unwrap();
                // What is remembered in the other file must not hide the damage.
                let _ = fs::remove_file(data.path().join(if name == FILE { EARLIER_FILE } else { FILE }));
                assert_eq!(remembered_device(data.path(), DeviceRole::HeartRate), None, "{damaged:?}");
                assert_eq!(fs::read_to_string(data.path().join(format!("{name}.damaged"))).unwrap(), damaged);
                assert!(!data.path().join(name).exists());
                remember_device(data.path(), DeviceRole::HeartRate, &device("H10")).unwrap();
                assert_eq!(remembered_device(data.path(), DeviceRole::HeartRate), Some(device("H10")));
            }
        }
    }

    #[test]
    fn a_memory_writes_what_it_was_given_before_it_finishes() {
        let data = tempfile::tempdir().unwrap();
        let memory = DeviceMemory::start(data.path().to_owned()).unwrap();
        assert!(memory.remember(DeviceRole::HeartRate, device("H10")));
        assert!(memory.remember(DeviceRole::FootPod, device("pod")));
        assert!(memory.finish(Duration::from_secs(60)));
        assert_eq!(remembered_device(data.path(), DeviceRole::HeartRate), Some(device("H10")));
        assert_eq!(remembered_device(data.path(), DeviceRole::FootPod), Some(device("pod")));
    }

    #[test]
    fn nobody_waits_for_a_disk_that_hangs() {
        let (release, hangs) = sync_channel::<()>(0);
        let memory = DeviceMemory::with_writer(move |_| {
            // Until the test is over.
            let _ = hangs.recv();
            Ok(())
        })
        .unwrap();
        let taken = (0..100).filter(|_| memory.remember(DeviceRole::HeartRate, device("H10"))).count();
        assert!((WAITING..=WAITING + 1).contains(&taken), "{taken} taken");
        assert!(!memory.finish(Duration::ZERO));
        drop(release);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let memory = DeviceMemory::start(file.join("data")).unwrap();
        memory.remember(DeviceRole::HeartRate, device("H10"));
        let failure = memory.failures.recv().unwrap();
        assert!(failure.to_string().contains("cannot be written"), "{failure}");
        assert!(memory.failure().is_none());
        assert!(memory.finish(Duration::from_secs(60)));
    }
}
