using System.Text.Json;
using FastEmit.FaultProxy;
using FastEmit.Interop.Tests.Emitting;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Interop.Tests.Documentation;

/// <summary>The servers of docs/guarantees.md do what the page says: no duplicate gets past them.</summary>
public sealed class DuplicateRemovalTests
{
    private const int TimeoutMs = 120_000;

    [Theory(Timeout = TimeoutMs)]
    [InlineData("js")]
    [InlineData("python")]
    public async Task Snippet_EventsSentAgainAfterResets_PrintsEachOnce(string language)
    {
        const int rounds = 5;
        const int perRound = 400;
        await NodeRuntime.EnsureAsync();
        await using DocumentedServer server = await DocumentedServer.StartAsync(language, TestContext.Current.CancellationToken);
        await using TcpFaultProxy proxy = TcpFaultProxy.Start(server.Port);
        HookEmitterOptions options = TestEmitter.Options($"http://127.0.0.1:{proxy.Port}");
        options.Stamps.EventId = true;
        await using HookEmitter emitter = HookEmitter.Create(options);

        for (int round = 0; round < rounds; round++)
        {
            // What the cut connection had brought still counts until the emitter has noticed the cut.
            await TestEmitter.UntilAsync(() => emitter.GetLaneStats(0).Errors >= round);
            long confirmed = emitter.GetStats().Confirmed;
            await TestEmitter.EmitAsync(emitter, round * perRound, perRound);
            await TestEmitter.UntilAsync(() => emitter.GetStats().Confirmed > confirmed);
            proxy.ToClient = new LinkConditions { Delay = TimeSpan.FromSeconds(5) }; // Received, but nobody is told.
            await TestEmitter.EmitAsync(emitter, (rounds + round) * perRound, 1);
            await TestEmitter.UntilAsync(() => emitter.GetStats().BytesInFlight > 0);
            proxy.ResetAll();
            proxy.ToClient = LinkConditions.Clear;
        }

        await TestEmitter.FlushAllAsync(emitter);

        int expected = (int)emitter.GetStats().Confirmed;
        await TestEmitter.UntilAsync(() => server.Lines.Count >= expected);
        int[] numbers = [.. server.Lines.Select(static line => JsonElement.Parse(line[(line.IndexOf(' ') + 1)..]).GetProperty("number").GetInt32())];
        Assert.True(emitter.GetStats().Resent > 0);
        Assert.Equal(expected, numbers.Length);
        Assert.Equal(expected, numbers.Distinct().Count());
    }
}
