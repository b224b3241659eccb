namespace FastEmit.Pooling;

/// <summary>Why a connection that works is to be closed in good order.</summary>
internal enum Retirement
{
    /// <summary>It is not.</summary>
    None = 0,

    /// <summary>It has carried nothing for the idle timeout; its lane will connect again when there is something.</summary>
    Idle,

    /// <summary>A server that is preferred to its own is back.</summary>
    BetterEndpoint,

    /// <summary>It meets too many errors (<see cref="ConnectionHealth"/>).</summary>
    Sick,
}
