using System.Diagnostics;
using FastEmit.Delivery;
using FastEmit.Tests.Delivery;
using Microsoft.Extensions.Logging;

namespace FastEmit.Tests;

/// <summary>Errors that nobody foresaw, thrown by what the user has handed in: they cost a connection at most, never a lane.</summary>
public sealed class HookEmitterFaultTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ScriptedServer _server = new();

    [Theory]
    [InlineData("ServeAsync")]
    [InlineData("PauseAsync")]
    [InlineData("ConnectAsync")]
    public async Task Sender_ThrowsUnexpectedly_LogsItAndGoesOnWithAnotherConnection(string place)
    {
        FaultyTimeProvider time = new(place);
        RecordingLogger log = new();
        await using HookEmitter emitter = Create(time, log);
        ReferenceEvent.EmitNumbered(emitter, 0);
        Assert.True((await emitter.FlushAsync(Patience, TestContext.Current.CancellationToken)).Completed);

        time.Arm();
        if (place != "ServeAsync")
        {
            _server.Sessions[0].Cut();
        }

        ReferenceEvent.EmitNumbered(emitter, 1);
        await time.Thrown.WaitAsync(Patience, TestContext.Current.CancellationToken);
        ReferenceEvent.EmitNumbered(emitter, 2);
        FlushReport report = await emitter.FlushAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal((true, 3, 3), (report.Completed, report.Offered, report.Confirmed));
        Assert.Equal(Enumerable.Range(0, 3).Select(ReferenceEvent.Packet), _server.Events.Distinct());
        Assert.Equal(2, _server.Sessions.Count);
        (LogLevel level, Exception? exception) = Assert.Single(log.Lines, static line => line.Exception is not null);
        Assert.Equal((LogLevel.Error, FaultyTimeProvider.Message), (level, exception!.Message));
    }

    [Fact]
    public async Task Logger_Throws_DeliveryGoesOn()
    {
        _server.RefuseConnect = "not yet";
        await using HookEmitter emitter = Create(TimeProvider.System, new ThrowingLogger());
        ReferenceEvent.EmitNumbered(emitter, 0);
        await _server.WaitForOtherAsync("40", times: 2);
        _server.RefuseConnect = null;
        Assert.True((await emitter.FlushAsync(Patience, TestContext.Current.CancellationToken)).Completed);
        Assert.Single(_server.Sessions);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private HookEmitter Create(TimeProvider time, ILoggerFactory log) => HookEmitter.Create(new HookEmitterOptions
    {
        Url = _server.Url,
        MaxConnections = 1,
        Reconnect = { Delay = TimeSpan.FromMilliseconds(5), MaxDelay = TimeSpan.FromMilliseconds(20) },
        Circuit = { RecoveryTimeout = TimeSpan.FromMilliseconds(50) },
        TimeProvider = time,
        LoggerFactory = log,
    });

    /// <summary>A clock that, once armed, throws the first time that one method of the sender reads it.</summary>
    private sealed class FaultyTimeProvider(string method) : TimeProvider
    {
        public const string Message = "The clock is broken.";

        private readonly TaskCompletionSource _thrown = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _armed;

        public Task Thrown => _thrown.Task;

        public void Arm() => Volatile.Write(ref _armed, 1);

        public override long GetTimestamp()
        {
            if (Volatile.Read(ref _armed) != 0 && IsReadBy(method) && Interlocked.Exchange(ref _armed, 0) != 0)
            {
                _thrown.SetResult();
                throw new InvalidOperationException(Message);
            }

            return base.GetTimestamp();
        }

        /// <summary>Whether the method, or the state machine that it was compiled to, is on the stack.</summary>
        private static bool IsReadBy(string method) => new StackTrace().GetFrames().Any(frame =>
            frame.GetMethod() is { DeclaringType: { } type } found
            && ((type == typeof(Sender) && found.Name == method)
                || (type.DeclaringType == typeof(Sender) && type.Name.Contains($"<{method}>", StringComparison.Ordinal))));
    }

    private sealed class RecordingLogger : ILoggerFactory, ILogger
    {
        private readonly Lock _lock = new();
        private readonly List<(LogLevel Level, Exception? Exception)> _lines = [];

        public IReadOnlyList<(LogLevel Level, Exception? Exception)> Lines
        {
            get
            {
                lock (_lock)
                {
                    return [.. _lines];
                }
            }
        }

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lock)
            {
                _lines.Add((logLevel, exception));
            }
        }

        public void Dispose()
        {
        }
    }

    private sealed class ThrowingLogger : ILoggerFactory, ILogger
    {
        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("The log is broken.");

        public void Dispose()
        {
        }
    }
}
