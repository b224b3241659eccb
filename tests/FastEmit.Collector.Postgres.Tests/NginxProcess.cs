using System.Diagnostics;
using System.Net.Sockets;

namespace FastEmit.Collector.Postgres.Tests;

/// <summary>nginx with the documented configuration and other ports, ended with this process, however that ends.</summary>
internal sealed class NginxProcess : IDisposable
{
    private const string Script = """exec 3<&0; "$@" & child=$!; (cat <&3 >/dev/null; kill $child) & wait $child""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-nginx-");
    private Process? _shell;

    public static bool IsInstalled => File.Exists("/usr/sbin/nginx");

    /// <summary>Starts it in front of three collectors, and completes when it listens.</summary>
    public static async Task<NginxProcess> StartAsync(int front, IReadOnlyList<int> collectors)
    {
        NginxProcess nginx = new();
        string text = await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "docs", "deployment", "nginx-collectors.conf"), TestContext.Current.CancellationToken);
        text = text.Replace(":8765", $":{front}", StringComparison.Ordinal);
        for (int i = 0; i < collectors.Count; i++)
        {
            text = text.Replace($":{8771 + i}", $":{collectors[i]}", StringComparison.Ordinal);
        }

        string conf = Path.Combine(nginx._folder.FullName, "nginx.conf");
        await File.WriteAllTextAsync(conf, text, TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Path.Combine(nginx._folder.FullName, "tmp"));
        ProcessStartInfo start = new("sh", ["-c", Script, "sh", "/usr/sbin/nginx", "-p", nginx._folder.FullName, "-c", conf, "-g", "daemon off;"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        nginx._shell = Process.Start(start)!;
        _ = nginx._shell.StandardError.BaseStream.CopyToAsync(Stream.Null);
        await Sqlite.Tests.Expect.AsyncTrueAsync(() => ListensAsync(front));
        return nginx;
    }

    public void Dispose()
    {
        if (_shell is { } shell)
        {
            shell.StandardInput.Close();
            shell.WaitForExit();
            shell.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private static async Task<bool> ListensAsync(int port)
    {
        using TcpClient client = new();
        try
        {
            await client.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
