//! The byte map of a segment, held by numbers that are written out here, and by readers that know nothing else.
//!
//! A change that makes one of these tests fail is a change of the format: it bumps the format number.

use memoffset::span_of;
use serde_json::{Value, json};
use shm_runtime::{Segment, SharedLayout, remove, shared};
use shm_tests::{Large, Name, Numbers, Peer, Small, peer, skip};
use std::fs::{self, File};
use std::hash::Hasher as _;
use std::io::Read;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

#[path = "byte_map/growth.rs"]
mod growth;
#[path = "byte_map/many_cells.rs"]
mod many_cells;

/// A price and
/// what may be had at it.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
struct Level {
    price: f32,
    quantity: i32,
}

/// Fields of many sizes.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
#[shared(seqlock, version = 7)]
struct Mixed {
    /// Nanoseconds since the Unix epoch.
    time: u64,
    kind: u8,
    flags: [u8; 3],
    /// Signed.
    delta: i32,
    ratio: f64,
    code: u16,
    codes: [i16; 3],
    /// Best first.
    levels: [Level; 2],
}

/// The largest value that shares a line with its sequence number.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
struct SevenWords {
    words: [u64; 7],
}

/// One word more.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
struct EightWords {
    words: [u64; 8],
}

/// A latch of a value that shares a line with the sequence number, and ends at odd places.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(latch)]
struct SmallLatch {
    bytes: [u8; 5],
}

/// A latch of a larger value, of which a copy does not fill its last line.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(latch)]
struct LargeLatch {
    words: [u64; 13],
}

/// A latch of a value whose copies fill their lines.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(latch)]
struct FullLatch {
    words: [u64; 8],
}

/// A value that does not fill its last word.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock)]
struct FiveBytes {
    bytes: [u8; 5],
}

/// The bytes of a segment, as any program may read them.
struct Raw(Vec<u8>);

impl Raw {
    fn of(name: &Name) -> Raw {
        Raw(fs::read(name.path()).expect("the segment is a file"))
    }

    fn u64(&self, at: usize) -> u64 {
        u64::from_le_bytes(self.0[at..at + 8].try_into().unwrap())
    }

    fn u32(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.0[at..at + 4].try_into().unwrap())
    }

    fn offset(&self, at: usize) -> usize {
        self.u64(at) as usize
    }

    fn bytes(&self, at: usize, len: usize) -> &[u8] {
        &self.0[at..at + len]
    }

    fn schema(&self) -> Value {
        let (at, len) = (self.offset(104), self.offset(112));
        serde_json::from_slice(self.bytes(at, len)).expect("the schema is JSON")
    }

    /// Where the first cell starts.
    fn cell(&self) -> usize {
        self.offset(136)
    }
}

/// When a process started, in clock ticks since boot.
fn start_time(pid: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let (_, after_name) = stat.rsplit_once(") ").unwrap();
    after_name.split(' ').nth(19).unwrap().parse().unwrap()
}

/// The size of a page, from the kernel's notes to this process.
fn page_size() -> usize {
    const AT_PAGESZ: u64 = 6;
    let notes = fs::read("/proc/self/auxv").unwrap();
    let words: Vec<u64> = notes
        .chunks_exact(8)
        .map(|word| u64::from_le_bytes(word.try_into().unwrap()))
        .collect();
    let note = words.chunks_exact(2).find(|note| note[0] == AT_PAGESZ);
    note.expect("the kernel tells the size of a page")[1] as usize
}

fn nanoseconds_now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    since.as_nanos() as u64
}

#[test]
fn the_header_has_every_field_in_its_place() {
    let name = Name::new("header");
    let before = nanoseconds_now();
    let segment = shared!(create Small, at(name.address()), mode = 0o640).unwrap();
    let raw = Raw::of(&name);

    assert_eq!(raw.bytes(0, 8), b"shmcells");
    assert_eq!(raw.u32(8), 3, "format");
    assert_eq!(raw.bytes(12, 4), [4, 3, 2, 1], "endian mark");
    assert_eq!(raw.offset(16), raw.0.len(), "total size");
    assert_eq!(raw.offset(24), page_size());
    assert_eq!(raw.u64(32), segment.epoch());
    assert_ne!(raw.u64(32), 0, "epochs are random");
    assert_eq!(raw.u32(48), 1, "layout version");
    assert_eq!(raw.u32(52), 0, "flags");
    assert_eq!(raw.u64(56), 1, "state: live");
    assert_eq!(raw.u64(64), u64::from(std::process::id()));
    assert_eq!(raw.u64(72), start_time(std::process::id()));
    assert!((before..=nanoseconds_now()).contains(&raw.u64(80)));
    let boot: String = raw
        .bytes(88, 16)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let real_boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap();
    assert_eq!(boot, real_boot.trim().replace('-', ""));
    assert_eq!(raw.u64(104), 256, "schema offset");
    assert_eq!(raw.u64(144), 1, "cells");
    assert_eq!(raw.bytes(152, 24), [0; 24], "no second description");
    assert_eq!(raw.bytes(176, 80), [0; 80], "reserved");
}

#[test]
fn each_part_has_pages_of_its_own() {
    for (name, raw) in [
        segment_of::<Small>("parts-small"),
        segment_of::<Mixed>("parts-mixed"),
        segment_of::<Large>("parts-large"),
    ] {
        let page = raw.offset(24);
        let schema_end = raw.offset(104) + raw.offset(112);
        let (control, waiters, data) = (raw.offset(120), raw.offset(128), raw.cell());
        assert_eq!(control, schema_end.next_multiple_of(page));
        assert_eq!(waiters, control + page);
        assert_eq!(data, waiters + page);
        assert_eq!(raw.0.len() % page, 0);
        assert!(raw.0.len() > data);
        let padding = raw.bytes(schema_end, control - schema_end);
        assert!(padding.iter().all(|byte| *byte == 0));
        assert!(raw.0[control..].iter().all(|byte| *byte == 0), "all new");
        drop(name);
    }
}

/// A new segment of zeroes.
fn segment_of<T: shm_runtime::SegmentLayout + shm_runtime::ZeroInit>(label: &str) -> (Name, Raw) {
    let name = Name::new(label);
    let options = Segment::<T>::options();
    drop(options.create(&name.address()).expect("a new name"));
    let raw = Raw::of(&name);
    (name, raw)
}

#[test]
fn the_memory_of_a_segment_is_allocated() {
    use std::os::unix::fs::MetadataExt;
    let (name, raw) = segment_of::<Large>("allocated");
    let blocks = fs::metadata(name.path()).unwrap().blocks();
    assert!(blocks * 512 >= raw.0.len() as u64, "there are no holes");
}

#[test]
fn the_flags_tell_an_ephemeral_segment() {
    let name = Name::new("flags");
    let _segment = shared!(create Small, at(name.address()), ephemeral).unwrap();
    assert_eq!(Raw::of(&name).u32(52), 1);
}

#[test]
fn the_state_tells_a_removed_segment() {
    let (name, _) = segment_of::<Small>("state");
    let mut file = File::open(name.path()).unwrap();
    remove(name.address()).unwrap();
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).unwrap();
    assert_eq!(Raw(bytes).u64(56), 2);
}

#[test]
fn the_schema_describes_every_field() {
    let (_name, raw) = segment_of::<Mixed>("schema");
    assert_eq!(raw.u32(48), 7, "layout version");
    let level_doc = "A price and\nwhat may be had at it.";
    let scalar = |name: &str, size: u64| json!({"kind": "scalar", "name": name, "size": size, "align": size});
    let array = |element: u64, element_size: u64, len: u64, align: u64| json!({"kind": "array", "len": len, "size": element_size * len, "align": align, "element": element});
    let expected = json!({
        "schema": 1,
        "name": "Mixed",
        "layout_version": 7,
        "cells": [{"name": "Mixed", "protocol": "seqlock", "offset": 0, "value_offset": 8, "type": 11}],
        "types": [
            scalar("u64", 8),
            scalar("u8", 1),
            array(1, 1, 3, 1),
            scalar("i32", 4),
            scalar("f64", 8),
            scalar("u16", 2),
            scalar("i16", 2),
            array(6, 2, 3, 2),
            scalar("f32", 4),
            {
                "kind": "struct", "name": "Level", "doc": level_doc, "size": 8, "align": 4,
                "fields": [
                    {"name": "price", "offset": 0, "type": 8},
                    {"name": "quantity", "offset": 4, "type": 3},
                ],
            },
            array(9, 8, 2, 4),
            {
                "kind": "struct", "name": "Mixed", "doc": "Fields of many sizes.", "size": 48, "align": 8,
                "fields": [
                    {"name": "time", "doc": "Nanoseconds since the Unix epoch.", "offset": 0, "type": 0},
                    {"name": "kind", "offset": 8, "type": 1},
                    {"name": "flags", "offset": 9, "type": 2},
                    {"name": "delta", "doc": "Signed.", "offset": 12, "type": 3},
                    {"name": "ratio", "offset": 16, "type": 4},
                    {"name": "code", "offset": 24, "type": 5},
                    {"name": "codes", "offset": 26, "type": 7},
                    {"name": "levels", "doc": "Best first.", "offset": 32, "type": 10},
                ],
            },
        ],
    });
    assert_eq!(raw.schema(), expected);
}

#[test]
fn the_offsets_in_the_schema_are_those_of_the_compiler() {
    let (_name, raw) = segment_of::<Mixed>("offsets");
    let schema = raw.schema();
    let ty = |number: &Value| &schema["types"][number.as_u64().unwrap() as usize];
    let fields = &ty(&schema["cells"][0]["type"])["fields"];
    let fields = fields.as_array().unwrap();
    for (field, span) in fields.iter().zip([
        span_of!(Mixed, time),
        span_of!(Mixed, kind),
        span_of!(Mixed, flags),
        span_of!(Mixed, delta),
        span_of!(Mixed, ratio),
        span_of!(Mixed, code),
        span_of!(Mixed, codes),
        span_of!(Mixed, levels),
    ]) {
        assert_eq!(field["offset"], span.start, "{field}");
        assert_eq!(ty(&field["type"])["size"], span.len(), "{field}");
    }
    assert_eq!(fields.len(), 8);
    let level = &ty(&ty(&fields[7]["type"])["element"])["fields"];
    assert_eq!(level[0]["offset"], span_of!(Level, price).start);
    assert_eq!(level[1]["offset"], span_of!(Level, quantity).start);
}

/// What the fingerprint of [`Mixed`] is of.
const TEXT_OF_MIXED: &str = "\
Mixed version 7
Mixed seqlock #4
#0 array size 3 align 1
  3 of u8 size 1 align 1
#1 array size 6 align 2
  3 of i16 size 2 align 2
#2 struct Level size 8 align 4
  price at 0 f32 size 4 align 4
  quantity at 4 i32 size 4 align 4
#3 array size 16 align 4
  2 of #2
#4 struct Mixed size 48 align 8
  time at 0 u64 size 8 align 8
  kind at 8 u8 size 1 align 1
  flags at 9 #0
  delta at 12 i32 size 4 align 4
  ratio at 16 f64 size 8 align 8
  code at 24 u16 size 2 align 2
  codes at 26 #1
  levels at 32 #3
";

#[test]
fn a_fingerprint_is_the_siphash_of_the_layout_in_words() {
    #[allow(deprecated, reason = "it is SipHash-2-4, which its successor is not")]
    let mut hasher = std::hash::SipHasher::new();
    hasher.write(TEXT_OF_MIXED.as_bytes());
    let (_name, raw) = segment_of::<Mixed>("fingerprint");
    assert_eq!(raw.u64(40), hasher.finish());
}

/// They tell layouts apart across programs, releases and compilers.
#[test]
fn fingerprints_stay_what_they_are() {
    let (_name, raw) = segment_of::<Small>("fingerprint-small");
    assert_eq!(raw.u64(40), 0xe88e_0b94_8d68_c2b8);
    let (_name, raw) = segment_of::<Mixed>("fingerprint-mixed");
    assert_eq!(raw.u64(40), 0x53e3_d3cc_218a_bf56);
}

#[test]
fn a_small_value_shares_the_line_of_its_sequence_number() {
    let name = Name::new("small");
    let segment = shared!(create Small, at(name.address())).unwrap();
    let mut writer = segment.writer().unwrap();
    for number in [1, 2, 0x0102_0304_0506_0708] {
        let value = Small {
            count: number,
            again: !number,
        };
        writer.write(&value).unwrap();
    }
    let raw = Raw::of(&name);
    let cell = raw.cell();
    assert_eq!(cell % 128, 0);
    assert_eq!(raw.u64(cell), 6, "the sequence number is twice the version");
    assert_eq!(raw.bytes(cell + 8, 8), [8, 7, 6, 5, 4, 3, 2, 1]);
    assert_eq!(raw.u64(cell + 16), !0x0102_0304_0506_0708);
    assert!(raw.0[cell + 24..].iter().all(|byte| *byte == 0));
}

#[test]
fn a_large_value_starts_on_the_line_after_its_sequence_number() {
    let name = Name::new("large");
    let segment = shared!(create Large, at(name.address())).unwrap();
    let mut writer = segment.writer().unwrap();
    writer.write(&Large::of(0x1122)).unwrap();
    writer.set_words_at(16_383, 0x3344).unwrap();
    let raw = Raw::of(&name);
    let cell = raw.cell();
    assert_eq!(cell % 128, 0);
    assert_eq!(raw.u64(cell), 4);
    assert_eq!(raw.bytes(cell + 8, 56), [0; 56], "the rest of its line");
    assert_eq!(raw.u64(cell + 64), 0x1122);
    assert_eq!(raw.u64(cell + 64 + 8 * 16_382), 0x1122);
    assert_eq!(raw.u64(cell + 64 + 8 * 16_383), 0x3344);
    assert!(
        raw.0[cell + 64 + 8 * 16_384..]
            .iter()
            .all(|byte| *byte == 0)
    );
    assert_eq!(raw.schema()["cells"][0]["value_offset"], 64);
}

#[test]
fn fifty_six_bytes_are_the_most_that_share_a_line() {
    let (_name, raw) = segment_of::<SevenWords>("seven");
    assert_eq!(raw.schema()["cells"][0]["value_offset"], 8);
    let (_name, raw) = segment_of::<EightWords>("eight");
    assert_eq!(raw.schema()["cells"][0]["value_offset"], 64);
}

#[test]
fn a_latch_has_a_second_copy_on_a_line_of_its_own() {
    for (at, second, raw) in [
        (8, 64, segment_of::<SmallLatch>("latch-small").1),
        (64, 192, segment_of::<LargeLatch>("latch-large").1),
        (64, 128, segment_of::<FullLatch>("latch-full").1),
    ] {
        let cell = &raw.schema()["cells"][0];
        assert_eq!(cell["protocol"], "latch");
        assert_eq!(cell["value_offset"], at);
        assert_eq!(cell["second_offset"], second);
    }
    let (_name, raw) = segment_of::<Small>("no-latch");
    assert!(raw.schema()["cells"][0].get("second_offset").is_none());
}

#[test]
fn an_atomic_cell_is_its_number_and_nothing_before_it() {
    let (_name, raw) = segment_of::<Numbers>("atomic");
    let schema = raw.schema();
    for (index, (ty, size)) in [("u64", 8), ("u8", 1), ("u16", 2), ("u32", 4)]
        .into_iter()
        .enumerate()
    {
        let scalar = json!({ "kind": "scalar", "name": ty, "size": size, "align": size });
        let name = if index == 0 { "count" } else { ty };
        let doc = if index == 0 {
            "What all of them count in."
        } else {
            "One of them."
        };
        let cell = json!({
            "name": name, "doc": doc, "protocol": "atomic", "offset": 128 * index, "value_offset": 0, "type": index
        });
        assert_eq!(schema["cells"][index], cell);
        assert_eq!(schema["types"][index], scalar);
    }
    let number = schema["cells"][10]["type"].as_u64().unwrap() as usize;
    assert_eq!(schema["types"][number]["name"], "bool");
    assert_eq!(schema["types"][number]["size"], 1);
}

#[test]
fn each_write_to_a_latch_is_in_both_copies() {
    let name = Name::new("latch-written");
    let segment = shared!(create LargeLatch, at(name.address())).unwrap();
    let mut writer = segment.writer().unwrap();
    writer.write(&LargeLatch { words: [7; 13] }).unwrap();
    writer.set_words_at(12, 8).unwrap();
    writer.update(|value| value.set_words_at(0, 9)).unwrap();
    let raw = Raw::of(&name);
    let cell = raw.cell();
    assert_eq!(cell % 128, 0);
    assert_eq!(raw.u64(cell), 6, "the sequence number is twice the version");
    for copy in [cell + 64, cell + 192] {
        assert_eq!(raw.u64(copy), 9);
        assert_eq!(raw.u64(copy + 8), 7);
        assert_eq!(raw.u64(copy + 8 * 12), 8);
        assert_eq!(
            raw.bytes(copy + 8 * 13, 24),
            [0; 24],
            "the rest of its line"
        );
    }
}

#[test]
fn a_latch_has_its_initial_value_in_both_copies() {
    let name = Name::new("latch-initial");
    let value = SmallLatch {
        bytes: [1, 2, 3, 4, 5],
    };
    let _segment = shared!(create SmallLatch, at(name.address()), init = value).unwrap();
    let raw = Raw::of(&name);
    let mut expected = [0; 128];
    expected[8..13].copy_from_slice(&value.bytes);
    expected[64..69].copy_from_slice(&value.bytes);
    assert_eq!(raw.bytes(raw.cell(), 128), expected);
}

/// The sequence number says which copy is read; what the other one holds is nobody's business but the writer's.
#[test]
fn a_reader_of_a_latch_reads_the_copy_that_the_sequence_number_says() {
    use std::os::unix::fs::FileExt;
    let name = Name::new("latch-copies");
    let value = SmallLatch { bytes: [1; 5] };
    let segment = shared!(create SmallLatch, at(name.address()), init = value).unwrap();
    let cell = Raw::of(&name).cell() as u64;
    let file = File::options().write(true).open(name.path()).unwrap();
    let put = |at: u64, bytes: &[u8]| file.write_all_at(bytes, cell + at).unwrap();
    put(8, &[2; 5]);
    put(64, &[3; 5]);
    let reader = segment.reader();
    for (sequence, bytes, version) in [
        (0_u64, [2; 5], 0),
        (1, [3; 5], 0),
        (2, [2; 5], 1),
        (7, [3; 5], 3),
    ] {
        put(0, &sequence.to_le_bytes());
        let read = reader.read().unwrap();
        assert_eq!((read.bytes, read.version.get()), (bytes, version));
        assert_eq!(reader.bytes_at(4).unwrap().value, bytes[4]);
        let viewed = reader.view(|value| value.bytes_at(3)).unwrap();
        assert_eq!(viewed.value, bytes[3]);
    }
    // At 7, who takes over makes copy 0 the same as copy 1, and leaves the number.
    let mut writer = segment.writer().unwrap();
    assert_eq!(Raw::of(&name).bytes(cell as usize + 8, 5), [3; 5]);
    assert_eq!(Raw::of(&name).u64(cell as usize), 7);
    assert_eq!(writer.read().unwrap().bytes, [3; 5]);
    assert_eq!(writer.set_bytes_at(0, 4).unwrap().get(), 4);
    assert_eq!(reader.read().unwrap().bytes, [4, 3, 3, 3, 3]);
    drop(writer);
    // At an even number, copy 1 the same as copy 0.
    put(64, &[9; 5]);
    drop(segment.writer().unwrap());
    assert_eq!(Raw::of(&name).bytes(cell as usize + 64, 5), [4, 3, 3, 3, 3]);
    assert_eq!(Raw::of(&name).u64(cell as usize), 8);
}

#[test]
fn an_initial_value_is_version_0() {
    let name = Name::new("initial");
    let value = FiveBytes {
        bytes: [1, 2, 3, 4, 5],
    };
    let _segment = shared!(create FiveBytes, at(name.address()), init = value).unwrap();
    let raw = Raw::of(&name);
    assert_eq!(raw.u64(raw.cell()), 0);
    assert_eq!(raw.bytes(raw.cell() + 8, 8), [1, 2, 3, 4, 5, 0, 0, 0]);
}

#[test]
fn narrow_fields_lie_where_the_compiler_has_them() {
    let name = Name::new("narrow");
    let value = Mixed {
        time: 1,
        kind: 0x21,
        flags: [0x31, 0x32, 0x33],
        delta: -2,
        ratio: 0.5,
        code: 0x4142,
        codes: [-1, 2, -3],
        levels: [
            Level {
                price: 1.5,
                quantity: 7,
            },
            Level {
                price: -2.0,
                quantity: -7,
            },
        ],
    };
    let segment = shared!(create Mixed, at(name.address()), init = value).unwrap();
    let mut writer = segment.writer().unwrap();
    // Each write is of one field, inside words that hold others too.
    writer.set_kind(0x22).unwrap();
    writer.set_flags_at(2, 0x34).unwrap();
    writer.set_codes_at(1, 5).unwrap();

    let raw = Raw::of(&name);
    assert_eq!(raw.u64(raw.cell()), 6);
    let value = raw.cell() + 8;
    for (at, bytes) in [
        (0, &[1, 0, 0, 0, 0, 0, 0, 0][..]),
        (8, &[0x22]),
        (9, &[0x31, 0x32, 0x34]),
        (12, &(-2_i32).to_le_bytes()),
        (16, &0.5_f64.to_le_bytes()),
        (24, &[0x42, 0x41]),
        (26, &[0xFF, 0xFF, 5, 0, 0xFD, 0xFF]),
        (32, &1.5_f32.to_le_bytes()),
        (36, &7_i32.to_le_bytes()),
        (40, &(-2_f32).to_le_bytes()),
        (44, &(-7_i32).to_le_bytes()),
    ] {
        assert_eq!(raw.bytes(value + at, bytes.len()), bytes, "at {at}");
    }
}

#[test]
fn the_control_line_names_the_writer_while_there_is_one() {
    let name = Name::new("control");
    let mut peer = Peer::start(peer!());
    peer.tell(&format!("create {}", name.address()));
    let owner = || {
        let raw = Raw::of(&name);
        let line = raw.offset(120);
        assert_eq!(raw.bytes(line + 16, 112), [0; 112], "the rest of its line");
        (raw.u64(line), raw.u64(line + 8))
    };
    assert_eq!(owner(), (0, 0));
    peer.tell("writer");
    assert_eq!(owner(), (u64::from(peer.id()), start_time(peer.id())));
    peer.tell("drop_writer");
    assert_eq!(owner(), (0, 0));
}

/// A program in C that knows the byte map, and nothing of this crate.
const READER_IN_C: &str = r#"
#include <fcntl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

struct small { uint64_t count, again; };

int main(int argc, char **argv) {
    int fd = open(argv[1], O_RDONLY);
    char *page = mmap(0, 4096, PROT_READ, MAP_SHARED, fd, 0);
    if (page == MAP_FAILED || memcmp(page, "shmcells", 8)) return 1;
    uint64_t total = *(uint64_t *)(page + 16), data = *(uint64_t *)(page + 136);
    char *cell = (char *)mmap(0, total, PROT_READ, MAP_SHARED, fd, 0) + data;
    _Atomic uint64_t *sequence = (void *)cell, *words = (void *)(cell + 8);
    struct small value;
    uint64_t before;
    do {
        before = atomic_load_explicit(sequence, memory_order_relaxed);
        atomic_thread_fence(memory_order_acquire);
        value.count = atomic_load_explicit(words, memory_order_relaxed);
        value.again = atomic_load_explicit(words + 1, memory_order_relaxed);
        atomic_thread_fence(memory_order_acquire);
    } while (before % 2 || atomic_load_explicit(sequence, memory_order_relaxed) != before);
    printf("%" PRIu64 " %" PRIu64 " %" PRIu64 "\n", before / 2, value.count, value.again);
    return argc != 2;
}
"#;

#[test]
fn a_program_in_c_reads_a_segment() {
    const TEST: &str = "a_program_in_c_reads_a_segment";
    let place = tempfile::tempdir().unwrap();
    let (source, program) = (place.path().join("reader.c"), place.path().join("reader"));
    fs::write(&source, READER_IN_C).unwrap();
    let compiler = Command::new("cc")
        .args(["-std=c11", "-O1", "-o"])
        .args([&program, &source])
        .output();
    let Ok(compiled) = compiler else {
        return skip(TEST, "there is no C compiler (cc)");
    };
    assert!(compiled.status.success(), "{compiled:?}");

    let name = Name::new("c");
    let segment = shared!(create Small, at(name.address())).unwrap();
    let mut writer = segment.writer().unwrap();
    for number in 1..=5 {
        let value = Small {
            count: number,
            again: number * 1000,
        };
        writer.write(&value).unwrap();
    }
    let read = Command::new(&program).arg(name.path()).output().unwrap();
    assert!(read.status.success(), "{read:?}");
    assert_eq!(String::from_utf8(read.stdout).unwrap(), "5 5 5000\n");
}
