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
    for text in [
        "",
        "/orderbook",
        "orderbook",
        "POSIX:/orderbook",
        " posix:/orderbook",
        "redis:/orderbook",
        "\u{1b}[2J:/orderbook",
    ] {
        let error = shared!(open Small, at(text)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidAddress, "{text:?}");
        assert_helps(&error, &text.escape_debug().to_string());
        assert!(error.remedy().contains("posix:/orderbook"), "{error}");
        let error = remove(text).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidAddress);
    }
    for text in ["anonymous:", "anonymous:/orderbook"] {
        let error = shared!(create Small, at(text)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidAddress);
        assert_helps(&error, text);
        assert!(error.remedy().contains("`anonymous` alone"), "{error}");
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

#[test]
fn a_backend_that_does_not_exist_is_named() {
    for (text, found) in [
        ("shm:/x", "unknown backend `shm`"),
        ("POSIX:/x", "unknown backend `POSIX`"),
        ("/x", "it does not start with a backend and a colon"),
        ("/a:b", "it does not start with a backend and a colon"),
        (":/x", "it does not start with a backend and a colon"),
    ] {
        let error = text.parse::<Address>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidAddress, "{text}");
        assert!(error.to_string().contains(found), "{error}");
        for backend in ["`posix:", "`file:", "`sysv:", "`anonymous`"] {
            assert!(error.remedy().contains(backend), "{error}");
        }
    }
}
