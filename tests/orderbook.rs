//! The order book example, run as a user runs it: real processes, real signals, real files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use shm_runtime::{Segment, shared};
use shm_tests::{Example, example, runs, wait_until};
use tempfile::TempPath;

#[path = "../examples/orderbook/book.rs"]
#[allow(dead_code)]
mod book;

use book::{OrderBook, OrderBookReader};

/// A snapshot and two deltas that set, change and remove levels, at the best price and behind it.
const SMALL_FEED: &str = r#"
{"topic":"t","type":"snapshot","ts":1,"data":{"s":"X","b":[["10.1","5"],["10.0","7.5"],["9.9","1"]],"a":[["10.2","4"],["10.3","6"]],"u":1,"seq":1},"cts":1}
{"topic":"t","type":"delta","ts":2,"data":{"s":"X","b":[["10.1","0"],["9.8","2"]],"a":[["10.3","8.25"]],"u":2,"seq":2},"cts":2}
{"topic":"t","type":"delta","ts":3,"data":{"s":"X","b":[["10.05","3"],["9.7","0"]],"a":[["10.15","2"],["10.2","0"]],"u":3,"seq":3},"cts":3,"new":{}}
"#;

#[test]
fn simulated_feed_is_read_without_a_torn_read() {
    let name = Name::new();
    let result = json(&Example::finish(
        orderbook(&name).args(["--loops", "3", "--json"]),
    ));
    assert_eq!(result["backend"], "posix");
    assert_eq!(result["protocol"], "seqlock");
    assert_eq!(result["versions"], 3_000);
    assert_eq!(result["torn"], 0);
    assert!(result["snapshots"].as_u64() >= Some(2), "{result}");
    assert!(
        result["reads"].as_u64() > result["snapshots"].as_u64(),
        "{result}"
    );
    for latency in ["field_read_ns", "snapshot_ns"] {
        let [p50, p99, p999, max] =
            ["p50", "p99", "p999", "max"].map(|key| result[latency][key].as_u64().unwrap());
        assert!(
            0 < p50 && p50 <= p99 && p99 <= p999 && p999 <= max,
            "{result}"
        );
    }
    assert!(!name.exists());
}

#[test]
fn book_in_a_latch_is_read_without_a_torn_read() {
    let name = Name::new();
    let result = json(&Example::finish(orderbook(&name).args([
        "--protocol",
        "latch",
        "--loops",
        "3",
        "--json",
    ])));
    assert_eq!(result["protocol"], "latch");
    assert_eq!(result["versions"], 3_000);
    assert_eq!(result["torn"], 0);
    assert!(result["snapshots"].as_u64() >= Some(2), "{result}");
    assert!(!name.exists());
}

#[test]
fn backends_and_protocols_lead_to_the_same_book() {
    let result = |name: Name, protocol: &str| {
        let mut command = orderbook(&name);
        command.args(["--protocol", protocol, "--loops", "1", "--json"]);
        let result = json(&Example::finish(&mut command));
        assert_eq!(result["backend"], name.backend());
        assert_eq!(result["protocol"], protocol);
        assert_eq!(result["torn"], 0);
        assert!(!name.exists());
        let keys = [
            "versions",
            "best_bid",
            "best_ask",
            "bid_qty_100",
            "ask_qty_100",
        ];
        keys.map(|key| result[key].clone())
    };
    let expected = result(Name::new(), "seqlock");
    assert_eq!(expected[0], 1_000);
    for protocol in ["seqlock", "latch"] {
        for name in Name::of_each_backend() {
            let shown = format!("{}, {protocol}", name.address());
            assert_eq!(result(name, protocol), expected, "{shown}");
        }
    }
}

#[test]
fn result_has_the_published_keys_and_no_others() {
    let keys = [
        "ask_levels",
        "ask_qty_100",
        "backend",
        "best_ask",
        "best_ask_qty",
        "best_bid",
        "best_bid_qty",
        "bid_levels",
        "bid_qty_100",
        "field_read_ns",
        "protocol",
        "reads",
        "retries",
        "snapshot_ns",
        "snapshots",
        "torn",
        "versions",
    ];
    let result = json(&Example::finish(
        orderbook(&Name::new()).args(["--loops", "1", "--json"]),
    ));
    let mut found: Vec<_> = result
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    found.sort_unstable();
    assert_eq!(found, keys);
}

#[test]
fn table_tells_people_the_same() {
    let name = Name::new();
    let output = Example::finish(orderbook(&name).args(["--loops", "1"]));
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{table}");
    for word in [
        "published 1,000 versions",
        "reads",
        "retries",
        "torn reads",
        "p99.9",
        "field read",
        "snapshot",
    ] {
        assert!(table.contains(word), "{word}: {table}");
    }
    assert!(table.contains(&name.address()), "{table}");
}

#[test]
fn run_without_an_address_takes_a_name_of_its_own_and_leaves_none() {
    let mut run = Example::start(example("orderbook").args(["--seconds", "0.3", "--json"]));
    let path = Path::new("/dev/shm").join(format!("orderbook-{}", run.pid()));
    let path = TempPath::try_from_path(path).unwrap();
    wait_until("the segment is there", || path.exists());
    let result = json(&run.output());
    assert_eq!(result["torn"], 0);
    assert!(!path.exists());
}

#[test]
fn recorded_feed_leads_to_its_last_book() {
    let name = Name::new();
    let file = Recording::new(SMALL_FEED);
    let result = json(&Example::finish(
        orderbook(&name)
            .args(["--loops", "5", "--json", "--replay"])
            .arg(&file.0),
    ));
    assert_eq!(result["versions"], 15);
    assert_eq!(result["torn"], 0);
    assert_eq!(result["best_bid"], 10.05);
    assert_eq!(result["best_bid_qty"], 3);
    assert_eq!(result["best_ask"], 10.15);
    assert_eq!(result["best_ask_qty"], 2);
    assert_eq!(result["bid_levels"], 4);
    assert_eq!(result["ask_levels"], 2);
    assert_eq!(result["bid_qty_100"], 13.5);
    assert_eq!(result["ask_qty_100"], 10.25);
    assert!(!name.exists());
}

#[test]
fn recorded_exchange_feed_leads_to_its_last_book() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/xrpusdt-ob500.jsonl");
    if !file.exists() {
        shm_tests::skip("recorded_feed", "the recorded feed is not on this machine");
        return;
    }
    let result = json(&Example::finish(
        orderbook(&Name::new())
            .args(["--loops", "20", "--json", "--replay"])
            .arg(&file),
    ));
    assert_eq!(result["versions"], 1_000);
    assert_eq!(result["torn"], 0);
    assert_eq!(result["best_bid"], 1.9537);
    assert_eq!(result["best_bid_qty"], 10_605);
    assert_eq!(result["best_ask"], 1.9538);
    assert_eq!(result["best_ask_qty"], 6_702);
    assert_eq!(result["bid_levels"], 500);
    assert_eq!(result["ask_levels"], 500);
    assert_eq!(result["bid_qty_100"], 2_016_190);
    assert_eq!(result["ask_qty_100"], 2_410_192);
}

#[test]
fn another_program_that_knows_the_struct_reads_along() {
    let name = Name::new();
    let mut run = Example::start(orderbook(&name).args(["--seconds", "600", "--json"]));
    children(&mut run, &name);
    let segment = shared!(open OrderBook, at(name.address())).unwrap();
    let reader = segment.reader();
    for _ in 0..1_000 {
        // A busy feed is not this test's subject.
        if let Some(book) = reader.try_read().unwrap() {
            assert!(book.is_whole());
        }
    }
    run.signal(Signal::SIGINT);
    assert_eq!(last_line(&run.output())["torn"], 0);
    // What is removed stays valid for those who have it open.
    assert!(!segment.is_current().unwrap());
    assert!(reader.read().unwrap().is_whole());
}

#[test]
fn real_speed_keeps_to_the_time_stamps() {
    let feed = SMALL_FEED
        .replace("\"ts\":2,", "\"ts\":151,")
        .replace("\"ts\":3,", "\"ts\":301,");
    let file = Recording::new(&feed);
    let name = Name::new();
    let start = Instant::now();
    let result = json(&Example::finish(
        orderbook(&name)
            .args(["--speed", "real", "--json", "--replay"])
            .arg(&file.0),
    ));
    assert!(start.elapsed() >= Duration::from_millis(300));
    assert_eq!(result["versions"], 3);
}

#[test]
fn replay_file_that_cannot_be_played_is_refused_by_file_and_line() {
    let snapshot = SMALL_FEED.trim().lines().next().unwrap();
    let delta = SMALL_FEED.trim().lines().nth(1).unwrap();
    let crossed = snapshot.replace("10.2", "10.1");
    let not_a_number = delta.replace("9.8", "1e5");
    for (lines, line, what) in [
        ("", 1, "no message"),
        ("\n\n", 1, "no message"),
        (delta, 1, "a delta before any snapshot"),
        (&format!("{snapshot}\n{{\"type\":"), 2, "column"),
        (&format!("{snapshot}\n\n{delta}\nnonsense"), 4, "column 2"),
        (
            &format!("{snapshot}\n{}", delta.replace("delta", "trade")),
            2,
            "`trade`",
        ),
        (
            &format!("{snapshot}\n{}", delta.replace("\"ts\":2,", "")),
            2,
            "`ts`",
        ),
        (&format!("{snapshot}\n{not_a_number}"), 2, "\"1e5\""),
        (&crossed, 1, "not below the best ask"),
    ] {
        let name = Name::new();
        let file = Recording::new(lines);
        let output = Example::finish(orderbook(&name).arg("--replay").arg(&file.0));
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{error}");
        assert!(
            error.contains(&format!("{}, line {line}:", file.0.display())),
            "{error}"
        );
        assert!(error.contains(what), "{what}: {error}");
        assert!(!name.exists());
    }
}

#[test]
fn missing_replay_file_is_refused_by_name() {
    let name = Name::new();
    let output = Example::finish(orderbook(&name).args(["--replay", "/nonexistent/feed.jsonl"]));
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(error.contains("/nonexistent/feed.jsonl"), "{error}");
    assert!(!name.exists());
}

#[test]
fn name_that_is_taken_is_refused_and_kept() {
    let name = Name::new();
    fs::write(name.path(), "someone else's").unwrap();
    let output = Example::finish(orderbook(&name).args(["--loops", "1"]));
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{error}");
    // The error of the process that creates, with its remedy.
    for part in [
        "the feed (process ",
        &format!("cannot create `{}`", name.address()),
        "help: ",
    ] {
        assert!(error.contains(part), "{part}: {error}");
    }
    assert_eq!(fs::read_to_string(name.path()).unwrap(), "someone else's");
}

#[test]
fn left_over_of_a_run_that_was_killed_is_replaced() {
    let name = Name::new();
    let mut run = Example::start(orderbook(&name).args(["--seconds", "600"]));
    let children = children(&mut run, &name);
    // At once, so that no process can clean up after another.
    run.signal_all(Signal::SIGKILL);
    run.output();
    wait_until("the children have ended", || {
        children.iter().all(|child| !child.runs())
    });
    assert!(name.exists());
    let result = json(&Example::finish(
        orderbook(&name).args(["--loops", "1", "--json"]),
    ));
    assert_eq!(result["versions"], 1_000);
    assert!(!name.exists());
}

#[test]
fn option_that_makes_no_sense_is_refused() {
    for options in [
        &["--loops", "0"][..],
        &["--seconds", "-1"],
        &["--speed", "slow"],
        &["--protocol", "ring"],
        &["--at", "posix:/../etc"],
        &["--at", "nowhere:/book"],
        &["--replay"],
        &["--unknown"],
        &["extra"],
    ] {
        let output = Example::finish(example("orderbook").args(options));
        assert_eq!(output.status.code(), Some(2), "{options:?}");
        assert!(!output.stderr.is_empty());
    }
}

#[test]
fn killed_feed_is_an_error_and_no_segment_is_left() {
    for name in Name::of_each_backend() {
        child_is_killed(name, "feed", 0, "the feed");
    }
}

#[test]
fn killed_strategy_is_an_error_and_no_segment_is_left() {
    for name in [Name::new(), Name::anonymous()] {
        child_is_killed(name, "strategy", 1, "strategy 2");
    }
}

fn child_is_killed(name: Name, role: &str, index: usize, shown: &str) {
    let mut run = Example::start(orderbook(&name).args(["--seconds", "600"]));
    let children = children(&mut run, &name);
    let victim = children
        .iter()
        .filter(|child| child.role == role)
        .nth(index)
        .unwrap();
    kill(victim.pid, Signal::SIGKILL).unwrap();

    let output = run.output();
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(
        error.contains(&format!("{shown} (process {})", victim.pid)),
        "{error}"
    );
    assert!(error.contains("signal: 9"), "{error}");
    assert!(!name.exists());
    assert!(children.iter().all(|child| !child.runs()));
}

#[test]
fn killed_supervisor_is_noticed_by_its_children_which_remove_the_segment() {
    for name in Name::of_each_backend() {
        let mut run = Example::start(orderbook(&name).args(["--seconds", "600"]));
        let children = children(&mut run, &name);
        run.signal(Signal::SIGKILL);
        run.output();
        wait_until("the children have ended", || {
            children.iter().all(|child| !child.runs())
        });
        assert!(!name.exists());
    }
}

#[test]
fn ctrl_c_ends_the_run_early_and_in_order() {
    let name = Name::new();
    let mut run = Example::start(orderbook(&name).args(["--seconds", "600", "--json"]));
    let children = children(&mut run, &name);
    // As a terminal does: to every process of the group.
    run.signal_all(Signal::SIGINT);

    let output = run.output();
    assert_eq!(
        output.status.code(),
        Some(128 + 2),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(last_line(&output)["torn"], 0);
    assert!(!name.exists());
    assert!(children.iter().all(|child| !child.runs()));
}

#[test]
fn supervisor_that_is_asked_to_terminate_leaves_no_segment() {
    let name = Name::new();
    let mut run = Example::start(orderbook(&name).args(["--seconds", "600"]));
    children(&mut run, &name);
    run.signal(Signal::SIGTERM);
    assert_eq!(run.output().status.code(), Some(128 + 15));
    assert!(!name.exists());
}

/// Where a book may be that no other test uses.
struct Name {
    address: String,
    /// An anonymous book has none. What has it is gone at the end of the test even if that fails.
    name: Option<shm_tests::Name>,
}

impl Name {
    fn new() -> Name {
        Name::named(shm_tests::Name::new("orderbook"))
    }

    fn file() -> Name {
        Name::named(shm_tests::Name::file("orderbook"))
    }

    fn sysv() -> Name {
        Name::named(shm_tests::Name::sysv())
    }

    fn named(name: shm_tests::Name) -> Name {
        Name {
            address: name.address().to_string(),
            name: Some(name),
        }
    }

    fn anonymous() -> Name {
        Name {
            address: "anonymous".into(),
            name: None,
        }
    }

    /// One of each backend.
    fn of_each_backend() -> [Name; 4] {
        [Name::new(), Name::file(), Name::sysv(), Name::anonymous()]
    }

    fn address(&self) -> String {
        self.address.clone()
    }

    fn backend(&self) -> &str {
        self.address.split(':').next().unwrap()
    }

    fn path(&self) -> PathBuf {
        self.name.as_ref().expect("it has a name").path()
    }

    fn exists(&self) -> bool {
        self.name.as_ref().is_some_and(shm_tests::Name::exists)
    }

    /// The book of a run whose feed is known, once it is there.
    fn book(&self, feed: &Process) -> Option<OrderBookReader> {
        let segment = match self.name {
            Some(_) => shared!(open OrderBook, at(&self.address)).ok()?,
            None => Segment::<OrderBook>::options().adopt(feed.memfd()?).ok()?,
        };
        Some(segment.reader())
    }
}

/// A file to replay, gone at the end of the test.
struct Recording(PathBuf);

impl Recording {
    fn new(lines: &str) -> Recording {
        let path =
            std::env::temp_dir().join(format!("shmtest-{}-{}.jsonl", process::id(), number()));
        fs::write(&path, lines).unwrap();
        Recording(path)
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// One that this process has not had yet.
fn number() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// The three children of a run, once the feed publishes.
fn children(run: &mut Example, name: &Name) -> Vec<Process> {
    let mut children = Vec::new();
    wait_until("the feed publishes", || {
        assert!(run.ended().is_none(), "it has ended: {}", run.stderr());
        children = (run.children().into_iter())
            .filter_map(|pid| {
                Some(Process {
                    pid,
                    role: role_of(pid)?,
                })
            })
            .collect();
        let feed = children.iter().find(|child| child.role == "feed");
        let book = feed.and_then(|feed| name.book(feed));
        book.is_some_and(|book| book.version().get() > 100)
    });
    assert_eq!(children.len(), 3);
    children
}

/// A child of the supervisor.
struct Process {
    pid: Pid,
    role: String,
}

impl Process {
    fn runs(&self) -> bool {
        runs(self.pid)
    }

    /// The descriptor of an anonymous book that it offers, as this process may open it.
    fn memfd(&self) -> Option<fs::File> {
        let descriptors = fs::read_dir(format!("/proc/{}/fd", self.pid)).ok()?;
        let mut paths = descriptors.filter_map(|entry| Some(entry.ok()?.path()));
        let path = paths.find(|path| {
            fs::read_link(path).is_ok_and(|to| to.to_string_lossy().starts_with("/memfd:"))
        })?;
        fs::File::open(path).ok()
    }
}

/// What follows `--role` in the command line.
fn role_of(pid: Pid) -> Option<String> {
    let command = fs::read_to_string(format!("/proc/{pid}/cmdline")).ok()?;
    let mut arguments = command
        .split('\0')
        .skip_while(|&argument| argument != "--role");
    arguments.nth(1).map(String::from)
}

fn orderbook(name: &Name) -> Command {
    let mut command = example("orderbook");
    command.args(["--at", &name.address()]);
    command
}

/// The result of a run that must have succeeded.
fn json(output: &Output) -> Value {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    last_line(output)
}

fn last_line(output: &Output) -> Value {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    serde_json::from_str(text.lines().last().unwrap()).unwrap()
}
