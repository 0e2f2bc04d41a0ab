//! Ctrl-C, SIGTERM and SIGHUP for a long job without a screen: it is asked to end, and ends where it can go on later.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use super::signals::{Signal, Signals};

/// Listens for the wish to end while it lives.
#[derive(Debug)]
pub struct Interrupt {
    requested: Arc<AtomicBool>,
    /// Dropped to end the thread.
    close: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Interrupt {
    /// Begins to listen, on a thread of its own. The first wish to end is answered on standard error with `answer`; a second one
    /// ends the process where it stands.
    ///
    /// # Errors
    /// The thread cannot be started, or the signals cannot be had.
    pub fn listen(answer: &'static str) -> io::Result<Self> {
        let requested = Arc::new(AtomicBool::new(false));
        let (close, closed) = oneshot::channel();
        let flag = Arc::clone(&requested);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        // Here and not on the thread: from now on Ctrl-C no longer ends the process.
        let mut signals = {
            let _inside = runtime.enter();
            Signals::listen(false)?
        };
        let thread = std::thread::Builder::new().name("interrupt".to_owned()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = closed => {}
                    () = wait(&mut signals, &flag, answer) => {}
                }
            });
        })?;
        Ok(Self { requested, close: Some(close), thread: Some(thread) })
    }

    /// Whether the job was asked to end, for its threads to look at.
    pub fn requested(&self) -> &AtomicBool {
        &self.requested
    }
}

async fn wait(signals: &mut Signals, flag: &AtomicBool, answer: &str) {
    loop {
        match signals.next().await {
            Signal::End if flag.swap(true, Ordering::Relaxed) => std::process::exit(1),
            Signal::End => {
                // On a terminal a bar may stand in the line.
                let clear = if io::stderr().is_terminal() { "\r\u{1b}[K" } else { "" };
                // Whoever hung up reads no answer.
                let _ = writeln!(io::stderr(), "{clear}recovery-run: {answer}");
            }
            Signal::Suspend | Signal::Continued => {}
        }
    }
}

impl Drop for Interrupt {
    fn drop(&mut self) {
        drop(self.close.take());
        if let Some(thread) = self.thread.take() {
            // Its panic was told by the hook.
            let _ = thread.join();
        }
    }
}
