using FastEmit.Pooling;

namespace FastEmit.Delivery;

/// <summary>Giving up a connection that works.</summary>
internal sealed partial class Sender
{
    /// <summary>Nothing more is written to the present connection: its last events have only to be confirmed.</summary>
    private static bool IsDraining(LaneConnection connection) => connection.Retirement == Retirement.BetterEndpoint;

    /// <summary>Whether the connection that was asked to retire can be closed now. One that was idle and is not any more goes on.</summary>
    private bool MayRetire(LaneConnection connection)
    {
        bool isDrained = _sent == _ring.Confirmed;
        switch (connection.Retirement)
        {
            case Retirement.Idle when !isDrained || _ring.TryRead(_sent, out _) || _held.HasPending:
                connection.KeepOn();
                return false;
            case Retirement.BetterEndpoint:
                return isDrained; // Not waiting for acknowledgements: what is held is written again to the better one.
            default:
                return true;
        }
    }
}
