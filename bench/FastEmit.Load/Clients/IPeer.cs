namespace FastEmit.Load.Clients;

/// <summary>A client that is set beside FastEmit, used as its documentation says.</summary>
internal interface IPeer : IAsyncDisposable
{
    /// <summary>Connects to the main namespace.</summary>
    Task ConnectAsync(string url);

    /// <summary>Emits the reference event with this number.</summary>
    ValueTask EmitAsync(int number);

    /// <summary>Emits an event of the name <c>latency</c> that carries the time.</summary>
    ValueTask EmitTimedAsync(long sentAt);

    /// <summary>Emits one more reference event and waits until the server has acknowledged it, so that all before it have arrived.</summary>
    Task FinishAsync(int number);
}
