using System.Buffers;
using System.Buffers.Text;
using System.Text;
using FastEmit.Events;

namespace FastEmit.Load.Clients;

/// <summary>FastEmit with events of any size, in any number of namespaces, of keys and of agents' sessions, from one thread that waits while its ring is full.</summary>
internal static class GrowthRun
{
    private const int ConnectionsOfKeys = 5; // each key has one of them
    private const string Session = "00000000";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Emits and reports.</summary>
    /// <param name="url">The server.</param>
    /// <param name="events">Events in all.</param>
    /// <param name="packetBytes">Bytes of each, as a packet.</param>
    /// <param name="namespaces">They take turns.</param>
    /// <param name="keys">Partition keys, which take turns; 0: none.</param>
    /// <param name="sessions">Agents' sessions, which take turns; 0: none.</param>
    public static async Task RunAsync(string url, int events, int packetBytes, int namespaces, int keys, int sessions)
    {
        await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions
        {
            Url = url,
            MaxConnections = keys == 0 ? 1 : ConnectionsOfKeys,
            Overflow = OverflowPolicy.Wait(Patience),
            Stamps = { Timestamp = false },
        });
        HookEventDescriptor[] descriptors = [.. Enumerable.Range(0, namespaces)
            .Select(static index => HookEventDescriptor.Create("claude_event", index == 0 ? "/" : $"/{index}"))];
        byte[] data = Data(packetBytes, sessions > 0 ? $"{{\"session_id\":\"{Session}\",\"text\":\"" : "{\"text\":\"");
        Memory<byte> session = data.AsMemory(Math.Max(0, data.AsSpan().IndexOf("00000000"u8)), sessions > 0 ? Session.Length : 0);
        ClientMeter meter = new();
        int warm = events / 10;
        for (int number = 0; number < events; number++)
        {
            if (number == warm)
            {
                await ConfirmAsync(emitter);
                meter.Begin(number);
            }

            if (sessions > 0)
            {
                Utf8Formatter.TryFormat(number % sessions, session.Span, out _, new StandardFormat('D', (byte)Session.Length));
            }

            HookEventDescriptor descriptor = descriptors[number % namespaces];
            _ = keys == 0 ? emitter.EmitJson(descriptor, data) : emitter.EmitJson(descriptor, data, PartitionHash.Of((ulong)(number % keys)));
        }

        await ConfirmAsync(emitter);
        meter.Print(events);
    }

    /// <summary>JSON that makes the packet <c>42["claude_event",…]</c> this long.</summary>
    private static byte[] Data(int packetBytes, string start)
    {
        const string end = "\"}";
        int text = Math.Max(0, packetBytes - "42[\"claude_event\",]".Length - start.Length - end.Length);
        return Encoding.UTF8.GetBytes(start + new string('x', text) + end);
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
