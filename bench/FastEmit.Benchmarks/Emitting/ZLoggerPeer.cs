using FastEmit.Benchmarks.Serialization;
using Microsoft.Extensions.Logging;
using ZLogger;

namespace FastEmit.Benchmarks.Emitting;

/// <summary>
/// The reference event as a structured log entry of ZLogger, which C# programs log fastest with: the call copies the fields into a queue without a bound, a
/// thread of the logger writes them as JSON, here into memory.
/// </summary>
internal sealed partial class ZLoggerPeer : IDisposable
{
    private readonly CountingStream _written = new();
    private readonly ILoggerFactory _factory;
    private readonly ILogger _logger;
    private long _logged;

    public ZLoggerPeer()
    {
        _factory = LoggerFactory.Create(logging => logging.AddZLoggerStream(_written, static options => options.UseJsonFormatter()));
        _logger = _factory.CreateLogger("hook");
    }

    /// <summary>Logs on this thread.</summary>
    public void Run(string session, int count)
    {
        ReferenceEvent value = ReferenceEvent.Sample;
        for (int i = 0; i < count; i++)
        {
            Log(_logger, value.Type, value.Subtype, value.Timestamp, session, value.ToolName, value.Success, value.DurationMs);
        }

        Interlocked.Add(ref _logged, count);
    }

    /// <summary>Waits until every entry is written.</summary>
    public void Flush()
    {
        SpinWait wait = default;
        while (_written.Lines < Volatile.Read(ref _logged))
        {
            wait.SpinOnce(); // sleeps after a while
        }
    }

    public void Dispose() => _factory.Dispose();

    [ZLoggerMessage(LogLevel.Information, "{type} {subtype} {timestamp} {session_id} {tool_name} {success} {duration_ms}")]
    private static partial void Log(ILogger logger, string type, string subtype, string timestamp, string session_id, string tool_name, bool success, int duration_ms);

    private sealed class CountingStream : Stream
    {
        private long _lines;

        public long Lines => Volatile.Read(ref _lines);

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer) => Volatile.Write(ref _lines, _lines + buffer.Count((byte)'\n'));

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
