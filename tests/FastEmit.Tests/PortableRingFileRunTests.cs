using FastEmit.Tests.Buffers;

namespace FastEmit.Tests;

/// <summary>What an emitter promises of its ring files holds for the portable ones too.</summary>
public sealed class PortableRingFileRunTests
{
    [Fact]
    public Task Emitter_PortableRingFiles_KeepsItsPromises() => PortableRun.AssertPassesAsync("--filter-class", "*HookEmitterRingFileTests", "--filter-class", "*HookEmitterLostFileTests");
}
