/// The cells of a segment of [`Market`].
///
/// Each is a method that is called as its field. The segment dereferences to it.
#[allow(dead_code, non_camel_case_types)]
pub struct MarketCells<A = ::shm_runtime::Writable>(
    ::shm_runtime::__private::SegmentCells<A>,
);
const _: () = {
    #[automatically_derived]
    impl<A> ::core::clone::Clone for MarketCells<A> {
        fn clone(&self) -> Self {
            MarketCells(::core::clone::Clone::clone(&self.0))
        }
    }
    #[automatically_derived]
    impl<A> ::core::fmt::Debug for MarketCells<A> {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f.debug_tuple("MarketCells").field(&self.0).finish()
        }
    }
};
#[allow(deprecated)]
const _: () = {
    #[automatically_derived]
    impl ::shm_runtime::SegmentLayout for Market {
        const SEGMENT: ::shm_runtime::__private::SegmentDescriptor = ::shm_runtime::__private::SegmentDescriptor {
            name: "Market",
            doc: "What is traded.",
            layout_version: 3u32,
            cells: &[
                ::shm_runtime::__private::shared_cell(|value: &Market| &value.book)
                    .descriptor(
                        "book",
                        "Prices and what may be had at them.",
                        ::shm_runtime::__private::ProtocolKind::Seqlock,
                    ),
                ::shm_runtime::__private::shared_cell(|value: &Market| &value.limits)
                    .descriptor(
                        "limits",
                        "",
                        ::shm_runtime::__private::ProtocolKind::Latch,
                    ),
                ::shm_runtime::__private::shared_cells(|value: &Market| &value.quotes)
                    .descriptor(
                        "quotes",
                        "",
                        ::shm_runtime::__private::ProtocolKind::Seqlock,
                    ),
                ::shm_runtime::__private::shared_cell(|value: &Market| &value.shape)
                    .descriptor(
                        "shape",
                        "",
                        ::shm_runtime::__private::ProtocolKind::Latch,
                    ),
                ::shm_runtime::__private::atomic_cell(|value: &Market| &value.heartbeat)
                    .descriptor(
                        "heartbeat",
                        "",
                        ::shm_runtime::__private::ProtocolKind::Atomic,
                    ),
                ::shm_runtime::__private::atomic_cells(|value: &Market| &value._hits)
                    .descriptor(
                        "_hits",
                        "",
                        ::shm_runtime::__private::ProtocolKind::Atomic,
                    ),
            ],
        };
        type Cells<A> = MarketCells<A>;
        fn cells_of<A>(
            cells: ::shm_runtime::__private::SegmentCells<A>,
        ) -> MarketCells<A> {
            MarketCells(cells)
        }
        #[allow(unused_variables)]
        fn initial<'v>(
            &'v self,
            cells: &mut ::shm_runtime::__private::InitialCells<'v>,
        ) {
            ::shm_runtime::__private::shared_cell(|value: &Market| &value.book)
                .give(self, cells);
            ::shm_runtime::__private::shared_cell(|value: &Market| &value.limits)
                .give(self, cells);
            ::shm_runtime::__private::shared_cells(|value: &Market| &value.quotes)
                .give(self, cells);
            ::shm_runtime::__private::shared_cell(|value: &Market| &value.shape)
                .give(self, cells);
            ::shm_runtime::__private::atomic_cell(|value: &Market| &value.heartbeat)
                .give(self, cells);
            ::shm_runtime::__private::atomic_cells(|value: &Market| &value._hits)
                .give(self, cells);
        }
    }
    #[automatically_derived]
    unsafe impl ::shm_runtime::ZeroInit for Market
    where
        for<'shm> OrderBook: ::shm_runtime::ZeroInit,
        for<'shm> Limits: ::shm_runtime::ZeroInit,
        for<'shm> [Quote; Market::QUOTES]: ::shm_runtime::ZeroInit,
        for<'shm> [f64; 8]: ::shm_runtime::ZeroInit,
        for<'shm> u64: ::shm_runtime::ZeroInit,
        for<'shm> [Count; 16]: ::shm_runtime::ZeroInit,
    {}
};
#[allow(deprecated)]
const _: () = {
    #[allow(dead_code, non_snake_case)]
    impl<A> MarketCells<A> {
        /// Prices and what may be had at them.
        ///
        /// The cell `book`, a seqlock.
        pub fn book(&self) -> ::shm_runtime::Cell<OrderBook, ::shm_runtime::Seqlock, A>
        where
            for<'shm> OrderBook: ::shm_runtime::SharedLayout,
        {
            let cells = self.0.cell(0usize, |value: &Market| &value.book);
            cells
        }
        /// The cell `limits`, a latch.
        fn limits(&self) -> ::shm_runtime::Cell<Limits, ::shm_runtime::Latch, A>
        where
            for<'shm> Limits: ::shm_runtime::SharedLayout,
        {
            let cells = self.0.cell(1usize, |value: &Market| &value.limits);
            cells
        }
        /// The cells `quotes`, each a seqlock.
        pub fn quotes(&self) -> ::shm_runtime::Cells<Quote, ::shm_runtime::Seqlock, A>
        where
            for<'shm> Quote: ::shm_runtime::SharedLayout,
        {
            let cells = self.0.cells(2usize, |value: &Market| &value.quotes);
            cells
        }
        /// The cell `shape`, a latch.
        pub(crate) fn shape(
            &self,
        ) -> ::shm_runtime::Cell<[f64; 8], ::shm_runtime::Latch, A> {
            let cells = self.0.cell(3usize, |value: &Market| &value.shape);
            cells
        }
        /// The cell `heartbeat`, an atomic.
        pub fn heartbeat(&self) -> ::shm_runtime::Atomic<u64, A> {
            let cells = self.0.atomic(4usize, |value: &Market| &value.heartbeat);
            cells
        }
        /// The cells `_hits`, each an atomic.
        pub fn trades(&self) -> ::shm_runtime::Atomics<Count, A>
        where
            for<'shm> Count: ::shm_runtime::AtomicValue,
        {
            let cells = self.0.atomics(5usize, |value: &Market| &value._hits);
            cells
        }
    }
};
#[allow(deprecated)]
const _: () = {
    let _every_field = |value: &Market| {
        let Market { book: _, limits: _, quotes: _, shape: _, heartbeat: _, _hits: _ } = value;
    };
    ::shm_runtime::__private::assert_segment::<
        Market,
    >(&<Market as ::shm_runtime::SegmentLayout>::SEGMENT)
};
