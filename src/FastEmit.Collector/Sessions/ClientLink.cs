using FastEmit.Collector.Outgoing;

namespace FastEmit.Collector.Sessions;

/// <summary>
/// The way back to a client: packets wait in an outbox for the transport that carries the session at the moment, and the first reason to close
/// stays, whatever carries it then. Any thread.
/// </summary>
internal sealed class ClientLink(SessionReports reports)
{
    private ISessionTransport? _transport;
    private Closing? _closing;

    /// <summary>Packets on their way to the client.</summary>
    public Outbox Outgoing { get; } = new();

    /// <summary>Null until the session is open.</summary>
    public ISessionTransport? Transport => Volatile.Read(ref _transport);

    /// <summary>Why the session is closed; null while it is not, and when the connection was lost.</summary>
    public Closing? Closing => Volatile.Read(ref _closing);

    /// <summary>The transport carries the session from now on. A session that is closed already closes it.</summary>
    public void CarryBy(ISessionTransport transport)
    {
        // A full fence: either this sees a reason that is set meanwhile, or who sets it sees this transport.
        Interlocked.Exchange(ref _transport, transport);
        if (Closing is { } closing)
        {
            transport.Close(closing);
        }
    }

    /// <summary>The outbox has packets that the thread which dispatches does not send by itself.</summary>
    public void Wake() => Transport?.Wake();

    /// <summary>Ends the session with a word to the client.</summary>
    public void Close(Closing closing)
    {
        Interlocked.CompareExchange(ref _closing, closing, null);
        Transport?.Close(_closing);
    }

    /// <summary>Ends the session without a word.</summary>
    public void Abort() => Transport?.Abort();

    /// <summary>The client broke a rule: nothing more of it is dispatched.</summary>
    public void Fail(int code, string reason)
    {
        reports.RuleBroken(reason);
        Close(new Closing(code, reason));
    }
}
