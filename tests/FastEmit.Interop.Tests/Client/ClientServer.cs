using FastEmit.Interop.Tests.Client;
using FastEmit.Interop.Tests.Servers;
using FastEmit.SocketIO;

[assembly: AssemblyFixture(typeof(ClientServer))]

namespace FastEmit.Interop.Tests.Client;

/// <summary>One <c>client.mjs</c> for all tests that need nothing special of it, and connections to it.</summary>
public sealed class ClientServer : IAsyncLifetime
{
    private readonly SemaphoreSlim _starting = new(1);
    private NodeServer? _server;

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => default;

    /// <summary>Starts a server of a test's own.</summary>
    internal static Task<NodeServer> StartAsync(NodeServerOptions options) => NodeServer.StartAsync(options with { Script = "client.mjs" });

    /// <summary>The shared server's address. It starts with the first test that asks.</summary>
    internal async Task<string> GetUrlAsync()
    {
        await _starting.WaitAsync();
        try
        {
            _server ??= await StartAsync(new NodeServerOptions());
            return _server.Url;
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>A connection to the shared server.</summary>
    internal async Task<SocketIOConnection> NewConnectionAsync(SocketIOConnectionOptions? options = null) =>
        new(await GetUrlAsync(), options ?? Quick);

    /// <summary>Reconnects soon, so that tests need not wait.</summary>
    internal static SocketIOConnectionOptions Quick { get; } = new()
    {
        ReconnectionDelay = TimeSpan.FromMilliseconds(20),
        ReconnectionDelayMax = TimeSpan.FromMilliseconds(100),
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _starting.Dispose();
    }
}
