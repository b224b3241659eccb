using System.Runtime.InteropServices;
using FastEmit.Hooks.Spooling;
using FastEmit.Hooks.State;

namespace FastEmit.Hooks.Transcripts;

/// <summary>The messages that were counted, for good: a session that is resumed or forked has the old ones again in a new transcript. Not thread-safe.</summary>
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

        _file.Position = known.Length; // over half a key that a dying process has left
    }

    /// <summary>Whether a message was counted.</summary>
    public bool Contains(in ToolCallKey key) => _keys.Contains(key.Low);

    /// <summary>Remembers that a message was counted.</summary>
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
