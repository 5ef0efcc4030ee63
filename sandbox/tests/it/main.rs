//! The service from outside, over real sockets on a free port.

mod business;
mod client;
mod control;
mod cors;
mod files;
mod polling;
mod realtime;
mod service;
mod shape;
