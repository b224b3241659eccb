using System.Text;
using System.Text.Json;
using FastEmit.Collector;

namespace FastEmit.Tests.Shared;

/// <summary>A collector that keeps what it received.</summary>
internal sealed class EventServer : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<(string Namespace, string Name, string Data)> _events = [];
    private CollectorServer _server = null!;

    /// <summary>Its address.</summary>
    public string Url => _server.Url;

    /// <summary>All events so far, in order of arrival.</summary>
    public IReadOnlyList<(string Namespace, string Name, string Data)> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>The data of all events so far.</summary>
    public IReadOnlyList<JsonElement> Data => [.. Events.Select(static received => JsonElement.Parse(received.Data))];

    public static async Task<EventServer> StartAsync()
    {
        EventServer server = new();
        server._server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0, OnEvent = server.OnEvent });
        return server;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private void OnEvent(in ReceivedEvent received)
    {
        lock (_lock)
        {
            _events.Add((Encoding.UTF8.GetString(received.Namespace), Encoding.UTF8.GetString(received.Name), Encoding.UTF8.GetString(received.Data)));
        }
    }
}
