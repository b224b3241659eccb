namespace FastEmit.Generators.Contracts;

/// <summary>An event of a contract file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Type">The name of its type.</param>
/// <param name="Schema">The JSON Schema of its data.</param>
/// <param name="Start">Its start in the file.</param>
internal sealed record LockedEvent(string Name, string Namespace, string Type, JsonTree Schema, int Start = 0);
