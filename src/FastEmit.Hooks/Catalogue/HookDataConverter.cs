using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>Writes <see cref="HookData"/>.</summary>
internal sealed class HookDataConverter : IEventConverter<HookData>
{
    private HookDataConverter()
    {
    }

    /// <inheritdoc/>
    public static void Write(ref EventWriter writer, HookData value) => value.Write(ref writer);
}
