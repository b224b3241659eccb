using System.Net;
using System.Text;
using FastEmit.Collector.Counting;
using FastEmit.Collector.Logging;
using Microsoft.Extensions.Logging;

namespace FastEmit.Collector.Sessions;

/// <summary>What happens to a session, for people: counted for all sessions together, and a line in the log. Thread-safe.</summary>
internal sealed class SessionReports(string id, TimeProvider time, CollectorCounters counters, ILogger logger)
{
    /// <summary>A timestamp; zero while the session has not begun, as that of a request never does.</summary>
    private long _beganAt;

    public void Begins(IPAddress? address, string transport)
    {
        Volatile.Write(ref _beganAt, time.GetTimestamp());
        logger.SessionBegins(id, address, transport);
    }

    public void Ends(Closing? closing)
    {
        if (Volatile.Read(ref _beganAt) is not 0 and long beganAt)
        {
            logger.SessionEnds(id, time.GetElapsedTime(beganAt).TotalSeconds, closing switch
            {
                null => "the connection was lost",
                { ByClient: true } => "the client closed it",
                { Reason.Length: 0 } => $"closed with {closing.Code}",
                _ => closing.Reason,
            });
        }
    }

    public void Moved() => Interlocked.Increment(ref counters.Upgrades);

    public void Received(int bytes) => Interlocked.Add(ref counters.Bytes, bytes);

    public void EventRefused() => Interlocked.Increment(ref counters.RefusedEvents);

    public void RuleBroken(string reason)
    {
        Interlocked.Increment(ref counters.ProtocolErrors);
        logger.ProtocolError(id, reason);
    }

    public void HeartbeatMissed(TimeSpan timeout)
    {
        Interlocked.Increment(ref counters.HeartbeatTimeouts);
        logger.HeartbeatMissed(id, timeout.TotalSeconds);
    }

    public void NamespaceRefused(ReadOnlySpan<byte> error)
    {
        Interlocked.Increment(ref counters.RefusedNamespaces);
        logger.NamespaceRefused(id, Encoding.UTF8.GetString(error));
    }
}
