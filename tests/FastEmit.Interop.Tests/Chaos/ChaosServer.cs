namespace FastEmit.Interop.Tests.Chaos;

/// <summary>A server that faults can be done to.</summary>
internal abstract class ChaosServer : IAsyncDisposable
{
    /// <summary>The namespace of all events.</summary>
    public const string Namespace = "/hook";

    /// <summary>Milliseconds between heartbeats; short, so that a dead connection is noticed soon.</summary>
    public const int PingInterval = 300;

    /// <summary>Milliseconds within which a heartbeat must be answered.</summary>
    public const int PingTimeout = 1200;

    /// <summary>Where it listens now.</summary>
    public abstract int Port { get; }

    /// <summary>Whether it says goodbye when it is killed, and takes what it has read until then.</summary>
    public abstract bool TakesLeave { get; }

    /// <summary>Ends it. Completes when nothing of it runs any more.</summary>
    public abstract Task KillAsync();

    /// <summary>Starts it again.</summary>
    public abstract Task StartAsync();

    public abstract Task StallAsync(TimeSpan time);

    public abstract Task RefuseNamespaceAsync(bool refused);

    public abstract Task DisconnectNamespaceAsync();

    public abstract Task CloseConnectionsAsync();

    /// <summary>What its handlers have seen since the last call, in order.</summary>
    public abstract IReadOnlyList<ChaosArrival> TakeArrivals();

    public abstract ValueTask DisposeAsync();
}
