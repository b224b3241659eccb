using System.Text.Json;

namespace FastEmit.Hooks.Agents;

/// <summary>
/// Counts the deliveries of an agent: those of the present emitter, and of all that was before it. The agent's loop changes it; any thread reads
/// both in one reference, so that no emitter counts twice.
/// </summary>
internal sealed class Deliveries
{
    private volatile Reading _reading = new(new DeliveryTotals(), null);

    /// <summary>Counts an emitter from now on.</summary>
    public void Begin(HookEmitter emitter) => _reading = _reading with { Emitter = emitter };

    /// <summary>Counts what the emitter delivered in all.</summary>
    /// <param name="last">Its counts after it was closed.</param>
    public void End(in HookEmitterStats last) => _reading = new(_reading.Closed.With(last), null);

    /// <summary>Counts an event that was posted.</summary>
    public void Add(PostResult result)
    {
        DeliveryTotals closed = _reading.Closed;
        _reading = _reading with
        {
            Closed = result switch
            {
                PostResult.Accepted => closed with { Confirmed = closed.Confirmed + 1, Posted = closed.Posted + 1 },
                PostResult.Refused => closed with { Dropped = closed.Dropped + 1, Errors = closed.Errors + 1 },
                _ => closed with { Errors = closed.Errors + 1 },
            },
        };
    }

    /// <summary>Writes the counts as members of the agent's report.</summary>
    /// <param name="writer">The writer, in the report.</param>
    /// <param name="pendingBytes">The bytes in the ring that are not confirmed.</param>
    /// <param name="lastError">The last problem, if the emitter has none.</param>
    public void Write(Utf8JsonWriter writer, long pendingBytes, string? lastError)
    {
        Reading reading = _reading;
        HookEmitterStats emitter = reading.Emitter?.GetStats() ?? default;
        DeliveryTotals totals = reading.Closed.With(emitter);
        writer.WriteNumber("offered", totals.Confirmed + totals.Written + emitter.Pending + totals.FellBack + totals.Dropped);
        writer.WriteNumber("confirmed", totals.Confirmed);
        writer.WriteNumber("posted", totals.Posted);
        writer.WriteNumber("written", totals.Written);
        writer.WriteNumber("pending", emitter.Pending);
        writer.WriteNumber("pendingBytes", pendingBytes);
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
        writer.WriteString("lastError", emitter.LastError ?? lastError);
    }

    /// <summary>The counts in words, for the log.</summary>
    public override string ToString()
    {
        Reading reading = _reading;
        DeliveryTotals totals = reading.Closed.With(reading.Emitter?.GetStats() ?? default);
        return $"{totals.Confirmed} events delivered, {totals.Posted} of them by HTTP, {totals.Written} written without proof, {totals.Dropped} dropped, {totals.Reconnects} reconnects";
    }

    /// <param name="Closed">The counts of the closed emitters and of HTTP.</param>
    /// <param name="Emitter">The present emitter, or null.</param>
    private sealed record Reading(DeliveryTotals Closed, HookEmitter? Emitter);
}
