//! The states of a connection and what belongs to each.

use std::time::Instant;

use super::adapter_event::Packet;
use super::backoff::Watch;
use super::found_device::FoundDevice;
use super::refusal::Stage;
use super::search::Search;
use crate::session::BeltAbilities;

/// The state of a connection.
#[derive(Debug)]
pub(super) enum State {
    /// No search yet: the adapter is to be checked first.
    Idle,
    /// The device is looked for.
    Searching(Search),
    /// It is being connected and subscribed to.
    Connecting(Attempt),
    /// It delivers.
    Connected(Established),
    /// The device of this id is being disconnected.
    Closing(String),
}

/// A connection attempt.
#[derive(Debug)]
pub(super) struct Attempt {
    /// The device.
    pub(super) device: FoundDevice,
    /// How far it has come.
    pub(super) stage: Stage,
    /// When this stage has taken too long, or is to be tried again.
    pub(super) until: Instant,
    /// Until when a measurement that the device lacks may still appear; none before its services are known.
    pub(super) may_appear: Option<Instant>,
    /// What the treadmill can do, once it was asked.
    pub(super) abilities: Option<BeltAbilities>,
    /// Packets that came before the subscription was confirmed: BlueZ subscribes again by itself on a reconnection.
    pub(super) early: Vec<Packet>,
}

/// A standing link.
#[derive(Debug)]
pub(super) struct Established {
    /// The device.
    pub(super) device: FoundDevice,
    /// Whether it has measured something: a treadmill tells a rate of zero while nobody holds its grips, and so does a strap
    /// that nobody wears.
    pub(super) proven: bool,
    /// The watchdog of its packets.
    pub(super) watch: Watch,
    /// When it began to stand.
    pub(super) since: Instant,
    /// Whether it delivered measurements for a while: a device that hangs up at once may have sent one or two.
    pub(super) stable: bool,
    /// Whether an answer about the device is awaited.
    pub(super) reading: bool,
    /// When the battery level is to be read again.
    pub(super) battery_due: Instant,
}
