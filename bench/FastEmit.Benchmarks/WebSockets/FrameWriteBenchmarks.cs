using BenchmarkDotNet.Attributes;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Benchmarks.WebSockets;

/// <summary>What do a frame's header and mask cost beyond the copy that is needed anyway?</summary>
public class FrameWriteBenchmarks
{
    private const uint Key = 0x5A_01_C3_7E;

    private byte[] _payload = null!;
    private byte[] _target = null!;

    [Params(200, 4_096, 65_536)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Create()
    {
        _payload = new byte[Bytes];
        _target = new byte[FrameWriter.MaskedLength(Bytes)];
    }

    [Benchmark(Baseline = true)]
    public int CopyAlone()
    {
        _payload.CopyTo(_target.AsSpan());
        return _payload.Length;
    }

    [Benchmark]
    public int Masked() => FrameWriter.WriteMasked(_target, WebSocketOpcode.Text, _payload, Key);

    [Benchmark]
    public int Unmasked() => FrameWriter.WriteUnmasked(_target, WebSocketOpcode.Text, _payload);
}
