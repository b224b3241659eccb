using System.Text;
using FastEmit.Pooling;

namespace FastEmit.Delivery;

/// <summary>Joining namespaces, and what happens when the server will not have one.</summary>
internal sealed partial class Sender
{
    /// <summary>
    /// Whether events of a namespace may be written; true also when CONNECT is to be written first. When neither,
    /// <paramref name="wait"/> says how long that stays so unless the server answers.
    /// </summary>
    private bool IsJoined(LaneConnection connection, ReadOnlySpan<byte> name, out NamespaceEntry? join, ref TimeSpan wait)
    {
        join = null;
        long now = _time.GetTimestamp();
        NamespaceEntry? entry = connection.Find(name);
        if (entry is null)
        {
            entry = new NamespaceEntry(name.ToArray(), ConnectionPool.ConnectPacket(name, connection.Auth)) { Since = now };
            connection.Add(entry);
        }

        switch (entry.State)
        {
            case NamespaceState.Joined:
                return true;
            case NamespaceState.Resting when now >= entry.Since:
                entry.ConnectPacket = ConnectionPool.ConnectPacket(name, connection.Auth);
                entry.State = NamespaceState.Joining;
                entry.Since = now;
                join = entry;
                return true;
            case NamespaceState.Resting:
                wait = ShortenForRefusal(connection, name, _time.GetElapsedTime(now, entry.Since));
                return false;
            case NamespaceState.Joining:
                wait = _options.ConnectTimeout - _time.GetElapsedTime(entry.Since, now);
                if (wait <= TimeSpan.Zero)
                {
                    wait = TimeSpan.Zero;
                    _refusals.Add(entry.Name, connection.Ticket.Endpoint, now, isUnanswered: true);
                    connection.Lose(
                        $"The server did not answer CONNECT to namespace '{Encoding.UTF8.GetString(name)}' within {_options.ConnectTimeout.TotalSeconds:0.###} s.");
                }

                wait = ShortenForRefusal(connection, name, wait);
                return false;
            default:
                return false; // Lost a moment ago: the next pass takes note of it.
        }
    }

    /// <summary>
    /// Takes note of refused and disconnected namespaces: their events wait in the ring, the others go on, and CONNECT
    /// is written again after a reconnect delay.
    /// </summary>
    private void TakeNamespaceLoss(LaneConnection connection)
    {
        NamespaceLoss loss = connection.TakeNamespaceLoss();
        if (loss == NamespaceLoss.None)
        {
            return;
        }

        long events = 0;
        if (loss == NamespaceLoss.Disconnected)
        {
            events = _inFlight.TakeAll() + _unmarked;
            EndSession(connection, connection.DisconnectError);
        }

        foreach (NamespaceEntry entry in connection.Namespaces)
        {
            if (entry.State is NamespaceState.Refused or NamespaceState.Disconnected)
            {
                TimeSpan delay = _backoff.Next(Random.Shared.NextDouble());
                _refusals.Add(entry.Name, connection.Ticket.Endpoint, _time.GetTimestamp(), isUnanswered: false);
                entry.Since = _time.GetTimestamp() + (long)(delay.TotalSeconds * _time.TimestampFrequency);
                entry.State = NamespaceState.Resting;
                connection.Health.OnError(events);
                CountError();
                _pool.RenewAuth(connection);
                _pool.ReportNamespaceLoss(connection.Ticket.Endpoint, entry.Error!);
                events = 0; // Counted with the first.
            }
        }

        if (connection.Health.Sickness is not null)
        {
            connection.Retire(Retirement.Sick);
        }
        else if (loss == NamespaceLoss.Refused)
        {
            // A refusal is an answer: the server is there.
            connection.Ticket.RecordSuccess();
        }
    }

    /// <summary>Everything that is not confirmed is to be written again.</summary>
    private void Rewind()
    {
        _sent = _ring.Confirmed;
        _lastWatermark = -1;
        _unmarked = 0;
        _wantsMark = false;
        _markedTo = _sent;
        _inFlight.Clear();
        _held.Rewind(_ring.Confirmed);
        _searched = 0;
        ForgetFlow();
    }
}
