//! What the adapter reports, in terms of device ids: the inputs of the state machines.

use uuid::Uuid;

use crate::clock::Moment;

/// An event of the adapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum AdapterEvent {
    /// This device was heard just now.
    Heard(String),
    /// The link of this device stands.
    Connected(String),
    /// This device is no longer connected.
    Disconnected(String),
    /// The adapter in use was switched off or unplugged.
    Off,
    /// An adapter has power again.
    On,
    /// There will be no further events: the connection to the bus is broken.
    Ended,
}

/// A notification of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Packet {
    /// When it was taken off the notification stream.
    pub(super) at: Moment,
    /// The device that sent it.
    pub(super) from: String,
    /// The characteristic. Reads, and what bluetoothd itself subscribed to, are notified as well.
    pub(super) characteristic: Uuid,
    /// The bytes as sent.
    pub(super) value: Vec<u8>,
}
