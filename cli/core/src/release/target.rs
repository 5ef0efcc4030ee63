//! Where to deploy: a bucket, and a folder in it.

use super::DeployError;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};
use std::fmt;
use std::str::FromStr;

/// `s3://bucket/folder`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The bucket's name.
    pub bucket: String,
    /// What every key begins with: empty, or a path that ends with `/`.
    pub prefix: String,
}

impl FromStr for Target {
    type Err = DeployError;

    /// Names by <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>.
    fn from_str(text: &str) -> Result<Self, DeployError> {
        let wrong = |why| DeployError::BadTarget {
            // What stands before an `@` could be a key and its secret.
            target: match text.rsplit_once('@') {
                Some((_, rest)) => format!("…@{rest}"),
                None => text.to_owned(),
            },
            why,
        };
        let rest = text
            .strip_prefix("s3://")
            .ok_or_else(|| wrong("it does not begin with `s3://`"))?;
        let (bucket, path) = rest.split_once('/').unwrap_or((rest, ""));
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
        if !(3..=63).contains(&bucket.len()) || !bucket.bytes().all(fits) {
            return Err(wrong(
                "a bucket's name has 3 to 63 lower-case letters, digits, dots and hyphens",
            ));
        }
        let path = path.trim_end_matches('/');
        if !path.is_empty() && path.split('/').any(|name| matches!(name, "" | "." | "..")) {
            return Err(wrong("its folder has an empty name, `.` or `..` in it"));
        }
        Ok(Self {
            bucket: bucket.to_owned(),
            prefix: if path.is_empty() {
                String::new()
            } else {
                format!("{path}/")
            },
        })
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}/{}", self.bucket, self.prefix)
    }
}

impl Serialize for Target {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// The least that a person or a CI job has to be allowed: actions of
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html>.
/// `distribution` is the id of one in CloudFront.
#[must_use]
pub fn iam_policy(target: &Target, distribution: Option<&str>) -> Value {
    let bucket = format!("arn:aws:s3:::{}", target.bucket);
    let objects = format!("{bucket}/{}*", target.prefix);
    let mut list = json!({
        "Sid": "List",
        "Effect": "Allow",
        "Action": "s3:ListBucket",
        "Resource": bucket,
    });
    if !target.prefix.is_empty() {
        list["Condition"] = json!({"StringLike": {"s3:prefix": format!("{}*", target.prefix)}});
    }
    let mut policy = json!({
        "Version": "2012-10-17",
        "Statement": [
            list,
            {
                "Sid": "ReadAndWriteReleases",
                "Effect": "Allow",
                "Action": ["s3:GetObject", "s3:PutObject"],
                "Resource": objects,
            },
            {
                "Sid": "Prune",
                "Effect": "Allow",
                "Action": "s3:DeleteObject",
                "Resource": objects,
            },
            {
                "Sid": "ShowAndFixCors",
                "Effect": "Allow",
                "Action": ["s3:GetBucketCORS", "s3:PutBucketCORS"],
                "Resource": bucket,
            },
        ],
    });
    if let (Some(id), Some(statements)) = (distribution, policy["Statement"].as_array_mut()) {
        statements.push(json!({
            "Sid": "Invalidate",
            "Effect": "Allow",
            "Action": ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"],
            "Resource": format!("arn:aws:cloudfront::*:distribution/{id}"),
        }));
    }
    policy
}

#[cfg(test)]
mod tests {
    use super::{Target, iam_policy};

    #[test]
    fn targets() {
        for (text, bucket, prefix) in [
            ("s3://acme-chat", "acme-chat", ""),
            ("s3://acme-chat/", "acme-chat", ""),
            ("s3://acme.chat/a/b", "acme.chat", "a/b/"),
            ("s3://acme.chat/a/b/", "acme.chat", "a/b/"),
        ] {
            let target: Target = text.parse().unwrap();
            assert_eq!((target.bucket.as_str(), target.prefix.as_str()), (bucket, prefix));
        }
        for text in [
            "acme",
            "https://acme.s3.amazonaws.com/",
            "s3://",
            "s3://ab",
            "s3://Acme",
            "s3://acme/a//b",
            "s3://acme/../b",
        ] {
            assert!(text.parse::<Target>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_policy_ends_at_the_folder() {
        let policy = iam_policy(&"s3://acme/chat".parse().unwrap(), None);
        let statements = policy["Statement"].as_array().unwrap();
        for statement in statements {
            let resource = statement["Resource"].as_str().unwrap();
            assert!(["arn:aws:s3:::acme", "arn:aws:s3:::acme/chat/*"].contains(&resource));
        }
        assert_eq!(statements[0]["Condition"]["StringLike"]["s3:prefix"], "chat/*");
    }
}
