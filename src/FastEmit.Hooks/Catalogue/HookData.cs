using FastEmit.Events;
using FastEmit.Hooks.Redaction;

namespace FastEmit.Hooks.Catalogue;

/// <summary>What an event says, as it is written: nothing of it is built before.</summary>
/// <param name="content">Writes the members.</param>
/// <param name="limits">How much of it is written.</param>
[EventConverter(typeof(HookDataConverter))]
internal readonly struct HookData(HookContent content, TextLimits limits)
{
    /// <summary>The same within a quarter of the room.</summary>
    public HookData Shortened() => new(content, limits with { MaxTotal = limits.MaxTotal / 4 });

    /// <summary>Writes the object.</summary>
    public void Write(ref EventWriter writer)
    {
        DataWriter data = new(writer, limits);
        content(ref data);
        writer = data.End();
    }
}
