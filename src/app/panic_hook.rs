//! What happens when the program itself fails: the terminal is given back first, then the message is printed where it can be
//! read. A worker thread that fails is a line in the log; whoever started it tells what is lost.

use crate::screen;

/// Sets the hook for the whole process. Called on the thread that shows the screen.
pub fn install_panic_hook() {
    let default = std::panic::take_hook();
    let main = std::thread::current().id();
    std::panic::set_hook(Box::new(move |panic| {
        let thread = std::thread::current();
        let name = thread.name().unwrap_or("unnamed");
        tracing::error!(thread = name, "panic: {panic}");
        if thread.id() == main {
            screen::restore();
            default(panic);
        }
    }));
}
