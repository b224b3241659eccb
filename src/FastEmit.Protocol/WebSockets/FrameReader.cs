using System.Buffers;
using System.Runtime.InteropServices;

namespace FastEmit.Protocol.WebSockets;

/// <summary>
/// Incremental RFC 6455 reader for either end of a connection. It accepts the bytes in any split and keeps those that it needs, so the
/// caller never passes a byte twice. A frame that is complete in one span is passed on without a copy; only frames across two reads and
/// fragmented messages are copied (into one reused buffer). Nothing is allocated per frame.
/// </summary>
/// <remarks>
/// The server's side unmasks in place, so it writes into the caller's buffer. Not thread-safe. After an exception the reader cannot be used:
/// close the connection with the exception's code.
/// </remarks>
internal sealed partial class FrameReader(WebSocketRole role, FrameLimits limits, MessageInflater? inflater = null) : IDisposable
{
    private readonly bool _expectMasked = role == WebSocketRole.Server;
    private readonly byte[] _control = new byte[MaxControlPayload];
    private readonly MessageBuffer _message = new();

    private SplitHeader _split = new();
    private bool _halted;

    // The frame whose payload is incomplete.
    private FrameHeader _frame;
    private bool _inFrame;
    private int _frameRead;

    // The message whose fragments are incomplete. _opcode is Continuation while there is none.
    private WebSocketOpcode _opcode;
    private bool _compressed;
    private int _fragments;

    /// <summary>Bytes of it that are validated text.</summary>
    private int _judged;

    private const int MaxControlPayload = 125;

    /// <summary>Makes <see cref="Read{THandler}(Span{byte}, ref THandler)"/> return after the current message, until <see cref="Resume"/>.</summary>
    public void Halt() => _halted = true;

    /// <summary>Continues reading after <see cref="Halt"/>.</summary>
    public void Resume() => _halted = false;

    /// <summary>Reads every segment; see the overload for a span. Returns the number of consumed bytes: all, unless halted.</summary>
    public long Read<THandler>(in ReadOnlySequence<byte> buffer, ref THandler handler)
        where THandler : IWebSocketHandler, allows ref struct
    {
        long consumed = 0;
        foreach (ReadOnlyMemory<byte> segment in buffer)
        {
            Span<byte> span = MemoryMarshal.AsMemory(segment).Span;
            int taken = Read(span, ref handler);
            consumed += taken;
            if (taken < span.Length)
            {
                break;
            }
        }

        return consumed;
    }

    /// <summary>Reads frames until the span ends or the reader is halted. Returns the number of consumed bytes.</summary>
    /// <exception cref="WebSocketProtocolException">The peer broke the protocol or a limit.</exception>
    public int Read<THandler>(Span<byte> buffer, ref THandler handler)
        where THandler : IWebSocketHandler, allows ref struct
    {
        int position = 0;
        while (position < buffer.Length && !_halted)
        {
            Span<byte> rest = buffer[position..];
            if (_inFrame)
            {
                position += ContinueFrame(rest, ref handler);
                continue;
            }

            if (!TryReadHeader(rest, out FrameHeader header, out int taken))
            {
                return buffer.Length;
            }

            Judge(header);
            position += taken;
            rest = rest[taken..];
            if (header.PayloadLength <= (uint)rest.Length)
            {
                Span<byte> payload = rest[..(int)header.PayloadLength];
                if (header.IsMasked)
                {
                    FrameMask.Apply(payload, header.Key);
                }

                position += payload.Length;
                TakeWholeFrame(header, payload, ref handler);
            }
            else
            {
                StartFrame(header);
            }
        }

        return position;
    }

    public void Dispose()
    {
        _message.Dispose();
        inflater?.Dispose();
    }

    private bool TryReadHeader(ReadOnlySpan<byte> bytes, out FrameHeader header, out int taken)
    {
        if (!_split.IsEmpty)
        {
            return _split.TryComplete(bytes, out header, out taken);
        }

        if (bytes.Length >= 2)
        {
            taken = FrameHeader.LengthOf(bytes);
            if (bytes.Length >= taken)
            {
                header = FrameHeader.Decode(bytes[..taken]);
                return true;
            }
        }

        _split.Begin(bytes);
        taken = bytes.Length;
        header = default;
        return false;
    }

    private void TakeWholeFrame<THandler>(in FrameHeader header, ReadOnlySpan<byte> payload, ref THandler handler)
        where THandler : IWebSocketHandler, allows ref struct
    {
        if (header.IsControl)
        {
            DispatchControl(header.Opcode, payload, ref handler);
        }
        else if (header.IsFinal && _opcode == WebSocketOpcode.Continuation)
        {
            DispatchMessage(header.Opcode, header.ReservedBits != 0, payload, judged: 0, ref handler);
        }
        else
        {
            JoinMessage(header);
            _message.Append(payload);
            JudgeTextSoFar();
            FinishDataFrame(header, ref handler);
        }
    }

    private void StartFrame(in FrameHeader header)
    {
        if (!header.IsControl)
        {
            JoinMessage(header);
        }

        _frame = header;
        _inFrame = true;
        _frameRead = 0;
    }

    private int ContinueFrame<THandler>(ReadOnlySpan<byte> bytes, ref THandler handler)
        where THandler : IWebSocketHandler, allows ref struct
    {
        int taken = Math.Min(bytes.Length, (int)_frame.PayloadLength - _frameRead);
        ReadOnlySpan<byte> piece = bytes[..taken];
        if (_frame.IsControl)
        {
            FrameMask.Copy(piece, _control.AsSpan(_frameRead), _frame.Key, _frameRead);
        }
        else if (_frame.IsMasked)
        {
            _message.AppendMasked(piece, _frame.Key, _frameRead);
            JudgeTextSoFar();
        }
        else
        {
            _message.Append(piece);
            JudgeTextSoFar();
        }

        _frameRead += taken;
        if (_frameRead == (int)_frame.PayloadLength)
        {
            _inFrame = false;
            if (_frame.IsControl)
            {
                DispatchControl(_frame.Opcode, _control.AsSpan(0, _frameRead), ref handler);
            }
            else
            {
                FinishDataFrame(_frame, ref handler);
            }
        }

        return taken;
    }

    private void JoinMessage(in FrameHeader header)
    {
        if (header.Opcode != WebSocketOpcode.Continuation)
        {
            _opcode = header.Opcode;
            _compressed = header.ReservedBits != 0;
            _fragments = 0;
        }

        if (++_fragments > limits.MaxFragments)
        {
            throw new WebSocketProtocolException(CloseCode.PolicyViolation, $"A message has more than {limits.MaxFragments} fragments.");
        }
    }

    private void FinishDataFrame<THandler>(in FrameHeader header, ref THandler handler)
        where THandler : IWebSocketHandler, allows ref struct
    {
        if (!header.IsFinal)
        {
            return;
        }

        WebSocketOpcode opcode = _opcode;
        _opcode = WebSocketOpcode.Continuation;
        DispatchMessage(opcode, _compressed, _message.Written, _judged, ref handler);
        _message.Clear();
        _judged = 0;
    }
}

/// <summary>The limits on the memory that a peer's messages use.</summary>
/// <param name="MaxMessageBytes">The largest message after assembly, in bytes; it limits a single frame as well.</param>
/// <param name="MaxFragments">The maximum number of frames of one message, against floods of tiny fragments (CVE-2026-48779).</param>
internal readonly record struct FrameLimits(int MaxMessageBytes, int MaxFragments)
{
    /// <summary>16 MiB per message; 4,096 fragments, which is that size in pieces of 4 KiB.</summary>
    public static FrameLimits Default => new(16 * 1024 * 1024, 4096);
}

/// <summary>The end of the connection that a reader serves: the server accepts only masked frames, the client only unmasked ones.</summary>
internal enum WebSocketRole
{
    Client,
    Server,
}
