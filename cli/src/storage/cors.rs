//! A bucket's CORS rules, as they are and as they are to be.

use super::{Storage, StorageError, StorageFault};
use avmsdk_core::release::{CorsFacts, CorsRule};
use aws_sdk_s3::types::{CorsConfiguration, CorsRule as Rule};

impl Storage {
    /// The rules. A bucket that will not tell is a fact too: a deploy does not fail for it.
    pub(crate) async fn cors(&self) -> Result<CorsFacts, StorageError> {
        let call = self.client.get_bucket_cors().bucket(&self.target.bucket);
        match call.send().await {
            Ok(answer) => Ok(CorsFacts::Rules(answer.cors_rules().iter().map(read).collect())),
            Err(error) => {
                let error = StorageError::of("read the CORS rules of the bucket", "", error);
                match error.fault {
                    _ if error.service_code() == Some("NoSuchCORSConfiguration") => {
                        Ok(CorsFacts::Rules(Vec::new()))
                    }
                    StorageFault::Denied | StorageFault::NotSupported => {
                        Ok(CorsFacts::Unreadable(error.to_string()))
                    }
                    _ => Err(error),
                }
            }
        }
    }

    /// Sets all rules: what is not among them is gone.
    pub(crate) async fn put_cors(&self, rules: &[CorsRule]) -> Result<(), StorageError> {
        let what = "write the CORS rules of the bucket";
        let mut written = Vec::with_capacity(rules.len());
        for rule in rules {
            let rule = Rule::builder()
                .set_id(rule.id.clone())
                .set_allowed_origins(Some(rule.origins.clone()))
                .set_allowed_methods(Some(rule.methods.clone()))
                .set_allowed_headers(some(&rule.headers))
                .set_expose_headers(some(&rule.exposed))
                .set_max_age_seconds(rule.max_age);
            written.push(
                rule.build()
                    .map_err(|error| StorageError::cut(what, "", &error))?,
            );
        }
        let rules = CorsConfiguration::builder().set_cors_rules(Some(written)).build();
        let rules = rules.map_err(|error| StorageError::cut(what, "", &error))?;
        let call = self.client.put_bucket_cors().bucket(&self.target.bucket);
        match call.cors_configuration(rules).send().await {
            Ok(_) => Ok(()),
            Err(error) => Err(StorageError::of(what, "", error)),
        }
    }
}

fn some(list: &[String]) -> Option<Vec<String>> {
    (!list.is_empty()).then(|| list.to_vec())
}

fn read(rule: &Rule) -> CorsRule {
    CorsRule {
        id: rule.id().filter(|id| !id.is_empty()).map(str::to_owned),
        origins: rule.allowed_origins().to_vec(),
        methods: rule.allowed_methods().to_vec(),
        headers: rule.allowed_headers().to_vec(),
        exposed: rule.expose_headers().to_vec(),
        max_age: rule.max_age_seconds(),
    }
}
