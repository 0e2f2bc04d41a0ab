//! Where Bluetooth lives: a thread and a runtime of its own, left in an order that its libraries survive.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use super::adapter::Bluetooth;
use super::error::BleError;

/// Does something with a radio that is opened and kept in the place given. None when the Bluetooth stack panicked.
///
/// A runtime serves one session with the bus: only its end closes a D-Bus connection, whose own task would keep it open.
pub(super) fn block_on<T>(work: impl AsyncFnOnce(&mut Option<Bluetooth>) -> T) -> std::io::Result<Option<T>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut radio = None;
    let done = catch_unwind(AssertUnwindSafe(|| runtime.block_on(work(&mut radio)))).ok();
    let inside = runtime.handle().clone();
    runtime.shutdown_timeout(Duration::from_millis(50));
    // bluez-async takes a stream's D-Bus match away in a task, which panics where the match went first. In a runtime that
    // is over the task is never run; outside of any, starting it would panic.
    let _inside = inside.enter();
    drop(radio);
    Ok(done)
}

/// Does something with a radio on a thread of the right name and waits for it.
///
/// # Errors
/// What the work tells, or that it could not be done at all.
pub(super) async fn visit<T: Send + 'static>(
    work: impl AsyncFnOnce(&mut Option<Bluetooth>) -> Result<T, BleError> + Send + 'static,
) -> Result<T, BleError> {
    let (tell, told) = tokio::sync::oneshot::channel();
    let thread = std::thread::Builder::new().name(super::THREAD_NAME.to_owned()).spawn(move || {
        // Whoever asked may have gone.
        let _ = tell.send(block_on(work));
    });
    let other = |why: String| BleError::Other(why);
    thread.map_err(|error| other(error.to_string()))?;
    match told.await {
        Ok(Ok(Some(done))) => done,
        Ok(Err(error)) => Err(other(error.to_string())),
        Ok(Ok(None)) | Err(_) => Err(other("its history gave up".to_owned())),
    }
}
