//! What fields that came later are made of.

use crate::grown::*;
use shm_runtime::{Interrupted, SharedLayout};

/// Who wants to trade.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(u8)]
pub enum Side {
    /// Nobody.
    None,
    Buy,
    Sell,
}

impl Stands for Side {
    const DEFAULT: Self = Side::Sell;

    fn of(number: u32) -> Self {
        if number % 2 == 1 {
            Side::Buy
        } else {
            Side::None
        }
    }
}

/// A price and what may be had at it.
#[derive(SharedLayout, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Level {
    pub price: u32,
    pub size: u32,
}

impl Stands for Level {
    const DEFAULT: Self = Level { price: 5, size: 6 };

    fn of(number: u32) -> Self {
        Level {
            price: number,
            size: number,
        }
    }
}

impl Viewed<Level> for LevelView<'_> {
    fn whole(self) -> Result<Level, Interrupted> {
        Ok(Level {
            price: self.price()?,
            size: self.size()?,
        })
    }
}
