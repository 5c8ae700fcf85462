//! What there is too little of: an error, and never a signal or a killed process.

use super::*;

/// More than any machine has. Nothing of this type is ever built: the segment would be all zeroes.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
struct Huge {
    words: [u64; 1 << 40],
}

#[test]
fn a_struct_larger_than_the_machine_is_refused_without_touching_memory() {
    let error = shared!(create Huge, anonymous).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoSpace);
    let text = error.to_string();
    let number_before = |words: &str| -> u64 {
        let (before, _) = text.split_once(words).unwrap_or_else(|| panic!("{text}"));
        before
            .rsplit(' ')
            .next()
            .unwrap()
            .parse()
            .expect("a number")
    };
    assert!(
        number_before(" bytes, and this machine") > 1 << 43,
        "{text}"
    );
    let free = number_before(" bytes of memory free");
    assert!((1..1 << 43).contains(&free), "{text}");
}

/// The masks of a process's signals: pending, blocked, ignored, caught.
fn signals(peer: &Peer) -> Vec<String> {
    let status = fs::read_to_string(format!("/proc/{}/status", peer.id())).unwrap();
    let masks = status.lines().filter(|line| {
        line.starts_with("Sig") && !line.starts_with("SigQ") || line.starts_with("ShdPnd")
    });
    masks.map(str::to_owned).collect()
}

/// A peer under a limit, as `ulimit` takes it.
fn limited(limit: &str) -> Peer {
    let script = format!("ulimit {limit}; exec \"$0\"");
    Peer::from_command(Command::new("sh").args(["-c", &script, peer!()]))
}

#[test]
fn a_limit_on_the_size_of_files_is_an_error_and_no_signal() {
    let mut peer = limited("-f 8");
    let _watchdog = Watchdog::over(&peer);
    peer.is_refused("open anonymous", ErrorKind::Unsupported);
    let (before, descriptors) = (signals(&peer), open_descriptors(&peer));
    assert_eq!(before.len(), 5, "{before:?}");
    for _ in 0..2 {
        let said = peer.is_refused("create anonymous", ErrorKind::NoSpace);
        assert!(said.contains("ulimit -f"), "{said}");
        assert_eq!(signals(&peer), before, "SIGXFSZ is handled as before");
    }
    assert_eq!(
        open_descriptors(&peer),
        descriptors,
        "nothing is left behind"
    );
    assert!(peer.end().success());
}

/// Sets how high the numbers of a peer's new descriptors may be; whether that could be done.
fn limit_descriptors(peer: &Peer, limit: &str) -> bool {
    let status = Command::new("prlimit")
        .args([&format!("--nofile={limit}:"), "--pid"])
        .arg(peer.id().to_string())
        .status();
    status.is_ok_and(|status| status.success())
}

#[test]
fn a_limit_on_descriptors_is_an_error_until_it_is_raised() {
    let mut peer = creator();
    let _watchdog = Watchdog::over(&peer);
    if !limit_descriptors(&peer, "1") {
        let test = "a_limit_on_descriptors_is_an_error_until_it_is_raised";
        return skip(test, "there is no `prlimit`");
    }
    let before = open_descriptors(&peer);
    for (order, action) in [
        ("writer", "write"),
        ("give nobody", "get a descriptor of"),
        ("create anonymous", "create"),
    ] {
        let said = peer.is_refused(order, ErrorKind::Os);
        assert!(said.contains("Too many open files"), "{said}");
        assert!(
            said.contains(&format!("cannot {action} `anonymous`")),
            "{said}"
        );
    }
    assert_eq!(open_descriptors(&peer), before);
    assert_eq!(peer.ask("read"), "0 0");
    assert!(limit_descriptors(&peer, "64"), "it was lowered before");
    peer.tell("writer");
    assert_eq!(peer.ask("write 7"), "1");
}

/// How many descriptors a process has, those of its input and output among them.
fn open_descriptors(peer: &Peer) -> usize {
    let descriptors = fs::read_dir(format!("/proc/{}/fd", peer.id())).unwrap();
    descriptors.count()
}

#[test]
fn what_is_dropped_stays_nowhere() {
    let mut peer = Peer::start(peer!());
    let _watchdog = Watchdog::over(&peer);
    peer.tell("create anonymous");
    peer.tell("writer");
    peer.tell("drop_all");
    // What stands for leases in children is there from now on.
    let before = open_descriptors(&peer);
    for _ in 0..20 {
        peer.tell("create anonymous");
        peer.tell("writer");
        peer.tell("drop_all");
    }
    assert_eq!(open_descriptors(&peer), before);
    let maps = fs::read_to_string(format!("/proc/{}/maps", peer.id())).unwrap();
    assert!(!maps.contains("memfd:Large"), "{maps}");
}
