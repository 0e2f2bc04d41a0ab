//! The one scan that all searches share, and the check of the adapter before it: a state machine without I/O.
//!
//! BlueZ connects a device only between two rounds of its discovery (10 s), so the scan is stopped while a connection
//! attempt is under way.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::time::{Duration, Instant};

use uuid::Uuid;

use super::backoff;
use super::error::BleError;
use super::found_device::FoundDevice;
use super::timing::Timing;
use crate::session::DeviceRole;

/// Devices that are kept in mind; telephones change their addresses, so a list starts anew when it is full (design choice).
const REMEMBERED: usize = 512;
/// A device of no interest is looked at this often: its name and services may come after its first advertisement.
const LOOKS: u32 = 3;
/// After those looks, it is looked at once in this time.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// What happens to the scanner.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Input {
    /// The adapter was checked.
    Checked(Result<(), BleError>),
    /// The scan was started.
    Started(Result<(), BleError>),
    /// The scan was stopped.
    Stopped,
    /// A device was heard.
    Heard(String),
    /// The adapter is gone or off.
    AdapterOff,
    /// An adapter has power.
    AdapterOn,
    /// The bus reports no more events.
    EventsEnded,
    /// The runner wants the adapter switched on.
    SwitchOn,
    /// That was done.
    SwitchedOn(Result<(), BleError>),
}

/// What is to be done for the scanner.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Action {
    /// List the adapters and find one with power: answered by `Checked`.
    Check,
    /// Start the scan, or make sure that it goes on; no services: without a filter. Answered by `Started`.
    Start(Vec<Uuid>),
    /// Stop the scan: answered by `Stopped`.
    Stop,
    /// Ask what is known of a device that was heard: answered through [`Scanner::described`].
    Describe(String),
    /// List the devices that are connected already: they do not advertise.
    ListLinked,
    /// Switch the adapter on: answered by `SwitchedOn`.
    SwitchOn,
    /// Tell the connections that the adapter is ready.
    TellReady,
    /// Tell the connections what failed.
    TellFailed(BleError),
    /// Close the connection to the bus and open it again.
    Reopen,
}

/// What all searches together need.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Demand {
    /// Whether anything is looked for.
    pub(super) wanted: bool,
    /// Whether a search has not begun yet.
    pub(super) fresh: bool,
    /// The services to filter by; none: no filter.
    pub(super) services: Vec<Uuid>,
    /// Whether a connection attempt is under way.
    pub(super) connecting: bool,
    /// Whether a device is held, so that the connection to the bus must be kept.
    pub(super) holding: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum State {
    Idle,
    /// The adapter is being checked; after a failure, what failed before.
    Checking(Option<BleError>),
    Starting,
    Scanning {
        rescan: Instant,
    },
    Stopping,
    Resting {
        until: Instant,
        until_remedied: bool,
    },
    SwitchingOn,
}

/// The scanner.
#[derive(Debug)]
pub(super) struct Scanner {
    timing: Timing,
    chance: fn() -> u8,
    state: State,
    /// Whether BlueZ scans for this program, as far as is known.
    scanning: bool,
    demand: Demand,
    /// The filter of the scan that runs.
    filter: Vec<Uuid>,
    /// Whether the scan was begun for a new search, and not yet made sure of.
    is_new: bool,
    /// Failures in a row.
    failures: u32,
    /// Devices that are of no interest to anybody: how often and when they were looked at. A scan without a filter hears
    /// every watch and telephone of a gym ten times a second.
    ignored: HashMap<String, (u32, Instant)>,
    /// Devices that are being looked at.
    looking: BTreeSet<String>,
    /// Roles that devices advertised once. BlueZ forgets what a device advertised when its link breaks while the services
    /// are being discovered, and does not learn it again.
    proven: HashMap<String, Vec<DeviceRole>>,
    actions: VecDeque<Action>,
}

impl Scanner {
    /// A scanner that waits for a demand. `chance` spreads the waits after failures.
    pub(super) fn new(timing: Timing, chance: fn() -> u8) -> Self {
        Self {
            timing,
            chance,
            state: State::Idle,
            scanning: false,
            demand: Demand::default(),
            filter: Vec::new(),
            is_new: false,
            failures: 0,
            ignored: HashMap::new(),
            looking: BTreeSet::new(),
            proven: HashMap::new(),
            actions: VecDeque::new(),
        }
    }

    /// The next action.
    pub(super) fn next_action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// Whether no scan runs or is being started or stopped.
    pub(super) fn is_quiet(&self) -> bool {
        !self.scanning
    }

    /// When something is due by time alone.
    pub(super) fn deadline(&self) -> Option<Instant> {
        match self.state {
            State::Scanning { rescan } => Some(rescan),
            State::Resting { until, .. } => Some(until),
            State::Idle | State::Checking(_) | State::Starting | State::Stopping | State::SwitchingOn => None,
        }
    }

    /// A new connection to the bus: nothing of the old one goes on.
    pub(super) fn reset(&mut self) {
        self.state = State::Idle;
        self.scanning = false;
        self.looking.clear();
        self.actions.clear();
    }

    /// A failure outside of any scan; how long to wait.
    pub(super) fn count_failure(&mut self, error: &BleError) -> Duration {
        self.failures += 1;
        backoff::rest(error, self.failures, &self.timing, (self.chance)())
    }

    /// Takes in what the searches need now.
    pub(super) fn update(&mut self, demand: Demand) {
        self.demand = demand;
        if self.demand.connecting {
            self.failures = 0;
        }
        let scans = self.demand.wanted && !self.demand.connecting;
        match self.state {
            State::Idle if scans => self.check(None),
            State::Scanning { .. } if !scans => self.stop(),
            State::Scanning { .. } if self.demand.fresh => self.check_during_scan(),
            State::Scanning { .. } if self.filter != self.demand.services => self.start(),
            State::Idle | State::Scanning { .. } => {}
            State::Checking(_) | State::Starting | State::Stopping | State::Resting { .. } | State::SwitchingOn => {}
        }
    }

    /// Takes in what happened.
    pub(super) fn handle(&mut self, now: Instant, input: Input) {
        match input {
            Input::Checked(result) => self.checked(now, result),
            Input::Started(Ok(())) => {
                if self.state == State::Starting {
                    // Another program that ends as this scan begins takes it along.
                    let rescan = if std::mem::take(&mut self.is_new) { self.timing.retry } else { self.timing.rescan };
                    self.state = State::Scanning { rescan: now + rescan };
                    self.actions.push_back(Action::ListLinked);
                }
            }
            // What failed may only follow from an adapter that is gone: then that is the error to report.
            Input::Started(Err(error)) => {
                if self.state == State::Starting {
                    self.scanning = false;
                    self.check(Some(error));
                }
            }
            Input::Stopped => {
                if self.state == State::Stopping {
                    self.scanning = false;
                    self.state = State::Idle;
                }
            }
            Input::Heard(id) => match self.state {
                // BlueZ may tell a device once in ten seconds only: also while the scan is being made sure of.
                State::Scanning { .. } | State::Starting => self.heard(now, id),
                State::Resting { until_remedied: true, .. } => self.check(None),
                State::Idle | State::Checking(_) | State::Stopping | State::Resting { .. } | State::SwitchingOn => {}
            },
            Input::AdapterOn => {
                if let State::Resting { until_remedied: true, .. } = self.state {
                    self.check(None);
                }
            }
            Input::AdapterOff => self.interrupted(None),
            Input::EventsEnded => self.interrupted(Some(BleError::Other("it reports no more events".to_owned()))),
            Input::SwitchOn => {
                if let State::Resting { .. } = self.state {
                    self.state = State::SwitchingOn;
                    self.actions.push_back(Action::SwitchOn);
                }
            }
            Input::SwitchedOn(result) => {
                match result {
                    // Nothing but a scan switches an adapter on.
                    Ok(()) => self.scanning = true,
                    Err(error) => self.actions.push_back(Action::TellFailed(error)),
                }
                self.check(None);
            }
        }
    }

    /// Does what is due by time alone.
    pub(super) fn due(&mut self, now: Instant) {
        match self.state {
            // A bluetoothd that was restarted, or another program, may have ended the scan unreported.
            State::Scanning { rescan } if now >= rescan => self.start(),
            State::Resting { until, until_remedied } if now >= until => {
                if until_remedied || self.demand.holding {
                    self.check(None);
                } else {
                    self.state = State::Idle;
                    self.actions.push_back(Action::Reopen);
                }
            }
            State::Scanning { .. } | State::Resting { .. } => {}
            State::Idle | State::Checking(_) | State::Starting | State::Stopping | State::SwitchingOn => {}
        }
    }

    /// What is known of a device that was heard, with the roles that it proved before; none when it is not in reach.
    pub(super) fn described(&mut self, id: &str, device: Option<FoundDevice>) -> Option<FoundDevice> {
        self.looking.remove(id);
        let mut device = device?;
        if let Some(proven) = self.proven.get(id) {
            device.roles.extend(proven.iter().filter(|role| !device.roles.contains(role)).copied().collect::<Vec<_>>());
        }
        if !device.roles.is_empty() {
            if self.proven.len() >= REMEMBERED {
                self.proven.clear();
            }
            self.proven.insert(id.to_owned(), device.roles.clone());
        }
        Some(device)
    }

    /// A device turned out to be of no interest to any search.
    pub(super) fn ignore(&mut self, now: Instant, id: String) {
        if self.ignored.len() >= REMEMBERED {
            self.ignored.clear();
        }
        let looks = self.ignored.entry(id).or_insert((0, now));
        *looks = (looks.0 + 1, now);
    }

    fn heard(&mut self, now: Instant, id: String) {
        let is_ignored = self.ignored.get(&id).is_some_and(|(looks, latest)| *looks >= LOOKS && now < *latest + LOOK_AGAIN);
        if !is_ignored && self.looking.insert(id.clone()) {
            self.actions.push_back(Action::Describe(id));
        }
    }

    fn check(&mut self, after: Option<BleError>) {
        self.state = State::Checking(after);
        self.actions.push_back(Action::Check);
    }

    /// Another search begins: the adapter is checked for it as for the first one, and the scan started again after.
    fn check_during_scan(&mut self) {
        self.demand.fresh = false;
        self.check(None);
    }

    fn interrupted(&mut self, error: Option<BleError>) {
        if let State::Scanning { .. } | State::Starting = self.state {
            self.scanning = false;
            self.check(error);
        }
    }

    fn checked(&mut self, now: Instant, result: Result<(), BleError>) {
        let State::Checking(after) = &self.state else { return };
        match (result, after.clone()) {
            (Ok(()), None) => {
                self.actions.push_back(Action::TellReady);
                if self.demand.wanted && !self.demand.connecting {
                    self.is_new = true;
                    self.start();
                } else if self.scanning {
                    self.stop();
                } else {
                    self.state = State::Idle;
                }
            }
            (Err(error), _) | (Ok(()), Some(error)) => {
                self.scanning = false;
                let rest = self.count_failure(&error);
                self.state = State::Resting { until: now + rest, until_remedied: error.leaves_the_bus() };
                self.actions.push_back(Action::TellFailed(error));
            }
        }
    }

    fn start(&mut self) {
        self.filter.clone_from(&self.demand.services);
        self.state = State::Starting;
        self.scanning = true;
        self.actions.push_back(Action::Start(self.filter.clone()));
    }

    fn stop(&mut self) {
        self.state = State::Stopping;
        self.actions.push_back(Action::Stop);
    }
}
