using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text.Json;
using FastEmit.Buffers;
using FastEmit.Fallbacks;
using FastEmit.Records;

namespace FastEmit.Hooks.Spooling;

/// <summary>
/// Recovers events from a ring file that no agent or emitter reads any more: set aside, truncated, damaged or without a
/// header. The file is not changed.
/// </summary>
/// <remarks>
/// Checks each possible start of a record, from the oldest unconfirmed one on, and takes every record with the form of an event. The
/// checksum of a record covers its position and the file's key, so it can be checked only when header and cursors are intact.
/// </remarks>
internal static class RingSalvage
{
    private const int MaxDepth = 512;

    /// <summary>Reads a file and writes each event as a line, <c>{"namespace":…,"event":…,"data":…}</c>, as <see cref="NdjsonFallback"/> does.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public static SalvageReport Run(string path, IBufferWriter<byte> output)
    {
        byte[] file = File.ReadAllBytes(path);
        RingFileProblem? problem = RingFileHeader.TryRead(
            file.AsSpan(0, Math.Min(RingFileHeader.Size, file.Length)), file.Length, out RingFileHeader header, out string found);
        SalvageReport report = new() { Problem = problem is null ? null : found };
        if (problem == RingFileProblem.OtherVersion || file.Length <= RingLayout.SharedData)
        {
            return report;
        }

        ReadOnlySpan<byte> data = file.AsSpan(RingLayout.SharedData);
        int capacity = header.Capacity != 0 ? header.Capacity : (int)BitOperations.RoundUpToPowerOf2((uint)data.Length);
        bool isKnown = TryReadCursors(file, capacity, out long first, out long end) && header.Capacity != 0;
        return Walk(data, header.Key, capacity, isKnown ? first : 0, isKnown ? end : capacity, isKnown, output, report);
    }

    private static SalvageReport Walk(
        ReadOnlySpan<byte> data, ulong key, int capacity, long first, long end, bool isKnown, IBufferWriter<byte> output, SalvageReport report)
    {
        EventRing ring = new(RingMemory.OnHeap(Math.Max(RingLayout.MinCapacity, capacity)));
        FallbackBatch batch = new();
        for (long position = first; position < end;)
        {
            ReadOnlySpan<byte> rest = data[Math.Min((int)(position & (capacity - 1)), data.Length)..];
            if (!TryReadPacket(rest, ring.MaxPacketLength, out ReadOnlySpan<byte> packet, out long word))
            {
                position += RecordHeader.Alignment;
                continue;
            }

            bool isVerified = isKnown && RecordCheck.Compute(packet, position, key) == RecordWord.Check(word);
            if (!(CompoundPacket.Is(packet) ? isVerified : IsEvent(packet)))
            {
                position += RecordHeader.Alignment;
                continue;
            }

            ring.TryAppend(packet, 0);
            batch.Fill(ring);
            batch.Events.Span[0].WriteJson(output);
            output.Write("\n"u8);
            ring.Release(batch.End);
            report = report with { Events = report.Events + 1, Unverified = report.Unverified + (isVerified ? 0 : 1) };
            position += RecordHeader.RecordSize(packet.Length);
        }

        return report;
    }

    private static bool TryReadCursors(ReadOnlySpan<byte> file, int capacity, out long first, out long end)
    {
        long freed = BinaryPrimitives.ReadInt64LittleEndian(file[RingLayout.Freed..]);
        long freeing = BinaryPrimitives.ReadInt64LittleEndian(file[RingLayout.Freeing..]);
        first = BinaryPrimitives.ReadInt64LittleEndian(file[RingLayout.Confirmed..]);
        long claimed = BinaryPrimitives.ReadInt64LittleEndian(file[RingLayout.Claimed..]);
        end = freed + capacity; // not the claimed position: it may be one record behind
        return RingCursors.FindFault(freed, freeing, first, claimed, freed, capacity) is null;
    }

    private static bool TryReadPacket(ReadOnlySpan<byte> rest, int maxLength, out ReadOnlySpan<byte> packet, out long word)
    {
        packet = default;
        word = 0;
        if (rest.Length < RecordHeader.Size)
        {
            return false;
        }

        word = BinaryPrimitives.ReadInt64LittleEndian(rest);
        int length = RecordWord.Length(word);
        if (!RecordWord.IsCommitted(word) || length > maxLength || RecordHeader.Size + length > rest.Length)
        {
            return false;
        }

        packet = rest.Slice(RecordHeader.Size, length);
        return true;
    }

    /// <summary>Whether a packet is <c>42["name",data]</c>, with or without a namespace.</summary>
    private static bool IsEvent(ReadOnlySpan<byte> packet)
    {
        if (!packet.StartsWith("42"u8) || packet.IndexOf((byte)'[') is var array && array < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> ns = packet["42".Length..array];
        if (ns.Length != 0 && (ns[0] != (byte)'/' || ns[^1] != (byte)','))
        {
            return false;
        }

        try
        {
            Utf8JsonReader reader = new(packet[array..], new JsonReaderOptions { MaxDepth = MaxDepth });
            reader.Read();
            bool isNamed = reader.Read() && reader.TokenType == JsonTokenType.String;
            bool hasData = reader.Read() && reader.TokenType != JsonTokenType.EndArray;
            return isNamed && hasData && reader.TrySkip() && reader.Read() && reader.TokenType == JsonTokenType.EndArray && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

/// <summary>The result of the recovery from a ring file.</summary>
internal sealed record SalvageReport
{
    /// <summary>Events that were written out.</summary>
    public long Events { get; init; }

    /// <summary>The number of these whose checksum is wrong or could not be checked.</summary>
    public long Unverified { get; init; }

    /// <summary>The file's problem, in a sentence; null when its header is intact.</summary>
    public string? Problem { get; init; }
}
