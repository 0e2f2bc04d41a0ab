//! The time limits of the Bluetooth task.

use std::time::Duration;

/// Time limits and intervals. Tests shorten them. Every default is a design choice, tried against BlueZ 5.66 and 5.82 in
/// `tests/lab`, unless another source is given.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    /// How long to look for further devices once one was seen.
    pub settle: Duration,
    /// The longest that a call may take. Measured on BlueZ: 0.1 to 0.8 s when all is well, services included.
    pub connect: Duration,
    /// The longest that discovering the services may take on a link that stands. BlueZ itself gives up after 30 s; a strap
    /// with many services on a slow link takes 12 to 20 s.
    pub discover: Duration,
    /// The longest that a subscription may take; one that waits for pairing is never answered.
    pub subscribe: Duration,
    /// So long a measurement that a device lacks may still appear: some add services to a link that stands.
    pub appear: Duration,
    /// After this long without a packet, Bluetooth is asked whether the link stands.
    pub quiet: Duration,
    /// After this long without a packet, the device counts as silent and is connected again.
    pub silent: Duration,
    /// After this long without a rate, a device that is not known from before is let go where a strap is in reach.
    pub rateless: Duration,
    /// How often the scan is started again: another program, or a restarted bluetoothd, may have ended it unreported.
    pub rescan: Duration,
    /// After this long without the device at the start, an error says so.
    pub missing: Duration,
    /// The first wait after a failure; `backoff` defines how it grows.
    pub retry: Duration,
    /// The longest that closing a link may take at shutdown. BlueZ keeps a link for 2 s after the request.
    pub close: Duration,
    /// The longest that calling off a connection attempt may take at shutdown.
    pub call_off: Duration,
    /// How often the battery level is read.
    pub battery: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            settle: Duration::from_secs(3),
            connect: Duration::from_secs(10),
            discover: Duration::from_secs(30),
            subscribe: Duration::from_secs(10),
            appear: Duration::from_secs(7),
            quiet: Duration::from_secs(2),
            silent: Duration::from_secs(8),
            rateless: Duration::from_secs(20),
            rescan: Duration::from_secs(5),
            missing: Duration::from_secs(15),
            retry: Duration::from_secs(1),
            close: Duration::from_millis(2800),
            call_off: Duration::from_millis(800),
            battery: Duration::from_secs(300),
        }
    }
}
