using System.Buffers;
using System.Runtime.CompilerServices;

namespace FastEmit.Events;

/// <summary>
/// One buffer per thread, so that an event of ordinary size costs no visit to the pool. It is taken while it is in use:
/// code that emits while it is being serialized on the same thread takes another from the pool. The owner's thread only.
/// </summary>
/// <remarks>A mark says that the buffer is taken: to null the reference and to set it again costs a write barrier and a second look for the thread's own.</remarks>
internal sealed class ScratchBuffer
{
    /// <summary>A larger buffer goes back to the pool instead of staying with its thread.</summary>
    internal const int KeptBytes = 64 * 1024;

    private const int FirstBytes = 4 * 1024;

    [ThreadStatic]
    private static ScratchBuffer? _ofThread;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private bool _isTaken;

    /// <summary>The calling thread's.</summary>
    internal static ScratchBuffer OfThread
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _ofThread ?? Create();
    }

    /// <summary>Takes a buffer of at least <paramref name="minimum"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal byte[] Take(int minimum)
    {
        byte[] buffer = _buffer;
        if (_isTaken || buffer.Length < minimum)
        {
            return ArrayPool<byte>.Shared.Rent(Math.Max(minimum, FirstBytes));
        }

        _isTaken = true;
        return buffer;
    }

    /// <summary>Exchanges a buffer of <see cref="Take"/> for a larger one of the pool.</summary>
    internal void Exchange(byte[] buffer, byte[] larger)
    {
        if (buffer == _buffer)
        {
            _buffer = larger;
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>Gives a buffer of <see cref="Take"/>, or what it was exchanged for, back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Give(byte[] buffer)
    {
        if (buffer == _buffer && buffer.Length <= KeptBytes)
        {
            _isTaken = false;
        }
        else
        {
            GiveOther(buffer);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ScratchBuffer Create() => _ofThread = new ScratchBuffer();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void GiveOther(byte[] buffer)
    {
        if (buffer == _buffer)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
            _isTaken = false;
        }
        else if (_isTaken && buffer.Length <= KeptBytes)
        {
            // The thread's own is with a writer further up, which will give it back as another; or it was lost with one whose event threw.
            _buffer = buffer;
            _isTaken = false;
            return;
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }
}
