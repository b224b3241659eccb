namespace FastEmit.Collector.Sessions;

/// <summary>How far a WebSocket has come in taking a session over from polling.</summary>
internal enum UpgradeProgress
{
    /// <summary>Open; the client's <c>2probe</c> is due.</summary>
    AwaitsProbe,

    /// <summary>The probe is answered; the client's <c>5</c> is due.</summary>
    AwaitsUpgrade,

    /// <summary>The WebSocket carries the session.</summary>
    Done,
}
