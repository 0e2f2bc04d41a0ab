//! The binary: hands over to the library's commands.

use std::process::ExitCode;

fn main() -> ExitCode {
    recovery_run::cmd::main()
}
