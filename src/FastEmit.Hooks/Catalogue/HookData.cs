using FastEmit.Events;
using FastEmit.Hooks.Redaction;

namespace FastEmit.Hooks.Catalogue;

/// <summary>The data of an event. It is written directly, without an intermediate object.</summary>
/// <param name="content">Writes the members.</param>
/// <param name="limits">The limits on the written text.</param>
[EventConverter(typeof(HookDataConverter))]
internal readonly struct HookData(HookContent content, TextLimits limits)
{
    /// <summary>The same data with a quarter of the total size.</summary>
    public HookData Shortened() => new(content, limits with { MaxTotal = limits.MaxTotal / 4 });

    /// <summary>Writes the object.</summary>
    public void Write(ref EventWriter writer)
    {
        DataWriter data = new(writer, limits);
        content(ref data);
        writer = data.End();
    }
}

/// <summary>Writes the members of an event's data.</summary>
internal delegate void HookContent(ref DataWriter data);

/// <summary>Writes <see cref="HookData"/>.</summary>
internal sealed class HookDataConverter : IEventConverter<HookData>
{
    private HookDataConverter()
    {
    }

    /// <inheritdoc/>
    public static void Write(ref EventWriter writer, HookData value) => value.Write(ref writer);
}
