using System.Buffers;

namespace FastEmit.Events;

/// <summary>
/// The data of an event as a JSON object, outside an emitter: without packet and stamps. Thread-safe; allocates nothing
/// once the calling thread has its scratch buffer.
/// </summary>
public static class HookEventSerializer
{
    /// <summary>Writes the event's data into <paramref name="output"/>.</summary>
    /// <exception cref="InvalidOperationException">A member exceeds a <see cref="MaxLengthAttribute"/> that rejects.</exception>
    public static void Serialize<TEvent>(in TEvent value, IBufferWriter<byte> output)
        where TEvent : IHookEvent<TEvent>
    {
        ArgumentNullException.ThrowIfNull(output);
        EventWriter writer = Write(in value);
        try
        {
            if (writer.IsRejected)
            {
                throw new InvalidOperationException($"A member of '{TEvent.Descriptor.Name}' is longer than its MaxLength allows.");
            }

            output.Write(Data(in writer, TEvent.Descriptor));
        }
        finally
        {
            writer.Return();
        }
    }

    /// <summary>Writes the event's data into <paramref name="destination"/>.</summary>
    /// <returns>False, with nothing promised about the destination's content, when it is too small or a member exceeds a
    /// <see cref="MaxLengthAttribute"/> that rejects.</returns>
    public static bool TrySerialize<TEvent>(in TEvent value, Span<byte> destination, out int bytesWritten)
        where TEvent : IHookEvent<TEvent>
    {
        EventWriter writer = Write(in value);
        ReadOnlySpan<byte> data = Data(in writer, TEvent.Descriptor);
        bool fits = !writer.IsRejected && data.TryCopyTo(destination);
        bytesWritten = fits ? data.Length : 0;
        writer.Return();
        return fits;
    }

    private static EventWriter Write<TEvent>(in TEvent value)
        where TEvent : IHookEvent<TEvent>
    {
        var writer = EventWriter.Rent();
        TEvent.WriteOpenPacket(ref writer, in value);
        writer.WriteRaw("}"u8);
        return writer;
    }

    private static ReadOnlySpan<byte> Data(in EventWriter writer, HookEventDescriptor descriptor)
    {
        int prefix = descriptor.OpenPacket.Length;
        if (writer.Attachments is { } attachments)
        {
            prefix += attachments.Count < 10 ? 2 : 3; // 45N- instead of 42
        }

        return writer.Written[prefix..];
    }
}
