//! What the kernel has counted since the machine's start, as its texts in /proc say: proc_stat(5), proc_meminfo(5),
//! and `net/dev` in proc_pid_net(5).
//!
//! Kernels add lines and columns over time. What is not known here is passed over, and what an older kernel does not
//! count is zero; only a text that lacks what every kernel has is refused.

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, anyhow, ensure};

/// All that is counted, at one moment.
#[derive(Clone, Debug)]
pub struct Counters {
    pub at: Instant,
    pub stat: Stat,
    pub memory: Memory,
    pub interfaces: Vec<Interface>,
}

/// Of `stat`: all processors together, and those that are in use, one by one.
#[derive(Clone, Debug, PartialEq)]
pub struct Stat {
    pub all: Ticks,
    pub processors: Vec<Processor>,
}

/// A processor and what it has done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Processor {
    pub number: u32,
    pub ticks: Ticks,
}

/// Clock ticks that went into each kind of work. Those for guests of virtual machines are among `user` and `nice`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ticks {
    pub user: u64,
    pub nice: u64,
    pub system: u64,
    pub idle: u64,
    pub iowait: u64,
    pub irq: u64,
    pub softirq: u64,
    pub steal: u64,
}

/// Of `meminfo`, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Memory {
    pub total: u64,
    pub free: u64,
    /// What programs can have without swapping; kernels before 3.14 do not say, then what is free or a cache.
    pub available: u64,
    pub buffers: u64,
    pub cached: u64,
    pub swap_total: u64,
    pub swap_free: u64,
}

/// Of `net/dev`: an interface and the bytes that went through it.
#[derive(Clone, Debug, PartialEq)]
pub struct Interface {
    pub name: String,
    pub received: u64,
    pub sent: u64,
}

/// Reads all of it.
///
/// # Errors
///
/// When a text cannot be read, or is not what the kernel writes. The error names it.
pub fn look(proc: &Path) -> Result<Counters> {
    Ok(Counters {
        at: Instant::now(),
        stat: read(proc, "stat", parse_stat)?,
        memory: read(proc, "meminfo", parse_meminfo)?,
        interfaces: read(proc, "net/dev", parse_net_dev)?,
    })
}

fn read<T>(proc: &Path, name: &str, parse: fn(&str) -> Result<T>) -> Result<T> {
    let path = proc.join(name);
    let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    // An interface's name may be any bytes.
    let text = String::from_utf8_lossy(&bytes);
    parse(&text).with_context(|| format!("{} is not as the kernel writes it", path.display()))
}

fn parse_stat(text: &str) -> Result<Stat> {
    let mut all = None;
    let mut processors = Vec::new();
    for line in text.lines() {
        let ticks = |text| parse_ticks(text).with_context(|| format!("in the line `{line}`"));
        let Some((name, columns)) = line.split_once(char::is_whitespace) else {
            continue;
        };
        match name.strip_prefix("cpu") {
            Some("") => all = Some(ticks(columns)?),
            Some(number) => {
                if let Ok(number) = number.parse() {
                    let ticks = ticks(columns)?;
                    processors.push(Processor { number, ticks });
                }
            }
            None => {}
        }
    }
    Ok(Stat {
        all: all.context("it has no line `cpu`")?,
        processors,
    })
}

fn parse_ticks(text: &str) -> Result<Ticks> {
    let columns = numbers(text)?;
    ensure!(columns.len() >= 4, "there are fewer than four numbers");
    let column = |index: usize| columns.get(index).copied().unwrap_or(0);
    Ok(Ticks {
        user: column(0),
        nice: column(1),
        system: column(2),
        idle: column(3),
        iowait: column(4),
        irq: column(5),
        softirq: column(6),
        steal: column(7),
    })
}

fn parse_meminfo(text: &str) -> Result<Memory> {
    let field = |wanted: &str| {
        let found = text.lines().find_map(|line| {
            let (name, amount) = line.split_once(':')?;
            (name.trim() == wanted).then_some((line, amount))
        });
        found
            .map(|(line, amount)| {
                let kib = amount.trim().trim_end_matches("kB").trim();
                let bytes = kib
                    .parse::<u64>()
                    .ok()
                    .and_then(|kib| kib.checked_mul(1024));
                bytes.with_context(|| format!("the line `{line}` has no number of kB"))
            })
            .transpose()
    };
    let or_zero = |name| anyhow::Ok(field(name)?.unwrap_or(0));
    let free = field("MemFree")?.context("it has no line `MemFree`")?;
    let buffers = or_zero("Buffers")?;
    let cached = or_zero("Cached")?;
    Ok(Memory {
        total: field("MemTotal")?.context("it has no line `MemTotal`")?,
        free,
        available: field("MemAvailable")?
            .unwrap_or(free.saturating_add(buffers).saturating_add(cached)),
        buffers,
        cached,
        swap_total: or_zero("SwapTotal")?,
        swap_free: or_zero("SwapFree")?,
    })
}

fn parse_net_dev(text: &str) -> Result<Vec<Interface>> {
    let mut lines = text.lines();
    let heading = lines
        .by_ref()
        .find(|line| line.contains("bytes"))
        .context("it has no line that names its columns")?;
    // "face |bytes packets … |bytes packets …": what is received, then what is sent.
    let groups: Vec<Vec<&str>> = heading
        .split('|')
        .skip(1)
        .map(|group| group.split_whitespace().collect())
        .collect();
    let [receive, transmit] = groups.as_slice() else {
        return Err(anyhow!("the columns `{heading}` are not in two groups"));
    };
    let bytes = |group: &[&str]| {
        let column = group.iter().position(|name| *name == "bytes");
        column.with_context(|| format!("a group of the columns `{heading}` has no `bytes`"))
    };
    let received = bytes(receive)?;
    let sent = receive.len() + bytes(transmit)?;

    lines
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            parse_interface(line, received, sent).with_context(|| format!("in the line `{line}`"))
        })
        .collect()
}

/// A line of `net/dev`, and which of its numbers are bytes.
fn parse_interface(line: &str, received: usize, sent: usize) -> Result<Interface> {
    let (name, columns) = line.rsplit_once(':').context("there is no colon")?;
    let columns = numbers(columns)?;
    let column = |index: usize| {
        columns
            .get(index)
            .copied()
            .context("it has too few numbers")
    };
    Ok(Interface {
        name: name.trim_start().to_owned(),
        received: column(received)?,
        sent: column(sent)?,
    })
}

fn numbers(text: &str) -> Result<Vec<u64>> {
    text.split_whitespace()
        .map(|word| word.parse().map_err(|_| anyhow!("`{word}` is no number")))
        .collect()
}

#[cfg(test)]
mod tests {
    //! `tests/telemetry.rs` has this file as a module of its own, and so runs these.

    use super::*;

    /// As kernels since 2.6.33 write it, with one processor that is off.
    const STAT: &str = "\
cpu  310 20 90 4000 45 6 7 8 30 2
cpu0 200 10 50 1900 25 4 5 6 30 2
cpu2 110 10 40 2100 20 2 2 2 0 0
intr 7731 0 9 0 0 18
ctxt 190221
btime 1700000000
processes 5120
procs_running 2
procs_blocked 0
softirq 4242 0 1200 11 50 0 0 3 0 0 2978
";

    const MEMINFO: &str = "\
MemTotal:        8048576 kB
MemFree:         1024000 kB
MemAvailable:    5000000 kB
Buffers:          200000 kB
Cached:          3000000 kB
SwapCached:          128 kB
Active(anon):      52000 kB
SwapTotal:       2097148 kB
SwapFree:        2000000 kB
HugePages_Total:       0
Hugepagesize:       2048 kB
";

    const NET_DEV: &str = "\
Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:    5120      40    0    0    0     0          0         0     5120      40    0    0    0     0       0          0
  eth0: 9000111    7001    0    2    0     0          0        12  1234567    3210    0    0    0     0       0          0
veth1a2b3c4:99 1 0 0 0 0 0 0 77 1 0 0 0 0 0 0
";

    #[test]
    fn processors_have_their_numbers_and_ticks() {
        let stat = parse_stat(STAT).unwrap();
        assert_eq!(stat.all.user, 310);
        let numbers: Vec<_> = stat.processors.iter().map(|cpu| cpu.number).collect();
        assert_eq!(numbers, [0, 2]);
        let first = Ticks {
            user: 200,
            nice: 10,
            system: 50,
            idle: 1900,
            iowait: 25,
            irq: 4,
            softirq: 5,
            steal: 6,
        };
        assert_eq!(stat.processors[0].ticks, first);
    }

    #[test]
    fn columns_that_a_kernel_lacks_are_zero_and_ones_that_it_adds_are_passed_over() {
        let old = parse_stat("cpu 4 3 2 1\ncpu0 4 3 2 1\n").unwrap();
        assert_eq!(old.all.idle, 1);
        assert_eq!(old.all.iowait, 0);
        assert_eq!(old.processors[0].ticks.steal, 0);
        let new = parse_stat("cpu 1 2 3 4 5 6 7 8 9 10 11 12\ncpufreq 7\n").unwrap();
        assert_eq!(new.all.steal, 8);
        assert!(new.processors.is_empty());
    }

    #[test]
    fn stat_that_says_nothing_of_processors_is_refused() {
        for (text, what) in [
            ("", "no line `cpu`"),
            ("intr 1 2 3\n", "no line `cpu`"),
            ("cpu 1 2 3\n", "fewer than four"),
            ("cpu 1 2 3 x\n", "`x` is no number"),
            ("cpu 1 2 3 -4\n", "`-4` is no number"),
        ] {
            let error = format!("{:#}", parse_stat(text).unwrap_err());
            assert!(error.contains(what), "{text:?}: {error}");
        }
    }

    #[test]
    fn memory_is_in_bytes() {
        let expected = Memory {
            total: 8_048_576 * 1024,
            free: 1_024_000 * 1024,
            available: 5_000_000 * 1024,
            buffers: 200_000 * 1024,
            cached: 3_000_000 * 1024,
            swap_total: 2_097_148 * 1024,
            swap_free: 2_000_000 * 1024,
        };
        assert_eq!(parse_meminfo(MEMINFO).unwrap(), expected);
    }

    #[test]
    fn memory_of_an_old_kernel_is_available_if_it_is_free_or_a_cache() {
        let text = "MemTotal: 100 kB\nMemFree: 10 kB\nBuffers: 5 kB\nCached: 20 kB\n";
        let memory = parse_meminfo(text).unwrap();
        assert_eq!(memory.available, 35 * 1024);
        assert_eq!(memory.swap_total, 0);
    }

    #[test]
    fn meminfo_without_its_essentials_is_refused() {
        for (text, what) in [
            ("", "no line `MemFree`"),
            ("MemFree: 1 kB\n", "no line `MemTotal`"),
            ("MemFree: many kB\n", "no number of kB"),
            ("MemFree: 18446744073709551615 kB\n", "no number of kB"),
        ] {
            let error = format!("{:#}", parse_meminfo(text).unwrap_err());
            assert!(error.contains(what), "{text:?}: {error}");
        }
    }

    #[test]
    fn interfaces_have_their_names_and_bytes() {
        let found: Vec<_> = parse_net_dev(NET_DEV)
            .unwrap()
            .into_iter()
            .map(|at| (at.name, at.received, at.sent))
            .collect();
        let expected = [
            ("lo".to_owned(), 5_120, 5_120),
            ("eth0".to_owned(), 9_000_111, 1_234_567),
            // A long name leaves no room between it and the first number.
            ("veth1a2b3c4".to_owned(), 99, 77),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn columns_of_interfaces_are_found_by_their_names() {
        let text =
            "Inter-|Receive|Transmit\n face |packets bytes new|fifo bytes\neth0: 1 2 3 4 5\n";
        let found = &parse_net_dev(text).unwrap()[0];
        assert_eq!((found.received, found.sent), (2, 5));
    }

    #[test]
    fn machine_without_interfaces_has_none() {
        let heading: String = NET_DEV
            .lines()
            .take(2)
            .flat_map(|line| [line, "\n"])
            .collect();
        assert_eq!(parse_net_dev(&heading).unwrap(), []);
    }

    #[test]
    fn net_dev_that_is_something_else_is_refused() {
        for (text, what) in [
            ("", "names its columns"),
            ("face |bytes\nlo: 1\n", "two groups"),
            ("face |bytes|packets\nlo: 1 2\n", "has no `bytes`"),
            ("face |bytes|bytes\nlo 1 2\n", "no colon"),
            ("face |bytes|bytes\nlo: 1\n", "too few numbers"),
            ("face |bytes|bytes\nlo: 1 many\n", "`many` is no number"),
        ] {
            let error = format!("{:#}", parse_net_dev(text).unwrap_err());
            assert!(error.contains(what), "{text:?}: {error}");
        }
    }

    #[test]
    fn this_machines_texts_are_understood() {
        let counters = look(Path::new("/proc")).unwrap();
        assert!(!counters.stat.processors.is_empty());
        assert!(counters.memory.total > counters.memory.free);
    }
}
