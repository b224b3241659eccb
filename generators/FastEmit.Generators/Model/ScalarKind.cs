namespace FastEmit.Generators.Model;

/// <summary>The kinds of values that one call of the runtime writes, by the names of its methods.</summary>
internal enum ScalarKind
{
    // Fixed size: UncheckedJson.Kind(ref at, value).
    Boolean = 0,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Int128,
    UInt128,
    Half,
    Single,
    Double,
    Decimal,
    Char,
    Guid,
    DateTime,
    DateTimeOffset,
    DateOnly,
    TimeOnly,
    TimeSpan,

    // A string: reserved by its length; the call extends the reservation if needed.
    String,

    // Any size: UncheckedJson.Kind(ref writer, ref at, value) makes its own reservation.
    BigInteger,
    Uri,
    Version,
    Base64,
    JsonElement,
    JsonDocument,
    JsonNode,
    RawJson,
    Utf8Text,
    Formattable,
}
