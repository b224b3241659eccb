using FastEmit.Events;

namespace FastEmit.Cli.Emitting;

/// <summary>The descriptors of the event names seen so far, in one namespace. Allocates nothing for a name that it holds. For one thread.</summary>
internal sealed class DescriptorCache
{
    /// <summary>Bounds the memory that ever new names in the input can take.</summary>
    private const int Capacity = 1024;

    private readonly string _namespace;
    private readonly Dictionary<string, HookEventDescriptor> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HookEventDescriptor>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    public DescriptorCache(string @namespace)
    {
        _namespace = @namespace;
        _bySpan = _byName.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The descriptor of a name; null when no event can have it.</summary>
    public HookEventDescriptor? Find(ReadOnlySpan<char> name) =>
        _bySpan.TryGetValue(name, out HookEventDescriptor? known) ? known : Create(name.ToString());

    private HookEventDescriptor? Create(string name)
    {
        try
        {
            var descriptor = HookEventDescriptor.Create(name, _namespace);
            if (_byName.Count == Capacity)
            {
                _byName.Clear();
            }

            _byName.Add(name, descriptor);
            return descriptor;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
