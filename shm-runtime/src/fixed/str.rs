//! Text of a fixed capacity.

use super::CapacityError;

mod traits;

/// The bytes of a length.
pub(crate) const LEN: usize = size_of::<u32>();

/// Text of at most `N` bytes: a [`String`] that is plain data.
///
/// It has the methods of `String`, but for those that would need more memory, and dereferences to [`str`]. What may find
/// no room returns a [`CapacityError`] instead, with what did not fit, and changes nothing.
///
/// ```
/// use shm_runtime::FixedStr;
///
/// # fn main() -> Result<(), shm_runtime::CapacityError<&'static str>> {
/// let mut symbol: FixedStr<12> = "BTC".try_into()?;
/// symbol.push_str("USDT")?;
/// assert_eq!(symbol, "BTCUSDT");
/// assert!(symbol.ends_with("USDT"));
/// # Ok(())
/// # }
/// ```
///
/// A literal is a `&str` and no `FixedStr`: where one is expected, the compiler says `expected FixedStr<12>, found &str` (E0308). As
/// the text may find no room, it is converted by [`parse`](str::parse) or `try_into`, which return a `Result`:
///
/// ```
/// # use shm_runtime::{SharedLayout, shared};
/// # #[derive(SharedLayout, Clone, Copy)]
/// # #[repr(C)]
/// # #[shared(seqlock)]
/// # struct Quote { symbol: shm_runtime::FixedStr<12> }
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let segment = shared!(create Quote, anonymous)?;
/// segment.writer()?.set_symbol("BTCUSDT".parse()?)?;
/// # assert_eq!(segment.reader().symbol()?.value, "BTCUSDT");
/// # Ok(())
/// # }
/// ```
///
/// In memory it is its length in bytes, as 4 bytes that are little-endian, and then `N` bytes, of which those that are not
/// used are zero: so equal texts have equal bytes. Its size is `N + 4` and its alignment 1.
///
/// With the feature `bytemuck` it is `NoUninit`, `Zeroable` and `CheckedBitPattern`, with the feature `zerocopy` it is
/// `IntoBytes`, `Immutable`, `KnownLayout` and `Unaligned`. It is neither `Pod` nor `FromBytes`, since not every byte pattern is text;
/// and not `TryFromBytes` either, whose derive does not know which ones are.
///
/// Text that is read from shared memory has a length that is at most `N` and is UTF-8, or reading it is an error
/// ([`ErrorKind::Invalid`](crate::ErrorKind::Invalid)). The bytes that are not used are not looked at: another program may
/// have left anything there. Nothing but the bytes themselves shows it: comparing, hashing and every method go by the text.
#[derive(Clone, Copy)]
#[cfg_attr(
    feature = "zerocopy",
    derive(
        zerocopy::Immutable,
        zerocopy::IntoBytes,
        zerocopy::KnownLayout,
        zerocopy::Unaligned,
    )
)]
#[repr(C)]
pub struct FixedStr<const N: usize> {
    /// How many bytes are text, little-endian. Invariant: at most `N`.
    len: [u8; LEN],
    /// Invariant: those that are text are UTF-8. The others are zero, unless another program has stored something else.
    bytes: [u8; N],
}

impl<const N: usize> FixedStr<N> {
    /// Fails to compile (panics in a constant) if the length had no room in its bytes.
    pub(super) const LEN_FITS: () = assert!(
        N <= u32::MAX as usize,
        "a `FixedStr` has at most 4,294,967,295 bytes"
    );

    /// No text.
    ///
    /// A capacity above `u32::MAX` does not compile.
    ///
    /// ```
    /// use shm_runtime::FixedStr;
    ///
    /// const EMPTY: FixedStr<8> = FixedStr::new();
    /// assert_eq!(EMPTY, "");
    /// ```
    pub const fn new() -> Self {
        let () = Self::LEN_FITS;
        FixedStr {
            len: [0; LEN],
            bytes: [0; N],
        }
    }

    /// A copy of `text`. Unlike [`FromStr`](std::str::FromStr) it can be used in a constant, and gives back what does not
    /// fit.
    ///
    /// ```
    /// use shm_runtime::FixedStr;
    ///
    /// const SYMBOL: FixedStr<8> = match FixedStr::from_str("BTCUSDT") {
    ///     Ok(symbol) => symbol,
    ///     Err(_) => panic!("it is too long"),
    /// };
    /// assert_eq!(SYMBOL, "BTCUSDT");
    /// assert!(FixedStr::<4>::from_str("BTCUSDT").is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// [`CapacityError`] when it has more than `N` bytes.
    #[allow(
        clippy::should_implement_trait,
        reason = "it implements the trait too, which can do less"
    )]
    pub const fn from_str(text: &str) -> Result<Self, CapacityError<&str>> {
        if text.len() > N {
            return Err(CapacityError::new(text, N));
        }
        let mut fixed = FixedStr::new();
        let (used, _) = fixed.bytes.split_at_mut(text.len());
        used.copy_from_slice(text.as_bytes());
        fixed.len = (text.len() as u32).to_le_bytes();
        Ok(fixed)
    }

    /// The text of some characters.
    ///
    /// ```
    /// use shm_runtime::FixedStr;
    ///
    /// let reversed = FixedStr::<8>::try_from_iter("abc".chars().rev());
    /// assert_eq!(reversed.unwrap(), "cba");
    /// ```
    ///
    /// # Errors
    ///
    /// [`CapacityError`] with the first that does not fit.
    pub fn try_from_iter(
        chars: impl IntoIterator<Item = char>,
    ) -> Result<Self, CapacityError<char>> {
        let mut fixed = FixedStr::new();
        fixed.try_extend(chars)?;
        Ok(fixed)
    }

    /// The text.
    ///
    /// ```
    /// use shm_runtime::FixedStr;
    ///
    /// let name: FixedStr<8> = "abc".parse().unwrap();
    /// assert_eq!(name.as_str(), "abc");
    /// ```
    pub const fn as_str(&self) -> &str {
        let (used, _) = self.bytes.split_at(self.len());
        match str::from_utf8(used) {
            Ok(text) => text,
            Err(_) => panic!("the bytes in use are UTF-8"),
        }
    }

    /// The text, to be changed in place.
    ///
    /// ```
    /// use shm_runtime::FixedStr;
    ///
    /// let mut name: FixedStr<8> = "abc".parse().unwrap();
    /// name.as_mut_str().make_ascii_uppercase();
    /// assert_eq!(name, "ABC");
    /// ```
    pub fn as_mut_str(&mut self) -> &mut str {
        let len = self.len();
        str::from_utf8_mut(&mut self.bytes[..len]).expect("the bytes in use are UTF-8")
    }

    /// How many bytes the text has.
    ///
    /// ```
    /// use shm_runtime::FixedStr;
    ///
    /// let name: FixedStr<8> = "äb".parse().unwrap();
    /// assert_eq!(name.len(), 3);
    /// ```
    pub const fn len(&self) -> usize {
        u32::from_le_bytes(self.len) as usize
    }

    /// Whether there is no text.
    ///
    /// ```
    /// use shm_runtime::FixedStr;
    ///
    /// assert!(FixedStr::<8>::new().is_empty());
    /// ```
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether there is no room for another byte.
    ///
    /// ```
    /// use shm_runtime::FixedStr;
    ///
    /// assert!(FixedStr::<3>::from_str("abc").unwrap().is_full());
    /// ```
    pub const fn is_full(&self) -> bool {
        self.remaining() == 0
    }

    /// How many bytes there is room for in all: `N`.
    ///
    /// ```
    /// use shm_runtime::FixedStr;
    ///
    /// assert_eq!(FixedStr::<8>::new().capacity(), 8);
    /// ```
    pub const fn capacity(&self) -> usize {
        N
    }

    /// How many bytes more there is room for.
    ///
    /// ```
    /// use shm_runtime::FixedStr;
    ///
    /// let name: FixedStr<8> = "abc".parse().unwrap();
    /// assert_eq!(name.remaining(), 5);
    /// ```
    pub const fn remaining(&self) -> usize {
        N - self.len()
    }

    /// Adds a character at the end.
    ///
    /// ```
    /// use shm_runtime::FixedStr;
    ///
    /// let mut name: FixedStr<3> = "ab".parse().unwrap();
    /// assert_eq!(name.push('ä').unwrap_err().into_inner(), 'ä');
    /// name.push('c').unwrap();
    /// assert_eq!(name, "abc");
    /// ```
    ///
    /// # Errors
    ///
    /// [`CapacityError`] with the character when its bytes do not fit.
    pub fn push(&mut self, char: char) -> Result<(), CapacityError<char>> {
        self.insert(self.len(), char)
    }

    /// Adds text at the end: all of it, or none.
    ///
    /// ```
    /// use shm_runtime::FixedStr;
    ///
    /// let mut name: FixedStr<4> = "ab".parse().unwrap();
    /// assert_eq!(name.push_str("cde").unwrap_err().into_inner(), "cde");
    /// name.push_str("cd").unwrap();
    /// assert_eq!(name, "abcd");
    /// ```
    ///
    /// # Errors
    ///
    /// [`CapacityError`] with the text when it does not fit.
    pub fn push_str<'s>(&mut self, text: &'s str) -> Result<(), CapacityError<&'s str>> {
        self.insert_str(self.len(), text)
    }

    /// Adds characters at the end: all of them, or none.
    ///
    /// ```
    /// use shm_runtime::FixedStr;
    ///
    /// let mut name: FixedStr<4> = "ab".parse().unwrap();
    /// assert_eq!(name.try_extend("cde".chars()).unwrap_err().into_inner(), 'e');
    /// assert_eq!(name, "ab");
    /// ```
    ///
    /// # Errors
    ///
    /// [`CapacityError`] with the first that does not fit. No more are taken from the iterator.
    pub fn try_extend(
        &mut self,
        chars: impl IntoIterator<Item = char>,
    ) -> Result<(), CapacityError<char>> {
        let mut extended = *self;
        chars.into_iter().try_for_each(|char| extended.push(char))?;
        *self = extended;
        Ok(())
    }

    /// Puts a character before the byte `index`.
    ///
    /// ```
    /// use shm_runtime::FixedStr;
    ///
    /// let mut name: FixedStr<4> = "bc".parse().unwrap();
    /// name.insert(0, 'a').unwrap();
    /// assert_eq!(name, "abc");
    /// ```
    ///
    /// # Errors
    ///
    /// [`CapacityError`] with the character when its bytes do not fit.
    ///
    /// # Panics
    ///
    /// When `index` is past the end or inside a character.
    #[track_caller]
    pub fn insert(&mut self, index: usize, char: char) -> Result<(), CapacityError<char>> {
        self.insert_str(index, char.encode_utf8(&mut [0; 4]))
            .map_err(|_| CapacityError::new(char, N))
    }

    /// Puts text before the byte `index`.
    ///
    /// ```
    /// use shm_runtime::FixedStr;
    ///
    /// let mut name: FixedStr<4> = "ad".parse().unwrap();
    /// name.insert_str(1, "bc").unwrap();
    /// assert_eq!(name, "abcd");
    /// ```
    ///
    /// # Errors
    ///
    /// [`CapacityError`] with the text when it does not fit.
    ///
    /// # Panics
    ///
    /// When `index` is past the end or inside a character.
    #[track_caller]
    pub fn insert_str<'s>(
        &mut self,
        index: usize,
        text: &'s str,
    ) -> Result<(), CapacityError<&'s str>> {
        assert!(
            self.is_boundary(index),
            "{index} is past the end or inside a character"
        );
        if text.len() > self.remaining() {
            return Err(CapacityError::new(text, N));
        }
        let len = self.len();
        let end = index + text.len();
        self.bytes.copy_within(index..len, end);
        self.bytes[index..end].copy_from_slice(text.as_bytes());
        self.set_len(len + text.len());
        Ok(())
    }

    /// Takes the last character off.
    ///
    /// ```
    /// use shm_runtime::FixedStr;
    ///
    /// let mut name: FixedStr<4> = "ab".parse().unwrap();
    /// assert_eq!(name.pop(), Some('b'));
    /// assert_eq!(name, "a");
    /// ```
    pub fn pop(&mut self) -> Option<char> {
        let used = &self.bytes[..self.len()];
        let start = used.iter().rposition(|byte| is_first(*byte))?;
        let last = str::from_utf8(&used[start..]).expect("the bytes in use are UTF-8");
        let last = last.chars().next();
        self.shorten(start);
        last
    }

    /// Takes out the character that starts at the byte `index`.
    ///
    /// ```
    /// use shm_runtime::FixedStr;
    ///
    /// let mut name: FixedStr<4> = "abc".parse().unwrap();
    /// assert_eq!(name.remove(0), 'a');
    /// assert_eq!(name, "bc");
    /// ```
    ///
    /// # Panics
    ///
    /// When `index` is at or past the end, or inside a character.
    #[track_caller]
    pub fn remove(&mut self, index: usize) -> char {
        let Some(removed) = self.as_str()[index..].chars().next() else {
            panic!("no character starts at {index}, which is the end of the text")
        };
        let len = self.len();
        self.bytes
            .copy_within(index + removed.len_utf8()..len, index);
        self.shorten(len - removed.len_utf8());
        removed
    }

    /// Keeps the characters that `keep` says, in their order.
    ///
    /// ```
    /// use shm_runtime::FixedStr;
    ///
    /// let mut name: FixedStr<8> = "a-b-c".parse().unwrap();
    /// name.retain(|char| char != '-');
    /// assert_eq!(name, "abc");
    /// ```
    pub fn retain(&mut self, mut keep: impl FnMut(char) -> bool) {
        let kept = self.as_str().chars().filter(|char| keep(*char));
        *self = FixedStr::try_from_iter(kept).expect("a part of a text is no longer than the text");
    }

    /// Cuts the text off after `len` bytes. It stays as it is if it has no more.
    ///
    /// ```
    /// use shm_runtime::FixedStr;
    ///
    /// let mut name: FixedStr<8> = "abc".parse().unwrap();
    /// name.truncate(2);
    /// name.truncate(5);
    /// assert_eq!(name, "ab");
    /// ```
    ///
    /// # Panics
    ///
    /// When `len` is inside a character.
    #[track_caller]
    pub fn truncate(&mut self, len: usize) {
        if len < self.len() {
            assert!(self.is_boundary(len), "{len} is inside a character");
            self.shorten(len);
        }
    }

    /// Takes all text off.
    ///
    /// ```
    /// use shm_runtime::FixedStr;
    ///
    /// let mut name: FixedStr<8> = "abc".parse().unwrap();
    /// name.clear();
    /// assert_eq!(name, "");
    /// ```
    pub fn clear(&mut self) {
        self.shorten(0);
    }

    /// Whether a character starts or the text ends at a byte. It looks at no other: a text is often made of many pieces.
    fn is_boundary(&self, index: usize) -> bool {
        let used = &self.bytes[..self.len()];
        match used.get(index) {
            None => index == used.len(),
            Some(byte) => is_first(*byte),
        }
    }

    /// Makes the text end at a byte before its end, and what is no longer used zero.
    fn shorten(&mut self, len: usize) {
        let old = self.len();
        self.bytes[len..old].fill(0);
        self.set_len(len);
    }

    fn set_len(&mut self, len: usize) {
        let len = u32::try_from(len).expect("`new` has checked the capacity");
        self.len = len.to_le_bytes();
    }
}

/// Whether a byte of UTF-8 is the first of a character: those after it are 0b10xx_xxxx.
const fn is_first(byte: u8) -> bool {
    byte >> 6 != 0b10
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(text: &str) -> FixedStr<12> {
        FixedStr::from_str(text).unwrap()
    }

    /// Equal texts have equal bytes, whatever was there before.
    #[test]
    fn what_is_not_used_is_zero_after_each_method() {
        let steps: [fn(&mut FixedStr<12>); 11] = [
            |text| text.clear(),
            |text| text.truncate(3),
            |text| text.retain(|char| char.is_ascii()),
            |text| assert!(text.pop().is_some()),
            |text| assert_eq!(text.remove(0), 'a'),
            |text| text.push('e').unwrap(),
            |text| text.push_str("efg").unwrap(),
            |text| text.insert(1, 'x').unwrap(),
            |text| assert!(text.push_str("too long for it").is_err()),
            |text| assert!(text.insert_str(1, "too long for it").is_err()),
            |text| assert!(text.try_extend("too long for it".chars()).is_err()),
        ];
        for step in steps {
            let mut text = fixed("aß€d");
            step(&mut text);
            let afresh = fixed(&text);
            assert_eq!((text.len, text.bytes), (afresh.len, afresh.bytes), "{text}");
        }
    }

    #[test]
    fn a_text_is_its_length_and_its_bytes() {
        assert_eq!(size_of::<FixedStr<5>>(), 9);
        assert_eq!(align_of::<FixedStr<5>>(), 1);
        let text = FixedStr::<5>::from_str("abc").unwrap();
        assert_eq!((text.len, text.bytes), ([3, 0, 0, 0], *b"abc\0\0"));
    }
}
