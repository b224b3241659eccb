namespace FastEmit.Pooling;

/// <summary>The reports of the sending core to the emitter. Any thread; no member waits.</summary>
internal interface ISendingReports
{
    /// <summary>An event is given up because no connection survives it.</summary>
    void ReportPoisoned(Endpoint endpoint, ReadOnlySpan<byte> content, int attempts, string reason);

    /// <summary>The server refused or disconnected a namespace. That is no failure of the connection.</summary>
    void ReportNamespaceLoss(Endpoint endpoint, string reason);

    /// <summary>A lane has to do without pongs, or gets them again.</summary>
    void ReportPongs(Endpoint endpoint, bool missing);

    /// <summary>The server refused a namespace: its credentials may have run out. The next CONNECT has those of by then.</summary>
    void RenewAuth(Lease lease);
}
