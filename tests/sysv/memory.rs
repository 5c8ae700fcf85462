//! Memory of System V segments: it is there before anybody needs it.

use super::*;

/// The segments that a process has created: their ids, their sizes and the bytes of them that are in memory or swapped out.
/// See proc_sysvipc(5).
fn created_by(pid: u32) -> Vec<(i32, u64, u64)> {
    let list = fs::read_to_string("/proc/sysvipc/shm").expect("the kernel lists segments");
    let mut lines = list.lines().map(str::split_whitespace);
    let names: Vec<&str> = lines.next().expect("a line of names").collect();
    let column = |name| names.iter().position(|other| *other == name).unwrap();
    let [id, size, creator, resident, swapped] =
        ["shmid", "size", "cpid", "rss", "swap"].map(column);
    lines
        .map(|line| line.map(|word| word.parse().unwrap_or(0)).collect())
        .filter(|line: &Vec<u64>| line[creator] == u64::from(pid))
        .map(|line| (line[id] as i32, line[size], line[resident] + line[swapped]))
        .collect()
}

#[test]
fn all_memory_of_a_segment_is_there_once_it_is_created() {
    let name = Name::sysv();
    for address in [name.address().to_string(), "sysv:private".into()] {
        let mut peer = Peer::start(peer!());
        peer.tell(&format!("create {address}"));
        let [(_, size, there)] = created_by(peer.id())[..] else {
            panic!("the peer has created one segment");
        };
        assert!(size > size_of::<Large>() as u64);
        assert_eq!(there, size, "{address}");
    }
}

/// Another program makes a segment of which it has only ever touched the beginning.
#[test]
fn memory_that_a_creator_never_touched_is_there_before_it_is_read_or_written() {
    const HEADER_AND_SCHEMA: usize = 4096;
    for writable in [false, true] {
        let name = Name::sysv();
        // What remains of it are its semaphores.
        let original = shared!(create Large, at(name.address())).unwrap();
        let bytes = name.bytes();
        remove_segment(segment(name.key()).unwrap());
        drop(original);
        let id = new_segment(name.key(), bytes.len(), 0o600);
        fill_segment(id, &bytes[..HEADER_AND_SCHEMA]);
        let there = || {
            let all = created_by(std::process::id());
            let found = all.into_iter().find(|(other, ..)| *other == id);
            found.expect("this process has created it").2
        };
        assert_eq!(there(), HEADER_AND_SCHEMA as u64);
        let read = if writable {
            let segment = shared!(open Large, at(name.address()), writable).unwrap();
            assert_eq!(there(), bytes.len() as u64);
            segment.reader().read()
        } else {
            let segment = shared!(open Large, at(name.address())).unwrap();
            assert!(there() >= size_of::<Large>() as u64);
            segment.reader().read()
        };
        assert_eq!(read.unwrap().number(), Some(0));
    }
}
