using System.Net;
using System.Net.Sockets;

namespace FastEmit.FaultProxy.Tests;

/// <summary>Sends back what it receives, records the sizes of its reads and how each connection ended.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<SocketError> _firstEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private long _received;

    public EchoServer()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _running = RunAsync();
    }

    public int Port { get; }

    public long Received => Interlocked.Read(ref _received);

    /// <summary>How the first connection ended: <see cref="SocketError.Success"/> for the end of the stream.</summary>
    public Task<SocketError> FirstEnd => _firstEnd.Task;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        List<Task> echoing = [];
        try
        {
            while (true)
            {
                echoing.Add(EchoAsync(await _listener.AcceptSocketAsync(_stopping.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(echoing);
        }
    }

    private async Task EchoAsync(Socket socket)
    {
        using (socket)
        {
            byte[] buffer = new byte[64 * 1024];
            try
            {
                int read;
                while ((read = await socket.ReceiveAsync(buffer, _stopping.Token)) > 0)
                {
                    Interlocked.Add(ref _received, read);
                    await socket.SendAsync(buffer.AsMemory(0, read), _stopping.Token);
                }

                _firstEnd.TrySetResult(SocketError.Success);
            }
            catch (SocketException e)
            {
                _firstEnd.TrySetResult(e.SocketErrorCode);
            }
            catch (OperationCanceledException)
            {
                _firstEnd.TrySetCanceled();
            }
        }
    }
}
