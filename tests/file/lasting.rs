//! Copies, what is stored, and paths.

use super::*;

#[test]
fn a_copy_of_a_file_is_a_segment_of_its_own() {
    let name = Name::file("original");
    let copy = Name::file("copy");
    let segment = shared!(create Large, at(name.address()), init = *Large::of(3)).unwrap();
    fs::copy(name.path(), copy.path()).unwrap();
    let copied = shared!(open Large, at(copy.address()), writable).unwrap();
    copied.writer().unwrap().write(&Large::of(4)).unwrap();
    assert_eq!(segment.reader().read().unwrap().number(), Some(3));
}

#[test]
fn what_was_flushed_is_in_the_file() {
    let name = Name::file("flushed");
    let mut writer = Peer::start(peer!());
    writer.tell(&format!("create {}", name.address()));
    writer.tell("writer");
    assert_eq!(writer.ask("write 42"), "1");
    writer.tell("flush");
    writer.tell("flush_async");
    // Also while it is being written, and after its name has gone.
    writer.tell("drop_writer");
    let segment = shared!(open Large, at(name.address()), writable).unwrap();
    remove(name.address()).unwrap();
    segment.flush().unwrap();
    writer.tell("flush");
}

#[test]
fn memory_alone_cannot_be_flushed() {
    let name = Name::new("not-flushed");
    let segment = shared!(create Large, at(name.address())).unwrap();
    for result in [segment.flush(), segment.flush_async()] {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
        assert!(error.to_string().contains(&name.address().to_string()));
        assert!(error.remedy().contains("file:"), "{error}");
    }
}

#[test]
fn a_relative_path_starts_where_the_process_is_when_it_is_used() {
    let [first, second] = [directory(), directory()];
    let mut peer = Peer::start(peer!());
    for (directory, number) in [(&first, 1), (&second, 2)] {
        peer.tell(&format!("chdir {}", directory.path().display()));
        peer.tell(&format!("create file:book.shm init {number}"));
    }
    for (directory, number) in [(&first, 1), (&second, 2)] {
        let mut reader = Peer::start(peer!());
        let path = directory.path().join("book.shm");
        reader.tell(&format!("open file:{}", path.display()));
        assert_eq!(reader.ask("read"), format!("{number} 0"));
    }
}

#[test]
fn a_segment_of_a_relative_path_stays_where_it_is_when_the_process_moves() {
    let place = directory();
    let path = place.path().join("book.shm");
    let mut peer = Peer::start(peer!());
    peer.tell(&format!("chdir {}", place.path().display()));
    peer.tell("create file:./book.shm ephemeral");
    peer.tell("chdir /");
    assert_eq!(peer.ask("is_current"), "true");
    peer.tell("flush");
    // An ephemeral segment takes its own name away, wherever the process is by then.
    assert!(path.exists());
    peer.tell("drop_all");
    assert!(!path.exists());
}

#[test]
fn a_relative_path_in_a_directory_that_is_gone_is_refused_and_an_absolute_one_is_not() {
    let place = directory();
    let name = Name::file("gone");
    let mut peer = Peer::start(peer!());
    peer.tell(&format!("chdir {}", place.path().display()));
    drop(place);
    for order in ORDERS {
        assert_refused(
            &mut peer,
            order,
            "file:book.shm",
            &[ErrorKind::InvalidAddress],
        );
    }
    peer.tell(&format!("create {}", name.address()));
}

#[test]
fn links_are_followed_on_the_way_to_a_file() {
    let place = directory();
    fs::create_dir(place.path().join("real")).unwrap();
    symlink("real", place.path().join("link")).unwrap();
    let created = Address::file(place.path().join("link/book.shm")).unwrap();
    let segment = shared!(create Large, at(&created)).unwrap();
    let opened = shared!(open Large, file(place.path().join("real/book.shm"))).unwrap();
    assert_eq!(segment.epoch(), opened.epoch());
    remove(&created).unwrap();
}

#[test]
fn the_longest_name_is_possible() {
    let place = directory();
    let address = Address::file(place.path().join("x".repeat(255))).unwrap();
    let segment = shared!(create Large, at(&address), ephemeral).unwrap();
    assert!(segment.is_current().unwrap());
}
