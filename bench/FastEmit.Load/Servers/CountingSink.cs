using System.Net;
using System.Net.Sockets;

namespace FastEmit.Load.Servers;

/// <summary>
/// The least that a Socket.IO server can do: grants every namespace, answers pings and acknowledgements, counts events, and looks
/// at nothing else. What a client reaches here is the client's own limit and the kernel's.
/// </summary>
internal static class CountingSink
{
    /// <summary>Serves until standard input ends.</summary>
    public static async Task RunAsync()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        ArrivalCounter counter = new();
        new Thread(() => Accept(listener, counter)) { IsBackground = true, Name = "accept" }.Start();
        await ServeLoop.RunAsync(((IPEndPoint)listener.LocalEndPoint!).Port, counter, new LatencyRecorder());
    }

    private static void Accept(Socket listener, ArrivalCounter counter)
    {
        while (true)
        {
            Socket accepted = listener.Accept();
            accepted.NoDelay = true;
            new Thread(() => Serve(accepted, counter)) { IsBackground = true, Name = "connection" }.Start();
        }
    }

    private static void Serve(Socket accepted, ArrivalCounter counter)
    {
        using Socket socket = accepted;
        try
        {
            new SinkConnection(socket, counter).Run();
        }
        catch (SocketException)
        {
            // The client is gone.
        }
    }
}
