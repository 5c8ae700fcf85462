//! Snapshots, addresses and schemas through serde.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shm_runtime::{
    Address, Error, FixedStr, FixedVec, Schema, SharedLayout, Version, schema, shared,
};
use shm_tests::Name;

/// Whose order it is.
#[derive(SharedLayout, Serialize, Deserialize, Clone, Copy, Debug, PartialEq)]
#[repr(u8)]
enum Side {
    Buy = 1,
    Sell,
}

#[derive(SharedLayout, Serialize, Deserialize, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
#[shared(seqlock, version = 2)]
struct Order {
    /// In ticks.
    price: i64,
    symbol: FixedStr<11>,
    side: Side,
    lots: FixedVec<u64, 2>,
}

fn order() -> Order {
    Order {
        price: -7,
        symbol: "BTCUSDT".parse().expect("it fits"),
        side: Side::Sell,
        lots: [1, 2].try_into().expect("it fits"),
    }
}

#[test]
fn a_snapshot_is_serialised_with_its_version_and_what_is_deserialised_can_be_written()
-> Result<(), Error> {
    let name = Name::new("serialised");
    let segment = shared!(create Order, at(name.address()), init = order())?;
    let expected = json!({"price": -7, "symbol": "BTCUSDT", "side": "Sell", "lots": [1, 2]});
    let read: Order = serde_json::from_value(expected.clone()).expect("an order");
    let version = segment.writer()?.write(&read)?;
    let snapshot = segment.reader().read()?;
    assert_eq!(
        serde_json::to_value(snapshot).expect("JSON"),
        json!({"value": expected, "version": 1})
    );
    assert_eq!(serde_json::to_value(version).expect("JSON"), json!(1));
    let symbol = segment.reader().symbol()?;
    assert_eq!(
        serde_json::to_value(symbol).expect("JSON"),
        json!({"value": "BTCUSDT", "version": 1})
    );
    assert_eq!(
        serde_json::to_value(Version::default()).expect("JSON"),
        json!(0)
    );
    Ok(())
}

#[test]
fn an_address_is_its_text_in_a_configuration() {
    #[derive(Serialize, Deserialize, PartialEq, Debug)]
    struct Configuration {
        book: Address,
    }
    for text in [
        "posix:/book",
        "file:book.shm",
        "sysv:0x0000B00C",
        "sysv:/etc/app#R",
        "anonymous",
    ] {
        let json = json!({"book": text});
        let read: Configuration = serde_json::from_value(json.clone()).expect("an address");
        assert_eq!(read.book, text.parse().expect("an address"));
        assert_eq!(serde_json::to_value(&read).expect("JSON"), json);
    }
    let error = serde_json::from_str::<Configuration>(r#"{"book": "posix:book"}"#).unwrap_err();
    let error = error.to_string();
    assert!(error.contains("it does not start with a slash"), "{error}");
    let error = serde_json::from_str::<Configuration>(r#"{"book": 7}"#).unwrap_err();
    let error = error.to_string();
    assert!(
        error.contains("expected an address, as `posix:/name`"),
        "{error}"
    );
}

#[test]
fn the_schema_of_a_type_is_what_its_segments_say() -> Result<(), Error> {
    let name = Name::new("schema");
    let _segment = shared!(create Order, at(name.address()), init = order())?;
    let bytes = name.bytes();
    let number = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"));
    let (start, len) = (number(104) as usize, number(112) as usize);
    let schema = schema::<Order>();
    assert_eq!(schema.to_json().as_bytes(), &bytes[start..start + len]);
    assert_eq!(schema.fingerprint(), number(40));

    let json: Value = serde_json::from_str(&schema.to_json()).expect("JSON");
    assert_eq!(serde_json::to_value(&schema).expect("JSON"), json);
    assert_eq!(
        serde_json::from_value::<Schema>(json).expect("a schema"),
        schema
    );
    assert_eq!((schema.name(), schema.layout_version()), ("Order", 2));
    let text = schema.to_string();
    assert!(
        text.contains("  symbol at 8 FixedStr<11> size 15 align 1\n"),
        "{text}"
    );
    Ok(())
}
