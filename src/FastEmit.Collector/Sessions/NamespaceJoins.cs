using System.Text;
using FastEmit.Collector.Outgoing;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Collector.Sessions;

/// <summary>
/// Joining and leaving the namespaces of one connection. A connection that joins none in time is closed. Owned by the dispatching thread,
/// except where it says any.
/// </summary>
internal sealed class NamespaceJoins : IDisposable
{
    private readonly NamespaceSet _namespaces = new();
    private readonly CollectorConnection _connection;
    private readonly JoinRules _rules;
    private readonly ClientLink _link;
    private readonly SessionReports _reports;
    private readonly Func<string> _newId;
    private readonly CancellationToken _ended;
    private readonly ITimer _deadline;

    /// <param name="connection">That of the client.</param>
    /// <param name="rules">Those of the collector.</param>
    /// <param name="link">Where the answers go.</param>
    /// <param name="reports">Where refusals are told.</param>
    /// <param name="time">Of the deadline.</param>
    /// <param name="newId">Makes the id of a join.</param>
    /// <param name="ended">The application is not asked any longer.</param>
    public NamespaceJoins(
        CollectorConnection connection,
        JoinRules rules,
        ClientLink link,
        SessionReports reports,
        TimeProvider time,
        Func<string> newId,
        CancellationToken ended)
    {
        _connection = connection;
        _rules = rules;
        _link = link;
        _reports = reports;
        _newId = newId;
        _ended = ended;
        _deadline = time.CreateTimer(static joins => ((NamespaceJoins)joins!).OnDeadline(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A namespace has to be joined within this time.</summary>
    public void Start(TimeSpan timeout) => _deadline.Change(timeout, Timeout.InfiniteTimeSpan);

    /// <summary>Whether events of the client may come.</summary>
    public bool TakesFrom(ReadOnlySpan<byte> name) => _namespaces.IsJoined(name);

    /// <summary>Whether events for the client may go. Any thread.</summary>
    public bool SendsTo(ReadOnlySpan<byte> name) => _namespaces.Find(name) is { State: NamespaceState.Joined };

    /// <summary>Whether the client may not know yet that it has been taken out: what it sent before that is let go.</summary>
    public bool IsDismissed(ReadOnlySpan<byte> name) => _namespaces.Find(name) is { State: NamespaceState.Dismissed };

    /// <summary>CONNECT.</summary>
    public void OnConnect(ReadOnlySpan<byte> name, ReadOnlySpan<byte> auth)
    {
        if (_namespaces.TryAsk(name) is not { } entry)
        {
            _link.Fail(CloseCode.PolicyViolation, _namespaces.All.Length == NamespaceSet.Capacity
                ? $"More than {NamespaceSet.Capacity} namespaces."
                : "A second CONNECT for a namespace.");
            return;
        }

        if (_rules.AnswersNothing)
        {
            return;
        }

        ConnectRequest request = new(_connection, Encoding.UTF8.GetString(name), auth.ToArray());
        if (_rules.Judge(request) is { } verdict)
        {
            Decide(entry, request, verdict);
        }
        else
        {
            _ = AskAsync(entry, request);
        }
    }

    /// <summary>DISCONNECT.</summary>
    public void OnDisconnect(ReadOnlySpan<byte> name)
    {
        if (!_namespaces.Leave(name) && _namespaces.Find(name) is not { State: NamespaceState.Dismissing or NamespaceState.Dismissed })
        {
            _link.Fail(CloseCode.PolicyViolation, "A DISCONNECT for a namespace that is not connected.");
        }
    }

    /// <summary>Takes the client out of a namespace. Any thread. False when it is not in there.</summary>
    public bool Dismiss(ReadOnlySpan<byte> name)
    {
        if (_namespaces.Find(name) is not { } entry || !entry.TryChange(NamespaceState.Joined, NamespaceState.Dismissing))
        {
            return false;
        }

        bool isSent = _link.Outgoing.Add(PacketKind.Text, ServerPacket.Disconnect(name).Span);
        entry.TryChange(NamespaceState.Dismissing, NamespaceState.Dismissed); // Unless it has been asked for again already.
        _link.Wake();
        return isSent;
    }

    public void Dispose() => _deadline.Dispose();

    private async Task AskAsync(NamespaceEntry entry, ConnectRequest request)
    {
        Decide(entry, request, await _rules.AskAsync(request, _ended).ConfigureAwait(false));
        _link.Wake();
    }

    /// <summary>Any thread. The state changes before the client can know of it.</summary>
    private void Decide(NamespaceEntry entry, ConnectRequest request, ConnectVerdict verdict)
    {
        if (verdict.Error is { } error)
        {
            _reports.NamespaceRefused(error);
            entry.State = NamespaceState.Refused;
            _link.Outgoing.Add(PacketKind.Text, ServerPacket.ConnectError(entry.Name, error).Span);
            return;
        }

        _deadline.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        entry.State = NamespaceState.Joined;
        _link.Outgoing.Add(PacketKind.Text, ServerPacket.ConnectReply(entry.Name, Encoding.ASCII.GetBytes($$"""{"sid":"{{_newId()}}"}""")).Span);
        _rules.Tell(request);
    }

    private void OnDeadline() => _link.Close(new Closing(CloseCode.PolicyViolation, "No namespace was connected in time."));
}
