using System.Globalization;
using System.Net.Sockets;
using System.Text;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Tests.Delivery;

/// <summary>One connection to a <see cref="ScriptedServer"/>.</summary>
internal sealed class ScriptedSession(ScriptedServer server, NetworkStream stream, Socket socket)
{
    private readonly Lock _writeLock = new();
    private readonly List<byte[]> _pings = [];
    private readonly List<byte[]> _attachments = [];
    private string? _open;

    /// <summary>Events that came in over this connection.</summary>
    public int EventCount { get; private set; }

    /// <summary>WebSocket pings that came in.</summary>
    public int PingCount
    {
        get
        {
            lock (_writeLock)
            {
                return _pings.Count;
            }
        }
    }

    /// <summary>Sends an Engine.IO heartbeat.</summary>
    public void SendHeartbeat() => Send(WebSocketOpcode.Text, "2"u8);

    /// <summary>Sends any text message.</summary>
    public void SendText(string message) => Send(WebSocketOpcode.Text, Encoding.UTF8.GetBytes(message));

    /// <summary>Sends a WebSocket ping.</summary>
    public void SendPing(string payload) => Send(WebSocketOpcode.Ping, Encoding.UTF8.GetBytes(payload));

    /// <summary>Sends a WebSocket pong that nobody asked for.</summary>
    public void SendPong(ReadOnlySpan<byte> payload) => Send(WebSocketOpcode.Pong, payload);

    /// <summary>Answers a ping that was left unanswered, by its number on this connection.</summary>
    public void AnswerPing(int number)
    {
        lock (_writeLock)
        {
            SendPong(_pings[number]);
        }
    }

    /// <summary>Resets the connection.</summary>
    public void Cut()
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception exception) when (exception is ObjectDisposedException or SocketException)
        {
            return; // Gone already.
        }

        socket.Close();
    }

    internal async Task RunAsync()
    {
        SendText($$"""0{"sid":"e","upgrades":[],"pingInterval":{{server.PingInterval}},"pingTimeout":20000,"maxPayload":{{server.MaxPayload}}}""");
        using FrameReader reader = new(WebSocketRole.Server, FrameLimits.Default);
        Frames frames = new(this);
        byte[] buffer = new byte[64 << 10];
        while (true)
        {
            int count = await stream.ReadAsync(buffer);
            if (count == 0)
            {
                return;
            }

            reader.Read(buffer.AsSpan(0, count), ref frames);
        }
    }

    /// <summary>Whether a message is an event, with or without attachments.</summary>
    public static bool IsEvent(string message) =>
        message.StartsWith("42", StringComparison.Ordinal) || message.StartsWith("45", StringComparison.Ordinal);

    private void OnText(string message)
    {
        // Only heartbeats may come between a packet and its attachments.
        if (_open is not null && message != "3")
        {
            server.Receive($"violation: {message} before the attachments of {_open}", []);
        }

        if (message.StartsWith("45", StringComparison.Ordinal))
        {
            _open = message;
        }
        else
        {
            OnWhole(message);
        }
    }

    private void OnBinary(byte[] attachment)
    {
        _attachments.Add(attachment);
        if (_open is not { } message)
        {
            server.Receive("violation: an attachment without a packet", []);
        }
        else if (_attachments.Count == int.Parse(message[2..message.IndexOf('-', StringComparison.Ordinal)], CultureInfo.InvariantCulture))
        {
            _open = null;
            OnWhole(message);
        }
    }

    private void OnWhole(string message)
    {
        if (message.StartsWith("40", StringComparison.Ordinal))
        {
            AnswerConnect(message);
            if (server.EndsAtConnect)
            {
                Cut();
                throw new IOException("Ended at CONNECT.");
            }
        }

        if (IsEvent(message))
        {
            if (server.DisconnectedNamespaces.ContainsKey(NamespaceOf(message)))
            {
                SendText($"41{message[2..(message.IndexOf(',', StringComparison.Ordinal) + 1)]}");
                return;
            }

            EventCount++;
        }

        server.Receive(message, [.. _attachments]);
        _attachments.Clear();
        if (IsEvent(message) && server.FallsAt?.Invoke(message) == true)
        {
            foreach (ScriptedSession session in server.Sessions)
            {
                session.Cut();
            }

            throw new IOException("Fallen.");
        }

        if (IsEvent(message) && server.KicksAt?.Invoke(message) is { } closes)
        {
            SendText($"41{message[2..(message.IndexOf(',', StringComparison.Ordinal) + 1)]}");
            if (closes)
            {
                Cut();
                throw new IOException("Kicked.");
            }
        }

        AcknowledgeIfAsked(message);
        if (server.CutAfterEvents != 0 && EventCount >= server.CutAfterEvents)
        {
            Cut();
            throw new IOException("Cut as told.");
        }
    }

    private static string NamespaceOf(string message) =>
        message.Length > 2 && message[2] == '/' ? message[2..message.IndexOf(',', StringComparison.Ordinal)] : "/";

    private void AcknowledgeIfAsked(string message)
    {
        int end = message.IndexOf('[', StringComparison.Ordinal);
        if (IsEvent(message) && char.IsAsciiDigit(message[end - 1]) && end != 2 && server.Acknowledge)
        {
            int type = message[1] == '5' ? message.IndexOf('-', StringComparison.Ordinal) + 1 : 2;
            SendText($"43{message[type..end]}{server.Acknowledgement(message)}");
        }
    }

    private void AnswerConnect(string message)
    {
        if (!server.AnswerConnect || server.UnansweredNamespaces.ContainsKey(NamespaceOf(message)))
        {
            return;
        }

        int comma = message.StartsWith("40/", StringComparison.Ordinal) ? message.IndexOf(',', StringComparison.Ordinal) : 1;
        string prefix = message[2..(comma + 1)];
        string? reason = server.RefusedNamespaces.ContainsKey(NamespaceOf(message)) ? "not for you" : server.RefuseConnect;
        SendText(reason is not null ? $"44{prefix}{{\"message\":\"{reason}\"}}" : $"40{prefix}{server.ConnectReply}");
    }

    private void OnPing(ReadOnlySpan<byte> payload)
    {
        lock (_writeLock)
        {
            _pings.Add(payload.ToArray());
        }

        if (server.AnswerPings)
        {
            Send(WebSocketOpcode.Pong, payload);
        }
    }

    private void Send(WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[FrameWriter.UnmaskedLength(payload.Length)];
        FrameWriter.WriteUnmasked(frame, opcode, payload);
        lock (_writeLock)
        {
            stream.Write(frame);
        }
    }

    private readonly struct Frames(ScriptedSession session) : IWebSocketHandler
    {
        public void OnText(ReadOnlySpan<byte> message) => session.OnText(Encoding.UTF8.GetString(message));

        public void OnBinary(ReadOnlySpan<byte> message) => session.OnBinary(message.ToArray());

        public void OnPing(ReadOnlySpan<byte> payload) => session.OnPing(payload);

        public void OnPong(ReadOnlySpan<byte> payload) => session.Receive("pong " + Encoding.UTF8.GetString(payload));

        public void OnClose(int code, ReadOnlySpan<byte> reason)
        {
            session.Receive($"close {code}");
            session.Send(WebSocketOpcode.Close, reason);
            throw new IOException("Closed by the client.");
        }
    }

    private void Receive(string message) => server.Receive(message, []);
}
