//! The service from outside, over real sockets on a free port.

#![expect(
    clippy::unwrap_used,
    reason = "a test that meets the unforeseen should fail where it does"
)]

mod business;
mod client;
mod compress;
mod control;
mod cors;
mod faults;
mod faye;
mod files;
mod hardening;
mod identity;
mod kill;
mod links;
mod live;
mod official;
mod official_rest;
mod polling;
mod realtime;
mod service;
mod shape;
mod tls;
mod traffic;
mod uploads;
mod webhooks;
mod widget;
mod widget_channel;
