using System.Text.Json;

namespace FastEmit.Collector.Alerts;

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
