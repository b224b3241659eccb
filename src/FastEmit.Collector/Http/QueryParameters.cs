using System.Globalization;
using FastEmit.Collector.Digests;
using FastEmit.Collector.Storage;
using Microsoft.AspNetCore.Http;

namespace FastEmit.Collector.Http;

/// <summary>Reads what a request asks for.</summary>
internal static class QueryParameters
{
    /// <summary>
    /// <c>from</c>, <c>to</c> (ISO 8601, or milliseconds since 1970), <c>after</c>, <c>before</c> (ids), <c>namespace</c>, <c>type</c>,
    /// <c>session</c>, <c>text</c>, <c>limit</c>, <c>order</c> (<c>asc</c> or <c>desc</c>).
    /// </summary>
    /// <exception cref="BadQueryException">A parameter is not what it takes.</exception>
    public static EventQuery ReadQuery(HttpRequest request, int defaultLimit, int maxLimit) => new()
    {
        From = Time(request, "from"),
        To = Time(request, "to"),
        AfterId = Number(request, "after", 0, long.MaxValue - 1) ?? 0,
        BeforeId = Number(request, "before", 0, long.MaxValue) ?? long.MaxValue,
        Namespace = Text(request, "namespace"),
        Type = Text(request, "type"),
        Session = Text(request, "session"),
        Text = Text(request, "text"),
        Limit = (int)(Number(request, "limit", 1, maxLimit) ?? defaultLimit),
        OldestFirst = Order(request),
    };

    /// <summary><c>project</c>, <c>agent</c>, <c>tool</c>, <c>failed</c> (<c>1</c>), <c>not</c> (a text).</summary>
    /// <exception cref="BadQueryException">A parameter is not what it takes.</exception>
    public static EventCriteria ReadCriteria(HttpRequest request) => new()
    {
        Project = Text(request, "project"),
        Agent = Text(request, "agent"),
        Tool = Text(request, "tool"),
        Not = Text(request, "not"),
        IsFailed = Text(request, "failed") switch
        {
            null or "0" => false,
            "1" => true,
            _ => throw new BadQueryException("failed takes 1 or 0."),
        },
    };

    /// <summary>A number, or null when it is not given.</summary>
    /// <exception cref="BadQueryException">It is not a number within the range.</exception>
    public static long? Number(HttpRequest request, string name, long min, long max)
    {
        if (Text(request, name) is not { } text)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= min && number <= max
            ? number
            : throw new BadQueryException(string.Create(CultureInfo.InvariantCulture, $"{name} takes a whole number from {min} to {max}."));
    }

    /// <summary>A text, or null when it is not given or empty.</summary>
    public static string? Text(HttpRequest request, string name) => request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    private static DateTimeOffset? Time(HttpRequest request, string name)
    {
        if (Text(request, name) is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds) && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : throw new BadQueryException($"{name} takes a time such as 2026-11-22T14:00:00Z, or milliseconds since 1970.");
    }

    private static bool Order(HttpRequest request) => Text(request, "order") switch
    {
        null or "desc" => false,
        "asc" => true,
        _ => throw new BadQueryException("order takes asc or desc."),
    };
}

/// <summary>A request's parameter is not what it takes; the message is for the client.</summary>
internal sealed class BadQueryException(string message) : Exception(message);
