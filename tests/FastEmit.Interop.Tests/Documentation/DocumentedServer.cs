using System.Diagnostics;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Interop.Tests.Documentation;

/// <summary>A server that is a snippet of docs/guarantees.md, word for word, in a process of its own.</summary>
internal sealed class DocumentedServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly Task _reading;

    private DocumentedServer(Process process, int port)
    {
        _process = process;
        Port = port;
        _reading = ReadAsync();
    }

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>What it has printed.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Starts the snippet of a section in a language and completes when it listens.</summary>
    /// <param name="section">The section's heading.</param>
    /// <param name="language">The snippet's language, as the page has it.</param>
    /// <param name="database">The file for a snippet that stores events.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="port">The port of a server before; zero for a free one.</param>
    public static async Task<DocumentedServer> StartAsync(
        string section, string language, string database, CancellationToken cancellationToken, int port = 0)
    {
        string snippet = Snippet(section, language);
        port = port == 0 ? LoopbackPort.Reserve() : port;

        // What is added ends the process with the test's: nothing else of it is ours.
        ProcessStartInfo start = language == "js"
            ? new("node", ["--input-type=module", "-e", $"process.stdin.on('end', () => process.exit()).resume();\n{snippet}"])
            : new(await PythonServer.RequireInterpreterAsync(), ["-c", $"import os, sys, threading\nthreading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()\n{snippet}"]);
        start.WorkingDirectory = NodeRuntime.ScriptFolder; // Where node finds socket.io.
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.Environment["PORT"] = $"{port}";
        start.Environment["DATABASE"] = database;
        DocumentedServer server = new(Process.Start(start)!, port);
        while (!await AcceptsAsync(port))
        {
            Assert.False(server._process.HasExited, "The snippet ended.");
            await Task.Delay(10, cancellationToken);
        }

        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private static string Snippet(string section, string language)
    {
        string page = File.ReadAllText(Path.Combine(NodeRuntime.ScriptFolder, "..", "..", "..", "docs", "guarantees.md"));
        return Regex.Match(page, $"^### {section}$.*?^```{language}\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline).Groups[1].Value;
    }

    private static async Task<bool> AcceptsAsync(int port)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (_lines)
            {
                _lines.Add(line);
            }
        }
    }
}
