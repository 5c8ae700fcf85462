//! Memory without a name, which a program of another version adopts. Nobody but its creator may write it, so nobody upgrades it.

use super::*;

fn new_name() -> Name {
    Name::anonymous()
}

#[path = "readers.rs"]
mod readers;

#[test]
fn adopted_memory_is_not_upgraded() {
    for shared in WITH_ROOM {
        let name = new_name();
        let mut first = writer_of(&name, 1, shared);
        first.tells("write 7", "1");
        let mut second = reader_of(&name, 2, shared);
        let before = name.bytes();
        second.is_refused("upgrade", ErrorKind::Unsupported);
        assert_eq!(name.bytes(), before);
        second.tells("read", "1 7 default");
    }
}
