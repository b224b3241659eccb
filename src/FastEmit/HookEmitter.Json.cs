using System.Text.Json;
using System.Text.Unicode;
using FastEmit.Events;
using FastEmit.Protocol.Packets;

namespace FastEmit;

/// <content>Events that are JSON already.</content>
public sealed partial class HookEmitter
{
    /// <summary>Queues an event whose data is UTF-8 JSON. Thread-safe; allocates nothing; blocks only under <see cref="OverflowPolicy.Wait"/> and with a full ring.</summary>
    /// <param name="descriptor">The event's name and namespace; create it once and keep it.</param>
    /// <param name="utf8Json">One JSON value. An object gets the emitter's stamps, but no second timestamp; anything else is sent as it is.</param>
    /// <exception cref="JsonException">The data is not one valid JSON value.</exception>
    public EmitResult EmitJson(HookEventDescriptor descriptor, ReadOnlySpan<byte> utf8Json) =>
        EmitJson(descriptor, utf8Json, descriptor.DefaultPartition);

    /// <summary>As <see cref="EmitJson(HookEventDescriptor, ReadOnlySpan{byte})"/>, for events that keep their order by a key.</summary>
    /// <param name="descriptor">The event's name and namespace; create it once and keep it.</param>
    /// <param name="utf8Json">One JSON value. An object gets the emitter's stamps; anything else is sent as it is.</param>
    /// <param name="partition">A <see cref="PartitionHash"/>: events of one partition keep their order.</param>
    /// <exception cref="JsonException">The data is not one valid JSON value.</exception>
    public EmitResult EmitJson(HookEventDescriptor descriptor, ReadOnlySpan<byte> utf8Json, uint partition)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        ReadOnlySpan<byte> value = RequireOneValue(utf8Json, out bool hasTimestamp);
        EmitTicket ticket = Begin(hasTimestamp ? descriptor.WithTimestamp : descriptor, partition);
        if (!ticket.IsAccepted)
        {
            return ticket.Result;
        }

        EventWriter writer = EventWriter.Rent();
        writer.WriteRaw(descriptor.OpenPacket);
        if (value[0] == (byte)'{')
        {
            writer.WriteRaw(value[..^1].TrimEnd(" \t\r\n"u8));
            return ticket.Commit(ref writer);
        }

        writer.WriteRaw(value);
        writer.WriteRaw("]"u8);
        return Enqueue(ticket.Lane, ref writer);
    }

    /// <summary>The value without white space around it, and whether it is an object with a timestamp of its own.</summary>
    private static ReadOnlySpan<byte> RequireOneValue(ReadOnlySpan<byte> utf8Json, out bool hasTimestamp)
    {
        if (!Utf8.IsValid(utf8Json))
        {
            throw new JsonException("The data is not valid UTF-8.");
        }

        Utf8JsonReader reader = new(utf8Json, new JsonReaderOptions { MaxDepth = PacketLimits.DeepestJson });
        reader.Read();
        int start = (int)reader.TokenStartIndex;
        hasTimestamp = false;
        if (reader.TokenType is JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                hasTimestamp |= reader.ValueTextEquals("timestamp"u8);
                reader.Skip();
            }
        }
        else
        {
            reader.Skip();
        }

        int end = (int)reader.BytesConsumed;
        reader.Read(); // throws when anything but white space follows
        return utf8Json[start..end];
    }
}
