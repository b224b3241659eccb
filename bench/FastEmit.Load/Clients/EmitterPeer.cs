using FastEmit.Cli.Stressing;

namespace FastEmit.Load.Clients;

/// <summary>FastEmit itself, for latencies: no batch window. Its throughput is measured by <c>fastemit stress</c>.</summary>
internal sealed class EmitterPeer(TimeSpan busyPoll) : IPeer
{
    private HookEmitter? _emitter;

    public Task ConnectAsync(string url)
    {
        _emitter = HookEmitter.Create(new HookEmitterOptions { Url = url, MaxConnections = 1, Ring = { Capacity = 64 << 20 }, Batch = { Window = TimeSpan.Zero, BusyPoll = busyPoll } });
        return FinishAsync(0);
    }

    public ValueTask EmitAsync(int number)
    {
        _ = ReferenceEvent.EmitNumbered(_emitter!, ReferenceEvent.ReferenceSession, number);
        return ValueTask.CompletedTask;
    }

    public ValueTask EmitTimedAsync(long sentAt)
    {
        _ = TimedEvent.Emit(_emitter!, sentAt);
        return ValueTask.CompletedTask;
    }

    public async Task FinishAsync(int number)
    {
        await EmitAsync(number);
        FlushReport report = await _emitter!.FlushAsync(TimeSpan.FromSeconds(60));
        if (report.Confirmed < report.Offered)
        {
            throw new InvalidOperationException($"{report.Confirmed} of {report.Offered} events are confirmed, {report.Dropped.Total} dropped. {report.LastError}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_emitter is not null)
        {
            await _emitter.DisposeAsync();
        }
    }
}
