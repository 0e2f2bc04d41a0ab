//! The adapters of this computer, and which of them is used.

use btleplug::api::{Central as _, CentralEvent, CentralState, Manager as _};
use btleplug::platform::{Adapter, Manager};
use futures::StreamExt as _;
use futures::stream::BoxStream;

use super::error::{self, BleError};
use super::peripheral::limited;

/// An adapter of this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdapterInfo {
    /// Its name, such as hci0.
    pub name: String,
    /// Its address, where the system tells it.
    pub address: Option<String>,
    /// Whether it has power.
    pub powered: bool,
}

impl AdapterInfo {
    /// Whether this is the adapter that was named, by its name or its address.
    fn is(&self, wanted: &str) -> bool {
        self.name.eq_ignore_ascii_case(wanted) || self.address.as_deref().is_some_and(|address| address.eq_ignore_ascii_case(wanted))
    }

    /// Name and address.
    pub(super) fn label(&self) -> String {
        match &self.address {
            Some(address) => format!("{} ({address})", self.name),
            None => self.name.clone(),
        }
    }
}

/// What a check of the adapters found.
pub(super) struct Checked {
    /// The adapter to use with its name: the first one with power, or else the first one.
    pub(super) adapter: Option<(String, Adapter)>,
    /// All adapters, by name.
    pub(super) all: Vec<AdapterInfo>,
    /// Event streams that were opened, with the names of their adapters.
    pub(super) streams: Vec<(String, BoxStream<'static, (String, CentralEvent)>)>,
    /// Whether there is one with power.
    pub(super) result: Result<(), BleError>,
}

/// Which adapter is looked for.
pub(super) struct Wanted {
    /// The one that the runner named.
    pub(super) named: Option<String>,
    /// The names of the adapters whose events are read already.
    pub(super) listened: Vec<String>,
    /// The order in which adapters are taken, the lowest rank first, and then by name; a new one is of rank 0.
    pub(super) ranks: Vec<(String, usize)>,
}

impl Checked {
    /// Lists the adapters and finds the one to use.
    pub(super) async fn look(manager: &Manager, wanted: &Wanted) -> Self {
        let mut checked = Self { adapter: None, all: Vec::new(), streams: Vec::new(), result: Ok(()) };
        checked.result = checked.find(manager, wanted).await;
        checked
    }

    async fn find(&mut self, manager: &Manager, wanted: &Wanted) -> Result<(), BleError> {
        let mut usable = Vec::new();
        // bluetoothd is not started where the kernel knows no adapter, and the bus waits for it all the same.
        let listed = limited(manager.adapters()).await.map_err(|error| match error {
            BleError::Other(_) if error::kernel_has_none() => BleError::NoAdapter,
            other => other,
        })?;
        for adapter in listed {
            let info = limited(adapter.adapter_info()).await?;
            let name = info.split_whitespace().next().unwrap_or_default().to_owned();
            let address = limited(adapter.adapter_address()).await.ok().flatten().map(|address| address.to_string());
            let powered = limited(adapter.adapter_state()).await? != CentralState::PoweredOff;
            let info = AdapterInfo { name, address, powered };
            if wanted.named.as_ref().is_none_or(|named| info.is(named)) {
                usable.push((info.clone(), adapter));
            }
            self.all.push(info);
        }
        self.all.sort_by(|a, b| a.name.cmp(&b.name));
        if let (Some(named), true, false) = (&wanted.named, usable.is_empty(), self.all.is_empty()) {
            return Err(BleError::NoSuchAdapter { wanted: named.clone(), there: self.all.iter().map(AdapterInfo::label).collect() });
        }
        let rank = |name: &str| wanted.ranks.iter().find(|(of, _)| of == name).map_or(0, |(_, rank)| *rank);
        usable.sort_by_key(|(info, _)| (!info.powered, rank(&info.name), info.name.clone()));
        let Some((chosen, adapter)) = usable.first().cloned() else {
            // btleplug reports that there is no adapter by an empty list, not by an error.
            return Err(BleError::NoAdapter);
        };
        self.adapter = Some((chosen.name.clone(), adapter));
        // An adapter without power may get it: any of them may report that.
        for (info, adapter) in usable.iter().filter(|(info, _)| !chosen.powered || info.name == chosen.name) {
            if !wanted.listened.contains(&info.name) {
                let of = info.name.clone();
                let events = limited(adapter.events()).await?.map(move |event| (of.clone(), event));
                self.streams.push((info.name.clone(), events.boxed()));
            }
        }
        match chosen.powered {
            true => Ok(()),
            false if error::is_blocked() => Err(BleError::Blocked),
            false => Err(BleError::AdapterOff),
        }
    }

    /// The names of the adapters with power other than the one to use.
    pub(super) fn spare(&self, named: Option<&str>) -> Vec<String> {
        let in_use = self.adapter.as_ref().map(|(name, _)| name.as_str());
        let is_spare = |info: &&AdapterInfo| info.powered && Some(info.name.as_str()) != in_use && named.is_none();
        self.all.iter().filter(is_spare).map(|info| info.name.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_adapter_is_named_by_its_name_or_its_address_in_any_case() {
        let adapter = AdapterInfo { name: "hci1".to_owned(), address: Some("00:1A:7D:DA:71:13".to_owned()), powered: true };
        assert!(adapter.is("hci1") && adapter.is("HCI1") && adapter.is("00:1a:7d:da:71:13"));
        assert!(!adapter.is("hci") && !adapter.is("hci10") && !adapter.is(""));
    }
}
