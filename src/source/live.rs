//! Live time: readings carry the moment at which they arrived, and are ordered by it. Time that the computer was suspended or
//! the process stopped is noticed and becomes a reading of its own.

use std::time::Duration;

use futures::FutureExt as _;
use tokio::sync::mpsc;

use super::next::Next;
use crate::ble::{BleEvent, BleEventKind, BleTask};
use crate::clock::Moment;
use crate::format::{Reading, TimedReading};
use crate::session::{Elapsed, EventSource, Span};

/// The loop looks at the clock at least this often, so that a longer gap means that the process did not run.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// The kernel says that the computer was suspended, and for how long: less is not worth a pause. Two clocks that are read one
/// after the other differ by less.
const LEAST_SUSPENDED: Duration = Duration::from_secs(1);
/// A gap that nothing but the clock tells of may be a busy computer; only from this length on is it a stopped process.
const LEAST_STOPPED: Duration = Duration::from_secs(5);
/// After SIGCONT it is known that the process was stopped.
const LEAST_STOPPED_FOR_SURE: Duration = Duration::from_secs(1);

/// What a live source delivers.
#[derive(Debug)]
pub enum SourceEvent {
    /// A reading.
    Reading {
        /// When it arrived.
        at: Moment,
        /// The time it brought along, where it did.
        given: Option<Elapsed>,
        /// What.
        reading: Reading,
    },
    /// Something that could not be read; for whoever looks after the run.
    Warning(String),
    /// There is nothing more to come.
    End,
}

/// Where live readings come in.
#[derive(Debug)]
pub enum LiveSource {
    /// A thread that reads standard input.
    Stdin(mpsc::Receiver<SourceEvent>),
    /// Bluetooth devices.
    Ble(BleTask),
}

/// Whose time counts in a live run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeBase {
    /// This computer's clock.
    Clock,
    /// The first reading will tell; until then time stands, so that no tick overtakes a reading that brings its own time.
    Undecided,
    /// The input's own.
    Input,
}

/// A run in live time.
pub struct Live {
    source: LiveSource,
    /// A moment, and the run's time at it.
    origin: (Moment, Elapsed),
    /// The latest time that was handed out.
    latest: Elapsed,
    base: TimeBase,
    /// When the process is known to have run last.
    awake: Moment,
    /// SIGCONT was received since then.
    continued: bool,
    /// What follows a span of sleep.
    pending: Option<Next>,
    /// The source's thread is gone, and that was told.
    failed: bool,
    ended: bool,
}

impl Live {
    /// Time that begins now, at an elapsed time that is zero unless a run is resumed.
    pub(super) fn new(source: LiveSource, from: Elapsed, base: TimeBase) -> Self {
        let now = Moment::now();
        Self { source, origin: (now, from), latest: from, base, awake: now, continued: false, pending: None, failed: false, ended: false }
    }

    /// The run's time now, never before what was handed out.
    pub(super) fn now(&self) -> Elapsed {
        match self.base {
            TimeBase::Clock => self.elapsed(Moment::now()).max(self.latest),
            TimeBase::Undecided | TimeBase::Input => self.latest,
        }
    }

    fn elapsed(&self, moment: Moment) -> Elapsed {
        let (origin, from) = self.origin;
        from + (milliseconds(moment.since(origin)))
    }

    /// Whether time waits for whoever is slow: the input's own time does, this computer's does not.
    pub(super) fn can_wait(&self) -> bool {
        self.base != TimeBase::Clock
    }

    /// The process was continued after it had been stopped.
    pub(super) fn continued(&mut self) {
        self.continued = true;
    }

    /// The Bluetooth task, where readings come from one.
    pub(super) fn ble(&self) -> Option<&BleTask> {
        match &self.source {
            LiveSource::Ble(task) => Some(task),
            LiveSource::Stdin(_) => None,
        }
    }

    /// Gives the Bluetooth task back, to be closed.
    pub(super) fn into_ble(self) -> Option<BleTask> {
        match self.source {
            LiveSource::Ble(task) => Some(task),
            LiveSource::Stdin(_) => None,
        }
    }

    /// The time slept up to now, as a reading, where there was any.
    pub(super) fn slept(&mut self) -> Option<TimedReading> {
        self.slept_until(Moment::now())
    }

    fn slept_until(&mut self, now: Moment) -> Option<TimedReading> {
        let (gap, suspended) = (now.since(self.awake), now.suspended_since(self.awake));
        let least_stopped = if self.continued { LEAST_STOPPED_FOR_SURE } else { LEAST_STOPPED };
        if gap > Duration::ZERO {
            self.awake = now;
        }
        let span = if suspended >= LEAST_SUSPENDED {
            suspended
        } else if gap >= least_stopped {
            gap
        } else {
            return None;
        };
        self.continued = false;
        if self.base != TimeBase::Clock {
            return None;
        }
        self.latest = self.elapsed(now).max(self.latest);
        tracing::info!(at = self.latest.secs(), for_s = span.as_secs_f64(), "the computer slept or the process was stopped");
        Some(TimedReading::new(self.latest, Reading::Slept(milliseconds(span))))
    }

    /// Waits for what comes next, at most until `wake`. Dropped and called again it loses nothing.
    pub(super) async fn next(&mut self, wake: Option<Elapsed>) -> Next {
        let wake = wake.filter(|_| self.base == TimeBase::Clock);
        loop {
            if let Some(next) = self.pending.take() {
                return next;
            }
            if self.ended {
                return Next::End;
            }
            // What has arrived is older than the present moment and comes first.
            if let Some(event) = self.receive().now_or_never() {
                return self.take(event);
            }
            if let Some(slept) = self.slept() {
                return Next::Reading(slept);
            }
            let now = self.now();
            if wake.is_some_and(|wake| wake <= now) {
                self.latest = now;
                return Next::Tick(now);
            }
            let until_wake = wake.map_or(HEARTBEAT, |wake| Duration::from_millis((wake - now).ms()));
            tokio::select! {
                biased;
                event = self.receive() => return self.take(event),
                () = tokio::time::sleep(until_wake.min(HEARTBEAT)) => {}
            }
        }
    }

    async fn receive(&mut self) -> Received {
        if self.failed {
            return std::future::pending().await;
        }
        match &mut self.source {
            LiveSource::Stdin(events) => events.recv().await.map_or(Received::Failed, Received::Source),
            LiveSource::Ble(task) => task.events.recv().await.map_or(Received::Failed, Received::Ble),
        }
    }

    fn take(&mut self, received: Received) -> Next {
        match received {
            Received::Source(SourceEvent::Reading { at, given, reading }) => self.read(at, given, None, reading),
            Received::Source(SourceEvent::Warning(warning)) => Next::Warning(warning),
            Received::Source(SourceEvent::End) => {
                self.ended = true;
                Next::End
            }
            Received::Ble(BleEvent { at, device, kind: BleEventKind::Reading(reading), .. }) => {
                self.read(at, None, Some(EventSource::Device(device)), reading)
            }
            Received::Ble(event) => Next::Ble(event),
            Received::Failed => {
                self.failed = true;
                let source = match self.source {
                    LiveSource::Stdin(_) => "standard input",
                    LiveSource::Ble(_) => "bluetooth",
                };
                Next::Warning(format!("{source} failed: its thread ended; the run goes on without it: stop and start it again"))
            }
        }
    }

    fn read(&mut self, at: Moment, given: Option<Elapsed>, from: Option<EventSource>, reading: Reading) -> Next {
        let slept = match (given, self.base) {
            (Some(given), _) => {
                self.base = TimeBase::Input;
                self.latest = self.latest.max(given);
                None
            }
            (None, base) => {
                if base == TimeBase::Undecided {
                    self.base = TimeBase::Clock;
                }
                let slept = self.slept_until(at);
                if self.base == TimeBase::Clock {
                    self.latest = self.elapsed(at).max(self.latest);
                }
                slept
            }
        };
        let timed = TimedReading::new(self.latest, reading);
        let timed = TimedReading { from: from.unwrap_or(timed.from), ..timed };
        match slept {
            Some(slept) => {
                self.pending = Some(Next::Reading(timed));
                Next::Reading(slept)
            }
            None => Next::Reading(timed),
        }
    }
}

/// What came in.
enum Received {
    Source(SourceEvent),
    Ble(BleEvent),
    /// The source's thread is gone without a word.
    Failed,
}

fn milliseconds(span: Duration) -> Span {
    Span::from_ms(u64::try_from(span.as_millis()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heart::HeartRateMeasurement;

    fn rate() -> Reading {
        Reading::Measurement(HeartRateMeasurement::of(120))
    }

    fn stdin() -> (mpsc::Sender<SourceEvent>, LiveSource) {
        let (sender, events) = mpsc::channel(8);
        (sender, LiveSource::Stdin(events))
    }

    fn next(live: &mut Live) -> Next {
        live.next(None).now_or_never().expect("something has arrived")
    }

    fn reading(next: Next) -> TimedReading {
        match next {
            Next::Reading(reading) => reading,
            other => panic!("{other:?} is no reading"),
        }
    }

    #[test]
    fn readings_have_the_time_of_their_arrival_however_late_they_are_looked_at() {
        let (sender, source) = stdin();
        let mut live = Live::new(source, Elapsed::ZERO, TimeBase::Undecided);
        let start = live.origin.0;
        for secs in 1..=4 {
            let at = start.plus_awake(Duration::from_secs(secs));
            sender.try_send(SourceEvent::Reading { at, given: None, reading: rate() }).unwrap();
        }
        let times: Vec<u64> = (0..4).map(|_| reading(next(&mut live)).at.ms()).collect();
        assert_eq!(times, [1000, 2000, 3000, 4000]);
    }

    #[test]
    fn a_suspended_computer_is_told_before_the_first_reading_after_it() {
        let (sender, source) = stdin();
        let mut live = Live::new(source, Elapsed::from_secs(100), TimeBase::Clock);
        let start = live.origin.0;
        let before = start.plus_awake(Duration::from_millis(900));
        let after = before.plus_suspended(Duration::from_secs(600)).plus_awake(Duration::from_millis(50));
        for at in [before, after] {
            sender.try_send(SourceEvent::Reading { at, given: None, reading: rate() }).unwrap();
        }
        assert_eq!(reading(next(&mut live)).at, Elapsed::from_ms(100_900));
        let slept = reading(next(&mut live));
        assert_eq!((slept.at, slept.reading), (Elapsed::from_ms(700_950), Reading::Slept(Span::from_secs(600))));
        let last = reading(next(&mut live));
        assert_eq!((last.at, last.reading), (Elapsed::from_ms(700_950), rate()));
    }

    #[test]
    fn a_stopped_process_is_told_by_its_gap_and_sooner_after_a_signal() {
        for (gap, continued, told) in [(2, false, false), (2, true, true), (6, false, true)] {
            let (sender, source) = stdin();
            let mut live = Live::new(source, Elapsed::ZERO, TimeBase::Clock);
            if continued {
                live.continued();
            }
            let at = live.origin.0.plus_awake(Duration::from_secs(gap));
            sender.try_send(SourceEvent::Reading { at, given: None, reading: rate() }).unwrap();
            let first = reading(next(&mut live)).reading;
            assert_eq!(matches!(first, Reading::Slept(_)), told, "{gap} s, continued: {continued}");
        }
    }

    #[test]
    fn time_that_the_input_brings_sleeps_never() {
        let (sender, source) = stdin();
        let mut live = Live::new(source, Elapsed::ZERO, TimeBase::Undecided);
        let at = live.origin.0.plus_suspended(Duration::from_secs(600));
        sender.try_send(SourceEvent::Reading { at, given: Some(Elapsed::from_secs(3)), reading: rate() }).unwrap();
        assert_eq!(reading(next(&mut live)).at, Elapsed::from_secs(3));
        assert_eq!(live.now(), Elapsed::from_secs(3));
    }

    #[test]
    fn a_source_whose_thread_is_gone_is_told_once_and_does_not_end_the_run() {
        let (sender, source) = stdin();
        let mut live = Live::new(source, Elapsed::ZERO, TimeBase::Undecided);
        drop(sender);
        assert!(matches!(next(&mut live), Next::Warning(told) if told.starts_with("standard input failed")));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let more = runtime.block_on(async { live.next(None).now_or_never() });
        assert!(more.is_none(), "{more:?}");
    }
}
