using FastEmit.SocketIO.Transports.Threads;

namespace FastEmit.Pooling;

/// <summary>The leave to use one connection: under which ticket it was made, how it does, and whether it is asked back.</summary>
internal sealed class Lease(EndpointTicket ticket, byte[] auth, WakeSignal user, long now)
{
    private byte[] _auth = auth;
    private int _retirement;

    /// <summary>The leave under which the connection was made.</summary>
    public EndpointTicket Ticket { get; } = ticket;

    /// <summary>How the connection does.</summary>
    public ConnectionHealth Health { get; } = new(now);

    /// <summary>The auth payload of the next CONNECT. Any thread may replace it.</summary>
    public byte[] Auth
    {
        get => Volatile.Read(ref _auth);
        set => Volatile.Write(ref _auth, value);
    }

    /// <summary>Why its user is to close the connection in good order, or <see cref="Retirement.None"/>.</summary>
    public Retirement Retirement => (Retirement)Volatile.Read(ref _retirement);

    /// <summary>Asks the user to close the connection when nothing is in flight on it. Any thread; the first reason stays.</summary>
    public void Retire(Retirement reason)
    {
        if (Interlocked.CompareExchange(ref _retirement, (int)reason, (int)Retirement.None) == (int)Retirement.None)
        {
            user.Set();
        }
    }

    /// <summary>Takes the request back: the connection is needed. Its user only.</summary>
    public void KeepOn() => Volatile.Write(ref _retirement, (int)Retirement.None);
}

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
