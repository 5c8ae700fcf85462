//! Text put together in constants.

/// Text of at most `CAPACITY` bytes. What does not fit is cut.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text<const CAPACITY: usize> {
    bytes: [u8; CAPACITY],
    len: usize,
    is_cut: bool,
}

impl<const CAPACITY: usize> Text<CAPACITY> {
    pub(crate) const fn new() -> Self {
        Text {
            bytes: [0; CAPACITY],
            len: 0,
            is_cut: false,
        }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Something did not fit.
    pub(crate) const fn is_cut(&self) -> bool {
        self.is_cut
    }

    pub(crate) const fn push(&mut self, text: &str) {
        let text = text.as_bytes();
        let mut index = 0;
        while index < text.len() && self.len < CAPACITY {
            self.bytes[self.len] = text[index];
            self.len += 1;
            index += 1;
        }
        self.is_cut |= index < text.len();
    }

    pub(crate) const fn number(&mut self, number: u128) {
        const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
        if number >= 10 {
            self.number(number / 10);
        }
        self.push(DIGITS[(number % 10) as usize]);
    }

    /// The text, or `None` if the cut fell inside a character.
    pub(crate) const fn text(&self) -> Option<&str> {
        match std::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => Some(text),
            Err(_) => None,
        }
    }
}

/// `==`, in a constant.
pub(crate) const fn same(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() != right.len() {
        return false;
    }
    let mut index = 0;
    while index < left.len() {
        if left[index] != right[index] {
            return false;
        }
        index += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_numbers_are_put_one_after_the_other() {
        let mut text = Text::<64>::new();
        assert!(text.is_empty());
        text.push("from ");
        text.number(0);
        text.push(" to ");
        text.number(u128::MAX);
        assert_eq!(
            text.text(),
            Some("from 0 to 340282366920938463463374607431768211455")
        );
        assert!(!text.is_cut());
    }

    #[test]
    fn what_does_not_fit_is_cut() {
        let mut text = Text::<2>::new();
        text.push("abc");
        assert_eq!((text.text(), text.is_cut()), (Some("ab"), true));
        let mut text = Text::<2>::new();
        text.push("aü");
        assert_eq!((text.text(), text.is_cut()), (None, true));
    }
}
