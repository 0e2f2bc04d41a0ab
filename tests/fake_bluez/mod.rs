//! A bluetoothd that is none: it owns `org.bluez` on a D-Bus of the test's own and shows one adapter and one strap, as
//! BlueZ does, with faults on demand. What it cannot show (radio, timing, the kernel) the lab with a real BlueZ does.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use dbus::arg::{PropMap, RefArg, Variant};
use dbus::blocking::SyncConnection;
use dbus::blocking::stdintf::org_freedesktop_dbus::PropertiesPropertiesChanged;
use dbus::channel::{Channel, MatchingReceiver, Sender as _};
use dbus::message::{MatchRule, SignalArgs};
use dbus_crossroads::{Context, Crossroads, IfaceBuilder, MethodErr};

const ADAPTER: &str = "/org/bluez/hci0";
const DEVICE: &str = "/org/bluez/hci0/dev_C0_FF_EE_00_00_01";
const HEART_RATE: &str = "0000180d-0000-1000-8000-00805f9b34fb";
const BATTERY_SERVICE: &str = "0000180f-0000-1000-8000-00805f9b34fb";
const MEASUREMENT: &str = "00002a37-0000-1000-8000-00805f9b34fb";
const BATTERY: &str = "00002a19-0000-1000-8000-00805f9b34fb";

/// A D-Bus system bus of the test's own.
pub struct Bus {
    daemon: Child,
    folder: tempfile::TempDir,
}

impl Bus {
    /// Starts one; none where there is no dbus-daemon. `policy` stands in its configuration.
    pub fn start(policy: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("bus.conf");
        let socket = folder.path().join("bus");
        std::fs::write(
            &config,
            format!(
                "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\
                 <busconfig><type>system</type><listen>unix:path={}</listen><auth>EXTERNAL</auth><policy context=\"default\">\
                 <allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/><allow own=\"*\"/><allow user=\"*\"/>{policy}</policy></busconfig>",
                socket.display()
            ),
        )
        .unwrap();
        let mut daemon = match Command::new("dbus-daemon")
            .arg(format!("--config-file={}", config.display()))
            .args(["--nofork", "--print-address"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
        {
            Ok(daemon) => daemon,
            Err(error) => {
                println!("skipped: no dbus-daemon here ({error}); install the package dbus");
                return None;
            }
        };
        // It prints its address once it listens.
        let mut address = String::new();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(daemon.stdout.take().unwrap()), &mut address).unwrap();
        assert!(address.starts_with("unix:"), "dbus-daemon said {address:?}");
        Some(Self { daemon, folder })
    }

    pub fn address(&self) -> String {
        format!("unix:path={}", self.socket().display())
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("bus")
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

/// What the strap and the adapter may be told to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The strap goes out of reach.
    Away,
    /// It is back and advertises.
    Back,
    /// It stays connected and sends nothing more.
    Silent,
}

#[derive(Debug, Default)]
struct State {
    powered: bool,
    discovering: bool,
    in_reach: bool,
    connected: bool,
    notifying: bool,
    silent: bool,
    beats: u16,
}

type Shared = Arc<Mutex<State>>;

fn of(state: &Shared) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The fake, until it is dropped: then `org.bluez` has no owner, as after `kill -9`.
pub struct FakeBluez {
    faults: Option<Sender<Fault>>,
    server: Option<JoinHandle<()>>,
    state: Shared,
}

impl FakeBluez {
    /// Takes the name on a bus. Without `adapter` there is none to list.
    pub fn start(bus: &Bus, adapter: bool, powered: bool) -> Self {
        let state = Shared::new(Mutex::new(State { powered, in_reach: true, ..State::default() }));
        let (faults, orders) = channel();
        let (ready, is_ready) = channel();
        let (address, shared) = (bus.address(), state.clone());
        let server = std::thread::spawn(move || serve(&address, adapter, &shared, &orders, &ready));
        is_ready.recv().expect("the fake bluetoothd has started");
        Self { faults: Some(faults), server: Some(server), state }
    }

    pub fn fault(&self, fault: Fault) {
        self.faults.as_ref().unwrap().send(fault).unwrap();
    }

    /// How many packets were sent so far.
    pub fn sent(&self) -> u16 {
        of(&self.state).beats
    }

    pub fn is_powered(&self) -> bool {
        of(&self.state).powered
    }
}

impl Drop for FakeBluez {
    fn drop(&mut self) {
        drop(self.faults.take());
        if let Some(server) = self.server.take() {
            server.join().unwrap();
        }
    }
}

fn serve(address: &str, adapter: bool, state: &Shared, orders: &Receiver<Fault>, ready: &Sender<()>) {
    let mut channel = Channel::open_private(address).unwrap();
    channel.register().unwrap();
    let connection = Arc::new(SyncConnection::from(channel));
    connection.request_name("org.bluez", false, true, false).unwrap();
    let crossroads = Arc::new(Mutex::new(Crossroads::new()));
    let objects = || crossroads.lock().unwrap_or_else(PoisonError::into_inner);
    objects().set_object_manager_support(Some(connection.clone()));
    let manager = objects().object_manager::<()>();
    objects().insert("/", &[manager], ());
    if adapter {
        let interface = objects().register("org.bluez.Adapter1", adapter_interface);
        objects().insert(ADAPTER, &[interface], state.clone());
    }
    let served = crossroads.clone();
    connection.start_receive(
        MatchRule::new_method_call(),
        Box::new(move |message, connection| {
            // A message that cannot be answered has been answered with an error.
            let _ = served.lock().unwrap_or_else(PoisonError::into_inner).handle_message(message, connection);
            true
        }),
    );
    ready.send(()).unwrap();

    let mut known = false;
    loop {
        // A packet each 20 ms at the most, however much is asked in between.
        while connection.process(Duration::from_millis(20)).unwrap() {}
        match orders.try_recv() {
            Ok(fault) => obey(fault, state, &connection),
            Err(std::sync::mpsc::TryRecvError::Empty) => {}
            Err(std::sync::mpsc::TryRecvError::Disconnected) => {
                // The connection is held by what answers on it, and would keep the name.
                connection.release_name("org.bluez").unwrap();
                return;
            }
        }
        let (advertises, sends) = {
            let state = of(state);
            (state.discovering && state.in_reach && !state.connected, state.connected && state.notifying && !state.silent)
        };
        if advertises && !known {
            known = true;
            insert_strap(&mut objects(), state);
        } else if advertises {
            changed(&connection, DEVICE, "org.bluez.Device1", "RSSI", -52i16);
        }
        if sends {
            let number = {
                let mut state = of(state);
                state.beats += 1;
                state.beats
            };
            // Each packet has an interval of its own, by which a lost or doubled one is known.
            let rr = (400 + number).to_le_bytes();
            let payload = vec![0x16, 120 + (number % 5) as u8, rr[0], rr[1]];
            changed(&connection, &format!("{DEVICE}/service0010/char0011"), "org.bluez.GattCharacteristic1", "Value", payload);
        }
    }
}

fn obey(fault: Fault, state: &Shared, connection: &SyncConnection) {
    match fault {
        Fault::Away => {
            {
                let mut state = of(state);
                (state.in_reach, state.connected) = (false, false);
            }
            changed(connection, DEVICE, "org.bluez.Device1", "Connected", false);
            changed(connection, DEVICE, "org.bluez.Device1", "ServicesResolved", false);
        }
        Fault::Back => {
            let mut state = of(state);
            (state.in_reach, state.silent) = (true, false);
        }
        Fault::Silent => of(state).silent = true,
    }
}

/// Tells everybody that a property is another.
fn changed(connection: &SyncConnection, path: &str, interface: &str, property: &str, value: impl RefArg + 'static) {
    connection.send(change(path, interface, property, value)).expect("the bus takes a signal");
}

fn change(path: &str, interface: &str, property: &str, value: impl RefArg + 'static) -> dbus::Message {
    let mut changed_properties = PropMap::new();
    changed_properties.insert(property.to_owned(), Variant(Box::new(value)));
    PropertiesPropertiesChanged { interface_name: interface.to_owned(), changed_properties, invalidated_properties: Vec::new() }
        .to_emit_message(&path.to_owned().into())
}

fn adapter_interface(builder: &mut IfaceBuilder<Shared>) {
    builder.property("Address").get(|_, _| Ok("00:AA:01:00:00:42".to_owned()));
    builder.property("AddressType").get(|_, _| Ok("public".to_owned()));
    builder.property("Name").get(|_, _| Ok("fake".to_owned()));
    builder.property("Alias").get(|_, _| Ok("fake".to_owned()));
    builder.property("Modalias").get(|_, _| Ok("usb:v1D6Bp0246d0542".to_owned()));
    builder.property("Powered").get(|_, state: &mut Shared| Ok(of(state).powered)).set(|_, state, powered| {
        of(state).powered = powered;
        Ok(Some(powered))
    });
    builder.property("Discovering").get(|_, state: &mut Shared| Ok(of(state).discovering));
    builder.method("SetDiscoveryFilter", ("filter",), (), |_, _: &mut Shared, (_,): (PropMap,)| Ok(()));
    builder.method("StartDiscovery", (), (), |_, state: &mut Shared, (): ()| {
        let mut state = of(state);
        if !state.powered {
            return Err(MethodErr::from(("org.bluez.Error.NotReady", "Resource Not Ready")));
        }
        state.discovering = true;
        Ok(())
    });
    builder.method("StopDiscovery", (), (), |_, state: &mut Shared, (): ()| {
        of(state).discovering = false;
        Ok(())
    });
}

fn insert_strap(objects: &mut Crossroads, state: &Shared) {
    let device = objects.register("org.bluez.Device1", device_interface);
    let service = objects.register("org.bluez.GattService1", |builder: &mut IfaceBuilder<&'static str>| {
        builder.property("UUID").get(|_, uuid| Ok((*uuid).to_owned()));
        builder.property("Device").get(|_, _| Ok(dbus::Path::from(DEVICE)));
        builder.property("Primary").get(|_, _| Ok(true));
        builder.property("Includes").get(|_, _| Ok(Vec::<dbus::Path>::new()));
    });
    let characteristic = objects.register("org.bluez.GattCharacteristic1", characteristic_interface);
    objects.insert(DEVICE, &[device], state.clone());
    for (service_path, service_uuid, path, uuid) in [
        (format!("{DEVICE}/service0010"), HEART_RATE, format!("{DEVICE}/service0010/char0011"), MEASUREMENT),
        (format!("{DEVICE}/service0020"), BATTERY_SERVICE, format!("{DEVICE}/service0020/char0021"), BATTERY),
    ] {
        objects.insert(service_path.clone(), &[service], service_uuid);
        objects.insert(path, &[characteristic], Gatt { uuid, service: service_path, state: state.clone() });
    }
}

fn device_interface(builder: &mut IfaceBuilder<Shared>) {
    builder.property("Address").get(|_, _| Ok("C0:FF:EE:00:00:01".to_owned()));
    builder.property("AddressType").get(|_, _| Ok("random".to_owned()));
    builder.property("Name").get(|_, _| Ok("Fake\u{1b}[2J Strap".to_owned()));
    builder.property("Alias").get(|_, _| Ok("Fake\u{1b}[2J Strap".to_owned()));
    builder.property("Adapter").get(|_, _| Ok(dbus::Path::from(ADAPTER)));
    builder.property("UUIDs").get(|_, _| Ok(vec![HEART_RATE.to_owned()]));
    builder.property("RSSI").get(|_, _| Ok(-52i16));
    builder.property("Paired").get(|_, _| Ok(false));
    builder.property("Trusted").get(|_, _| Ok(false));
    builder.property("Blocked").get(|_, _| Ok(false));
    builder.property("LegacyPairing").get(|_, _| Ok(false));
    builder.property("Connected").get(|_, state: &mut Shared| Ok(of(state).connected));
    builder.property("ServicesResolved").get(|_, state: &mut Shared| Ok(of(state).connected));
    builder.method("Connect", (), (), |context: &mut Context, state: &mut Shared, (): ()| {
        {
            let mut state = of(state);
            if !state.in_reach {
                return Err(MethodErr::from(("org.bluez.Error.Failed", "le-connection-abort-by-local")));
            }
            // As BlueZ does, the subscription of before is taken up again.
            state.connected = true;
        }
        context.push_msg(change(DEVICE, "org.bluez.Device1", "Connected", true));
        context.push_msg(change(DEVICE, "org.bluez.Device1", "ServicesResolved", true));
        Ok(())
    });
    builder.method("Disconnect", (), (), |context: &mut Context, state: &mut Shared, (): ()| {
        let mut state = of(state);
        if std::mem::take(&mut state.connected) {
            context.push_msg(change(DEVICE, "org.bluez.Device1", "Connected", false));
        }
        Ok(())
    });
}

struct Gatt {
    uuid: &'static str,
    service: String,
    state: Shared,
}

fn characteristic_interface(builder: &mut IfaceBuilder<Gatt>) {
    builder.property("UUID").get(|_, gatt| Ok(gatt.uuid.to_owned()));
    builder.property("Service").get(|_, gatt| Ok(dbus::Path::from(gatt.service.clone())));
    builder.property("Flags").get(|_, gatt| {
        let flags: &[&str] = if gatt.uuid == MEASUREMENT { &["notify"] } else { &["read"] };
        Ok(flags.iter().map(|flag| (*flag).to_owned()).collect::<Vec<String>>())
    });
    builder.property("Notifying").get(|_, gatt| Ok(of(&gatt.state).notifying));
    builder.property("MTU").get(|_, _| Ok(23u16));
    builder.property("Handle").get(|_, _| Ok(17u16));
    builder.method("StartNotify", (), (), |_, gatt: &mut Gatt, (): ()| {
        of(&gatt.state).notifying = true;
        Ok(())
    });
    builder.method("StopNotify", (), (), |_, gatt: &mut Gatt, (): ()| {
        of(&gatt.state).notifying = false;
        Ok(())
    });
    builder.method("ReadValue", ("options",), ("value",), |_, gatt: &mut Gatt, (_,): (HashMap<String, Variant<Box<dyn RefArg>>>,)| {
        if gatt.uuid == BATTERY { Ok((vec![77u8],)) } else { Err(MethodErr::from(("org.bluez.Error.NotPermitted", "Read not permitted"))) }
    });
}
