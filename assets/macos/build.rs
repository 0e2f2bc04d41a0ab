//! The build script: for macOS it puts Info.plist into the program, so that the system can tell its user why Bluetooth is wanted. It does
//! nothing for other systems, and is run again only when one of these two files changes.

use std::env;
use std::path::Path;

const PLIST: &str = "assets/macos/Info.plist";

fn main() {
    println!("cargo:rerun-if-changed={PLIST}");
    println!("cargo:rerun-if-changed=assets/macos/build.rs");
    if env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "macos") {
        let folder = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
        println!("cargo:rustc-link-arg-bins=-Wl,-sectcreate,__TEXT,__info_plist,{}", Path::new(&folder).join(PLIST).display());
    }
}
