using System.Net;
using System.Net.Sockets;

namespace FastEmit.Interop.Tests.Servers;

/// <summary>Finds ports for servers that go away and come back.</summary>
internal static class LoopbackPort
{
    /// <summary>
    /// A free port below the ephemeral range. A port of that range could be given to an outgoing connection while its
    /// server is away, even to the client that looks for the server, which then connects to itself.
    /// </summary>
    public static int Reserve()
    {
        while (true)
        {
            int port = Random.Shared.Next(15_000, 30_000);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // In use: try another.
            }
        }
    }
}
