//! The widget in browsers of years ago, which no driver knows any more: Chromium 64, 73 and 80 by the DevTools protocol,
//! and PhantomJS.
//!
//! What a visitor does there is `journey.js`; what the business does, and whether the service got everything, is here.

mod chromium;
mod pages;
mod phantomjs;
mod talk;
