using FastEmit.Buffers;
using FastEmit.Events;
using FastEmit.Hooks.Catalogue;

namespace FastEmit.Hooks.Spooling;

/// <summary>The result of appending an event to the ring.</summary>
internal enum SpoolResult
{
    /// <summary>The event is in the ring, and survives the end of any process.</summary>
    Appended = 0,

    /// <summary>The ring has no room.</summary>
    Full,

    /// <summary>The event exceeds the ring's limit.</summary>
    TooLarge,

    /// <summary>The ring file cannot be used.</summary>
    Unusable,
}

/// <summary>The ring file from the side of a hook: appends events in packet form.</summary>
internal sealed class HookSpool
{
    /// <summary>The ring's size in bytes when the file is created: thousands of events.</summary>
    public const int Capacity = 4 << 20;

    /// <summary>The longest packet that servers accept by default, in bytes.</summary>
    private const int MaxPacket = 1_000_000;

    private const int FirstBuffer = 8 << 10;

    private readonly RingProducer _ring;
    private readonly byte[] _namespace;
    private readonly TimeProvider _time;

    private HookSpool(RingProducer ring, byte[] @namespace, TimeProvider time)
    {
        _ring = ring;
        _namespace = @namespace;
        _time = time;
    }

    /// <summary>Opens the ring file, or creates it. Null on failure.</summary>
    /// <param name="path">The file.</param>
    /// <param name="namespace">The Socket.IO namespace of the events, followed by a comma; empty for the main one.</param>
    /// <param name="time">The clock.</param>
    public static HookSpool? TryOpen(string path, byte[] @namespace, TimeProvider time)
    {
        try
        {
            return new HookSpool(RingProducer.Open(path, Capacity, time), @namespace, time);
        }
        catch (RingFileException)
        {
            return null;
        }
    }

    /// <summary>Serializes an event and appends it. An event that is too large is serialized again with shorter texts.</summary>
    public SpoolResult Append(AgentHookEvent @event)
    {
        SpoolResult result = AppendOnce(@event);
        for (int i = 0; i < 3 && result == SpoolResult.TooLarge; i++)
        {
            @event = @event with { Data = @event.Data.Shortened() };
            result = AppendOnce(@event);
        }

        return result;
    }

    private SpoolResult AppendOnce(AgentHookEvent @event)
    {
        // Not the thread's own buffer: a hook writes one event, and access to thread statics needs the JIT.
        EventWriter writer = new(new byte[FirstBuffer]);
        @event.WritePacket(ref writer);
        EventStamps.Close(ref writer);
        ReadOnlySpan<byte> packet = writer.Written;
        if (_namespace.Length != 0)
        {
            packet = Address(packet);
        }

        SpoolResult result = packet.Length > Math.Min(_ring.MaxPacketLength, MaxPacket) ? SpoolResult.TooLarge
            : TryAppend(packet) ? SpoolResult.Appended
            : SpoolResult.Full;
        writer.Return();
        return result;
    }

    private bool TryAppend(ReadOnlySpan<byte> packet)
    {
        try
        {
            return _ring.TryAppend(packet, _time.GetTimestamp());
        }
        catch (RingFileException)
        {
            return false;
        }
    }

    /// <summary><c>42[…]</c> for the main namespace becomes <c>42/ns,[…]</c>.</summary>
    private byte[] Address(ReadOnlySpan<byte> packet)
    {
        const int TypeLength = 2;
        byte[] addressed = new byte[packet.Length + _namespace.Length];
        packet[..TypeLength].CopyTo(addressed);
        _namespace.CopyTo(addressed.AsSpan(TypeLength));
        packet[TypeLength..].CopyTo(addressed.AsSpan(TypeLength + _namespace.Length));
        return addressed;
    }
}
