using FastEmit.Events;

namespace FastEmit.Interop.Tests.Emitting;

/// <summary>An event that writes itself, and what it writes is not JSON.</summary>
internal readonly struct MalformedEvent : IHookEvent<MalformedEvent>
{
    public static HookEventDescriptor Descriptor { get; } = HookEventDescriptor.Create("malformed", "/hook");

    public static uint GetPartition(in MalformedEvent value) => Descriptor.DefaultPartition;

    public static void WriteOpenPacket(ref EventWriter writer, in MalformedEvent value) =>
        writer.WriteRaw("""42/hook,["malformed",{77:1"""u8);
}
