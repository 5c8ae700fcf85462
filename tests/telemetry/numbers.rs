//! The numbers that are shown: those of this machine, and those of texts with known differences.

use std::collections::BTreeMap;
use std::fs;
use std::net::UdpSocket;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use nix::sys::signal::Signal;
use serde_json::Value;
use shm_tests::{Name, skip};

use crate::cells::{CPUS, INTERFACES};
use crate::{reader, sampler, samples};

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}

fn about(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-6 * left.abs().max(right.abs()).max(1.0)
}

/// The bytes received and sent of each interface of this machine.
fn traffic() -> BTreeMap<String, (u64, u64)> {
    let text = fs::read_to_string("/proc/net/dev").unwrap();
    let interfaces = text.lines().skip(2).map(|line| {
        let (name, numbers) = line.split_once(':').unwrap();
        let numbers: Vec<u64> = numbers
            .split_whitespace()
            .map(|word| word.parse().unwrap())
            .collect();
        (name.trim().to_owned(), (numbers[0], numbers[8]))
    });
    interfaces.collect()
}

/// A line of /proc/meminfo, in bytes.
fn memory(name: &str) -> u64 {
    let text = fs::read_to_string("/proc/meminfo").unwrap();
    let line = text
        .lines()
        .find(|line| line.starts_with(&format!("{name}:")))
        .unwrap();
    line.split_whitespace()
        .nth(1)
        .unwrap()
        .parse::<u64>()
        .unwrap()
        * 1024
}

/// Keeps a processor and the loopback interface at work while something is done.
fn while_busy<T>(action: impl FnOnce() -> T) -> T {
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
            let to = socket.local_addr().unwrap();
            while !is_over.load(Ordering::Relaxed) {
                // Nobody reads: what does not fit is dropped, but it was sent.
                let _ = socket.send_to(&[0; 1_000], to);
            }
        });
        let result = action();
        is_over.store(true, Ordering::Relaxed);
        result
    })
}

#[test]
fn samples_are_of_this_machine() {
    let name = Name::new("telemetry");
    let before = traffic();
    let _sampler = sampler(&name, &["--every", "0.2"]);
    let samples = while_busy(|| samples(&reader(&name, &["--samples", "4", "--json"]).output()));
    let after = traffic();
    assert_eq!(samples.len(), 4);
    assert!(samples.is_sorted_by(|one, next| number(&one["sample"]) < number(&next["sample"])));

    let stat = fs::read_to_string("/proc/stat").unwrap();
    let processors: Vec<&str> = (stat.lines())
        .filter_map(|line| line.split_whitespace().next()?.strip_prefix("cpu"))
        .filter(|number| !number.is_empty())
        .collect();
    for sample in &samples {
        let cpus = sample["cpus"].as_array().unwrap();
        let numbers: Vec<String> = cpus.iter().map(|cpu| cpu["number"].to_string()).collect();
        assert_eq!(numbers, processors);
        assert_eq!(sample["cpus_left_out"], 0);
        for usage in cpus.iter().chain([&sample["cpu"]]) {
            let [busy, user, system, steal, iowait] =
                ["busy", "user", "system", "steal", "iowait"].map(|key| number(&usage[key]));
            assert!(about(busy, user + system + steal), "{usage}");
            assert!(busy >= 0.0 && busy + iowait < 100.000_1, "{usage}");
        }

        let bytes = |key: &str| sample["memory"][key].as_u64().unwrap();
        assert_eq!(bytes("total"), memory("MemTotal"));
        assert_eq!(bytes("swap_total"), memory("SwapTotal"));
        assert!(0 < bytes("available") && bytes("available") <= bytes("total"));
        assert!(bytes("free") <= bytes("total"));

        let interfaces = sample["interfaces"].as_array().unwrap();
        assert_eq!(interfaces.len(), before.len());
        for interface in interfaces {
            let name = interface["name"].as_str().unwrap();
            let [received, sent] = ["received", "sent"].map(|key| interface[key].as_u64().unwrap());
            assert!(
                (before[name].0..=after[name].0).contains(&received),
                "{interface}"
            );
            assert!(
                (before[name].1..=after[name].1).contains(&sent),
                "{interface}"
            );
        }
    }
    // One processor at least has worked all the time.
    assert!(
        samples
            .iter()
            .all(|sample| number(&sample["cpu"]["busy"]) > 0.0),
        "{samples:?}"
    );
}

#[test]
fn bytes_a_second_are_the_bytes_between_two_samples() {
    let name = Name::new("telemetry");
    let _sampler = sampler(&name, &["--every", "0.2"]);
    let before = traffic();
    let samples = while_busy(|| samples(&reader(&name, &["--samples", "4", "--json"]).output()));
    if before
        .get("lo")
        .is_none_or(|before| before.1 == traffic()["lo"].1)
    {
        skip(
            "bytes_a_second",
            "there is no loopback interface that is up",
        );
        return;
    }
    let loopback = |sample: &Value| {
        let interfaces = sample["interfaces"].as_array().unwrap();
        let found = interfaces
            .iter()
            .find(|interface| interface["name"] == "lo");
        let [sent, rate] = ["sent", "sent_per_second"].map(|key| number(&found.unwrap()[key]));
        (sent, rate)
    };
    let mut compared = 0;
    for pair in samples.windows(2) {
        // The reader may have missed one.
        if number(&pair[1]["sample"]) == number(&pair[0]["sample"]) + 1.0 {
            let (sent_before, _) = loopback(&pair[0]);
            let (sent, rate) = loopback(&pair[1]);
            let seconds = number(&pair[1]["elapsed_ns"]) / 1e9;
            assert!(about(rate * seconds, sent - sent_before), "{pair:?}");
            compared += usize::from(sent > sent_before);
        }
    }
    assert!(compared > 0, "{samples:?}");
}

/// Counters in a directory, as in /proc.
fn write_counters(proc: &Path, cpus: &[[u64; 8]], interfaces: &[(String, u64, u64)]) {
    let columns = |ticks: &[u64; 8]| ticks.map(|ticks| ticks.to_string()).join(" ");
    let all = std::array::from_fn(|column| cpus.iter().map(|ticks| ticks[column]).sum());
    let mut stat = format!("cpu {}\n", columns(&all));
    for (number, ticks) in cpus.iter().enumerate() {
        stat += &format!("cpu{number} {}\n", columns(ticks));
    }
    let mut net_dev = "face |bytes packets|bytes packets\n".to_owned();
    for (name, received, sent) in interfaces {
        net_dev += &format!("{name}: {received} 1 {sent} 1\n");
    }
    let meminfo = "MemTotal: 100 kB\nMemFree: 10 kB\nMemAvailable: 40 kB\n";
    fs::create_dir_all(proc.join("net")).unwrap();
    for (name, text) in [
        ("stat", stat.as_str()),
        ("meminfo", meminfo),
        ("net/dev", &net_dev),
    ] {
        // At once: the sampler is never to see half of it.
        fs::write(proc.join("new"), text).unwrap();
        fs::rename(proc.join("new"), proc.join(name)).unwrap();
    }
}

#[test]
fn known_differences_are_shown_exactly() {
    let proc = tempfile::tempdir().unwrap();
    write_counters(
        proc.path(),
        &[[0; 8], [1_000; 8]],
        &[("eth0".into(), 1_000, 2_000)],
    );
    let name = Name::new("telemetry");
    let mut reader = reader(&name, &["--samples", "1", "--json"]);
    reader.wait_to_say("there is no sampler");
    // It has looked once when the segment is there.
    let options = [
        "--proc",
        proc.path().to_str().unwrap(),
        "--every",
        "2",
        "--samples",
        "1",
    ];
    let (mut sampler, _) = sampler(&name, &options);
    write_counters(
        proc.path(),
        &[
            [10, 15, 5, 40, 10, 4, 6, 10],
            [1_001, 1_000, 1_000, 1_003, 1_000, 1_000, 1_000, 1_000],
        ],
        &[("eth0".into(), 5_000, 2_500)],
    );
    let sample = &samples(&reader.output())[0];
    assert!(sampler.output().status.success());

    let usage = |usage: &Value| {
        ["busy", "user", "system", "steal", "iowait"].map(|key| number(&usage[key]))
    };
    assert_eq!(usage(&sample["cpus"][0]), [50.0, 25.0, 15.0, 10.0, 10.0]);
    assert_eq!(usage(&sample["cpus"][1]), [25.0, 25.0, 0.0, 0.0, 0.0]);
    assert!(
        about(usage(&sample["cpu"])[4], 100.0 * 10.0 / 104.0),
        "{sample}"
    );
    assert_eq!(sample["memory"]["total"], 102_400);
    assert_eq!(sample["memory"]["available"], 40_960);
    assert_eq!(sample["memory"]["swap_total"], 0);
    let seconds = number(&sample["elapsed_ns"]) / 1e9;
    let eth0 = &sample["interfaces"][0];
    assert_eq!(eth0["name"], "eth0");
    assert!(
        about(number(&eth0["received_per_second"]) * seconds, 4_000.0),
        "{sample}"
    );
    assert!(
        about(number(&eth0["sent_per_second"]) * seconds, 500.0),
        "{sample}"
    );
}

#[test]
fn what_does_not_fit_is_said_by_all() {
    let proc = tempfile::tempdir().unwrap();
    let cpus = vec![[1; 8]; CPUS + 3];
    let interfaces: Vec<_> = (0..INTERFACES + 2)
        .map(|number| (format!("veth{number}"), 1, 1))
        .collect();
    write_counters(proc.path(), &cpus, &interfaces);
    let name = Name::new("telemetry");
    let options = ["--proc", proc.path().to_str().unwrap(), "--every", "0.05"];
    let (sampler, _) = sampler(&name, &options);
    let sample = &samples(&reader(&name, &["--samples", "1", "--json"]).output())[0];
    assert_eq!(sample["cpus"].as_array().unwrap().len(), CPUS);
    assert_eq!(sample["cpus_left_out"], 3);
    assert_eq!(sample["interfaces"].as_array().unwrap().len(), INTERFACES);
    assert_eq!(sample["interfaces_left_out"], 2);
    let table = reader(&name, &["--samples", "1"]).output();
    let table = String::from_utf8_lossy(&table.stdout);
    assert!(table.contains("and 3 processors for which"), "{table}");
    assert!(table.contains("and 2 interfaces for which"), "{table}");
    sampler.wait_to_say("3 processors and 2 interfaces do not fit");
}

#[test]
fn table_has_a_row_for_each_processor_and_interface() {
    let name = Name::new("telemetry");
    let _sampler = sampler(&name, &["--every", "0.05"]);
    let output = reader(&name, &["--samples", "1"]).output();
    let table = String::from_utf8_lossy(&output.stdout);
    let first_words: Vec<&str> = table
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    for word in ["cpu", "all", "0", "memory", "swap", "interface"] {
        assert!(first_words.contains(&word), "{word}: {table}");
    }
    for name in traffic().keys() {
        assert!(first_words.contains(&name.as_str()), "{name}: {table}");
    }
    assert!(table.contains(&name.address().to_string()), "{table}");
}

#[test]
fn every_backend_with_names_serves() {
    for name in [Name::file("telemetry"), Name::sysv()] {
        let (mut sampler, _) = sampler(&name, &["--every", "0.05"]);
        assert_eq!(
            samples(&reader(&name, &["--samples", "1", "--json"]).output()).len(),
            1
        );
        sampler.signal(Signal::SIGINT);
        assert!(sampler.output().status.success());
        assert!(!name.exists());
    }
}
