using FastEmit.Generators.Json;

namespace FastEmit.Generators.Contracts;

/// <summary><c>fastemit.contract.json</c>: the form of a project's events that receivers rely on. Compiler, code fix and command line write it in the same way.</summary>
internal static class ContractFile
{
    public const string Name = "fastemit.contract.json";

    private const int Form = 1;

    /// <exception cref="FormatException">The text is not a contract file; the message has position and reason.</exception>
    public static IReadOnlyList<LockedEvent> Read(string text)
    {
        JsonTree root = JsonTree.Parse(text);
        if (root["fastemit"]?.Token != $"{Form}")
        {
            throw new FormatException($"it does not begin with \"fastemit\": {Form}, the form that this version knows");
        }

        IReadOnlyList<JsonTree> events = root["events"]?.Items ?? throw new FormatException("it has no list \"events\"");
        return [.. events.Select(static one => new LockedEvent(Text(one, "name"), Text(one, "namespace"), Text(one, "type"), Schema(one), one.Start))];
    }

    /// <summary>The file's text: events by namespace, then by name, so that the order of files and members in the project does not matter.</summary>
    public static string Write(IEnumerable<LockedEvent> events) => JsonTree.Of(
        new("fastemit", JsonTree.Of(Form)),
        new("events", JsonTree.Of([.. events
            .OrderBy(static one => one.Namespace, StringComparer.Ordinal)
            .ThenBy(static one => one.Name, StringComparer.Ordinal)
            .Select(static one => JsonTree.Of(
                new("name", JsonTree.Of(one.Name)),
                new("namespace", JsonTree.Of(one.Namespace)),
                new("type", JsonTree.Of(one.Type)),
                new("schema", WithoutDescriptions(one.Schema))))]))).Format();

    /// <summary>The schema without descriptions: comments are not part of the contract.</summary>
    private static JsonTree WithoutDescriptions(JsonTree schema) => schema.Members is not { } members
        ? schema
        : JsonTree.Of([.. members.Where(static member => member.Key != "description").Select(static member => new KeyValuePair<string, JsonTree>(member.Key, member switch
        {
            { Key: "properties" or "$defs", Value.Members: { } inner } => JsonTree.Of([.. inner.Select(static one => new KeyValuePair<string, JsonTree>(one.Key, WithoutDescriptions(one.Value)))]),
            { Key: "anyOf", Value.Items: { } choices } => JsonTree.Of([.. choices.Select(WithoutDescriptions)]),
            { Key: "items" or "additionalProperties" } => WithoutDescriptions(member.Value),
            _ => member.Value,
        }))]);

    private static string Text(JsonTree one, string name) =>
        one[name]?.Text ?? throw new FormatException($"an event lacks its \"{name}\"");

    private static JsonTree Schema(JsonTree one) =>
        one["schema"] is { Members: not null } schema && (schema["properties"]?.Members ?? (object?)schema["anyOf"]?.Items) is not null ? schema : throw new FormatException("an event lacks its \"schema\"");
}

/// <summary>An event of a contract file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Type">The name of its type.</param>
/// <param name="Schema">The JSON Schema of its data.</param>
/// <param name="Start">Its start in the file.</param>
internal sealed record LockedEvent(string Name, string Namespace, string Type, JsonTree Schema, int Start = 0);
