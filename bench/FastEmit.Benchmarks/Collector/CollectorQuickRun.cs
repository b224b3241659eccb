using System.Text;
using FastEmit.Benchmarks.Serialization;
using FastEmit.Collector;
using FastEmit.Collector.Sessions;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Benchmarks.Collector;

/// <summary>What the collector does with one reference event between the socket's read and the next, by option, in a few seconds.</summary>
internal static class CollectorQuickRun
{
    /// <summary>Events of one read at the full rate.</summary>
    private const int EventsPerRead = 1_000;

    public static int Run()
    {
        QuickLoop loop = new(operations: 100 * EventsPerRead, rounds: 41);
        byte[] plain = Frames("""42["claude_event",{"type":"hook","subtype":"pre_tool","timestamp":"2026-11-21T23:07:00.0000000Z","session_id":"3f0c1f3e-8a1b-4b2c-9d3e-1234567890ab","tool_name":"Bash","success":true,"duration_ms":0}]""");
        byte[] copy = new byte[plain.Length];
        loop.Add("copying alone", count => Repeat(count, () => plain.CopyTo(copy, 0)));
        Add("count only", plain, new CollectorOptions { ValidatesJson = false, DuplicateWindow = 0, RecentBytes = 0 });
        Add("+ duplicates", plain, new CollectorOptions { ValidatesJson = false, RecentBytes = 0 });
        Add("+ recent events", plain, new CollectorOptions { ValidatesJson = false });
        Add("+ JSON validated", plain, new CollectorOptions());
        foreach ((string name, QuickResult result) in loop.Run())
        {
            Console.WriteLine($"{name,-20} {result.MedianNanoseconds,7:F1} ns/event {result.BytesPerOperation,5:F0} B");
        }

        return 0;

        void Add(string name, byte[] bytes, CollectorOptions options)
        {
            EventCollector collector = new(options);
            IncomingFrames frames = new(collector.NewSession(Handshake.None), options.MaxPayload, static _ => { });
            frames.Take(Frame("40"));
            byte[] buffer = new byte[bytes.Length];
            loop.Add(name, count => Repeat(count, () =>
            {
                bytes.CopyTo(buffer, 0); // The reader unmasks in place.
                frames.Take(buffer);
            }));
        }
    }

    private static int Repeat(int events, Action read)
    {
        for (int i = 0; i < events; i += EventsPerRead)
        {
            read();
        }

        return events;
    }

    private static byte[] Frames(string packet) => [.. Enumerable.Repeat(Frame(packet), EventsPerRead).SelectMany(static frame => frame)];

    private static byte[] Frame(string packet)
    {
        byte[] payload = Encoding.UTF8.GetBytes(packet);
        byte[] frame = new byte[FrameWriter.MaskedLength(payload.Length)];
        FrameWriter.WriteMasked(frame, WebSocketOpcode.Text, payload, 0x5A_01_C3_7E);
        return frame;
    }
}
