using System.Security.Cryptography;
using System.Text;
using FastEmit.Collector.Buffers;
using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Postgres;

/// <summary>
/// Kinds and sessions that events name again and again, found by the bytes that name them. Two ways to write the same are one entry. Bounded; for the
/// thread that writes.
/// </summary>
internal sealed class EntryTable
{
    /// <summary>Beyond so many it forgets all: they are in the database.</summary>
    private const int Capacity = 50_000;

    private const int KeyBytes = 16;

    private readonly Dictionary<byte[], NumberedEntry> _byText = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], NumberedEntry> _byKey = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], NumberedEntry>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private byte[] _text = new byte[256];

    public EntryTable() => _lookup = _byText.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>The key of a session's name.</summary>
    public static byte[] KeyOf(string session) => Hash($"s{session}");

    /// <summary>Text as PostgreSQL takes it: without zeros and halves of surrogate pairs.</summary>
    public static string Clean(string text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\u2400');

    public KindEntry KindOf(scoped in EventRecord record, ReadOnlySpan<byte> subtype)
    {
        // The name begins with a quote or a digit and ends with its quote, so no two kinds have the same text; a session's begins otherwise.
        ReadOnlySpan<byte> text = Join("k"u8, record.Namespace, record.NameJson, subtype);
        if (_lookup.TryGetValue(text, out NumberedEntry? entry))
        {
            return (KindEntry)entry;
        }

        string @namespace = Clean(Encoding.UTF8.GetString(record.Namespace));
        string name = Clean(EventReader.NameOf(record.NameJson));
        string type = subtype.IsEmpty ? name : Clean(EventReader.TextOf(subtype));
        return (KindEntry)Keep(text, new KindEntry(Hash($"k{@namespace}\0{name}\0{type}"), @namespace, name, type));
    }

    public SessionEntry SessionOf(ReadOnlySpan<byte> session)
    {
        ReadOnlySpan<byte> text = Join("s"u8, session, default, default);
        if (_lookup.TryGetValue(text, out NumberedEntry? entry))
        {
            return (SessionEntry)entry;
        }

        string name = Clean(EventReader.TextOf(session));
        return (SessionEntry)Keep(text, new SessionEntry(KeyOf(name), name));
    }

    private NumberedEntry Keep(ReadOnlySpan<byte> text, NumberedEntry entry)
    {
        if (_byText.Count >= Capacity)
        {
            _byText.Clear();
            _byKey.Clear();
        }

        if (!_byKey.TryAdd(entry.Key, entry))
        {
            entry = _byKey[entry.Key];
        }

        _byText[text.ToArray()] = entry;
        return entry;
    }

    private ReadOnlySpan<byte> Join(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, ReadOnlySpan<byte> fourth)
    {
        int length = first.Length + second.Length + third.Length + fourth.Length;
        if (_text.Length < length)
        {
            _text = new byte[length];
        }

        first.CopyTo(_text);
        second.CopyTo(_text.AsSpan(first.Length));
        third.CopyTo(_text.AsSpan(first.Length + second.Length));
        fourth.CopyTo(_text.AsSpan(first.Length + second.Length + third.Length));
        return _text.AsSpan(0, length);
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text))[..KeyBytes];
}

/// <summary>Something that has a number in the database, which is valid in one partition and until the next trouble. For the thread that writes.</summary>
internal abstract class NumberedEntry(byte[] key)
{
    private long _number;
    private int _epoch;

    /// <summary>Its key.</summary>
    public byte[] Key => key;

    /// <summary>The number, or null when it is not known in this epoch.</summary>
    public long? NumberIn(int epoch) => _epoch == epoch ? _number : null;

    public void SetNumber(long number, int epoch) => (_number, _epoch) = (number, epoch);
}

/// <summary>The common part of events of one namespace, name and type.</summary>
internal sealed class KindEntry(byte[] key, string @namespace, string name, string type) : NumberedEntry(key)
{
    public string Namespace => @namespace;

    public string Name => name;

    public string Type => type;
}

/// <summary>A session's name.</summary>
internal sealed class SessionEntry(byte[] key, string name) : NumberedEntry(key)
{
    public string Name => name;
}
