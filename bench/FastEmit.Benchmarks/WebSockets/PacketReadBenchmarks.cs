using System.Text.Json;
using BenchmarkDotNet.Attributes;
using FastEmit.Protocol.Packets;

namespace FastEmit.Benchmarks.WebSockets;

/// <summary>What does it cost to take a received packet apart and check its JSON, against a pass of Utf8JsonReader over the JSON alone?</summary>
public class PacketReadBenchmarks
{
    private byte[] _packet = null!;
    private int _json;

    [Params("reference event", "namespace and ack id", "acknowledgement")]
    public string Packet { get; set; } = "";

    [GlobalSetup]
    public void Create()
    {
        const string Data = """{"type":"hook","subtype":"pre_tool","timestamp":"2026-11-21T23:07:00.0000000Z","session_id":"3f0c1f3e-8a1b-4b2c-9d3e-1234567890ab","tool_name":"Bash","success":true,"duration_ms":0}""";
        string packet = Packet switch
        {
            "reference event" => $"""2["claude_event",{Data}]""",
            "namespace and ack id" => $"""2/hook,1234["claude_event",{Data}]""",
            _ => """31234[{"ok":true}]""",
        };
        _packet = System.Text.Encoding.UTF8.GetBytes(packet);
        _json = packet.IndexOf('[', StringComparison.Ordinal);
        if (!PacketReader.TryParse(_packet, out _, out string? error))
        {
            throw new InvalidOperationException(error);
        }
    }

    [Benchmark(Baseline = true)]
    public int Utf8JsonReaderAlone()
    {
        Utf8JsonReader reader = new(_packet.AsSpan(_json));
        int tokens = 0;
        while (reader.Read())
        {
            tokens++;
        }

        return tokens;
    }

    [Benchmark]
    public bool FastEmit() => PacketReader.TryParse(_packet, out _);
}
