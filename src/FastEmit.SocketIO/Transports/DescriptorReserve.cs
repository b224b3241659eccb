using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace FastEmit.SocketIO.Transports;

/// <summary>
/// Keeps the last descriptors of the process free of our sockets. A .NET process that cannot open one does not merely fail to connect: it
/// needs two for a moment to start a thread of the pool, and one to load an assembly, and is aborted ("Out of memory.") when it gets none.
/// </summary>
/// <remarks>
/// The system gives out the lowest free number, so a socket with a number near the limit says that nearly all below are taken; looking
/// costs one system call and opens nothing.
/// </remarks>
internal static unsafe partial class DescriptorReserve
{
    private const int Most = 32;

    private static readonly int DescriptorLimitResource = OperatingSystem.IsLinux() ? 7 : 8; // RLIMIT_NOFILE; 8 on macOS and the BSDs

    /// <summary>Why this socket may not be kept, or null when it may.</summary>
    public static string? Refuse(Socket socket)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        nuint* limits = stackalloc nuint[2]; // rlim_cur, rlim_max
        return GetResourceLimit(DescriptorLimitResource, limits) == 0 && IsReserved(socket.SafeHandle.DangerousGetHandle(), limits[0])
            ? $"too many open descriptors: this process has opened nearly all of the {limits[0]} that it may (ulimit -n), and the rest is kept for the runtime"
            : null;
    }

    /// <summary>Whether a descriptor of this number belongs to the reserve: 32, or a quarter of a small limit.</summary>
    internal static bool IsReserved(nint descriptor, nuint limit) =>
        descriptor >= 0 && (nuint)descriptor >= limit - Math.Min(Most, limit / 4);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetResourceLimit(int resource, nuint* limits);
}

/// <summary>A connection was not made because this process would have too few descriptors left.</summary>
[SuppressMessage("Design", "CA1032", Justification = "The reason is always known.")]
internal sealed class DescriptorsExhaustedException(string message) : SocketException((int)SocketError.TooManyOpenSockets)
{
    public override string Message { get; } = message;

    /// <summary>Closes the socket and throws when it is one too many.</summary>
    public static void ThrowIfScarce(Socket socket)
    {
        if (DescriptorReserve.Refuse(socket) is { } reason)
        {
            socket.Dispose();
            throw new DescriptorsExhaustedException(reason);
        }
    }
}
