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
