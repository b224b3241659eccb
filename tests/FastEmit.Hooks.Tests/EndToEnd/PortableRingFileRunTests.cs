using FastEmit.Tests.Buffers;

namespace FastEmit.Hooks.Tests.EndToEnd;

/// <summary>What hooks and their agent promise holds for portable files too: one agent, every event, each tool call once.</summary>
public sealed class PortableRingFileRunTests
{
    [Fact]
    public Task Hooks_PortableRingFiles_KeepTheirPromises() => PortableRun.AssertPassesAsync("--filter-method", "*Hook_ManyAtOnce*", "--filter-method", "*HookStateTests*");
}
