using System.Runtime.CompilerServices;

namespace FastEmit.Extensions.Hosting.Logging;

/// <summary>
/// Gives access to the state of a log entry as a list. The state of a source-generated message is a struct, which a plain cast to the
/// interface would box for each entry. Each thread therefore keeps one box per state type and overwrites its content.
/// </summary>
internal static class StateBox<TState>
{
    [ThreadStatic]
    private static object? _box;

    /// <summary>The list, or null when the state is not a list. Valid until <see cref="Give"/>.</summary>
    public static IReadOnlyList<KeyValuePair<string, object?>>? Take(in TState state)
    {
        if (!typeof(TState).IsValueType || _box is not { } box)
        {
            return state as IReadOnlyList<KeyValuePair<string, object?>>;
        }

        _box = null; // A value that logs while it is written finds no box and gets a new one.
        Content(box) = state;
        return Unsafe.As<IReadOnlyList<KeyValuePair<string, object?>>>(box);
    }

    /// <summary>Clears the box and keeps it for the next entry.</summary>
    public static void Give(IReadOnlyList<KeyValuePair<string, object?>>? values)
    {
        if (typeof(TState).IsValueType && values is not null)
        {
            Content(values) = default!;
            _box = values;
        }
    }

    /// <summary>
    /// The value in a box of exactly this type. The constraint of <see cref="Unsafe.Unbox{T}"/> does not allow it here.
    /// A boxed value begins at the first field after the object header.
    /// </summary>
    private static ref TState Content(object box) => ref Unsafe.As<byte, TState>(ref Unsafe.As<Box>(box).First);

    private sealed class Box
    {
        public byte First;
    }
}
