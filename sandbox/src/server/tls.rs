//! HTTPS with certificates of the sandbox's own: an authority, and a leaf for whatever name is asked.
//!
//! A client that insists on `https://<integration>.config.smooch.io` can be mapped here, in any region,
//! once it trusts the authority. Where conversations are kept in a file the authority is kept beside
//! it, so that it has to be trusted only once. Its key can make a certificate for any name: it is
//! readable by its owner alone and never leaves the machine.

use crate::Data;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::pki_types::PrivatePkcs8KeyDer;
use std::collections::HashMap;
use std::fs::{self, OpenOptions};
use std::io::{Error, ErrorKind, Write as _};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// The certificate that clients have to trust, and its key, in the folder of the data file.
const FILES: (&str, &str) = ("avmsdk-ca.pem", "avmsdk-ca.key");
const DAY: Duration = Duration::from_secs(86_400);
/// How long an authority lives, and a leaf: browsers take no leaf of more than 398 days.
const LIVES: (Duration, Duration) = (DAY.saturating_mul(3650), DAY.saturating_mul(397));
/// Names whose leaves are remembered. Beyond it they are made anew.
const MAX_LEAVES: usize = 1024;

/// Why there can be no HTTPS.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The authority's files cannot be read or written.
    #[error("cannot keep the certificate authority: {}", path.display())]
    Files {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: Error,
    },
    /// A file is not what was written there.
    #[error("not the certificate authority of a sandbox: {}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// No certificate could be made.
    #[error("cannot make a certificate")]
    Certificate(#[from] rcgen::Error),
    /// A certificate that was made is of no use.
    #[error("cannot use a certificate")]
    Unusable(#[from] rustls::Error),
}

impl TlsError {
    /// A stable word for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            TlsError::Files { .. } => "tls_files",
            TlsError::Damaged { .. } => "tls_damaged",
            TlsError::Certificate(_) | TlsError::Unusable(_) => "tls_failed",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            TlsError::Files { .. } => {
                "check that the folder can be written, or keep nothing: `--data memory`"
            }
            TlsError::Damaged { .. } | TlsError::Certificate(_) | TlsError::Unusable(_) => {
                "remove `avmsdk-ca.pem` and `avmsdk-ca.key` beside the data: new ones are made, and have to be trusted anew"
            }
        }
    }
}

/// Signs for this sandbox.
pub struct Authority {
    pem: String,
    path: Option<PathBuf>,
    issuer: Issuer<'static, KeyPair>,
    /// The key of all leaves: they live as long as the process.
    key: KeyPair,
    leaves: Mutex<HashMap<String, Arc<ServerConfig>>>,
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authority")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl Authority {
    /// The authority that is kept beside the data, made if missing; a new one where nothing is kept.
    ///
    /// # Errors
    /// [`TlsError`] where its files cannot be used.
    pub fn open(data: &Data) -> Result<Self, TlsError> {
        // A second sandbox in one process finds it installed.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (key, pem, path) = match data {
            Data::Memory => {
                let key = KeyPair::generate()?;
                let pem = description().self_signed(&key)?.pem();
                (key, pem, None)
            }
            Data::File(file) => {
                let folder = file.parent().unwrap_or(Path::new(""));
                let path = folder.join(FILES.0);
                let key = kept_key(&folder.join(FILES.1))?;
                let pem = kept_certificate(&path, &key)?;
                (key, pem, Some(path))
            }
        };
        Ok(Authority {
            issuer: Issuer::new(description(), key),
            pem,
            path,
            key: KeyPair::generate()?,
            leaves: Mutex::default(),
        })
    }

    /// The certificate to trust.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// The file with that certificate, if it is kept.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// What a client is shown that asks for this name, or that came to this address and named none.
    pub(super) fn config(&self, name: Option<&str>, address: IpAddr) -> Result<Arc<ServerConfig>, TlsError> {
        let names = match name {
            Some(name) => vec![name.to_ascii_lowercase()],
            None => {
                let mut names = vec![address.to_canonical().to_string()];
                names.extend(["localhost", "127.0.0.1", "::1"].map(str::to_owned));
                names
            }
        };
        let mut leaves = self.leaves.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(config) = leaves.get(&names[0]) {
            return Ok(Arc::clone(config));
        }
        let of = names[0].clone();
        let mut leaf = CertificateParams::new(names)?;
        leaf.distinguished_name.push(DnType::CommonName, "avmsdk sandbox");
        leaf.use_authority_key_identifier_extension = true;
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        valid_for(&mut leaf, LIVES.1);
        let certificate = leaf.signed_by(&self.key, &self.issuer)?;
        let key = PrivatePkcs8KeyDer::from(self.key.serialize_der());
        let mut config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key.into())?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        if leaves.len() == MAX_LEAVES {
            leaves.clear();
        }
        let config = Arc::new(config);
        leaves.insert(of, Arc::clone(&config));
        Ok(config)
    }
}

/// What the authority says of itself; the same at every start, so that its leaves fit what is trusted.
fn description() -> CertificateParams {
    let mut description = CertificateParams::default();
    let name = &mut description.distinguished_name;
    name.push(DnType::CommonName, "avmsdk sandbox (development only)");
    description.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    description.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    valid_for(&mut description, LIVES.0);
    description
}

fn valid_for(certificate: &mut CertificateParams, life: Duration) {
    let now = SystemTime::now();
    // The clocks of a machine and of a phone that tries it differ.
    certificate.not_before = (now - DAY).into();
    certificate.not_after = (now + life - DAY).into();
}

fn kept_key(path: &Path) -> Result<KeyPair, TlsError> {
    let at = |source| TlsError::Files {
        path: path.to_owned(),
        source,
    };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(at)?;
    }
    match new_private_file(path) {
        Ok(mut file) => {
            let key = KeyPair::generate()?;
            file.write_all(key.serialize_pem().as_bytes()).map_err(at)?;
            Ok(key)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let text = fs::read_to_string(path).map_err(at)?;
            KeyPair::from_pem(&text).map_err(|_| TlsError::Damaged {
                path: path.to_owned(),
            })
        }
        Err(error) => Err(at(error)),
    }
}

/// The certificate of that key, made if missing.
fn kept_certificate(path: &Path, key: &KeyPair) -> Result<String, TlsError> {
    let at = |source| TlsError::Files {
        path: path.to_owned(),
        source,
    };
    match fs::read_to_string(path) {
        Ok(pem) if is_of(&pem, key) => Ok(pem),
        Ok(_) => Err(TlsError::Damaged {
            path: path.to_owned(),
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let pem = description().self_signed(key)?.pem();
            fs::write(path, &pem).map_err(at)?;
            Ok(pem)
        }
        Err(error) => Err(at(error)),
    }
}

/// Whether the certificate holds the key: what it says else is what we wrote.
fn is_of(pem: &str, key: &KeyPair) -> bool {
    use rustls::pki_types::{CertificateDer, pem::PemObject as _};
    let key = key.public_key_raw();
    CertificateDer::from_pem_slice(pem.as_bytes())
        .is_ok_and(|certificate| certificate.windows(key.len()).any(|window| window == key))
}

fn new_private_file(path: &Path) -> Result<fs::File, Error> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authority_is_kept_beside_the_data_and_its_key_is_its_owners() {
        let folder = tempfile::tempdir().unwrap();
        let data = Data::File(folder.path().join("new/sandbox.db"));
        let first = Authority::open(&data).unwrap();
        let path = first.path().unwrap().to_owned();
        assert_eq!(fs::read_to_string(&path).unwrap(), first.pem());
        assert_eq!(Authority::open(&data).unwrap().pem(), first.pem());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let key = fs::metadata(path.with_file_name(FILES.1)).unwrap();
            assert_eq!(key.permissions().mode() & 0o777, 0o600);
        }
        fs::remove_file(&path).unwrap();
        let again = Authority::open(&data).unwrap();
        assert!(
            is_of(again.pem(), again.issuer.key()),
            "made for the key that is there"
        );

        fs::write(&path, Authority::open(&Data::Memory).unwrap().pem()).unwrap();
        assert_eq!(Authority::open(&data).unwrap_err().code(), "tls_damaged");
        fs::write(path.with_file_name(FILES.1), "no key").unwrap();
        assert_eq!(Authority::open(&data).unwrap_err().code(), "tls_damaged");
    }

    #[test]
    fn leaves_are_made_once_and_never_pile_up() {
        let authority = Authority::open(&Data::Memory).unwrap();
        let here = IpAddr::from([127, 0, 0, 1]);
        let of = |name: &str| authority.config(Some(name), here).unwrap();
        assert!(Arc::ptr_eq(&of("a.config.smooch.io"), &of("A.config.smooch.io")));
        for number in 0..MAX_LEAVES {
            of(&format!("n{number}.smooch.io"));
        }
        assert!(authority.leaves.lock().unwrap().len() <= MAX_LEAVES);
        assert_eq!(authority.path(), None);
    }
}
