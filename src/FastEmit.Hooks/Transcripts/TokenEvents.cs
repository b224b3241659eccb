using FastEmit.Hooks.Catalogue;
using FastEmit.Hooks.Redaction;

namespace FastEmit.Hooks.Transcripts;

/// <summary>Creates the events with the tokens and the cost of a message.</summary>
/// <param name="prices">The token prices.</param>
/// <param name="withText">Whether the events include the message's text.</param>
internal sealed class TokenEvents(PriceTable prices, bool withText)
{
    /// <summary>The event of a message. The same message always has the same event id.</summary>
    public AgentHookEvent Of(TranscriptMessage message, DateTimeOffset now)
    {
        void Write(ref DataWriter data)
        {
            data.Text("hook_event_name"u8, "TokenUsage");
            data.Text("message_id"u8, message.Id);
            data.Text("request_id"u8, message.RequestId);
            data.Text("model"u8, message.Model);
            data.Text("session_id"u8, message.SessionId);
            data.Text("agent_id"u8, message.AgentId);
            data.Flag("is_subagent"u8, message.IsSidechain || message.AgentId is not null);
            data.Text("working_directory"u8, message.Cwd);
            data.Text("git_branch"u8, message.Branch);
            message.Usage.Write(ref data);
            if (prices.CostOf(message.Model, message.Usage) is { } cost)
            {
                data.Number("cost_usd"u8, cost);
                data.Text("prices_date"u8, prices.Date);
            }

            if (withText)
            {
                data.Json("content"u8, message.Content);
            }
        }

        return new AgentHookEvent("token_usage_updated", new HookData(Write, TextLimits.Default))
        {
            Timestamp = message.Timestamp ?? now,
            SessionId = message.SessionId,
            Cwd = message.Cwd,
            Agent = "claude",
            EventId = message.Key.ToString(),
        };
    }
}
