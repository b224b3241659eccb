using System.Text;
using FastEmit.Collector.Access;
using FastEmit.Collector.Logging;
using FastEmit.Collector.Outgoing;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Collector.Sessions;

/// <content>Joining and leaving namespaces.</content>
internal sealed partial class CollectorSession
{
    private static readonly ConnectVerdict InvalidNamespace = ConnectVerdict.Refused("Invalid namespace");
    private static readonly ConnectVerdict Unauthorized = ConnectVerdict.Refused("unauthorized");

    private readonly NamespaceSet _namespaces = new();

    /// <summary>Takes the client out of a namespace. Any thread. False when it is not in there.</summary>
    public bool Dismiss(ReadOnlySpan<byte> name)
    {
        if (_namespaces.Find(name) is not { } entry || !entry.TryChange(NamespaceState.Joined, NamespaceState.Dismissing))
        {
            return false;
        }

        bool isSent = Outgoing.Add(PacketKind.Text, ServerPacket.Disconnect(name).Span);
        entry.TryChange(NamespaceState.Dismissing, NamespaceState.Dismissed); // Unless it has been asked for again already.
        Volatile.Read(ref _transport)?.Wake();
        return isSent;
    }

    private void OnConnect(ReadOnlySpan<byte> name, ReadOnlySpan<byte> auth)
    {
        if (_namespaces.TryAsk(name) is not { } entry)
        {
            Fail(CloseCode.PolicyViolation, _namespaces.All.Length == NamespaceSet.Capacity
                ? $"More than {NamespaceSet.Capacity} namespaces."
                : "A second CONNECT for a namespace.");
            return;
        }

        if (_options.Faults is { IgnoresConnect: true })
        {
            return;
        }

        ConnectRequest request = new(Connection, Encoding.UTF8.GetString(name), auth.ToArray());
        if (Judge(request) is { } verdict)
        {
            Decide(entry, request, verdict);
        }
        else
        {
            _ = AuthorizeAsync(entry, request, _options.Authorize!);
        }
    }

    private void OnDisconnect(ReadOnlySpan<byte> name)
    {
        if (!_namespaces.Leave(name) && _namespaces.Find(name) is not { State: NamespaceState.Dismissing or NamespaceState.Dismissed })
        {
            Fail(CloseCode.PolicyViolation, "A DISCONNECT for a namespace that is not connected.");
        }
    }

    /// <summary>The verdict of the options; null when the application has to be asked.</summary>
    private ConnectVerdict? Judge(ConnectRequest request)
    {
        if (_options.Faults is { } faults && faults.RefusedNamespaces.TryGetValue(request.Namespace, out string? message))
        {
            return ConnectVerdict.Refused(message);
        }

        if (_options.Token is { } token && !AuthToken.Matches(request.Token, token))
        {
            return Unauthorized;
        }

        if (_options.Namespaces.Count > 0 && !_options.Namespaces.Contains(request.Namespace))
        {
            return InvalidNamespace;
        }

        return _options.Authorize is null ? ConnectVerdict.Granted : null;
    }

    private async Task AuthorizeAsync(NamespaceEntry entry, ConnectRequest request, ConnectAuthorizer authorize)
    {
        ConnectVerdict verdict;
        try
        {
            verdict = await authorize(request, _ended).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _collector.OnHandlerThrew(exception);
            verdict = Unauthorized;
        }

        Decide(entry, request, verdict);
        Volatile.Read(ref _transport)?.Wake();
    }

    /// <summary>Any thread. The state changes before the client can know of it.</summary>
    private void Decide(NamespaceEntry entry, ConnectRequest request, ConnectVerdict verdict)
    {
        if (verdict.Error is { } error)
        {
            Interlocked.Increment(ref _collector.Counters.RefusedNamespaces);
            _collector.Logger.NamespaceRefused(Id, Encoding.UTF8.GetString(error));
            entry.State = NamespaceState.Refused;
            Outgoing.Add(PacketKind.Text, ServerPacket.ConnectError(entry.Name, error).Span);
            return;
        }

        _connectDeadline.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        entry.State = NamespaceState.Joined;
        Outgoing.Add(PacketKind.Text, ServerPacket.ConnectReply(entry.Name, Encoding.ASCII.GetBytes($$"""{"sid":"{{NewId()}}"}""")).Span);
        if (_options.OnJoined is { } onJoined)
        {
            Tell(onJoined, request);
        }
    }

    private void Tell(NamespaceJoinedHandler onJoined, ConnectRequest request)
    {
        try
        {
            onJoined(request);
        }
        catch (Exception exception)
        {
            _collector.OnHandlerThrew(exception);
        }
    }
}
