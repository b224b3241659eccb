using System.Text.Json;
using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Subscribing;

/// <summary>The filter of a subscription: an object with any of <c>namespace</c>, <c>type</c>, <c>session</c>, <c>text</c> and <c>after</c>, or nothing.</summary>
internal static class SubscriptionFilter
{
    private const string Accepted = "fastemit_subscribe takes one object with any of: namespace, type, session, text (texts), after (an id).";

    /// <summary>Reads the arguments.</summary>
    /// <param name="arguments">As they stand in the packet.</param>
    /// <param name="lastId">Where to begin when the client does not say it.</param>
    /// <returns>The query, or the error that names what was wrong and what is accepted.</returns>
    public static (EventQuery? Query, string? Error) Read(ReadOnlySpan<byte> arguments, long lastId)
    {
        EventQuery query = new() { AfterId = lastId };
        if (arguments.IsEmpty)
        {
            return (query, null);
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(arguments.ToArray());
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return (null, Accepted);
            }

            foreach (JsonProperty member in document.RootElement.EnumerateObject())
            {
                if (With(query, member) is not { } changed)
                {
                    return (null, $"'{member.Name}' is not accepted. {Accepted}");
                }

                query = changed;
            }

            return (query, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, Accepted); // Several arguments, or half a surrogate pair.
        }
    }

    private static EventQuery? With(EventQuery query, JsonProperty member) => (member.Name, member.Value.ValueKind) switch
    {
        ("namespace", JsonValueKind.String) => query with { Namespace = member.Value.GetString() },
        ("type", JsonValueKind.String) => query with { Type = member.Value.GetString() },
        ("session", JsonValueKind.String) => query with { Session = member.Value.GetString() },
        ("text", JsonValueKind.String) => query with { Text = member.Value.GetString() },
        ("after", JsonValueKind.Number) when member.Value.TryGetInt64(out long id) && id is >= 0 and < long.MaxValue => query with { AfterId = id },
        _ => null,
    };
}
