/// Reads a cell of [`Message`].
///
/// Any number of processes may read at a time. Besides the fields, it has the methods of the runtime's
/// `Reader`.
#[allow(dead_code, non_camel_case_types)]
struct MessageReader<Protocol: framework::shm::Protocol>(
    framework::shm::Reader<r#Message, Protocol>,
);
/// Changes a cell of [`Message`].
///
/// There is one at a time. Besides the fields, it has the methods of the runtime's `Writer`.
#[allow(dead_code, non_camel_case_types)]
struct MessageWriter<Protocol: framework::shm::Protocol>(
    framework::shm::Writer<r#Message, Protocol>,
);
/// Several fields of [`Message`], of one version.
///
/// It is what the closure of a reader's `view` is given.
#[allow(dead_code, non_camel_case_types)]
struct MessageView<'a>(framework::shm::__private::Part<'a, r#Message>);
/// Several changes to [`Message`], published as one version.
///
/// It is what the closure of a writer's `update` is given.
#[allow(dead_code, non_camel_case_types)]
struct MessageUpdate<'a>(framework::shm::__private::Draft<'a, r#Message>);
#[allow(deprecated)]
const _: () = {
    #[automatically_derived]
    unsafe impl framework::shm::SharedLayout for r#Message {
        const LAYOUT: framework::shm::__private::TypeLayout = framework::shm::__private::TypeLayout {
            size: ::core::mem::size_of::<r#Message>(),
            align: ::core::mem::align_of::<r#Message>(),
            kind: framework::shm::__private::TypeKind::Struct {
                name: "Message",
                path: ::core::concat!(::core::module_path!(), "::Message"),
                segment: ::core::option::Option::None,
                doc: "",
                fields: &[
                    framework::shm::__private::field_layout(
                        "type",
                        "",
                        framework::shm::__private::offset_of!(r#Message, r#type),
                        |value_: &r#Message| &value_.r#type,
                    ),
                    framework::shm::__private::field_layout(
                        "version",
                        "",
                        framework::shm::__private::offset_of!(r#Message, version),
                        |value_: &r#Message| &value_.version,
                    ),
                    framework::shm::__private::field_layout(
                        "parts",
                        "",
                        framework::shm::__private::offset_of!(r#Message, parts),
                        |value_: &r#Message| &value_.parts,
                    ),
                ],
            },
        };
        type View<'a> = MessageView<'a>;
        type Update<'a> = MessageUpdate<'a>;
        type Reader<Protocol: framework::shm::Protocol> = MessageReader<Protocol>;
        type Writer<Protocol: framework::shm::Protocol> = MessageWriter<Protocol>;
        #[inline(always)]
        fn view_of(part_: framework::shm::__private::Part<'_, Self>) -> MessageView<'_> {
            MessageView(part_)
        }
        #[inline]
        fn update_of(
            draft_: framework::shm::__private::Draft<'_, Self>,
        ) -> MessageUpdate<'_> {
            MessageUpdate(draft_)
        }
        fn reader_of<Protocol: framework::shm::Protocol>(
            reader_: framework::shm::Reader<Self, Protocol>,
        ) -> MessageReader<Protocol> {
            MessageReader(reader_)
        }
        fn writer_of<Protocol: framework::shm::Protocol>(
            writer_: framework::shm::Writer<Self, Protocol>,
        ) -> MessageWriter<Protocol> {
            MessageWriter(writer_)
        }
    }
    #[automatically_derived]
    impl framework::shm::AnyBytes for r#Message
    where
        for<'shm> r#Message: framework::shm::SharedLayout,
        for<'shm> u32: framework::shm::AnyBytes,
        for<'shm> [P; 2]: framework::shm::AnyBytes,
    {}
    #[automatically_derived]
    unsafe impl framework::shm::ZeroInit for r#Message
    where
        for<'shm> r#Message: framework::shm::SharedLayout,
        for<'shm> u32: framework::shm::ZeroInit,
        for<'shm> [P; 2]: framework::shm::ZeroInit,
    {}
};
const _: () = {
    #[automatically_derived]
    impl<Protocol: framework::shm::Protocol> ::core::ops::Deref
    for MessageReader<Protocol> {
        type Target = framework::shm::Reader<r#Message, Protocol>;
        #[inline]
        fn deref(&self) -> &Self::Target {
            &self.0
        }
    }
    #[automatically_derived]
    impl<Protocol: framework::shm::Protocol> ::core::ops::DerefMut
    for MessageReader<Protocol> {
        #[inline]
        fn deref_mut(&mut self) -> &mut Self::Target {
            &mut self.0
        }
    }
    #[automatically_derived]
    impl<Protocol: framework::shm::Protocol> ::core::clone::Clone
    for MessageReader<Protocol> {
        fn clone(&self) -> Self {
            MessageReader(::core::clone::Clone::clone(&self.0))
        }
    }
    #[automatically_derived]
    impl<Protocol: framework::shm::Protocol> ::core::fmt::Debug
    for MessageReader<Protocol> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_tuple("MessageReader").field(&self.0).finish()
        }
    }
    #[automatically_derived]
    impl<Protocol: framework::shm::Protocol> ::core::ops::Deref
    for MessageWriter<Protocol> {
        type Target = framework::shm::Writer<r#Message, Protocol>;
        #[inline]
        fn deref(&self) -> &Self::Target {
            &self.0
        }
    }
    #[automatically_derived]
    impl<Protocol: framework::shm::Protocol> ::core::ops::DerefMut
    for MessageWriter<Protocol> {
        #[inline]
        fn deref_mut(&mut self) -> &mut Self::Target {
            &mut self.0
        }
    }
    #[automatically_derived]
    impl<Protocol: framework::shm::Protocol> ::core::fmt::Debug
    for MessageWriter<Protocol> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_tuple("MessageWriter").field(&self.0).finish()
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for MessageView<'_> {
        #[inline]
        fn clone(&self) -> Self {
            *self
        }
    }
    #[automatically_derived]
    impl ::core::marker::Copy for MessageView<'_> {}
    #[automatically_derived]
    impl ::core::fmt::Debug for MessageView<'_> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_struct("MessageView").finish_non_exhaustive()
        }
    }
    #[automatically_derived]
    impl ::core::clone::Clone for MessageUpdate<'_> {
        #[inline]
        fn clone(&self) -> Self {
            *self
        }
    }
    #[automatically_derived]
    impl ::core::marker::Copy for MessageUpdate<'_> {}
    #[automatically_derived]
    impl ::core::fmt::Debug for MessageUpdate<'_> {
        fn fmt(&self, f_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f_.debug_struct("MessageUpdate").finish_non_exhaustive()
        }
    }
};
#[allow(deprecated)]
const _: () = {
    /// Where each field lies.
    #[allow(dead_code, non_camel_case_types)]
    struct MessageFieldsOfTheCell;
    #[allow(dead_code, non_upper_case_globals)]
    impl MessageFieldsOfTheCell {
        const r#type: framework::shm::__private::Field<r#Message, u32> = framework::shm::__private::Field::new(
            framework::shm::__private::offset_of!(r#Message, r#type),
        );
        const version: framework::shm::__private::Field<r#Message, u32> = framework::shm::__private::Field::new(
            framework::shm::__private::offset_of!(r#Message, version),
        );
    }
    #[allow(dead_code, non_snake_case)]
    impl<Protocol: framework::shm::Protocol> MessageReader<Protocol> {
        /// Reads `type`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        fn r#type(
            &self,
        ) -> ::core::result::Result<
            framework::shm::Snapshot<u32>,
            framework::shm::Error,
        > {
            self.0.read_field(MessageFieldsOfTheCell::r#type)
        }
        /// Reads `version`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        fn layout(
            &self,
        ) -> ::core::result::Result<
            framework::shm::Snapshot<u32>,
            framework::shm::Error,
        > {
            self.0.read_field(MessageFieldsOfTheCell::version)
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<Protocol: framework::shm::Protocol> MessageWriter<Protocol> {
        /// Reads `type`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        fn r#type(
            &self,
        ) -> ::core::result::Result<
            framework::shm::Snapshot<u32>,
            framework::shm::Error,
        > {
            self.0.read_field(MessageFieldsOfTheCell::r#type)
        }
        /// Sets `type`, as one version.
        ///
        /// # Errors
        ///
        /// Those of `update`.
        #[inline]
        fn set_type(
            &mut self,
            value_: u32,
        ) -> ::core::result::Result<framework::shm::Version, framework::shm::Error> {
            self.0.write_field(MessageFieldsOfTheCell::r#type, &value_)
        }
        /// Reads `version`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        fn layout(
            &self,
        ) -> ::core::result::Result<
            framework::shm::Snapshot<u32>,
            framework::shm::Error,
        > {
            self.0.read_field(MessageFieldsOfTheCell::version)
        }
        /// Sets `version`, as one version.
        ///
        /// # Errors
        ///
        /// Those of `update`.
        #[inline]
        fn set_layout(
            &mut self,
            value_: u32,
        ) -> ::core::result::Result<framework::shm::Version, framework::shm::Error> {
            self.0.write_field(MessageFieldsOfTheCell::version, &value_)
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<'a> MessageView<'a> {
        /// `type`, of the version that is viewed.
        #[inline(always)]
        fn r#type(&self) -> <u32 as framework::shm::SharedLayout>::View<'a> {
            <u32 as framework::shm::SharedLayout>::view_of(
                self.0.field(MessageFieldsOfTheCell::r#type),
            )
        }
        /// `version`, of the version that is viewed.
        #[inline(always)]
        fn layout(&self) -> <u32 as framework::shm::SharedLayout>::View<'a> {
            <u32 as framework::shm::SharedLayout>::view_of(
                self.0.field(MessageFieldsOfTheCell::version),
            )
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<'a> MessageUpdate<'a> {
        /// `type` as it will be published.
        #[inline]
        fn r#type(&self) -> <u32 as framework::shm::SharedLayout>::Update<'a> {
            <u32 as framework::shm::SharedLayout>::update_of(
                self.0.field(MessageFieldsOfTheCell::r#type),
            )
        }
        /// Sets `type`.
        #[inline]
        fn set_type(&self, value_: u32) {
            self.0.field(MessageFieldsOfTheCell::r#type).set(&value_);
        }
        /// `version` as it will be published.
        #[inline]
        fn layout(&self) -> <u32 as framework::shm::SharedLayout>::Update<'a> {
            <u32 as framework::shm::SharedLayout>::update_of(
                self.0.field(MessageFieldsOfTheCell::version),
            )
        }
        /// Sets `version`.
        #[inline]
        fn set_layout(&self, value_: u32) {
            self.0.field(MessageFieldsOfTheCell::version).set(&value_);
        }
    }
    #[allow(dead_code, non_upper_case_globals)]
    impl MessageFieldsOfTheCell
    where
        for<'shm> P: framework::shm::SharedLayout,
    {
        const parts: framework::shm::__private::Field<r#Message, [P; 2]> = framework::shm::__private::Field::new(
            framework::shm::__private::offset_of!(r#Message, parts),
        );
    }
    #[allow(dead_code, non_snake_case)]
    impl<Protocol: framework::shm::Protocol> MessageReader<Protocol>
    where
        for<'shm> P: framework::shm::SharedLayout,
    {
        /// Reads `parts`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        fn parts(
            &self,
        ) -> ::core::result::Result<
            framework::shm::Snapshot<[P; 2]>,
            framework::shm::Error,
        > {
            self.0.read_field(MessageFieldsOfTheCell::parts)
        }
        /// Reads one element of `parts`.
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
        fn parts_at(
            &self,
            index_: usize,
        ) -> ::core::result::Result<framework::shm::Snapshot<P>, framework::shm::Error> {
            self.0.read_field(MessageFieldsOfTheCell::parts.at(index_))
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<Protocol: framework::shm::Protocol> MessageWriter<Protocol>
    where
        for<'shm> P: framework::shm::SharedLayout,
    {
        /// Reads `parts`, and no other field.
        ///
        /// # Errors
        ///
        /// Those of `read`.
        #[inline]
        fn parts(
            &self,
        ) -> ::core::result::Result<
            framework::shm::Snapshot<[P; 2]>,
            framework::shm::Error,
        > {
            self.0.read_field(MessageFieldsOfTheCell::parts)
        }
        /// Reads one element of `parts`.
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
        fn parts_at(
            &self,
            index_: usize,
        ) -> ::core::result::Result<framework::shm::Snapshot<P>, framework::shm::Error> {
            self.0.read_field(MessageFieldsOfTheCell::parts.at(index_))
        }
        /// Sets `parts`, as one version.
        ///
        /// # Errors
        ///
        /// Those of `update`.
        #[inline]
        fn set_parts(
            &mut self,
            value_: [P; 2],
        ) -> ::core::result::Result<framework::shm::Version, framework::shm::Error> {
            self.0.write_field(MessageFieldsOfTheCell::parts, &value_)
        }
        /// Sets one element of `parts`, as one version.
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
        fn set_parts_at(
            &mut self,
            index_: usize,
            value_: P,
        ) -> ::core::result::Result<framework::shm::Version, framework::shm::Error> {
            self.0.write_field(MessageFieldsOfTheCell::parts.at(index_), &value_)
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<'a> MessageView<'a>
    where
        for<'shm> P: framework::shm::SharedLayout,
    {
        /// `parts`, of the version that is viewed.
        #[inline(always)]
        fn parts(&self) -> <[P; 2] as framework::shm::SharedLayout>::View<'a> {
            <[P; 2] as framework::shm::SharedLayout>::view_of(
                self.0.field(MessageFieldsOfTheCell::parts),
            )
        }
        /// One element of `parts`, of the version that is viewed.
        ///
        /// # Panics
        ///
        /// When the index is past the end, as a slice does.
        #[inline(always)]
        #[track_caller]
        fn parts_at(
            &self,
            index_: usize,
        ) -> <P as framework::shm::SharedLayout>::View<'a> {
            <P as framework::shm::SharedLayout>::view_of(
                self.0.field(MessageFieldsOfTheCell::parts.at(index_)),
            )
        }
    }
    #[allow(dead_code, non_snake_case)]
    impl<'a> MessageUpdate<'a>
    where
        for<'shm> P: framework::shm::SharedLayout,
    {
        /// `parts` as it will be published.
        #[inline]
        fn parts(&self) -> <[P; 2] as framework::shm::SharedLayout>::Update<'a> {
            <[P; 2] as framework::shm::SharedLayout>::update_of(
                self.0.field(MessageFieldsOfTheCell::parts),
            )
        }
        /// Sets `parts`.
        #[inline]
        fn set_parts(&self, value_: [P; 2]) {
            self.0.field(MessageFieldsOfTheCell::parts).set(&value_);
        }
        /// One element of `parts` as it will be published.
        ///
        /// # Panics
        ///
        /// When the index is past the end, as a slice does.
        #[inline]
        #[track_caller]
        fn parts_at(
            &self,
            index_: usize,
        ) -> <P as framework::shm::SharedLayout>::Update<'a> {
            <P as framework::shm::SharedLayout>::update_of(
                self.0.field(MessageFieldsOfTheCell::parts.at(index_)),
            )
        }
        /// Sets one element of `parts`.
        ///
        /// # Panics
        ///
        /// When the index is past the end, as a slice does.
        #[inline]
        #[track_caller]
        fn set_parts_at(&self, index_: usize, value_: P) {
            self.0.field(MessageFieldsOfTheCell::parts.at(index_)).set(&value_);
        }
    }
    #[allow(dead_code)]
    impl MessageView<'_> {
        /// The whole `Message`.
        ///
        /// # Errors
        ///
        /// `Interrupted` when the cell has changed since the view began, or holds no value.
        #[inline(always)]
        fn read(
            &self,
        ) -> ::core::result::Result<r#Message, framework::shm::Interrupted> {
            self.0.read()
        }
    }
    #[allow(dead_code)]
    impl MessageUpdate<'_> {
        /// The whole `Message` as it will be published.
        #[inline]
        fn read(&self) -> r#Message
        where
            for<'shm> r#Message: framework::shm::AnyBytes,
        {
            self.0.read()
        }
        /// The whole `Message` as it will be published.
        ///
        /// # Errors
        ///
        /// `Invalid` when another program stored what is no value.
        #[inline]
        fn try_read(
            &self,
        ) -> ::core::result::Result<r#Message, framework::shm::Invalid> {
            self.0.try_read()
        }
        /// Sets the whole `Message`.
        #[inline]
        fn set(&self, value_: r#Message) {
            self.0.set(&value_);
        }
    }
};
#[allow(deprecated)]
const _: () = {
    #[allow(unused_imports)]
    use framework::shm::__private::NoChecks as _;
    let every_field_ = |value_: &r#Message| {
        let r#Message { r#type: _, version: _, parts: _ } = value_;
    };
    framework::shm::__private::assert_no_padding::<
        r#Message,
    >(
        "Message",
        &[
            framework::shm::__private::span_of(
                "type",
                framework::shm::__private::offset_of!(r#Message, r#type),
                |value_: &r#Message| &value_.r#type,
            ),
            framework::shm::__private::span_of(
                "version",
                framework::shm::__private::offset_of!(r#Message, version),
                |value_: &r#Message| &value_.version,
            ),
            framework::shm::__private::span_of(
                "parts",
                framework::shm::__private::offset_of!(r#Message, parts),
                |value_: &r#Message| &value_.parts,
            ),
        ],
    );
    framework::shm::__private::ValueChecks::<r#Message>::MADE
};
const _: ::core::option::Option<&::core::primitive::str> = ::core::option_env!(
    "SHM_LAYOUT"
);
