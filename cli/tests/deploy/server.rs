//! A real S3 server for one test: SeaweedFS, in a folder of its own. It ends with the test, however that ends.

use crate::{seaweedfs, weed};
use aws_sdk_s3::Client;
use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{CorsConfiguration, CorsRule};
use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::process::Child;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Known to the server; the secret must never be printed.
pub(crate) const KEY: &str = "AKIDOFTHETESTS";
pub(crate) const SECRET: &str = "secret-that-is-never-printed";

/// Everyone may read, as a public bucket is; only the deployer may write.
const IDENTITIES: &str = r#"{"identities":[
    {"name":"anonymous","actions":["Read"]},
    {"name":"reader","credentials":[{"accessKey":"AKIDOFAREADER","secretKey":"reads-only"}],"actions":["Read","List"]},
    {"name":"deployer","credentials":[{"accessKey":"AKIDOFTHETESTS","secretKey":"secret-that-is-never-printed"}],
     "actions":["Admin","Read","Write","List","Tagging"]}
]}"#;

pub(crate) struct Server {
    shell: Child,
    pub(crate) port: u16,
    client: Client,
    runtime: tokio::runtime::Runtime,
    folder: TempDir,
}

impl Server {
    /// Its ports are free when they are chosen, and another test may have taken one by the time that it listens: then it
    /// never gets ready, and another with other ports takes its place.
    pub(crate) fn start() -> Self {
        let mut log = String::new();
        for _ in 0..3 {
            let server = Self::spawn();
            if server.gets_ready() {
                return server;
            }
            log = fs::read_to_string(server.folder.path().join("log")).unwrap();
        }
        panic!("no S3 server takes an object; the log of the last one:\n{log}");
    }

    fn spawn() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("data")).unwrap();
        fs::write(folder.path().join("s3.json"), IDENTITIES).unwrap();
        let ports = free_ports::<8>();
        let log = fs::File::create(folder.path().join("log")).unwrap();
        let shell = weed::command(&seaweedfs::program(), folder.path(), ports)
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let port = ports[6];
        let config = aws_sdk_s3::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .credentials_provider(Credentials::new(KEY, SECRET, None, None, "tests"))
            .region(Region::new("us-east-1"))
            .endpoint_url(format!("http://127.0.0.1:{port}"))
            .force_path_style(true)
            .build();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        Self {
            shell,
            port,
            client: Client::from_conf(config),
            runtime,
            folder,
        }
    }

    /// An open port is not enough: it is ready when it has taken an object.
    fn gets_ready(&self) -> bool {
        let end = Instant::now() + Duration::from_secs(25);
        while Instant::now() < end {
            let tried = self.runtime.block_on(async {
                self.client.create_bucket().bucket("acme").send().await.ok();
                let put = self.client.put_object().bucket("acme").key("ready");
                put.body(ByteStream::from_static(b"1")).send().await.is_ok()
            });
            if tried {
                self.delete("ready");
                return true;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        false
    }

    /// Puts an object there by other means than ours.
    pub(crate) fn put(&self, key: &str, bytes: &[u8], content_type: &str) {
        let put = self.client.put_object().bucket("acme").key(key);
        let put = put
            .content_type(content_type)
            .body(ByteStream::from(bytes.to_vec()));
        self.runtime.block_on(put.send()).unwrap();
    }

    /// The same, encoded.
    pub(crate) fn put_encoded(&self, key: &str, bytes: &[u8], content_type: &str, encoding: &str) {
        let put = self.client.put_object().bucket("acme").key(key);
        let put = put
            .content_type(content_type)
            .content_encoding(encoding)
            .cache_control("public, max-age=31536000, immutable")
            .body(ByteStream::from(bytes.to_vec()));
        self.runtime.block_on(put.send()).unwrap();
    }

    /// `Content-Encoding` of an object, if it has one.
    pub(crate) fn encoding(&self, key: &str) -> Option<String> {
        let head = self.client.head_object().bucket("acme").key(key);
        let head = self.runtime.block_on(head.send()).unwrap();
        head.content_encoding().map(str::to_owned)
    }

    /// Removes all of them.
    pub(crate) fn clear(&self, prefix: &str) {
        for key in self.objects(prefix).keys() {
            self.delete(&format!("{prefix}{key}"));
        }
    }

    pub(crate) fn delete(&self, key: &str) {
        let delete = self.client.delete_object().bucket("acme").key(key);
        self.runtime.block_on(delete.send()).unwrap();
    }

    /// Every object below a prefix with its bytes.
    pub(crate) fn objects(&self, prefix: &str) -> BTreeMap<String, Vec<u8>> {
        self.runtime.block_on(async {
            let list = self.client.list_objects_v2().bucket("acme").prefix(prefix);
            let list = list.send().await.unwrap();
            let mut objects = BTreeMap::new();
            for object in list.contents() {
                let key = object.key().unwrap();
                let got = self
                    .client
                    .get_object()
                    .bucket("acme")
                    .key(key)
                    .send()
                    .await
                    .unwrap();
                let bytes = got.body.collect().await.unwrap().to_vec();
                objects.insert(key.strip_prefix(prefix).unwrap().to_owned(), bytes);
            }
            objects
        })
    }

    /// `Content-Type` and `Cache-Control` of an object.
    pub(crate) fn headers(&self, key: &str) -> (String, String) {
        let head = self.client.head_object().bucket("acme").key(key);
        let head = self.runtime.block_on(head.send()).unwrap();
        (
            head.content_type().unwrap_or_default().to_owned(),
            head.cache_control().unwrap_or_default().to_owned(),
        )
    }

    /// Sets one rule, as someone else would.
    pub(crate) fn set_cors(&self, origin: &str, method: &str) {
        let rule = CorsRule::builder()
            .allowed_origins(origin)
            .allowed_methods(method)
            .build()
            .unwrap();
        let rules = CorsConfiguration::builder().cors_rules(rule).build().unwrap();
        let put = self
            .client
            .put_bucket_cors()
            .bucket("acme")
            .cors_configuration(rules);
        self.runtime.block_on(put.send()).unwrap();
    }

    /// The origins of all rules.
    pub(crate) fn cors(&self) -> Vec<Vec<String>> {
        let get = self.client.get_bucket_cors().bucket("acme");
        let rules = self.runtime.block_on(get.send()).unwrap();
        rules
            .cors_rules()
            .iter()
            .map(|rule| rule.allowed_origins().to_vec())
            .collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}

/// Ports that nobody listens on, each once.
pub(crate) fn free_ports<const N: usize>() -> [u16; N] {
    let taken: [TcpListener; N] = std::array::from_fn(|_| TcpListener::bind("127.0.0.1:0").unwrap());
    taken.map(|listener| listener.local_addr().unwrap().port())
}
