using FastEmit.Events;

namespace FastEmit.Tests.Events;

/// <summary>One member of every scalar type, and its nullable twin.</summary>
[HookEvent("scalars", Namespace = "/test")]
public readonly partial record struct ScalarEvent(
    [property: PartitionKey] string Text,
    bool Flag,
    sbyte Int8,
    byte UInt8,
    short Int16,
    ushort UInt16,
    int Int32,
    uint UInt32,
    long Int64,
    ulong UInt64,
    float Single,
    double Double,
    Guid Id,
    DateTime At,
    DateTimeOffset Since,
    DayOfWeek Day,
    string? OptionalText,
    bool? OptionalFlag,
    int? OptionalInt32,
    ulong? OptionalUInt64,
    double? OptionalDouble,
    Guid? OptionalId,
    DateTime? OptionalAt,
    DateTimeOffset? OptionalSince,
    DayOfWeek? OptionalDay);
