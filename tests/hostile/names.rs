//! Names and addresses, of nothing and of something.

use super::*;

#[test]
fn a_segment_that_does_not_exist_is_not_found() {
    let name = Name::new("absent");
    let errors = assert_refused::<Small>(
        &name,
        &[
            (Verb::Open, ErrorKind::NotFound),
            (Verb::OpenWritable, ErrorKind::NotFound),
            (Verb::Remove, ErrorKind::NotFound),
        ],
    );
    assert!(errors[0].remedy().contains("open_or_create"));
    assert!(!name.exists());
}

#[test]
fn a_segment_that_exists_already_is_not_replaced() {
    let name = small_segment("exists");
    let errors = assert_refused::<Small>(&name, &[(Verb::Create, ErrorKind::AlreadyExists)]);
    assert!(errors[0].remedy().contains("shm_runtime::remove"));
    assert_whole(&name);
}

#[test]
fn names_that_cannot_be_are_refused_with_the_rule() {
    let long = format!("/{}", "x".repeat(251));
    for wrong in [
        "",
        "/",
        "book",
        "/.",
        "/..",
        "/a/b",
        "/../shadow",
        "/a b",
        "/a\n",
        "/a\0",
        "/ä",
        "//a",
        "/\u{1b}[31m",
        "/\u{202e}gpj",
        "/a:b",
        &long,
    ] {
        let error = Address::posix(wrong).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidAddress, "{wrong:?}");
        assert_helps(&error, &wrong.escape_debug().to_string());
        assert!(error.remedy().contains("A-Z a-z 0-9 . _ -"), "{error}");

        let text = format!("posix:{wrong}");
        let error = shared!(create Small, at(&text)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidAddress, "{wrong:?}");
        assert_eq!(remove(&text).unwrap_err().kind(), ErrorKind::InvalidAddress);
    }
    let longest = format!("/{}", "x".repeat(250));
    assert!(Address::posix(longest).is_ok());
}

#[test]
fn texts_that_are_no_addresses_are_refused_with_an_example() {
    for (text, kind) in [
        ("", ErrorKind::InvalidAddress),
        ("/orderbook", ErrorKind::InvalidAddress),
        ("orderbook", ErrorKind::InvalidAddress),
        ("POSIX:/orderbook", ErrorKind::InvalidAddress),
        (" posix:/orderbook", ErrorKind::InvalidAddress),
        ("redis:/orderbook", ErrorKind::InvalidAddress),
        ("\u{1b}[2J:/orderbook", ErrorKind::InvalidAddress),
    ] {
        let error = shared!(open Small, at(text)).unwrap_err();
        assert_eq!(error.kind(), kind, "{text:?}");
        assert_helps(&error, &text.escape_debug().to_string());
        assert!(error.remedy().contains("posix:/orderbook"), "{error}");
        assert_eq!(remove(text).unwrap_err().kind(), kind);
    }
    for text in ["anonymous:", "anonymous:/orderbook"] {
        let error = shared!(create Small, at(text)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidAddress);
        assert_helps(&error, text);
        assert!(error.remedy().contains("`anonymous` alone"), "{error}");
    }
}

#[test]
fn texts_that_are_no_system_v_names_are_refused_with_an_example() {
    for text in [
        "sysv:",
        "sysv:0",
        "sysv:0x",
        "sysv:0x100000000",
        "sysv:-1",
        "sysv:orderbook",
        "sysv:/etc/app",
        "sysv:/etc/app#",
        "sysv:/etc/app#RS",
        "sysv:#R",
        "sysv:\u{1b}[2J",
    ] {
        let error = shared!(open Small, at(text)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidAddress, "{text:?}");
        assert!(error.remedy().contains("sysv:"), "{error}");
        assert!(!error.to_string().contains('\u{1b}'), "{text:?}");
        assert_eq!(remove(text).unwrap_err().kind(), ErrorKind::InvalidAddress);
    }
}

#[test]
fn modes_that_cannot_be_are_refused_before_anything_happens() {
    let name = Name::new("modes");
    let address = name.address();
    for mode in [
        0o777,
        0o700,
        0o400,
        0o200,
        0,
        0o1600,
        0o4600,
        0o100_600,
        u32::MAX,
    ] {
        let options = Segment::<Small>::options().mode(mode);
        for error in [
            options.create(&address).unwrap_err(),
            options.open(&address).unwrap_err(),
            options.open_writable(&address).unwrap_err(),
            options.open_or_create(&address).unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::Mode, "{mode:o}");
            assert_helps(&error, &address.to_string());
        }
        assert!(!name.exists(), "{mode:o}");
    }
}
