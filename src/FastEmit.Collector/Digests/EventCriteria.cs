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

    private static bool HasText(StoredEvent stored, string text)
    {
        TextSearch search = new(text);
        return search.IsInJson(stored.Data.Span) || search.IsIn(stored.Name);
    }
}
