using FastEmit.Pooling;

namespace FastEmit.Sending;

/// <summary>
/// A watermark that does not come back. The connection is replaced: a path that loses packets, a server that stands still and a proxy
/// that swallows pings look alike, and only another connection tells. Owned by the sender, which looks twice in a timeout, so that
/// "nothing was acknowledged for half of it" can be told from "something was just sent".
/// </summary>
internal sealed class OverdueWatch(PassClock clock, Watermarks marks, TimeSpan timeout)
{
    /// <summary>The patience with a server whose system takes everything doubles with each connection in vain, up to eight times: a handler may take that long.</summary>
    private const int MostDoublings = 3;

    /// <summary>A timer may fire a little before two readings of the clock are its time apart.</summary>
    private static readonly TimeSpan TimerTolerance = TimeSpan.FromMilliseconds(20);

    /// <summary>Connections in a row that were replaced because of a watermark, without a confirmation between them.</summary>
    private int _inVain;

    /// <summary>Whether, when the present connection was made, one to its server had been replaced for the lack of an answer.</summary>
    private bool _isSecondTry;

    /// <summary>Whether the server's system acknowledges what is sent.</summary>
    public PathWatch Path { get; } = new(clock);

    /// <summary>The time between two looks.</summary>
    public TimeSpan Interval { get; } = timeout / 2;

    /// <summary>A connection begins.</summary>
    public void Begin(Session session)
    {
        Path.Begin();
        _isSecondTry = session.Endpoint.Pongs != PongHistory.Unknown;
    }

    /// <summary>The server does what it should.</summary>
    public void OnProgress() => _inVain = 0;

    /// <summary>Judges the oldest watermark on the wire.</summary>
    /// <returns>When to look again; null when nothing is on the wire.</returns>
    public TimeSpan? Look(Session session, Confirming confirming)
    {
        if (marks.Window.IsReturned)
        {
            return null;
        }

        TimeSpan age = clock.Since(marks.Window.OutstandingSince);
        TimeSpan left = timeout - age;
        bool isPathKnown = age >= Interval && Path.TryLook(session, out _);
        if (left <= TimeSpan.Zero)
        {
            Judge(session, confirming, age, isPathKnown);
        }

        return left > Interval ? left - Interval : left > TimeSpan.Zero ? left : Interval;
    }

    /// <summary>Seconds for a message.</summary>
    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture);

    private void Judge(Session session, Confirming confirming, TimeSpan age, bool isPathKnown)
    {
        Endpoint endpoint = session.Endpoint;
        if (isPathKnown && Path.StillFor >= Interval - TimerTolerance)
        {
            endpoint.Note(PongHistory.Missed);
            session.GiveUp($"Nothing that was sent was acknowledged for {Seconds(Path.StillFor)} s: the way to the server loses packets.");
        }
        else if (confirming.IsWithoutProof || (confirming.OnlyMeasures && endpoint.Pongs != PongHistory.Answered))
        {
            // Nothing is expected to come back.
        }
        else if (!(isPathKnown && confirming.ToleratesSilence(session, _isSecondTry))
            && age >= timeout * (1 << Math.Min(_inVain, MostDoublings)))
        {
            _inVain++;
            endpoint.Note(PongHistory.Missed);
            string reason = $"The server did not answer a WebSocket ping within {Seconds(age)} s.";
            if (isPathKnown && endpoint.Pongs == PongHistory.Answered)
            {
                session.Lose(reason); // It has the events, can answer, and does not: one of them may be why.
            }
            else
            {
                session.GiveUp(reason);
            }
        }
    }
}
