//! Bytes that a visitor downloads, by when at the latest, and whether they are within the budget.

use super::assemble::{Package, When};
use anyhow::{Context as _, bail};
use flate2::{Compression, write::GzEncoder};
use serde::{Deserialize, Serialize};
use std::io::Write as _;
use std::path::Path;

/// Brotli as a CDN that compresses ahead of time uses it: best quality, the largest plain window.
const BROTLI_QUALITY: i32 = 11;
const BROTLI_WINDOW: i32 = 22;

/// The sizes of one build, in bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Table {
    rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Row {
    file: String,
    when: When,
    size: Size,
}

/// One content in three encodings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Size {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

impl Table {
    pub(super) fn measure(package: &Package) -> Self {
        let row = |(part, file, content): (super::assemble::Part, &str, &[u8])| Row {
            file: file.to_owned(),
            when: part.when(),
            size: Size::of(content),
        };
        let mut rows: Vec<_> = package.parts().map(row).collect();
        rows.sort_by(|one, two| (one.when, &one.file).cmp(&(two.when, &two.file)));
        Self { rows }
    }

    /// All that is loaded by then.
    fn until(&self, when: When) -> Size {
        let chosen = self.rows.iter().filter(|row| row.when <= when);
        chosen.fold(Size::default(), |sum, Row { size, .. }| Size {
            raw: sum.raw + size.raw,
            gzip: sum.gzip + size.gzip,
            brotli: sum.brotli + size.brotli,
        })
    }

    /// The table as it is printed.
    pub(super) fn lines(&self) -> Vec<String> {
        let line = |name: &str, size: &Size| {
            format!(
                "{name:<30} {:>9} {:>9} {:>9}",
                grouped(size.raw),
                grouped(size.gzip),
                grouped(size.brotli)
            )
        };
        let mut lines = vec![format!("{:<30} {:>9} {:>9} {:>9}", "", "raw", "gzip", "brotli")];
        lines.extend(self.rows.iter().map(|row| line(&row.file, &row.size)));
        for (name, when) in [
            ("until the launcher shows", When::Launcher),
            ("until a conversation is open", When::Conversation),
            ("with what loads on demand", When::Demand),
        ] {
            lines.push(line(name, &self.until(when)));
        }
        lines
    }
}

impl Size {
    fn of(content: &[u8]) -> Self {
        Self {
            raw: content.len() as u64,
            gzip: gzip(content),
            brotli: brotli(content),
        }
    }
}

fn gzip(content: &[u8]) -> u64 {
    let mut encoder = GzEncoder::new(Count(0), Compression::best());
    // Neither can fail: counting accepts everything.
    let _ = encoder.write_all(content);
    encoder.finish().map_or(0, |count| count.0)
}

/// The bytes of it as the budgets count them.
pub(super) fn brotli(content: &[u8]) -> u64 {
    let params = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW,
        ..Default::default()
    };
    let mut count = Count(0);
    let _ = brotli::BrotliCompress(&mut &content[..], &mut count, &params);
    count.0
}

/// A writer that only counts.
struct Count(u64);

impl std::io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// `12345` as `12,345`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What a build may weigh: `xtask/budget.toml`, in bytes of brotli.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Budget {
    launcher_brotli: u64,
    open_conversation_brotli: u64,
    all_brotli: u64,
}

impl Budget {
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read: {}", path.display()))?;
        toml::from_str(&text).with_context(|| format!("this budget is not understood: {}", path.display()))
    }

    /// Fails with the numbers if the build weighs more.
    pub(super) fn judge(&self, table: &Table) -> anyhow::Result<()> {
        let over: Vec<_> = [
            ("the launcher", When::Launcher, self.launcher_brotli),
            (
                "an open conversation",
                When::Conversation,
                self.open_conversation_brotli,
            ),
            ("the whole", When::Demand, self.all_brotli),
        ]
        .into_iter()
        .map(|(what, when, may)| (what, table.until(when).brotli, may))
        .filter(|(_, is, may)| is > may)
        .map(|(what, is, may)| {
            let [is, may, over] = [is, may, is - may].map(grouped);
            format!("{what} takes {is} of {may} bytes brotli ({over} too many)")
        })
        .collect();
        if !over.is_empty() {
            bail!("over the budget of `xtask/budget.toml`: {}", over.join("; "));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, Row, Size, Table, When, grouped};
    use crate::wasm::paths::Paths;

    fn table() -> Table {
        let row = |file: &str, when, raw, gzip, brotli| Row {
            file: file.to_owned(),
            when,
            size: Size { raw, gzip, brotli },
        };
        Table {
            rows: vec![
                row("host.0123456789abcdef.js", When::Launcher, 9000, 4000, 3500),
                row("loader.json", When::Launcher, 70, 80, 70),
                row(
                    "runtime.0123456789abcdef.wasm",
                    When::Conversation,
                    70_000,
                    31_000,
                    28_000,
                ),
                row("late.0123456789abcdef.js", When::Demand, 500, 300, 200),
            ],
        }
    }

    #[test]
    fn the_table_adds_up() {
        insta::assert_snapshot!(table().lines().join("\n"), @r"
                                             raw      gzip    brotli
        host.0123456789abcdef.js           9,000     4,000     3,500
        loader.json                           70        80        70
        runtime.0123456789abcdef.wasm     70,000    31,000    28,000
        late.0123456789abcdef.js             500       300       200
        until the launcher shows           9,070     4,080     3,570
        until a conversation is open      79,070    35,080    31,570
        with what loads on demand         79,570    35,380    31,770
        ");
    }

    #[test]
    fn the_budget_is_a_limit_that_may_be_reached() {
        let judge = |launcher_brotli, open_conversation_brotli, all_brotli| {
            let budget = Budget {
                launcher_brotli,
                open_conversation_brotli,
                all_brotli,
            };
            budget.judge(&table()).map_err(|error| error.to_string())
        };
        assert_eq!(judge(3570, 31_570, 31_770), Ok(()));
        let error = judge(3570, 31_569, 31_770).unwrap_err();
        assert_eq!(
            error,
            "over the budget of `xtask/budget.toml`: an open conversation takes 31,570 of 31,569 bytes brotli \
             (1 too many)"
        );
        let error = judge(3570, 31_570, 31_769).unwrap_err();
        assert!(
            error.ends_with(": the whole takes 31,770 of 31,769 bytes brotli (1 too many)"),
            "{error}"
        );
        let error = judge(100, 200, 40_000).unwrap_err();
        assert!(error.contains("the launcher takes 3,570 of 100 bytes brotli (3,470 too many); an open"));
    }

    #[test]
    fn the_committed_budget_is_understood() {
        let budget = Budget::read(&Paths::find().unwrap().budget).unwrap();
        assert!(budget.launcher_brotli < budget.open_conversation_brotli);
        let parse = |more: &str| toml::from_str::<Budget>(&format!("launcher_brotli = 1\n{more}"));
        assert!(parse("open_conversation_brotli = 1\nall_brotli = 1").is_ok());
        assert!(parse("open_conversation_brotli = 1").is_err());
        assert!(parse("open_conversation_brotli = 1\nall_brotli = 1\nx = 1").is_err());
    }

    #[test]
    fn sizes_are_those_of_the_formats() {
        // gzip has 18 bytes around an empty block of 2, brotli one byte for nothing.
        assert_eq!(
            Size::of(b""),
            Size {
                raw: 0,
                gzip: 20,
                brotli: 1
            }
        );
        let size = Size::of(&[b'a'; 100_000]);
        assert!(
            size.raw == 100_000 && size.gzip < 200 && size.brotli < 20,
            "{size:?}"
        );
        assert_eq!(
            [0, 999, 1000, 1_234_567].map(grouped),
            ["0", "999", "1,000", "1,234,567"]
        );
    }
}
