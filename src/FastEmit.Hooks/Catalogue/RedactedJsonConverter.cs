using FastEmit.Events;
using FastEmit.Hooks.Redaction;

namespace FastEmit.Hooks.Catalogue;

/// <summary>Writes <see cref="RedactedJson"/>.</summary>
public sealed class RedactedJsonConverter : IEventConverter<RedactedJson>, IEventConverter<RedactedJson?>
{
    private RedactedJsonConverter()
    {
    }

    /// <inheritdoc/>
    public static void Write(ref EventWriter writer, RedactedJson value) => JsonRedaction.Write(ref writer, value.Value, value.InputCutAt);

    /// <inheritdoc/>
    public static void Write(ref EventWriter writer, RedactedJson? value)
    {
        if (value is { } json)
        {
            Write(ref writer, json);
        }
        else
        {
            writer.WriteNull();
        }
    }
}
