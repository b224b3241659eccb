namespace FastEmit.Collector.Alerts;

/// <summary>The condition that a rule watches.</summary>
internal enum AlertKind
{
    /// <summary>So many calls of a session failed, one after the other.</summary>
    FailedCalls,

    /// <summary>A call takes longer than so many seconds.</summary>
    SlowCall,

    /// <summary>A day costs more than so many dollars.</summary>
    Cost,

    /// <summary>A session waits for a person for so many seconds.</summary>
    Waiting,

    /// <summary>An emitter has dropped so many events more.</summary>
    Drops,
}
