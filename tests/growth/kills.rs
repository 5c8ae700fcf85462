//! An upgrade that is killed at every store: whatever it has done by then, the segment is what it was, or upgraded, and
//! the next program goes on from there.
//!
//! One upgrade is run an instruction at a time, to see which words of the segment change, and in which order. Then, for
//! each of these changes, another is killed behind it, where a watchpoint of the processor stops it.

use super::*;
use nix::fcntl::{FcntlArg, fcntl};
use nix::libc;
use std::fs::{self, File};
use std::os::unix::fs::FileExt;

/// Bytes of a word.
const WORD: usize = 8;
/// Where the header has the layout version.
const LAYOUT_VERSION: usize = 48;
/// Where it has the offset of the control part, which begins with the pid of the lease's owner.
const CONTROL_OFFSET: usize = 120;
/// Bytes of a value of version 1.
const KNOWN: usize = 12;
/// Bytes that the cells of the structs with room keep for each copy of the value, and where the first is.
const ROOM: usize = 256;
const VALUE: usize = 64;

/// The bytes of a segment, looked at from outside.
struct Watched {
    file: File,
    /// As they were at first, and as they were when they were last looked at.
    first: Vec<u8>,
    last: Vec<u8>,
}

impl Watched {
    fn of(name: &Name) -> Watched {
        let file = File::options().read(true).write(true).open(name.path());
        let bytes = name.bytes();
        Watched {
            file: file.expect("it is a file"),
            first: bytes.clone(),
            last: bytes,
        }
    }

    /// Where the words start that have changed since the last look.
    fn look(&mut self) -> Vec<usize> {
        let mut bytes = vec![0; self.last.len()];
        self.file.read_exact_at(&mut bytes, 0).expect("it is there");
        let changed = different_words(&self.last, &bytes);
        self.last = bytes;
        changed
    }

    /// Where the words start that are not what they were at first.
    fn changed(&self) -> Vec<usize> {
        different_words(&self.first, &self.last)
    }

    fn word(&self, at: usize) -> u64 {
        u64::from_le_bytes(self.last[at..at + WORD].try_into().expect("a word"))
    }

    fn layout_version(&self) -> usize {
        self.word(LAYOUT_VERSION) as u32 as usize
    }

    /// Who is said to have the lease, for people to read.
    fn owner(&self) -> u64 {
        self.word(self.word(CONTROL_OFFSET) as usize)
    }

    /// Whether anybody has it.
    fn is_leased(&self) -> bool {
        let mut lock = libc::flock {
            l_type: libc::F_WRLCK as i16,
            l_whence: libc::SEEK_SET as i16,
            l_start: 0,
            l_len: 1,
            l_pid: 0,
        };
        fcntl(&self.file, FcntlArg::F_OFD_GETLK(&mut lock)).expect("it can be asked");
        lock.l_type != libc::F_UNLCK as i16
    }
}

fn different_words(before: &[u8], after: &[u8]) -> Vec<usize> {
    if before == after {
        return Vec::new();
    }
    let words = before.chunks_exact(WORD).zip(after.chunks_exact(WORD));
    let different = words
        .enumerate()
        .filter(|(_, (before, after))| before != after);
    different.map(|(index, _)| index * WORD).collect()
}

/// Where a process has the segment mapped to be written: proc_pid_maps(5).
fn mapped_at(peer: u32, name: &Name) -> usize {
    let maps = fs::read_to_string(format!("/proc/{peer}/maps")).expect("it is there");
    let path = name.path();
    let of_it = maps
        .lines()
        .find(|line| line.contains(" rw-s ") && line.ends_with(path.to_str().expect("text")));
    let (start, _) = of_it
        .and_then(|line| line.split_once('-'))
        .expect("it has it mapped");
    usize::from_str_radix(start, 16).expect("an address")
}

/// A store of an upgrade.
#[derive(Debug)]
struct Store {
    /// The word that it changed.
    at: usize,
    /// All words that are not what they were before the upgrade, once it is done.
    changed: Vec<usize>,
    /// The layout version then.
    layout_version: usize,
}

/// What happens to segments that are upgraded from one version to another: peers that are the same for all of them.
struct Scene {
    shared: &'static str,
    new_name: fn() -> Name,
    from: usize,
    to: usize,
    /// Creates them.
    first: Peer,
    /// Writes them, in the version before.
    writer: Peer,
    /// Read them, in the first version, the one before and the new one: from before the upgrade on, and those that open
    /// them after it.
    earlier: Peer,
    early: [Peer; 2],
    late: [Peer; 2],
    /// Upgrades them in the end.
    next: Peer,
}

impl Scene {
    fn new(shared: &'static str, new_name: fn() -> Name, from: usize, to: usize) -> Scene {
        Scene {
            shared,
            new_name,
            from,
            to,
            first: peer_of(1, shared),
            writer: peer_of(from, shared),
            earlier: peer_of(1, shared),
            early: [from, to].map(|version| peer_of(version, shared)),
            late: [from, to].map(|version| peer_of(version, shared)),
            next: peer_of(to, shared),
        }
    }

    /// What readers that know the version before and the new one read of a segment of the former that was not written since
    /// it was made.
    fn read_before(&self) -> [&'static str; 2] {
        if self.from == 1 {
            ["1 7", "1 7 default"]
        } else {
            ["2 8 8", "2 8 8 default"]
        }
    }

    /// A segment in whose room is what nobody may take for a value, opened by those who are to have it open, and somebody
    /// who is about to upgrade it.
    fn begin(&mut self) -> (Name, Peer) {
        let name = (self.new_name)();
        self.first.tell(&format!("create {name}"));
        self.first.tell("writer");
        self.first.tells("write 7", "1");
        self.first.tell("drop_writer");
        let copies = if self.shared == "Limits" { 2 } else { 1 };
        for copy in 0..copies {
            let at = VALUE + copy * ROOM + KNOWN;
            name.overwrite_cell(at as u64, &[0xEE; ROOM - KNOWN]);
        }
        if self.from == 1 {
            self.writer.tell(&format!("open_writable {name}"));
        } else {
            self.writer.tell(&format!("open {name}"));
            self.writer.tell("upgrade");
            self.writer.tell("writer");
            self.writer.tells("write 8", "2");
            self.writer.tell("drop_writer");
        }
        for peer in self.early.iter_mut().chain([&mut self.earlier]) {
            name.opened_by(peer);
        }
        let upgrader = reader_of(&name, self.to, self.shared);
        (name, upgrader)
    }

    /// The stores of an upgrade, from when it has the lease until it has given it back; `None` where processes may not be
    /// traced, or not be run to a store.
    fn stores(&mut self) -> Option<Vec<Store>> {
        let (name, mut upgrader) = self.begin();
        let mut watched = Watched::of(&name);
        let tracee = Tracee::ordered(&mut upgrader, "upgrade")?;
        let mut tracee = Some(tracee).filter(Tracee::has_watchpoints)?;
        while !watched.is_leased() {
            assert!(tracee.run_to_call(), "it has ended");
        }
        let mut stores = Vec::new();
        assert!(
            watched.look().is_empty(),
            "it stores nothing without the lease"
        );
        while watched.layout_version() == self.from || watched.owner() != 0 {
            assert!(tracee.step(), "it has ended");
            match watched.look()[..] {
                [] => {}
                [at] => stores.push(Store {
                    at,
                    changed: watched.changed(),
                    layout_version: watched.layout_version(),
                }),
                ref many => panic!("one instruction has changed {many:?}"),
            }
        }
        Some(stores)
    }

    /// Kills an upgrade behind a store, and sees what becomes of the segment.
    fn kill_behind(&mut self, store: &Store) {
        let (name, mut upgrader) = self.begin();
        let pid = upgrader.id();
        let mut watched = Watched::of(&name);
        let tracee = Tracee::ordered(&mut upgrader, "upgrade");
        let mut tracee = tracee.expect("one was traced before");
        while !watched.is_leased() {
            assert!(tracee.run_to_call(), "it has ended");
        }
        let word = mapped_at(pid, &name) + store.at;
        // Some words are stored more than once.
        while watched.changed() != store.changed {
            assert!(tracee.run_to_store(word), "it has ended");
            watched.look();
        }
        tracee.kill();
        watched.look();
        assert_eq!(watched.changed(), store.changed);
        assert_eq!(watched.layout_version(), store.layout_version);
        self.see(&name, store.layout_version);
    }

    /// What becomes of a segment that has such a layout version after an upgrade was killed.
    fn see(&mut self, name: &Name, layout_version: usize) {
        for peer in &mut self.late {
            name.opened_by(peer);
            peer.tells("layout_version", &layout_version.to_string());
        }
        let [old, new] = self.read_before();
        self.all_read(old, new);
        if layout_version == self.from {
            // Who wrote it before goes on as if nothing had been.
            self.writer.tell("writer");
            let version = self.from + 1;
            self.writer.tells("write 20", &version.to_string());
            self.writer.tell("drop_writer");
            let old = format!("{version}{}", " 20".repeat(self.from));
            self.all_read(&old, &format!("{old} default"));
        }
        name.opened_by(&mut self.next);
        let before = self.next.ask("read");
        self.next.tell("upgrade");
        self.next.tells("layout_version", &self.to.to_string());
        self.next.tells("read", &before);
        self.writer.is_refused("writer", ErrorKind::Layout);
        self.next.tell("writer");
        let version = self.next.ask("write 99");
        let told = |parts| format!("{version}{}", " 99".repeat(parts));
        self.all_read(&told(self.from), &told(self.to));
        self.next.tell("drop_writer");
    }

    /// What readers read that know the version before, and those that know the new one.
    fn all_read(&mut self, old: &str, new: &str) {
        for [of_old, of_new] in [&mut self.early, &mut self.late] {
            of_old.tells("read", old);
            of_new.tells("read", new);
        }
        let known: Vec<&str> = old.split(' ').take(2).collect();
        self.earlier.tells("read", &known.join(" "));
    }
}

fn an_upgrade_is_killed_behind_each_store(
    shared: &'static str,
    new_name: fn() -> Name,
    from: usize,
    to: usize,
) {
    let test = format!("an upgrade of {shared} from {from} to {to} is killed behind each store");
    let mut scene = Scene::new(shared, new_name, from, to);
    let Some(stores) = scene.stores() else {
        return skip(
            &test,
            "processes may not be traced, or there are no watchpoints",
        );
    };
    for store in &stores {
        scene.kill_behind(store);
    }
    let (before, after): (Vec<&Store>, Vec<&Store>) = stores
        .iter()
        .partition(|store| store.layout_version == from);
    println!("{test}: {} before, {} after", before.len(), after.len());
    // Words of the description and of the new fields, each by itself; then one that decides; then the lease is given back.
    assert!(before.len() > 100, "{}", before.len());
    let decides = stores.iter().find(|store| store.layout_version == to);
    assert_eq!(decides.expect("it succeeds").at, LAYOUT_VERSION);
    assert!(
        stores[before.len()..]
            .iter()
            .all(|store| store.layout_version == to)
    );
}

#[test]
fn a_seqlock_in_posix_memory_survives_an_upgrade_that_is_killed() {
    an_upgrade_is_killed_behind_each_store("Quote", || Name::new("growth-killed"), 1, 2);
}

#[test]
fn a_latch_in_a_file_survives_an_upgrade_that_is_killed() {
    an_upgrade_is_killed_behind_each_store("Limits", || Name::file("growth-killed"), 1, 2);
}

/// It stores over the first description.
#[test]
fn a_latch_survives_a_second_upgrade_that_is_killed() {
    an_upgrade_is_killed_behind_each_store("Limits", || Name::new("growth-killed"), 2, 3);
}

#[test]
fn a_seqlock_in_a_file_survives_a_second_upgrade_that_is_killed() {
    an_upgrade_is_killed_behind_each_store("Quote", || Name::file("growth-killed"), 2, 3);
}
