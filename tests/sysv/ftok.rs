//! Keys that are made of files.

use super::*;

/// A file, its address, and the name that its key has.
fn file(directory: &Path) -> (std::path::PathBuf, String) {
    let path = directory.join("app");
    fs::write(&path, "").unwrap();
    let address = format!("sysv:{}#R", path.display());
    (path, address)
}

/// What has a key, removed when dropped.
struct Removed(u32);

impl Drop for Removed {
    fn drop(&mut self) {
        let _ = remove(format!("sysv:{:#X}", self.0));
    }
}

#[test]
fn the_key_is_that_of_the_c_library() {
    let directory = tempfile::tempdir().unwrap();
    let (path, address) = file(directory.path());
    let key = ftok(&path, b'R');
    let _removed = Removed(key);
    let segment = shared!(create Large, sysv(&path, b'R')).unwrap();
    assert_eq!(
        segment.address().to_string(),
        format!("{address}=0x{key:08X}")
    );
    let mut peer = Peer::start(peer!());
    for address in [
        address,
        format!("sysv:{key}"),
        segment.address().to_string(),
    ] {
        peer.tell(&format!("open_writable {address}"));
        assert_eq!(peer.ask("epoch"), segment.epoch().to_string());
    }
    let other_id = shared!(open Large, sysv(&path, b'S')).unwrap_err();
    assert_eq!(other_id.kind(), ErrorKind::NotFound);
    let text = other_id.to_string();
    assert!(
        text.contains(&format!("#S=0x{:08X}", ftok(&path, b'S'))),
        "{text}"
    );
}

#[test]
fn a_file_that_does_not_exist_is_told_of_by_all() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("missing");
    let mut peer = Peer::start(peer!());
    for order in [
        "create",
        "open",
        "open_writable",
        "open_or_create",
        "remove",
    ] {
        let order = format!("{order} sysv:{}#R", path.display());
        let said = peer.is_refused(&order, ErrorKind::NotFound);
        assert!(said.contains(path.to_str().unwrap()), "{said}");
        assert!(said.contains("does not exist"), "{said}");
    }
    fs::write(&path, "").unwrap();
    let below = format!("create sysv:{}/below#R", path.display());
    peer.is_refused(&below, ErrorKind::InvalidAddress);
}

#[test]
fn opening_with_a_timeout_waits_for_the_file_too() {
    let directory = tempfile::tempdir().unwrap();
    let address = format!("sysv:{}/app#R", directory.path().display());
    let mut reader = Peer::start(peer!());
    reader.order(&format!("open_when_there {address}"));
    sleep(Duration::from_millis(20));
    let (path, address) = file(directory.path());
    let _removed = Removed(ftok(&path, b'R'));
    let _segment = shared!(create Large, at(&address), init = *Large::of(3)).unwrap();
    assert_eq!(reader.answer(), "ok");
    assert_eq!(reader.ask("read"), "3 0");
}

#[test]
fn two_names_of_one_file_are_one_key() {
    let directory = tempfile::tempdir().unwrap();
    let (path, address) = file(directory.path());
    let _removed = Removed(ftok(&path, b'R'));
    let link = directory.path().join("link");
    fs::hard_link(&path, &link).unwrap();
    let segment = shared!(create Large, at(&address)).unwrap();
    let error = shared!(create Large, sysv(&link, 'R')).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlreadyExists);
    let same = shared!(open Large, sysv(&link, 'R')).unwrap();
    assert_eq!(same.epoch(), segment.epoch());
}

#[test]
fn a_file_that_was_replaced_has_another_key_and_the_segment_keeps_its_own() {
    let directory = tempfile::tempdir().unwrap();
    let (path, address) = file(directory.path());
    let old = ftok(&path, b'R');
    let _removed = Removed(old);
    let segment = shared!(create Large, at(&address)).unwrap();
    // Beside the old one, so that it cannot have its inode.
    let anew = directory.path().join("anew");
    fs::write(&anew, "").unwrap();
    fs::rename(&anew, &path).unwrap();
    assert_ne!(ftok(&path, b'R'), old);
    let error = shared!(open Large, at(&address)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(segment.is_current().unwrap());
    assert_eq!(segment.reopen().unwrap().epoch(), segment.epoch());
    remove(segment.address()).unwrap();
    assert!(!segment.is_current().unwrap());
}
