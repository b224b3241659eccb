using FastEmit.Events;

namespace FastEmit.Cli.Emitting;

/// <summary>Caches the descriptors by namespace and event name. A hit allocates nothing. For one thread.</summary>
internal sealed class DescriptorCache
{
    /// <summary>Limits the memory for an unbounded number of names in the input.</summary>
    private const int Capacity = 1024;

    private readonly Dictionary<string, Dictionary<string, HookEventDescriptor>> _byNamespace = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The descriptor of an event; null when the name or namespace is not valid, with the reason in <paramref name="error"/>.</summary>
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
