namespace FastEmit.Generators.Model;

/// <summary>A value that one call writes.</summary>
/// <param name="Kind">The call.</param>
/// <param name="Cast">The type to convert to first, if the call accepts another one (enums, small integers); otherwise null.</param>
/// <param name="Quoted">Whether a number is written as a string.</param>
/// <param name="CanParse">Whether a value that formats itself can be parsed from its text.</param>
/// <param name="NamedFloats">Whether NaN and the infinities are written by name instead of as null.</param>
internal sealed record ScalarValue(ScalarKind Kind, string? Cast = null, bool Quoted = false, bool NamedFloats = false, bool CanParse = false) : ValueModel;

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
