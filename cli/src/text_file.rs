//! Text files that somebody names, read up to a bound: one without an end is refused and does not fill the memory.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// Bytes. Settings, seeds, policies and pages are far smaller.
const MOST: u64 = 4 << 20;

/// Reads a whole file as UTF-8.
pub(crate) fn read(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST {
        let what = format!("it is larger than {} MiB", MOST >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, what));
    }
    String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.utf8_error()))
}

#[cfg(test)]
mod tests {
    use super::{MOST, read};
    use std::fs;
    use std::io::ErrorKind;

    #[test]
    fn a_file_is_read_up_to_a_bound() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let mut text = "é".repeat(MOST as usize / 2);
        fs::write(&path, &text).unwrap();
        assert_eq!(read(&path).unwrap(), text);
        // The bound is within a letter.
        text.insert(0, 'x');
        fs::write(&path, &text).unwrap();
        assert_eq!(read(&path).unwrap_err().kind(), ErrorKind::FileTooLarge);
        fs::write(&path, b"\xff").unwrap();
        assert_eq!(read(&path).unwrap_err().kind(), ErrorKind::InvalidData);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_does_not_end_is_refused() {
        let error = read(std::path::Path::new("/dev/zero")).unwrap_err();
        assert_eq!(error.to_string(), "it is larger than 4 MiB");
    }
}
