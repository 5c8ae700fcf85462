//! Schemas that no program of ours wrote.

use super::layouts::listed;
use super::*;

/// A segment whose fingerprint is another's, and whose schema is this text. Takes no more room than it must.
pub fn with_schema(label: &str, json: &[u8]) -> Name {
    let name = small_segment(label);
    let file = tamper(&name);
    let size = (header::LEN + json.len()).next_multiple_of(4096) as u64;
    let size = size.max(file.metadata().unwrap().len());
    file.set_len(size).unwrap();
    file.write_all_at(json, header::LEN as u64).unwrap();
    for (at, number) in [
        (header::TOTAL_SIZE, size),
        (header::FINGERPRINT, 0x666F_7267_6564),
        (header::SCHEMA_LEN, json.len() as u64),
    ] {
        file.write_all_at(&number.to_le_bytes(), at).unwrap();
    }
    name
}

/// The schema of a real segment.
fn real_schema() -> String {
    let name = small_segment("schema");
    let bytes = fs::read(name.path()).unwrap();
    let at = header::SCHEMA_LEN as usize;
    let len = u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap()) as usize;
    String::from_utf8(bytes[header::LEN..header::LEN + len].to_vec()).unwrap()
}

#[test]
fn a_forged_fingerprint_is_called_forged() {
    let name = with_schema("fingerprint", real_schema().as_bytes());
    let errors = assert_refused::<Small>(&name, &wrong_segment(ErrorKind::Layout));
    let text = errors[0].to_string();
    assert!(
        text.contains("fingerprint in its header was altered"),
        "{text}"
    );
}

#[test]
fn another_protocol_is_named() {
    let forged = real_schema().replace("\"protocol\":\"seqlock\"", "\"protocol\":\"latch\"");
    let name = with_schema("protocol", forged.as_bytes());
    let errors = assert_refused::<Small>(&name, &wrong_segment(ErrorKind::Layout));
    assert_eq!(
        listed(&errors[0]),
        [
            "segment       `Small` version 1, latch, size 16, align 8",
            "this program  `Small` version 1, seqlock, size 16, align 8",
            "~ another protocol",
        ]
    );
}

#[test]
fn a_schema_that_cannot_be_read_is_said_to_be_so() {
    let real = real_schema();
    for json in [
        b"".to_vec(),
        b"null".to_vec(),
        b"{}".to_vec(),
        b"not json".to_vec(),
        vec![0; 4096],
        vec![0xFF; 4096],
        vec![b'['; 100_000],
        vec![b'"'; 100_001],
        b"{\"a\":".repeat(50_000),
        b"{\"schema\":1,\"types\":[{\"kind\":".repeat(10_000),
        real.as_bytes()[..real.len() - 1].to_vec(),
        [real.as_bytes(), b"}"].concat(),
        real.replace("\"offset\":0", "\"offset\":-1").into_bytes(),
        real.replace("\"offset\":0", "\"offset\":1e400")
            .into_bytes(),
        real.replace("\"offset\":0", "\"offset\":99999999999999999999")
            .into_bytes(),
        real.replace("scalar", "pointer").into_bytes(),
        real.replace("\"schema\":1", "\"schema\":2").into_bytes(),
        // Types that are made of themselves, or of what is not there.
        real.replace("\"type\":0", "\"type\":1").into_bytes(),
        real.replace("\"type\":0", "\"type\":2").into_bytes(),
        real.replace("\"type\":0", "\"type\":-1").into_bytes(),
        real.replace("\"type\":1", "\"type\":2").into_bytes(),
    ] {
        let name = with_schema("unreadable-schema", &json);
        let errors = assert_refused::<Small>(&name, &wrong_segment(ErrorKind::Layout));
        let text = errors[0].to_string();
        let start = String::from_utf8_lossy(&json[..json.len().min(40)]).into_owned();
        assert!(
            text.contains("schema that describes it cannot be read"),
            "{start}: {text}"
        );
    }
}

#[test]
fn numbers_at_their_limits_are_shown_and_not_computed_with() {
    let max = u64::MAX.to_string();
    let forged = real_schema()
        .replace("\"size\":16", &format!("\"size\":{max}"))
        .replace("\"offset\":8", &format!("\"offset\":{max}"));
    let name = with_schema("limits", forged.as_bytes());
    let errors = assert_refused::<Small>(&name, &wrong_segment(ErrorKind::Layout));
    let lines = listed(&errors[0]);
    assert_eq!(lines.len(), 5, "{lines:#?}");
    assert!(lines.iter().any(|line| line.contains(&max)), "{lines:#?}");
}

/// A name that would clear the screen, colour it, ring, overwrite the line and read backwards.
#[test]
fn what_another_program_wrote_does_nothing_to_a_terminal() {
    const EVIL: &str =
        r"\u001b[2J\u001b]0;owned\u0007\r\n\u009b31m\u202eevil\u2066\u0000\u007f\u200b";
    let real = real_schema();
    for real_text in ["Small", "count", "u64", "seqlock"] {
        let quoted = format!("\"{real_text}\"");
        assert!(real.contains(&quoted), "{real}");
        let forged = real.replace(&quoted, &format!("\"{EVIL}\""));
        let name = with_schema("escapes", forged.as_bytes());
        let errors = assert_refused::<Small>(&name, &wrong_segment(ErrorKind::Layout));
        let text = errors[0].to_string();
        assert!(
            text.contains("schema that describes it cannot be read"),
            "no program has such names: {text}"
        );
        assert_plain(&format!("{:?}", errors[0]));
    }
}

#[test]
fn a_message_stays_readable_whatever_the_schema_says() {
    let fields: Vec<String> = (0..5000).map(|n| field(&format!("f{n}"))).collect();
    let many = schema("Small", &fields.join(","));
    let long = schema(&"x".repeat(1 << 20), &field(&"y".repeat(1 << 20)));
    // Structs with names as long as names can be, one inside the other.
    let name = "é".repeat(120);
    let types: Vec<String> = (0..35)
        .map(|n| {
            let fields: Vec<String> = (0..50)
                .map(|m| field_of(&format!("{name}{m}"), n))
                .collect();
            struct_type(&format!("{name}{n}"), &fields.join(","))
        })
        .collect();
    let deep = schema_of("Small", &types.join(","), 35);
    for json in [many, long, deep] {
        let name = with_schema("many", json.as_bytes());
        let errors = assert_refused::<Small>(&name, &wrong_segment(ErrorKind::Layout));
        let text = errors[0].to_string();
        assert!(text.lines().count() < 60, "{} lines", text.lines().count());
        assert!(text.len() < 64 * 1024, "{} bytes", text.len());
    }
}

/// A segment that is one cell of a struct with these fields.
pub fn schema(name: &str, fields: &str) -> String {
    schema_of(name, &struct_type("a", fields), 1)
}

/// A segment that is one cell of the type that has this number among a `u8`, which has the number 0, and these.
fn schema_of(cell: &str, types: &str, number: usize) -> String {
    format!(
        r#"{{"schema":1,"name":"a","layout_version":1,"cells":[{{"name":"{cell}","protocol":"seqlock","offset":0,"value_offset":8,"type":{number}}}],"types":[{{"kind":"scalar","name":"u8","size":1,"align":1}},{types}]}}"#
    )
}

pub fn field(name: &str) -> String {
    field_of(name, 0)
}

fn field_of(name: &str, ty: usize) -> String {
    format!(r#"{{"name":"{name}","offset":0,"type":{ty}}}"#)
}

fn struct_type(name: &str, fields: &str) -> String {
    format!(r#"{{"kind":"struct","name":"{name}","size":8,"align":8,"fields":[{fields}]}}"#)
}

/// What a program with a gigabyte to itself says of a schema.
fn assert_refused_in_a_gigabyte(name: &Name) {
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -v 1000000; exec \"$0\"", peer!()]);
    let mut peer = Peer::from_command(&mut command);
    let _watchdog = Watchdog::over(&peer);
    let answer = peer.ask(&format!("open {}", name.address()));
    if answer.is_empty() {
        panic!("the process ended: {}", peer.end());
    }
    let start: String = answer.chars().take(200).collect();
    assert!(start.starts_with("error Layout"), "{start}");
}

/// Two megabytes, of which the paths of all fields would be gigabytes.
#[test]
fn a_schema_cannot_use_up_the_memory_of_who_looks_at_it() {
    let fields: Vec<String> = (0..4096).map(|n| field(&format!("f{n}"))).collect();
    let bomb = schema(&"x".repeat(1 << 20), &fields.join(","));
    let name = with_schema("bomb", bomb.as_bytes());
    assert_refused_in_a_gigabyte(&name);
}

/// As many types as there is room for, each of two of the one before: written out, they would be longer than any memory.
#[test]
fn a_schema_cannot_use_up_the_time_of_who_looks_at_it() {
    let list = "0,".repeat(200_000);
    let unknown =
        format!(r#"{{"kind":"array","len":1,"size":1,"align":1,"element":0,"x":[{list}0]}}"#);
    let doubled = (1..20_000).map(|n| {
        let fields = [field_of("left", n), field_of("right", n)];
        struct_type(&format!("s{n}"), &fields.join(","))
    });
    let types: Vec<String> = std::iter::once(unknown).chain(doubled).collect();
    let name = with_schema("slow", schema_of("a", &types.join(","), 20_000).as_bytes());
    assert_refused_in_a_gigabyte(&name);
}

#[test]
fn a_schema_of_the_greatest_length_is_read_and_a_longer_one_is_not() {
    let longest = 1_u64 << 24;
    for (len, kind) in [
        (longest, ErrorKind::Layout),
        (longest + 1, ErrorKind::Damaged),
        (u64::MAX - 255, ErrorKind::Damaged),
        (u64::MAX, ErrorKind::Damaged),
    ] {
        // A hole where the schema would be.
        let name = with_schema("long-schema", b"");
        let file = tamper(&name);
        let size = 2 * longest;
        file.set_len(size).unwrap();
        file.write_all_at(&size.to_le_bytes(), header::TOTAL_SIZE)
            .unwrap();
        file.write_all_at(&len.to_le_bytes(), header::SCHEMA_LEN)
            .unwrap();
        assert_refused::<Small>(&name, &wrong_segment(kind));
    }
}

#[test]
fn a_schema_longer_than_its_segment_is_damaged() {
    let name = small_segment("schema-end");
    let total = fs::metadata(name.path()).unwrap().len();
    let len = total - header::LEN as u64 + 1;
    tamper(&name)
        .write_all_at(&len.to_le_bytes(), header::SCHEMA_LEN)
        .unwrap();
    assert_refused::<Small>(&name, &wrong_segment(ErrorKind::Damaged));
}

#[test]
fn page_sizes_that_cannot_be_are_damaged() {
    for size in [0_u64, 1, 2048, 4097, 1 << 17, 1 << 21, 1 << 30]
        .into_iter()
        .chain([1 << 61, 1 << 62, 1 << 63, u64::MAX])
    {
        let name = small_segment("page-size");
        tamper(&name)
            .write_all_at(&size.to_le_bytes(), header::PAGE_SIZE)
            .unwrap();
        assert_refused::<Small>(&name, &wrong_segment(ErrorKind::Damaged));
    }
}

/// A schema with these cells, each of them as the only one of a `Large` is.
fn schema_of_cells(names: impl Iterator<Item = String>, more: &str) -> String {
    let cells: Vec<String> = names
        .map(|name| {
            format!(
                r#"{{"name":"{name}","protocol":"seqlock","offset":0,"value_offset":8{more},"type":0}}"#
            )
        })
        .collect();
    format!(
        r#"{{"schema":1,"name":"a","layout_version":1,"cells":[{}],"types":[{{"kind":"scalar","name":"u8","size":1,"align":1}}]}}"#,
        cells.join(",")
    )
}

#[test]
fn many_cells_cannot_use_up_memory_or_time_of_who_looks_at_them() {
    let different = |n: usize| format!("cell{n}");
    let same = |_| "Large".to_owned();
    for json in [
        schema_of_cells((0..120_000).map(different), ""),
        schema_of_cells((0..120_000).map(same), ""),
    ] {
        let name = with_schema("many-cells", json.as_bytes());
        assert_refused_in_a_gigabyte(&name);
    }
}

#[test]
fn cells_that_cannot_be_are_shown_and_not_computed_with() {
    let max = u64::MAX;
    let more = format!(r#","each":{max},"stride":{max},"second_offset":{max}"#);
    let names = ["quotes", "quotes", "limits", "heartbeat"].map(str::to_owned);
    let name = with_schema(
        "cells-limits",
        schema_of_cells(names.into_iter(), &more).as_bytes(),
    );
    let error = shared!(open Market, at(name.address())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Layout);
    let lines = listed(&error);
    let expected = format!("`seqlock each [u8; {max}]` in the segment");
    assert!(
        lines.iter().any(|line| line.contains(&expected)),
        "{lines:#?}"
    );
    assert!(lines.len() < 60, "{lines:#?}");
    // Neither are there so few that something about it is not said.
    for cell in ["limits", "ladders", "halted"] {
        assert!(
            lines.iter().any(|line| line.contains(cell)),
            "{cell}: {lines:#?}"
        );
    }
}
