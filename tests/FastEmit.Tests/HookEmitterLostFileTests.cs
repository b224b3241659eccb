using System.Text;
using System.Threading.Channels;
using FastEmit.Buffers;
using FastEmit.Tests.Buffers;
using FastEmit.Tests.Delivery;
using Microsoft.Extensions.Logging;

namespace FastEmit.Tests;

/// <summary>An emitter whose ring file somebody truncates, deletes, renames or replaces.</summary>
public sealed class HookEmitterLostFileTests : IAsyncLifetime
{
    private const string Nowhere = "http://127.0.0.1:1";
    private const int Events = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-lostfile-");
    private readonly ScriptedServer _server = new();

    private readonly Channel<string> _reports = Channel.CreateUnbounded<string>();

    private string Prefix => Path.Combine(_folder.FullName, "events");

    private string RingPath => LaneRings.PathOf(Prefix, 0);

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("truncated", 0, 0)]
    [InlineData("truncated", 100, 0)]
    [InlineData("truncated and extended", 0, 1 << 20)]
    public async Task Emit_FileTruncated_WhatWasInItIsCountedAndANewFileTakesOver(string how, int length, int extended)
    {
        Assert.SkipWhen(FileBacking.Current is PortableFiles, "Promised on Linux alone: a byte that is gone ends the process.");
        await using (HookEmitter emitter = Create(Nowhere))
        {
            Emit(emitter, 0, Events);
            using (FileStream file = Open())
            {
                file.SetLength(length);
                file.SetLength(Math.Max(length, extended));
            }

            int refused = await EmitUntilQueuedAsync(emitter, Events);
            Emit(emitter, Events + 1, 9);
            Assert.Contains(RingPath, await WaitForReportAsync(), StringComparison.Ordinal);
            HookEmitterStats stats = emitter.GetStats();
            Assert.Equal((Events + 10 + refused, 10), (stats.Offered, stats.Pending));
            Assert.Equal((Events, refused), (stats.Dropped[DropReason.RingFileLost], stats.Dropped[DropReason.RingFull]));
            Assert.NotEmpty(how);
            Assert.NotEmpty(Directory.GetFiles(_folder.FullName, "*.bad"));
        }

        Assert.Equal(Enumerable.Range(Events, 10).Select(ReferenceEvent.Packet), await SendAllAsync(10));
    }

    [Fact]
    public async Task Emit_FileDeleted_EverythingIsInANewOne()
    {
        await EmitThenAsync(() => File.Delete(RingPath));
        Assert.Equal(Enumerable.Range(0, Events + 1).Select(ReferenceEvent.Packet), await SendAllAsync(Events + 1));
    }

    [Fact]
    public async Task Emit_FileRenamed_EverythingIsInANewOne()
    {
        await EmitThenAsync(() => File.Move(RingPath, RingPath + ".moved"));
        Assert.Equal(Enumerable.Range(0, Events + 1).Select(ReferenceEvent.Packet), await SendAllAsync(Events + 1));
    }

    [Fact]
    public async Task Emit_FileReplacedByOneOfAnotherProcess_ItsEventsAreTakenIn()
    {
        await EmitThenAsync(() =>
        {
            File.Delete(RingPath);
            EventRing hook = new(RingFile.OpenAsProducer(RingPath, RingLayout.MinCapacity, TimeProvider.System, out _));
            hook.TryAppend(Encoding.UTF8.GetBytes(ReferenceEvent.Packet(777)), 0);
        });
        string[] sent = await SendAllAsync(Events + 2);
        Assert.Equal(Enumerable.Range(0, Events + 1).Append(777).Order().Select(ReferenceEvent.Packet), sent.OrderBy(static packet => packet.Length).ThenBy(static packet => packet, StringComparer.Ordinal));
        Assert.Empty(Directory.GetFiles(_folder.FullName, "*.bad"));
    }

    [Fact]
    public async Task Append_ByAProcessThatHadTheFileOpenWhenItWasDeleted_IsNotLost()
    {
        FastEmit.Buffers.RingProducer hook = null!;
        await EmitThenAsync(() =>
        {
            hook = FastEmit.Buffers.RingProducer.Open(RingPath, RingLayout.MinCapacity, TimeProvider.System);
            File.Delete(RingPath);
        });
        Assert.True(hook.TryAppend(Encoding.UTF8.GetBytes(ReferenceEvent.Packet(777)), 0));
        Assert.Contains(ReferenceEvent.Packet(777), await SendAllAsync(Events + 2));
    }

    [Fact]
    public async Task Emit_NoRoomForANewFile_EventsWaitInMemory()
    {
        using MountedDisk disk = MountedDisk.OrSkip("size=1100k");
        string prefix = Path.Combine(disk.Path, "events");
        await using HookEmitter emitter = Create(Nowhere, prefix);
        Emit(emitter, 0, Events);
        File.Delete(LaneRings.PathOf(prefix, 0));
        string report = await WaitForReportAsync();
        Emit(emitter, Events, 1);
        Assert.Equal((Events + 1, 0), (emitter.GetStats().Pending, emitter.GetStats().Dropped.Total));
        Assert.Contains("do not outlive this process", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Emit_FileDeletedWhileConnected_NothingIsLostAndNothingIsCountedTwice()
    {
        await using HookEmitter emitter = Create(_server.Url);
        Emit(emitter, 0, Events);
        await _server.WaitForEventsAsync(Events);
        File.Delete(RingPath);
        await WaitForReportAsync();
        Emit(emitter, Events, 1);
        FlushReport report = await emitter.FlushAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal((Events + 1, Events + 1, 0, 0), (report.Offered, report.Confirmed, report.Pending, report.Dropped.Total));
        Assert.True(File.Exists(RingPath));
    }

    private static void Emit(HookEmitter emitter, int first, int count)
    {
        for (int i = first; i < first + count; i++)
        {
            Assert.Equal(EmitResult.Queued, ReferenceEvent.EmitNumbered(emitter, i));
        }
    }

    private static async Task<int> EmitUntilQueuedAsync(HookEmitter emitter, int number)
    {
        for (int refused = 0; ; refused++)
        {
            if (ReferenceEvent.EmitNumbered(emitter, number) == EmitResult.Queued)
            {
                return refused;
            }

            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private async Task<string> WaitForReportAsync() =>
        await _reports.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);

    private async Task EmitThenAsync(Action harm)
    {
        await using HookEmitter emitter = Create(Nowhere);
        Emit(emitter, 0, Events);
        harm();
        await WaitForReportAsync();
        Emit(emitter, Events, 1);
        Assert.Equal(0, emitter.GetStats().Dropped.Total);
    }

    private async Task<string[]> SendAllAsync(int count)
    {
        await using HookEmitter emitter = Create(_server.Url);
        FlushReport report = await emitter.FlushAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal((count, count), (report.Offered, report.Confirmed));
        return [.. _server.Events];
    }

    private FileStream Open() => new(RingPath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    private HookEmitter Create(string url, string? prefix = null) => HookEmitter.Create(new HookEmitterOptions
    {
        Url = url,
        Ring = { File = prefix ?? Prefix, Capacity = 1 << 20 },
        MaxConnections = 1,
        Batch = { Window = TimeSpan.Zero },
        Reconnect = { Delay = TimeSpan.FromMilliseconds(20), MaxDelay = TimeSpan.FromMilliseconds(50) },
        ShutdownTimeout = TimeSpan.Zero,
        LoggerFactory = new Reports(_reports.Writer),
    });

    /// <summary>Passes on what is logged about ring files.</summary>
    private sealed class Reports(ChannelWriter<string> reports) : ILoggerFactory, ILogger
    {
        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Error && formatter(state, exception) is var text && text.StartsWith("Ring file", StringComparison.Ordinal))
            {
                reports.TryWrite(text);
            }
        }

        public void Dispose()
        {
        }
    }
}
