//! Journeys of a visitor in Chromium, against the real `avmsdk dev`. One session for each module.

mod altered;
mod bucket;
mod configured;
mod desktop;
mod harness;
mod page;
mod phone;
mod talk;
