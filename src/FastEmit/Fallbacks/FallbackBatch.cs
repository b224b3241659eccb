using System.Buffers;
using System.Text.Json;
using FastEmit.Buffers;
using FastEmit.Records;

namespace FastEmit.Fallbacks;

/// <summary>
/// Some events of a ring in memory of their own, so that a fallback that holds on to them does not hold the ring's.
/// Owned by one <see cref="FallbackPump"/> and used again; it allocates only for an event larger than all before.
/// </summary>
internal sealed class FallbackBatch
{
    private const int MaxEvents = 64;

    private static readonly byte[] MainNamespace = [(byte)'/'];

    private readonly FallbackEvent[] _events = new FallbackEvent[MaxEvents];
    private byte[] _bytes = new byte[64 << 10];
    private int _length;
    private int _count;
    private DropReason? _reason;

    /// <summary>The events.</summary>
    public ReadOnlyMemory<FallbackEvent> Events => _events.AsMemory(0, _count);

    /// <summary>The position after the last event.</summary>
    public long End { get; private set; }

    /// <summary>Takes the first records that a ring has not released, as many as there is room for. False when there is none.</summary>
    /// <param name="ring">The ring.</param>
    /// <param name="reason">Why those are lost that do not say so themselves; null where none is.</param>
    public bool Fill(EventRing ring, DropReason? reason = null)
    {
        _reason = reason;
        _length = 0;
        _count = 0;
        End = ring.Confirmed;
        while (_count < MaxEvents && ring.TryRead(End, out RingRecord record) && TryAdd(record.Packet))
        {
            End = record.End;
        }

        return _count != 0;
    }

    private bool TryAdd(ReadOnlySpan<byte> content)
    {
        if (!ReasonedRecord.Is(content))
        {
            return TryAdd(content, _reason, detail: null);
        }

        ReasonedRecord record = new(content);
        return TryAdd(record.Content, record.Reason, record.Detail);
    }

    private bool TryAdd(ReadOnlySpan<byte> content, DropReason? reason, string? detail)
    {
        if (CompoundPacket.Is(content))
        {
            return TryAdd(new CompoundPacket(content), reason, detail);
        }

        if (!HasRoom(content.Length))
        {
            return false;
        }

        content.CopyTo(_bytes.AsSpan(_length));
        Add(content.Length, reason, detail);
        return true;
    }

    private bool TryAdd(in CompoundPacket packet, DropReason? reason, string? detail)
    {
        if (!HasRoom(checked((int)InlinedAttachments.MaxLength(packet))))
        {
            return false;
        }

        Add(InlinedAttachments.Write(packet, _bytes.AsSpan(_length)), reason, detail);
        return true;
    }

    /// <summary>Whether so many bytes fit; a batch's first event always does.</summary>
    private bool HasRoom(int length)
    {
        if (length > _bytes.Length - _length)
        {
            if (_count != 0)
            {
                return false;
            }

            _bytes = new byte[length];
        }

        return true;
    }

    private void Add(int length, DropReason? reason, string? detail)
    {
        _events[_count++] = Parse(_bytes.AsMemory(_length, length)) with { Reason = reason, Detail = detail };
        _length += length;
    }

    /// <summary>Takes <c>42/ns,["name",data]</c> apart; without a namespace it is the main one.</summary>
    private static FallbackEvent Parse(Memory<byte> packet)
    {
        Memory<byte> rest = packet["42".Length..];
        Memory<byte> ns = MainNamespace;
        if (rest.Span[0] == (byte)'/')
        {
            int comma = rest.Span.IndexOf((byte)',');
            ns = rest[..comma];
            rest = rest[(comma + 1)..];
        }

        int length = rest.Length < 2 ? 0 : EventPacket.NameLength(rest.Span[1..]);
        if (length == 0 || rest.Length < 1 + length + 2)
        {
            return new FallbackEvent(ns, default, rest); // Not of this library's writing.
        }

        Memory<byte> name = rest.Slice(1, length);
        return new FallbackEvent(ns, Unquote(name), rest[(1 + length + 1)..^1]);
    }

    /// <summary>The text of a JSON string, which is never longer than what it was written as.</summary>
    private static Memory<byte> Unquote(Memory<byte> json)
    {
        Memory<byte> text = json[1..^1];
        if (!text.Span.Contains((byte)'\\'))
        {
            return text;
        }

        byte[] escaped = ArrayPool<byte>.Shared.Rent(json.Length);
        json.Span.CopyTo(escaped);
        int length = text.Length;
        try
        {
            Utf8JsonReader reader = new(escaped.AsSpan(0, json.Length));
            reader.Read();
            length = reader.CopyString(text.Span);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            escaped.AsSpan(1, length).CopyTo(text.Span); // No text: it stays as it was written.
        }

        ArrayPool<byte>.Shared.Return(escaped);
        return text[..length];
    }
}
