using System.Runtime.CompilerServices;
using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>The way to an event's generated serializer.</summary>
internal static class OpenPacket
{
    /// <summary>Writes the packet up to the last member.</summary>
    /// <remarks>Inlined into code that knows the type, which is compiled ahead of time; code for any type would not be.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TEvent>(ref EventWriter writer, TEvent value)
        where TEvent : class, IHookEvent<TEvent> => TEvent.WriteOpenPacket(ref writer, in value);
}
