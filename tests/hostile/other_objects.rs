//! What is no file, or no segment.

use super::*;

fn file(label: &str, bytes: &[u8]) -> Name {
    let name = Name::new(label);
    fs::write(name.path(), bytes).expect("the test may create it");
    fs::set_permissions(name.path(), Permissions::from_mode(0o600)).unwrap();
    name
}

/// The same bytes each time, without a pattern.
fn noise(len: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let step = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    std::iter::repeat_with(step).take(len).collect()
}

#[test]
fn an_empty_file_is_not_a_segment() {
    let errors = assert_refused::<Small>(&file("empty", b""), &NOT_A_SEGMENT);
    assert!(errors[0].to_string().contains("empty"), "{}", errors[0]);
}

#[test]
fn files_of_other_programs_are_not_segments() {
    let long_text = "all work and no play\n".repeat(1000);
    for (label, bytes) in [
        ("byte", vec![0]),
        ("short-text", b"hello\n".to_vec()),
        ("text", long_text.into_bytes()),
        ("noise", noise(64 * 1024)),
        ("zeroes", vec![0; 64 * 1024]),
        ("ones", vec![0xFF; 64 * 1024]),
        ("almost", [b"shmcell\0".to_vec(), vec![0; 8192]].concat()),
    ] {
        assert_refused::<Small>(&file(label, &bytes), &NOT_A_SEGMENT);
    }
}

#[test]
fn a_symbolic_link_is_not_followed() {
    let target = small_segment("target");
    let before = Object::at(&target.path());
    let link = Name::new("link");
    symlink(target.path(), link.path()).unwrap();
    let errors = assert_refused::<Small>(&link, &NOT_A_SEGMENT);
    assert!(errors[0].to_string().contains("a symbolic link"));
    assert_eq!(Object::at(&target.path()), before);
    assert_whole(&target);
}

#[test]
fn a_dangling_link_is_refused_and_its_target_is_not_made() {
    let target = Name::new("nothing");
    let link = Name::new("dangling");
    symlink(target.path(), link.path()).unwrap();
    assert_refused::<Small>(&link, &NOT_A_SEGMENT);
    assert!(!target.exists());
}

#[test]
fn a_directory_is_not_a_segment() {
    let name = Name::new("directory");
    fs::create_dir(name.path()).unwrap();
    let errors = assert_refused::<Small>(&name, &NOT_A_SEGMENT);
    assert!(errors[0].to_string().contains("a directory"));
    assert!(errors[1].to_string().contains("a directory"));
}

#[test]
fn a_fifo_is_refused_without_waiting_for_its_other_end() {
    let name = Name::new("fifo");
    mkfifo(&name.path(), Mode::from_bits_truncate(0o600)).unwrap();
    let errors = assert_refused::<Small>(&name, &NOT_A_SEGMENT);
    assert!(errors[0].to_string().contains("a FIFO"));
}

#[test]
fn a_socket_is_not_a_segment() {
    let name = Name::new("socket");
    let _listener = UnixListener::bind(name.path()).unwrap();
    let errors = assert_refused::<Small>(&name, &NOT_A_SEGMENT);
    assert!(errors[0].to_string().contains("a socket"));
}

#[test]
fn a_device_is_not_a_segment() {
    const TEST: &str = "a_device_is_not_a_segment";
    let name = Name::new("device");
    let null = makedev(1, 3);
    let mode = Mode::from_bits_truncate(0o600);
    if let Err(errno) = mknod(&name.path(), SFlag::S_IFCHR, mode, null) {
        return skip(TEST, &format!("a device node could not be made: {errno}"));
    }
    if let Err(error) = File::open(name.path()) {
        return skip(TEST, &format!("device nodes do not work here: {error}"));
    }
    let errors = assert_refused::<Small>(&name, &NOT_A_SEGMENT);
    assert!(errors[0].to_string().contains("a device"));
}
