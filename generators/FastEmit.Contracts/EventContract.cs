using System.Text.Json.Nodes;

namespace FastEmit.Contracts;

/// <summary>One event of an assembly.</summary>
/// <param name="Name">The event's name.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Type">The name of its type.</param>
/// <param name="SchemaText">The JSON Schema of its data; definitions in <c>$defs</c>.</param>
internal sealed record EventContract(string Name, string Namespace, string Type, string SchemaText)
{
    /// <summary>The parsed JSON Schema of its data.</summary>
    public JsonObject Schema { get; } = JsonNode.Parse(SchemaText)!.AsObject();

    /// <summary>Name and namespace as letters, digits, dots and dashes, for files and identifiers.</summary>
    public string Id => (Namespace == "/" ? "" : Plain(Namespace[1..]) + ".") + Plain(Name);

    /// <summary>Replaces the characters that file names may not have.</summary>
    public static string Plain(string text) => string.Concat(text.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
}
