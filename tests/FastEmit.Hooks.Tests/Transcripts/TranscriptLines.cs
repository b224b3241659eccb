using System.Text.Json;

namespace FastEmit.Hooks.Tests.Transcripts;

/// <summary>Lines of a transcript, as the agent writes them.</summary>
internal static class TranscriptLines
{
    public static string Message(
        string id, int input, int output, string? stopReason = null, string? agentId = null, int created = 0, int read = 0, string model = "claude-opus-4-6-20260115", string text = "secret prose") =>
        JsonSerializer.Serialize(new
        {
            type = "assistant",
            uuid = Guid.NewGuid(),
            sessionId = "s",
            agentId,
            isSidechain = agentId is not null,
            requestId = "req_" + id,
            cwd = "/home/dev/app",
            gitBranch = "main",
            timestamp = "2026-11-21T23:07:00.123Z",
            message = new
            {
                id,
                type = "message",
                role = "assistant",
                model,
                content = new[] { new { type = "text", text } },
                stop_reason = stopReason,
                usage = new { input_tokens = input, output_tokens = output, cache_creation_input_tokens = created, cache_read_input_tokens = read },
            },
        }) + "\n";

    public static string User(string text) =>
        JsonSerializer.Serialize(new { type = "user", sessionId = "s", message = new { role = "user", content = text } }) + "\n";
}
