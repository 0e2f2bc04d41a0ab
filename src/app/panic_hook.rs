//! What happens when the program itself breaks: the terminal is given back first, then the message is printed where it
//! can be read.

use crate::ble;
use crate::screen;

/// Panics on threads of these names are a line in the log: a history's task that gives up behind the run's back (seen
/// in bluez-async, which unwraps the removal of a D-Bus match) must not tear down the screen of a run that goes on.
const CONTAINED: [&str; 1] = [ble::THREAD_NAME];

/// Sets the hook for the whole process.
pub fn contain() {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let thread = std::thread::current();
        let name = thread.name().unwrap_or("unnamed");
        tracing::error!(thread = name, "panic: {panic}");
        if !CONTAINED.contains(&name) {
            screen::restore();
            default(panic);
        }
    }));
}
