using FastEmit.Events;

namespace FastEmit.Cli.Emitting;

/// <summary>The descriptors of the namespaces and event names seen so far. Allocates nothing for those that it holds. For one thread.</summary>
internal sealed class DescriptorCache
{
    /// <summary>Bounds the memory that ever new names in the input can take.</summary>
    private const int Capacity = 1024;

    private readonly Dictionary<string, Dictionary<string, HookEventDescriptor>> _byNamespace = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The descriptor of an event; null when no event can have that name or namespace, and <paramref name="error"/> says why.</summary>
    public HookEventDescriptor? Find(ReadOnlySpan<char> @namespace, ReadOnlySpan<char> name, out string? error)
    {
        error = null;
        return _byNamespace.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(@namespace, out Dictionary<string, HookEventDescriptor>? names)
            && names.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out HookEventDescriptor? known)
            ? known
            : Create(@namespace.ToString(), name.ToString(), out error);
    }

    private HookEventDescriptor? Create(string @namespace, string name, out string? error)
    {
        try
        {
            var descriptor = HookEventDescriptor.Create(name, @namespace);
            error = null;
            if (_count++ == Capacity)
            {
                _byNamespace.Clear();
                _count = 1;
            }

            if (!_byNamespace.TryGetValue(@namespace, out Dictionary<string, HookEventDescriptor>? names))
            {
                _byNamespace.Add(@namespace, names = new(StringComparer.Ordinal));
            }

            names.Add(name, descriptor);
            return descriptor;
        }
        catch (ArgumentException exception)
        {
            error = exception.Message.Split(" (Parameter", 2)[0];
            return null;
        }
    }
}
