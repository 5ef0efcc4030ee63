//! A bucket in memory, and packages to put into it.

use avmsdk_core::PublicPath;
use avmsdk_core::configure::{Compressor, Encoding};
use avmsdk_core::package::{
    Kind, Manifest, ManifestFile, Origin, PackageName, PackagePath, content_type, file_class,
};
use avmsdk_core::release::{
    Action, BucketFacts, CURRENT, Candidate, CorsFacts, CurrentRecord, DeployError, DeployFacts, DeployPlan,
    ETag, Expect, Headers, Listed, Look, Looked, PruneFacts, PrunePlan, ReleaseRecord, RollbackFacts, Sha256,
    Source, Step, Timestamp, id_of_key, plan_deploy, plan_prune, plan_rollback,
};
use std::collections::BTreeMap;

pub(crate) const HERE: &str = "https://cdn.acme.org/chat/";

/// A package: its kind and the bytes of its files, by key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Package {
    pub(crate) kind: Kind,
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// Whether its hashed files are to be stored encoded.
    pub(crate) is_encoded: bool,
}

/// Leaves out the spaces at the end, and says how many there were: as deterministic as gzip.
struct Model;

impl Compressor for Model {
    fn encodings(&self) -> &[Encoding] {
        &[Encoding::Gzip]
    }

    fn compress(&self, _: Encoding, bytes: &[u8]) -> Vec<u8> {
        let text = bytes.trim_ascii_end();
        let spaces = u8::try_from(bytes.len() - text.len()).unwrap();
        [&[0x1f, spaces], text].concat()
    }
}

/// What a reader makes of a body under these headers: nothing, if they do not go together.
fn decoded(bytes: &[u8], headers: &Headers) -> Vec<u8> {
    assert_eq!(
        bytes.first() == Some(&0x1f),
        headers.encoding.is_some(),
        "unreadable"
    );
    match headers.encoding {
        Some(_) => [&bytes[2..], &vec![b' '; usize::from(bytes[1])]].concat(),
        None => bytes.to_vec(),
    }
}

impl Package {
    /// Ours: the host's name follows the version, the others' names follow the parts. What pages import is overwritten:
    /// two lines, which lead to two modules, of which one imports the other.
    pub(crate) fn ours(version: u8, parts: &[u8]) -> Self {
        let mut files = BTreeMap::new();
        let mut text = format!("{version}");
        for part in parts {
            let name = format!("part.{:016x}.js", 0xab00 + u64::from(*part));
            text += &format!(" {name}");
            files.insert(name, format!("part {part:<60}").into_bytes());
        }
        let digest = Sha256::of(text.as_bytes());
        let host = format!("host.{}.js", &digest.as_str()[..16]);
        files.insert(
            "loader.json".to_owned(),
            format!("{{\"url\":\"{HERE}{host}\"}}").into_bytes(),
        );
        let mut body = |stem: &str, text: String| {
            let name = format!("{stem}.{}.mjs", &Sha256::of(text.as_bytes()).as_str()[..16]);
            files.insert(format!("{stem}.mjs"), format!("export ./{name}").into_bytes());
            files.insert(name.clone(), text.into_bytes());
            name
        };
        let entry = body("entry", format!("entry {version}"));
        body("element", format!("import ./{entry}"));
        files.insert(host, text.into_bytes());
        Self {
            kind: Kind::Ours,
            files,
            is_encoded: false,
        }
    }

    /// The same as it was once: both modules are overwritten themselves.
    pub(crate) fn with_modules_in_place(mut self) -> Self {
        self.files
            .retain(|key, _| !["entry", "element"].iter().any(|stem| is_body(key, stem)));
        let host = self.files.keys().find(|key| key.starts_with("host.")).cloned();
        for stem in ["entry", "element"] {
            let text = format!("{stem} of {}", host.clone().unwrap().replace('.', " "));
            self.files.insert(format!("{stem}.mjs"), text.into_bytes());
        }
        self
    }

    /// What a page gets that imports one of the modules: the line, and all that it leads to, by key.
    pub(crate) fn imported(&self, stem: &str) -> BTreeMap<&String, &Vec<u8>> {
        let mut wanted = vec![format!("{stem}.mjs")];
        let mut found = BTreeMap::new();
        while let Some(key) = wanted.pop() {
            let (key, bytes) = self.files.get_key_value(&key).unwrap();
            let text = str::from_utf8(bytes).unwrap();
            wanted.extend(text.split_once("./").map(|(_, name)| name.to_owned()));
            found.insert(key, bytes);
        }
        found
    }

    /// A vendor's: the script and the frame are overwritten, whatever the version.
    pub(crate) fn vendor(version: u8, frame: u8, parts: &[u8]) -> Self {
        let mut files = BTreeMap::from([
            (
                "loader.json".to_owned(),
                format!("{{\"url\":\"{HERE}sdk.1.0.1.js\"}}").into_bytes(),
            ),
            (
                "sdk.1.0.1.js".to_owned(),
                format!("script {version}").into_bytes(),
            ),
            // The same bytes under two names.
            ("frame.1.0.1.js".to_owned(), format!("frame {frame}").into_bytes()),
            (
                "frame.1.0.1.css".to_owned(),
                format!("frame {frame}").into_bytes(),
            ),
        ]);
        for part in parts {
            let name = format!("chunk.{:016x}.js", 0xcd00 + u64::from(*part));
            files.insert(name, format!("chunk {part}").into_bytes());
        }
        Self {
            kind: Kind::Vendor,
            files,
            is_encoded: false,
        }
    }

    pub(crate) fn candidate(&self) -> Candidate {
        let path = |key: &String| PackagePath::parse(&format!("cdnPackage/{key}")).unwrap();
        let files: BTreeMap<_, _> = self
            .files
            .iter()
            .map(|(key, bytes)| (path(key), bytes.clone()))
            .collect();
        let listed = files.iter().map(|(path, bytes)| ManifestFile {
            path: path.clone(),
            size: bytes.len() as u64,
            sha256: Sha256::of(bytes).to_string(),
            content_type: content_type(path.as_str()).to_owned(),
            class: file_class(path, Some(self.kind)),
            origin: Origin::Copied,
            replacements: Vec::new(),
            renamed_from: None,
        });
        let package = PackageName {
            kind: self.kind,
            version: None,
        };
        let manifest = Manifest::new("0", package, PublicPath::parse(HERE).unwrap(), listed.collect());
        let mut candidate = Candidate::new(&manifest, &files).unwrap();
        if self.is_encoded {
            candidate.encode(&mut self.files.clone(), &Model);
        }
        candidate
    }
}

fn is_body(key: &str, stem: &str) -> bool {
    key.strip_prefix(stem)
        .is_some_and(|rest| rest.len() == ".0123456789abcdef.mjs".len())
}

/// A bucket in memory.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bucket {
    pub(crate) objects: BTreeMap<String, (Vec<u8>, Headers)>,
}

impl Bucket {
    pub(crate) fn facts(&self) -> BucketFacts {
        let listed = |(key, (bytes, _)): (&String, &(Vec<u8>, Headers))| {
            let listed = Listed {
                etag: ETag::of(bytes),
                size: bytes.len() as u64,
            };
            (key.clone(), listed)
        };
        BucketFacts {
            current: self.objects.get(CURRENT).map(|(bytes, _)| CurrentRecord {
                record: ReleaseRecord::parse(CURRENT, bytes).unwrap(),
                etag: ETag::of(bytes),
            }),
            objects: self.objects.iter().map(listed).collect(),
            looked: BTreeMap::new(),
        }
    }

    pub(crate) fn records(&self) -> Vec<ReleaseRecord> {
        let records = self.objects.iter().filter(|(key, _)| id_of_key(key).is_some());
        records
            .map(|(key, (bytes, _))| ReleaseRecord::parse(key, bytes).unwrap())
            .collect()
    }

    fn answer(&self, facts: &mut BucketFacts, looks: Vec<Look>) {
        self.answer_as(facts, looks, decoded);
    }

    /// As a server answers whose headers may not go with its bodies.
    pub(crate) fn answer_raw(&self, facts: &mut BucketFacts, looks: Vec<Look>) {
        self.answer_as(facts, looks, |bytes, _| bytes.to_vec());
    }

    fn answer_as(
        &self,
        facts: &mut BucketFacts,
        looks: Vec<Look>,
        decoded: impl Fn(&[u8], &Headers) -> Vec<u8>,
    ) {
        assert!(!looks.is_empty(), "nothing to ask, and still no plan");
        for Look { key, body } in looks {
            let (bytes, headers) = &self.objects[&key];
            let looked = Looked {
                headers: headers.clone(),
                sha256: body.then(|| Sha256::of(bytes)),
                decoded: body.then(|| Sha256::of(&decoded(bytes, headers))),
                text: String::from_utf8(bytes.clone()).ok().filter(|_| body),
            };
            assert_ne!(
                facts.looked.insert(key, looked.clone()),
                Some(looked),
                "asked twice"
            );
        }
    }

    pub(crate) fn deploy_facts(&self, package: &Package, now: i64) -> DeployFacts {
        DeployFacts {
            candidate: package.candidate(),
            bucket: self.facts(),
            cors: CorsFacts::NotAsked,
            fix_cors: false,
            deep: false,
            now: Timestamp::from_unix(now),
        }
    }

    pub(crate) fn plan(&self, package: &Package, now: i64) -> DeployPlan {
        let mut facts = self.deploy_facts(package, now);
        loop {
            match plan_deploy(&facts).unwrap() {
                Ok(plan) => return plan,
                Err(looks) => self.answer(&mut facts.bucket, looks),
            }
        }
    }

    pub(crate) fn plan_back(&self, target: &ReleaseRecord, now: i64) -> DeployPlan {
        let mut facts = RollbackFacts {
            target: target.clone(),
            bucket: self.facts(),
            now: Timestamp::from_unix(now),
        };
        loop {
            match plan_rollback(&facts).unwrap() {
                Ok(plan) => return plan,
                Err(looks) => self.answer(&mut facts.bucket, looks),
            }
        }
    }

    /// Carries one step out, as a server would: what is expected must be there.
    pub(crate) fn apply(&mut self, plan: &DeployPlan, package: Option<&Package>, step: &Step) {
        let found = self.objects.get(&step.key).map(|(bytes, _)| ETag::of(bytes));
        let expected = match &step.expects {
            Expect::Absent => None,
            Expect::ETag(etag) => Some(etag.clone()),
        };
        assert_eq!(found, expected, "{}", step.key);
        let bytes = match &step.source {
            Source::Package => {
                let bytes = package.unwrap().files[&step.key].clone();
                match step.headers.encoding {
                    Some(_) => Model.compress(Encoding::Gzip, &bytes),
                    None => bytes,
                }
            }
            Source::Record => plan.record.to_bytes(),
            Source::Found => plan.found.as_ref().unwrap().to_bytes(),
            Source::Entry => plan.record.entry.clone().into_bytes(),
            Source::Itself => self.objects[&step.key].0.clone(),
            Source::Object { key, etag } => {
                let bytes = self.objects[key].0.clone();
                assert_eq!(ETag::of(&bytes), *etag, "{key}");
                bytes
            }
        };
        assert_eq!(bytes.len() as u64, step.bytes, "{}", step.key);
        let is_copy = step.action == Action::Copy;
        let headers = match &step.source {
            Source::Object { key, .. } if is_copy => self.objects[key].1.clone(),
            _ => step.headers.clone(),
        };
        assert_eq!(headers, step.headers, "{}", step.key);
        decoded(&bytes, &headers);
        self.objects.insert(step.key.clone(), (bytes, headers));
    }

    pub(crate) fn run(&mut self, plan: &DeployPlan, package: Option<&Package>) {
        for step in &plan.steps {
            self.apply(plan, package, step);
        }
    }

    pub(crate) fn deploy(&mut self, package: &Package, now: i64) {
        let plan = self.plan(package, now);
        self.run(&plan, Some(package));
    }

    pub(crate) fn plan_prune(&self, mut facts: PruneFacts) -> Result<PrunePlan, DeployError> {
        loop {
            match plan_prune(&facts)? {
                Ok(plan) => return Ok(plan),
                Err(looks) => self.answer(&mut facts.bucket, looks),
            }
        }
    }

    pub(crate) fn prune_facts(&self, keep: usize, older_than: i64, now: i64) -> PruneFacts {
        PruneFacts {
            bucket: self.facts(),
            records: self.records(),
            keep,
            older_than,
            marked: None,
            take_over: false,
            now: Timestamp::from_unix(now),
        }
    }

    pub(crate) fn prune(&mut self, plan: &PrunePlan) {
        let record = (plan.record.to_bytes(), Headers::of_record());
        self.objects.insert(CURRENT.to_owned(), record);
        for doomed in &plan.remove {
            assert!(self.objects.remove(&doomed.key).is_some(), "{}", doomed.key);
        }
    }

    /// Whether readers who come by `loader.json` get exactly this package: no name that it leads to is overwritten.
    pub(crate) fn leads_to(&self, package: &Package) -> bool {
        let mut files = package.files.iter().filter(|(key, _)| !key.ends_with(".mjs"));
        files.all(|(key, bytes)| self.bytes(key).as_ref() == Some(bytes))
    }

    /// Whether a page that imports one of the modules gets it of this package, with all that it imports.
    pub(crate) fn imports(&self, package: &Package, stem: &str) -> bool {
        let files = package.imported(stem);
        files
            .into_iter()
            .all(|(key, bytes)| self.bytes(key).as_ref() == Some(bytes))
    }

    /// Whether readers get exactly this package, every byte of it.
    pub(crate) fn serves(&self, package: &Package) -> bool {
        let mut files = package.files.iter();
        files.all(|(key, bytes)| self.bytes(key).as_ref() == Some(bytes))
    }

    /// The bytes under a key, as readers see them.
    pub(crate) fn bytes(&self, key: &str) -> Option<Vec<u8>> {
        let (bytes, headers) = self.objects.get(key)?;
        Some(decoded(bytes, headers))
    }
}
