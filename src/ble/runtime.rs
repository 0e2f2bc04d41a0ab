//! The thread and the tokio runtime of Bluetooth, and the shutdown order that bluez-async requires.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use super::error::BleError;

/// The name of the Bluetooth thread; a panic there (bluez-async has one) must not end the terminal session.
pub const THREAD_NAME: &str = "bluetooth";

/// How long a runtime may take to end; its tasks only wait for D-Bus (design choice).
const SHUTDOWN: Duration = Duration::from_millis(50);

/// The runtime that Bluetooth needs: one thread, since bluez-async panics now and then on several.
///
/// # Errors
/// The system has no file descriptors or no memory left.
pub(super) fn build() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

/// Runs work in a runtime of its own, with a place for what must outlive the runtime. None when the work panicked.
///
/// A runtime serves one connection to the bus: only its end closes the D-Bus connection, whose own task keeps it open.
///
/// # Errors
/// There is no runtime to be had.
pub(super) fn block_on<K, T>(
    build: impl Fn() -> io::Result<Runtime>,
    work: impl AsyncFnOnce(&mut Option<K>) -> T,
) -> io::Result<Option<T>> {
    let runtime = build()?;
    let mut kept = None;
    let done = catch_unwind(AssertUnwindSafe(|| runtime.block_on(work(&mut kept)))).ok();
    let inside = runtime.handle().clone();
    runtime.shutdown_timeout(SHUTDOWN);
    // bluez-async removes the D-Bus match of a dropped stream in a spawned task, which panics where the match is gone
    // already. In a runtime that has ended the task never runs; without a runtime, spawning it would panic.
    let _inside = inside.enter();
    drop(kept);
    Ok(done)
}

/// Runs work on a thread of the Bluetooth name and waits for it.
///
/// # Errors
/// What the work returns, or why it could not be done at all.
pub(super) async fn run_once<K, T: Send + 'static>(
    work: impl AsyncFnOnce(&mut Option<K>) -> Result<T, BleError> + Send + 'static,
) -> Result<T, BleError> {
    let (done, result) = tokio::sync::oneshot::channel();
    let thread = std::thread::Builder::new().name(THREAD_NAME.to_owned()).spawn(move || {
        // Whoever asked may have gone.
        let _ = done.send(block_on(build, work));
    });
    thread.map_err(|error| BleError::NoRuntime(error.to_string()))?;
    match result.await {
        Ok(Ok(Some(done))) => done,
        Ok(Err(error)) => Err(BleError::NoRuntime(error.to_string())),
        Ok(Ok(None)) | Err(_) => Err(BleError::Other("its library failed".to_owned())),
    }
}
