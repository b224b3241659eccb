using FastEmit.Generators.Json;

namespace FastEmit.Generators.Contracts;

/// <summary>One alternative of a schema.</summary>
/// <param name="schema">The schema, without alternatives.</param>
/// <param name="definition">The name of its definition, if it has one.</param>
internal sealed class SchemaShape(JsonTree schema, string? definition)
{
    private const string Prefix = "#/$defs/";

    private readonly string? _type = schema["type"]?.Text;

    /// <inheritdoc cref="SchemaShape(JsonTree, string?)"/>
    public string? Definition => definition;

    /// <summary>Whether it is an object with members of its own.</summary>
    public bool IsRecord => schema["properties"] is not null;

    public bool IsArray => _type == "array";

    /// <summary>The schema of an array's elements, or of a map's values; else null.</summary>
    public JsonTree? Element => IsArray ? schema["items"] : IsRecord ? null : schema["additionalProperties"];

    public IReadOnlyList<KeyValuePair<string, JsonTree>> Properties => schema["properties"]?.Members ?? [];

    private bool IsAny => (schema.Members ?? []).All(static member => member.Key == "description");

    /// <summary>The discriminator of derived types.</summary>
    private string? Discriminator => Properties.Count > 0 ? Properties[0].Value["const"]?.Token : null;

    public JsonTree? Property(string name) => schema["properties"]?[name];

    public bool IsRequired(string name) => schema["required"]?.Items?.Any(one => one.Text == name) == true;

    /// <summary>All alternatives of a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="root">The schema with the definitions.</param>
    public static IReadOnlyList<SchemaShape> Alternatives(JsonTree schema, JsonTree root)
    {
        var found = new List<SchemaShape>();
        Collect(schema, root, null, [], found);
        return found;
    }

    /// <summary>Whether this shape allows the values of <paramref name="other"/>. Members, elements and values are compared separately.</summary>
    public bool Matches(SchemaShape other, bool isOnlyRecord)
    {
        if (IsAny)
        {
            return true;
        }

        if (other.IsAny || IsRecord != other.IsRecord || IsArray != other.IsArray || (Element is null) != (other.Element is null))
        {
            return false;
        }

        if (IsRecord)
        {
            return isOnlyRecord || Discriminator == other.Discriminator;
        }

        return Element is not null || AcceptsScalar(other);
    }

    /// <summary>Collects each definition once, so that it ends for any content of the file.</summary>
    private static void Collect(JsonTree schema, JsonTree root, string? definition, HashSet<string> visited, List<SchemaShape> found)
    {
        if (schema["$ref"]?.Text is { } reference)
        {
            string name = reference.StartsWith(Prefix, StringComparison.Ordinal) ? reference.Substring(Prefix.Length) : reference;
            if (visited.Add(name))
            {
                Collect(root["$defs"]?[name] ?? JsonTree.Of(), root, name, visited, found);
            }
        }
        else if (schema["anyOf"]?.Items is { } choices)
        {
            foreach (JsonTree choice in choices)
            {
                Collect(choice, root, definition, visited, found);
            }
        }
        else if (schema["type"]?.Items is { } types)
        {
            found.AddRange(types.Select(static type => new SchemaShape(JsonTree.Of(new KeyValuePair<string, JsonTree>("type", type)), null)));
        }
        else
        {
            found.Add(new SchemaShape(schema, definition ?? schema["title"]?.Text));
        }
    }

    private bool AcceptsScalar(SchemaShape other)
    {
        if (Constants() is { } own)
        {
            return other.Constants() is { } others && others.All(own.Contains);
        }

        if (other.Constants() is { } named)
        {
            return _type == "string" && Limit("format") is null && Limit("maxLength") is null && named.All(static one => one![0] == '"');
        }

        bool isSameType = _type == other._type || (_type, other._type) == ("number", "integer");
        return isSameType && IsWithin("contentEncoding") && IsWithin("format") && (Length() ?? long.MaxValue) >= (other.Length() ?? long.MaxValue);

        // A format narrows a string and widens an integer: a 32-bit receiver does not accept 64 bits.
        bool IsWithin(string limit) => _type == "integer"
            ? other.Limit(limit) is not { } wider || wider == Limit(limit)
            : Limit(limit) is not { } bound || bound == other.Limit(limit);
    }

    private string?[]? Constants() => schema["enum"]?.Items is { } names ? [.. names.Select(static one => one.Token)] : schema["const"] is { } only ? [only.Token] : null;

    private string? Limit(string name) => schema[name]?.Text;

    private long? Length() => long.TryParse(schema["maxLength"]?.Token, out long length) ? length : null;
}
