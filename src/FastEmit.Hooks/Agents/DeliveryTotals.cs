namespace FastEmit.Hooks.Agents;

/// <summary>What an agent has delivered: by the emitters that it had one after the other, and over HTTP. Immutable.</summary>
internal sealed record DeliveryTotals
{
    /// <summary>Events that a server has, by Socket.IO or HTTP.</summary>
    public long Confirmed { get; init; }

    /// <summary>Events that were written to a server that proves nothing.</summary>
    public long Written { get; init; }

    /// <summary>Of these, the ones that were posted.</summary>
    public long Posted { get; init; }

    /// <summary>Events that a fallback has taken.</summary>
    public long FellBack { get; init; }

    /// <summary>Events that were given up: the server takes none so large, or refused it.</summary>
    public long Dropped { get; init; }

    /// <summary>Events that were written again after a lost connection.</summary>
    public long Resent { get; init; }

    /// <summary>Connections after the first.</summary>
    public long Reconnects { get; init; }

    /// <summary>Failed connects and lost connections.</summary>
    public long Errors { get; init; }

    /// <summary>With what an emitter has done so far.</summary>
    public DeliveryTotals With(in HookEmitterStats stats) => this with
    {
        Confirmed = Confirmed + stats.Confirmed,
        Written = Written + stats.Written,
        FellBack = FellBack + stats.FellBack,
        Dropped = Dropped + stats.Dropped.Total,
        Resent = Resent + stats.Resent,
        Reconnects = Reconnects + stats.Reconnects,
        Errors = Errors + stats.Errors,
    };
}
