namespace FastEmit.Generators.Model;

/// <summary>A member that is written.</summary>
/// <param name="Name">Its C# name, escaped if it is a keyword.</param>
/// <param name="Through">The interface that it has to be read through, because another has a member of that name; else null.</param>
/// <param name="ParameterName">The name of the parameter that stands for it in the static <c>Emit</c>.</param>
/// <param name="TypeName">Its type, fully qualified; of an event's members with nullable annotations.</param>
/// <param name="JsonName">Its name in the JSON object.</param>
/// <param name="Order">Members are written by ascending order, then as declared.</param>
/// <param name="Value">How its value is written.</param>
/// <param name="CanBeNull">Whether comparing it with null makes sense.</param>
/// <param name="Condition">When it is written.</param>
/// <param name="Redaction">What is written instead of its value.</param>
/// <param name="Partition">How its value becomes the partition, if it is the key.</param>
/// <param name="Origin">How it gets its value when an event is built.</param>
/// <param name="Passing">What stands before its argument to the constructor: <c>ref </c>, <c>in </c> or nothing.</param>
/// <param name="DefaultValue">The C# text of the constructor parameter's default value, or null.</param>
/// <param name="IsRequired">Whether whoever builds the type has to set it.</param>
/// <param name="AdmitsNull">Whether its type says that it may be null.</param>
/// <param name="Summary">What its documentation says, for the contract; null without any.</param>
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
