using System.Net;
using System.Text;

namespace FastEmit.Tests.Fallbacks;

/// <summary>An HTTP server that keeps what is posted to it and answers as a test says.</summary>
internal sealed class EventsEndpoint : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;
    private readonly List<string> _requests = [];

    public EventsEndpoint()
    {
        // HttpListener cannot choose a port: ask for one that is free until it gets it.
        while (true)
        {
            using (System.Net.Sockets.TcpListener probe = new(IPAddress.Loopback, 0))
            {
                probe.Start();
                Url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
            }

            try
            {
                _listener.Prefixes.Clear();
                _listener.Prefixes.Add(Url + "/");
                _listener.Start();
                break;
            }
            catch (HttpListenerException)
            {
                // Somebody was faster.
            }
        }

        _serving = ServeAsync();
    }

    public string Url { get; }

    /// <summary>The status for a request's body; zero keeps it waiting for ever.</summary>
    public Func<string, int> Answer { get; set; } = static _ => 204;

    /// <summary>The requests so far: <c>POST /path type body</c>.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                using StreamReader reader = new(context.Request.InputStream, Encoding.UTF8);
                string body = await reader.ReadToEndAsync();
                lock (_requests)
                {
                    _requests.Add($"{context.Request.HttpMethod} {context.Request.Url!.AbsolutePath} {context.Request.ContentType} {body}");
                }

                if (Answer(body) is not 0 and var status)
                {
                    context.Response.StatusCode = status;
                    context.Response.Close();
                }
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // Closed.
        }
    }
}
