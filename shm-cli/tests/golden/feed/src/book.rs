pub struct Book {
    pub levels: [Level; 10],
}

pub struct Level {
    pub lots: u64, pub price: f64,
}

pub mod depth {
    pub struct Depth {
        pub r#levels: u64,
    }
}
