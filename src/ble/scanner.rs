//! Looking for the strap: what is heard, until there is one to take. Connects nothing.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use btleplug::platform::PeripheralId;
use futures::StreamExt as _;
use tokio::time::Instant;

use super::adapter::{AdapterEvent, Bluetooth};
use super::error::BleError;
use super::selection::{Decision, FoundDevice};
use super::supervisor::Supervisor;
use super::{BleCommand, BleEventKind};
use crate::session::Link;

/// Straps heard in this search.
#[derive(Default)]
struct Heard {
    straps: BTreeMap<String, FoundDevice>,
    ids: BTreeMap<String, PeripheralId>,
    first: Option<Instant>,
    /// The list as offered last.
    offered: Vec<(String, String)>,
    /// Devices that were looked at and are no strap of ours, how often and when: a scan without a filter hears every
    /// watch and telephone of a gym ten times a second.
    ignored: HashMap<PeripheralId, (u32, Instant)>,
}

/// Strangers kept in mind; telephones change their addresses, so the list is begun anew when it is full.
const STRANGERS: usize = 512;
/// A stranger is looked at this often: its name and services may come after its first packet.
const LOOKS: u32 = 3;
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// After so many rescans without the strap, one that no longer advertises its service is looked for as well.
const NARROW_RESCANS: u32 = 4;

impl Heard {
    fn add(&mut self, strap: FoundDevice, id: PeripheralId) {
        self.first.get_or_insert_with(Instant::now);
        self.ids.insert(strap.id.clone(), id);
        self.straps.insert(strap.id.clone(), strap);
    }

    fn get(&self, id: &str) -> Option<(PeripheralId, String)> {
        Some((self.ids.get(id)?.clone(), self.straps.get(id)?.name.clone()))
    }

    fn is_tiresome(&self, id: &PeripheralId) -> bool {
        self.ignored.get(id).is_some_and(|(looks, latest)| *looks >= LOOKS && latest.elapsed() < LOOK_AGAIN)
    }

    fn tire_of(&mut self, id: PeripheralId) {
        if self.ignored.len() >= STRANGERS {
            self.ignored.clear();
        }
        let stranger = self.ignored.entry(id).or_insert((0, Instant::now()));
        *stranger = (stranger.0 + 1, Instant::now());
    }
}

impl Supervisor {
    /// Looks for the strap until there is one to take; its id and its name.
    pub(super) async fn search(&mut self, radio: &mut Bluetooth) -> Result<(PeripheralId, String), BleError> {
        self.tell_link(Link::Searching).await;
        let particular = self.choice.is_particular();
        let mut narrow = !particular || self.advertises;
        radio.signs.forget();
        radio.scan(narrow).await?;
        let mut heard = Heard::default();
        self.add_linked(radio, &mut heard).await;
        let mut rescans = 0;
        let mut rescan = tokio::time::interval_at(Instant::now() + self.timing.rescan, self.timing.rescan);
        let mut glance = tokio::time::interval(self.timing.settle / 6);
        glance.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let missing = tokio::time::sleep(self.timing.missing);
        tokio::pin!(missing);
        let mut missed = self.choice.locked;
        loop {
            let looked = heard.first.map_or(Duration::ZERO, |first| first.elapsed());
            match self.choice.decide(&heard.straps, looked, self.timing.settle) {
                Decision::Take(id) if Instant::now() >= self.not_before => {
                    if let Some(found) = heard.get(&id) {
                        self.advertises = narrow;
                        radio.stop_scan().await;
                        return Ok(found);
                    }
                }
                Decision::Ask => self.offer(&mut heard).await,
                Decision::Take(_) | Decision::Wait => {}
            }
            tokio::select! {
                sign = radio.signs.next() => match sign {
                    Some(AdapterEvent::Heard(id)) if heard.is_tiresome(&id) => {}
                    Some(AdapterEvent::Heard(id)) => match radio.look(&id).await.map(|strap| self.proved(strap)) {
                        Some(strap) if strap.heart_rate || self.choice.matches(&strap) => heard.add(strap, id),
                        Some(_) => heard.tire_of(id),
                        None => {}
                    },
                    Some(AdapterEvent::Disconnected(_) | AdapterEvent::On) => {}
                    Some(AdapterEvent::Off) => return Err(BleError::AdapterOff),
                    None => return Err(BleError::Other("it stopped telling what it hears".to_owned())),
                },
                // The stream of a strap that was connected must not pile up: it is told of each advertisement, too. What the
                // strap sent last may come after the word that it is gone.
                Some((from, packet)) = radio.packets.next() => {
                    if self.choice.locked && self.choice.remembered.as_ref().is_some_and(|known| known.id == from.to_string()) {
                        self.pass(packet).await;
                    }
                }
                Some(order) = self.orders.recv() => {
                    if let BleCommand::Choose(id) = order
                        && let Some(found) = heard.get(&id)
                    {
                        radio.stop_scan().await;
                        return Ok(found);
                    }
                }
                _ = rescan.tick() => {
                    rescans += 1;
                    narrow = narrow && (!particular || rescans <= NARROW_RESCANS);
                    // A bluetoothd that was restarted, or another program, may have ended the scan without a word.
                    radio.scan(narrow).await?;
                    self.add_linked(radio, &mut heard).await;
                }
                () = &mut missing, if !missed => {
                    missed = true;
                    self.miss(&heard).await;
                }
                _ = glance.tick() => {}
            }
        }
    }

    /// A strap with what it once proved of itself.
    fn proved(&mut self, strap: FoundDevice) -> FoundDevice {
        if strap.heart_rate {
            self.proven.insert(strap.id.clone());
        }
        FoundDevice { heart_rate: self.proven.contains(&strap.id), ..strap }
    }

    /// Adds straps whose link stands: they do not advertise.
    async fn add_linked(&self, radio: &Bluetooth, heard: &mut Heard) {
        for (strap, id) in radio.linked().await {
            if self.choice.matches(&strap) || (!self.choice.is_particular() && strap.heart_rate) {
                heard.add(strap, id);
            }
        }
    }

    /// Tells that the strap does not show itself, where nothing else was told.
    async fn miss(&mut self, heard: &Heard) {
        let wanted = self.choice.wanted.clone().or_else(|| self.choice.remembered.as_ref().map(|known| known.name.clone()));
        if wanted.is_some() && heard.straps.values().any(|strap| self.choice.matches(strap)) {
            return;
        }
        if wanted.is_none() && !heard.straps.is_empty() {
            return;
        }
        let others = heard.straps.values().map(|strap| strap.name.clone()).collect();
        self.trouble(BleError::NotInReach { wanted, others }).await;
    }

    /// Tells the straps there are to choose from, when the list is another than before.
    async fn offer(&mut self, heard: &mut Heard) {
        let list: Vec<FoundDevice> = self.choice.offered(&heard.straps);
        let named: Vec<(String, String)> = list.iter().map(|strap| (strap.id.clone(), strap.name.clone())).collect();
        if named == heard.offered {
            return;
        }
        heard.offered = named;
        if self.choice.can_ask {
            self.tell(BleEventKind::InReach(list)).await;
        } else {
            self.trouble(BleError::Several(list.into_iter().map(|strap| strap.name).collect())).await;
        }
    }
}
