namespace FastEmit.Generators.Model;

/// <summary>A member that is written.</summary>
/// <param name="Name">Its C# name, escaped if it is a keyword.</param>
/// <param name="Through">The interface to read it through, because another one has a member of the same name; otherwise null.</param>
/// <param name="ParameterName">The name of its parameter in the static <c>Emit</c>.</param>
/// <param name="TypeName">Its type, fully qualified; of an event's members with nullable annotations.</param>
/// <param name="JsonName">Its name in the JSON object.</param>
/// <param name="Order">Members are written by ascending order, then as declared.</param>
/// <param name="Value">How its value is written.</param>
/// <param name="CanBeNull">Whether it can be compared with null.</param>
/// <param name="Condition">When it is written.</param>
/// <param name="Redaction">The text that is written instead of its value.</param>
/// <param name="Partition">How its value determines the partition, if it is the key.</param>
/// <param name="Origin">How it gets its value when an event is built.</param>
/// <param name="Passing">The modifier of its constructor argument: <c>ref </c>, <c>in </c> or nothing.</param>
/// <param name="DefaultValue">The C# text of the constructor parameter's default value, or null.</param>
/// <param name="IsRequired">Whether an initializer must set it.</param>
/// <param name="AdmitsNull">Whether its type allows null.</param>
/// <param name="Summary">The text of its documentation, for the contract; null without one.</param>
internal sealed record MemberModel(
    string Name,
    string? Through,
    string ParameterName,
    string TypeName,
    string JsonName,
    int Order,
    ValueModel Value,
    bool CanBeNull,
    WriteCondition Condition,
    Redaction Redaction,
    PartitionKind Partition,
    MemberOrigin Origin,
    string Passing,
    string? DefaultValue,
    bool IsRequired,
    bool AdmitsNull,
    string? Summary)
{
    /// <summary>The expression that reads it from <paramref name="instance"/>.</summary>
    public string Of(string instance) => Through is null ? $"{instance}.{Name}" : $"(({Through}){instance}).{Name}";
}

/// <summary>When a member is written.</summary>
internal enum WriteCondition
{
    /// <summary>Always.</summary>
    Always = 0,

    /// <summary>When it is not null.</summary>
    NotNull,

    /// <summary>When it is not the default of its type.</summary>
    NotDefault,
}

/// <summary>The replacement of a secret.</summary>
internal enum Redaction
{
    /// <summary>The value is not a secret.</summary>
    None = 0,

    /// <summary>Stars.</summary>
    Mask,

    /// <summary>A digest of the value's written form.</summary>
    Hash,

    /// <summary>The member is not written. It is in the model only as the partition key.</summary>
    Drop,
}

/// <summary>How a value determines the partition.</summary>
internal enum PartitionKind
{
    /// <summary>The value is not the key.</summary>
    None = 0,

    /// <summary>A string or a Guid, which is hashed directly.</summary>
    Direct,

    /// <summary>A number, a char or an enum, which is hashed as 64 bits.</summary>
    Integer,

    /// <summary>A <see cref="Nullable{T}"/> Guid; null counts as the empty one.</summary>
    NullableDirect,

    /// <summary>A <see cref="Nullable{T}"/> number or enum; null counts as zero.</summary>
    NullableInteger,
}

/// <summary>How a member gets its value when an event is built.</summary>
internal enum MemberOrigin
{
    /// <summary>It has a setter.</summary>
    Settable = 0,

    /// <summary>The constructor takes it.</summary>
    ConstructorParameter,

    /// <summary>It is computed from others.</summary>
    Computed,
}
