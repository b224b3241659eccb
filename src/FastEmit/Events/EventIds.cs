using System.Buffers.Text;
using System.Text;

namespace FastEmit.Events;

/// <summary>
/// The <c>event_id</c> stamp: <c>emitter-number</c>, where the emitter is 64 random bits and the number increases by one
/// with each event. Thread-safe.
/// </summary>
internal sealed class EventIds(string emitter)
{
    private const int MaxNumberLength = 20;

    private readonly byte[] _member = Encoding.UTF8.GetBytes($",\"event_id\":\"{emitter}-");
    private long _number;

    /// <summary>Adds the member to the open object in <paramref name="writer"/>.</summary>
    public void Write(ref EventWriter writer)
    {
        ReadOnlySpan<byte> member = _member;
        if (writer.Written[^1] == (byte)'{')
        {
            member = member[1..];
        }

        Span<byte> span = writer.GetSpan(member.Length + MaxNumberLength + 1);
        member.CopyTo(span);
        Utf8Formatter.TryFormat(Interlocked.Increment(ref _number), span[member.Length..], out int written);
        int length = member.Length + written;
        span[length++] = (byte)'"';
        writer.Advance(length);
    }
}
