using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FastEmit.Buffers;

/// <summary>
/// Keeps a process alive that touches a mapped byte which is not there any more: the file was truncated, its file system found no room
/// for a changed block, or its disk failed (SIGBUS). The mapping becomes zeroed memory of the process's own instead, and
/// its owner can see that.
/// </summary>
/// <remarks>
/// <para>
/// There is no other way on Linux: nothing protects a file from a truncation by its owner, a check before the access leaves a moment between
/// the two, and a write by system call for each event costs ten times the append.
/// </para>
/// <para>
/// The table lies outside of the managed heap, where the <see cref="FaultHandler"/> reads it: at 0 the count of slots, at 8 the handler
/// before, at 16 the kernel's <c>struct sigaction</c> for the default, from 64 on the slots: address, length, faults, nothing.
/// </para>
/// </remarks>
internal static unsafe partial class MappingGuard
{
    /// <summary>The most mappings that can be guarded at a time.</summary>
    private const int MaxSlots = 2047;

    private const int FirstSlot = 64;
    private const int SlotSize = 32;
    private const int FaultsOffset = 16;

    private const int BusError = 7; // SIGBUS
    private const int WithInformation = 4; // SA_SIGINFO
    private const int Ignore = 1; // SIG_IGN
    private const int Executable = 0x5; // PROT_READ | PROT_EXEC
    private const int Private = 0x2; // MAP_PRIVATE
    private const int CloseOnExec = 1; // MFD_CLOEXEC

    private static readonly Lock Gate = new();
    private static readonly byte* Table = (byte*)NativeMemory.AllocZeroed(FirstSlot + (MaxSlots * SlotSize));

    /// <summary>Whether faults are survived here. They are not where the processor is another one, or the system lets no code be added.</summary>
    public static bool IsActive { get; } = TryInstall();

    /// <summary>Guards a mapping that has not been touched yet.</summary>
    /// <returns>Its slot, to be given back before it is unmapped.</returns>
    /// <exception cref="IOException">Too many are guarded already.</exception>
    public static int Add(nint start, nuint length)
    {
        lock (Gate)
        {
            int count = *(int*)Table;
            int slot = 0;
            while (slot < count && Length(slot) != 0)
            {
                slot++;
            }

            if (slot == MaxSlots)
            {
                throw new IOException($"{MaxSlots} files are mapped, which is the most there can be.");
            }

            // The length last: with none, no address is in the range. Then the count, which takes in the slot.
            Volatile.Write(ref *Faults(slot), 0);
            Volatile.Write(ref Start(slot), start);
            Volatile.Write(ref Length(slot), length);
            Volatile.Write(ref *(int*)Table, Math.Max(count, slot + 1));
            return slot;
        }
    }

    /// <summary>Ends that.</summary>
    public static void Remove(int slot)
    {
        lock (Gate)
        {
            Volatile.Write(ref Length(slot), 0);
        }
    }

    /// <summary>How often bytes of the mapping could not be reached; from the first time on it is zeroed memory of this process's own.</summary>
    public static long* Faults(int slot) => (long*)(Table + FirstSlot + (slot * SlotSize) + FaultsOffset);

    private static ref nint Start(int slot) => ref *(nint*)(Table + FirstSlot + (slot * SlotSize));

    private static ref nuint Length(int slot) => ref *(nuint*)(Table + FirstSlot + (slot * SlotSize) + sizeof(nint));

    private static bool TryInstall()
    {
        ReadOnlySpan<byte> instructions = FaultHandler.Instructions(RuntimeInformation.ProcessArchitecture);
        if (!OperatingSystem.IsLinux() || instructions.IsEmpty)
        {
            return false;
        }

        SignalAction action = default;
        if (GetAction(BusError, 0, ref action) != 0)
        {
            return false;
        }

        *(nint*)(Table + sizeof(long)) = action.Handler == Ignore ? 0 : action.Handler;
        nint code = MapCode(FaultHandler.For(instructions, (nint)Table));
        if (code == 0)
        {
            return false;
        }

        action.Handler = code;
        action.Flags |= WithInformation;
        return SetAction(BusError, ref action, 0) == 0;
    }

    /// <summary>Pages that are never writable and executable at a time: many hardened systems allow nothing else.</summary>
    private static nint MapCode(byte[] code)
    {
        int descriptor = CreateMemoryFile("fastemit-faults", CloseOnExec);
        if (descriptor < 0)
        {
            return 0;
        }

        using SafeFileHandle file = new(descriptor, ownsHandle: true);
        RandomAccess.Write(file, code, 0);
        nint start = Map(0, (nuint)code.Length, Executable, Private, descriptor, 0);
        return start == -1 ? 0 : start;
    }

    [LibraryImport("libc", EntryPoint = "sigaction")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetAction(int signal, nint action, ref SignalAction before);

    [LibraryImport("libc", EntryPoint = "sigaction")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetAction(int signal, ref SignalAction action, nint before);

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CreateMemoryFile(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "mmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, long offset);

    /// <summary><c>struct sigaction</c> of 64-bit Linux, by glibc and musl alike.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct SignalAction
    {
        public nint Handler;
        public fixed ulong Mask[16];
        public int Flags;
        public nint Restorer;
    }
}
