using System.Globalization;
using System.Net.Sockets;
using System.Text;
using FastEmit.Hooks.Native;

namespace FastEmit.Hooks.Agents;

/// <summary>A Unix socket's address. On Linux its path may exceed the limit of socket addresses.</summary>
internal sealed class SocketPlace : IDisposable
{
    private static readonly int MaxPath = OperatingSystem.IsMacOS() ? 103 : 107; // sun_path without its end: 104 bytes in sys/un.h of XNU, 108 on Linux and Windows

    private readonly int _folder;

    private SocketPlace(UnixDomainSocketEndPoint endPoint, int folder)
    {
        EndPoint = endPoint;
        _folder = folder;
    }

    /// <summary>The address, valid until this object is disposed.</summary>
    public UnixDomainSocketEndPoint EndPoint { get; }

    /// <summary>The address of a path. A long path is addressed through its folder's descriptor.</summary>
    /// <exception cref="IOException">The folder cannot be opened.</exception>
    public static SocketPlace Of(string path)
    {
        if (Encoding.UTF8.GetByteCount(path) <= MaxPath)
        {
            return new SocketPlace(new UnixDomainSocketEndPoint(path), -1);
        }

        int folder = SystemCalls.OpenFolder(Path.GetDirectoryName(path)!);
        if (folder < 0)
        {
            throw new IOException(OperatingSystem.IsLinux()
                ? $"The folder of '{path}' cannot be opened."
                : $"'{path}' has more than the {MaxPath} bytes that a socket's address accepts; use a shorter --ring-file.");
        }

        return new SocketPlace(
            new UnixDomainSocketEndPoint(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{folder}/{Path.GetFileName(path)}")), folder);
    }

    /// <summary>Closes the folder.</summary>
    public void Dispose()
    {
        if (_folder >= 0)
        {
            _ = SystemCalls.Close(_folder);
        }
    }
}
