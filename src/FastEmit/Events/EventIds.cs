using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace FastEmit.Events;

/// <summary>
/// The <c>event_id</c> stamp of one lane: <c>lane-number</c>, where the lane is 64 random bits, new with each emitter, and the number increases by
/// one with each event. As a lane sends in order, a server knows all that it has got by one number, and gaps. Thread-safe.
/// </summary>
internal sealed class EventIds
{
    private const int MaxNumberLength = 20;

    private readonly byte[] _member = Encoding.UTF8.GetBytes($",\"event_id\":\"{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}-");
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
