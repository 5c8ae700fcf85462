//! Values of such types, written and read.

use super::*;
use shm_runtime::Latch;

/// Cells of 16 bytes start 8 bytes after a line of 64, which is not where a `u128` can be by itself.
#[derive(SharedLayout)]
#[repr(C)]
struct Wide {
    #[shared(seqlock, each)]
    sums: [u128; 3],
    #[shared(latch)]
    change: i128,
    #[shared(seqlock)]
    page: Page,
}

/// As much as a page, and aligned so.
#[derive(SharedLayout, Clone, Copy)]
#[repr(C, align(4096))]
struct Page {
    numbers: [u128; 256],
}

#[test]
fn values_need_not_be_aligned_in_their_cells() -> Result<(), Error> {
    let name = Name::new("validity-wide");
    let segment = shared!(create Wide, at(name.address()))?;
    let sums = [u128::MAX, 1 << 64, 1];
    for (index, sum) in sums.into_iter().enumerate() {
        segment.sums().at(index).writer()?.write(&sum)?;
    }
    for (index, sum) in sums.into_iter().enumerate() {
        let reader = segment.sums().at(index).reader();
        assert_eq!(reader.read()?.value, sum);
        assert_eq!(reader.view(|sum| sum)?.value, sum);
    }
    let reader: Reader<i128, Latch> = segment.change().reader();
    let mut writer = segment.change().writer()?;
    for change in [i128::MIN, -1, i128::MAX] {
        writer.write(&change)?;
        assert_eq!(reader.read()?.value, change);
    }
    let mut page = segment.page().writer()?;
    page.update(|page| page.set_numbers_at(255, page.numbers_at(255) + 7))?;
    let mut buffer = MaybeUninit::uninit();
    let read = segment.page().reader();
    let read = read.read_into(&mut buffer)?;
    assert_eq!((read.numbers[254], read.numbers[255]), (0, 7));
    assert!((&raw const *read.value).is_aligned());
    Ok(())
}

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
