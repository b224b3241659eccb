using System.Collections.Concurrent;
using FastEmit.Tests.Delivery;
using Microsoft.Extensions.Logging;

namespace FastEmit.Tests;

/// <summary>High and low water, and the notices of drops.</summary>
public sealed class HookEmitterNoticeTests : IAsyncLifetime
{
    private const string Nowhere = "http://127.0.0.1:1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ScriptedServer _server = new();
    private readonly ConcurrentQueue<FillChangedEventArgs> _fill = [];
    private readonly ConcurrentQueue<DroppedEventArgs> _drops = [];

    [Fact]
    public async Task FillChanged_RingFillsAndDrainsTwice_IsRaisedOnceForEachCrossing()
    {
        await using HookEmitter emitter = Create(_server.Url);
        for (int round = 1; round <= 2; round++)
        {
            _server.AnswerPings = false;
            while (ReferenceEvent.EmitNumbered(emitter, 0) == EmitResult.Queued)
            {
            }

            await Expect(_fill, (2 * round) - 1);
            await _server.WaitForSessionsAsync(round);
            _server.AnswerPings = true;
            _server.Sessions[^1].Cut(); // Its pings stay unanswered: let the emitter come again.
            FlushReport report = await emitter.FlushAsync(Patience, TestContext.Current.CancellationToken);
            Assert.True(report.Completed);
            await Expect(_fill, 2 * round);
        }

        Assert.Equal([true, false, true, false], _fill.Select(static notice => notice.IsHigh));
        Assert.All(_fill, static notice => Assert.Equal(1 << 16, notice.RingCapacity));
    }

    [Fact]
    public async Task FillChanged_RingStaysFull_IsNotRaisedAgain()
    {
        await using HookEmitter emitter = Create(Nowhere);
        while (ReferenceEvent.EmitNumbered(emitter, 0) == EmitResult.Queued)
        {
        }

        for (int i = 0; i < 10_000; i++)
        {
            Assert.Equal(EmitResult.RingFull, ReferenceEvent.EmitNumbered(emitter, i));
        }

        await Expect(_fill, 1);
        FillChangedEventArgs notice = Assert.Single(_fill);
        Assert.True(notice.IsHigh);
        Assert.True(notice.RingBytes > 0.8 * notice.RingCapacity);
    }

    [Fact]
    public async Task FillChanged_BelowTheHighWater_IsNotRaised()
    {
        await using HookEmitter emitter = Create(Nowhere);
        while (emitter.GetStats().RingBytes < 0.79 * (1 << 16))
        {
            ReferenceEvent.EmitNumbered(emitter, 0);
        }

        await emitter.CloseAsync(TestContext.Current.CancellationToken);
        Assert.Empty(_fill);
    }

    [Fact]
    public async Task FillChanged_HandlerThrows_IsLoggedAndTheOthersAreCalled()
    {
        using LogLines log = new();
        HookEmitterOptions options = Options(Nowhere);
        options.LoggerFactory = log;
        await using HookEmitter emitter = HookEmitter.Create(options);
        emitter.FillChanged += static (_, _) => throw new InvalidOperationException("not my day");
        emitter.FillChanged += (_, notice) => _fill.Enqueue(notice);
        while (ReferenceEvent.EmitNumbered(emitter, 0) == EmitResult.Queued)
        {
        }

        await Expect(_fill, 1);
        await Until(() => log.Lines.Contains("Error 13: A handler of FillChanged threw: not my day")); // behind an I/O thread's lines
        Assert.Equal(EmitResult.RingFull, ReferenceEvent.EmitNumbered(emitter, 0));
    }

    [Fact]
    public async Task Dropped_Storm_IsRaisedAndLoggedOnceAnInterval()
    {
        const int Storm = 50_000;
        using LogLines log = new();
        HookEmitterOptions options = Options(Nowhere);
        options.LoggerFactory = log;
        options.Notices.DropInterval = TimeSpan.FromHours(1);
        await using HookEmitter emitter = HookEmitter.Create(options);
        emitter.Dropped += (_, notice) => _drops.Enqueue(notice);
        while (ReferenceEvent.EmitNumbered(emitter, 0) == EmitResult.Queued)
        {
        }

        await Expect(_drops, 1);
        for (int i = 0; i < Storm; i++)
        {
            ReferenceEvent.EmitNumbered(emitter, 0);
        }

        Assert.Equal(Storm + 1, emitter.GetStats().Dropped[DropReason.RingFull]);
        Assert.Equal([(DropReason.RingFull, 1, 1)], _drops.Select(static drop => (drop.Reason, drop.Count, drop.Total)));
        await emitter.CloseAsync(TestContext.Current.CancellationToken); // writes the lines that wait
        Assert.Equal(["Warning 11: 1 events were dropped (RingFull), 1 so far"], log.Lines.Where(static line => line.StartsWith("Warning 11", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Dropped_SeveralReasons_EveryDropIsToldOnce()
    {
        HookEmitterOptions options = Options(Nowhere);
        options.Notices.DropInterval = TimeSpan.FromMilliseconds(10);
        HookEmitter emitter = HookEmitter.Create(options);
        emitter.Dropped += (_, notice) => _drops.Enqueue(notice);
        emitter.Dropped += static (_, _) => throw new InvalidOperationException("not my day");
        for (int i = 0; i < 50_000; i++)
        {
            ReferenceEvent.EmitNumbered(emitter, 0);
        }

        await emitter.CloseAsync(TestContext.Current.CancellationToken);
        ReferenceEvent.EmitNumbered(emitter, 0);
        DropCounts dropped = emitter.GetStats().Dropped;
        Assert.True(dropped[DropReason.RingFull] > 0 && dropped[DropReason.Undelivered] > 0 && dropped[DropReason.Closed] == 1);
        await Until(() => _drops.Sum(static notice => notice.Count) == dropped.Total);
        foreach (DropReason reason in DropCounts.Reasons)
        {
            Assert.Equal(dropped[reason], _drops.Where(notice => notice.Reason == reason).Sum(static notice => notice.Count));
        }
    }

    [Theory]
    [InlineData(0, 0, "HighWater")]
    [InlineData(1.01, 0.5, "HighWater")]
    [InlineData(double.NaN, 0.5, "HighWater")]
    [InlineData(0.5, 0.5, "LowWater")]
    [InlineData(0.5, -0.1, "LowWater")]
    [InlineData(0.5, double.NaN, "LowWater")]
    public void Create_WaterOutOfRange_NamesTheOption(double high, double low, string option)
    {
        HookEmitterOptions options = Options(Nowhere);
        options.Notices.HighWater = high;
        options.Notices.LowWater = low;
        ArgumentException exception = Assert.Throws<ArgumentException>(() => HookEmitter.Create(options));
        Assert.Contains($"HookEmitterOptions.Notices.{option} is ", exception.Message, StringComparison.Ordinal);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static Task Expect<T>(ConcurrentQueue<T> notices, int count) => Until(() => notices.Count >= count);

    private static Task Until(Func<bool> condition) => Task.Run(() => Assert.True(SpinWait.SpinUntil(condition, Patience)));

    private static HookEmitterOptions Options(string url) => new()
    {
        Url = url,
        MaxConnections = 1,
        Ring = { Capacity = 1 << 16 },
        Reconnect = { Delay = TimeSpan.FromMilliseconds(5) },
        Circuit = { RecoveryTimeout = TimeSpan.FromMilliseconds(50) },
        ShutdownTimeout = TimeSpan.Zero,
    };

    private HookEmitter Create(string url)
    {
        HookEmitter emitter = HookEmitter.Create(Options(url));
        emitter.FillChanged += (_, notice) => _fill.Enqueue(notice);
        return emitter;
    }

    /// <summary>Keeps what is logged.</summary>
    private sealed class LogLines : ILoggerFactory, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = [];

        public IReadOnlyCollection<string> Lines => _lines;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{logLevel} {eventId.Id}: {formatter(state, exception)}{(exception is null ? "" : ": " + exception.Message)}");

        public void Dispose()
        {
        }
    }
}
