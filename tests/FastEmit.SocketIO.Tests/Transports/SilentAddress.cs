using System.Net;
using System.Net.Sockets;

namespace FastEmit.SocketIO.Tests.Transports;

/// <summary>An address that drops every SYN, as a dead host's router does: a listener whose queue is full and which accepts nobody.</summary>
internal sealed class SilentAddress : IDisposable
{
    private readonly Socket _listener;
    private readonly List<Socket> _queue = [];

    public SilentAddress(IPAddress address, int port = 0)
    {
        _listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(address, port));
        _listener.Listen(0);
        Fill();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>Connections of this machine to the address that are being tried.</summary>
    public int Attempts => File.ReadLines(EndPoint.AddressFamily == AddressFamily.InterNetwork ? "/proc/self/net/tcp" : "/proc/self/net/tcp6")
        .Skip(1)
        .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Count(columns => columns[2] == Remote && columns[3] == "02");

    private string Remote
    {
        get
        {
            byte[] bytes = EndPoint.Address.GetAddressBytes();
            IEnumerable<string> words = bytes.Chunk(4).Select(static word => $"{BitConverter.ToUInt32(word):X8}");
            return $"{string.Concat(words)}:{EndPoint.Port:X4}";
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _queue.ForEach(static socket => socket.Dispose());
    }

    /// <summary>Connects until the listener's queue takes no more.</summary>
    private void Fill()
    {
        while (true)
        {
            Socket filler = new(EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            _queue.Add(filler);
            if (!filler.ConnectAsync(EndPoint).Wait(TimeSpan.FromMilliseconds(300)))
            {
                filler.Dispose();
                return;
            }
        }
    }
}
