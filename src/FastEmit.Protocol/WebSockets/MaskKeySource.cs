using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FastEmit.Protocol.WebSockets;

/// <summary>
/// Masking keys from the operating system's generator (RFC 6455 section 5.3 requires strong entropy). They are drawn 1,024 at a time, so that one
/// frame costs a load and an increment. Not thread-safe: it belongs to the owner of the connection's output.
/// </summary>
internal sealed class MaskKeySource
{
    private const int KeysPerDraw = 1024;

    private readonly uint[] _keys = new uint[KeysPerDraw];
    private int _next = KeysPerDraw;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Next()
    {
        int next = _next;
        uint[] keys = _keys;
        if ((uint)next >= (uint)keys.Length)
        {
            return DrawAndTake();
        }

        _next = next + 1;
        return keys[next];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint DrawAndTake()
    {
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(_keys.AsSpan()));
        _next = 1;
        return _keys[0];
    }
}
