::std::compile_error! {
    "a `String` keeps its bytes on the heap of one process: use `FixedStr<N>`, text of up to N bytes"
}
/// Reads a cell of [`Refused`].
///
/// Any number of processes may read at a time. Besides the fields, it has the methods of the runtime's
/// `Reader`.
#[allow(dead_code, non_camel_case_types)]
pub struct RefusedReader<P: ::shm_runtime::Protocol = ::shm_runtime::Seqlock>(
    ::shm_runtime::Reader<Refused, P>,
);
/// Changes a cell of [`Refused`].
///
/// There is one at a time. Besides the fields, it has the methods of the runtime's `Writer`.
#[allow(dead_code, non_camel_case_types)]
pub struct RefusedWriter<P: ::shm_runtime::Protocol = ::shm_runtime::Seqlock>(
    ::shm_runtime::Writer<Refused, P>,
);
/// Several fields of [`Refused`], of one version.
///
/// It is what the closure of a reader's `view` is given.
#[allow(dead_code, non_camel_case_types)]
pub struct RefusedView<'a>(::shm_runtime::__private::Part<'a, Refused>);
/// Several changes to [`Refused`], published as one version.
///
/// It is what the closure of a writer's `update` is given.
#[allow(dead_code, non_camel_case_types)]
pub struct RefusedUpdate<'a>(::shm_runtime::__private::Draft<'a, Refused>);
#[allow(deprecated)]
const _: () = {
    #[automatically_derived]
    unsafe impl ::shm_runtime::SharedLayout for Refused
    where
        for<'shm> Refused: ::shm_runtime::__private::Excused<
            {
                ::std::compile_error! {
                    "the accessor `read` would collide with a method of the handles: give the field another name with `#[shared(accessor = other_name)]`"
                }
            },
        >,
    {
        const LAYOUT: ::shm_runtime::__private::TypeLayout = ::shm_runtime::__private::TypeLayout {
            size: ::core::mem::size_of::<Refused>(),
            align: ::core::mem::align_of::<Refused>(),
            kind: ::shm_runtime::__private::TypeKind::Struct {
                name: "Refused",
                path: ::core::concat!(::core::module_path!(), "::Refused"),
                segment: ::core::option::Option::Some(
                    ::shm_runtime::__private::SegmentOf::new(
                        1u32,
                        ::shm_runtime::__private::ProtocolKind::Seqlock,
                    ),
                ),
                doc: "",
                fields: &[],
            },
        };
        type View<'a> = RefusedView<'a>;
        type Update<'a> = RefusedUpdate<'a>;
        type Reader<P: ::shm_runtime::Protocol> = RefusedReader<P>;
        type Writer<P: ::shm_runtime::Protocol> = RefusedWriter<P>;
        #[inline(always)]
        fn view_of(part_: ::shm_runtime::__private::Part<'_, Self>) -> RefusedView<'_> {
            RefusedView(part_)
        }
        #[inline]
        fn update_of(
            draft_: ::shm_runtime::__private::Draft<'_, Self>,
        ) -> RefusedUpdate<'_> {
            RefusedUpdate(draft_)
        }
        fn reader_of<P: ::shm_runtime::Protocol>(
            reader_: ::shm_runtime::Reader<Self, P>,
        ) -> RefusedReader<P> {
            RefusedReader(reader_)
        }
        fn writer_of<P: ::shm_runtime::Protocol>(
            writer_: ::shm_runtime::Writer<Self, P>,
        ) -> RefusedWriter<P> {
            RefusedWriter(writer_)
        }
    }
    #[automatically_derived]
    impl ::shm_runtime::AnyBytes for Refused
    where
        for<'shm> Refused: ::shm_runtime::SharedLayout,
        for<'shm> u32: ::shm_runtime::AnyBytes,
    {}
    #[automatically_derived]
    unsafe impl ::shm_runtime::ZeroInit for Refused
    where
        for<'shm> Refused: ::shm_runtime::SharedLayout,
        for<'shm> u32: ::shm_runtime::ZeroInit,
    {}
    #[automatically_derived]
    impl ::shm_runtime::SegmentLayout for Refused
    where
        for<'shm> Refused: ::shm_runtime::SharedLayout,
    {
        const SEGMENT: ::shm_runtime::__private::SegmentDescriptor = ::shm_runtime::__private::SegmentDescriptor {
            name: "Refused",
            path: ::core::concat!(::core::module_path!(), "::Refused"),
            doc: "",
            layout_version: 1u32,
            growth: ::core::option::Option::None,
            cells: &[
                ::shm_runtime::__private::CellDescriptor {
                    name: "Refused",
                    doc: "",
                    protocol: ::shm_runtime::__private::ProtocolKind::Seqlock,
                    each: ::core::option::Option::None,
                    ty: &<Refused as ::shm_runtime::SharedLayout>::LAYOUT,
                    reserve: 0,
                },
            ],
        };
        type Value = Refused;
        type Cells<A> = ::shm_runtime::Cell<Refused, ::shm_runtime::Seqlock, A>;
        fn cells_of<A>(
            cells_: ::shm_runtime::__private::SegmentCells<A>,
        ) -> Self::Cells<A> {
            cells_.cell(0, |value_: &Refused| value_)
        }
        fn initial<'v>(
            &'v self,
            cells_: &mut ::shm_runtime::__private::InitialCells<'v>,
        ) {
            ::shm_runtime::__private::shared_cell(|value_: &Refused| value_)
                .give(self, cells_);
        }
    }
    #[automatically_derived]
    impl ::shm_runtime::CellLayout for Refused
    where
        for<'shm> Refused: ::shm_runtime::SharedLayout,
    {
        type Protocol = ::shm_runtime::Seqlock;
    }
};
const _: () = {
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::ops::Deref for RefusedReader<P> {
        type Target = ::shm_runtime::Reader<Refused, P>;
        #[inline]
        fn deref(&self) -> &Self::Target {
            &self.0
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::ops::DerefMut for RefusedReader<P> {
        #[inline]
        fn deref_mut(&mut self) -> &mut Self::Target {
            &mut self.0
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::clone::Clone for RefusedReader<P> {
        fn clone(&self) -> Self {
            RefusedReader(::core::clone::Clone::clone(&self.0))
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::fmt::Debug for RefusedReader<P> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_tuple("RefusedReader").field(&self.0).finish()
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::ops::Deref for RefusedWriter<P> {
        type Target = ::shm_runtime::Writer<Refused, P>;
        #[inline]
        fn deref(&self) -> &Self::Target {
            &self.0
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::ops::DerefMut for RefusedWriter<P> {
        #[inline]
        fn deref_mut(&mut self) -> &mut Self::Target {
            &mut self.0
        }
    }
    #[automatically_derived]
    impl<P: ::shm_runtime::Protocol> ::core::fmt::Debug for RefusedWriter<P> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_tuple("RefusedWriter").field(&self.0).finish()
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for RefusedView<'_> {
        #[inline]
        fn clone(&self) -> Self {
            *self
        }
    }
    #[automatically_derived]
    impl ::core::marker::Copy for RefusedView<'_> {}
    #[automatically_derived]
    impl ::core::fmt::Debug for RefusedView<'_> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_struct("RefusedView").finish_non_exhaustive()
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for RefusedUpdate<'_> {
        #[inline]
        fn clone(&self) -> Self {
            *self
        }
    }
    #[automatically_derived]
    impl ::core::marker::Copy for RefusedUpdate<'_> {}
    #[automatically_derived]
    impl ::core::fmt::Debug for RefusedUpdate<'_> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_struct("RefusedUpdate").finish_non_exhaustive()
        }
    }
};
#[allow(deprecated)]
const _: () = {
    /// Where each field lies.
    #[allow(dead_code, non_camel_case_types)]
    struct RefusedFieldsOfTheCell;
    #[allow(dead_code, non_upper_case_globals)]
    impl RefusedFieldsOfTheCell {
        const count: ::shm_runtime::__private::Field<Refused, u32> = ::shm_runtime::__private::Field::new(
            ::shm_runtime::__private::offset_of!(Refused, count),
        );
    }
    #[allow(dead_code, non_snake_case)]
    impl<P: ::shm_runtime::Protocol> RefusedReader<P> {
        /// Reads `count`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub fn count(
            &self,
        ) -> ::core::result::Result<::shm_runtime::Snapshot<u32>, ::shm_runtime::Error> {
            self.0.read_field(RefusedFieldsOfTheCell::count)
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<P: ::shm_runtime::Protocol> RefusedWriter<P> {
        /// Reads `count`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        pub fn count(
            &self,
        ) -> ::core::result::Result<::shm_runtime::Snapshot<u32>, ::shm_runtime::Error> {
            self.0.read_field(RefusedFieldsOfTheCell::count)
        }
        /// Sets `count`, as one version.
        ///
        /// # Errors
        ///
        /// Those of `update`.
        #[inline]
        pub fn set_count(
            &mut self,
            value_: u32,
        ) -> ::core::result::Result<::shm_runtime::Version, ::shm_runtime::Error> {
            self.0.write_field(RefusedFieldsOfTheCell::count, &value_)
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<'a> RefusedView<'a> {
        /// `count`, of the version that is viewed.
        #[inline(always)]
        pub fn count(&self) -> <u32 as ::shm_runtime::SharedLayout>::View<'a> {
            <u32 as ::shm_runtime::SharedLayout>::view_of(
                self.0.field(RefusedFieldsOfTheCell::count),
            )
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<'a> RefusedUpdate<'a> {
        /// `count` as it will be published.
        #[inline]
        pub fn count(&self) -> <u32 as ::shm_runtime::SharedLayout>::Update<'a> {
            <u32 as ::shm_runtime::SharedLayout>::update_of(
                self.0.field(RefusedFieldsOfTheCell::count),
            )
        }
        /// Sets `count`.
        #[inline]
        pub fn set_count(&self, value_: u32) {
            self.0.field(RefusedFieldsOfTheCell::count).set(&value_);
        }
    }
    #[allow(dead_code)]
    impl RefusedView<'_>
    where
        for<'shm> Refused: ::shm_runtime::SharedLayout,
    {
        /// The whole `Refused`.
        ///
        /// # Errors
        ///
        /// `Interrupted` when the cell has changed since the view began, or holds no value.
        #[inline(always)]
        pub fn read(
            &self,
        ) -> ::core::result::Result<Refused, ::shm_runtime::Interrupted> {
            self.0.read()
        }
    }
    #[allow(dead_code)]
    impl RefusedUpdate<'_>
    where
        for<'shm> Refused: ::shm_runtime::SharedLayout,
    {
        /// The whole `Refused` as it will be published.
        #[inline]
        pub fn read(&self) -> Refused
        where
            for<'shm> Refused: ::shm_runtime::AnyBytes,
        {
            self.0.read()
        }
        /// The whole `Refused` as it will be published.
        ///
        /// # Errors
        ///
        /// `Invalid` when another program stored what is no value.
        #[inline]
        pub fn try_read(
            &self,
        ) -> ::core::result::Result<Refused, ::shm_runtime::Invalid> {
            self.0.try_read()
        }
        /// Sets the whole `Refused`.
        #[inline]
        pub fn set(&self, value_: Refused) {
            self.0.set(&value_);
        }
    }
};
#[allow(deprecated)]
const _: () = {
    #[allow(dead_code, non_snake_case, unused_variables)]
    impl<P: ::shm_runtime::Protocol> RefusedReader<P> {
        pub fn name(
            &self,
        ) -> ::core::result::Result<
            ::shm_runtime::Snapshot<String>,
            ::shm_runtime::Error,
        > {
            ::core::unreachable!()
        }
    }
    #[allow(dead_code, non_snake_case, unused_variables)]
    impl<P: ::shm_runtime::Protocol> RefusedWriter<P> {
        pub fn name(
            &self,
        ) -> ::core::result::Result<
            ::shm_runtime::Snapshot<String>,
            ::shm_runtime::Error,
        > {
            ::core::unreachable!()
        }
        pub fn set_name(
            &mut self,
            value_: String,
        ) -> ::core::result::Result<::shm_runtime::Version, ::shm_runtime::Error> {
            ::core::unreachable!()
        }
    }
    #[allow(dead_code, non_snake_case, unused_variables)]
    impl RefusedView<'_> {
        pub fn name(
            &self,
        ) -> ::core::result::Result<String, ::shm_runtime::Interrupted> {
            ::core::unreachable!()
        }
    }
    #[allow(dead_code, non_snake_case, unused_variables)]
    impl RefusedUpdate<'_> {
        pub fn name(&self) -> String {
            ::core::unreachable!()
        }
        pub fn set_name(&self, value_: String) {
            ::core::unreachable!()
        }
    }
};
