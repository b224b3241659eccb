using System.Net;
using System.Net.Sockets;
using FastEmit.SocketIO.Transports.Threads;

namespace FastEmit.SocketIO.Transports;

/// <summary>
/// One TCP connection to a name that may have many addresses (RFC 8305): families take turns, an attempt that has not succeeded within
/// 250 ms gets company, one that fails is followed at once, the first that connects wins and the others are closed.
/// </summary>
/// <param name="host">A name or an address.</param>
/// <param name="port">The port, the same at every address.</param>
/// <param name="resolve">Name to addresses; null: the system's resolver.</param>
/// <param name="bound">How long it may take in all; many addresses follow each other faster, so that each gets its turn.</param>
/// <param name="time">The clock.</param>
/// <param name="thread">Where reads and writes complete; null: on the pool.</param>
internal sealed class AddressRace(
    string host,
    int port,
    Func<string, CancellationToken, Task<IPAddress[]>>? resolve,
    TimeSpan bound,
    TimeProvider time,
    IoThread? thread = null)
{
    /// <summary>RFC 8305 section 5, Connection Attempt Delay.</summary>
    private static readonly TimeSpan AttemptDelay = TimeSpan.FromMilliseconds(250);

    private volatile AddressAttempt[] _attempts = [];
    private Stream? _winner;
    private int _isOver;

    /// <summary>For the message of a timeout: the progress, address by address. Any thread.</summary>
    public string DescribeTimeout() => $"no complete handshake within the connect timeout of {bound.TotalSeconds:0.###} s ({Describe()}).";

    /// <summary>Connects. The stream is the caller's.</summary>
    /// <exception cref="SocketException">No address took the connection, or there is none; with several the message names each.</exception>
    /// <exception cref="TimeoutException">The bound has passed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using CancellationTokenSource expired = new(bound, time);
        using CancellationTokenRegistration expiry = expired.Token.UnsafeRegister(
            static state => ((CancellationTokenSource)state!).Cancel(), ended);
        try
        {
            IPAddress[] addresses = IPAddress.TryParse(host, out IPAddress? literal)
                ? [literal]
                : await ResolveAsync(ended.Token).ConfigureAwait(false);
            _attempts = [.. Interleave(addresses).Select(address => new AddressAttempt(new IPEndPoint(address, port)))];
            if (_attempts.Length == 0)
            {
                throw new SocketException((int)SocketError.HostNotFound);
            }

            await RaceAsync(ended.Token).ConfigureAwait(false);
            return Interlocked.Exchange(ref _winner, null) ?? throw AddressesFailedException.Of(_attempts);
        }
        catch (OperationCanceledException) when (expired.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(DescribeTimeout());
        }
        finally
        {
            CloseLosers(ended);
        }
    }

    /// <summary>The first family first, then in turns, each in the resolver's order (RFC 6724); none twice.</summary>
    internal static IEnumerable<IPAddress> Interleave(IReadOnlyList<IPAddress> addresses)
    {
        IPAddress[] distinct = [.. addresses.Distinct()];
        IPAddress[] first = [.. distinct.Where(address => address.AddressFamily == distinct[0].AddressFamily)];
        IPAddress[] others = [.. distinct.Except(first)];
        for (int i = 0; i < Math.Max(first.Length, others.Length); i++)
        {
            if (i < first.Length)
            {
                yield return first[i];
            }

            if (i < others.Length)
            {
                yield return others[i];
            }
        }
    }

    /// <summary>With a thread of ours, the resolver has one of its own: it blocks, and the platform's asynchronous form needs the pool.</summary>
    /// <remarks>
    /// The answer is given on the thread that waits for it. Given on another, it may come just before the wait is registered, and then the
    /// platform continues on the pool.
    /// </remarks>
    private async Task<IPAddress[]> ResolveAsync(CancellationToken cancellationToken)
    {
        if (resolve is not null || thread is null || IoThread.Handshakes is not { } handshakes)
        {
            return await (resolve ?? Dns.GetHostAddressesAsync)(host, cancellationToken).ConfigureAwait(false);
        }

        await handshakes.EnterAsync();
        TaskCompletionSource<IPAddress[]> resolved = new();
        using CancellationTokenRegistration cancellation = cancellationToken.UnsafeRegister(
            _ => handshakes.Post(_ => resolved.TrySetCanceled(cancellationToken), null), null);
        Thread resolver = new(() => Resolve(handshakes, resolved)) { IsBackground = true, Name = "FastEmit DNS" };
        resolver.UnsafeStart();
        return await resolved.Task.ConfigureAwait(false);
    }

    private void Resolve(IoThread answers, TaskCompletionSource<IPAddress[]> resolved)
    {
        try
        {
            IPAddress[] addresses = Dns.GetHostAddresses(host);
            answers.Post(_ => resolved.TrySetResult(addresses), null);
        }
        catch (Exception exception)
        {
            answers.Post(_ => resolved.TrySetException(exception), null);
        }
    }

    private string Describe() => _attempts.Length == 0
        ? $"the host name '{host}' was not resolved"
        : string.Join(", ", _attempts.Select(static attempt => attempt.ToString()));

    /// <summary>Ends the race without a winner: a connection that is still made is closed by its attempt, or here.</summary>
    private void CloseLosers(CancellationTokenSource ended)
    {
        Volatile.Write(ref _isOver, 1);
        ended.Cancel();
        Interlocked.Exchange(ref _winner, null)?.Dispose();
    }

    /// <summary>Returns when one attempt has won or all have failed.</summary>
    private async Task RaceAsync(CancellationToken cancellationToken)
    {
        TimeSpan share = bound == Timeout.InfiniteTimeSpan ? AttemptDelay : bound / (_attempts.Length + 1);
        TimeSpan delay = share < AttemptDelay ? share : AttemptDelay;
        List<Task<bool>> running = [];
        int next = 0;
        while (next < _attempts.Length || running.Count > 0)
        {
            if (next < _attempts.Length)
            {
                running.Add(AttemptAsync(_attempts[next++], cancellationToken));
            }

            Task pause = Task.Delay(next < _attempts.Length ? delay : Timeout.InfiniteTimeSpan, time, cancellationToken);
            await Task.WhenAny([pause, .. running]).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (running.Exists(static attempt => attempt is { IsCompletedSuccessfully: true, Result: true }))
            {
                return;
            }

            running.RemoveAll(static attempt => attempt.IsCompleted);
        }
    }

    /// <summary>True when this address took the connection and was the first to do so. It never throws.</summary>
    private async Task<bool> AttemptAsync(AddressAttempt attempt, CancellationToken cancellationToken)
    {
        Stream? stream = null;
        try
        {
            stream = await OpenAsync(attempt.EndPoint, cancellationToken).ConfigureAwait(false);
            attempt.HasConnected();
            if (Interlocked.CompareExchange(ref _winner, stream, null) is null)
            {
                // The owner's last look at _winner comes after its write of _isOver: one of the two closes the stream.
                if (Interlocked.CompareExchange(ref _isOver, 0, 0) == 0 || Interlocked.Exchange(ref _winner, null) is null)
                {
                    return true;
                }
            }
        }
        catch (Exception exception)
        {
            attempt.HasFailed(exception);
        }

        if (stream is not null)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }

        return false;
    }

    private async Task<Stream> OpenAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        Socket socket = new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        DescriptorsExhaustedException.ThrowIfScarce(socket);
        if (thread is not null)
        {
            return await IoSocketStream.ConnectAsync(socket, endPoint, thread, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
