namespace FastEmit.Lanes;

/// <summary>When producers that have just committed a record have to wake the sender.</summary>
internal static class Attention
{
    /// <summary>Nothing: the sender runs and will find the record.</summary>
    public const int None = 0;

    /// <summary>The ring was empty: the next record wakes the sender.</summary>
    public const int FirstRecord = 1;

    /// <summary>A batch is open: the record that fills it wakes the sender.</summary>
    public const int FullBatch = 2;

    /// <summary>The sender has no connection and will not pass for a while: producers read the clock themselves, but need not call.</summary>
    public const int ClockOnly = 3;
}
