//! The binary: hands over to the history's commands.

use std::process::ExitCode;

fn main() -> ExitCode {
    recovery_run::cmd::main()
}
