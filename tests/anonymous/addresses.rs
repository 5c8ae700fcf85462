//! Nothing is found by the address, at run time either.

use super::*;

#[test]
fn looking_for_it_by_its_address_is_refused_with_the_remedy() {
    let address = Address::anonymous();
    let options = Segment::<Small>::options().timeout(DEADLINE * 10);
    let errors = [
        options.open(&address).map(drop).unwrap_err(),
        options.open_writable(&address).map(drop).unwrap_err(),
        options.open_or_create(&address).map(drop).unwrap_err(),
        shared!(open Small, at("anonymous")).map(drop).unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert_eq!(error.address(), "anonymous");
        let text = error.to_string();
        for words in ["cannot open `anonymous`", "fork", "Options::adopt"] {
            assert!(text.contains(words), "{text}");
        }
    }
    let error = remove(&address).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.to_string().contains("last process"), "{error}");
}

#[test]
fn what_was_created_cannot_be_opened_again_by_its_address() {
    let segment = shared!(create Small, anonymous).unwrap();
    assert_eq!(segment.address(), &Address::anonymous());
    let error = segment.reopen().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    let adopted = adopt::<Small>(segment.descriptor().unwrap()).unwrap();
    assert_eq!(adopted.address(), &Address::anonymous());
    let error = adopted.reopen().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(remove(adopted.address()).is_err());
    assert!(segment.is_current().unwrap() && adopted.is_current().unwrap());
}

#[test]
fn each_creation_is_a_segment_of_its_own() {
    let segments = [0, 1].map(|_| shared!(create Small, anonymous).unwrap());
    assert_ne!(segments[0].epoch(), segments[1].epoch());
    let mut writers = [0, 1].map(|which: usize| segments[which].writer().unwrap());
    writers[1].set_count(7).unwrap();
    assert_eq!(segments[0].reader().count().unwrap().value, 0);
    assert_eq!(segments[1].reader().count().unwrap().value, 7);
}

#[test]
fn it_cannot_be_stored() {
    let segment = shared!(create Small, anonymous).unwrap();
    for error in [
        segment.flush().unwrap_err(),
        segment.flush_async().unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains("file:"), "{error}");
    }
}

#[test]
fn a_segment_that_has_a_name_gives_no_descriptor() {
    let name = shm_tests::Name::new("named");
    let segment = shared!(create Small, at(name.address())).unwrap();
    let error = segment.descriptor().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.remedy().contains("by its address"), "{error}");
    assert_eq!(error.address(), name.address().to_string());
}
