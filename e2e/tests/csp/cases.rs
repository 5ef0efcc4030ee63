//! The ways to use the widget, each pair of which is tried.

use serde_json::json;

/// Of integrations: one without channels, one with all.
const PLAIN: &str = "5f00000000000000000000b1";
const ALL: &str = "5f00000000000000000000b2";

/// A channel: its name for the command line, its integration in the demo app, its name for visitors, and whether its
/// page shows a QR code.
pub(crate) type Channel = (&'static str, &'static str, &'static str, bool);

pub(crate) const CHANNELS: [Channel; 9] = [
    ("line", "5f00000000000000000000d2", "LINE", true),
    ("wechat", "5f00000000000000000000d3", "WeChat", true),
    ("whatsapp", "5f00000000000000000000d4", "WhatsApp", true),
    ("viber", "5f00000000000000000000d6", "Viber", true),
    (
        "messenger",
        "5f00000000000000000000d1",
        "Facebook Messenger",
        false,
    ),
    ("telegram", "5f00000000000000000000d5", "Telegram", false),
    ("sms", "5f00000000000000000000d7", "SMS", false),
    ("email", "5f00000000000000000000d8", "Email", false),
    ("twitter", "5f00000000000000000000d9", "Twitter DM", false),
];

/// One way to use the widget.
#[derive(Debug, Clone, Default)]
pub(crate) struct Case {
    pub(crate) channels: Vec<Channel>,
    pub(crate) upload: bool,
    pub(crate) embedded: bool,
    /// Without WebAssembly.
    pub(crate) strict: bool,
    /// Whether the browser is one without constructable style sheets.
    pub(crate) is_old: bool,
    /// What else the command is told, and the page accordingly.
    pub(crate) more: More,
}

/// One thing more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum More {
    #[default]
    Nothing,
    TrustedTypes,
    Nonce,
}

impl Case {
    /// All channels, and upload.
    pub(crate) fn whole() -> Self {
        Self {
            channels: CHANNELS.to_vec(),
            upload: true,
            ..Self::default()
        }
    }

    /// The page's own script: it starts the widget and says whether that worked.
    pub(crate) fn script(&self) -> String {
        let order: Vec<&str> = self.channels.iter().map(|channel| channel.1).collect();
        let mut options = json!({
            "integrationId": if order.is_empty() { PLAIN } else { ALL },
            "embedded": self.embedded,
            "menuItems": { "imageUpload": self.upload },
        });
        if self.strict {
            options["runtime"] = json!("js");
        }
        if !order.is_empty() {
            options["integrationOrder"] = json!(order);
        }
        let old = if self.is_old {
            "window.CSSStyleSheet = undefined;\n"
        } else {
            ""
        };
        format!(
            "{old}document.getElementById('box').style.height = '500px';\n\
             AvMessagingSdk.init({options}).then(() => {{ window.started = 'yes'; }}).catch(error => {{ window.started = String(error); }});"
        )
    }
}

/// No channel, all, and each alone; each pair of values of channels, upload, place and `--strict` is met. Then what else
/// there is.
pub(crate) fn all() -> Vec<Case> {
    let mut sets: Vec<Vec<Channel>> = vec![Vec::new(), CHANNELS.to_vec()];
    sets.extend(CHANNELS.iter().map(|channel| vec![*channel]));
    let mut cases = Vec::new();
    for (number, channels) in sets.into_iter().enumerate() {
        for upload in [false, true] {
            cases.push(Case {
                channels: channels.clone(),
                upload,
                embedded: upload == (number % 2 == 1),
                strict: upload == (number % 4 < 2),
                ..Case::default()
            });
        }
    }
    for more in [More::TrustedTypes, More::Nonce] {
        cases.push(Case {
            more,
            ..Case::whole()
        });
    }
    cases
}

/// Of these what differs most between browsers.
pub(crate) fn some() -> Vec<Case> {
    vec![
        Case::whole(),
        Case {
            channels: CHANNELS[..2].to_vec(),
            strict: true,
            ..Case::default()
        },
        Case {
            embedded: true,
            ..Case::default()
        },
    ]
}

#[test]
fn each_pair_of_values_is_met() {
    let cases = all();
    let names = |case: &Case| format!("{:?}", case.channels);
    let mut sets: Vec<String> = cases.iter().map(names).collect();
    sets.sort_unstable();
    sets.dedup();
    assert_eq!(sets.len(), 2 + CHANNELS.len());
    let factors: [fn(&Case) -> bool; 3] = [|case| case.upload, |case| case.embedded, |case| case.strict];
    for (at, one) in factors.iter().enumerate() {
        for value in [false, true] {
            for set in &sets {
                assert!(
                    cases.iter().any(|case| names(case) == *set && one(case) == value),
                    "{set}: {at} {value}"
                );
            }
            for other in &factors[at + 1..] {
                for second in [false, true] {
                    assert!(
                        cases
                            .iter()
                            .any(|case| one(case) == value && other(case) == second),
                        "{at} {value} {second}"
                    );
                }
            }
        }
    }
}
