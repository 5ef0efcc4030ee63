//! The snippets that a page carries, and the policy that allows them and the widget.

use super::{ConfigureOptions, PlannedFile};
use crate::csp::{self, InlineScript, Needs, Role, ScriptHash};
use crate::package::{CDN_FOLDER, Kind};

/// The snippet scripts and the policy for them.
pub(super) struct Embedding {
    /// What stands between the tags of the loader snippet.
    pub(super) loader_script: String,
    /// What stands between the tags of the init snippet.
    pub(super) init_script: String,
    /// The policy; none where the host cannot be named.
    pub(super) policy: Option<csp::Policy>,
    /// Why there is none.
    pub(super) no_policy: Option<String>,
}

impl Embedding {
    pub(super) fn of(files: &[PlannedFile], kind: Kind, options: &ConfigureOptions) -> Self {
        let loader_script = csp::loader_script(&options.public_path);
        let init_script = csp::init_script(options.integration_id.as_ref());
        let mut scripts = vec![InlineScript {
            hash: ScriptHash::of(&loader_script),
            role: Role::Loader,
        }];
        if options.integration_id.is_some() {
            scripts.push(InlineScript {
                hash: ScriptHash::of(&init_script),
                role: Role::Init,
            });
        }
        let names = files
            .iter()
            .map(|file| &file.path)
            .filter(|path| path.is_in(CDN_FOLDER));
        let names = names.map(|path| path.as_str());
        let needs = Needs::of_files(options.public_path.clone(), kind, scripts, names);
        let (policy, no_policy) = match csp::policy(&needs, &options.csp) {
            Ok(policy) => (Some(policy), None),
            Err(refusal) => (None, Some(refusal.to_string())),
        };
        Self {
            loader_script,
            init_script,
            policy,
            no_policy,
        }
    }
}
