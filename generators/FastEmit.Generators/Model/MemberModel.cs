namespace FastEmit.Generators.Model;

/// <summary>A member that is written.</summary>
/// <param name="Name">Its C# name.</param>
/// <param name="ParameterName">The name of the parameter that stands for it in the static <c>Emit</c>, escaped if it is a keyword.</param>
/// <param name="TypeName">Its type, fully qualified, with nullable annotations.</param>
/// <param name="JsonName">Its name in the JSON object.</param>
/// <param name="Value">How its value is written.</param>
/// <param name="Partition">How its value becomes the partition, if it is the key.</param>
internal sealed record MemberModel(
    string Name,
    string ParameterName,
    string TypeName,
    string JsonName,
    ValueModel Value,
    PartitionKind Partition);
