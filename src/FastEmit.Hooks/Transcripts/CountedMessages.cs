using System.Runtime.InteropServices;
using FastEmit.Hooks.Spooling;
using FastEmit.Hooks.State;

namespace FastEmit.Hooks.Transcripts;

/// <summary>The counted messages, kept permanently: a resumed or forked session repeats its old messages in a new transcript. Not thread-safe.</summary>
internal sealed class CountedMessages : IDisposable
{
    private readonly HashSet<ulong> _keys = [];
    private readonly FileStream _file;

    public CountedMessages(HookPaths paths)
    {
        FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        _file = new FileStream(paths.Tokens, options);
        byte[] known = new byte[_file.Length / sizeof(ulong) * sizeof(ulong)];
        _file.ReadExactly(known);
        foreach (ulong key in MemoryMarshal.Cast<byte, ulong>(known))
        {
            _keys.Add(key);
        }

        _file.Position = known.Length; // overwrites an incomplete key of a process that died
    }

    /// <summary>Whether a message was counted.</summary>
    public bool Contains(in ToolCallKey key) => _keys.Contains(key.Low);

    /// <summary>Stores that a message was counted.</summary>
    public void Add(in ToolCallKey key)
    {
        if (_keys.Add(key.Low))
        {
            _file.Write(BitConverter.GetBytes(key.Low));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
