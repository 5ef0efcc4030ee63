//! The agent page in Chromium, against the real `avmsdk dev`: what the business sees and does.

mod desk;
mod looks;
mod panels;
mod talk;
mod typed;
mod types;
