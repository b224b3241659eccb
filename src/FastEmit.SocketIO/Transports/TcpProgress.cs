using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace FastEmit.SocketIO.Transports;

/// <summary>How far the peer's system has acknowledged what was written to a socket.</summary>
/// <param name="Acknowledged">Bytes acknowledged since the connection was made. Only its changes mean something: it counts the SYN too.</param>
/// <param name="Unacknowledged">Bytes that this system still keeps: not sent, or sent and not acknowledged.</param>
/// <remarks>
/// <c>Acknowledged + Unacknowledged</c> is what <c>Acknowledged</c> will be when everything written until now is acknowledged; never
/// less, because what is unacknowledged is read first.
/// </remarks>
internal readonly partial record struct TcpProgress(long Acknowledged, long Unacknowledged)
{
    private const int Tcp = 6; // IPPROTO_TCP
    private const int TcpInfo = 11; // TCP_INFO
    private const int BytesAcked = 120; // the offset of tcpi_bytes_acked in struct tcp_info, since Linux 4.1
    private const nuint OutputQueue = 0x5411; // SIOCOUTQ

    /// <summary>Reads it. Any thread; allocates nothing.</summary>
    /// <returns>False where the system does not tell (anything but Linux), or when the socket is closed.</returns>
    public static bool TryRead(Socket socket, out TcpProgress progress)
    {
        progress = default;
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            int unacknowledged = 0;
            Span<byte> info = stackalloc byte[BytesAcked + sizeof(long)];
            if (Ioctl(socket.SafeHandle, OutputQueue, ref unacknowledged) != 0
                || socket.GetRawSocketOption(Tcp, TcpInfo, info) < info.Length)
            {
                return false;
            }

            // Zero from a system that does not fill it in: the request for the upgrade has been acknowledged long since.
            long acknowledged = BitConverter.ToInt64(info[BytesAcked..]);
            progress = new TcpProgress(acknowledged, unacknowledged);
            return acknowledged > 0;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Ioctl(SafeSocketHandle socket, nuint request, ref int value);
}
