namespace FastEmit.Generators.Model;

/// <summary>A member that is written.</summary>
/// <param name="Name">Its C# name, escaped if it is a keyword.</param>
/// <param name="ParameterName">The name of the parameter that stands for it in the static <c>Emit</c>.</param>
/// <param name="TypeName">Its type, fully qualified, with nullable annotations.</param>
/// <param name="JsonName">Its name in the JSON object.</param>
/// <param name="Order">Members are written by ascending order, then as declared.</param>
/// <param name="Value">How its value is written.</param>
/// <param name="CanBeNull">Whether comparing it with null makes sense.</param>
/// <param name="Condition">When it is written.</param>
/// <param name="Redaction">What is written instead of its value.</param>
/// <param name="Partition">How its value becomes the partition, if it is the key.</param>
/// <param name="Origin">How it gets its value when an event is built.</param>
/// <param name="DefaultValue">The C# text of the constructor parameter's default value, or null.</param>
internal sealed record MemberModel(
    string Name,
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
    string? DefaultValue);
