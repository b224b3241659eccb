using System.Buffers;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastEmit.Events;

/// <summary>
/// Writes UTF-8 JSON into a buffer that grows as needed; nothing is ever cut off. Not thread-safe: it belongs to the
/// method that created it. The members that return <c>void</c> check for room and may be called by hand; the
/// <c>ref byte</c> members are for generated code, which asks for room once for a whole event.
/// </summary>
/// <remarks>
/// A writer is a position in a buffer plus a promise: <c>_reservedEnd</c> is how far the code above it may write without
/// asking again. What turns out larger than promised (an escaped string) moves that mark and, when it passes the end,
/// the whole buffer.
/// </remarks>
public ref partial struct EventWriter
{
    private ref byte _start;
    private int _capacity;
    private int _written;
    private int _reservedEnd;
    private byte[]? _rented; // null while writing into memory of the caller's
    private ScratchBuffer? _scratch; // where it goes; null: to the pool
    private AttachmentList? _attachments; // null until the first one
    private bool _isRejected;
    private byte _depth; // of types that contain themselves

    /// <summary>Writes into <paramref name="destination"/>; once that is full, into a pooled buffer instead (<see cref="IsDetached"/>).</summary>
    internal EventWriter(Span<byte> destination)
    {
        _start = ref MemoryMarshal.GetReference(destination);
        _capacity = destination.Length;
    }

    private EventWriter(ScratchBuffer scratch, int minimum)
    {
        byte[] rented = scratch.Take(minimum);
        _scratch = scratch;
        _rented = rented;
        _start = ref MemoryMarshal.GetArrayDataReference(rented);
        _capacity = rented.Length;
    }

    /// <summary>What has been written so far. Valid until the next write.</summary>
    internal readonly Span<byte> Written => MemoryMarshal.CreateSpan(ref _start, _written);

    /// <summary>The packet's binary attachments in the order of their placeholders, or null when it has none.</summary>
    internal readonly AttachmentList? Attachments => _attachments;

    /// <summary>Whether the packet can be queued as it is: it has no attachments and is not rejected.</summary>
    internal readonly bool IsPlain => _attachments is null & !_isRejected;

    /// <summary>Whether a member was longer than its <see cref="MaxLengthAttribute"/> allows, or an attachment one too many.</summary>
    internal readonly bool IsRejected => _isRejected;

    /// <summary>Whether the caller's memory did not suffice, so that <see cref="Written"/> is elsewhere.</summary>
    internal readonly bool IsDetached => _rented is not null;

    /// <summary>
    /// Takes the calling thread's scratch buffer, grown to at least <paramref name="minimum"/> bytes. A second writer
    /// on the same thread, opened before the first is returned, gets a buffer of its own.
    /// </summary>
    /// <param name="minimum">Bytes; the buffer grows later by itself, so that zero is a good value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static EventWriter Rent(int minimum = 0) => new(ScratchBuffer.OfThread, minimum);

    /// <summary>Gives the buffer back. The writer and all spans taken from it are dead afterwards.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Return()
    {
        byte[]? rented = _rented;
        ScratchBuffer? scratch = _scratch;
        AttachmentList? attachments = _attachments;
        this = default;
        attachments?.Return();

        // Scratch or pool, here and in Grow: a writer over the caller's memory has no scratch buffer. Not one piece with Grow, which replaces the
        // buffer and keeps it taken; and a scratch buffer that always is there would cost each event the look at the pool's.
        if (scratch is not null)
        {
            scratch.Give(rented!);
        }
        else
        {
            GiveToPool(rented);
        }
    }

    /// <summary>Room for at least <paramref name="minimum"/> bytes behind <see cref="Written"/>; <see cref="Advance"/> makes them part of it.</summary>
    internal Span<byte> GetSpan(int minimum)
    {
        ref byte at = ref Reserve(minimum);
        return MemoryMarshal.CreateSpan(ref at, _capacity - _written);
    }

    /// <summary>Counts bytes that were written into the span of <see cref="GetSpan"/>.</summary>
    internal void Advance(int count)
    {
        Debug.Assert((uint)count <= (uint)(_capacity - _written), "More bytes than the span had.");
        _written += count;
    }

    /// <summary>
    /// For generated code: promises <paramref name="bytes"/> bytes behind what is written and returns where they begin.
    /// The caller writes there, unchecked, and then calls <see cref="Commit"/>.
    /// </summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref byte Reserve(long bytes)
    {
        if (bytes > _capacity - _written)
        {
            Grow(_written, bytes);
        }

        _reservedEnd = _written + (int)bytes;
        return ref Unsafe.Add(ref _start, _written);
    }

    /// <summary>For generated code: everything before <paramref name="at"/> is written.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Commit(ref byte at)
    {
        _written = (int)Unsafe.ByteOffset(ref _start, ref at);
        Debug.Assert(_written <= _reservedEnd && _reservedEnd <= _capacity, "Generated code wrote more than it had reserved.");
    }

    /// <summary>
    /// For generated code: how much of the promise is left at <paramref name="at"/> once
    /// <paramref name="spoken"/> bytes of it are used; what the members still to come rely on.
    /// </summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int ReservedBeyond(ref byte at, int spoken) =>
        _reservedEnd - (int)Unsafe.ByteOffset(ref _start, ref at) - spoken;

    /// <summary>
    /// For generated code: renews the promise in the middle of an event: <paramref name="bytes"/> from
    /// <paramref name="at"/> on. Returns where <paramref name="at"/> is now; older references into the buffer are dead.
    /// </summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref byte Ensure(ref byte at, long bytes)
    {
        int position = (int)Unsafe.ByteOffset(ref _start, ref at);
        if (bytes > _capacity - position)
        {
            Grow(position, bytes);
        }

        _reservedEnd = position + (int)bytes;
        return ref Unsafe.Add(ref _start, position);
    }

    /// <summary>For generated code: where <paramref name="at"/> is, in a form that survives a move of the buffer.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public readonly int PositionOf(ref byte at) => (int)Unsafe.ByteOffset(ref _start, ref at);

    /// <summary>For generated code: refuses the event. What is written meanwhile does not matter.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Reject() => _isRejected = true;

    /// <summary>For generated code: goes into a value of a type that contains itself; false where that is deep enough.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public bool TryDescend(byte maxDepth)
    {
        if (_depth >= maxDepth)
        {
            return false;
        }

        _depth++;
        return true;
    }

    /// <summary>For generated code: comes out of such a value.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Ascend() => _depth--;

    /// <summary>The bytes from <paramref name="position"/> up to <paramref name="end"/>.</summary>
    internal readonly Span<byte> Slice(int position, ref byte end) =>
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref _start, position), PositionOf(ref end) - position);

    /// <summary>Records an attachment and returns its number. One more than <see cref="AttachmentList.Limit"/> refuses the event.</summary>
    internal int Attach(ReadOnlyMemory<byte> bytes)
    {
        _attachments ??= AttachmentList.Rent();
        if (_attachments.Count == AttachmentList.Limit)
        {
            _isRejected = true;
            return 0;
        }

        return _attachments.Add(bytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void GiveToPool(byte[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int position, long bytes)
    {
        long needed = position + bytes;
        if (needed > Array.MaxLength)
        {
            throw new InvalidOperationException($"The event needs up to {needed} bytes; a buffer holds at most {Array.MaxLength}.");
        }

        // Doubling keeps the copies linear in the final size.
        int capacity = (int)Math.Max(needed, Math.Min(2L * _capacity, Array.MaxLength));
        byte[] larger = ArrayPool<byte>.Shared.Rent(capacity);
        MemoryMarshal.CreateReadOnlySpan(ref _start, position).CopyTo(larger);
        if (_scratch is not null)
        {
            _scratch.Exchange(_rented!, larger);
        }
        else
        {
            GiveToPool(_rented);
        }

        _rented = larger;
        _start = ref MemoryMarshal.GetArrayDataReference(larger);
        _capacity = larger.Length;
    }
}
