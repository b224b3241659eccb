namespace FastEmit.Events;

/// <summary>
/// The binary attachments of one packet. One list per thread is kept and used again. The bytes are the user's: whoever
/// takes the packet over copies them before the user's call returns. (The client's list of this name is of received ones: a view of one span.)
/// </summary>
internal sealed class AttachmentList
{
    /// <summary>Servers refuse packets with more (socket.io-parser 4.2.6 and later).</summary>
    internal const int Limit = 10;

    [ThreadStatic]
    private static AttachmentList? _spare;

    private readonly ReadOnlyMemory<byte>[] _items = new ReadOnlyMemory<byte>[Limit];

    /// <summary>How many there are: 1 to <see cref="Limit"/>.</summary>
    internal int Count { get; private set; }

    /// <summary>The attachments in the order of their placeholders.</summary>
    internal ReadOnlySpan<ReadOnlyMemory<byte>> Items => _items.AsSpan(0, Count);

    internal static AttachmentList Rent()
    {
        AttachmentList list = _spare ?? new AttachmentList();
        _spare = null;
        return list;
    }

    internal int Add(ReadOnlyMemory<byte> bytes)
    {
        _items[Count] = bytes;
        return Count++;
    }

    internal void Return()
    {
        _items.AsSpan(0, Count).Clear(); // the user's memory is not ours to keep alive
        Count = 0;
        _spare = this;
    }
}
