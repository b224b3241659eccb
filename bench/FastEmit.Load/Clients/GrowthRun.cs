using FastEmit.Events;

namespace FastEmit.Load.Clients;

/// <summary>FastEmit with events of any size in any number of namespaces, from one thread that waits while its ring is full.</summary>
internal static class GrowthRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Emits and reports.</summary>
    public static async Task RunAsync(string url, int events, int packetBytes, int namespaces)
    {
        await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions
        {
            Url = url,
            MaxConnections = 1,
            Overflow = OverflowPolicy.Wait(Patience),
            Stamps = { Timestamp = false },
        });
        HookEventDescriptor[] descriptors = [.. Enumerable.Range(0, namespaces)
            .Select(static index => HookEventDescriptor.Create("claude_event", index == 0 ? "/" : $"/{index}"))];
        byte[] data = Data(packetBytes);
        ClientMeter meter = new();
        int warm = events / 10;
        for (int number = 0; number < events; number++)
        {
            if (number == warm)
            {
                await ConfirmAsync(emitter);
                meter.Begin(number);
            }

            _ = emitter.EmitJson(descriptors[number % namespaces], data);
        }

        await ConfirmAsync(emitter);
        meter.Print(events);
    }

    /// <summary>JSON that makes the packet <c>42["claude_event",…]</c> this long.</summary>
    private static byte[] Data(int packetBytes)
    {
        byte[] data = new byte[Math.Max(packetBytes - "42[\"claude_event\",]".Length, "{\"text\":\"\"}".Length)];
        data.AsSpan().Fill((byte)'x');
        "{\"text\":\""u8.CopyTo(data);
        "\"}"u8.CopyTo(data.AsSpan(data.Length - 2));
        return data;
    }

    private static async Task ConfirmAsync(HookEmitter emitter)
    {
        FlushReport report = await emitter.FlushAsync(Patience);
        if (!report.Completed)
        {
            throw new InvalidOperationException($"{report.Confirmed} of {report.Offered} events are confirmed. {report.LastError}");
        }
    }
}
