using System.Text.Json;
using FastEmit.Collector.Overviews;

namespace FastEmit.Collector.Http;

/// <summary>An overview as the API gives it out.</summary>
internal static class OverviewJson
{
    private const int MaxSessions = 30;
    private const int MaxTools = 30;

    public static void Write(Utf8JsonWriter json, Overview overview)
    {
        json.WriteStartObject();
        json.WriteNumber("events"u8, overview.Events);
        json.WriteBoolean("isBehind"u8, overview.IsBehind);
        json.WriteNumber("sessionCount"u8, overview.Sessions.Count);
        json.WriteNumber("calls"u8, overview.Tools.Values.Sum(static tool => tool.Calls));
        json.WriteNumber("failed"u8, overview.Tools.Values.Sum(static tool => tool.Failed));
        json.WriteNumber("cost"u8, Math.Round(overview.Models.Values.Sum(static model => model.Cost), 6));
        WriteSessions(json, overview);
        WriteFailures(json, overview);
        WriteTools(json, overview);
        WriteModels(json, overview);
        json.WriteEndObject();
    }

    /// <summary>Those that wait for a person first, then those at work, then the others; each by their last event.</summary>
    private static void WriteSessions(Utf8JsonWriter json, Overview overview)
    {
        json.WriteStartArray("sessions"u8);
        foreach (AgentSession session in overview.Sessions
            .OrderByDescending(static session => session.WaitingSince is not null)
            .ThenBy(static session => session.IsAtRest)
            .ThenByDescending(static session => session.Last)
            .Take(MaxSessions))
        {
            json.WriteStartObject();
            json.WriteString("session"u8, session.Id);
            Write(json, "project", session.Project);
            Write(json, "agent", session.Agent);
            Write(json, "prompt", session.Prompt);
            json.WriteNumber("last"u8, session.Last);
            json.WriteNumber("calls"u8, session.Calls);
            json.WriteNumber("failed"u8, session.Failed);
            json.WriteNumber("cost"u8, Math.Round(session.Tokens.Cost, 6));
            json.WriteString("state"u8, session.WaitingSince is not null ? "waiting" : session.IsAtRest ? "rest" : "working");
            if (session.WaitingSince is { } waiting)
            {
                json.WriteNumber("since"u8, waiting);
                Write(json, "what", session.WaitingFor);
            }
            else if (session.Current is { } call)
            {
                json.WriteNumber("since"u8, call.Since);
                json.WriteString("tool"u8, call.Tool);
                Write(json, "what", call.What);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFailures(Utf8JsonWriter json, Overview overview)
    {
        json.WriteStartArray("failures"u8);
        foreach (FailedCall failure in overview.Failures.Reverse())
        {
            json.WriteStartObject();
            json.WriteNumber("id"u8, failure.Id);
            Write(json, "session", failure.Session);
            Write(json, "project", failure.Project);
            Write(json, "tool", failure.Tool);
            Write(json, "what", failure.What);
            Write(json, "error", failure.Error);
            json.WriteNumber("time"u8, failure.Time);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The slowest first.</summary>
    private static void WriteTools(Utf8JsonWriter json, Overview overview)
    {
        json.WriteStartArray("tools"u8);
        foreach ((string name, ToolFigures figures, (double Median, double Tail)? percentiles) in overview.Tools
            .Select(static tool => (tool.Key, tool.Value, tool.Value.Percentiles()))
            .OrderByDescending(static tool => tool.Item3?.Tail ?? -1)
            .Take(MaxTools))
        {
            json.WriteStartObject();
            json.WriteString("tool"u8, name);
            json.WriteNumber("calls"u8, figures.Calls);
            json.WriteNumber("failed"u8, figures.Failed);
            if (percentiles is var (median, tail))
            {
                json.WriteNumber("p50"u8, median);
                json.WriteNumber("p99"u8, tail);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteModels(Utf8JsonWriter json, Overview overview)
    {
        json.WriteStartArray("models"u8);
        foreach ((string name, ModelFigures figures) in overview.Models.OrderByDescending(static model => model.Value.Cost))
        {
            json.WriteStartObject();
            json.WriteString("model"u8, name);
            json.WriteNumber("input"u8, figures.Input);
            json.WriteNumber("output"u8, figures.Output);
            json.WriteNumber("cacheRead"u8, figures.CacheRead);
            json.WriteNumber("cacheWritten"u8, figures.CacheWritten);
            json.WriteNumber("cost"u8, Math.Round(figures.Cost, 6));
            json.WriteNumber("unpriced"u8, figures.Unpriced);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string member, string? text)
    {
        if (text is not null)
        {
            json.WriteString(member, text);
        }
    }
}
