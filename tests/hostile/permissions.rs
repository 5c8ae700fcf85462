//! Owners and modes.

use super::*;

/// Somebody else. Nothing needs to be known of them.
const OTHER_USER: u32 = 65_534;

pub(super) fn is_root(test: &str) -> bool {
    let is_root = geteuid().is_root();
    if !is_root {
        skip(test, "only root can act as another user");
    }
    is_root
}

/// A peer that runs as another user, from a place where everybody may run it. Kept until it is dropped.
pub(super) struct OtherUser {
    pub peer: Peer,
    _place: tempfile::TempDir,
}

impl OtherUser {
    pub fn start() -> OtherUser {
        OtherUser::start_by(|peer| {
            let mut command = Command::new(peer);
            command.uid(OTHER_USER).gid(OTHER_USER);
            command
        })
    }

    /// Starts one by a command of the copy's path.
    pub fn start_by(command: impl FnOnce(&Path) -> Command) -> OtherUser {
        let place = tempfile::tempdir().unwrap();
        let copy = copy_for_everybody(peer!(), place.path());
        OtherUser {
            peer: Peer::from_command(command(&copy).current_dir("/")),
            _place: place,
        }
    }
}

#[test]
fn a_segment_of_another_user_is_refused_unless_it_is_expected() {
    if !is_root("a_segment_of_another_user_is_refused_unless_it_is_expected") {
        return;
    }
    let name = small_segment("chowned");
    chown(name.path(), Some(OTHER_USER), None).unwrap();
    let errors = assert_refused::<Small>(&name, &wrong_segment(ErrorKind::Owner));
    let text = errors[0].to_string();
    assert!(text.contains("user 65534"), "{text}");
    assert!(errors[0].remedy().contains("owner"), "{text}");

    let _ =
        shared!(open Small, at(name.address()), owner = OTHER_USER).expect("the owner expected");
    let _ = shared!(open Small, at(name.address()), owner = any).expect("any owner");
    let _ = shared!(open Small, at(name.address()), writable, owner = any).expect("any owner");
    let error = shared!(open Small, at(name.address()), owner = OTHER_USER - 1).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Owner);
}

#[test]
fn a_segment_of_this_user_is_refused_where_another_owner_is_expected() {
    let name = small_segment("mine");
    let me = geteuid().as_raw();
    for owner in [Owner::Uid(me + 1), Owner::Uid(u32::MAX)] {
        let options = Segment::<Small>::options().owner(owner);
        let error = options.open(&name.address()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Owner);
        assert_helps(&error, &name.address().to_string());
    }
    let _ = shared!(open Small, at(name.address()), owner = me).expect("the owner expected");
}

#[test]
fn what_another_users_process_created_is_refused_unless_it_is_expected() {
    if !is_root("what_another_users_process_created_is_refused_unless_it_is_expected") {
        return;
    }
    let name = Name::new("theirs");
    let mut other = OtherUser::start();
    other.peer.tell(&format!("create {}", name.address()));
    other.peer.tell("writer");
    assert_eq!(other.peer.ask("write 5"), "1");
    assert_refused::<Large>(&name, &[(Verb::Open, ErrorKind::Owner)]);
    let segment = shared!(open Large, at(name.address()), owner = OTHER_USER).unwrap();
    assert_eq!(segment.reader().read().unwrap().number(), Some(5));
}

#[test]
fn a_segment_that_this_user_may_not_read_is_denied() {
    if !is_root("a_segment_that_this_user_may_not_read_is_denied") {
        return;
    }
    let name = Name::new("unreadable");
    let _segment = shared!(create Large, at(name.address())).unwrap();
    let before = Object::at(&name.path());
    let mut other = OtherUser::start();
    for verb in ["open", "open_writable", "open_or_create"] {
        let answer = other.peer.ask(&format!("{verb} {}", name.address()));
        assert!(answer.starts_with("error PermissionDenied"), "{answer}");
        assert!(answer.contains(&name.address().to_string()), "{answer}");
        assert!(answer.contains("help: have its creator"), "{answer}");
    }
    let answer = other.peer.ask(&format!("create {}", name.address()));
    assert!(answer.starts_with("error AlreadyExists"), "{answer}");
    assert_eq!(Object::at(&name.path()), before);
}

#[test]
fn a_segment_that_this_user_may_read_is_still_another_users() {
    if !is_root("a_segment_that_this_user_may_read_is_still_another_users") {
        return;
    }
    let name = Name::new("readable");
    let _segment = shared!(create Large, at(name.address()), mode = 0o644).unwrap();
    let mut other = OtherUser::start();
    let answer = other.peer.ask(&format!("open {}", name.address()));
    assert!(answer.starts_with("error Owner"), "{answer}");
    let answer = other.peer.ask(&format!("open_writable {}", name.address()));
    assert!(answer.starts_with("error PermissionDenied"), "{answer}");
}

/// Marked as removed, and still under its name: its owner was killed while removing it.
#[test]
fn what_is_left_over_of_another_user_is_not_changed_by_who_is_in_its_way() {
    if !is_root("what_is_left_over_of_another_user_is_not_changed_by_who_is_in_its_way") {
        return;
    }
    let name = small_segment("left-over");
    tamper(&name)
        .write_all_at(&[2], super::header::STATE)
        .unwrap();
    fs::set_permissions(name.path(), Permissions::from_mode(0o666)).unwrap();
    let before = Object::at(&name.path());
    let mut other = OtherUser::start();
    for verb in ["create", "open_or_create"] {
        let answer = other.peer.ask(&format!("{verb} {}", name.address()));
        assert!(
            Object::at(&name.path()) == before,
            "{verb} changed it: {answer}"
        );
        let kinds = ["Stale", "Owner"];
        let is_defined = |kind: &&str| answer.starts_with(&format!("error {kind} "));
        assert!(kinds.iter().any(is_defined), "{answer}");
        let attempted =
            ["create", "open"].map(|what| format!("cannot {what} `{}`", name.address()));
        assert!(
            attempted.iter().any(|attempted| answer.contains(attempted)),
            "{verb} tells of something else: {answer}"
        );
    }
}

#[test]
fn a_mode_that_lets_nobody_in_is_denied() {
    const TEST: &str = "a_mode_that_lets_nobody_in_is_denied";
    if geteuid().is_root() {
        return skip(TEST, "modes do not keep root out");
    }
    let name = small_segment("mode-0");
    fs::set_permissions(name.path(), Permissions::from_mode(0o000)).unwrap();
    let error = shared!(open Small, at(name.address())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PermissionDenied);
    assert_helps(&error, &name.address().to_string());
}

#[test]
fn a_segment_that_others_may_write_is_refused_unless_it_is_expected() {
    let name = small_segment("writable");
    for (mode, wide_enough, too_narrow) in [
        (0o620, 0o620, 0o602),
        (0o602, 0o602, 0o620),
        (0o622, 0o666, 0o644),
        (0o666, 0o666, 0o664),
    ] {
        fs::set_permissions(name.path(), Permissions::from_mode(mode)).unwrap();
        let errors = assert_refused::<Small>(&name, &wrong_segment(ErrorKind::Mode));
        let text = errors[0].to_string();
        assert!(text.contains(&format!("{mode:#05o}")), "{text}");
        assert!(errors[0].remedy().contains("mode"), "{text}");

        let narrow = Segment::<Small>::options().mode(too_narrow);
        let error = narrow.open(&name.address()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Mode);
        let wide = Segment::<Small>::options().mode(wide_enough);
        let _ = wide.open(&name.address()).expect("as wide as expected");
        let _ = wide.open_writable(&name.address()).expect("the same");
    }
}

#[test]
fn a_segment_that_others_may_only_read_is_taken() {
    let name = small_segment("public");
    fs::set_permissions(name.path(), Permissions::from_mode(0o644)).unwrap();
    assert_whole(&name);
}

#[test]
fn open_or_create_does_not_ignore_that_a_segment_has_another_mode() {
    for name in [Name::new("mode-of-another"), Name::sysv()] {
        let address = name.address();
        let narrow = Segment::<Small>::options();
        let _segment = narrow.create(&address).unwrap();
        for mode in [0o660, 0o640, 0o604] {
            let error = narrow
                .clone()
                .mode(mode)
                .open_or_create(&address)
                .unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Mode, "{mode:o}");
            let text = error.to_string();
            assert!(
                text.contains("0o600") && text.contains(&format!("{mode:#o}")),
                "{error}"
            );
        }
        assert!(narrow.clone().mode(0o600).open_or_create(&address).is_ok());
        assert!(narrow.open_or_create(&address).is_ok());
    }
}
