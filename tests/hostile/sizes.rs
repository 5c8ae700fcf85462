//! Objects that are longer or shorter than their header says.

use super::*;
use std::os::unix::process::ExitStatusExt;

#[test]
fn a_segment_that_was_cut_or_extended_is_damaged() {
    let name = small_segment("cut");
    let file = tamper(&name);
    let whole = fs::read(name.path()).unwrap();
    let total = whole.len() as u64;
    for size in [
        256,
        257,
        4096,
        total - 4096,
        total - 1,
        total + 1,
        total + 4096,
    ] {
        file.set_len(size).unwrap();
        let errors = assert_refused::<Small>(&name, &wrong_segment(ErrorKind::Damaged));
        let text = errors[0].to_string();
        assert!(text.contains(&format!("{total} bytes")), "{text}");
        assert!(text.contains(&size.to_string()), "{text}");
        assert!(errors[0].remedy().contains("shm_runtime::remove"));
        file.write_all_at(&whole, 0).unwrap();
        file.set_len(total).unwrap();
    }
    assert_whole(&name);
}

#[test]
fn a_segment_that_was_cut_inside_its_header_is_no_segment_any_more() {
    for size in [255, 128, 64, 16, 9, 8, 7, 1, 0] {
        let name = small_segment("cut-header");
        tamper(&name).set_len(size).unwrap();
        assert_refused::<Small>(&name, &wrong_segment(ErrorKind::NotASegment));
    }
}

#[test]
fn what_is_damaged_can_be_removed_as_its_error_says() {
    let name = small_segment("damaged");
    tamper(&name).set_len(4096).unwrap();
    remove(name.address()).unwrap();
    assert!(!name.exists());
    let _ = shared!(create Small, at(name.address())).expect("the name is free again");
}

/// What the guide says of it: `is_current` tells, and every access to what was cut off is a SIGBUS.
#[test]
fn a_segment_that_is_cut_off_while_it_is_open_is_not_current_and_reading_it_is_a_sigbus() {
    // All of it, and all but the header.
    for kept in [0, 4096] {
        for name in [Name::new("cut-open"), Name::file("cut-open")] {
            let _segment = shared!(create Large, at(name.address())).unwrap();
            let mut peers = ["read", "version"].map(|order| (order, Peer::start(peer!())));
            for (_, peer) in &mut peers {
                peer.tell(&format!("open {name}"));
                assert_eq!(peer.ask("is_current"), "true");
            }
            tamper(&name).set_len(kept).unwrap();
            for (order, mut peer) in peers {
                assert_eq!(peer.ask("is_current"), "false", "{name}, {kept} bytes");
                assert_eq!(peer.ask(order), "", "the process ends");
                assert_eq!(peer.end().signal(), Some(libc::SIGBUS), "{order}");
            }
        }
    }
}

#[test]
fn a_segment_that_has_lost_its_last_byte_is_not_current() {
    let name = small_segment("cut-byte");
    let segment = shared!(open Small, at(name.address())).unwrap();
    let file = tamper(&name);
    let total = file.metadata().unwrap().len();
    file.set_len(total - 1).unwrap();
    assert!(!segment.is_current().unwrap());
    file.set_len(total).unwrap();
    assert!(segment.is_current().unwrap());
}

/// A sparse file of a size that no memory could hold.
#[test]
fn a_segment_that_claims_to_be_huge_is_refused() {
    for size in [1_u64 << 40, 1 << 46, (1 << 62) + 4096] {
        let name = small_segment("huge");
        let file = tamper(&name);
        file.write_all_at(&size.to_le_bytes(), super::header::TOTAL_SIZE)
            .unwrap();
        if file.set_len(size).is_err() {
            continue;
        }
        assert_refused::<Small>(&name, &wrong_segment(ErrorKind::Damaged));
    }
}
