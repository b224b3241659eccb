using System.Text.Json;

namespace FastEmit.Collector.Alerts;

/// <summary>Something that a rule asked to be told of. Immutable.</summary>
/// <param name="Id">Its number since the collector's start, from 1 on.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Text">A sentence for people.</param>
/// <param name="Time">When it was noticed: milliseconds since 1970.</param>
/// <param name="Session">The session that it happened in, or null.</param>
/// <param name="Project">That session's project, or null.</param>
/// <param name="Occasion">The rule and the event that it is about, in a text that is the same at each collector that sees the event.</param>
internal sealed record Alert(long Id, AlertRule Rule, string Text, double Time, string? Session, string? Project, string Occasion);

/// <summary>An alert as the API and the webhook give it out.</summary>
internal static class AlertJson
{
    public static void Write(Utf8JsonWriter json, Alert alert)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, alert.Id);
        json.WriteString("when"u8, AlertSettings.NameOf(alert.Rule.Kind));
        json.WriteNumber("limit"u8, alert.Rule.Limit);
        json.WriteString("text"u8, alert.Text);
        json.WriteNumber("time"u8, alert.Time);
        if (alert.Session is { } session)
        {
            json.WriteString("session"u8, session);
        }

        if (alert.Project is { } project)
        {
            json.WriteString("project"u8, project);
        }

        json.WriteEndObject();
    }
}
