using System.Net;
using System.Net.Sockets;

namespace FastEmit.SocketIO.Transports.Threads;

/// <summary>
/// A connected socket as a stream whose waits end on an <see cref="IoThread"/>. The platform's own asynchronous sockets complete on the
/// pool. One read and one write at a time; closing ends both.
/// </summary>
/// <remarks>
/// Until <see cref="CompleteInline"/> continuations go to <see cref="IoThread.Handshakes"/>, or the pool: the handshake may call the
/// user's code (certificates).
/// </remarks>
internal sealed class IoSocketStream : Stream
{
    private readonly Socket _socket;
    private readonly SafeSocketHandle _handle;
    private readonly IoThread _thread;
    private readonly IoThread? _handshakes = IoThread.Handshakes;
    private readonly IoOperation _read = new();
    private readonly IoOperation _write = new();
    private Memory<byte> _readBuffer;
    private ReadOnlyMemory<byte> _writeBuffer;
    private volatile bool _completesInline;
    private volatile bool _hasEnded;
    private int _isClosed;

    private IoSocketStream(Socket socket, IoThread thread)
    {
        _socket = socket;
        _handle = socket.SafeHandle;
        _thread = thread;
    }

    /// <summary>The thread's name for it.</summary>
    public long Id { get; set; }

    /// <summary>The socket, to ask it.</summary>
    public Socket Socket => _socket;

    /// <summary>The peer's address.</summary>
    public EndPoint? RemoteEndPoint => _socket.RemoteEndPoint;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Connects a new socket; the stream owns it from then on, and disposes it when that fails.</summary>
    /// <exception cref="SocketException">The address did not take the connection.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task<IoSocketStream> ConnectAsync(Socket socket, EndPoint endPoint, IoThread thread, CancellationToken cancellationToken)
    {
        IoSocketStream stream = new(socket, thread);
        try
        {
            socket.Blocking = false;
            try
            {
                socket.Connect(endPoint);
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
            {
                // Under way.
            }

            stream._write.UseReadiness();
            thread.Add(stream, stream._handle.DangerousGetHandle());
            while (!stream._write.IsReady && stream._write.TryBegin(isInline: false, stream._handshakes, cancellationToken))
            {
                await stream._write.WithoutCount.ConfigureAwait(false);
            }

            SocketError error = (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
            return error == SocketError.Success ? stream : throw new SocketException((int)error);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>From now on continuations run on the I/O thread. Between operations.</summary>
    public void CompleteInline() => _completesInline = true;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        int count;
        while (!TryReceive(buffer.Span, out count))
        {
            _readBuffer = buffer;
            if (_read.TryBegin(_completesInline, _handshakes, cancellationToken))
            {
                return _read.WithCount;
            }
        }

        return new ValueTask<int>(count);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        while (!TrySend(ref buffer))
        {
            _writeBuffer = buffer;
            if (_write.TryBegin(_completesInline, _handshakes, cancellationToken))
            {
                return _write.WithoutCount;
            }
        }

        return default;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>The socket's state has changed. On the thread.</summary>
    public void OnEvents(uint events)
    {
        bool hasEnded = (events & EventPoll.Ended) != 0;
        if (hasEnded)
        {
            _hasEnded = true;
        }

        if (hasEnded || (events & EventPoll.Readable) != 0)
        {
            _read.MakeReady();
            if (_read.TryTake())
            {
                FinishRead();
            }
        }

        if (hasEnded || (events & EventPoll.Writable) != 0)
        {
            _write.MakeReady();
            if (_write.TryTake())
            {
                FinishWrite();
            }
        }
    }

    /// <summary>From any thread, any number of times: what waits fails, on the I/O thread.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            _read.Close();
            _write.Close();
            _thread.Remove(this);
            _socket.Dispose();
            _thread.Post(static state => ((IoSocketStream)state!).OnClosed(), this);
        }

        base.Dispose(disposing);
    }

    private void OnClosed()
    {
        if (_read.TryTake())
        {
            FinishRead();
        }

        if (_write.TryTake())
        {
            FinishWrite();
        }
    }

    /// <summary>Tries what waits, for who has taken it.</summary>
    private void FinishRead()
    {
        try
        {
            do
            {
                if (TryReceive(_readBuffer.Span, out int count))
                {
                    _readBuffer = default;
                    _read.Complete(count);
                    return;
                }
            }
            while (_read.WaitOn());
        }
        catch (Exception exception)
        {
            _read.Fail(exception);
        }
    }

    private void FinishWrite()
    {
        try
        {
            do
            {
                if (TrySend(ref _writeBuffer))
                {
                    _writeBuffer = default;
                    _write.Complete(0);
                    return;
                }
            }
            while (_write.WaitOn());
        }
        catch (Exception exception)
        {
            _write.Fail(exception);
        }
    }

    /// <summary>False when there is nothing to read yet.</summary>
    private bool TryReceive(Span<byte> buffer, out int count)
    {
        ThrowIfClosed();
        count = 0;
        if (!_read.IsReady || buffer.IsEmpty)
        {
            return _read.IsReady;
        }

        _read.UseReadiness();
        count = _socket.Receive(buffer, SocketFlags.None, out SocketError error);
        if (error == SocketError.WouldBlock)
        {
            return false;
        }

        if (error != SocketError.Success)
        {
            throw Failure("read from", new SocketException((int)error));
        }

        // A short read has emptied the socket, and more to come makes an edge; but the end of the stream has made its last one.
        if (count == buffer.Length || _hasEnded)
        {
            _read.MakeReady();
        }

        return true;
    }

    /// <summary>False when the socket takes no more yet; what it took is cut off.</summary>
    private bool TrySend(ref ReadOnlyMemory<byte> buffer)
    {
        ThrowIfClosed();
        if (!_write.IsReady || buffer.IsEmpty)
        {
            return _write.IsReady;
        }

        while (!buffer.IsEmpty)
        {
            _write.UseReadiness();
            int count = Send(buffer.Span);
            if (count == 0)
            {
                return false;
            }

            _write.MakeReady();
            buffer = buffer[count..];
        }

        return true;
    }

    private int Send(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return SocketSend.Send(_handle, bytes);
        }
        catch (SocketException exception)
        {
            throw Failure("write to", exception);
        }
    }

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _isClosed) != 0, this);

    private static IOException Failure(string what, SocketException exception) =>
        new($"Unable to {what} the network: {exception.Message}.", exception);
}
