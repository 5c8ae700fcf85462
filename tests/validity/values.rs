//! Values of such types, written and read.

use super::*;

#[test]
fn values_come_back_as_they_were_written() -> Result<(), Error> {
    let forged = Forged::new()?;
    assert_eq!(forged.segment.reader().read()?.value, Book::GOOD);
    let other = Book {
        is_halted: true,
        best: Level {
            mark: '🦀',
            is_open: false,
            ..Level::GOOD
        },
        id: NonZeroU128::MIN,
        ..Book::GOOD
    };
    forged.segment.writer()?.write(&other)?;
    let reader = forged.segment.reader();
    assert_eq!(reader.read()?.value, other);
    assert_eq!(reader.best()?.mark, '🦀');
    assert_eq!(reader.id()?.value, NonZeroU128::MIN);
    Ok(())
}
