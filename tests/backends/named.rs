//! What segments keep that have a name, under which any process can write them.

use super::*;

#[path = "creation.rs"]
mod creation;
#[path = "ephemeral.rs"]
mod ephemeral;
#[path = "following.rs"]
mod following;
#[path = "forks.rs"]
mod forks;
#[path = "heirs.rs"]
mod heirs;
#[path = "leases.rs"]
mod leases;
#[path = "removal.rs"]
mod removal;
#[path = "threads.rs"]
mod threads;

// What the subjects do more than once.

fn start(peers: usize) -> Vec<Peer> {
    (0..peers).map(|_| new_peer()).collect()
}

/// A peer that takes the lease of a segment that is there.
fn next_writer_of(name: &Name) -> Peer {
    let mut writer = new_peer();
    writer.tell(&format!("open_writable {name}"));
    writer.tell("writer");
    writer
}

/// The segment at a name, for this process to write.
fn open_writable(name: &Name) -> Segment<Value> {
    shared!(open Value, at(name.address()), writable).unwrap()
}

/// Has a peer that holds the lease killed at a place in a write; the version that readers have then.
fn dies_in(mut writer: Peer, name: &Name, place: Place) -> u64 {
    writer.tell("write_forever");
    let version = stop_in(&writer, name, place);
    writer.kill();
    version
}

/// Leaves an ephemeral segment behind whose creator was killed.
fn leave_stale(name: &Name) {
    let mut creator = new_peer();
    creator.tell(&format!("create {name} ephemeral"));
    creator.tell("writer");
    assert_eq!(creator.ask("write 99"), "1");
    creator.kill();
    let error = name.open::<Value>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Stale);
}

/// Checks that the name leads to the segment of the peer that answered `ok`, and then has all let go of it.
fn assert_leads_to_the_one_of(name: &Name, peers: &mut [Peer], answers: &[String]) {
    let winner = answers.iter().position(|answer| answer == "ok").unwrap();
    assert_eq!(peers[winner].ask("is_current"), "true");
    let there = name.open::<Value>().unwrap();
    assert_eq!(peers[winner].ask("epoch"), there.epoch().to_string());
    for answer in all_at_once(peers, "drop_all") {
        assert_eq!(answer, "ok");
    }
}

/// The option for a pid namespace in which `/proc` shows its own processes.
const OWN_PROC: [&str; 1] = ["--mount-proc"];

/// A peer that is the first process of a pid namespace of its own, if such are permitted.
/// `unshare` is given the options too.
fn pid_namespace(test: &str, options: &[&str]) -> Option<Peer> {
    // As root, and as anybody where users may have namespaces.
    let ways: [&[&str]; 2] = [
        &["--pid", "--fork", "--kill-child"],
        &[
            "--user",
            "--map-root-user",
            "--pid",
            "--fork",
            "--kill-child",
        ],
    ];
    let permitted = ways.iter().find(|way| {
        let mut command = Command::new("unshare");
        let tried = command.args(**way).args(options).arg("true").output();
        tried.is_ok_and(|output| output.status.success())
    });
    let Some(way) = permitted else {
        skip(test, "this process may not make a pid namespace");
        return None;
    };
    Some(Peer::from_command(
        Command::new("unshare")
            .args(*way)
            .args(options)
            .args([peer!(), Value::NAME]),
    ))
}
