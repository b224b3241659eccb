using System.Text;
using BenchmarkDotNet.Attributes;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Benchmarks.WebSockets;

/// <summary>
/// What does a received frame of 200 bytes cost: as a client reads it, as a server does, and against the check that RFC 6455 asks
/// for anyway, that a text is valid UTF-8?
/// </summary>
public class FrameReadBenchmarks
{
    private const int Frames = 64;
    private const int Bytes = 200;

    private readonly FrameReader _client = new(WebSocketRole.Client, FrameLimits.Default);
    private readonly FrameReader _server = new(WebSocketRole.Server, FrameLimits.Default);
    private readonly byte[] _text = Encoding.ASCII.GetBytes(new string('x', Bytes));
    private byte[] _unmasked = null!;
    private byte[] _masked = null!;
    private byte[] _received = null!;

    [GlobalSetup]
    public void Create()
    {
        byte[] frame = new byte[FrameWriter.UnmaskedLength(Bytes)];
        FrameWriter.WriteUnmasked(frame, WebSocketOpcode.Text, _text);
        _unmasked = [.. Enumerable.Repeat(frame, Frames).SelectMany(static bytes => bytes)];
        byte[] masked = new byte[FrameWriter.MaskedLength(Bytes)];
        FrameWriter.WriteMasked(masked, WebSocketOpcode.Text, _text, 0x5A_01_C3_7E);
        _masked = [.. Enumerable.Repeat(masked, Frames).SelectMany(static bytes => bytes)];
        _received = new byte[_masked.Length];
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Frames)]
    public int ValidationAlone()
    {
        int valid = 0;
        for (int i = 0; i < Frames; i++)
        {
            valid += System.Text.Unicode.Utf8.IsValid(_text) ? 1 : 0;
        }

        return valid;
    }

    [Benchmark(OperationsPerInvoke = Frames)]
    public int Client()
    {
        CountingHandler handler = default;
        _client.Read(_unmasked, ref handler);
        return handler.Bytes;
    }

    /// <summary>It unmasks in place, so it gets a copy each time, as from a socket.</summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public int Server()
    {
        _masked.CopyTo(_received.AsSpan());
        CountingHandler handler = default;
        _server.Read(_received, ref handler);
        return handler.Bytes;
    }
}
