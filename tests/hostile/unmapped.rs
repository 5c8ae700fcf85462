//! User namespaces that do not map the users that objects belong to: the kernel shows all those users by one number.

use super::permissions::{OtherUser, is_root};
use super::*;
use shm_tests::sysv::{SET_KEY_BITS, new_set, segment, set};

/// The user whom the namespace belongs to, and who is not mapped in it.
const UNMAPPED: u32 = 54_321;
/// The number of a process's user where that is not mapped, unless the system was told otherwise.
const OVERFLOW_USER: u32 = 65_534;

/// A peer in a user namespace without a map, if this process may start one.
fn unmapped(test: &str) -> Option<OtherUser> {
    if !is_root(test) {
        return None;
    }
    let mut tried = Command::new("unshare");
    tried.args(["--user", "true"]).uid(UNMAPPED).gid(UNMAPPED);
    let tried = tried.current_dir("/").output();
    if !tried.is_ok_and(|output| output.status.success()) {
        skip(test, "users may not make user namespaces");
        return None;
    }
    let peer = OtherUser::start_by(|peer| {
        let mut command = Command::new("unshare");
        command.arg("--user").arg(peer);
        command.uid(UNMAPPED).gid(UNMAPPED);
        command
    });
    Some(peer)
}

/// A directory in which everybody may make and remove files, also those of others.
fn place_for_everybody() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    fs::set_permissions(place.path(), Permissions::from_mode(0o777)).unwrap();
    place
}

/// Whether this process's namespace maps every user.
fn maps_every_user() -> bool {
    let map = fs::read_to_string("/proc/self/uid_map").unwrap();
    map.contains("4294967295")
}

/// Marks a segment as removed, as its owner does who is killed before the name is gone.
fn leave_over(name: &Name) {
    tamper(name)
        .write_all_at(&[2], super::header::STATE)
        .unwrap();
}

#[test]
fn a_segment_whose_owner_is_not_mapped_is_refused_unless_any_owner_will_do() {
    const TEST: &str = "a_segment_whose_owner_is_not_mapped_is_refused_unless_any_owner_will_do";
    let Some(mut other) = unmapped(TEST) else {
        return;
    };
    let place = place_for_everybody();
    for name in [
        Name::new("unmapped"),
        Name::file_in(place.path(), "unmapped"),
        Name::sysv(),
    ] {
        let _segment = shared!(create Large, at(name.address()), mode = 0o644).unwrap();
        let order = format!("open {}", name.address());
        let said = other.peer.is_refused(&order, ErrorKind::Owner);
        assert!(
            said.contains("cannot be told in this user namespace"),
            "{said}"
        );
        assert!(said.contains("owner = any"), "{said}");
        let order = format!("open_of_anybody {}", name.address());
        other.peer.tell(&order);
        assert_eq!(other.peer.ask("read"), "0 0");
    }
}

#[test]
fn an_unmapped_users_own_file_is_known_to_be_that_users() {
    const TEST: &str = "an_unmapped_users_own_file_is_known_to_be_that_users";
    let Some(mut other) = unmapped(TEST) else {
        return;
    };
    let place = place_for_everybody();
    for name in [Name::new("own"), Name::file_in(place.path(), "own")] {
        other.peer.tell(&format!("create {}", name.address()));
        other.peer.tell(&format!("open {}", name.address()));
        assert_eq!(other.peer.ask("read"), "0 0");
        other.peer.tell("drop_all");
        // Nor is it in that user's way when it is left over.
        leave_over(&name);
        other.peer.tell(&format!("create {}", name.address()));
    }
}

/// The kernel says nothing of the owner of a System V segment but the number.
#[test]
fn an_unmapped_users_own_system_v_segment_is_refused_too() {
    const TEST: &str = "an_unmapped_users_own_system_v_segment_is_refused_too";
    let Some(mut inside) = unmapped(TEST) else {
        return;
    };
    let mut outside = OtherUser::start_by(|peer| {
        let mut command = Command::new(peer);
        command.uid(UNMAPPED).gid(UNMAPPED);
        command
    });
    let name = Name::sysv();
    outside.peer.tell(&format!("create {}", name.address()));
    let order = format!("open {}", name.address());
    outside.peer.tell(&order);
    let said = inside.peer.is_refused(&order, ErrorKind::Owner);
    assert!(
        said.contains("cannot be told in this user namespace"),
        "{said}"
    );
    inside
        .peer
        .tell(&format!("open_of_anybody {}", name.address()));
    assert_eq!(inside.peer.ask("read"), "0 0");
}

#[test]
fn an_unmapped_user_is_told_why_no_system_v_segment_can_be_created() {
    const TEST: &str = "an_unmapped_user_is_told_why_no_system_v_segment_can_be_created";
    let Some(mut other) = unmapped(TEST) else {
        return;
    };
    let name = Name::sysv();
    let order = format!("create {}", name.address());
    let said = other.peer.is_refused(&order, ErrorKind::Unsupported);
    assert!(said.contains("not mapped in its user namespace"), "{said}");
    assert_eq!(segment(name.key()), None);
    assert_eq!(set(name.key() ^ SET_KEY_BITS), None);
}

#[test]
fn what_is_left_over_of_an_unmapped_user_is_not_removed_from_the_way() {
    const TEST: &str = "what_is_left_over_of_an_unmapped_user_is_not_removed_from_the_way";
    let Some(mut other) = unmapped(TEST) else {
        return;
    };
    let place = place_for_everybody();
    let name = Name::file_in(place.path(), "left-over");
    drop(shared!(create Large, at(name.address())).unwrap());
    leave_over(&name);
    fs::set_permissions(name.path(), Permissions::from_mode(0o666)).unwrap();
    let before = Object::at(&name.path());
    let order = format!("create {}", name.address());
    let said = other.peer.is_refused(&order, ErrorKind::Stale);
    assert!(
        said.contains("cannot be told in this user namespace"),
        "{said}"
    );
    assert_eq!(Object::at(&name.path()), before);
}

/// A file under the name to which a remover moves it that is killed then.
fn leave_aside(place: &Path, number: u32, owner: u32) -> PathBuf {
    let path = place.join("to-be-moved");
    File::create(&path).unwrap();
    chown(&path, Some(owner), None).unwrap();
    let inode = path.metadata().unwrap().ino();
    let aside = place.join(format!(".shm-gone-{inode:016x}-{number:016x}"));
    fs::rename(path, &aside).unwrap();
    aside
}

#[test]
fn only_what_is_known_to_be_ones_own_is_removed_of_what_removers_left() {
    const TEST: &str = "only_what_is_known_to_be_ones_own_is_removed_of_what_removers_left";
    let Some(mut other) = unmapped(TEST) else {
        return;
    };
    let place = place_for_everybody();
    let name = Name::file_in(place.path(), "locked");
    other.peer.tell(&format!("create {}", name.address()));
    let foreign = leave_aside(place.path(), 1, 0);
    let own = leave_aside(place.path(), 2, UNMAPPED);
    // A read lock on all bytes that mean anything: removers look at what others have left then.
    let file = File::open(name.path()).unwrap();
    let lock = libc::flock {
        l_type: libc::F_RDLCK as libc::c_short,
        l_whence: libc::SEEK_SET as libc::c_short,
        l_start: 0,
        l_len: (1 << 62) + 1,
        l_pid: 0,
    };
    fcntl(&file, FcntlArg::F_OFD_SETLK(&lock)).unwrap();
    other.peer.tell(&format!("remove {}", name.address()));
    assert!(!name.exists());
    assert!(!own.exists(), "a left-over of one's own stays");
    assert!(foreign.exists(), "another user's file was removed");
}

/// A set that everybody may use, whose maker could remove it under who does.
#[test]
fn semaphores_of_an_unmapped_user_are_not_used() {
    const TEST: &str = "semaphores_of_an_unmapped_user_are_not_used";
    const COUNT: usize = 4;
    const MARK: u32 = 0o001;
    let Some(mut other) = unmapped(TEST) else {
        return;
    };
    let name = Name::sysv();
    new_set(name.key() ^ SET_KEY_BITS, COUNT, 0o666 | MARK);
    let order = format!("create {} mode 666", name.address());
    other.peer.is_refused(&order, ErrorKind::AlreadyExists);
}

#[test]
fn a_user_who_has_the_number_of_the_unmapped_is_one_user_where_all_are_mapped() {
    const TEST: &str = "a_user_who_has_the_number_of_the_unmapped_is_one_user_where_all_are_mapped";
    if !is_root(TEST) {
        return;
    }
    if !maps_every_user() {
        return skip(TEST, "this user namespace does not map every user");
    }
    let place = place_for_everybody();
    let mut nobody = OtherUser::start();
    for name in [
        Name::new("nobody"),
        Name::file_in(place.path(), "nobody"),
        Name::sysv(),
    ] {
        nobody
            .peer
            .tell(&format!("create {} mode 644", name.address()));
        nobody.peer.tell(&format!("open {}", name.address()));
        assert_eq!(nobody.peer.ask("read"), "0 0");
        let _ = shared!(open Large, at(name.address()), owner = OVERFLOW_USER).unwrap();
    }
}
