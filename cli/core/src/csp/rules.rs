//! Which sources the widget needs: the one place where that is decided.

use std::collections::BTreeMap;

use avmsdk_protocol::channel::QrCode;

use super::{
    error::Refusal,
    host::HostSource,
    options::{Needs, Options},
    policy::{Companion, DirectiveName as Name, Keyword, Policy, Scheme, Source},
    reason::Reason,
    script::Role,
};
use crate::package::Kind;

/// What a page must allow for a package with these needs, under these options.
///
/// # Errors
/// [`Refusal::PublicPath`] where a policy cannot name the public path's host.
pub fn policy(needs: &Needs, options: &Options) -> Result<Policy, Refusal> {
    let files = HostSource::of_public_path(&needs.public_path)?;
    let mut policy = Policy {
        public_path: needs.public_path.clone(),
        kind: needs.kind,
        companions: Vec::new(),
        without_source: options
            .channels
            .iter()
            .copied()
            .filter(|channel| channel.qr_code().is_none())
            .collect(),
        directives: BTreeMap::new(),
    };
    if options.standalone {
        policy.allow(
            Name::DefaultSrc,
            Source::Keyword(Keyword::None),
            Reason::Standalone,
        );
        policy.allow(Name::BaseUri, Source::Keyword(Keyword::None), Reason::FixedBase);
    }
    package(&mut policy, needs, &files);
    service(&mut policy, needs, options);
    runtime(&mut policy, needs, options);
    scripts(&mut policy, needs);
    content(&mut policy, options);
    Ok(policy)
}

fn package(policy: &mut Policy, needs: &Needs, files: &HostSource) {
    let vendor = needs.kind == Kind::Vendor;
    let mut allow = |name, what| policy.allow(name, Source::Host(files.clone()), Reason::Files(what));
    allow(Name::ScriptSrc, "scripts");
    allow(Name::StyleSrc, "style sheets");
    allow(Name::ImgSrc, "images");
    if vendor || needs.has_fonts {
        allow(Name::FontSrc, "fonts");
    }
    if vendor || needs.has_sound {
        allow(Name::MediaSrc, "sounds");
    }
    allow(
        Name::ConnectSrc,
        if vendor {
            "`loader.json`"
        } else {
            "`loader.json` and the WebAssembly module"
        },
    );
}

fn service(policy: &mut Policy, needs: &Needs, options: &Options) {
    let http = Source::Host(options.api.http());
    policy.allow(Name::ConnectSrc, http.clone(), Reason::Service("requests"));
    policy.allow(
        Name::ConnectSrc,
        Source::Host(options.api.ws()),
        Reason::Service("the realtime socket"),
    );
    policy.allow(
        Name::ImgSrc,
        http.clone(),
        Reason::Service("images that it stores, avatars, map previews"),
    );
    if needs.kind == Kind::Vendor {
        policy.allow(
            Name::ScriptSrc,
            http,
            Reason::Service("the realtime handshake by script (JSONP)"),
        );
    }
}

fn runtime(policy: &mut Policy, needs: &Needs, options: &Options) {
    match (needs.kind, options.strict) {
        (Kind::Ours, false) => {
            policy.allow(
                Name::ScriptSrc,
                Source::Keyword(Keyword::WasmUnsafeEval),
                Reason::Wasm,
            );
        }
        (Kind::Ours, true) => policy.companions.push(Companion {
            option: "runtime: 'js'",
            reason: "the widget then runs as JavaScript; without it, it tries WebAssembly first, which the policy reports",
        }),
        // A vendor's package holds no WebAssembly.
        (Kind::Vendor, _) => {}
    }
}

fn scripts(policy: &mut Policy, needs: &Needs) {
    for script in &needs.scripts {
        let reason = match &script.role {
            Role::Loader => Reason::Loader,
            Role::Init => Reason::Init,
            Role::File(name) => Reason::Inline(name.clone()),
        };
        policy.allow(Name::ScriptSrc, Source::Hash(script.hash), reason);
    }
}

fn content(policy: &mut Policy, options: &Options) {
    // Links are only navigated to, which no directive governs: a channel without a QR code needs nothing.
    for channel in &options.channels {
        let source = match channel.qr_code() {
            Some(QrCode::Origin(origin)) => Source::Host(HostSource::known(origin)),
            Some(QrCode::DataUri) => Source::Scheme(Scheme::Data),
            None => continue,
        };
        policy.allow(Name::ImgSrc, source, Reason::QrCode(*channel));
    }
    for host in &options.media_hosts {
        let reason = if host.is_one_address() {
            Reason::MediaAtOneAddress
        } else {
            Reason::Media
        };
        policy.allow(Name::ImgSrc, Source::Host(host.clone()), reason);
    }
    if options.image_upload {
        policy.allow(Name::ImgSrc, Source::Scheme(Scheme::Blob), Reason::Upload);
    } else {
        policy.companions.push(Companion {
            option: "menuItems: {imageUpload: false}",
            reason: "the preview of an image would be blocked without `blob:`",
        });
    }
    for host in &options.webview_hosts {
        policy.allow(Name::FrameSrc, Source::Host(host.clone()), Reason::Webview);
    }
}

#[cfg(test)]
#[path = "rules_test.rs"]
mod tests;
