using FastEmit.Generators.Json;

namespace FastEmit.Generators.Contracts;

/// <summary>Describes schemas in words, for messages.</summary>
internal static class SchemaText
{
    public static string Describe(JsonTree schema)
    {
        if (schema["$ref"]?.Text is { } reference)
        {
            return reference.Substring(reference.LastIndexOf('/') + 1);
        }

        if (schema["title"]?.Text is { } title)
        {
            return title;
        }

        if (schema["anyOf"]?.Items is { } choices)
        {
            return string.Join(" or ", choices.Select(Describe));
        }

        if (schema["enum"]?.Items is { } names)
        {
            return string.Join(" or ", names.Select(static name => name.Token));
        }

        if (schema["const"]?.Token is { } only)
        {
            return only;
        }

        if (schema["type"]?.Items is { } types)
        {
            return string.Join(" or ", types.Select(static type => type.Text));
        }

        return schema["type"]?.Text switch
        {
            "array" when schema["items"] is { } element => $"array of {Describe(element)}",
            "object" when schema["properties"] is { Members: { } members } => $"object of {string.Join(", ", members.Select(static member => $"{member.Key}: {Describe(member.Value)}"))}",
            "object" when schema["additionalProperties"] is { } value => $"map of {Describe(value)}",
            { } type => type + Note(" of ", schema["format"]) + Note(" of ", schema["contentEncoding"]) + Note(" of at most ", schema["maxLength"]),
            _ => schema["contentEncoding"] is null ? "anything" : "binary attachment",
        };
    }

    private static string Note(string words, JsonTree? value) => value is null ? "" : words + (value.Text ?? value.Token);
}
