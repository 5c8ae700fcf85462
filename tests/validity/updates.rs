//! Updates of what another program may have stored over.

use super::*;
use shm_runtime::Invalid;

#[test]
fn a_getter_gives_what_was_set_and_what_was_there() -> Result<(), Error> {
    let forged = Forged::new()?;
    let mut writer = forged.segment.writer()?;
    writer.update(|book| {
        book.set_is_halted(!book.is_halted()?);
        assert!(book.is_halted()?);
        book.set_flags_at(1, true);
        assert_eq!(book.flags().try_read()?[..3], [true; 3]);
        book.best().set_mark('x');
        assert_eq!(book.best().try_read()?.mark, 'x');
        assert_eq!(book.levels().at(0).at(1).lots()?, NonZeroU16::MIN);
        assert_eq!(book.try_read()?.time, book.time());
        Ok(())
    })?;
    let read = forged.segment.reader().read()?;
    assert_eq!((read.is_halted, read.best.mark), (true, 'x'));
    Ok(())
}

#[test]
fn an_update_that_meets_what_is_no_value_publishes_nothing() -> Result<(), Error> {
    let forged = Forged::new()?;
    let mut writer = forged.segment.writer()?;
    forged.store(BEST + IS_OPEN, &[7]);
    let before = writer.version();
    let ways: [fn(BookUpdate<'_>) -> Result<(), Invalid>; 3] = [
        |book| book.best().is_open().map(drop),
        |book| book.best().try_read().map(drop),
        |book| book.try_read().map(drop),
    ];
    for way in ways {
        let updated = writer.update(|book| {
            book.set_time(1_000);
            way(book)
        });
        let what = [
            "cannot update `posix:/",
            "`best.is_open` holds the byte 0x07, and a bool is",
        ];
        assert_invalid(updated, &what);
    }
    assert_eq!(writer.version(), before);
    assert_eq!(forged.segment.reader().time()?.value, 7);

    // Setting it needs no look at what is there.
    writer.update(|book| book.best().set_is_open(false))?;
    assert!(!forged.segment.reader().read()?.best.is_open);
    Ok(())
}

#[test]
fn update_that_ignores_an_invalid_field_publishes_what_it_sets() -> Result<(), Error> {
    let forged = Forged::new()?;
    let mut writer = forged.segment.writer()?;
    forged.store(BEST + IS_OPEN, &[7]);
    let mut runs = 0;
    writer.update(|book| {
        runs += 1;
        let is_open = book.best().is_open().unwrap_or(false);
        book.set_time(if is_open { 1 } else { 2 });
    })?;
    let reader = forged.segment.reader();
    assert_eq!((reader.time()?.value, runs), (2, 1));
    assert_invalid(reader.best(), &["`best.is_open` holds the byte 0x07"]);
    Ok(())
}

#[test]
fn a_setter_of_a_writer_repairs_what_it_sets() -> Result<(), Error> {
    let forged = Forged::new()?;
    let mut writer = forged.segment.writer()?;
    forged.store(IS_HALTED, &[7]);
    writer.set_is_halted(true)?;
    assert!(forged.segment.reader().is_halted()?.value);
    Ok(())
}
