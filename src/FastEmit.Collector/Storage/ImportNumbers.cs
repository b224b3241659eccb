using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FastEmit.Collector.Events;

namespace FastEmit.Collector.Storage;

/// <summary>
/// Numbers for events that are read out of a store's file, as an emitter's lane would have given them: the lane is what the file begins with, the number
/// is the event's id. So an import that runs again, over the whole file or from where it was cut off, is known event by event. For one thread.
/// </summary>
/// <param name="keepsIds">Whether the other store knows second copies by their <c>event_id</c> for itself.</param>
internal sealed class ImportNumbers(bool keepsIds)
{
    private ulong _lane;
    private long _last;

    /// <summary>A file begins, with this event.</summary>
    public void Begin(StoredEvent first)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{first.Id} {first.Time.UtcTicks} {first.Namespace}\n{first.Name}\n"));
        hash.AppendData(first.Data.Span);
        _lane = BinaryPrimitives.ReadUInt64BigEndian(hash.GetHashAndReset());
        _last = first.Id - 1;
    }

    /// <summary>
    /// The numbers of the next event: all from behind the event before to its id, so that there are no gaps. None when its emitter has numbered it, or
    /// when the store knows it by its id.
    /// </summary>
    /// <param name="id">The event's id in the file.</param>
    /// <param name="data">Its arguments.</param>
    public Sequence Next(long id, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> eventId = EventId.Find(data);
        if (!eventId.IsEmpty && (keepsIds || Sequence.TryParse(eventId, out _)))
        {
            return default;
        }

        long first = Math.Max(_last + 1, id - int.MaxValue + 1);
        _last = id;
        return new Sequence(_lane, first, (int)(id - first + 1));
    }
}
