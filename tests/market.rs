//! The market example: processes that write different cells of one segment, and one that reads them all.

use std::fs;
use std::process::{Command, Output};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use shm_runtime::shared;
use shm_tests::{Example, Name, example, runs, wait_until};

#[path = "../examples/market/cells.rs"]
mod cells;

use cells::{Book, Limits, Market, QUOTES, Quote};

fn market(name: &Name) -> Command {
    let mut command = example("market");
    command.args(["--at", &name.address().to_string()]);
    command
}

/// The number that follows a text in what a run has printed.
fn number(output: &Output, text: &str) -> u64 {
    let printed = String::from_utf8_lossy(&output.stdout);
    let rest = printed.split_once(text).map(|(_, rest)| rest);
    let digits = rest.map(|rest| {
        rest.trim_start()
            .split(|c: char| !c.is_ascii_digit())
            .next()
    });
    let number = digits.flatten().and_then(|digits| digits.parse().ok());
    number.unwrap_or_else(|| panic!("no number after `{text}`: {printed}"))
}

/// The process of a run that was started with these words, once all of them are at work.
fn child(run: &mut Example, name: &Name, words: &str) -> Pid {
    let mut found = None;
    wait_until("the writers write", || {
        assert!(run.ended().is_none(), "it has ended: {}", run.stderr());
        let Ok(market) = shared!(open Market, at(name.address())) else {
            return false;
        };
        let children = run.children();
        found = children.iter().copied().find(|child| {
            let command = fs::read_to_string(format!("/proc/{child}/cmdline"));
            command.is_ok_and(|command| command.replace('\0', " ").contains(words))
        });
        let quotes = market.quotes();
        let both_write = [0, QUOTES - 1].map(|index| quotes.at(index).reader().version().get() > 2);
        children.len() == 3 && both_write == [true, true]
    });
    found.expect("it was started")
}

#[test]
fn all_that_is_written_is_read_whole_and_accounted_for() {
    for name in [Name::new("market"), Name::file("market"), Name::sysv()] {
        let output = Example::finish(market(&name).args(["--seconds", "0.5"]));
        assert!(output.status.success(), "{output:?}");
        assert!(number(&output, "reader: ") >= QUOTES as u64 + 2);
        assert_eq!(number(&output, "reads,"), 0, "torn reads");
        let [first, second] = ["0..2048", "2048..4096"].map(|shard| {
            let version = number(&output, &format!("quotes {shard} are at version"));
            assert_eq!(
                number(&output, &format!("quotes {shard},")),
                version,
                "rounds"
            );
            version
        });
        assert_eq!(first + second, number(&output, "heartbeat:"));
        assert!(!name.exists());
    }
}

#[test]
fn another_program_that_knows_the_struct_reads_along() {
    let name = Name::new("market");
    let mut run = Example::start(market(&name).args(["--seconds", "600"]));
    child(&mut run, &name, "--reader");
    let market = shared!(open Market, at(name.address())).unwrap();
    let quotes = market.quotes().readers();
    for (index, quote) in quotes.iter().enumerate() {
        let quote = quote.read().unwrap();
        assert!(
            *quote == Quote::of(index, quote.version.get()),
            "quote {index}"
        );
    }
    let book = market.book().reader().read().unwrap();
    assert!(*book == Book::of(book.version.get()));
    let limits = market.limits().reader().read().unwrap();
    assert!(*limits == Limits::of(limits.version.get()));
    assert!(market.heartbeat().load() >= 4);
    run.signal_all(Signal::SIGINT);
    assert!(run.output().status.success());
    assert!(!market.is_current().unwrap());
}

#[test]
fn killed_child_is_an_error_and_nothing_is_left() {
    for (words, shown) in [
        ("--writer 0", "writer 0"),
        ("--writer 1", "writer 1"),
        ("--reader", "the reader"),
    ] {
        let name = Name::new("market");
        let mut run = Example::start(market(&name).args(["--seconds", "600"]));
        let victim = child(&mut run, &name, words);
        let children = run.children();
        kill(victim, Signal::SIGKILL).unwrap();
        let output = run.output();
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{error}");
        let expected = format!("{shown} (process {victim}) ended early: signal: 9");
        assert!(error.contains(&expected), "{expected}: {error}");
        assert!(children.into_iter().all(|child| !runs(child)));
        assert!(!name.exists());
    }
}

#[test]
fn children_end_with_a_supervisor_that_is_killed() {
    let name = Name::new("market");
    let mut run = Example::start(market(&name).args(["--seconds", "600"]));
    child(&mut run, &name, "--reader");
    let children = run.children();
    run.signal(Signal::SIGKILL);
    wait_until("the children have ended", || {
        !children.iter().any(|child| runs(*child))
    });
    // The name that it could not remove is known to be stale.
    let output = Example::finish(market(&name).args(["--seconds", "0.1"]));
    assert!(output.status.success(), "{output:?}");
    assert!(!name.exists());
}

#[test]
fn ctrl_c_ends_the_run_early_and_in_order() {
    let name = Name::new("market");
    let mut run = Example::start(market(&name).args(["--seconds", "600"]));
    child(&mut run, &name, "--reader");
    // As a terminal does.
    run.signal_all(Signal::SIGINT);
    let output = run.output();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(number(&output, "reads,"), 0, "torn reads");
    assert!(!name.exists());
}

#[test]
fn name_that_is_taken_is_refused_and_kept() {
    let name = Name::new("market");
    fs::write(name.path(), "someone else's").unwrap();
    let output = Example::finish(&mut market(&name));
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{error}");
    let expected = format!("cannot create `{}`", name.address());
    assert!(
        error.contains(&expected) && error.contains("help: "),
        "{error}"
    );
    assert_eq!(fs::read_to_string(name.path()).unwrap(), "someone else's");
}

#[test]
fn option_that_makes_no_sense_is_refused() {
    for options in [
        &["--seconds", "-1"][..],
        &["--seconds", "soon"],
        &["--at", "nowhere:x"],
        &["--unknown"],
        &["extra"],
    ] {
        let output = Example::finish(example("market").args(options));
        assert_eq!(output.status.code(), Some(2), "{options:?}");
        assert!(!output.stderr.is_empty());
    }
}
