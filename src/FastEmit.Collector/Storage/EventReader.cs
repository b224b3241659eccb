using System.Text;
using FastEmit.Collector.Events;
using FastEmit.Protocol.Packets;

namespace FastEmit.Collector.Storage;

/// <summary>From records to events.</summary>
internal static class EventReader
{
    public static StoredEvent Read(long id, scoped in EventRecord record)
    {
        EventFacts facts = EventFacts.Read(record.Data);
        string name = NameOf(record.NameJson);
        return new StoredEvent
        {
            Id = id,
            Time = EventTime.FromMicroseconds(record.Time),
            Namespace = Encoding.UTF8.GetString(record.Namespace),
            Name = name,
            Type = facts.Subtype.IsEmpty ? name : JsonText.Decode(facts.Subtype),
            Session = facts.Session.IsEmpty ? null : JsonText.Decode(facts.Session),
            Data = DataOf(record.Data, facts),
            AttachmentLengths = RecordFormat.AttachmentLengths(record.Attachments),
        };
    }

    /// <summary>A text of the facts, decoded.</summary>
    public static string TextOf(ReadOnlySpan<byte> text) => JsonText.Decode(text);

    /// <summary>Resolves the escapes of JSON. Returns the length, at most that of the input.</summary>
    public static int Unescape(ReadOnlySpan<byte> json, Span<char> destination) => JsonText.Unescape(json, destination);

    /// <summary>A name as it stands in a packet, decoded.</summary>
    public static string NameOf(ReadOnlySpan<byte> nameJson) =>
        nameJson is [(byte)'"', .., (byte)'"'] ? JsonText.Decode(nameJson[1..^1]) : Encoding.UTF8.GetString(nameJson);

    /// <summary>The one argument, or the array of all.</summary>
    public static byte[] DataOf(ReadOnlySpan<byte> data, scoped in EventFacts facts) =>
        facts.IsOneValue || !facts.IsJson ? data.ToArray() : [(byte)'[', .. data, (byte)']'];

    /// <summary>The attachments of a record.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> AttachmentsOf(ReadOnlySpan<byte> attachments)
    {
        List<ReadOnlyMemory<byte>> list = [];
        foreach (int length in RecordFormat.AttachmentLengths(attachments))
        {
            list.Add(attachments.Slice(sizeof(int), length).ToArray());
            attachments = attachments[(sizeof(int) + length)..];
        }

        return list;
    }
}
