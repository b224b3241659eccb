using System.Buffers;
using System.Text.Json;
using FastEmit.Buffers;
using FastEmit.Delivery;

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

    /// <summary>The events.</summary>
    public ReadOnlyMemory<FallbackEvent> Events => _events.AsMemory(0, _count);

    /// <summary>The position after the last event.</summary>
    public long End { get; private set; }

    /// <summary>Takes the first records that a ring has not released, as many as there is room for. False when there is none.</summary>
    public bool Fill(EventRing ring)
    {
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
        if (CompoundPacket.Is(content))
        {
            return TryAdd(new CompoundPacket(content));
        }

        if (!HasRoom(content.Length))
        {
            return false;
        }

        content.CopyTo(_bytes.AsSpan(_length));
        Add(content.Length);
        return true;
    }

    private bool TryAdd(in CompoundPacket packet)
    {
        if (!HasRoom(checked((int)InlinedAttachments.MaxLength(packet))))
        {
            return false;
        }

        Add(InlinedAttachments.Write(packet, _bytes.AsSpan(_length)));
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

    private void Add(int length)
    {
        _events[_count++] = Parse(_bytes.AsMemory(_length, length));
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

        Memory<byte> name = rest[1..(1 + EventPacket.NameLength(rest.Span[1..]))];
        Memory<byte> data = rest[(1 + name.Length + 1)..^1];
        return new FallbackEvent(ns, Unquote(name), data);
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
        Utf8JsonReader reader = new(escaped.AsSpan(0, json.Length));
        reader.Read();
        int length = reader.CopyString(text.Span);
        ArrayPool<byte>.Shared.Return(escaped);
        return text[..length];
    }
}
