using System.ComponentModel;
using System.Runtime.InteropServices;

namespace FastEmit.SocketIO.Transports.Threads;

/// <summary>The readiness of many sockets, edge-triggered (epoll(7)), and a bell that ends the wait (eventfd(2)). Linux only.</summary>
internal sealed unsafe partial class EventPoll
{
    public const uint Readable = 0x001; // EPOLLIN
    public const uint Writable = 0x004; // EPOLLOUT
    public const uint Ended = 0x008 | 0x010 | 0x2000; // EPOLLERR, EPOLLHUP, EPOLLRDHUP

    private const uint PeerClosed = 0x2000; // EPOLLRDHUP
    private const uint EdgeTriggered = 1u << 31; // EPOLLET
    private const int CloseOnExec = 0x80000; // EPOLL_CLOEXEC, EFD_CLOEXEC
    private const int NonBlocking = 0x800; // EFD_NONBLOCK
    private const int AddOperation = 1; // EPOLL_CTL_ADD
    private const int MaxEvents = 64;

    // struct epoll_event is packed on x86-64 alone.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int Stride = DataOffset + sizeof(long);

    private readonly int _poll;
    private readonly int _bell;
    private readonly byte* _events = (byte*)NativeMemory.Alloc((nuint)(MaxEvents * Stride));

    /// <exception cref="Win32Exception">The system has no descriptor left, or does not allow it.</exception>
    public EventPoll()
    {
        _poll = Check(CreatePoll(CloseOnExec));
        _bell = Check(CreateBell(0, CloseOnExec | NonBlocking));
        Control(_bell, Readable, 0);
    }

    /// <summary>Has a descriptor watched until it is closed. Any thread.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="id">Not 0; comes back with its events.</param>
    public void Add(nint descriptor, long id) => Control((int)descriptor, Readable | Writable | PeerClosed | EdgeTriggered, id);

    /// <summary>Ends the present wait, or the next. Any thread.</summary>
    public void Ring()
    {
        long one = 1;
        _ = Write(_bell, &one, sizeof(long));
    }

    /// <summary>Waits for events. One thread.</summary>
    /// <param name="milliseconds">How long at most; -1 for ever.</param>
    /// <returns>How many there are to <see cref="Read(int, out uint)"/>.</returns>
    public int Wait(int milliseconds)
    {
        int count = Wait(_poll, _events, MaxEvents, milliseconds);
        return count < 0 ? 0 : count; // EINTR
    }

    /// <summary>One of the events of the last wait. The bell has id 0 and is silent again.</summary>
    public long Read(int index, out uint events)
    {
        byte* entry = _events + (index * Stride);
        events = *(uint*)entry;
        long id = *(long*)(entry + DataOffset);
        if (id == 0)
        {
            long rung;
            _ = Read(_bell, &rung, sizeof(long));
        }

        return id;
    }

    private static int Check(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    private void Control(int descriptor, uint events, long id)
    {
        byte* entry = stackalloc byte[Stride];
        *(uint*)entry = events;
        *(long*)(entry + DataOffset) = id;
        _ = Check(Control(_poll, AddOperation, descriptor, entry));
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CreatePoll(int flags);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CreateBell(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int poll, int operation, int descriptor, byte* entry);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Wait(int poll, byte* entries, int max, int milliseconds);

    [LibraryImport("libc", EntryPoint = "write")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Write(int descriptor, void* bytes, nint count);

    [LibraryImport("libc", EntryPoint = "read")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Read(int descriptor, void* bytes, nint count);
}
