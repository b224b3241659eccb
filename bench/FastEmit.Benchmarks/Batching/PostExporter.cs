using System.Buffers;
using System.Net.Sockets;
using System.Text.Json;
using FastEmit.Load.Clients;
using OpenTelemetry;

namespace FastEmit.Benchmarks.Batching;

/// <summary>What an exporter of OpenTelemetry has to do at least: serializes a batch into a buffer of its own and writes it to a socket in one piece.</summary>
internal sealed class PostExporter(Socket socket) : BaseExporter<ReferenceData>
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 20);
    private readonly Utf8JsonWriter _writer = new(Stream.Null);

    /// <summary>Events written so far.</summary>
    public long Exported { get; private set; }

    public override ExportResult Export(in Batch<ReferenceData> batch)
    {
        _buffer.ResetWrittenCount();
        foreach (ReferenceData payload in batch)
        {
            _writer.Reset(_buffer);
            JsonSerializer.Serialize(_writer, payload, PeerJson.Default.ReferenceData);
            Exported++;
        }

        socket.Send(_buffer.WrittenSpan);
        return ExportResult.Success;
    }

    protected override void Dispose(bool disposing)
    {
        _writer.Dispose();
        base.Dispose(disposing);
    }
}
