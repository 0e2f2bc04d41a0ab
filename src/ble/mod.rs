//! Bluetooth LE devices as sources of readings: one adapter, one scanner, and a connection for each device.
//!
//! | file | what it holds |
//! |---|---|
//! | `task` | the handle that the rest of the program holds: events out, commands in, shutdown |
//! | `supervisor` | the loop on the Bluetooth thread: owns the adapter and carries out what the state machines request |
//! | `calls` | the calls to the Bluetooth stack that run beside that loop |
//! | `devices` | routes events between the scanner and the connections (no I/O) |
//! | `scanner`, `connection` with `state`, `search`, `selection`, `refusal`, `repeats`, `reporter` | state machines without I/O: time and adapter events in, actions out |
//! | `belt_control` | the commands to a belt, one at a time, and what became of each |
//! | `adapters`, `hearing` | which adapter is used: the one that is named, or one that hears anything |
//! | `adapter`, `peripheral` | the adapter and the devices behind btleplug |
//! | `runtime` | the thread and the tokio runtime, and the shutdown order that bluez-async requires |
//!
//! Adapter events and packets are read by one loop, and every call to the Bluetooth stack runs beside that loop: a slow
//! call for one device never delays the packets of another.

mod adapter;
mod adapter_event;
mod adapters;
mod backoff;
mod belt_control;
mod calls;
mod connection;
mod devices;
mod diagnosis;
mod error;
mod event;
mod exchange;
mod found_device;
mod hearing;
mod peripheral;
mod profile;
mod refusal;
mod repeats;
mod reporter;
mod runtime;
mod scanner;
mod search;
mod selection;
mod stack_error;
mod state;
mod supervisor;
mod system;
mod task;
mod timing;

pub use belt_control::CheckedBelts;
pub use diagnosis::{Finding, InReach, ScanRequest, Scanned, diagnose, scan};
pub use error::BleError;
pub use event::{BleCommand, BleEvent, BleEventKind};
pub use found_device::FoundDevice;
pub use runtime::THREAD_NAME;
pub use selection::Selection;
pub use system::System;
pub use task::BleTask;
pub use timing::Timing;
