using FastEmit.Collector.Events;
using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Digests;

/// <summary>An event as a person would tell it: the command, the file, the prompt, and whose it is. Immutable.</summary>
/// <param name="What">A line for people; null where the data reads as well.</param>
/// <param name="Project">The folder that the agent works in, without those above it.</param>
/// <param name="Folder">All of that folder's path.</param>
/// <param name="Agent">The agent program, such as <c>claude</c>.</param>
/// <param name="Subagent">The subagent's id, when one acted.</param>
/// <param name="SubagentType">The kind of the subagent.</param>
/// <param name="Added">Lines that an edit added.</param>
/// <param name="Removed">Lines that it took out.</param>
/// <param name="Error">Why a call failed, in one line.</param>
internal sealed record EventDigest(
    string? What, string? Project, string? Folder, string? Agent, string? Subagent, string? SubagentType, int? Added, int? Removed, string? Error)
{
    /// <summary>An event of which nothing is known.</summary>
    public static EventDigest None { get; } = new(null, null, null, null, null, null, null, null, null);

    /// <summary>Reads an event. What is not as agent hooks put it tells nothing.</summary>
    public static EventDigest Read(StoredEvent stored)
    {
        using HookMembers? members = HookMembers.TryRead(stored.Data);
        if (members is null)
        {
            return None;
        }

        string? folder = members.Text("cwd") ?? members.Text("working_directory");
        LineCount lines = ToolSentence.LinesOf(members);
        return new EventDigest(
            Clip(WhatOf(stored.Type, members, folder)),
            Clip(NameOfFolder(folder)),
            Clip(folder),
            Clip(members.Text("agent")),
            Clip(members.Text("agent_id")),
            Clip(members.Text("agent_type") ?? members.Text("subagent_type")),
            lines.Added,
            lines.Removed,
            EventFacts.Read(stored.Data.Span).Success == false ? Clip(ErrorOf(members)) : null);
    }

    /// <summary>The last part of a path of either system.</summary>
    public static string? NameOfFolder(string? folder)
    {
        string? trimmed = folder?.TrimEnd('/', '\\');
        return trimmed is { Length: > 0 } ? trimmed[(trimmed.LastIndexOfAny(['/', '\\']) + 1)..] : folder;
    }

    private static string? WhatOf(string type, HookMembers members, string? folder) => type switch
    {
        "pre_tool" or "post_tool" or "permission_request" or "permission_denied" => ToolSentence.Of(members, folder),
        "user_prompt" => members.Text("prompt") ?? members.Text("prompt_text"),
        "stop" or "subagent_stop" or "stop_failure" => members.Text("last_assistant_message") ?? members.Text("output") ?? members.Text("reason"),
        "assistant_response" => members.Text("text") ?? members.Text("response"),
        "notification" => members.Text("message") ?? members.Text("message_preview"),
        "session_start" => Join(members.Text("source"), members.Text("model"), members.Text("git_branch")),
        "session_end" => members.Text("reason"),
        "pre_compact" or "post_compact" => members.Text("trigger"),
        "subagent_start" => members.Text("agent_type") ?? members.Text("description"),
        "token_usage_updated" => members.Text("model"),
        _ => null,
    };

    private static string? ErrorOf(HookMembers members) =>
        members.Text("error") ?? members.Text("tool_response", "stderr") ?? members.Text("tool_response", "error") ?? members.Text("result_summary");

    private static string? Join(params ReadOnlySpan<string?> parts)
    {
        List<string> known = [];
        foreach (string? part in parts)
        {
            if (part is not null)
            {
                known.Add(part);
            }
        }

        return known.Count == 0 ? null : string.Join(" · ", known);
    }

    /// <summary>On one line, and no longer than a row.</summary>
    private static string? Clip(string? text)
    {
        const int longest = 240;
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        ReadOnlySpan<char> cut = text.AsSpan(0, Math.Min(text.Length, longest));
        cut = char.IsHighSurrogate(cut[^1]) ? cut[..^1] : cut;
        string line = cut.ToString().ReplaceLineEndings(" ").Trim();
        return cut.Length < text.Length ? line + "…" : line;
    }
}
