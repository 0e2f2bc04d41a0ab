//! What goes into a connection's state machine and what comes out of it.

use uuid::Uuid;

use super::adapter_event::Packet;
use super::error::BleError;
use super::found_device::FoundDevice;
use crate::session::{BeltAbilities, BeltCommand, DeviceInfo};

/// What happens to a connection.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Input {
    /// The adapter has power: a search can begin.
    AdapterReady,
    /// The adapter, or the scan, failed.
    AdapterFailed(BleError),
    /// A device is in reach.
    Seen(FoundDevice),
    /// The runner chose the device of this id.
    Chosen(String),
    /// The link of this device stands; its services are not known yet.
    LinkUp,
    /// The device is connected and its services are known.
    Opened,
    /// Its measurement is subscribed to.
    Subscribed,
    /// What the treadmill can do is known, and its status subscribed to.
    Prepared(BeltAbilities),
    /// A command to the belt was written, or not.
    Written(Result<(), BleError>),
    /// Connecting or subscribing failed.
    AttemptFailed(BleError),
    /// A notification.
    Packet(Packet),
    /// What the device answered when asked about itself.
    Info(DeviceInfo),
    /// Whether the link stands; false as well where Bluetooth does not know.
    LinkAnswer(bool),
    /// The link of this device is gone, or the adapter is.
    Disconnected,
    /// The requested disconnection is done.
    Closed,
    /// The connection to the bus is gone, with all links and calls.
    SessionLost,
}

/// What is to be done for a connection. Not every action can be copied: a command to a belt is written once.
#[derive(Debug, PartialEq)]
pub(super) enum Action {
    /// Connect and discover the services: answered by `Opened` or `AttemptFailed`.
    Connect(String),
    /// Look again at the services of the device: answered by `Opened` or `AttemptFailed`.
    Discover,
    /// Subscribe to a characteristic: answered by `Subscribed` or `AttemptFailed`.
    Subscribe(Uuid, BleError),
    /// Subscribe to a treadmill's status; with `control`, read what it can do and subscribe to the answers of its control point as well.
    /// Answered by `Prepared`.
    Prepare {
        /// Whether the runner allowed control.
        control: bool,
    },
    /// Write a command to the belt: answered by `Written`.
    Write(BeltCommand),
    /// Call off an attempt or close the link, and forget all calls under way: answered by `Closed`.
    Disconnect,
    /// Ask whether the link stands: answered by `LinkAnswer`.
    AskLink,
    /// Read the battery level, and the body location as well where `true`: answered by `Info`.
    ReadInfo(bool),
}

/// What a connection needs of the scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ScanNeed {
    /// The service of the device.
    pub(super) service: Uuid,
    /// Whether the device is sure to advertise that service.
    pub(super) narrow: bool,
    /// Whether the search has not begun yet: the adapter is to be checked first.
    pub(super) fresh: bool,
}
