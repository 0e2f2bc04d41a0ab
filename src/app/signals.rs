//! What the operating system asks: Ctrl-C, SIGTERM and SIGHUP end a run as `q` does; Ctrl-Z and `fg` suspend it and go on.
//! On Windows Ctrl-C, Ctrl-Break, a window that is closed, logging off and shutting down end it; after the last three the system gives
//! a process about five seconds, and a run's end takes less.

/// What the operating system asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    /// End.
    End,
    /// Give the terminal back and stop.
    #[cfg_attr(not(unix), allow(dead_code))]
    Suspend,
    /// The process was stopped and goes on.
    Continued,
}

/// The signals of a process.
pub(super) struct Signals {
    #[cfg(unix)]
    ending: [tokio::signal::unix::Signal; 3],
    #[cfg(unix)]
    continued: tokio::signal::unix::Signal,
    /// SIGTSTP, where there is a terminal to give back.
    #[cfg(unix)]
    stop: Option<tokio::signal::unix::Signal>,
    #[cfg(windows)]
    ending: Endings,
}

/// What ends a program on Windows.
#[cfg(windows)]
struct Endings {
    ctrl_c: tokio::signal::windows::CtrlC,
    ctrl_break: tokio::signal::windows::CtrlBreak,
    close: tokio::signal::windows::CtrlClose,
    logoff: tokio::signal::windows::CtrlLogoff,
    shutdown: tokio::signal::windows::CtrlShutdown,
}

impl Signals {
    /// Begins to listen. Without a terminal to give back SIGTSTP keeps its default, which stops the process.
    #[cfg(unix)]
    pub(super) fn listen(has_terminal: bool) -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let ending = [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?, signal(SignalKind::hangup())?];
        let raw = |signal: rustix::process::Signal| SignalKind::from_raw(signal.as_raw());
        let stop = if has_terminal { Some(signal(raw(rustix::process::Signal::TSTP))?) } else { None };
        Ok(Self { ending, continued: signal(raw(rustix::process::Signal::CONT))?, stop })
    }

    /// Begins to listen.
    #[cfg(windows)]
    pub(super) fn listen(_: bool) -> std::io::Result<Self> {
        use tokio::signal::windows::{ctrl_break, ctrl_c, ctrl_close, ctrl_logoff, ctrl_shutdown};
        let ending = Endings {
            ctrl_c: ctrl_c()?,
            ctrl_break: ctrl_break()?,
            close: ctrl_close()?,
            logoff: ctrl_logoff()?,
            shutdown: ctrl_shutdown()?,
        };
        Ok(Self { ending })
    }

    /// Nothing is asked elsewhere.
    #[cfg(not(any(unix, windows)))]
    pub(super) fn listen(_: bool) -> std::io::Result<Self> {
        Ok(Self {})
    }

    /// Waits for one.
    #[cfg(unix)]
    pub(super) async fn next(&mut self) -> Signal {
        let [interrupt, terminate, hangup] = &mut self.ending;
        let stop = async {
            match &mut self.stop {
                Some(stop) => stop.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = interrupt.recv() => Signal::End,
            _ = terminate.recv() => Signal::End,
            _ = hangup.recv() => Signal::End,
            _ = self.continued.recv() => Signal::Continued,
            _ = stop => Signal::Suspend,
        }
    }

    /// Waits for one.
    #[cfg(windows)]
    pub(super) async fn next(&mut self) -> Signal {
        let Endings { ctrl_c, ctrl_break, close, logoff, shutdown } = &mut self.ending;
        tokio::select! {
            _ = ctrl_c.recv() => Signal::End,
            _ = ctrl_break.recv() => Signal::End,
            _ = close.recv() => Signal::End,
            _ = logoff.recv() => Signal::End,
            _ = shutdown.recv() => Signal::End,
        }
    }

    /// Waits for one.
    #[cfg(not(any(unix, windows)))]
    pub(super) async fn next(&mut self) -> Signal {
        std::future::pending().await
    }
}

/// Stops every process of this job, as the terminal does for Ctrl-Z; this one gets SIGTSTP like the others.
pub(super) fn stop_job() {
    #[cfg(unix)]
    if let Err(error) = rustix::process::kill_current_process_group(rustix::process::Signal::TSTP) {
        tracing::warn!(%error, "the job cannot be stopped");
    }
}

/// Stops this process until it is continued.
pub(super) fn stop_here() {
    #[cfg(unix)]
    if let Err(error) = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::STOP) {
        tracing::warn!(%error, "the process cannot be stopped");
    }
}
