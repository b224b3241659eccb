using System.Text.Json;
using FastEmit.Collector.Alerts;
using FastEmit.Collector.Sessions;
using FastEmit.Protocol.WebSockets;
using Microsoft.AspNetCore.Http;

namespace FastEmit.Collector.Http;

/// <summary>The rules of alerts, and what they have told.</summary>
internal sealed class AlertsApi(AlertCenter alerts)
{
    private const int MaxBody = 64 * 1024;

    /// <summary><c>GET alerts</c>: rules, the last alerts, the newest first, and what became of them at the webhook, whose secret is never given out.</summary>
    public Task GetAsync(HttpContext context) => JsonAnswer.WriteAsync(context, Write);

    /// <summary><c>PUT alerts</c>: other rules, <c>{"rules":[…]}</c>. Where alerts are posted to stands in the file only.</summary>
    public async Task PutAsync(HttpContext context)
    {
        using MessageBuffer body = new();
        if (!await RequestBody.TryReadAsync(context.Request, body, MaxBody, context.RequestAborted).ConfigureAwait(false))
        {
            await EngineRequest.RefuseTooLargeAsync(context).ConfigureAwait(false);
            return;
        }

        try
        {
            AlertSettings settings = AlertSettings.Read(body.Written.ToArray());
            if (settings.Webhook is not null)
            {
                throw new FormatException("The webhook is set in the file of the rules, not here.");
            }

            alerts.SetRules(settings.Rules);
        }
        catch (FormatException exception)
        {
            await JsonAnswer.RefuseAsync(context, StatusCodes.Status400BadRequest, exception.Message).ConfigureAwait(false);
            return;
        }
        catch (IOException exception)
        {
            await JsonAnswer.RefuseAsync(context, StatusCodes.Status500InternalServerError, $"The rules cannot be written: {exception.Message}").ConfigureAwait(false);
            return;
        }

        await GetAsync(context).ConfigureAwait(false);
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        AlertSettings.WriteRules(json, alerts.Settings.Rules);
        json.WriteStartArray("alerts"u8);
        foreach (Alert alert in alerts.Recent)
        {
            AlertJson.Write(json, alert);
        }

        json.WriteEndArray();
        if (alerts.Fault is { } fault)
        {
            json.WriteString("fault"u8, fault);
        }

        if (alerts.Settings.Webhook is { } webhook)
        {
            json.WriteStartObject("webhook"u8);
            json.WriteString("url"u8, webhook.Url.GetLeftPart(UriPartial.Authority));
            json.WriteNumber("sent"u8, alerts.Poster.Sent);
            json.WriteNumber("failed"u8, alerts.Poster.Failed);
            json.WriteString("lastError"u8, alerts.Poster.LastError);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
