//! What the Bluetooth task reports, and what it can be told to do.

use super::belt_control::CheckedBelts;
use super::error::BleError;
use super::found_device::FoundDevice;
use crate::clock::Moment;
use crate::format::{DeviceIdentity, Reading};
use crate::session::{BeltCommand, DeviceRole};

/// Something that happened to a device, with the moment at which it arrived.
#[derive(Debug, Clone, PartialEq)]
pub struct BleEvent {
    /// When it arrived: for a packet, when it was taken off the notification stream.
    pub at: Moment,
    /// The device's role in the run.
    pub device: DeviceRole,
    /// The position of the device in the list that the task was started with; tells two devices of one role apart.
    pub slot: usize,
    /// What happened.
    pub kind: BleEventKind,
}

/// What happened to a device.
#[derive(Debug, Clone, PartialEq)]
pub enum BleEventKind {
    /// A reading: a packet, a change of the link, or information about the device.
    Reading(Reading),
    /// One of these devices has to be chosen, the nearest first; in the middle of a run they are those of the lost one's name.
    /// Reported again whenever the list changes, until the link stands.
    InReach(Vec<FoundDevice>),
    /// This device has measured something; it should be remembered for the next run.
    Chosen(DeviceIdentity),
    /// Why the device cannot be had at present; none when that is over.
    Error(Option<BleError>),
}

/// A command for the Bluetooth task.
#[derive(Debug, PartialEq, Eq)]
pub enum BleCommand {
    /// Connect the device of this id in this role, out of those reported as [`BleEventKind::InReach`].
    Choose(DeviceRole, String),
    /// Look no longer for a device in this role, where none is connected or was chosen.
    StopLooking(DeviceRole),
    /// The runner allows control of the belt in this run; what is known of belts from before.
    AllowControl(CheckedBelts),
    /// Write a command to the belt: at once, once, or not at all.
    Belt {
        /// The command, which the rules of `hold` made.
        command: BeltCommand,
        /// When it was handed over.
        at: Moment,
    },
    /// Switch the adapter on; this is never done unasked.
    SwitchOn,
}
