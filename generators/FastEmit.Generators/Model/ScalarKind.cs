namespace FastEmit.Generators.Model;

/// <summary>The values that one call of the runtime writes. The names are those of its methods.</summary>
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

    // A string: reserved by its length, and renewed by itself when that falls short.
    String,

    // Any size: UncheckedJson.Kind(ref writer, ref at, value) reserves by itself.
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
