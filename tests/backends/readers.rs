//! Readers and a writer at work at the same time: nothing torn, nothing that goes back.

use super::*;
use nix::sched::{CpuSet, sched_getaffinity};
use nix::unistd::Pid;

/// How long readers read.
const PERIOD: Duration = Duration::from_millis(500);

#[test]
fn readers_of_a_large_value_see_whole_versions_in_their_order() {
    read_beside_a_writer::<Value>(&new_name("large"));
}

#[test]
fn readers_of_a_small_value_see_whole_versions_in_their_order() {
    read_beside_a_writer::<SmallValue>(&new_name("small"));
}

/// Three readers in processes of their own and one in this process, beside a writer of whole values and updates.
fn read_beside_a_writer<T: Numbered>(name: &Name) {
    let mut writer = Peer::sharing::<T>(peer!());
    name.created_by(&mut writer);
    writer.tell("writer");
    let flag = Flag::up();
    let mut readers: Vec<Peer> = (0..3).map(|_| Peer::sharing::<T>(peer!())).collect();
    for reader in &mut readers {
        name.opened_by(reader);
        reader.order(&format!("read_while {}", flag.address()));
    }
    writer.tell("write_and_update_forever");
    let segment = name.open::<T>().unwrap();
    let reader = T::reader(&segment);
    let mut readings = Readings::<T>::of(reader.clone());
    let start = Instant::now();
    let has_each_way = |tally: &Tally| {
        ["whole", "field", "view", "try"]
            .iter()
            .all(|way| tally.times(way) > 0)
    };
    while start.elapsed() < PERIOD || !has_each_way(&readings.tally) {
        readings.read_in_every_way();
        assert!(start.elapsed() < DEADLINE, "{}", readings.tally);
    }
    flag.lower();
    // The writer lives until the last of them has read its last.
    let tallies = tallies(&mut readers);
    drop(writer);
    for tally in tallies.iter().chain([&readings.tally]) {
        tally.assert_only(WHILE_WRITING);
        assert!(tally.times("field") > 0, "{tally}");
    }
    assert!(reader.version().get() > 0);
}

#[test]
fn a_stopped_reader_holds_up_neither_the_writer_nor_other_readers() {
    let name = new_name("stopped-reader");
    let mut writer = writer_of(&name);
    let flag = Flag::up();
    let stopped: Vec<Peer> = (0..2).map(|_| reader_of(&name, &flag)).collect();
    writer.tell("write_and_update_forever");
    let reader = name.open::<Value>().unwrap().reader();
    wait_until("it writes", || reader.version().get() > 0);
    for peer in &stopped {
        peer.stop();
    }
    let before = reader.version().get();
    wait_until("it writes on", || reader.version().get() > before + 50);
    let mut readings = Readings::<Value>::of(reader);
    while readings.tally.times("whole") < 10 {
        readings.read_in_every_way();
    }
    readings.tally.assert_only(WHILE_WRITING);
}

#[test]
fn two_readers_of_one_process_each_have_their_own_view() {
    let name = new_name("two-readers");
    let mut writer = writer_of(&name);
    writer.tell("write_and_update_forever");
    let [mut one, mut other] =
        [(); 2].map(|()| Readings::<Value>::of(name.open::<Value>().unwrap().reader()));
    for _ in 0..8 {
        one.read_in_every_way();
        other.read_in_every_way();
    }
    for tally in [one.tally, other.tally] {
        tally.assert_only(WHILE_WRITING);
    }
}

#[test]
fn a_real_time_reader_lets_an_ordinary_writer_on_its_processor_end_its_writes() {
    const READINGS: &str = "20";

    let name = new_name("real-time");
    let mut writer = writer_of(&name);
    let mut reader = new_peer();
    name.opened_by(&mut reader);
    let processor = a_processor();
    for peer in [&mut writer, &mut reader] {
        peer.tell(&format!("run_on {processor}"));
    }
    if reader.ask("run_in_real_time") != "true" {
        skip(
            "a real-time reader",
            "this user may not run a process in real time",
        );
        return;
    }
    // Time for the writer to get its turn among other ordinary processes, and too little for the kernel to hold the reader
    // back: sched(7), `sched_rt_runtime_us`.
    reader.tell("patience 0.5");
    // Nearly always in the middle of a write, also when the reader takes its processor.
    writer.tell("write_forever");
    let whole = reader.ask(&format!("read_often {READINGS}"));
    assert_eq!(whole, READINGS);
}

/// The number of a processor on which this process, and so its children, may run.
fn a_processor() -> usize {
    let allowed = sched_getaffinity(Pid::from_raw(0)).unwrap();
    (0..CpuSet::count())
        .find(|processor| allowed.is_set(*processor).unwrap())
        .unwrap()
}
