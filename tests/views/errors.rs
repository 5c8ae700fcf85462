//! Closures that fail with errors of their own.

use super::*;
use shm_runtime::{Error, Invalid};
use std::num::ParseIntError;

in_each_protocol! {
    view_fails_with_any_error
    view_with_an_error_in_an_interrupted_attempt_is_tried_again
    update_fails_with_any_error_and_publishes_nothing
}

/// An error as a program defines it.
#[allow(dead_code, reason = "the payloads are for `Debug`")]
#[derive(Debug)]
enum Failure {
    Shared(Error),
    Interrupted(Interrupted),
    Invalid(Invalid),
    Number(ParseIntError),
}

macro_rules! from {
    ($($variant:ident: $error:ty;)*) => { $(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Failure::$variant(error)
            }
        }
    )* };
}

from! {
    Shared: Error;
    Interrupted: Interrupted;
    Invalid: Invalid;
    Number: ParseIntError;
}

type Boxed = Box<dyn std::error::Error + Send + Sync>;

fn view_fails_with_any_error<P: Protocol>(reader: BookReader<P>, mut writer: BookWriter<P>) {
    writer.write(&Book::of(2)).unwrap();
    let sum = |text: &'static str| {
        reader.try_view(move |book| -> Result<u64, Failure> {
            Ok(book.bid_at(0)? + text.parse::<u64>()?)
        })
    };
    assert_eq!(sum("3").unwrap().value, 5);
    assert!(matches!(sum("x").unwrap_err(), Failure::Number(_)));

    let boxed = reader.try_view(|book| -> Result<u64, Boxed> {
        book.side()?;
        Ok("x".parse()?)
    });
    assert!(boxed.unwrap_err().is::<ParseIntError>());
    let any = reader.try_view(|book| -> anyhow::Result<u64> {
        book.side()?;
        Ok("x".parse()?)
    });
    assert!(any.unwrap_err().is::<ParseIntError>());
}

fn view_with_an_error_in_an_interrupted_attempt_is_tried_again<P: Protocol>(
    reader: BookReader<P>,
    writer: BookWriter<P>,
) {
    let mut writes = Writes::with(writer);
    let viewed = reader.try_view(|book| -> Result<u64, Failure> {
        writes.interrupt();
        match book.bid_at(0) {
            Ok(bid) => Ok(bid),
            Err(_) => Ok("x".parse()?),
        }
    });
    assert_eq!((viewed.unwrap().value, writes.runs), (2, 2));
}

fn update_fails_with_any_error_and_publishes_nothing<P: Protocol>(
    reader: BookReader<P>,
    mut writer: BookWriter<P>,
) {
    let mut set = |text: &'static str| {
        writer.try_update(|book| -> Result<(), Failure> {
            book.side()?;
            book.set_bid_at(1, 7);
            book.set_bid_at(0, text.parse()?);
            Ok(())
        })
    };
    assert!(matches!(set("x").unwrap_err(), Failure::Number(_)));
    assert_eq!(reader.read().unwrap().value.bid[..2], [0, 0]);
    assert_eq!(set("3").unwrap().get(), 1);
    assert_eq!(reader.read().unwrap().value.bid[..2], [3, 7]);

    let boxed =
        writer.try_update(|_| -> Result<(), Boxed> { Err("x".parse::<u64>().unwrap_err().into()) });
    assert!(boxed.unwrap_err().is::<ParseIntError>());
    let any = writer.try_update(|_| anyhow::bail!("the market is closed"));
    assert_eq!(any.unwrap_err().to_string(), "the market is closed");
    assert_eq!(writer.version().get(), 1);
}

/// An error of the library's arrives as the closure's type of error.
#[test]
fn library_error_becomes_the_type_of_the_closure() {
    let books = shared!(create Books, anonymous).unwrap();
    let mut reader = books.seqlock().reader();
    reader.set_patience(Duration::ZERO);
    let mut writer = books.seqlock().writer().unwrap();
    let busy = reader.try_view(|book| -> Result<u64, Failure> {
        writer.write(&Book::of(2))?;
        Ok(book.bid_at(0).unwrap_or(0))
    });
    match busy.unwrap_err() {
        Failure::Shared(error) => assert_eq!(error.kind(), ErrorKind::Busy),
        other => panic!("{other:?}"),
    }
}
