using System.Runtime.CompilerServices;

namespace FastEmit.Extensions.Hosting.Logging;

/// <summary>
/// The state of a log entry as the list that it is. The state of a source-generated message is a struct, which a plain cast to its
/// interface would box for each entry: each thread keeps one box per state type and overwrites its content.
/// </summary>
internal static class StateBox<TState>
{
    [ThreadStatic]
    private static object? _box;

    /// <summary>The list, or null when the state is none. Valid until <see cref="Give"/>.</summary>
    public static IReadOnlyList<KeyValuePair<string, object?>>? Take(in TState state)
    {
        if (!typeof(TState).IsValueType || _box is not { } box)
        {
            return state as IReadOnlyList<KeyValuePair<string, object?>>;
        }

        _box = null; // A value that logs while it is written finds no box and gets one of its own.
        Content(box) = state;
        return Unsafe.As<IReadOnlyList<KeyValuePair<string, object?>>>(box);
    }

    /// <summary>Keeps the box for the next entry, without what it refers to.</summary>
    public static void Give(IReadOnlyList<KeyValuePair<string, object?>>? values)
    {
        if (typeof(TState).IsValueType && values is not null)
        {
            Content(values) = default!;
            _box = values;
        }
    }

    /// <summary>
    /// The value inside of a box of exactly this type. <see cref="Unsafe.Unbox{T}"/> says the same and is kept from here by its
    /// constraint: the field after the object header is where a boxed value begins.
    /// </summary>
    private static ref TState Content(object box) => ref Unsafe.As<byte, TState>(ref Unsafe.As<Box>(box).First);

    private sealed class Box
    {
        public byte First;
    }
}
