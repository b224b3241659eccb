using System.Buffers;
using System.Text;
using System.Text.Json;

namespace FastEmit.Hooks.Agents;

/// <content>The agent's answers over its socket. Runs beside the loop and only reads.</content>
internal sealed partial class HookAgent
{
    /// <summary>The question for <see cref="AgentReport"/>.</summary>
    public const string AskStats = "stats";

    /// <summary>The request to flush and end.</summary>
    public const string AskStop = "stop";

    /// <summary>The delay between a stop request and the stop, so that the answer is sent first.</summary>
    private static readonly TimeSpan AnswerFirst = TimeSpan.FromMilliseconds(20);

    private string Answer(string question)
    {
        switch (question)
        {
            case AskStats:
                return Report();
            case AskStop:
                _stop.CancelAfter(AnswerFirst);
                return """{"stopping":true}""";
            default:
                return """{"error":"accepted questions: stats, stop"}""";
        }
    }

    private string Report()
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("running", true);
            WriteAgent(writer);
            WriteDelivery(writer);
            AgentReport.WriteHooks(writer, _paths, _state);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void WriteAgent(Utf8JsonWriter writer)
    {
        writer.WriteNumber("process", Environment.ProcessId);
        writer.WriteNumber("uptimeSeconds", Math.Round(_time.GetElapsedTime(_startedAt).TotalSeconds, 1));
        writer.WriteString("state", _doing switch
        {
            AgentState.Searching => "searching",
            AgentState.SocketIO => "socket.io",
            AgentState.Http => "http",
            AgentState.Idle => "idle",
            _ => "stopping",
        });
        writer.WriteString("server", _server);
        writer.WriteString("ringFile", _paths.Ring);
        writer.WriteString("endpoint", _endpoint);
        writer.WriteString("log", _paths.Log);
    }

    private void WriteDelivery(Utf8JsonWriter writer)
    {
        HookEmitterStats emitter = _emitter?.GetStats() ?? default;
        DeliveryTotals totals = Totals();
        writer.WriteNumber("offered", totals.Confirmed + totals.Written + emitter.Pending + totals.FellBack + totals.Dropped);
        writer.WriteNumber("confirmed", totals.Confirmed);
        writer.WriteNumber("posted", totals.Posted);
        writer.WriteNumber("written", totals.Written);
        writer.WriteNumber("pending", emitter.Pending);
        writer.WriteNumber("pendingBytes", _ring?.PendingBytes ?? 0);
        writer.WriteNumber("fellBack", totals.FellBack);
        writer.WriteNumber("dropped", totals.Dropped);
        writer.WriteNumber("resent", totals.Resent);
        writer.WriteNumber("reconnects", totals.Reconnects);
        writer.WriteNumber("errors", totals.Errors);
        writer.WriteNumber("maxConnections", emitter.MaxConnections);
        writer.WriteNumber("activeConnections", emitter.ActiveConnections);
        writer.WriteNumber("availableConnections", emitter.AvailableConnections);
        writer.WriteString("circuitState", emitter.CircuitState.ToString());
        writer.WriteNumber("circuitFailures", emitter.CircuitFailures);
        writer.WriteString("lastError", emitter.LastError ?? _lastError);
    }

    private DeliveryTotals Totals() => _emitter is { } emitter ? _closed.With(emitter.GetStats()) : _closed;

    private static string Describe(DeliveryTotals totals) =>
        $"{totals.Confirmed} events delivered, {totals.Posted} of them by HTTP, {totals.Written} written without proof, {totals.Dropped} dropped, {totals.Reconnects} reconnects";
}
