using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastEmit.Collector.Events;
using FastEmit.SocketIO.Receiving;

namespace FastEmit.Collector.Storage;

/// <summary>
/// How events lie in memory between a connection and a store: a header, the namespace, the name, the arguments, the attachments; padded to
/// eight bytes. It never leaves the process, so it is in the machine's own byte order.
/// </summary>
internal static class RecordFormat
{
    /// <summary>Bytes of a record.</summary>
    public static int LengthOf(ReadOnlySpan<byte> @namespace, ReadOnlySpan<byte> nameJson, ReadOnlySpan<byte> data, scoped in AttachmentList attachments) =>
        checked(Unsafe.SizeOf<Header>() + @namespace.Length + nameJson.Length + data.Length + attachments.Bytes.Length
            + (sizeof(int) * attachments.Count) + 7) & ~7;

    /// <summary>Writes a record into a span of exactly <see cref="LengthOf"/> bytes.</summary>
    public static void Write(
        Span<byte> record,
        long time,
        ReadOnlySpan<byte> @namespace,
        ReadOnlySpan<byte> nameJson,
        ReadOnlySpan<byte> data,
        scoped in AttachmentList attachments,
        Sequence sequence = default)
    {
        int attachmentBytes = attachments.Bytes.Length + (sizeof(int) * attachments.Count);
        MemoryMarshal.AsRef<Header>(record) = new Header
        {
            Time = time,
            Length = record.Length,
            NamespaceLength = @namespace.Length,
            NameLength = nameJson.Length,
            DataLength = data.Length,
            AttachmentBytes = attachmentBytes,
            Lane = sequence.Lane,
            First = sequence.First,
            NumberCount = sequence.Count,
        };
        Span<byte> rest = record[Unsafe.SizeOf<Header>()..];
        @namespace.CopyTo(rest);
        rest = rest[@namespace.Length..];
        nameJson.CopyTo(rest);
        rest = rest[nameJson.Length..];
        data.CopyTo(rest);
        if (attachmentBytes != 0)
        {
            WriteAttachments(rest[data.Length..], attachments);
        }
    }

    /// <summary>Takes the first record off. False when there is none.</summary>
    public static bool TryRead(scoped ref ReadOnlySpan<byte> records, out EventRecord record)
    {
        if (records.IsEmpty)
        {
            record = default;
            return false;
        }

        ref readonly Header header = ref MemoryMarshal.AsRef<Header>(records);
        int name = Unsafe.SizeOf<Header>() + header.NamespaceLength;
        int data = name + header.NameLength;
        int attachments = data + header.DataLength;
        record = new EventRecord
        {
            Time = header.Time,
            Namespace = records[Unsafe.SizeOf<Header>()..name],
            NameJson = records[name..data],
            Data = records[data..attachments],
            Attachments = records.Slice(attachments, header.AttachmentBytes),
            Sequence = new Sequence(header.Lane, header.First, header.NumberCount),
        };
        records = records[header.Length..];
        return true;
    }

    /// <summary>The length of the first record, without reading it.</summary>
    public static int PeekLength(ReadOnlySpan<byte> records) => MemoryMarshal.AsRef<Header>(records).Length;

    /// <summary>The lengths of a record's attachments.</summary>
    public static IReadOnlyList<int> AttachmentLengths(ReadOnlySpan<byte> attachments)
    {
        List<int> lengths = [];
        while (!attachments.IsEmpty)
        {
            int length = MemoryMarshal.Read<int>(attachments);
            lengths.Add(length);
            attachments = attachments[(sizeof(int) + length)..];
        }

        return lengths;
    }

    private static void WriteAttachments(Span<byte> destination, scoped in AttachmentList attachments)
    {
        for (int i = 0; i < attachments.Count; i++)
        {
            ReadOnlySpan<byte> attachment = attachments[i];
            int length = attachment.Length;
            MemoryMarshal.Write(destination, length);
            attachment.CopyTo(destination[sizeof(int)..]);
            destination = destination[(sizeof(int) + length)..];
        }
    }

    private struct Header
    {
        public long Time;
        public ulong Lane;
        public long First;
        public int Length;
        public int NamespaceLength;
        public int NameLength;
        public int DataLength;
        public int AttachmentBytes;
        public int NumberCount;
    }
}
