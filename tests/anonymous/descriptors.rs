//! Segments that are given to other programs as descriptors.

use super::*;
use memmap2::MmapOptions;
use nix::fcntl::{FallocateFlags, fallocate};
use std::io::ErrorKind as IoErrorKind;

#[test]
fn a_program_adopts_what_came_over_a_unix_socket_and_sees_what_is_written() {
    let segment = shared!(create Large, anonymous).unwrap();
    let post = Post::new();
    let mut other = Peer::start(peer!());
    let said = post.has_adopted(&mut other, segment.descriptor().unwrap(), "");
    assert_eq!(said, "ok");
    assert_eq!(other.ask("read"), "0 0");
    let mut writer = segment.writer().unwrap();
    writer.write(&Large::of(7)).unwrap();
    assert_eq!(other.ask("read"), "7 1");
    assert_eq!(other.ask("is_current"), "true");
    // What it adopted it can pass on, after the creator is gone too.
    drop((writer, segment));
    let third = adopt::<Large>(post.descriptor_of(&mut other)).unwrap();
    drop(other);
    assert_eq!(third.reader().read().unwrap().number(), Some(7));
}

#[test]
fn descriptors_are_new_ones_that_close_on_exec_and_can_only_be_read() {
    let segment = shared!(create Small, anonymous).unwrap();
    let descriptors = [0, 1].map(|_| segment.descriptor().unwrap());
    assert_ne!(descriptors[0].as_raw_fd(), descriptors[1].as_raw_fd());
    for descriptor in descriptors {
        let flags = fcntl(&descriptor, FcntlArg::F_GETFL).unwrap();
        assert_eq!(flags & nix::libc::O_ACCMODE, nix::libc::O_RDONLY);
        let flags = fcntl(&descriptor, FcntlArg::F_GETFD).unwrap();
        assert_eq!(flags, nix::libc::FD_CLOEXEC);
        let seals = SealFlag::from_bits_retain(fcntl(&descriptor, FcntlArg::F_GET_SEALS).unwrap());
        assert!(seals.contains(all_seals()), "{seals:?}");
    }
}

#[test]
fn what_is_adopted_does_not_go_on_to_programs_that_are_started() {
    let segment = shared!(create Small, anonymous).unwrap();
    let descriptor = segment.descriptor().unwrap();
    fcntl(&descriptor, FcntlArg::F_SETFD(nix::fcntl::FdFlag::empty())).unwrap();
    let number = descriptor.as_raw_fd();
    let adopted = adopt::<Small>(descriptor).unwrap();
    let status = fs::read_to_string(format!("/proc/self/fdinfo/{number}")).unwrap();
    let flags = status
        .lines()
        .find_map(|line| line.strip_prefix("flags:"))
        .expect("proc_pid_fdinfo(5)");
    let flags = i32::from_str_radix(flags.trim(), 8).unwrap();
    assert!(flags & nix::libc::O_CLOEXEC != 0, "{flags:o}");
    assert_eq!(adopted.reader().count().unwrap().value, 0);
}

/// The memory of a process's segment, as another process may come by it.
fn found_in(process: &Peer) -> PathBuf {
    let descriptors = fs::read_dir(format!("/proc/{}/fd", process.id())).unwrap();
    descriptors
        .map(|entry| entry.unwrap().path())
        .find(|path| fs::read_link(path).is_ok_and(|to| to.starts_with("/memfd:Large (deleted)")))
        .expect("its memory has the struct's name")
}

#[test]
fn another_process_that_opens_the_memory_cannot_change_it() {
    let mut owner = creator();
    owner.tell("writer");
    assert_eq!(owner.ask("write 7"), "1");
    let segment = adopted_from(&mut owner);
    let opened = OpenOptions::new()
        .read(true)
        .write(true)
        .open(found_in(&owner))
        .unwrap();
    let size = opened.metadata().unwrap().len();
    let denied = |result: std::io::Result<()>| {
        let error = result.expect_err("it is sealed");
        assert_eq!(error.kind(), IoErrorKind::PermissionDenied, "{error}");
    };
    for at in [0, header::STATE, size - 1] {
        denied(opened.write_all_at(&[1], at));
    }
    denied(opened.write_all_at(&[1], size));
    for other_size in [0, 1, size - 1, size + 1, 2 * size] {
        denied(opened.set_len(other_size));
    }
    denied(MmapOptions::new().map_raw(&opened).map(drop));
    for mode in [
        FallocateFlags::FALLOC_FL_PUNCH_HOLE | FallocateFlags::FALLOC_FL_KEEP_SIZE,
        FallocateFlags::empty(),
    ] {
        denied(fallocate(&opened, mode, 0, 2 * size as i64).map_err(Into::into));
    }
    let seal = FcntlArg::F_ADD_SEALS(SealFlag::F_SEAL_WRITE);
    denied(fcntl(&opened, seal).map(drop).map_err(Into::into));
    // To read it is what mappings are for.
    MmapOptions::new().map_raw_read_only(&opened).unwrap();

    assert_eq!(segment.reader().read().unwrap().number(), Some(7));
    assert_eq!(owner.ask("write 8"), "2");
    assert_eq!(segment.reader().read().unwrap().number(), Some(8));
}

#[test]
fn a_descriptor_that_is_open_to_write_too_is_adopted_to_be_read() {
    let mut owner = creator();
    owner.tell("writer");
    assert_eq!(owner.ask("write 7"), "1");
    let opened = OpenOptions::new()
        .read(true)
        .write(true)
        .open(found_in(&owner))
        .unwrap();
    let segment = adopt::<Large>(opened).unwrap();
    assert_eq!(segment.reader().read().unwrap().number(), Some(7));
}

/// What the documentation of `descriptor` says of locks.
#[test]
fn a_descriptor_takes_read_locks_and_no_write_locks() {
    let segment = shared!(create Small, anonymous).unwrap();
    let descriptor = segment.descriptor().unwrap();
    let lock = |kind: i32| {
        let lock = nix::libc::flock {
            l_type: kind as i16,
            l_whence: nix::libc::SEEK_SET as i16,
            l_start: 0,
            l_len: 1,
            l_pid: 0,
        };
        fcntl(&descriptor, FcntlArg::F_OFD_SETLK(&lock))
    };
    assert_eq!(lock(nix::libc::F_WRLCK), Err(Errno::EBADF));
    assert_eq!(lock(nix::libc::F_RDLCK), Ok(0));
    assert_eq!(segment.writer().unwrap_err().kind(), ErrorKind::Leased);
    // By name: a program that is just being started may share the description for a moment.
    assert_eq!(lock(nix::libc::F_UNLCK), Ok(0));
    segment.writer().unwrap();
}

#[test]
fn the_memory_goes_with_the_last_that_uses_it() {
    let mut owner = creator();
    let descriptor = Post::new().descriptor_of(&mut owner);
    let memory = File::from(descriptor).metadata().unwrap();
    owner.tell("writer");
    assert_eq!(owner.ask("write 7"), "1");
    assert!(has(owner.id(), &memory));
    owner.tell("fork");
    let child: u32 = owner.ask("pid").parse().unwrap();
    assert!(has(child, &memory));
    owner.tell("drop_all");
    assert!(!has(child, &memory), "the child has dropped all");
    assert!(has(owner.id(), &memory), "its parent has dropped nothing");
    owner.tell("exit");
    assert_eq!(owner.ask("read"), "7 1");
    owner.tell("drop_all");
    assert!(!has(owner.id(), &memory));
    // A program that is started has none of it.
    owner.tell("create anonymous");
    owner.tell("writer");
    let descriptor = Post::new().descriptor_of(&mut owner);
    let memory = File::from(descriptor).metadata().unwrap();
    owner.tell("exec");
    assert!(!has(owner.id(), &memory));
}

/// A peer that runs as another user, from a place where everybody may run it.
fn other_user(test: &str) -> Option<(Peer, tempfile::TempDir)> {
    use std::os::unix::process::CommandExt;
    if !geteuid().is_root() {
        skip(test, "only root can act as another user");
        return None;
    }
    let place = tempfile::tempdir().unwrap();
    let mut command = Command::new(copy_for_everybody(peer!(), place.path()));
    command.uid(OTHER_USER).gid(OTHER_USER).current_dir("/");
    Some((Peer::from_command(&mut command), place))
}

#[test]
fn a_segment_of_another_user_is_adopted_by_who_expects_it() {
    const TEST: &str = "a_segment_of_another_user_is_adopted_by_who_expects_it";
    let Some((mut other, _place)) = other_user(TEST) else {
        return;
    };
    let post = Post::new();
    let segment = shared!(create Large, anonymous).unwrap();
    segment.writer().unwrap().write(&Large::of(7)).unwrap();
    let said = post.has_adopted(&mut other, segment.descriptor().unwrap(), "");
    assert!(said.starts_with("error Owner "), "{said}");
    assert!(said.contains("it belongs to user 0"), "{said}");
    assert!(said.contains("`owner` of the options"), "{said}");
    // Its mode is for its owner alone; who was given the descriptor needs no more than that.
    let said = post.has_adopted(&mut other, segment.descriptor().unwrap(), "of_anybody");
    assert_eq!(said, "ok");
    assert_eq!(other.ask("read"), "7 1");
    // But to open it anew its mode would have to let this user in.
    let said = other.ask("give nobody");
    assert!(said.starts_with("error PermissionDenied "), "{said}");

    // And what that user creates is not this one's.
    other.tell("create anonymous");
    other.tell("drop_reader");
    let descriptor = post.descriptor_of(&mut other);
    let of_this_user = adopt::<Large>(descriptor.try_clone().unwrap());
    assert_eq!(of_this_user.unwrap_err().kind(), ErrorKind::Owner);
    let expected = Segment::<Large>::options().owner(Owner::Uid(OTHER_USER));
    assert!(expected.adopt(descriptor).is_ok());
}

#[test]
fn a_mode_that_lets_others_write_has_to_be_expected() {
    let segment = shared!(create Small, anonymous, mode = 0o666).unwrap();
    let memory = File::from(segment.descriptor().unwrap());
    assert_eq!(memory.metadata().unwrap().mode() & 0o777, 0o666);
    let error = adopt::<Small>(memory).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Mode);
    assert!(error.remedy().contains("`mode`"), "{error}");
    let options = Segment::<Small>::options().mode(0o666);
    assert!(options.adopt(segment.descriptor().unwrap()).is_ok());
    let never = Segment::<Small>::options().mode(0o777);
    let error = never.adopt(segment.descriptor().unwrap()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Mode);
    assert_eq!(error.address(), "anonymous");
}
