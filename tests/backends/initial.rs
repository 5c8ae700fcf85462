//! What new segments hold, and whom they let in.

use super::*;

#[test]
fn a_new_segment_is_all_zeroes_of_version_0() {
    let name = new_name("zeroes");
    let mut creator = new_peer();
    name.created_by(&mut creator);
    let mut reader = new_peer();
    name.opened_by(&mut reader);
    for peer in [&mut creator, &mut reader] {
        assert_eq!(peer.ask("read"), "0 0");
    }
}

#[test]
fn a_new_segment_holds_its_initial_value_as_version_0() {
    let name = new_name("initial");
    let mut creator = new_peer();
    name.created_with("init 7", &mut creator);
    let mut reader = new_peer();
    name.opened_by(&mut reader);
    assert_eq!(reader.ask("read"), "7 0");
    creator.tell("writer");
    assert_eq!(creator.ask("write 8"), "1");
    assert_eq!(reader.ask("read"), "8 1");
    assert_eq!(reader.ask("is_current"), "true");
}

#[test]
fn the_mode_is_what_was_asked_for_whatever_the_umask() {
    for umask in ["000", "077", "777"] {
        for (options, mode) in [("", 0o600), ("mode 640", 0o640), ("mode 666", 0o666)] {
            let name = new_name("mode");
            name.created_with(options, &mut under_umask(umask));
            assert_eq!(name.mode(), mode, "under the umask {umask}");
        }
    }
}

/// A peer that was started under a umask.
fn under_umask(umask: &str) -> Peer {
    let script = format!("umask {umask}; exec \"$0\" \"$1\"");
    Peer::from_command(Command::new("sh").args(["-c", &script, peer!(), Value::NAME]))
}
