using System.Text;
using System.Text.Json;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Reporting;
using FastEmit.Cli.Terminals;
using FastEmit.SocketIO;

namespace FastEmit.Cli.Listening;

/// <summary>One run of <c>listen</c>: joins, prints events, and reconnects after a lost connection.</summary>
internal sealed class ListenRun(Terminal terminal, ListenSettings settings)
{
    private static readonly TimeSpan SubscribeTimeout = TimeSpan.FromSeconds(10);

    private readonly EventPrinter _printer = new(terminal);
    private readonly Lock _printing = new();
    private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CollectorSubscription? _subscription = settings.Subscribe is { } conditions ? new CollectorSubscription(conditions) : null;
    private readonly HashSet<string> _joined = [];
    private readonly HashSet<string> _refused = [];
    private long _received;
    private long _connections;

    /// <summary>Runs until Ctrl-C, until the number of events is reached, or until no namespace can be joined.</summary>
    public async Task<int> RunAsync(CancellationToken interrupted)
    {
        SocketIOConnectionOptions options = new() { ReconnectionDelay = TimeSpan.FromMilliseconds(500), ReconnectionDelayMax = TimeSpan.FromSeconds(2), TimeProvider = terminal.Time };
        long startedAt = terminal.Time.GetTimestamp();
        await using (SocketIOConnection connection = new(settings.Url, options))
        {
            connection.Closed += (_, closed) =>
            {
                if (!interrupted.IsCancellationRequested && !_enough.Task.IsCompleted)
                {
                    Say($"connection lost ({closed.Detail ?? closed.Reason.ToString()}); trying again");
                }
            };
            connection.ConnectFailed += (_, failed) => Say(failed.Error.Message);
            foreach (string ns in settings.Namespaces)
            {
                Join(connection, ns);
            }

            try
            {
                await _enough.Task.WaitAsync(interrupted);
            }
            catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
            {
                // Ctrl-C is the usual end.
            }
        }

        return Report(terminal.Time.GetElapsedTime(startedAt));
    }

    private void Join(SocketIOConnection connection, string ns)
    {
        SocketIOAuth? auth = settings.Auth is { } json ? SocketIOAuth.FromJson(Encoding.UTF8.GetBytes(json)) : null;
        SocketIOSocket socket = connection.Socket(ns, new SocketIOSocketOptions { Auth = auth });
        socket.Connected += (_, _) =>
        {
            lock (_printing)
            {
                _joined.Add(ns);
                _connections++;
            }

            Say($"joined {ns} of {settings.Url}");
            if (_subscription is not null)
            {
                _ = SubscribeAsync(socket, _subscription);
            }
        };
        socket.ConnectError += (_, failed) =>
        {
            if (!failed.WillRetry)
            {
                Refuse(ns, failed.Error.Message);
            }
        };
        socket.OnAny(OnEvent);
        socket.Connect();
    }

    /// <summary>A lost connection is subscribed anew when it is back; a refusal ends the run.</summary>
    private async Task SubscribeAsync(SocketIOSocket socket, CollectorSubscription subscription)
    {
        try
        {
            if (await subscription.BeginAsync(socket, SubscribeTimeout) is { } refusal)
            {
                Refuse(CollectorSubscription.Namespace, refusal);
                return;
            }

            Say($"subscribed to {settings.Subscribe}");
        }
        catch (TimeoutException)
        {
            Refuse(CollectorSubscription.Namespace, $"{settings.Url} does not answer fastemit_subscribe; --subscribe needs a FastEmit collector that lets clients subscribe.");
        }
        catch (Exception exception) when (exception is SocketIODisconnectedException or ObjectDisposedException or OperationCanceledException)
        {
            Say(exception.Message);
        }
    }

    private void OnEvent(in SocketIOEvent e)
    {
        if (_subscription is not null)
        {
            if (_subscription.Read(e) is { } read)
            {
                OnCollected(read);
            }

            return;
        }

        if (settings.Event is { } wanted && e.Name != wanted)
        {
            return;
        }

        lock (_printing)
        {
            if (Counts())
            {
                _printer.Print(e);
            }
        }
    }

    private void OnCollected(JsonElement read)
    {
        if (read.ValueKind != JsonValueKind.Object)
        {
            Say($"{read} events are not in the collector's memory any more");
            return;
        }

        if (settings.Event is { } wanted && !(read.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String && name.ValueEquals(wanted)))
        {
            return;
        }

        lock (_printing)
        {
            if (Counts())
            {
                _printer.Print(read);
            }
        }
    }

    /// <summary>Counts an event. Whether it is to be printed. Under the lock.</summary>
    private bool Counts()
    {
        if (settings.Count != 0 && _received == settings.Count)
        {
            return false;
        }

        _received++;
        if (_received == settings.Count)
        {
            _enough.TrySetResult();
        }

        return !settings.Json;
    }

    /// <summary>The server refuses the namespace, and a retry would not help. Without a remaining namespace the run ends.</summary>
    private void Refuse(string ns, string words)
    {
        Say($"{ns}: {words}");
        lock (_printing)
        {
            _refused.Add(ns);
            if (_refused.Count == settings.Namespaces.Count)
            {
                _enough.TrySetResult();
            }
        }
    }

    private void Say(string words)
    {
        lock (_printing)
        {
            terminal.Error.WriteLine(words);
        }
    }

    private int Report(TimeSpan elapsed)
    {
        bool complete = _joined.Count == settings.Namespaces.Count && _refused.Count == 0 && (settings.Count == 0 || _received == settings.Count);
        if (settings.Json)
        {
            JsonReport.Write(terminal.Output, writer =>
            {
                writer.WriteString("url", settings.Url);
                writer.WriteNumber("received", _received);
                writer.WriteNumber("joins", _connections);
                writer.WriteNumber("seconds", Math.Round(elapsed.TotalSeconds, 3));
            });
        }
        else
        {
            terminal.Output.Flush();
            terminal.Error.WriteLine($"{Figures.Count(_received)} events in {Figures.Seconds(elapsed)}");
        }

        return complete ? ExitCode.Success : ExitCode.FellShort;
    }
}

/// <summary>The settings of <c>listen</c> from the command line.</summary>
/// <param name="Url">The server.</param>
/// <param name="Namespaces">The namespaces to join.</param>
/// <param name="Auth">The auth payload, or null.</param>
/// <param name="Subscribe">The conditions of a subscription to a collector's events, a JSON object; null for none.</param>
/// <param name="Event">The name of the events to print, or null for all.</param>
/// <param name="Count">The number of events after which to end; 0 for never.</param>
/// <param name="Json">Whether to print a report as JSON instead of the events.</param>
internal sealed record ListenSettings(string Url, IReadOnlyList<string> Namespaces, string? Auth, string? Subscribe, string? Event, long Count, bool Json);
