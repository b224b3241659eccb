using FastEmit.Collector.Events;
using FastEmit.Collector.Storage;
using FastEmit.Protocol.Packets;

namespace FastEmit.Collector.Digests;

/// <summary>Conditions on what an event tells, beyond those that a store looks for. All have to hold. Immutable.</summary>
internal sealed record EventCriteria
{
    /// <summary>Of this project: the folder's name, or all of its path.</summary>
    public string? Project { get; init; }

    /// <summary>Of this agent program, or of this subagent or kind of subagent.</summary>
    public string? Agent { get; init; }

    /// <summary>Of this tool.</summary>
    public string? Tool { get; init; }

    /// <summary>Only calls that have failed.</summary>
    public bool IsFailed { get; init; }

    /// <summary>Without this text in name and data.</summary>
    public string? Not { get; init; }

    /// <summary>Whether every event passes.</summary>
    public bool IsEmpty => (Project ?? Agent ?? Tool ?? Not) is null && !IsFailed;

    /// <summary>The query with the conditions that a store can look for by itself: it finds every event that matches, and fewer others.</summary>
    public EventQuery Hint(EventQuery query) => query with
    {
        Hints = [.. ((string?[])[Project, Agent, Tool]).Select(static text => text is null ? "" : LongestWord(text)).Where(static word => word.Length > 0)],
        IsFailedHint = IsFailed,
    };

    public bool Match(StoredEvent stored)
    {
        if (IsEmpty)
        {
            return true;
        }

        EventFacts facts = EventFacts.Read(stored.Data.Span);
        if ((IsFailed && facts.Success != false)
            || (Tool is not null && (facts.Tool.IsEmpty || JsonText.Decode(facts.Tool) != Tool))
            || (Not is not null && HasText(stored, Not)))
        {
            return false;
        }

        if ((Project ?? Agent) is null)
        {
            return true;
        }

        EventDigest digest = EventDigest.Read(stored);
        return (Project is null || digest.Project == Project || digest.Folder == Project)
            && (Agent is null || digest.Agent == Agent || digest.Subagent == Agent || digest.SubagentType == Agent);
    }

    /// <summary>The longest piece that stands in the data as it stands here: other letters may have been replaced, and the end cut.</summary>
    private static string LongestWord(string text)
    {
        ReadOnlySpan<char> rest = text;
        ReadOnlySpan<char> longest = default;
        while (!rest.IsEmpty)
        {
            int length = rest.IndexOfAnyExceptInRange('!', '~');
            ReadOnlySpan<char> word = length < 0 ? rest : rest[..length];
            longest = word.Length > longest.Length ? word : longest;
            rest = rest[Math.Min(rest.Length, word.Length + 1)..];
        }

        return longest.ToString();
    }

    private static bool HasText(StoredEvent stored, string text)
    {
        TextSearch search = new(text);
        return search.IsInJson(stored.Data.Span) || search.IsIn(stored.Name);
    }
}
