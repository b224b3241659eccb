using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace FastEmit.SocketIO.Transports.Threads;

/// <summary>
/// Sending without waiting (send(2)). <see cref="Socket"/> does not tell how much it has sent when it could not send everything. Linux only.
/// </summary>
internal static unsafe partial class SocketSend
{
    private const int NoSignal = 0x4000; // MSG_NOSIGNAL
    private const int Interrupted = 4; // EINTR
    private const int TryAgain = 11; // EAGAIN

    /// <summary>Sends what the socket takes now.</summary>
    /// <param name="socket">Not blocking.</param>
    /// <param name="bytes">Not empty.</param>
    /// <returns>How many bytes it took; 0 when it takes none yet.</returns>
    /// <exception cref="SocketException">The connection is broken.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public static int Send(SafeSocketHandle socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            while (true)
            {
                nint count = Send(socket, start, bytes.Length, NoSignal);
                if (count >= 0)
                {
                    return (int)count;
                }

                switch (Marshal.GetLastPInvokeError())
                {
                    case Interrupted:
                        continue;
                    case TryAgain:
                        return 0;
                    case int error:
                        throw new SocketException((int)ErrorOf(error), Marshal.GetPInvokeErrorMessage(error));
                }
            }
        }
    }

    private static SocketError ErrorOf(int error) => error switch
    {
        32 => SocketError.Shutdown, // EPIPE
        101 => SocketError.NetworkUnreachable,
        103 => SocketError.ConnectionAborted,
        104 => SocketError.ConnectionReset,
        105 => SocketError.NoBufferSpaceAvailable,
        107 => SocketError.NotConnected,
        110 => SocketError.TimedOut,
        111 => SocketError.ConnectionRefused,
        113 => SocketError.HostUnreachable,
        _ => SocketError.SocketError,
    };

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Send(SafeSocketHandle socket, byte* bytes, nint count, int flags);
}
