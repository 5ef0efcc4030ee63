//! What a first deploy finds under the names of its package, as a release of its own: `rollback` leads back to it.

use super::reach::host_of;
use super::{BucketFacts, Candidate, ReleaseFile, ReleaseRecord, Timestamp};
use crate::package::{Class, Kind, PackageName, hash_in_name};

/// The release that readers got until now, by other means than ours: of the package's files that can be overwritten those that
/// lie there already, as they are. Whatever else that site loads stays where it is, and this record does not name it: of files
/// named by their content a first run that was cut short may have put some there itself.
///
/// `None` where a release is known already, where nothing would be overwritten, where no `loader.json` leads to a file that
/// is there, and as long as not all of it has been asked. Nor is there one where what is overwritten is stored encoded: what
/// readers see of that is not what a record would bring back.
pub(super) fn found(candidate: &Candidate, bucket: &BucketFacts, time: Timestamp) -> Option<ReleaseRecord> {
    if bucket.current.is_some() {
        return None;
    }
    let mut files = Vec::new();
    let mut entry = None;
    let mut is_overwritten = false;
    for file in candidate.files.iter().filter(|file| file.class != Class::Hashed) {
        let key = file.key.as_str();
        let Some(listed) = bucket.objects.get(key) else {
            continue;
        };
        let looked = bucket.looked.get(key)?;
        let is_same = listed.etag == file.etag && listed.size == file.size;
        let sha256 = match &looked.sha256 {
            Some(sha256) => sha256,
            None if is_same => &file.sha256,
            None => return None,
        };
        if looked.headers.encoding.is_some() {
            return None;
        }
        is_overwritten |= *sha256 != file.sha256;
        if file.class == Class::Entry {
            let is_ours = *sha256 == file.sha256;
            entry = Some(if is_ours {
                &candidate.entry
            } else {
                looked.text.as_ref()?
            });
        }
        files.push(ReleaseFile {
            size: listed.size,
            sha256: sha256.clone(),
            etag: listed.etag.clone(),
            content_type: looked.headers.content_type.clone(),
            cache_control: looked.headers.cache_control.clone(),
            ..file.clone()
        });
    }
    let entry = entry.filter(|_| is_overwritten)?;
    let host = host_of(entry, &candidate.public_path).ok()?;
    bucket.objects.get(host.as_str())?;
    let is_ours = hash_in_name(host.name()).is_some();
    let package = PackageName {
        kind: if is_ours { Kind::Ours } else { Kind::Vendor },
        version: None,
    };
    let public_path = candidate.public_path.clone();
    let record = ReleaseRecord::new(time, None, public_path, package, entry.clone(), files);
    Some(ReleaseRecord {
        found: true,
        ..record
    })
}
