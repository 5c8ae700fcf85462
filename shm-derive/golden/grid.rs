/// Reads a cell of [`Grid`].
///
/// Any number of processes may read at a time. Besides the fields, it has the methods of the runtime's
/// `Reader`.
#[allow(dead_code, non_camel_case_types)]
pub(crate) struct GridReader<P: ::shm_runtime::Protocol = ::shm_runtime::Seqlock>(
    ::shm_runtime::Reader<Grid, P>,
);
/// Changes a cell of [`Grid`].
///
/// There is one at a time. Besides the fields, it has the methods of the runtime's `Writer`.
#[allow(dead_code, non_camel_case_types)]
pub(crate) struct GridWriter<P: ::shm_runtime::Protocol = ::shm_runtime::Seqlock>(
    ::shm_runtime::Writer<Grid, P>,
);
/// Several fields of [`Grid`], of one version.
///
/// It is what the closure of a reader's `view` is given.
#[allow(dead_code, non_camel_case_types)]
pub(crate) struct GridView<'a>(::shm_runtime::__private::Part<'a, Grid>);
/// Several changes to [`Grid`], published as one version.
///
/// It is what the closure of a writer's `update` is given.
#[allow(dead_code, non_camel_case_types)]
pub(crate) struct GridUpdate<'a>(::shm_runtime::__private::Draft<'a, Grid>);
#[allow(deprecated)]
const _: () = {
    #[automatically_derived]
    unsafe impl ::shm_runtime::SharedLayout for Grid {
        const LAYOUT: ::shm_runtime::__private::TypeLayout = ::shm_runtime::__private::TypeLayout {
            size: ::core::mem::size_of::<Grid>(),
            align: ::core::mem::align_of::<Grid>(),
            kind: ::shm_runtime::__private::TypeKind::Struct {
                name: "Grid",
                path: ::core::concat!(::core::module_path!(), "::Grid"),
                segment: ::core::option::Option::Some(
                    ::shm_runtime::__private::SegmentOf::new(
                        1u32,
                        ::shm_runtime::__private::ProtocolKind::Seqlock,
                    ),
                ),
                doc: "",
                fields: &[
                    ::shm_runtime::__private::field_layout(
                        "origin",
                        "",
                        ::shm_runtime::__private::offset_of!(Grid, origin),
                        |value_: &Grid| &value_.origin,
                    ),
                    ::shm_runtime::__private::field_layout(
                        "cells",
                        "",
                        ::shm_runtime::__private::offset_of!(Grid, cells),
                        |value_: &Grid| &value_.cells,
                    ),
                    ::shm_runtime::__private::field_layout(
                        "_pad0",
                        "",
                        ::shm_runtime::__private::offset_of!(Grid, _pad0),
                        |value_: &Grid| &value_._pad0,
                    ),
                ],
            },
        };
        type View<'a> = GridView<'a>;
        type Update<'a> = GridUpdate<'a>;
        type Reader<P: ::shm_runtime::Protocol> = GridReader<P>;
        type Writer<P: ::shm_runtime::Protocol> = GridWriter<P>;
        #[inline(always)]
        fn view_of(part_: ::shm_runtime::__private::Part<'_, Self>) -> GridView<'_> {
            GridView(part_)
        }
        #[inline]
        fn update_of(
            draft_: ::shm_runtime::__private::Draft<'_, Self>,
        ) -> GridUpdate<'_> {
            GridUpdate(draft_)
        }
        fn reader_of<P: ::shm_runtime::Protocol>(
            reader_: ::shm_runtime::Reader<Self, P>,
        ) -> GridReader<P> {
            GridReader(reader_)
        }
        fn writer_of<P: ::shm_runtime::Protocol>(
            writer_: ::shm_runtime::Writer<Self, P>,
        ) -> GridWriter<P> {
            GridWriter(writer_)
        }
    }
    #[automatically_derived]
    impl ::shm_runtime::AnyBytes for Grid
    where
        for<'shm> Grid: ::shm_runtime::SharedLayout,
        for<'shm> Point: ::shm_runtime::AnyBytes,
        for<'shm> [[Cell; WIDTH]; Grid::HEIGHT]: ::shm_runtime::AnyBytes,
        for<'shm> [u8; 4]: ::shm_runtime::AnyBytes,
    {}
    #[automatically_derived]
    unsafe impl ::shm_runtime::ZeroInit for Grid
    where
        for<'shm> Grid: ::shm_runtime::SharedLayout,
        for<'shm> Point: ::shm_runtime::ZeroInit,
        for<'shm> [[Cell; WIDTH]; Grid::HEIGHT]: ::shm_runtime::ZeroInit,
        for<'shm> [u8; 4]: ::shm_runtime::ZeroInit,
    {}
    #[automatically_derived]
    impl ::shm_runtime::SegmentLayout for Grid
    where
        for<'shm> Grid: ::shm_runtime::SharedLayout,
    {
        const SEGMENT: ::shm_runtime::__private::SegmentDescriptor = ::shm_runtime::__private::SegmentDescriptor {
            name: "Grid",
            path: ::core::concat!(::core::module_path!(), "::Grid"),
            doc: "",
            layout_version: 1u32,
            growth: ::core::option::Option::None,
            cells: &[
                ::shm_runtime::__private::CellDescriptor {
                    name: "Grid",
                    doc: "",
                    protocol: ::shm_runtime::__private::ProtocolKind::Seqlock,
                    each: ::core::option::Option::None,
                    ty: &<Grid as ::shm_runtime::SharedLayout>::LAYOUT,
                    reserve: 0,
                },
            ],
        };
        type Value = Grid;
        type Cells<A> = ::shm_runtime::Cell<Grid, ::shm_runtime::Seqlock, A>;
        fn cells_of<A>(
            cells_: ::shm_runtime::__private::SegmentCells<A>,
        ) -> Self::Cells<A> {
            cells_.cell(0, |value_: &Grid| value_)
        }
        fn initial<'v>(
            &'v self,
            cells_: &mut ::shm_runtime::__private::InitialCells<'v>,
        ) {
            ::shm_runtime::__private::shared_cell(|value_: &Grid| value_)
                .give(self, cells_);
        }
    }
    #[automatically_derived]
    impl ::shm_runtime::CellLayout for Grid
    where
        for<'shm> Grid: ::shm_runtime::SharedLayout,
    {
        type Protocol = ::shm_runtime::Seqlock;
    }
};
const _: () = {
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::ops::Deref for GridReader<P> {
        type Target = ::shm_runtime::Reader<Grid, P>;
        #[inline]
        fn deref(&self) -> &Self::Target {
            &self.0
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::ops::DerefMut for GridReader<P> {
        #[inline]
        fn deref_mut(&mut self) -> &mut Self::Target {
            &mut self.0
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::clone::Clone for GridReader<P> {
        fn clone(&self) -> Self {
            GridReader(::core::clone::Clone::clone(&self.0))
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::fmt::Debug for GridReader<P> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_tuple("GridReader").field(&self.0).finish()
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::ops::Deref for GridWriter<P> {
        type Target = ::shm_runtime::Writer<Grid, P>;
        #[inline]
        fn deref(&self) -> &Self::Target {
            &self.0
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::ops::DerefMut for GridWriter<P> {
        #[inline]
        fn deref_mut(&mut self) -> &mut Self::Target {
            &mut self.0
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::fmt::Debug for GridWriter<P> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_tuple("GridWriter").field(&self.0).finish()
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for GridView<'_> {
        #[inline]
        fn clone(&self) -> Self {
            *self
        }
    }
    #[automatically_derived]
    impl ::core::marker::Copy for GridView<'_> {}
    #[automatically_derived]
    impl ::core::fmt::Debug for GridView<'_> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_struct("GridView").finish_non_exhaustive()
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for GridUpdate<'_> {
        #[inline]
        fn clone(&self) -> Self {
            *self
        }
    }
    #[automatically_derived]
    impl ::core::marker::Copy for GridUpdate<'_> {}
    #[automatically_derived]
    impl ::core::fmt::Debug for GridUpdate<'_> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_struct("GridUpdate").finish_non_exhaustive()
        }
    }
};
#[allow(deprecated)]
const _: () = {
    /// Where each field lies.
    #[allow(dead_code, non_camel_case_types)]
    struct GridFieldsOfTheCell;
    #[allow(dead_code, non_upper_case_globals)]
    impl GridFieldsOfTheCell
    where
        for<'shm> Point: ::shm_runtime::SharedLayout,
        for<'shm> Cell: ::shm_runtime::SharedLayout,
    {
        const origin: ::shm_runtime::__private::Field<Grid, Point> = ::shm_runtime::__private::Field::new(
            ::shm_runtime::__private::offset_of!(Grid, origin),
        );
        const cells: ::shm_runtime::__private::Field<
            Grid,
            [[Cell; WIDTH]; Grid::HEIGHT],
        > = ::shm_runtime::__private::Field::new(
            ::shm_runtime::__private::offset_of!(Grid, cells),
        );
    }
    #[allow(dead_code, non_snake_case)]
    impl<P: ::shm_runtime::Protocol> GridReader<P>
    where
        for<'shm> Point: ::shm_runtime::SharedLayout,
        for<'shm> Cell: ::shm_runtime::SharedLayout,
    {
        /// Reads `origin`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        fn origin(
            &self,
        ) -> ::core::result::Result<
            ::shm_runtime::Snapshot<Point>,
            ::shm_runtime::Error,
        > {
            self.0.read_field(GridFieldsOfTheCell::origin)
        }
        /// Reads `cells`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub(super) fn cells(
            &self,
        ) -> ::core::result::Result<
            ::shm_runtime::Snapshot<[[Cell; WIDTH]; Grid::HEIGHT]>,
            ::shm_runtime::Error,
        > {
            self.0.read_field(GridFieldsOfTheCell::cells)
        }
        /// Reads one element of `cells`.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        ///
        /// # Panics
        ///
        /// When the index is past the end, as a slice does.
        #[inline]
        #[track_caller]
        pub(super) fn cells_at(
            &self,
            index_: ::core::primitive::usize,
        ) -> ::core::result::Result<
            ::shm_runtime::Snapshot<[Cell; WIDTH]>,
            ::shm_runtime::Error,
        > {
            self.0.read_field(GridFieldsOfTheCell::cells.at(index_))
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<P: ::shm_runtime::Protocol> GridWriter<P>
    where
        for<'shm> Point: ::shm_runtime::SharedLayout,
        for<'shm> Cell: ::shm_runtime::SharedLayout,
    {
        /// Reads `origin`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        fn origin(
            &self,
        ) -> ::core::result::Result<
            ::shm_runtime::Snapshot<Point>,
            ::shm_runtime::Error,
        > {
            self.0.read_field(GridFieldsOfTheCell::origin)
        }
        /// Sets `origin`, as one version.
        ///
        /// # Errors
        ///
        /// Those of `update`.
        #[inline]
        fn set_origin(
            &mut self,
            value_: Point,
        ) -> ::core::result::Result<::shm_runtime::Version, ::shm_runtime::Error> {
            self.0.write_field(GridFieldsOfTheCell::origin, &value_)
        }
        /// Reads `cells`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub(super) fn cells(
            &self,
        ) -> ::core::result::Result<
            ::shm_runtime::Snapshot<[[Cell; WIDTH]; Grid::HEIGHT]>,
            ::shm_runtime::Error,
        > {
            self.0.read_field(GridFieldsOfTheCell::cells)
        }
        /// Reads one element of `cells`.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        ///
        /// # Panics
        ///
        /// When the index is past the end, as a slice does.
        #[inline]
        #[track_caller]
        pub(super) fn cells_at(
            &self,
            index_: ::core::primitive::usize,
        ) -> ::core::result::Result<
            ::shm_runtime::Snapshot<[Cell; WIDTH]>,
            ::shm_runtime::Error,
        > {
            self.0.read_field(GridFieldsOfTheCell::cells.at(index_))
        }
        /// Sets `cells`, as one version.
        ///
        /// # Errors
        ///
        /// Those of `update`.
        #[inline]
        pub(super) fn set_cells(
            &mut self,
            value_: [[Cell; WIDTH]; Grid::HEIGHT],
        ) -> ::core::result::Result<::shm_runtime::Version, ::shm_runtime::Error> {
            self.0.write_field(GridFieldsOfTheCell::cells, &value_)
        }
        /// Sets one element of `cells`, as one version.
        ///
        /// # Errors
        ///
        /// Those of `update`.
        ///
        /// # Panics
        ///
        /// When the index is past the end, as a slice does.
        #[inline]
        #[track_caller]
        pub(super) fn set_cells_at(
            &mut self,
            index_: ::core::primitive::usize,
            value_: [Cell; WIDTH],
        ) -> ::core::result::Result<::shm_runtime::Version, ::shm_runtime::Error> {
            self.0.write_field(GridFieldsOfTheCell::cells.at(index_), &value_)
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<'a> GridView<'a>
    where
        for<'shm> Point: ::shm_runtime::SharedLayout,
        for<'shm> Cell: ::shm_runtime::SharedLayout,
    {
        /// `origin`, of the version that is viewed.
        #[inline(always)]
        fn origin(&self) -> <Point as ::shm_runtime::SharedLayout>::View<'a> {
            <Point as ::shm_runtime::SharedLayout>::view_of(
                self.0.field(GridFieldsOfTheCell::origin),
            )
        }
        /// `cells`, of the version that is viewed.
        #[inline(always)]
        pub(super) fn cells(
            &self,
        ) -> <[[Cell; WIDTH]; Grid::HEIGHT] as ::shm_runtime::SharedLayout>::View<'a> {
            <[[Cell; WIDTH]; Grid::HEIGHT] as ::shm_runtime::SharedLayout>::view_of(
                self.0.field(GridFieldsOfTheCell::cells),
            )
        }
        /// One element of `cells`, of the version that is viewed.
        ///
        /// # Panics
        ///
        /// When the index is past the end, as a slice does.
        #[inline(always)]
        #[track_caller]
        pub(super) fn cells_at(
            &self,
            index_: ::core::primitive::usize,
        ) -> <[Cell; WIDTH] as ::shm_runtime::SharedLayout>::View<'a> {
            <[Cell; WIDTH] as ::shm_runtime::SharedLayout>::view_of(
                self.0.field(GridFieldsOfTheCell::cells.at(index_)),
            )
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<'a> GridUpdate<'a>
    where
        for<'shm> Point: ::shm_runtime::SharedLayout,
        for<'shm> Cell: ::shm_runtime::SharedLayout,
    {
        /// `origin` as it will be published.
        #[inline]
        fn origin(&self) -> <Point as ::shm_runtime::SharedLayout>::Update<'a> {
            <Point as ::shm_runtime::SharedLayout>::update_of(
                self.0.field(GridFieldsOfTheCell::origin),
            )
        }
        /// Sets `origin`.
        #[inline]
        fn set_origin(&self, value_: Point) {
            self.0.field(GridFieldsOfTheCell::origin).set(&value_);
        }
        /// `cells` as it will be published.
        #[inline]
        pub(super) fn cells(
            &self,
        ) -> <[[Cell; WIDTH]; Grid::HEIGHT] as ::shm_runtime::SharedLayout>::Update<'a> {
            <[[Cell; WIDTH]; Grid::HEIGHT] as ::shm_runtime::SharedLayout>::update_of(
                self.0.field(GridFieldsOfTheCell::cells),
            )
        }
        /// Sets `cells`.
        #[inline]
        pub(super) fn set_cells(&self, value_: [[Cell; WIDTH]; Grid::HEIGHT]) {
            self.0.field(GridFieldsOfTheCell::cells).set(&value_);
        }
        /// One element of `cells` as it will be published.
        ///
        /// # Panics
        ///
        /// When the index is past the end, as a slice does.
        #[inline]
        #[track_caller]
        pub(super) fn cells_at(
            &self,
            index_: ::core::primitive::usize,
        ) -> <[Cell; WIDTH] as ::shm_runtime::SharedLayout>::Update<'a> {
            <[Cell; WIDTH] as ::shm_runtime::SharedLayout>::update_of(
                self.0.field(GridFieldsOfTheCell::cells.at(index_)),
            )
        }
        /// Sets one element of `cells`.
        ///
        /// # Panics
        ///
        /// When the index is past the end, as a slice does.
        #[inline]
        #[track_caller]
        pub(super) fn set_cells_at(
            &self,
            index_: ::core::primitive::usize,
            value_: [Cell; WIDTH],
        ) {
            self.0.field(GridFieldsOfTheCell::cells.at(index_)).set(&value_);
        }
    }
    #[allow(dead_code)]
    impl GridView<'_> {
        /// The whole `Grid`.
        ///
        /// # Errors
        ///
        /// `Interrupted` when the cell has changed since the view began, or holds no value.
        #[inline(always)]
        pub(crate) fn read(
            &self,
        ) -> ::core::result::Result<Grid, ::shm_runtime::Interrupted> {
            self.0.read()
        }
    }
    #[allow(dead_code)]
    impl GridUpdate<'_> {
        /// The whole `Grid` as it will be published.
        #[inline]
        pub(crate) fn read(&self) -> Grid
        where
            for<'shm> Grid: ::shm_runtime::AnyBytes,
        {
            self.0.read()
        }
        /// The whole `Grid` as it will be published.
        ///
        /// # Errors
        ///
        /// `Invalid` when another program stored what is no value.
        #[inline]
        pub(crate) fn try_read(
            &self,
        ) -> ::core::result::Result<Grid, ::shm_runtime::Invalid> {
            self.0.try_read()
        }
        /// Sets the whole `Grid`.
        #[inline]
        pub(crate) fn set(&self, value_: Grid) {
            self.0.set(&value_);
        }
    }
};
#[allow(deprecated)]
const _: () = {
    #[allow(unused_imports)]
    use ::shm_runtime::__private::NoChecks as _;
    let every_field_ = |value_: &Grid| {
        let Grid { origin: _, cells: _, _pad0: _ } = value_;
    };
    ::shm_runtime::__private::assert_no_padding::<
        Grid,
    >(
        "Grid",
        &[
            ::shm_runtime::__private::span_of(
                "origin",
                ::shm_runtime::__private::offset_of!(Grid, origin),
                |value_: &Grid| &value_.origin,
            ),
            ::shm_runtime::__private::span_of(
                    "cells",
                    ::shm_runtime::__private::offset_of!(Grid, cells),
                    |value_: &Grid| &value_.cells,
                )
                .visible("pub(super) "),
            ::shm_runtime::__private::span_of(
                "_pad0",
                ::shm_runtime::__private::offset_of!(Grid, _pad0),
                |value_: &Grid| &value_._pad0,
            ),
        ],
    );
    ::shm_runtime::__private::ValueChecks::<Grid>::MADE
};
const _: ::core::option::Option<&::core::primitive::str> = ::core::option_env!(
    "SHM_LAYOUT"
);
