using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using FastEmit.Hooks.Input;
using FastEmit.Hooks.Settings;
using FastEmit.Hooks.Spooling;
using Microsoft.Extensions.Logging;

namespace FastEmit.Hooks.Agents;

/// <summary>
/// Accepts hooks over HTTP on the loopback interface: <c>POST /api/hooks/{agent}</c> with the hook's JSON and the secret as a bearer token. It answers 204,
/// which leaves the agent's decision unchanged, only when the event is in the ring file. Any other answer means that it is not.
/// </summary>
internal sealed class HookEndpoint : IDisposable
{
    private const int MaxAtOnce = 64;

    private static readonly TimeSpan BodyPatience = TimeSpan.FromSeconds(5);

    private readonly HttpListener _listener;
    private readonly byte[] _token;
    private readonly Func<string, string?, StandardInput, bool> _record;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _room = new(MaxAtOnce);

    private HookEndpoint(HttpListener listener, HookEndpointFile file, Func<string, string?, StandardInput, bool> record, TimeProvider time)
    {
        _listener = listener;
        _token = Encoding.UTF8.GetBytes($"Bearer {file.Token}");
        Url = $"http://127.0.0.1:{file.Address.Port}";
        _record = record;
        _time = time;
    }

    /// <summary>The address that it listens at.</summary>
    public string Url { get; }

    /// <summary>Listens.</summary>
    /// <param name="file">The port and the secret.</param>
    /// <param name="record">Receives the agent, the hook's name or null, and the body; returns whether the event is in the ring. Any thread.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="HttpListenerException">The port is taken.</exception>
    public static HookEndpoint Listen(HookEndpointFile file, Func<string, string?, StandardInput, bool> record, TimeProvider time)
    {
        HttpListener listener = new() { IgnoreWriteExceptions = true };
        listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{file.Address.Port}/"));
        listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{file.Address.Port}/"));
        try
        {
            listener.Start();
            return new HookEndpoint(listener, file, record, time);
        }
        catch
        {
            listener.Close();
            throw;
        }
    }

    /// <summary>Listens if the endpoint is configured. A failure is logged; the agent then runs without the endpoint.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="record">As in <see cref="Listen"/>.</param>
    /// <param name="log">The log.</param>
    /// <param name="time">The clock.</param>
    public static HookEndpoint? TryListen(HookPaths paths, Func<string, string?, StandardInput, bool> record, AgentLog log, TimeProvider time)
    {
        if (HookEndpointFile.Read(paths) is not { } file)
        {
            return null;
        }

        try
        {
            HookEndpoint endpoint = Listen(file, record, time);
            log.Write(LogLevel.Information, $"hooks are accepted over HTTP at {endpoint.Url}");
            return endpoint;
        }
        catch (HttpListenerException exception)
        {
            log.Remember($"port {file.Address.Port} of {paths.Endpoint}: {exception.Message}");
            log.Write(LogLevel.Error, $"hooks cannot be accepted over HTTP: {log.LastError}");
            return null;
        }
    }

    /// <summary>Answers requests until it is stopped; returns without an exception then.</summary>
    public async Task RunAsync(AgentLog log, CancellationToken stop)
    {
        using CancellationTokenRegistration closing = stop.Register(_listener.Stop);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await _room.WaitAsync(stop).ConfigureAwait(false);
                HttpListenerContext context = await _listener.GetContextAsync().ConfigureAwait(false);
                _ = Task.Run(() => ServeAsync(context, log, stop), CancellationToken.None);
            }
            catch (Exception exception) when (stop.IsCancellationRequested && exception is HttpListenerException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
            {
                return;
            }
            catch (HttpListenerException exception)
            {
                _room.Release();
                log.Write(LogLevel.Warning, $"a hook over HTTP was not read: {exception.Message}");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Close();
        _room.Dispose();
    }

    private async Task ServeAsync(HttpListenerContext context, AgentLog log, CancellationToken stop)
    {
        try
        {
            (int status, string? words) = await AnswerAsync(context.Request, stop).ConfigureAwait(false);
            context.Response.StatusCode = status;
            if (words is not null)
            {
                context.Response.ContentType = "text/plain";
                byte[] body = Encoding.UTF8.GetBytes(words + "\n");
                context.Response.ContentLength64 = body.Length;
                await context.Response.OutputStream.WriteAsync(body, stop).ConfigureAwait(false);
            }

            context.Response.Close();
        }
        catch (Exception exception)
        {
            // The request ends in any case; a sender without an answer knows that its event was not accepted.
            log.Write(LogLevel.Warning, $"a hook over HTTP was not answered: {exception.Message}");
            context.Response.Abort();
        }
        finally
        {
            try
            {
                _room.Release();
            }
            catch (ObjectDisposedException)
            {
                // The agent ended meanwhile.
            }
        }
    }

    private async Task<(int Status, string? Words)> AnswerAsync(HttpListenerRequest request, CancellationToken stop)
    {
        string path = request.Url?.AbsolutePath ?? "";
        if (!path.StartsWith(HookEndpointAddress.Path, StringComparison.Ordinal) || path.Length == HookEndpointAddress.Path.Length)
        {
            return (404, "The path must be /api/hooks/AGENT.");
        }

        if (request.HttpMethod != "POST")
        {
            return (405, "The method must be POST.");
        }

        byte[] given = Encoding.UTF8.GetBytes(request.Headers["Authorization"] ?? "");
        if (!CryptographicOperations.FixedTimeEquals(given, _token))
        {
            return (401, $"The secret is missing or wrong. Send Authorization: Bearer ${HookEndpointAddress.TokenVariable}; the secret is the second line of the agent's .http file.");
        }

        if (await ReadAsync(request.InputStream, stop).ConfigureAwait(false) is not { } body)
        {
            return (408, "The body did not arrive in time.");
        }

        string agent = Uri.UnescapeDataString(path[HookEndpointAddress.Path.Length..].TrimEnd('/'));
        return _record(agent, request.QueryString["event"], body)
            ? (204, null)
            : (503, "The event could not be written to the ring file; 'fastemit hooks doctor' reports the cause.");
    }

    private async Task<StandardInput?> ReadAsync(Stream body, CancellationToken stop)
    {
        using CancellationTokenSource expired = new(BodyPatience, _time);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(expired.Token, stop);
        byte[] bytes = new byte[64 << 10];
        int length = 0;
        try
        {
            while (true)
            {
                if (length == bytes.Length)
                {
                    if (length == StandardInput.MaxLength)
                    {
                        return new StandardInput(bytes, length, IsCut: true);
                    }

                    Array.Resize(ref bytes, Math.Min(4 * length, StandardInput.MaxLength));
                }

                int count = await body.ReadAsync(bytes.AsMemory(length), ended.Token).AsTask().WaitAsync(ended.Token).ConfigureAwait(false);
                if (count == 0)
                {
                    return new StandardInput(bytes, length, IsCut: false);
                }

                length += count;
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return null;
        }
    }
}
