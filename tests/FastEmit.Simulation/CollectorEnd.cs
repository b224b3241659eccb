using System.Text;
using FastEmit.Collector.Outgoing;
using FastEmit.Collector.Sessions;

namespace FastEmit.Simulation;

/// <summary>The collector's end of a connection: its production session core over simulated pipes.</summary>
internal sealed class CollectorEnd : ServerEnd, ISessionTransport
{
    private readonly CollectorSession _session;
    private readonly IncomingFrames _incoming;

    public CollectorEnd(World world, Pipe incoming, Pipe outgoing, Func<CollectorSession> newSession, int maxPayload)
        : base(world, incoming, outgoing)
    {
        _session = newSession();
        _session.Open(this, CancellationToken.None);
        Outbox.Return(TakeFrames(out _)); // The open packet: the client's end begins behind it.
        _incoming = new IncomingFrames(_session, maxPayload, _session.Close);
    }

    string ISessionTransport.Name => "websocket";

    public override void Read(Span<byte> bytes)
    {
        _incoming.Take(bytes);
        Send();
    }

    /// <summary>What is under way from the client is let go.</summary>
    public override void Disconnect(string ns) => _session.Dismiss(Encoding.UTF8.GetBytes(ns));

    public override void Dispose() => _incoming.Dispose();

    void ISessionTransport.Wake() => Send();

    void ISessionTransport.Close(Closing closing)
    {
        if (!closing.ByClient)
        {
            throw new BrokenPromiseException($"The collector closes the connection: {closing.Reason}");
        }

        Send();
        Out.Write(OutgoingFrames.Close(closing));
        Close(closing.Reason);
    }

    void ISessionTransport.Abort() => Close("the heartbeat is missed", isReset: true);

    protected override void OnLost()
    {
        base.OnLost();
        _incoming.Halt();
        _session.End();
    }

    private void Send()
    {
        byte[] frames = TakeFrames(out int length);
        if (IsOpen)
        {
            Out.Write(frames.AsSpan(0, length));
        }

        Outbox.Return(frames);
    }

    private byte[] TakeFrames(out int length)
    {
        length = OutgoingFrames.Encode(_session.Outgoing, asBase64: false, out byte[] frames);
        return frames;
    }
}
