//! The calls to the Bluetooth stack that run beside the supervisor's loop, and can be called off.

use futures::StreamExt as _;
use futures::future::{AbortHandle, Abortable, Aborted, BoxFuture, FutureExt as _};
use futures::stream::{BoxStream, FuturesUnordered};

use super::adapter::{Bluetooth, Listed};
use super::adapter_event::Packet;
use super::adapters::Checked;
use super::error::BleError;
use super::exchange::Input;
use super::found_device::FoundDevice;
use super::peripheral::Handle;
use super::scanner;

/// What is under way for one device.
#[derive(Default)]
pub(super) struct Slot {
    /// The device, once it was called.
    pub(super) handle: Option<Handle>,
    /// What can be called off.
    pub(super) calls: Vec<AbortHandle>,
}

/// A connection to the bus and the calls that run on it.
pub(super) struct Session {
    /// The adapter.
    pub(super) bluetooth: Bluetooth,
    /// The calls.
    pub(super) calls: Calls,
}

/// The calls that run beside the loop.
pub(super) type Calls = FuturesUnordered<Abortable<BoxFuture<'static, Done>>>;

/// The result of a call.
pub(super) enum Done {
    /// The adapters were checked.
    Checked(Checked),
    /// Another result for the scanner.
    Scanner(scanner::Input),
    /// What is known of the device of an id.
    Described(String, Option<FoundDevice>),
    /// The devices that are connected already.
    Linked(Listed),
    /// The notifications of a device can be read; slot, id.
    Listening(usize, String, Result<(Handle, BoxStream<'static, Packet>), BleError>),
    /// A result for the connection of a slot.
    Connection(usize, Input),
}

impl Slot {
    /// Calls everything off.
    pub(super) fn abort(&mut self) {
        for call in self.calls.drain(..) {
            call.abort();
        }
    }
}

impl Session {
    /// Runs a call beside the loop.
    pub(super) fn start(&mut self, call: BoxFuture<'static, Done>) -> AbortHandle {
        let (abort, registration) = AbortHandle::new_pair();
        self.calls.push(Abortable::new(call, registration));
        abort
    }

    /// Starts what the scanner requests.
    pub(super) fn start_scanner_call(&mut self, action: scanner::Action) {
        let call = match action {
            scanner::Action::Check => self.bluetooth.check().map(Done::Checked).boxed(),
            scanner::Action::Start(services) => {
                self.bluetooth.start_scan(services).map(|result| Done::Scanner(scanner::Input::Started(result))).boxed()
            }
            scanner::Action::Stop => self.bluetooth.stop_scan().map(|()| Done::Scanner(scanner::Input::Stopped)).boxed(),
            scanner::Action::SwitchOn => self.bluetooth.switch_on().map(|result| Done::Scanner(scanner::Input::SwitchedOn(result))).boxed(),
            scanner::Action::ListLinked => self.bluetooth.linked().map(Done::Linked).boxed(),
            scanner::Action::Describe(id) => {
                let describe = self.bluetooth.describe(&id);
                describe.map(move |device| Done::Described(id, device)).boxed()
            }
            // Routed or handled before.
            scanner::Action::TellReady | scanner::Action::TellFailed(_) | scanner::Action::Reopen => return,
        };
        // The scan's calls end by themselves within their limits.
        self.start(call);
    }
}

/// The result of the next call that ends; a call that was called off has none.
pub(super) async fn next_done(calls: &mut Calls) -> Done {
    loop {
        match calls.next().await {
            Some(Ok(done)) => return done,
            Some(Err(Aborted)) => {}
            None => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_was_called_off_does_not_hide_the_end_of_another() {
        let calls = || {
            let calls = Calls::new();
            let (abort, registration) = AbortHandle::new_pair();
            calls.push(Abortable::new(std::future::pending().boxed(), registration));
            abort.abort();
            let (_, registration) = AbortHandle::new_pair();
            calls.push(Abortable::new(std::future::ready(Done::Connection(0, Input::Closed)).boxed(), registration));
            calls
        };
        let done = next_done(&mut calls()).now_or_never();
        assert!(matches!(done, Some(Done::Connection(0, Input::Closed))));
    }
}
