using System.Diagnostics;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Interop.Tests.Cluster;

/// <summary>Two official servers with the Redis Streams adapter, behind nginx with the documented configuration.</summary>
internal sealed class SocketIOCluster : IAsyncDisposable
{
    private const int NotInstalled = 3;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-cluster-");
    private readonly List<NodeServer> _nodes = [];
    private Process _backbone = null!;

    /// <summary>The servers.</summary>
    public IReadOnlyList<NodeServer> Nodes => _nodes;

    /// <summary>The address of the cluster: nginx.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Starts all of it. Skips the calling test with the reason where redis-server or nginx are not installed.</summary>
    public static async Task<SocketIOCluster> StartAsync(string @namespace, CancellationToken cancellationToken)
    {
        await NodeRuntime.EnsureAsync();
        SocketIOCluster cluster = new();
        try
        {
            int redis = LoopbackPort.Reserve();
            (int front, int first, int second) = (LoopbackPort.Reserve(), LoopbackPort.Reserve(), LoopbackPort.Reserve());
            await cluster.StartBackboneAsync(redis, front, first, second, cancellationToken);
            foreach (int port in new[] { first, second })
            {
                cluster._nodes.Add(await NodeServer.StartAsync(new NodeServerOptions
                {
                    Port = port,
                    Redis = redis,
                    Namespaces = [@namespace],
                    Log = Path.Combine(cluster._folder.FullName, $"{port}.log"),
                }));
            }

            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (NodeServer node in _nodes)
        {
            await node.DisposeAsync();
        }

        if (_backbone is not null)
        {
            _backbone.StandardInput.Close();
            await _backbone.WaitForExitAsync();
            _backbone.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private async Task StartBackboneAsync(int redis, int front, int first, int second, CancellationToken cancellationToken)
    {
        string tests = Path.Combine(NodeRuntime.ScriptFolder, "..");
        string documented = await File.ReadAllTextAsync(Path.Combine(tests, "..", "..", "docs", "deployment", "nginx.conf"), cancellationToken);
        string conf = Path.Combine(_folder.FullName, "nginx.conf");
        await File.WriteAllTextAsync(
            conf,
            documented
                .Replace(":8765", $":{front}", StringComparison.Ordinal)
                .Replace(":8771", $":{first}", StringComparison.Ordinal)
                .Replace(":8772", $":{second}", StringComparison.Ordinal),
            cancellationToken);
        Url = $"http://127.0.0.1:{front}";
        _backbone = Process.Start(new ProcessStartInfo("bash", [Path.Combine(tests, "Cluster", "start"), $"{redis}", _folder.FullName, conf])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        string? said = await _backbone.StandardOutput.ReadLineAsync(cancellationToken);
        if (said == "ready")
        {
            return;
        }

        string rest = await _backbone.StandardOutput.ReadToEndAsync(cancellationToken);
        await _backbone.WaitForExitAsync(cancellationToken);
        Assert.SkipWhen(_backbone.ExitCode == NotInstalled, $"{said}; the cluster test needs it (Debian's redis-server and nginx-light).");
        Assert.Fail($"The cluster did not start: {said}\n{rest}");
    }
}
