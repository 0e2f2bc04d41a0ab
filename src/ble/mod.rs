//! A Bluetooth LE heart-rate strap as a source of readings. Bluetooth lives on a thread of its own with a runtime of its
//! own, so that neither the screen nor a key ever waits for it; it knows no rule of the run.

mod adapter;
mod backoff;
mod connection;
mod diagnosis;
mod error;
mod runtime;
mod scanner;
mod selection;
mod supervisor;
mod system;

use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};

use crate::clock::Moment;
use crate::format::{DeviceIdentity, Reading};
use crate::session::DeviceRole;

pub use diagnosis::{Finding, InReach, diagnose, scan};
pub use error::BleError;
pub use selection::{FoundDevice, Selection};
pub use system::System;

/// The name of the Bluetooth thread; a panic there (bluez-async has one) must not tear the screen down.
pub const THREAD_NAME: &str = "bluetooth";

/// What the Bluetooth task tells of a device, with the moment at which it arrived.
#[derive(Debug, Clone, PartialEq)]
pub struct BleEvent {
    /// When it arrived.
    pub at: Moment,
    /// The device's role in the run.
    pub device: DeviceRole,
    /// What.
    pub kind: BleEventKind,
}

/// What the Bluetooth task tells.
#[derive(Debug, Clone, PartialEq)]
pub enum BleEventKind {
    /// A reading.
    Reading(Reading),
    /// Several straps are in reach and one has to be chosen. Told again whenever the list changes.
    InReach(Vec<FoundDevice>),
    /// This one sends; remember it.
    Chosen(DeviceIdentity),
    /// What stands in the way; none when it is over.
    Error(Option<BleError>),
}

/// What the strap's task is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BleCommand {
    /// Take the strap of this id.
    Choose(String),
    /// Switch the adapter on; it is never done unasked.
    SwitchOn,
}

/// How patient the task is. Tests shorten it.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    /// How long to look round for more straps once one was seen.
    pub settle: Duration,
    /// The longest a connection attempt may take.
    pub connect: Duration,
    /// Without a packet for this long the link is looked into.
    pub quiet: Duration,
    /// Without a packet for this long the strap counts as silent and is connected anew.
    pub silent: Duration,
    /// How often the scan is made sure of: another program, or a restarted bluetoothd, may have ended it.
    pub rescan: Duration,
    /// Without a strap for this long at the start, it is said so.
    pub missing: Duration,
    /// The first wait after a failure; `patience` tells how it grows.
    pub retry: Duration,
    /// How long closing the link may take: BlueZ waits 2 s by itself.
    pub close: Duration,
    /// How long calling off a connection attempt may take at the end.
    pub call_off: Duration,
    /// How often the battery is asked for.
    pub battery: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            settle: Duration::from_secs(3),
            connect: Duration::from_secs(10),
            quiet: Duration::from_secs(2),
            silent: Duration::from_secs(8),
            rescan: Duration::from_secs(5),
            missing: Duration::from_secs(15),
            retry: Duration::from_secs(1),
            close: Duration::from_millis(2800),
            call_off: Duration::from_millis(800),
            battery: Duration::from_secs(300),
        }
    }
}

/// The task and the ways to it.
#[derive(Debug)]
pub struct BleTask {
    /// What it tells. Bounded; it waits rather than lose a reading.
    pub events: mpsc::Receiver<BleEvent>,
    orders: mpsc::Sender<BleCommand>,
    /// Dropped to end the task.
    life: Option<watch::Sender<()>>,
    over: oneshot::Receiver<()>,
}

impl BleTask {
    /// Starts to look for a strap.
    ///
    /// # Errors
    /// The thread cannot be started.
    pub fn start(choice: Selection, timing: Timing) -> std::io::Result<Self> {
        let (event_sender, events) = mpsc::channel(256);
        let (orders, order_receiver) = mpsc::channel(8);
        let (life, death) = watch::channel(());
        let (over_sender, over) = oneshot::channel();
        std::thread::Builder::new().name(THREAD_NAME.to_owned()).spawn(move || {
            supervisor::tend(choice, timing, event_sender, order_receiver, death);
            // Nobody may be waiting any more.
            let _ = over_sender.send(());
        })?;
        Ok(Self { events, orders, life: Some(life), over })
    }

    /// Gives an order. Orders come from keys; one that finds eight others waiting is dropped.
    pub fn order(&self, order: BleCommand) {
        if let Err(error) = self.orders.try_send(order) {
            tracing::warn!(%error, "an order to the strap's task is dropped");
        }
    }

    /// Closes the link and ends the task: within a second while connecting, within three while connected. A Bluetooth
    /// stack that hangs longer is left behind; the process ends with it.
    pub async fn close(mut self) {
        self.life = None;
        let limit = tokio::time::sleep(Duration::from_secs(3));
        tokio::pin!(limit);
        loop {
            tokio::select! {
                // The task must not wait for a full channel while it is to end.
                Some(_) = self.events.recv() => {}
                _ = &mut self.over => return,
                () = &mut limit => return,
            }
        }
    }
}
