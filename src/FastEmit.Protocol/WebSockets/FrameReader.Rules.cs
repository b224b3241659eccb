using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace FastEmit.Protocol.WebSockets;

/// <content>The rules for a peer's frames, and the calls of the handler.</content>
internal sealed partial class FrameReader
{
    private void Judge(in FrameHeader header)
    {
        if (header.ReservedBits != 0 && !IsCompressedMessage(header))
        {
            ThrowProtocolError("A reserved bit is set without an extension that defines it.");
        }

        if (header.IsMasked != _expectMasked)
        {
            ThrowProtocolError(_expectMasked ? "A client frame is not masked." : "A server frame is masked.");
        }

        if (header.IsControl)
        {
            JudgeControl(header);
        }
        else
        {
            JudgeData(header);
        }
    }

    /// <summary>Whether only RSV1 is set, on the first frame of a message (RFC 7692 section 6).</summary>
    private bool IsCompressedMessage(in FrameHeader header) =>
        inflater is not null && header is { ReservedBits: 0x40, Opcode: WebSocketOpcode.Text or WebSocketOpcode.Binary };

    private static void JudgeControl(in FrameHeader header)
    {
        if (header.Opcode > WebSocketOpcode.Pong)
        {
            ThrowProtocolError($"Opcode 0x{(int)header.Opcode:X} is reserved.");
        }

        if (!header.IsFinal)
        {
            ThrowProtocolError("A control frame is fragmented.");
        }

        if (header.PayloadLength > MaxControlPayload)
        {
            ThrowProtocolError("A control frame carries more than 125 bytes.");
        }
    }

    private void JudgeData(in FrameHeader header)
    {
        if (header.Opcode > WebSocketOpcode.Binary)
        {
            ThrowProtocolError($"Opcode 0x{(int)header.Opcode:X} is reserved.");
        }

        bool continues = header.Opcode == WebSocketOpcode.Continuation;
        bool inMessage = _opcode != WebSocketOpcode.Continuation;
        if (continues != inMessage)
        {
            ThrowProtocolError(continues
                ? "A continuation frame without a message to continue."
                : "A new message began before the last one was finished.");
        }

        if (header.PayloadLength > (ulong)(limits.MaxMessageBytes - _message.Length))
        {
            throw new WebSocketProtocolException(
                CloseCode.MessageTooBig, $"A message is larger than the limit of {limits.MaxMessageBytes} bytes.");
        }
    }

    private void DispatchMessage<THandler>(
        WebSocketOpcode opcode, bool compressed, ReadOnlySpan<byte> message, int judged, ref THandler handler)
        where THandler : IWebSocketHandler, allows ref struct
    {
        if (compressed)
        {
            message = inflater!.Inflate(message);
        }

        if (opcode == WebSocketOpcode.Binary)
        {
            handler.OnBinary(message);
            return;
        }

        if (!Utf8.IsValid(message[judged..]))
        {
            ThrowNotUtf8();
        }

        handler.OnText(message);
    }

    /// <summary>
    /// Validates a new piece of the incoming message: text that cannot become valid UTF-8 ends the connection
    /// now, not at the message's last byte. Each byte is checked once.
    /// </summary>
    private void JudgeTextSoFar()
    {
        if (_opcode != WebSocketOpcode.Text || _compressed)
        {
            return;
        }

        ReadOnlySpan<byte> rest = _message.Written[_judged..];
        int whole = rest.Length - UnfinishedLength(rest);
        ReadOnlySpan<byte> unfinished = rest[whole..];
        if (!Utf8.IsValid(rest[..whole])
            || (!unfinished.IsEmpty && Rune.DecodeFromUtf8(unfinished, out _, out _) != OperationStatus.NeedMoreData))
        {
            ThrowNotUtf8();
        }

        _judged += whole;
    }

    /// <summary>The length of an incomplete character at the end, in bytes.</summary>
    private static int UnfinishedLength(ReadOnlySpan<byte> text)
    {
        for (int length = 1; length <= Math.Min(3, text.Length); length++)
        {
            byte value = text[^length];
            if (value is >= 0x80 and < 0xC0)
            {
                continue;
            }

            int needed = value switch { >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC0 => 2, _ => 1 };
            return needed > length ? length : 0;
        }

        return 0;
    }

    private static void ThrowNotUtf8() =>
        throw new WebSocketProtocolException(CloseCode.InvalidPayload, "A text message is not valid UTF-8.");

    private void DispatchControl<THandler>(WebSocketOpcode opcode, ReadOnlySpan<byte> payload, ref THandler handler)
        where THandler : IWebSocketHandler, allows ref struct
    {
        if (opcode == WebSocketOpcode.Ping)
        {
            handler.OnPing(payload);
        }
        else if (opcode == WebSocketOpcode.Pong)
        {
            handler.OnPong(payload);
        }
        else
        {
            int code = ReadCloseCode(payload);
            Halt();
            handler.OnClose(code, payload.Length < 2 ? default : payload[2..]);
        }
    }

    private static int ReadCloseCode(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return CloseCode.NoStatus;
        }

        if (payload.Length == 1)
        {
            ThrowProtocolError("A close frame carries half a code.");
        }

        int code = BinaryPrimitives.ReadUInt16BigEndian(payload);
        if (!CloseCode.MayBeSent(code))
        {
            ThrowProtocolError($"Close code {code} must not be sent.");
        }

        if (!Utf8.IsValid(payload[2..]))
        {
            throw new WebSocketProtocolException(CloseCode.InvalidPayload, "A close reason is not valid UTF-8.");
        }

        return code;
    }

    private static void ThrowProtocolError(string reason) => throw new WebSocketProtocolException(CloseCode.ProtocolError, reason);
}
