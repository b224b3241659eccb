using System.Buffers;
using FastEmit.Protocol.Packets;

namespace FastEmit.SocketIO.Receiving;

/// <summary>
/// Who listens to what. Registering copies the list it changes, so that a dispatch in progress is not disturbed and lookups take no lock
/// beyond the dictionary's.
/// </summary>
internal sealed partial class HandlerTable
{
    private readonly Lock _lock = new();
    private Dictionary<byte[], EventSubscription[]> _byName = new(Utf8NameComparer.Instance);
    private EventSubscription[] _any = [];

    public EventSubscription[] Any => Volatile.Read(ref _any);

    public bool IsEmpty => Any.Length == 0 && Volatile.Read(ref _byName).Count == 0;

    /// <summary>The handlers of an event whose name stands in the JSON as <paramref name="rawName"/>.</summary>
    public EventSubscription[] Find(ReadOnlySpan<byte> rawName)
    {
        if (rawName[0] != (byte)'"')
        {
            return Look(rawName);
        }

        ReadOnlySpan<byte> name = rawName[1..^1];
        return name.Contains((byte)'\\') ? FindEscaped(name) : Look(name);
    }

    /// <summary>Many servers escape everything beyond ASCII.</summary>
    private EventSubscription[] FindEscaped(ReadOnlySpan<byte> name)
    {
        // Half a surrogate pair becomes U+FFFD, as in the name that a handler was registered with.
        byte[] rented = ArrayPool<byte>.Shared.Rent(name.Length * 3);
        EventSubscription[] found = Look(rented.AsSpan(0, JsonText.Decode(name, rented)));
        ArrayPool<byte>.Shared.Return(rented);
        return found;
    }

    private EventSubscription[] Look(ReadOnlySpan<byte> name)
    {
        var lookup = Volatile.Read(ref _byName).GetAlternateLookup<ReadOnlySpan<byte>>();
        return lookup.TryGetValue(name, out EventSubscription[]? found) ? found : [];
    }

    private EventSubscription Add(EventSubscription subscription)
    {
        lock (_lock)
        {
            if (subscription.Name is null)
            {
                Volatile.Write(ref _any, [.. _any, subscription]);
                return subscription;
            }

            Dictionary<byte[], EventSubscription[]> copy = new(_byName, Utf8NameComparer.Instance);
            copy[subscription.Name] = copy.TryGetValue(subscription.Name, out EventSubscription[]? present)
                ? [.. present, subscription]
                : [subscription];
            Volatile.Write(ref _byName, copy);
            return subscription;
        }
    }

    public void Remove(EventSubscription subscription) => RemoveWhere(other => ReferenceEquals(other, subscription));

    /// <summary>Takes off the oldest handler that the predicate picks.</summary>
    public void RemoveFirst(Predicate<EventSubscription> picks)
    {
        lock (_lock)
        {
            if (_any.Concat(_byName.Values.SelectMany(static present => present)).FirstOrDefault(other => picks(other)) is { } first)
            {
                Remove(first);
            }
        }
    }

    /// <summary>Takes off every handler that the predicate picks.</summary>
    public void RemoveWhere(Predicate<EventSubscription> picks)
    {
        lock (_lock)
        {
            Volatile.Write(ref _any, Array.FindAll(_any, other => !picks(other)));
            Dictionary<byte[], EventSubscription[]> copy = new(Utf8NameComparer.Instance);
            foreach ((byte[] name, EventSubscription[] present) in _byName)
            {
                EventSubscription[] kept = Array.FindAll(present, other => !picks(other));
                if (kept.Length > 0)
                {
                    copy[name] = kept;
                }
            }

            Volatile.Write(ref _byName, copy);
        }
    }
}

/// <summary>Compares names by their UTF-8, so that a received name is looked up where it lies.</summary>
internal sealed class Utf8NameComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static Utf8NameComparer Instance { get; } = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        // Names are short and registered by the program itself, so the hash need not stand up to an attacker.
        uint hash = 2166136261;
        foreach (byte value in alternate)
        {
            hash = (hash ^ value) * 16777619;
        }

        return (int)hash;
    }

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
}
