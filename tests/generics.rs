//! Instances of generic structs, between processes that have each declared the structs for themselves.

use grid::{Board, Grid, GridReader, Long, Pair, Shared, SharedBoard};
use shm_runtime::{
    CellLayout, Error, ErrorKind, Segment, SegmentLayout, SharedLayout, Snapshot, ZeroInit, shared,
};
use shm_tests::{Name, Peer, generics_peer};
use std::mem::MaybeUninit;

#[path = "generics/grid.rs"]
mod grid;

#[test]
fn an_instance_that_another_process_writes_is_read_in_every_way() {
    let name = Name::new("generics");
    let mut peer = Peer::start(generics_peer!());
    peer.tell(&format!("create {}", name.address()));
    let reader = name.open::<Shared>().unwrap().reader();
    let initial = reader.read().unwrap();
    assert_eq!(
        (initial.value, initial.version.get()),
        (Shared::of(7, 1), 0)
    );

    peer.tell("write");
    let mut written = Shared::of(8, 2);
    written.cells[5].second = 9;
    let mut room = MaybeUninit::uninit();
    assert_eq!(*reader.read_into(&mut room).unwrap().value, written);
    assert_eq!(reader.try_read().unwrap().unwrap().value, written);
    assert_eq!(reader.cells().unwrap().value, written.cells);
    assert_eq!(reader.cells_at(5).unwrap().second, 9);

    peer.tell("set_cell");
    peer.tell("update");
    let seen = reader.view(|grid| {
        let cell = grid.cells_at(3);
        Ok((
            grid.cells().at(2).first()?,
            cell.first()?,
            cell.read()?.second,
            grid.filled()?,
        ))
    });
    let seen = seen.unwrap();
    assert_eq!((seen.value, seen.version.get()), ((10, 108, 8, 3), 3));
}

#[test]
fn an_instance_is_never_torn_until_its_writer_dies() {
    let name = Name::new("generics-long");
    let segment = shared!(create Long, at(name.address())).unwrap();
    let mut peer = Peer::start(generics_peer!());
    peer.tell(&format!("write_forever {}", name.address()));
    let reader = segment.reader();
    let mut newest = 0;
    while newest < 200 {
        let Some(read) = reader.try_read().unwrap() else {
            continue;
        };
        let version = read.version.get();
        assert_eq!(read.value, Long::of(version, version));
        assert!(version >= newest);
        newest = version;
    }
    peer.stop_when("a write is under way", || {
        reader.try_read().unwrap().is_none()
    });
    peer.kill();
    assert_eq!(reader.read().unwrap_err().kind(), ErrorKind::WriterDied);
    segment.writer().unwrap().write(&Long::of(1, 1)).unwrap();
    assert_eq!(reader.cells_at(4095).unwrap().value, Pair::of(1));
}

#[test]
fn cells_of_a_generic_segment_are_shared() {
    let name = Name::new("generics-board");
    let initial = SharedBoard {
        grids: [Grid::of(5, 0); 4],
        best: Pair::of(1),
        last: [10, 20, 30, 40],
    };
    let board = shared!(create SharedBoard, at(name.address()), init = initial).unwrap();
    let mut own = board.grids().writers(..2).unwrap();
    let mut peer = Peer::start(generics_peer!());
    peer.tell(&format!("board {}", name.address()));
    own.at(1).set_filled(100).unwrap();
    let filled = board.grids().readers();
    let filled: Vec<u64> = filled
        .iter()
        .map(|grid| grid.filled().unwrap().value)
        .collect();
    assert_eq!(filled, [0, 100, 2, 3]);
    assert_eq!(
        board.grids().at(0).reader().cells_at(1).unwrap().value,
        Pair::of(5)
    );
    assert_eq!(board.best().reader().first().unwrap().value, -3);
    assert_eq!(board.last().at(3).load(), 45);
}

/// What generic code does with any instance.
fn create_and_read<T, const N: usize>(name: &Name) -> Result<Snapshot<T>, Error>
where
    T: SharedLayout + ZeroInit,
{
    let segment = Segment::<Grid<T, N>>::options().create(&name.address())?;
    segment.writer()?.set_filled(N as u64)?;
    let reader: GridReader<T, N> = segment.reader();
    assert_eq!(reader.filled()?.value, N as u64);
    reader.view(|grid| Ok(grid.read()?.cells[0]))
}

#[test]
fn generic_code_shares_any_instance() {
    let names = [Name::new("generics-a"), Name::new("generics-b")];
    assert_eq!(*create_and_read::<u64, 3>(&names[0]).unwrap(), 0);
    let pair = create_and_read::<Pair<f32>, 100>(&names[1]).unwrap();
    assert_eq!((pair.value, pair.version.get()), (Pair::of(0.0), 1));
}

/// Two instances of the same bytes.
#[derive(SharedLayout, Clone, Copy, Debug)]
#[repr(C)]
#[shared(seqlock)]
struct Tagged<const CODE: char, const SIGNED: i8, const LARGE: u128, const IS_ON: bool> {
    count: u64,
}

/// The text of the error with which a segment of `Theirs` is refused as one of `Ours`.
fn refusal<Theirs, Ours>() -> String
where
    Theirs: CellLayout + ZeroInit,
    Ours: SegmentLayout,
{
    let name = Name::new("generics-differ");
    let _segment = Segment::<Theirs>::options()
        .create(&name.address())
        .unwrap();
    let before = std::fs::read(name.path()).unwrap();
    let error = name.open::<Ours>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Layout);
    assert!(before == std::fs::read(name.path()).unwrap());
    error.to_string()
}

#[test]
fn another_instance_is_refused_and_named_in_full() {
    let text = refusal::<Grid<Pair<f64>, 4>, Grid<Pair<f64>, 8>>();
    for line in [
        "segment       `Grid<Pair<f64>, 4>` version 1",
        "this program  `Grid<Pair<f64>, 8>` version 1",
        "[Pair<f64>; 8]  cells   `[Pair<f64>; 4]` in the segment",
    ] {
        assert!(text.contains(line), "{text}");
    }
    let text = refusal::<Grid<[i64; 2], 4>, Grid<[u64; 2], 4>>();
    for line in [
        "segment       `Grid<[i64; 2], 4>`",
        "this program  `Grid<[u64; 2], 4>`",
    ] {
        assert!(text.contains(line), "{text}");
    }
}

#[test]
fn instances_that_differ_in_a_constant_alone_are_different() {
    type Ours = Tagged<'a', -1, { u128::MAX }, true>;
    let ours = "Tagged<U+61, -1, 340282366920938463463374607431768211455, true>";
    for (text, theirs) in [
        (
            refusal::<Tagged<'b', -1, { u128::MAX }, true>, Ours>(),
            "Tagged<U+62, -1, 340282366920938463463374607431768211455, true>",
        ),
        (
            refusal::<Tagged<'a', -1, 0, true>, Ours>(),
            "Tagged<U+61, -1, 0, true>",
        ),
        (
            refusal::<Tagged<'a', 1, { u128::MAX }, false>, Ours>(),
            "Tagged<U+61, 1, 340282366920938463463374607431768211455, false>",
        ),
    ] {
        for line in [
            format!("segment       `{theirs}`"),
            format!("this program  `{ours}`"),
        ] {
            assert!(text.contains(&line), "{text}");
        }
    }
}

#[test]
fn a_segment_says_of_which_instance_it_is() {
    let name = Name::new("generics-schema");
    let _board = shared!(create Board<u32, 3>, at(name.address())).unwrap();
    let bytes = std::fs::read(name.path()).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    for part in [
        r#"{"schema":1,"name":"Board<u32, 3>","#,
        r#""name":"Grid<Pair<u32>, 2>""#,
        r#""name":"Pair<u32>""#,
    ] {
        assert!(text.contains(part), "no {part} in the segment");
    }
}
