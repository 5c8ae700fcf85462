//! After an error: what can still be expanded, so that the uses of a struct that is refused are not errors too.

use crate::check::FieldVerdict;
use crate::model::Model;

/// Leaves out the fields whose types cannot be shared, and the accessors whose names are taken. The rest expands
/// as ever, without the assertions: the compilation has failed already.
pub(super) fn keep_what_is_fit(model: &mut Model, verdicts: &[FieldVerdict]) {
    let fields = std::mem::take(&mut model.fields);
    for (mut field, verdict) in fields.into_iter().zip(verdicts) {
        if !verdict.names_are_free {
            field.accessor = None;
        }
        if verdict.type_is_fit {
            model.fields.push(field);
        }
    }
}
