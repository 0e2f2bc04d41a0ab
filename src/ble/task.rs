//! The handle of the Bluetooth task: events out, commands in, shutdown.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};

use super::event::{BleCommand, BleEvent};
use super::runtime::THREAD_NAME;
use super::selection::Selection;
use super::supervisor;
use super::timing::Timing;
use crate::session::DeviceRole;

/// The longest that a shutdown waits for the Bluetooth stack (design choice: BlueZ takes 2 s to close a link).
const SHUTDOWN: Duration = Duration::from_secs(3);

/// The Bluetooth task and the channels to it.
#[derive(Debug)]
pub struct BleTask {
    /// What it reports. Bounded; the task waits rather than drop a reading.
    pub events: mpsc::Receiver<BleEvent>,
    commands: mpsc::Sender<BleCommand>,
    /// Dropped to end the task.
    shutdown: Option<watch::Sender<()>>,
    ended: oneshot::Receiver<()>,
}

impl BleTask {
    /// Starts to look for devices, and keeps each of them connected until the task is closed. Two devices may have the
    /// same role; events name the position in this list as their slot.
    ///
    /// # Errors
    /// The thread cannot be started.
    pub fn start(devices: Vec<(DeviceRole, Selection)>, timing: Timing) -> std::io::Result<Self> {
        Self::start_on(None, devices, timing)
    }

    /// The same on the adapter of this name or address, where one is given.
    ///
    /// # Errors
    /// The thread cannot be started.
    pub fn start_on(adapter: Option<String>, devices: Vec<(DeviceRole, Selection)>, timing: Timing) -> std::io::Result<Self> {
        // Room for about a minute of packets at 4 Hz.
        let (event_sender, events) = mpsc::channel(256);
        let (commands, command_receiver) = mpsc::channel(8);
        let (shutdown, is_shut_down) = watch::channel(());
        let (ended_sender, ended) = oneshot::channel();
        std::thread::Builder::new().name(THREAD_NAME.to_owned()).spawn(move || {
            supervisor::supervise(adapter, devices, timing, event_sender, command_receiver, is_shut_down);
            // The handle may have been dropped already.
            let _ = ended_sender.send(());
        })?;
        Ok(Self { events, commands, shutdown: Some(shutdown), ended })
    }

    /// Gives a command. Commands come from keys; one that finds eight others waiting is dropped.
    pub fn order(&self, command: BleCommand) {
        if let Err(error) = self.commands.try_send(command) {
            tracing::warn!(%error, "a command to the Bluetooth task is dropped");
        }
    }

    /// Closes all links and ends the task: within a second while connecting, within three while connected. A Bluetooth
    /// stack that hangs for longer is abandoned; its thread ends with the process.
    pub async fn close(mut self) {
        self.shutdown = None;
        let limit = tokio::time::sleep(SHUTDOWN);
        tokio::pin!(limit);
        loop {
            tokio::select! {
                // The task must not wait for a full channel while it is to end.
                Some(_) = self.events.recv() => {}
                _ = &mut self.ended => return,
                () = &mut limit => return,
            }
        }
    }
}
