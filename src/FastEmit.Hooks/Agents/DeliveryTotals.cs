namespace FastEmit.Hooks.Agents;

/// <summary>The delivery counts of an agent: the sum of its successive emitters and of HTTP. Immutable.</summary>
internal sealed record DeliveryTotals
{
    /// <summary>Events that a server confirmed, over Socket.IO or HTTP.</summary>
    public long Confirmed { get; init; }

    /// <summary>Events that were written to a server that sends no proof of delivery.</summary>
    public long Written { get; init; }

    /// <summary>Of the confirmed events, those that were posted over HTTP.</summary>
    public long Posted { get; init; }

    /// <summary>Events that the fallback took.</summary>
    public long FellBack { get; init; }

    /// <summary>Dropped events: the server refused them, or does not accept their size.</summary>
    public long Dropped { get; init; }

    /// <summary>Events that were written again after a lost connection.</summary>
    public long Resent { get; init; }

    /// <summary>Connections after the first.</summary>
    public long Reconnects { get; init; }

    /// <summary>Failed connects and lost connections.</summary>
    public long Errors { get; init; }

    /// <summary>These counts plus those of an emitter.</summary>
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
