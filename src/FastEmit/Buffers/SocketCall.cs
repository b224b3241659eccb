using System.Net.Sockets;

namespace FastEmit.Buffers;

/// <summary>
/// A Unix socket beside the ring file: a connect is a call. Only the consumer listens, so it may replace a file of that name.
/// </summary>
internal sealed unsafe class SocketCall : RingCall
{
    private const int Backlog = 16;

    private readonly Socket _listener;

    private SocketCall(Socket listener) => _listener = listener;

    /// <summary>Listens. Null when that is not possible here: the path is too long for a socket, or the file system has none.</summary>
    public static SocketCall? TryListen(string path)
    {
        Socket? listener = null;
        try
        {
            string place = PlaceOf(path);
            File.Delete(place);
            listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(place));
            listener.Listen(Backlog);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(place, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            return new SocketCall(listener);
        }
        catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException or ArgumentException or PlatformNotSupportedException)
        {
            listener?.Dispose();
            return null;
        }
    }

    /// <summary>Calls the consumer. One that does not listen looks by itself later.</summary>
    public static void Call(string path)
    {
        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
            socket.Connect(new UnixDomainSocketEndPoint(PlaceOf(path)));
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException or PlatformNotSupportedException)
        {
            // It listens no more, or is being called already.
        }
    }

    /// <summary>A call that came before the wait is in the queue, so none is missed.</summary>
    public override bool Wait(int* word, int value)
    {
        try
        {
            _listener.Accept().Dispose();
            return true;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted; // the caller's trouble
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public override void Interrupt(int* word) => _listener.Dispose();

    /// <inheritdoc/>
    public override void Dispose() => _listener.Dispose();

    private static string PlaceOf(string path) => path + ".bell";
}
