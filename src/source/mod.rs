//! Where readings come from: the strap, a simulated heart, standard input, a recording; and the one clock.

pub mod demo;
mod random;
pub mod stdin;

pub mod timeline;
