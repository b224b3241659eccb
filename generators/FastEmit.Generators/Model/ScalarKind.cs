namespace FastEmit.Generators.Model;

/// <summary>The values that one call writes.</summary>
internal enum ScalarKind
{
    String = 0,
    Boolean,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Single,
    Double,
    Guid,
    DateTime,
    DateTimeOffset,
}
