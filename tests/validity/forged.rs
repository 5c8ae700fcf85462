//! Bytes that were forged, in each way of reading.

use super::*;

const NO_BOOL: &str = "holds the byte 0x02, and a bool is 0x00 or 0x01";

#[test]
fn each_way_of_reading_refuses_a_bool_that_is_none_and_gives_what_is_beside_it() -> Result<(), Error>
{
    let forged = Forged::new()?;
    let at = LEVELS + 16 * 5 + IS_OPEN;
    forged.store(at, &[2]);
    let reader = forged.segment.reader();
    let what = &["levels[2][1].is_open", NO_BOOL, "cannot read `posix:/"];

    assert_invalid(reader.read(), what);
    assert_invalid(reader.read_into(&mut MaybeUninit::uninit()), what);
    assert_invalid(reader.try_read(), what);
    assert_invalid(reader.try_read_into(&mut MaybeUninit::uninit()), what);
    assert_invalid(reader.levels(), what);
    assert_invalid(reader.levels_at(2), what);
    assert_invalid(reader.view(|book| book.read()), what);
    assert_invalid(reader.view(|book| book.levels().read()), what);
    assert_invalid(reader.view(|book| book.levels().at(2).read()), what);
    assert_invalid(reader.view(|book| book.levels_at(2).at(1).read()), what);
    assert_invalid(reader.view(|book| book.levels_at(2).at(1).is_open()), what);

    assert_eq!(reader.levels_at(1)?.value, [Level::GOOD; 2]);
    assert_eq!(reader.best()?.value, Level::GOOD);
    let mark = reader.view(|book| book.levels_at(2).at(1).mark())?;
    assert_eq!(mark.value, 'é');

    let writer = forged.segment.writer()?;
    assert_invalid(writer.read(), what);
    assert_invalid(writer.levels(), what);
    assert_invalid(writer.levels_at(2), what);
    assert_eq!(writer.time()?.value, 7);
    Ok(())
}

#[test]
fn a_view_that_meets_what_is_no_value_is_not_tried_again() -> Result<(), Error> {
    let forged = Forged::new()?;
    forged.store(IS_HALTED, &[0xff]);
    let mut times = 0;
    let viewed = forged.segment.reader().view(|book| {
        times += 1;
        book.is_halted()
    });
    assert_invalid(viewed, &["`is_halted` holds the byte 0xff"]);
    assert_eq!(times, 1);
    Ok(())
}

#[test]
fn a_view_may_go_on_without_what_is_no_value() -> Result<(), Error> {
    let forged = Forged::new()?;
    forged.store(IS_HALTED, &[0xff]);
    let reader = forged.segment.reader();
    let seen = reader.view(|book| Ok((book.is_halted().is_ok(), book.time()?)))?;
    assert_eq!(seen.value, (false, 7));
    Ok(())
}

#[test]
fn each_type_is_refused_with_its_path_its_bytes_and_what_it_is() -> Result<(), Error> {
    let cases: [(usize, &[u8], &str); 10] = [
        (
            IS_HALTED,
            &[3],
            "`is_halted` holds the byte 0x03, and a bool is",
        ),
        (
            FLAGS + 6,
            &[0x80],
            "`flags[6]` holds the byte 0x80, and a bool is",
        ),
        (
            BEST + MARK,
            &[0x00, 0xd8, 0, 0],
            "`best.mark` holds the bytes 0x00 0xd8 0x00 0x00, and a char is",
        ),
        (
            BEST + MARK,
            &[0xff, 0xdf, 0, 0],
            "`best.mark` holds the bytes 0xff 0xdf 0x00 0x00, and a char is",
        ),
        (
            LEVELS + MARK,
            &[0x00, 0x00, 0x11, 0],
            "`levels[0][0].mark` holds the bytes 0x00 0x00 0x11 0x00, and",
        ),
        (
            LEVELS + 16 + MARK,
            &[0xff; 4],
            "`levels[0][1].mark` holds the bytes 0xff 0xff 0xff 0xff, and",
        ),
        (
            LEVELS + 32 + LOTS,
            &[0; 2],
            "`levels[1][0].lots` holds the bytes 0x00 0x00, and a NonZero is anything but zeroes",
        ),
        (
            LEVELS + 48 + TIER,
            &[0],
            "`levels[1][1].tier` holds the byte 0x00, and a NonZero is",
        ),
        (ID, &[0; 16], "`id` holds the bytes 0x00 0x00 0x00"),
        (
            DELTA,
            &[0; 8],
            "`delta` holds the bytes 0x00 0x00 0x00 0x00 0x00 0x00 0x00 0x00, and a NonZero",
        ),
    ];
    for (offset, bytes, text) in cases {
        let forged = Forged::new()?;
        forged.store(offset, bytes);
        assert_invalid(forged.segment.reader().read(), &[text]);
        assert_invalid(forged.segment.writer()?.read(), &[text]);
    }
    Ok(())
}

#[test]
fn the_ends_of_each_range_are_values() -> Result<(), Error> {
    let forged = Forged::new()?;
    let reader = forged.segment.reader();
    for (bytes, mark) in [
        (0x0000_u32, '\0'),
        (0xd7ff, '\u{d7ff}'),
        (0xe000, '\u{e000}'),
        (0x10_ffff, '\u{10ffff}'),
    ] {
        forged.store(BEST + MARK, &bytes.to_le_bytes());
        assert_eq!(reader.best()?.mark, mark);
    }
    forged.store(ID, &[0; 15]);
    assert_eq!(reader.id()?.value.get(), 0xff << 120);
    forged.store(FLAGS, &[1; 7]);
    assert_eq!(reader.flags()?.value, [true; 7]);
    Ok(())
}

#[test]
fn a_whole_write_makes_the_cell_valid_again() -> Result<(), Error> {
    let forged = Forged::new()?;
    forged.store(BEST + IS_OPEN, &[9]);
    let mut writer = forged.segment.writer()?;
    assert_invalid(forged.segment.reader().read(), &["writing a whole value"]);
    writer.write(&Book::GOOD)?;
    assert_eq!(forged.segment.reader().read()?.value, Book::GOOD);
    Ok(())
}

#[test]
fn what_is_being_written_is_not_taken_for_what_is_no_value() -> Result<(), Error> {
    let forged = Forged::new()?;
    forged.store(IS_HALTED, &[2]);
    // The sequence number of a write that is under way, by a writer that is alive.
    let _writer = forged.segment.writer()?;
    forged.name.overwrite_cell(0, &1_u64.to_le_bytes());
    let mut reader = forged.segment.reader();
    reader.set_patience(std::time::Duration::ZERO);
    let error = reader.read().expect_err("it never ends");
    assert_eq!(error.kind(), ErrorKind::Busy, "{error}");
    assert!(reader.try_read()?.is_none());
    Ok(())
}

/// Cells of their own, of such types.
#[derive(SharedLayout)]
#[repr(C)]
struct Switches {
    #[shared(seqlock, each)]
    switches: [bool; 4],
    #[shared(latch)]
    letters: [char; 3],
}

#[test]
fn a_cell_that_is_such_a_type_is_named() -> Result<(), Error> {
    let name = Name::new("validity-cells");
    let segment = shared!(create Switches, at(name.address()))?;
    let cell: Cell<bool, Seqlock> = segment.switches().at(1);
    // Cells are on lines of 128 bytes, and small values behind the sequence number.
    name.overwrite_cell(128 + 8, &[2]);
    let reader: Reader<bool, Seqlock> = cell.reader();
    assert_invalid(
        reader.read(),
        &["cell `switches[1]`: it holds the byte 0x02"],
    );
    assert_invalid(reader.view(|flag| flag), &["cell `switches[1]`: it holds"]);
    assert!(!segment.switches().at(2).reader().read()?.value);
    // Both copies of the latch, of which one is read.
    for copy in [8, 64] {
        name.overwrite_cell(4 * 128 + copy + 4, &[0xff; 4]);
    }
    let letters = segment.letters().reader();
    assert_invalid(
        letters.read(),
        &["cell `letters`: `[1]` holds the bytes 0xff 0xff"],
    );
    let first = letters.view(|letters| letters.at(0))?;
    assert_eq!(first.value, '\0');
    Ok(())
}
