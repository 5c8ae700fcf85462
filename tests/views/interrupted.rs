//! Closures that ignore interrupted getters.

use super::*;

in_each_protocol! {
    elements_that_were_left_out_are_not_returned
    default_in_place_of_a_field_is_not_returned
    error_of_an_interrupted_attempt_is_not_returned
    view_of_a_part_interrupts_the_whole_attempt
    copy_of_the_whole_value_interrupts_the_attempt
    getter_on_another_thread_interrupts_the_attempt
    write_after_the_last_getter_interrupts_nothing
    getters_of_an_interrupted_attempt_go_on_failing
    view_inside_a_view_ends_with_the_outer_attempt
    panic_in_an_interrupted_attempt_is_passed_on
}

fn elements_that_were_left_out_are_not_returned<P: Protocol>(
    reader: BookReader<P>,
    writer: BookWriter<P>,
) {
    let mut writes = Writes::with(writer);
    let viewed = reader
        .view(|book| {
            let mut bids = Vec::new();
            for index in 0..62 {
                if index == 31 {
                    writes.interrupt();
                }
                bids.extend(book.bid_at(index).ok());
            }
            Ok(bids)
        })
        .unwrap();
    assert_eq!((viewed.version.get(), writes.runs), (2, 2));
    assert_eq!(viewed.value, [2; 62]);
}

fn default_in_place_of_a_field_is_not_returned<P: Protocol>(
    reader: BookReader<P>,
    writer: BookWriter<P>,
) {
    let mut writes = Writes::with(writer);
    let viewed = reader
        .view(|book| {
            let bid = book.bid_at(0)?;
            writes.interrupt();
            Ok((bid, book.side().unwrap_or(Side::None)))
        })
        .unwrap();
    assert_eq!((viewed.version.get(), writes.runs), (2, 2));
    assert_eq!(viewed.value, (2, Side::Sell));
}

fn error_of_an_interrupted_attempt_is_not_returned<P: Protocol>(
    reader: BookReader<P>,
    writer: BookWriter<P>,
) {
    let mut writes = Writes::with(writer);
    let mut kept: Option<Interrupted> = None;
    let viewed = reader.view(|book| {
        writes.interrupt();
        let bid = book.bid_at(0);
        kept = kept.take().or(bid.clone().err());
        bid
    });
    assert_eq!((viewed.unwrap().value, writes.runs), (2, 2));
    // Of an attempt that is over, it ends a view at once, since running the closure again would change nothing.
    let mut runs = 0;
    let error = reader.view(|_| {
        runs += 1;
        Err::<(), _>(kept.clone().expect("the first run was interrupted"))
    });
    assert_eq!((error.unwrap_err().kind(), runs), (ErrorKind::Busy, 1));
}

fn view_of_a_part_interrupts_the_whole_attempt<P: Protocol>(
    reader: BookReader<P>,
    writer: BookWriter<P>,
) {
    let mut writes = Writes::with(writer);
    let viewed = reader
        .view(|book| {
            let side = book.side()?;
            writes.interrupt();
            // A part is copied before its getter is called.
            let bids = book.bid();
            let copied = bids;
            Ok((side, copied.at(3).unwrap_or(0), bids.read().is_ok()))
        })
        .unwrap();
    assert_eq!((viewed.value, writes.runs), ((Side::Sell, 2, true), 2));
}

fn copy_of_the_whole_value_interrupts_the_attempt<P: Protocol>(
    reader: BookReader<P>,
    writer: BookWriter<P>,
) {
    let mut writes = Writes::with(writer);
    let viewed = reader
        .view(|book| {
            writes.interrupt();
            Ok(book.read().unwrap_or(Book::of(0)))
        })
        .unwrap();
    assert_eq!((viewed.value, writes.runs), (Book::of(2), 2));
}

fn getter_on_another_thread_interrupts_the_attempt<P: Protocol>(
    reader: BookReader<P>,
    writer: BookWriter<P>,
) {
    let mut writes = Writes::with(writer);
    let viewed = reader
        .view(|book| {
            let side = book.side()?;
            writes.interrupt();
            let sum = thread::scope(|scope| {
                let halves = [0..31, 31..62].map(|half| {
                    scope.spawn(move || half.filter_map(|index| book.bid_at(index).ok()).sum())
                });
                halves.map(|half| half.join().unwrap()).iter().sum::<u64>()
            });
            Ok((side, sum))
        })
        .unwrap();
    assert_eq!((viewed.value, writes.runs), ((Side::Sell, 124), 2));
}

fn write_after_the_last_getter_interrupts_nothing<P: Protocol>(
    reader: BookReader<P>,
    writer: BookWriter<P>,
) {
    let mut writes = Writes::with(writer);
    let viewed = reader.view(|book| {
        let bid = book.bid_at(61)?;
        writes.interrupt();
        Ok(bid)
    });
    let viewed = viewed.unwrap();
    assert_eq!((viewed.value, viewed.version.get(), writes.runs), (1, 1, 1));
}

fn getters_of_an_interrupted_attempt_go_on_failing<P: Protocol>(
    reader: BookReader<P>,
    writer: BookWriter<P>,
) {
    let mut writes = Writes::with(writer);
    let viewed = reader.view(|book| {
        writes.interrupt();
        let results = [
            book.bid_at(0).is_ok(),
            book.bid_at(0).is_ok(),
            book.side().is_ok(),
        ];
        assert_eq!(results, [writes.runs > 1; 3]);
        Ok(())
    });
    assert_eq!((viewed.unwrap().version.get(), writes.runs), (2, 2));
}

/// A getter of the outer view fails inside the inner view: the inner one cannot succeed any more, so it ends at once
/// instead of waiting for as long as its reader has patience.
fn view_inside_a_view_ends_with_the_outer_attempt<P: Protocol>(
    mut reader: BookReader<P>,
    writer: BookWriter<P>,
) {
    let others = shared!(create Books, anonymous).unwrap();
    let inner = others.seqlock().reader();
    reader.set_patience(Duration::from_secs(600));
    let mut inner = inner;
    inner.set_patience(Duration::from_secs(600));
    let mut writes = Writes::with(writer);
    let inner_errors = Cell::new(0);
    let start = Instant::now();
    let viewed = reader
        .view(|outer| {
            let side = outer.side()?;
            writes.interrupt();
            let sum = inner.view(|inner| Ok(inner.bid_at(0)? + outer.bid_at(0)?));
            let sum = sum.map_or_else(
                |error| {
                    assert_eq!(error.kind(), ErrorKind::Busy, "{error}");
                    inner_errors.set(inner_errors.get() + 1);
                    0
                },
                |sum| sum.value,
            );
            Ok((side, sum))
        })
        .unwrap();
    assert_eq!(viewed.value, (Side::Sell, 2));
    assert_eq!((writes.runs, inner_errors.get()), (2, 1));
    assert!(start.elapsed() < Duration::from_secs(300));
}

fn panic_in_an_interrupted_attempt_is_passed_on<P: Protocol>(
    reader: BookReader<P>,
    writer: BookWriter<P>,
) {
    let mut writes = Writes::with(writer);
    let thread = thread::scope(|scope| {
        let viewing = scope.spawn(|| {
            reader.view(|book| {
                writes.interrupt();
                Ok(book
                    .bid_at(0)
                    .expect("the closure insists on its first run"))
            })
        });
        viewing.join()
    });
    assert!(thread.is_err());
    assert_eq!(reader.bid_at(0).unwrap().value, 2);
}

mod before {
    use super::*;

    #[derive(SharedLayout, Clone, Copy)]
    #[repr(C)]
    #[shared(seqlock, version = 1, reserve = 64)]
    pub struct Quote {
        pub bid: u64,
        pub ask: u64,
    }
}

#[derive(SharedLayout, Clone, Copy)]
#[repr(C)]
#[shared(seqlock, version = 2, accepts = 1, reserve = 64)]
struct Quote {
    bid: u64,
    ask: u64,
    #[shared(since = 2, default = [7, 7])]
    lots: [u64; 2],
}

/// The getters of fields that the segment lacks do not touch the cell, and the others note that it changed.
#[test]
fn view_of_an_earlier_segment_is_discarded_when_it_was_interrupted() {
    let before = shared!(create before::Quote, anonymous).unwrap();
    let mut writer = before.writer().unwrap();
    let later = Segment::<Quote>::options().adopt(before.descriptor().unwrap());
    let reader = later.unwrap().reader();
    for way in 0..2 {
        let mut runs = 0;
        let number = 2 + way;
        let viewed = reader.view(|quote| {
            let lots = [quote.lots_at(0)?, quote.lots().at(1)?];
            runs += 1;
            if runs == 1 {
                writer
                    .write(&before::Quote {
                        bid: number,
                        ask: number,
                    })
                    .unwrap();
            }
            let bid = match way {
                0 => quote.bid().unwrap_or(0),
                _ => quote.read().map_or(0, |quote| quote.bid),
            };
            Ok((bid, lots, quote.lots().read()?))
        });
        assert_eq!((viewed.unwrap().value, runs), ((number, [7, 7], [7, 7]), 2));
    }
}
