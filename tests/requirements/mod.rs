//! What a test needs and a machine may lack: said where it is missing, and a failure where all is required.

/// Says that a test is skipped, and why. With `RECOVERY_RUN_REQUIRE=all` in the environment it fails instead, so that nothing
/// is skipped unseen where everything should be there.
///
/// # Panics
/// Everything is required.
pub fn missing(what: &str) {
    assert!(std::env::var_os("RECOVERY_RUN_REQUIRE").is_none_or(|required| required != "all"), "required, and missing: {what}");
    println!("skipped: {what}");
}
