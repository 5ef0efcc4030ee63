//! What another process of this machine takes, where `/proc` tells.

/// Memory and processor time.
pub(crate) struct Usage {
    /// MiB that are in memory.
    pub(crate) resident: f64,
    /// Seconds of processor time since its start, kernel and user.
    pub(crate) seconds: f64,
}

/// Ticks a second in `/proc`: `USER_HZ`, 100 on every Linux that Rust runs on.
const TICKS: f64 = 100.0;

impl Usage {
    pub(crate) fn of(pid: u32) -> Option<Self> {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let resident: f64 = resident.split_whitespace().next()?.parse().ok()?;
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name in parentheses may hold anything; `utime` and `stime` are fields 14 and 15.
        let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
        let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
        Some(Usage {
            resident: resident / 1024.0,
            seconds: (ticks(11)? + ticks(12)?) / TICKS,
        })
    }
}
